//! Finding the reasons: the same facts, the same eligibility, asked once more with every answer kept.

use super::chain::{Given, Tried};
use super::decide::Engine;
use super::eligible::{Asking, Eligibility};
use super::explain_numbers::{reckoned, told_value};
use super::explain_people::{candidates, person, unknown};
use super::explanation::{Explained, Explanation, FactReason, LinkTried, RuleTried};
use super::facts::LeadFacts;
use super::truth::{Facts, Truth};
use super::walk::{End, Walk, is_active};
use crate::domain::{Assignment, RouteId};
use crate::model::{
    BranchBody, Cond, Decision, DerivedBody, Expr, Line, Model, Rule, RuleKind, Statement, TablePolicy, Target,
};
use crate::route::Request;
use std::sync::Arc;

impl Engine<'_> {
    /// Decides and says why.
    pub(crate) fn explain(&self, request: &Request<'_>, route: RouteId) -> Explained {
        let limit = self.limits.explanation_entries;
        let told = |all: &Eligibility<'_, LeadFacts<'_>>, walk: Option<&Walk<'_>>, answer: &Assignment| {
            let mut telling = Telling { all, walk, answer, told: Explanation::default(), chain: 0, limit };
            telling.facts();
            telling.scores();
            if let Some(route) = all.world.model.routes.get(route.index())
                && all.facts.lead.is_valid()
                && walk.is_some()
            {
                telling.statements(&route.statements, 0);
            }
            telling.links();
            telling.told
        };
        let (assignment, explanation) = self.decide(request, route, told);
        Explained { assignment, explanation }
    }
}

pub(super) struct Telling<'t, 'a, 'w> {
    pub(super) all: &'t Eligibility<'a, LeadFacts<'a>>,
    walk: Option<&'t Walk<'w>>,
    pub(super) answer: &'t Assignment,
    pub(super) told: Explanation,
    /// How many chains were passed.
    chain: usize,
    limit: usize,
}

