//! Rules and chains: conditions, order, links, targets.

use super::Operator;
use super::changes::Changes;
use crate::syntax::tree::{
    BranchBody, Decision, Expr, ExprKind, Link, Modifier, RuleLine, RuleLineKind, Statement, Target,
};
use crate::text::Span;

impl Changes<'_> {
    pub(super) fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::Step(rule) | Statement::Rule(rule) => self.lines(&rule.block.lines),
                Statement::Otherwise { block, .. } => self.lines(&block.lines),
                Statement::Branch(branch) => {
                    self.lines(&branch.conditions);
                    if let BranchBody::Statements(inside) = &branch.body {
                        self.statements(inside);
                    }
                }
                Statement::Bad(_) => {}
            }
        }
        let spans: Vec<Option<Span>> = statements.iter().map(ordered).collect();
        for (a, b) in spans.iter().zip(spans.iter().skip(1)) {
            if let (Some(a), Some(b)) = (a, b) {
                self.swap(*a, *b);
            }
        }
    }

    fn lines(&mut self, lines: &[RuleLine]) {
        for line in lines {
            match &line.kind {
                RuleLineKind::When(condition) | RuleLineKind::Unless(condition) => self.condition(condition),
                RuleLineKind::Active { from, to } => {
                    from.iter().chain(to).for_each(|day| self.constant(day));
                }
                RuleLineKind::Decision(Decision::Assign(links)) => self.chain(links),
                RuleLineKind::Sla(name) => {
                    let others = self.promises.clone();
                    self.other_name(name.span, &name.text, &others);
                }
                _ => {}
            }
        }
    }

    fn chain(&mut self, links: &[Link]) {
        for (place, link) in links.iter().enumerate() {
            let left_out = match (place.checked_sub(1).and_then(|before| links.get(before)), links.get(place + 1)) {
                (Some(before), _) => Some(Span { start: before.span.end, ..link.span }),
                (None, Some(next)) => Some(Span { end: next.span.start, ..link.span }),
                (None, None) => None,
            };
            if let Some(span) = left_out {
                // What stands behind a chain begins with a word: a blank keeps them apart.
                self.write(Operator::Link, span, if place == 0 { "" } else { " " });
            }
            match &link.target {
                Target::Team { team, by } => {
                    by.iter().for_each(|strategy| self.strategy(strategy));
                    let others = self.teams.clone();
                    match team {
                        Expr { kind: ExprKind::Name(name), span } => self.other_name(*span, name, &others),
                        Expr { span, .. } => self.other_name(*span, "", &others),
                    }
                }
                Target::Queue(name) => {
                    let others = self.queues.clone();
                    self.other_name(name.span, &name.text, &others);
                }
                _ => {}
            }
            for modifier in &link.modifiers {
                match modifier {
                    Modifier::If(condition) => self.condition(condition),
                    Modifier::WaitUpTo(length) => self.length(length),
                    _ => {}
                }
            }
        }
    }

    /// The names of its sort that stand before and behind it; the last is before the first.
    fn other_name(&mut self, span: Span, name: &str, all: &[String]) {
        let own = all.iter().position(|known| known == name);
        let next = own.map_or(0, |own| own.saturating_add(1));
        let before = own.and_then(|own| own.checked_sub(1));
        let next = all.get(next).or_else(|| all.first());
        let before = before.map_or_else(|| all.last(), |before| all.get(before));
        for other in next.into_iter().chain(before.filter(|before| Some(*before) != next)) {
            if other != name {
                self.write(Operator::Target, span, crate::syntax::written_name(other));
            }
        }
    }
}

/// The place of a statement whose order matters; the last `otherwise` cannot move.
const fn ordered(statement: &Statement) -> Option<Span> {
    match statement {
        Statement::Step(rule) | Statement::Rule(rule) => Some(rule.span),
        Statement::Branch(branch) => Some(branch.span),
        Statement::Otherwise { .. } | Statement::Bad(_) => None,
    }
}
