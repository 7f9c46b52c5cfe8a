//! Conditions as nodes. `not` is pushed down to the single tests, where it asks for a plain no: unknown satisfies neither.

use super::Lowering;
use crate::domain::Value;
use crate::graph::{Node, NodeId};
use crate::model::{Comparison, Cond, Expr, Set, SetItem};

impl Lowering<'_> {
    /// Leads to `then` when the condition is yes.
    pub(super) fn yes(&mut self, condition: &Cond, then: NodeId, otherwise: NodeId) -> NodeId {
        self.ways(condition, false, then, otherwise)
    }

    /// Leads to `then` when the condition is yes (or, where `no`, when it is no).
    fn ways(&mut self, condition: &Cond, no: bool, then: NodeId, otherwise: NodeId) -> NodeId {
        match (condition, no) {
            (Cond::Always(known), _) => {
                if *known == no {
                    otherwise
                } else {
                    then
                }
            }
            (Cond::Not(inner), _) => self.ways(inner, !no, then, otherwise),
            // All yes, or all no.
            (Cond::All(parts), false) | (Cond::Any(parts), true) => {
                parts.iter().rev().fold(then, |next, part| self.ways(part, no, next, otherwise))
            }
            // One yes, or one no, is enough.
            (Cond::Any(parts), false) | (Cond::All(parts), true) => {
                parts.iter().rev().fold(otherwise, |next, part| self.ways(part, no, then, next))
            }
            (single, _) => self.single(single, no, then, otherwise),
        }
    }

    fn single(&mut self, condition: &Cond, no: bool, then: NodeId, otherwise: NodeId) -> NodeId {
        if let Some((grade, values)) = grade_test(condition)
            && let Some(bands) = self.model.grades.get(grade.index()).map(|grade| grade.bands.len())
        {
            let bands = (0..bands).map(|band| {
                let inside = u32::try_from(band).is_ok_and(|band| values.contains(&band));
                if inside == no { otherwise } else { then }
            });
            let bands = bands.collect();
            return self.builder.node(Node::Gate { grade, bands, unknown: otherwise });
        }
        let test = self.builder.test(condition);
        self.builder.node(Node::Test { test, wants_no: no, then, otherwise })
    }
}

/// `fit is A`, `fit in [A, B]`: the grade and the places of its bands.
fn grade_test(condition: &Cond) -> Option<(crate::domain::GradeId, Vec<u32>)> {
    let place = |value: &Value| match value {
        Value::Enum(_, place) => Some(*place),
        _ => None,
    };
    match condition {
        Cond::Compare(Comparison::Is, Expr::Grade(grade), Expr::Literal(value)) => Some((*grade, vec![place(value)?])),
        Cond::In(Expr::Grade(grade), Set::Items(items)) => {
            let places: Option<Vec<u32>> = items
                .iter()
                .map(|item| match item {
                    SetItem::Value(value) => place(value),
                    SetItem::Range { .. } => None,
                })
                .collect();
            Some((*grade, places?))
        }
        _ => None,
    }
}
