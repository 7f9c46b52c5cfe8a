//! All changes of a policy, in the order of its texts.

use super::{Change, Operator};
use crate::Ruleset;
use crate::syntax::tree::{Document, FieldOption, Item, ItemKind, MatchLine, Strategy, StrategyKind, TeamLine};
use crate::text::{Edit, Span};

/// Collects changes; `text` gives what was written at a place.
pub(super) struct Changes<'r> {
    rules: &'r Ruleset,
    /// Names of teams, queues and promises, for other targets.
    pub(super) teams: Vec<String>,
    pub(super) queues: Vec<String>,
    pub(super) promises: Vec<String>,
    found: Vec<Change>,
}

pub(super) fn changes(rules: &Ruleset, documents: &[Document]) -> Vec<Change> {
    let mut changes = Changes { rules, teams: Vec::new(), queues: Vec::new(), promises: Vec::new(), found: Vec::new() };
    for item in documents.iter().flat_map(|document| &document.items) {
        match &item.kind {
            ItemKind::Team(team) => changes.teams.push(team.name.text.clone()),
            ItemKind::Queue(queue) => changes.queues.push(queue.name.text.clone()),
            ItemKind::Sla(sla) => changes.promises.push(sla.name.text.clone()),
            _ => {}
        }
    }
    for item in documents.iter().flat_map(|document| &document.items) {
        changes.item(item);
    }
    let mut found = changes.found;
    // Two ways to the same text are one change.
    let mut known: Vec<Vec<Edit>> = Vec::new();
    found.retain(|change| {
        let new = !known.contains(&change.edits);
        if new {
            known.push(change.edits.clone());
        }
        new
    });
    found
}

impl Changes<'_> {
    pub(super) fn text(&self, span: Span) -> String {
        self.rules.sources().slice(span).to_owned()
    }

    pub(super) fn add(&mut self, operator: Operator, edits: Vec<Edit>) {
        self.found.push(Change { operator, edits });
    }

    /// Something else at one place.
    pub(super) fn write(&mut self, operator: Operator, span: Span, text: impl Into<String>) {
        self.add(operator, vec![Edit { span, text: text.into() }]);
    }

    /// Two places change their texts.
    pub(super) fn swap(&mut self, a: Span, b: Span) {
        let (first, second) = (self.text(a), self.text(b));
        self.add(Operator::Order, vec![Edit { span: a, text: second }, Edit { span: b, text: first }]);
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Lead(fields) => {
                for option in fields.iter().flat_map(|field| &field.options) {
                    match option {
                        FieldOption::Check { condition, .. } => self.condition(condition),
                        FieldOption::Default(value) => self.literal(value),
                        _ => {}
                    }
                }
            }
            ItemKind::List(list) => self.list(list),
            ItemKind::Lookup(lookup) => self.lookup(lookup),
            ItemKind::Territory(territory) => self.condition(&territory.condition),
            ItemKind::Derive(derive) => self.condition_or_value(&derive.value),
            ItemKind::Classify(classify) => self.classify(classify),
            ItemKind::Table(table) => self.table(table),
            ItemKind::Score(score) => self.score(score),
            ItemKind::Grade(grade) => self.grade(grade),
            ItemKind::Team(team) => team.lines.iter().for_each(|line| self.team_line(line)),
            ItemKind::Match(matched) => {
                for clause in &matched.clauses {
                    self.write(Operator::Row, clause.span, "");
                    clause.condition.iter().for_each(|condition| self.condition(condition));
                    clause.similarity.iter().for_each(|bound| self.number(Operator::Bound, bound));
                }
            }
            ItemKind::Dedupe(dedupe) => {
                for clause in &dedupe.clauses {
                    self.write(Operator::Row, clause.span, "");
                    self.condition(&clause.condition);
                    self.length(&clause.within);
                }
            }
            ItemKind::Route(route) => self.statements(&route.statements),
            // What promises and hours say of time, no test can ask; the rest does not decide.
            _ => {}
        }
    }

    fn team_line(&mut self, line: &TeamLine) {
        match line {
            TeamLine::MembersWhere(condition) | TeamLine::Needs { condition, .. } => self.condition(condition),
            TeamLine::Cap(cap) => self.number(Operator::Cap, &cap.limit),
            TeamLine::DistributeBy(strategy) => self.strategy(strategy),
            _ => {}
        }
    }

    pub(super) fn strategy(&mut self, strategy: &Strategy) {
        for key in &strategy.keys {
            let StrategyKind::BestMatch(lines) = &key.kind else { continue };
            for line in lines {
                match line {
                    MatchLine::Must(condition) => self.condition(condition),
                    MatchLine::Prefer { condition, weight } => {
                        self.condition(condition);
                        weight.iter().for_each(|weight| self.number(Operator::Points, weight));
                    }
                }
            }
        }
    }
}
