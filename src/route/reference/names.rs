//! 10: which derived values, scores and grades something names, directly or through a definition.

use crate::domain::{DerivedId, GradeId, ScoreId};
use crate::model::{
    CardLine, Chain, Cond, Decision, DerivedBody, Effect, Expr, Key, Link, Model, Points, Rule, ScoreBody, Set, Target,
    TeamRef, Template, TemplatePart,
};
use std::collections::BTreeSet;

pub(super) struct Names<'a> {
    model: &'a Model,
    pub(super) derived: BTreeSet<DerivedId>,
    pub(super) scores: BTreeSet<ScoreId>,
    pub(super) grades: BTreeSet<GradeId>,
}

impl<'a> Names<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self { model, derived: BTreeSet::new(), scores: BTreeSet::new(), grades: BTreeSet::new() }
    }

    pub(super) fn rule(&mut self, rule: &'a Rule) {
        for line in rule.when.iter().chain(&rule.unless) {
            self.condition(&line.condition);
        }
        match &rule.decision {
            Some(Decision::Assign(chain)) => self.chain(chain),
            Some(Decision::Attach { to, assign }) => {
                self.condition(&Cond::Matched(*to));
                assign.iter().for_each(|chain| self.chain(chain));
            }
            Some(Decision::Disqualify(template) | Decision::Nurture { track: template, .. }) => self.template(template),
            Some(Decision::KeepOwner | Decision::GoTo(_)) | None => {}
        }
        self.effects(&rule.effects);
        if let Some(sla) = rule.sla.and_then(|id| self.model.slas.get(id.index())) {
            sla.steps.iter().for_each(|step| self.chain(&step.to));
        }
    }

    pub(super) fn effects(&mut self, effects: &'a [Effect]) {
        for effect in effects {
            match effect {
                Effect::Note(template) | Effect::Notify { text: Some(template), .. } => self.template(template),
                Effect::Set { value, .. } => self.value(value),
                Effect::Tag(_) | Effect::Notify { text: None, .. } => {}
            }
        }
    }

    fn template(&mut self, template: &'a Template) {
        for part in &template.parts {
            if let TemplatePart::Value { value, .. } = part {
                self.value(value);
            }
        }
    }

    /// The links as written, not what the teams say themselves (13).
    fn chain(&mut self, chain: &'a Chain) {
        chain.links.iter().for_each(|link| self.link(link));
    }

    fn link(&mut self, link: &'a Link) {
        link.condition.iter().for_each(|condition| self.condition(condition));
        link.same_rep.iter().for_each(|clause| self.value(&clause.key));
        match &link.target {
            Target::Team { team, by } => {
                if let TeamRef::Value(value) = team {
                    self.value(value);
                }
                by.iter().flat_map(|strategy| &strategy.keys).for_each(|key| self.key(key));
            }
            Target::Rep(value) | Target::ManagerOf(value) => self.value(value),
            Target::ManagerOfAssignee | Target::Queue(_) | Target::Hold { .. } => {}
        }
    }

    fn key(&mut self, key: &'a Key) {
        match key {
            Key::Highest(value) | Key::Lowest(value) | Key::StableOn(value) => self.value(value),
            Key::Evenly { weight, .. } => weight.iter().for_each(|weight| self.value(weight)),
            Key::BestMatch { musts, prefers } => {
                musts.iter().for_each(|must| self.condition(&must.condition));
                prefers.iter().for_each(|(prefer, _)| self.condition(prefer));
            }
            Key::RoundRobin | Key::LongestIdle | Key::InOrder | Key::LeastLoaded | Key::MostFree => {}
        }
    }

    pub(super) fn condition(&mut self, condition: &Cond) {
        match condition {
            Cond::Always(_) => {}
            Cond::All(all) | Cond::Any(all) => all.iter().for_each(|one| self.condition(one)),
            Cond::Not(inner) => self.condition(inner),
            Cond::Truth(value) | Cond::Matches(value, _) | Cond::WithinLast(value, ..) | Cond::Missing(value) => {
                self.value(value);
            }
            Cond::LookupHas(_, value) => self.value(value),
            Cond::Compare(_, a, b)
            | Cond::Contains(a, b)
            | Cond::StartsWith(a, b)
            | Cond::EndsWith(a, b)
            | Cond::Has(a, b)
            | Cond::HasAnyOf(a, b)
            | Cond::HasAllOf(a, b) => {
                self.value(a);
                self.value(b);
            }
            Cond::In(value, set) => {
                self.value(value);
                if let Set::Expr(set) = set {
                    self.value(set);
                }
            }
            Cond::Matched(id) | Cond::Ambiguous(id) => {
                let clauses = self.model.matches.get(id.index()).map(|wanted| &wanted.clauses);
                for clause in clauses.into_iter().flatten() {
                    self.value(&clause.value);
                    clause.condition.iter().for_each(|condition| self.condition(condition));
                }
            }
            Cond::InTerritory(id) => {
                let territory = self.model.territories.get(id.index());
                territory.into_iter().for_each(|territory| self.condition(&territory.condition));
            }
        }
    }

    pub(super) fn value(&mut self, value: &Expr) {
        let model = self.model;
        match value {
            Expr::Derived(id) => {
                let new = self.derived.insert(*id);
                model.derived.get(id.index()).filter(|_| new).into_iter().for_each(|derived| self.body(&derived.body));
            }
            Expr::Score(id) => {
                let new = self.scores.insert(*id);
                model.scores.get(id.index()).filter(|_| new).into_iter().for_each(|score| self.card(&score.body));
            }
            Expr::Grade(id) => {
                let new = self.grades.insert(*id);
                model.grades.get(id.index()).filter(|_| new).into_iter().for_each(|grade| self.value(&grade.from));
            }
            Expr::Matched { matched, .. } => self.condition(&Cond::Matched(*matched)),
            Expr::Lookup { key: inner, .. }
            | Expr::DomainOf(inner)
            | Expr::DaysSince(inner, _)
            | Expr::Minutes(inner)
            | Expr::Negative(inner) => self.value(inner),
            Expr::Default(a, b) | Expr::Arithmetic(_, a, b) => {
                self.value(a);
                self.value(b);
            }
            Expr::Condition(condition) => self.condition(condition),
            Expr::List(items) => items.iter().for_each(|item| self.value(item)),
            _ => {}
        }
    }

    fn body(&mut self, body: &DerivedBody) {
        match body {
            DerivedBody::Value(value) => self.value(value),
            DerivedBody::Classify { arms, otherwise } => {
                for (value, condition) in arms {
                    self.value(value);
                    self.condition(condition);
                }
                otherwise.iter().for_each(|value| self.value(value));
            }
            DerivedBody::Table { table, .. } => {
                let inputs = self.model.tables.get(table.index()).map(|table| &table.inputs);
                inputs.into_iter().flatten().for_each(|input| self.value(input));
            }
        }
    }

    fn card(&mut self, body: &ScoreBody) {
        let ScoreBody::Card { lines, .. } = body else { return };
        for line in lines {
            match line {
                CardLine::Points(points) => self.points(points),
                CardLine::BestOf { lines, .. } => lines.iter().for_each(|points| self.points(points)),
            }
        }
    }

    fn points(&mut self, points: &Points) {
        self.condition(&points.condition);
        points.halve.iter().for_each(|(_, since)| self.value(since));
    }
}