impl<'a> Telling<'_, 'a, '_> {
    pub(super) fn model(&self) -> &'a Model {
        self.all.world.model
    }

    fn facts(&mut self) {
        let (model, facts) = (self.model(), self.all.facts);
        for (name, value) in &self.answer.facts {
            let Some(derived) = model.derived.iter().find(|derived| derived.name == *name) else { continue };
            let because = match &derived.body {
                DerivedBody::Table { table, .. } => match model.tables.get(table.index()) {
                    Some(table_model) => {
                        let rows: Vec<String> =
                            facts.hits(*table).iter().map(|row| row.saturating_add(1).to_string()).collect();
                        let many = if table_model.policy == TablePolicy::Collect { "rows" } else { "row" };
                        match rows.is_empty() {
                            true => format!("table {}, no row fits", table_model.name),
                            false => format!("table {}, {many} {}", table_model.name, rows.join(", ")),
                        }
                    }
                    None => String::new(),
                },
                // Which line it was would tell what is not to be told.
                DerivedBody::Classify { arms, otherwise } if !derived.typed.private => {
                    classified(model, facts, arms, otherwise.is_some())
                }
                DerivedBody::Value(value) if !derived.typed.private => {
                    reckoned(model, facts, value).unwrap_or_default()
                }
                DerivedBody::Classify { .. } | DerivedBody::Value(_) => String::new(),
            };
            self.told.facts.push(FactReason {
                name: Arc::clone(name),
                value: value.as_ref().map(ToString::to_string),
                because,
            });
        }
    }

    /// Tells of statements in their order; true when evaluation ended inside them.
    fn statements(&mut self, statements: &'a [Statement], depth: usize) -> bool {
        for statement in statements {
            if self.told.rules.len() >= self.limit {
                self.told.left_out = self.told.left_out.saturating_add(1);
                continue;
            }
            let ended = match statement {
                Statement::Rule(id) => match self.model().rules.get(id.index()) {
                    Some(rule) => self.rule(rule, depth),
                    None => false,
                },
                Statement::Branch(branch) if branch.disabled => false,
                Statement::Branch(branch) => {
                    let (judged, because) = self.lines(&branch.when, &branch.unless);
                    let entered = judged.is_yes();
                    self.told.rules.push(RuleTried {
                        depth,
                        sort: "branch",
                        name: Arc::clone(&branch.name),
                        title: branch.title.clone(),
                        judged: word(judged),
                        because,
                        then: if entered { "entered" } else { "" },
                    });
                    let inside = match &branch.body {
                        BranchBody::Statements(statements) => Some(statements),
                        BranchBody::Uses(to) => self.model().routes.get(to.index()).map(|route| &route.statements),
                    };
                    entered && inside.is_some_and(|statements| self.statements(statements, depth.saturating_add(1)))
                }
            };
            if ended {
                return true;
            }
        }
        false
    }

    fn rule(&mut self, rule: &'a Rule, depth: usize) -> bool {
        if rule.disabled {
            return false;
        }
        let in_season = rule.active.as_ref().is_none_or(|active| is_active(active, self.all.facts.moment.now));
        let (judged, because) =
            if in_season { self.lines(&rule.when, &rule.unless) } else { (Truth::No, "not active today".to_owned()) };
        let (sort, mut then, mut ended) = match rule.kind {
            RuleKind::Step => ("step", if judged.is_yes() { "spoke" } else { "" }, false),
            RuleKind::Shadow => ("shadow", "", false),
            RuleKind::Otherwise => ("otherwise", "", false),
            _ => ("rule", "", false),
        };
        let mut inside = None;
        if judged.is_yes() && matches!(rule.kind, RuleKind::Rule | RuleKind::Otherwise) {
            match &rule.decision {
                Some(Decision::GoTo(to)) => {
                    then = "handed over";
                    inside = self.model().routes.get(to.index());
                }
                Some(decision) if decision.chain().is_some() => {
                    let won =
                        self.walk.and_then(|walk| walk.tried.get(self.chain)).is_some_and(|tried| tried.won.is_some());
                    self.chain = self.chain.saturating_add(1);
                    (then, ended) = if won { ("decided", true) } else { ("nobody available", false) };
                }
                _ => (then, ended) = ("decided", true),
            }
        }
        self.told.rules.push(RuleTried {
            depth,
            sort,
            name: Arc::clone(&rule.name),
            title: rule.title.clone(),
            judged: word(judged),
            because,
            then,
        });
        match inside {
            Some(route) => {
                self.statements(&route.statements, depth.saturating_add(1));
                true
            }
            None => ended,
        }
    }

    /// How lines are judged together, and the one that decided.
    fn lines(&self, when: &[Line], unless: &[Line]) -> (Truth, String) {
        let facts = self.all.facts;
        for line in unless {
            if facts.judge(&line.condition, None).is_yes() {
                return (Truth::No, self.told_line("unless ", line));
            }
        }
        let mut unknown = None;
        for line in when {
            match facts.judge(&line.condition, None) {
                Truth::No => return (Truth::No, self.told_line("", line)),
                Truth::Unknown => unknown = unknown.or(Some(line)),
                Truth::Yes => {}
            }
        }
        if let Some(line) = unknown {
            return (Truth::Unknown, self.told_line("", line));
        }
        let all: Vec<String> = when.iter().map(|line| self.told_line("", line)).collect();
        (Truth::Yes, all.join("; "))
    }

    /// "country in embargoed (country DE)".
    fn told_line(&self, before: &str, line: &Line) -> String {
        told_line(self.model(), self.all.facts, before, line)
    }

    fn links(&mut self) {
        let Some(walk) = self.walk else { return };
        let mut rules = self.told.rules.iter().filter(|rule| matches!(rule.then, "decided" | "nobody available"));
        let names: Vec<Arc<str>> = walk
            .tried
            .iter()
            .map(|_| rules.next().map_or_else(|| "on invalid".into(), |rule| Arc::clone(&rule.name)))
            .collect();
        for (tried, rule) in walk.tried.iter().zip(names) {
            self.chain_links(tried, &rule);
        }
        if let (End::Chain(_), Some(tried)) = (walk.end, walk.tried.last())
            && let Some((won, _)) = &tried.won
        {
            self.told.unused =
                tried.chain.links.iter().skip(won.saturating_add(1)).map(|link| Arc::clone(&link.words)).collect();
        }
    }

    fn chain_links(&mut self, tried: &Tried<'_>, rule: &Arc<str>) {
        let all = self.all;
        for (place, link) in tried.chain.links.iter().enumerate() {
            let won = tried.won.as_ref().filter(|(won, _)| *won == place).map(|(_, given)| given);
            let met = link.condition.as_ref().is_none_or(|condition| all.facts.judge(condition, None).is_yes());
            let result = match won {
                Some(Given::Hold { .. }) => "waits",
                Some(_) => "won",
                None if !met => "condition not met",
                None => "nobody",
            };
            let taken: Vec<Arc<str>> = match won {
                Some(Given::Team { taken, .. }) => taken.iter().map(|pick| Arc::clone(&pick.seat.key)).collect(),
                Some(Given::Person(rep)) => vec![Arc::clone(&rep.id)],
                _ => Vec::new(),
            };
            let considered = match &link.target {
                Target::Team { team, by } if met => match all.team_of(team, by.as_ref()) {
                    Some((id, strategy)) => match all.world.team(id) {
                        Some(team) => {
                            let at = all.facts.moment.now;
                            candidates(all, Asking { id, team, strategy, ignoring: link.ignoring, at }, &taken)
                        }
                        None => Vec::new(),
                    },
                    None => Vec::new(),
                },
                Target::Rep(_) | Target::ManagerOf(_) if met => {
                    let known = all.person_of(link).map(|rep| person(all, link, rep, !taken.is_empty()));
                    known.or_else(|| Some(unknown(all.person_named(link)?))).into_iter().collect()
                }
                _ => Vec::new(),
            };
            self.told.links.push(LinkTried {
                rule: Arc::clone(rule),
                link: place,
                words: Arc::clone(&link.words),
                team: team_named(all, link),
                result,
                same_rep: matches!(won, Some(Given::Team { turn: false, .. })),
                candidates: considered,
            });
            if won.is_some() {
                break;
            }
        }
    }
}

