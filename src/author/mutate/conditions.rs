//! Comparisons turned to their neighbours and round; what they compare with, moved.

use super::Operator;
use super::changes::Changes;
use crate::syntax::tree::{Comparison, Expr, ExprKind, State};

impl Changes<'_> {
    /// Changes of a condition.
    pub(super) fn condition(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::AnyOf(parts)
            | ExprKind::AllOf(parts)
            | ExprKind::NoneOf(parts) => parts.iter().for_each(|part| self.condition(part)),
            ExprKind::Not(inner) => {
                let inside = self.text(inner.span);
                self.write(Operator::Comparison, expr.span, inside);
                if !is_plain(inner) {
                    self.condition(inner);
                }
            }
            ExprKind::Compare { operator, operator_span, left, right } => {
                for sign in instead(*operator) {
                    self.write(Operator::Comparison, *operator_span, *sign);
                }
                if instead(*operator).is_empty() {
                    self.turned(expr);
                }
                self.constant(left);
                self.constant(right);
            }
            ExprKind::WithinLast { back, .. } => {
                self.turned(expr);
                self.length(back);
            }
            ExprKind::State { value, state, negated } => {
                let value = self.text(value.span);
                let state = match (state, negated) {
                    (State::Missing, false) => "is present",
                    (State::Present, false) | (State::Missing, true) => "is missing",
                    _ => return self.turned(expr),
                };
                self.write(Operator::Comparison, expr.span, format!("{value} {state}"));
            }
            ExprKind::Bool(_) => self.literal(expr),
            ExprKind::Bad => {}
            _ => self.turned(expr),
        }
    }

    /// A definition may be a condition or a value; only what surely is a condition is turned.
    pub(super) fn condition_or_value(&mut self, expr: &Expr) {
        if !is_plain(expr) {
            self.condition(expr);
        }
    }

    fn turned(&mut self, expr: &Expr) {
        let operator = if is_plain(expr) { Operator::YesNo } else { Operator::Comparison };
        let written = self.text(expr.span);
        self.write(operator, expr.span, format!("not ({written})"));
    }
}

/// A name or a call: what is not put together of others.
const fn is_plain(expr: &Expr) -> bool {
    !matches!(
        expr.kind,
        ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::AnyOf(_)
            | ExprKind::AllOf(_)
            | ExprKind::NoneOf(_)
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::WithinLast { .. }
            | ExprKind::State { .. }
    )
}

/// The signs that could stand there by mistake: the neighbour and the opposite.
const fn instead(comparison: Comparison) -> &'static [&'static str] {
    match comparison {
        Comparison::AtLeast => &[">", "<"],
        Comparison::Above => &[">=", "<="],
        Comparison::AtMost => &["<", ">"],
        Comparison::Below => &["<=", ">="],
        Comparison::Is => &["is not"],
        Comparison::IsNot => &["is"],
        Comparison::In => &["not in"],
        Comparison::NotIn => &["in"],
        _ => &[],
    }
}
