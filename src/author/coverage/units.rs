//! What tests can come by.

use super::CoveragePart;
use super::seen::Seen;
use crate::domain::{RuleId, ScoreId, TableId};
use crate::model::{
    Branch, BranchBody, CardLine, Chain, Decision, Line, Model, Points, RuleKind, ScoreBody, Statement,
};
use std::collections::BTreeMap;

/// One thing that a test can come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    /// A rule that decides; a shadow rule that would have.
    Decision(RuleId),
    /// A `when` or `unless` line that is yes (or not).
    Condition(usize, bool),
    Row(TableId, usize),
    /// A line of a score card, counted through its groups.
    Points(ScoreId, usize),
    Link(RuleId, usize),
}

/// All of them, with what the words need.
pub(super) struct Units<'m> {
    pub(super) all: Vec<Unit>,
    /// Each line with its owner's name.
    lines: Vec<(String, &'m Line)>,
    places: BTreeMap<*const Line, usize>,
    decisions: BTreeMap<RuleId, String>,
    chains: BTreeMap<*const Chain, RuleId>,
}

/// All lines of a card in their order, those of groups too.
pub(super) fn points_of(body: &ScoreBody) -> impl Iterator<Item = &Points> {
    let lines = match body {
        ScoreBody::Card { lines, .. } => &lines[..],
        ScoreBody::Scorer(_) => &[],
    };
    lines.iter().flat_map(|line| match line {
        CardLine::Points(points) => std::slice::from_ref(points),
        CardLine::BestOf { lines, .. } => &lines[..],
    })
}

impl<'m> Units<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let mut units = Self {
            all: Vec::new(),
            lines: Vec::new(),
            places: BTreeMap::new(),
            decisions: BTreeMap::new(),
            chains: BTreeMap::new(),
        };
        for route in &model.routes {
            units.statements(model, &route.statements, &route.name);
        }
        for (place, table) in model.tables.iter().enumerate() {
            units.all.extend((0..table.rows.len()).map(|row| Unit::Row(TableId::at(place), row)));
        }
        for (place, score) in model.scores.iter().enumerate() {
            let points = points_of(&score.body).enumerate();
            units.all.extend(points.map(|(line, _)| Unit::Points(ScoreId::at(place), line)));
        }
        units
    }

    fn statements(&mut self, model: &'m Model, statements: &'m [Statement], around: &str) {
        for statement in statements {
            match statement {
                Statement::Rule(id) => self.rule(model, *id, around),
                Statement::Branch(branch) if branch.disabled => {}
                Statement::Branch(Branch { name, when, unless, body, .. }) => {
                    self.lines_of(name, when, unless);
                    if let BranchBody::Statements(inside) = body {
                        self.statements(model, inside, name);
                    }
                }
            }
        }
    }

    fn rule(&mut self, model: &'m Model, id: RuleId, around: &str) {
        let Some(rule) = model.rules.get(id.index()).filter(|rule| !rule.disabled) else { return };
        self.lines_of(&rule.name, &rule.when, &rule.unless);
        let name = match rule.kind {
            // A test's lead is always valid.
            RuleKind::Step | RuleKind::OnInvalid => return,
            RuleKind::Shadow => format!("{} (shadow)", rule.name),
            RuleKind::Otherwise => format!("{around}.otherwise"),
            RuleKind::Rule => rule.name.to_string(),
        };
        self.decisions.insert(id, name);
        self.all.push(Unit::Decision(id));
        if rule.kind != RuleKind::Shadow
            && let Some(chain) = rule.decision.as_ref().and_then(Decision::chain)
        {
            self.chains.insert(chain, id);
            self.all.extend((0..chain.links.len()).map(|link| Unit::Link(id, link)));
        }
    }

    fn lines_of(&mut self, owner: &str, when: &'m [Line], unless: &'m [Line]) {
        for (before, line) in when.iter().map(|line| ("", line)).chain(unless.iter().map(|line| ("unless ", line))) {
            let place = self.lines.len();
            self.places.insert(line, place);
            self.all.extend([Unit::Condition(place, true), Unit::Condition(place, false)]);
            self.lines.push((format!("{owner}: {before}{}", line.words), line));
        }
    }

    pub(super) fn line(&self, line: &Line) -> Option<usize> {
        self.places.get(&std::ptr::from_ref(line)).copied()
    }

    pub(super) fn chain(&self, chain: &Chain) -> Option<RuleId> {
        self.chains.get(&std::ptr::from_ref(chain)).copied()
    }

    /// A unit in the words of the policy.
    pub(super) fn words(&self, model: &Model, unit: Unit) -> String {
        match unit {
            Unit::Decision(id) => self.decisions.get(&id).cloned().unwrap_or_default(),
            Unit::Condition(line, outcome) => {
                let words = self.lines.get(line).map_or("", |(words, _)| words);
                format!("{words}   never {}", if outcome { "yes" } else { "no" })
            }
            Unit::Row(table, row) => {
                let name = model.tables.get(table.index()).map_or("", |table| &*table.name);
                format!("{name} row {}", row.saturating_add(1))
            }
            Unit::Points(score, line) => {
                let Some(score) = model.scores.get(score.index()) else { return String::new() };
                let because = points_of(&score.body).nth(line).and_then(|points| points.because.as_deref());
                match because {
                    Some(because) => format!("{}: {because}", score.name),
                    None => format!("{} line {}", score.name, line.saturating_add(1)),
                }
            }
            Unit::Link(id, link) => {
                let rule = self.decisions.get(&id).cloned().unwrap_or_default();
                let chain = model.rules.get(id.index()).and_then(|rule| rule.decision.as_ref()?.chain());
                let words = chain.and_then(|chain| chain.links.get(link)).map_or("", |link| &*link.words);
                format!("{rule}: {}{words}", if link == 0 { "" } else { "else " })
            }
        }
    }

    pub(super) fn parts(&self, model: &Model, seen: &Seen) -> Vec<CoveragePart> {
        let part = |name: &'static str, own: fn(&Unit) -> bool| {
            let own: Vec<Unit> = self.all.iter().copied().filter(own).collect();
            let missing: Vec<String> =
                own.iter().filter(|unit| !seen.units.contains(unit)).map(|unit| self.words(model, *unit)).collect();
            CoveragePart { name, seen: own.len().saturating_sub(missing.len()), all: own.len(), missing }
        };
        vec![
            part("decisions", |unit| matches!(unit, Unit::Decision(_))),
            part("conditions", |unit| matches!(unit, Unit::Condition(..))),
            part("rows", |unit| matches!(unit, Unit::Row(..))),
            part("lines", |unit| matches!(unit, Unit::Points(..))),
            part("links", |unit| matches!(unit, Unit::Link(..))),
        ]
    }
}
