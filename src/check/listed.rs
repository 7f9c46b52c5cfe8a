//! What a piece of policy depends on: definitions, scorers; fixed once, here.

use super::Checker;
use crate::domain::{DerivedId, GradeId, ScoreId, ScorerId, TeamId, TerritoryId};
use crate::model::{
    Available, CardLine, Chain, Cond, Decision, DerivedBody, Effect, Expr, Key, Line, Link, Listed, MatchClause,
    Member, Members, Model, ScoreBody, Set, Sla, Strategy, Target, Team, TeamRef, Template, TemplatePart,
};
use std::collections::BTreeSet;

/// A definition that something may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needed {
    Derived(DerivedId),
    Score(ScoreId),
    Grade(GradeId),
    Territory(TerritoryId),
}

/// What a definition needs directly.
pub(super) fn each_definition(model: &Model, thing: Needed) -> Vec<Needed> {
    let mut found = Found::default();
    match thing {
        Needed::Derived(id) => match model.derived.get(id.index()).map(|derived| &derived.body) {
            Some(DerivedBody::Value(value)) => found.value(model, value),
            Some(DerivedBody::Classify { arms, otherwise }) => {
                for (value, condition) in arms {
                    found.value(model, value);
                    found.condition(model, condition);
                }
                otherwise.iter().for_each(|value| found.value(model, value));
            }
            Some(DerivedBody::Table { table, .. }) => {
                let inputs = model.tables.get(table.index()).map(|table| &table.inputs[..]).unwrap_or_default();
                inputs.iter().for_each(|value| found.value(model, value));
            }
            None => {}
        },
        Needed::Score(id) => {
            if let Some(ScoreBody::Card { lines, .. }) = model.scores.get(id.index()).map(|score| &score.body) {
                for line in lines {
                    let points = match line {
                        CardLine::Points(points) => std::slice::from_ref(points),
                        CardLine::BestOf { lines, .. } => &lines[..],
                    };
                    for points in points {
                        found.condition(model, &points.condition);
                        points.halve.iter().for_each(|(_, since)| found.value(model, since));
                    }
                }
            }
        }
        Needed::Grade(id) => model.grades.get(id.index()).iter().for_each(|grade| found.value(model, &grade.from)),
        Needed::Territory(id) => {
            model.territories.get(id.index()).iter().for_each(|territory| found.condition(model, &territory.condition));
        }
    }
    found.definitions.into_iter().collect()
}

/// The teams inside a team, however deep.
fn inside(model: &Model, id: TeamId) -> BTreeSet<TeamId> {
    let (mut all, mut waiting) = (BTreeSet::new(), vec![id]);
    while let Some(team) = waiting.pop().and_then(|id| model.teams.get(id.index())) {
        if let Members::Named(members) = &team.members {
            let teams = members.iter().filter_map(|member| match member {
                Member::Team { team, .. } => Some(*team),
                _ => None,
            });
            waiting.extend(teams.filter(|id| all.insert(*id)));
        }
    }
    all
}

/// Definitions named somewhere.
#[derive(Default)]
pub(crate) struct Found {
    definitions: BTreeSet<Needed>,
}

impl Found {
    pub(super) fn value(&mut self, model: &Model, value: &Expr) {
        match value {
            Expr::Derived(id) => {
                self.definitions.insert(Needed::Derived(*id));
            }
            Expr::Score(id) => {
                self.definitions.insert(Needed::Score(*id));
            }
            Expr::Grade(id) => {
                self.definitions.insert(Needed::Grade(*id));
            }
            Expr::Lookup { key, .. } => self.value(model, key),
            Expr::Matched { matched, .. } => self.matched(model, *matched),
            Expr::Default(a, b) | Expr::Arithmetic(_, a, b) => {
                self.value(model, a);
                self.value(model, b);
            }
            Expr::DomainOf(inner) | Expr::DaysSince(inner, _) | Expr::Minutes(inner) | Expr::Negative(inner) => {
                self.value(model, inner);
            }
            Expr::Condition(condition) => self.condition(model, condition),
            Expr::List(items) => items.iter().for_each(|item| self.value(model, item)),
            _ => {}
        }
    }