pub(crate) const fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}

/// "country in embargoed (country DE)".
pub(crate) fn told_line(model: &Model, facts: &LeadFacts<'_>, before: &str, line: &Line) -> String {
    match subject(model, facts, &line.condition) {
        Some(subject) => format!("{before}{} ({subject})", line.words),
        None => format!("{before}{}", line.words),
    }
}

/// The line of a `classify` that holds: "line 2, country DE".
fn classified(model: &Model, facts: &LeadFacts<'_>, arms: &[(Expr, Cond)], has_rest: bool) -> String {
    let line = arms.iter().position(|(_, condition)| facts.judge(condition, None).is_yes());
    match line.and_then(|line| Some((line, arms.get(line)?))) {
        Some((line, (_, condition))) => {
            let subject = subject(model, facts, condition).map_or_else(String::new, |subject| format!(", {subject}"));
            format!("line {}{subject}", line.saturating_add(1))
        }
        None if has_rest => "otherwise".to_owned(),
        None => "no line fits".to_owned(),
    }
}

/// The value that a simple comparison looks at, named and printed: "country DE".
pub(super) fn subject(model: &Model, facts: &LeadFacts<'_>, condition: &Cond) -> Option<String> {
    let value = match condition {
        Cond::Compare(_, value, _)
        | Cond::In(value, _)
        | Cond::Truth(value)
        | Cond::Missing(value)
        | Cond::Contains(value, _)
        | Cond::StartsWith(value, _)
        | Cond::EndsWith(value, _)
        | Cond::Matches(value, _)
        | Cond::Has(value, _)
        | Cond::WithinLast(value, ..)
        | Cond::LookupHas(_, value) => value,
        Cond::Not(inner) => return subject(model, facts, inner),
        Cond::Matched(id) => {
            let found = facts.found(*id);
            let name = &model.matches.get(id.index())?.name;
            let told = if found.several {
                "several rows"
            } else if found.row.is_some() {
                "found"
            } else {
                "no row"
            };
            return Some(format!("{name}: {told}"));
        }
        _ => return None,
    };
    match named(model, value) {
        Some((name, private)) => Some(told_value(model, facts, value, &name, private)),
        None => reckoned(model, facts, value),
    }
}

/// What a value is called, where it has a name, and whether it is private.
pub(super) fn named(model: &Model, value: &Expr) -> Option<(Arc<str>, bool)> {
    Some(match value {
        Expr::Field(field) => {
            model.lead.fields.get(field.index()).map(|field| (Arc::clone(&field.name), field.private))?
        }
        Expr::Derived(id) => {
            model.derived.get(id.index()).map(|found| (Arc::clone(&found.name), found.typed.private))?
        }
        Expr::Score(id) => model.scores.get(id.index()).map(|found| (Arc::clone(&found.name), false))?,
        Expr::Grade(id) => model.grades.get(id.index()).map(|found| (Arc::clone(&found.name), false))?,
        Expr::Attempt => ("attempt".into(), false),
        Expr::Waiting => ("waiting".into(), false),
        _ => return None,
    })
}

/// The team that a link names for this lead.
fn team_named<'a>(all: &Eligibility<'a, LeadFacts<'a>>, link: &'a crate::model::Link) -> Option<Arc<str>> {
    let Target::Team { team, by } = &link.target else { return None };
    let (id, _) = all.team_of(team, by.as_ref())?;
    all.world.team(id).map(|team| Arc::clone(&team.name))
}