    pub(super) fn condition(&mut self, model: &Model, condition: &Cond) {
        match condition {
            Cond::Always(_) => {}
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| self.condition(model, part)),
            Cond::Not(inner) => self.condition(model, inner),
            Cond::Truth(value) | Cond::Missing(value) | Cond::Matches(value, _) | Cond::WithinLast(value, ..) => {
                self.value(model, value);
            }
            Cond::Compare(_, a, b)
            | Cond::Contains(a, b)
            | Cond::StartsWith(a, b)
            | Cond::EndsWith(a, b)
            | Cond::Has(a, b)
            | Cond::HasAnyOf(a, b)
            | Cond::HasAllOf(a, b) => {
                self.value(model, a);
                self.value(model, b);
            }
            Cond::In(value, set) => {
                self.value(model, value);
                if let Set::Expr(list) = set {
                    self.value(model, list);
                }
            }
            Cond::LookupHas(_, key) => self.value(model, key),
            Cond::Matched(id) | Cond::Ambiguous(id) => self.matched(model, *id),
            Cond::InTerritory(id) => {
                self.definitions.insert(Needed::Territory(*id));
            }
        }
    }

    fn matched(&mut self, model: &Model, id: crate::domain::MatchId) {
        let clauses: &[MatchClause] =
            model.matches.get(id.index()).map(|matched| &matched.clauses[..]).unwrap_or_default();
        for clause in clauses {
            self.value(model, &clause.value);
            clause.condition.iter().for_each(|condition| self.condition(model, condition));
        }
    }

    pub(crate) fn line(&mut self, model: &Model, line: &Line) {
        self.condition(model, &line.condition);
    }

    pub(super) fn template(&mut self, model: &Model, template: &Template) {
        for part in &template.parts {
            if let TemplatePart::Value { value, .. } = part {
                self.value(model, value);
            }
        }
    }

    /// A chain's links as written, not what their teams say themselves.
    pub(super) fn chain(&mut self, model: &Model, chain: &Chain) {
        chain.links.iter().for_each(|link| self.link(model, link));
    }

    fn link(&mut self, model: &Model, link: &Link) {
        link.condition.iter().for_each(|condition| self.condition(model, condition));
        link.same_rep.iter().for_each(|same| self.value(model, &same.key));
        match &link.target {
            Target::Team { team, by } => {
                if let TeamRef::Value(value) = team {
                    self.value(model, value);
                }
                by.iter().for_each(|strategy| self.strategy(model, strategy));
            }
            Target::Rep(value) | Target::ManagerOf(value) => self.value(model, value),
            _ => {}
        }
    }

    fn strategy(&mut self, model: &Model, strategy: &Strategy) {
        self.admission(model, strategy);
        for key in &strategy.keys {
            match key {
                Key::Highest(value) | Key::Lowest(value) | Key::StableOn(value) => self.value(model, value),
                Key::BestMatch { prefers, .. } => {
                    prefers.iter().for_each(|(condition, _)| self.condition(model, condition));
                }
                _ => {}
            }
        }
    }

    /// What of a strategy decides whether a member passes at all.
    fn admission(&mut self, model: &Model, strategy: &Strategy) {
        for key in &strategy.keys {
            match key {
                Key::Evenly { weight: Some(weight), .. } => self.value(model, weight),
                Key::BestMatch { musts, .. } => musts.iter().for_each(|must| self.condition(model, &must.condition)),
                _ => {}
            }
        }
    }

    /// What the teams of a chain say themselves, and those inside them: only for asking scorers.
    pub(super) fn teams(&mut self, model: &Model, chain: &Chain) {
        let mut inner = BTreeSet::new();
        for link in &chain.links {
            match (&link.target, link.available) {
                (Target::Team { team, by }, _) => {
                    let teams = match team {
                        TeamRef::Team(id) => vec![*id],
                        TeamRef::Value(_) => (0..model.teams.len()).map(TeamId::at).collect(),
                    };
                    for id in teams {
                        inner.extend(inside(model, id));
                        let Some(team) = model.teams.get(id.index()) else { continue };
                        self.needs(model, team);
                        if by.is_none() {
                            self.strategy(model, &team.strategy);
                        }
                    }
                }
                (_, Available::ForTeam(id)) => {
                    let Some(team) = model.teams.get(id.index()) else { continue };
                    self.needs(model, team);
                    self.admission(model, &team.strategy);
                }
                _ => {}
            }
        }
        // A strategy that the link names is that of its own team; those inside keep theirs.
        for team in inner.into_iter().filter_map(|id: TeamId| model.teams.get(id.index())) {
            self.needs(model, team);
            self.strategy(model, &team.strategy);
        }
    }

    fn needs(&mut self, model: &Model, team: &Team) {
        team.needs.iter().for_each(|need| self.condition(model, &need.condition));
    }

    pub(super) fn decision(&mut self, model: &Model, decision: &Decision) {
        match decision {
            Decision::Assign(chain) => self.chain(model, chain),
            Decision::Disqualify(template) | Decision::Nurture { track: template, .. } => {
                self.template(model, template)
            }
            Decision::Attach { to, assign } => {
                self.matched(model, *to);
                assign.iter().for_each(|chain| self.chain(model, chain));
            }
            Decision::KeepOwner | Decision::GoTo(_) => {}
        }
    }

    pub(crate) fn effect(&mut self, model: &Model, effect: &Effect) {
        match effect {
            Effect::Note(template) | Effect::Notify { text: Some(template), .. } => self.template(model, template),
            Effect::Set { value, .. } => self.value(model, value),
            _ => {}
        }
    }

    pub(super) fn promise(&mut self, model: &Model, promise: &Sla) {
        promise.steps.iter().for_each(|step| self.chain(model, &step.to));
    }

    /// Everything named, directly or through a definition.
    pub(super) fn all(self, model: &Model) -> BTreeSet<Needed> {
        let mut all = BTreeSet::new();
        let mut waiting: Vec<Needed> = self.definitions.into_iter().collect();
        while let Some(thing) = waiting.pop() {
            if all.insert(thing) {
                waiting.extend(each_definition(model, thing));
            }
        }
        all
    }

    /// The scorers among them.
    pub(super) fn asks(self, model: &Model) -> Vec<ScorerId> {
        let mut asks: Vec<ScorerId> = self
            .all(model)
            .into_iter()
            .filter_map(|thing| match thing {
                Needed::Score(id) => match model.scores.get(id.index()).map(|score| &score.body) {
                    Some(ScoreBody::Scorer(scorer)) => Some(*scorer),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        asks.sort_unstable();
        asks.dedup();
        asks
    }

    /// Sorted by name, as the answer lists them.
    pub(crate) fn listed(self, model: &Model) -> Listed {
        let mut listed = Listed::default();
        for thing in self.all(model) {
            match thing {
                Needed::Derived(id) => listed.derived.push(id),
                Needed::Score(id) => listed.scores.push(id),
                Needed::Grade(id) => listed.grades.push(id),
                Needed::Territory(_) => {}
            }
        }
        listed.derived.sort_by_key(|id| model.derived.get(id.index()).map(|found| found.name.clone()));
        listed.scores.sort_by_key(|id| model.scores.get(id.index()).map(|found| found.name.clone()));
        listed.grades.sort_by_key(|id| model.grades.get(id.index()).map(|found| found.name.clone()));
        listed
    }
}

impl Checker<'_> {
    pub(super) fn asks_of_score(&self, id: ScoreId) -> Vec<ScorerId> {
        let mut found = Found::default();
        found.definitions.insert(Needed::Score(id));
        found.asks(&self.model)
    }
}
