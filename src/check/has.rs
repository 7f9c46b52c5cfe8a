//! `has`, `has any of`, `has all of`, and lists of the policy as lists of some kind.

use super::context::Context;
use super::names::{Space, Thing};
use super::values::comparable;
use super::{Checker, wording};
use crate::domain::{Kind, ListId, Value};
use crate::model::{Cond, Expr as Meaning, List, Typed};
use crate::syntax::tree::{Comparison as Sign, Expr, ExprKind};
use crate::text::Span;

impl Checker<'_> {
    /// A lookup has a key, a list has a value.
    pub(super) fn has(&mut self, left: &Expr, right: &Expr, context: &Context) -> Option<Cond> {
        // The same question as `x in lookup` and `x in list`.
        if let ExprKind::Name(name) = &left.kind
            && let Some(Thing::Lookup(_) | Thing::List(_)) = self.names.find(context.module, Space::Value, name)
        {
            return self.within(right, left, context);
        }
        let (list, kind) = self.value(left, None, context)?;
        let Kind::List(item) = &kind.kind else {
            self.report(wording::has_without_list(left.span));
            return None;
        };
        let (value, found) = self.value(right, Some(item), context)?;
        self.same_kinds(item, &found.kind, left, right)?;
        Some(Cond::Has(list, value))
    }

    pub(super) fn has_of(&mut self, operator: Sign, left: &Expr, right: &Expr, context: &Context) -> Option<Cond> {
        let declared = |checker: &Self, side: &Expr| match &side.kind {
            ExprKind::Name(name) => match checker.names.find(context.module, Space::Value, name) {
                Some(Thing::List(list)) => Some(list),
                _ => None,
            },
            _ => None,
        };
        // A list of the policy is read as what the other side holds.
        let ((list, kind), (others, found)) = match (declared(self, left), declared(self, right)) {
            (Some(list), None) => {
                let own = Kind::List(Box::new(self.model.lists.get(list.index())?.kind.clone()));
                let right_side = self.value(right, Some(&own), context)?;
                (self.list_value_as(list, &right_side.1.kind, left.span)?, right_side)
            }
            (Some(list), Some(others)) => {
                let own = Kind::List(Box::new(self.model.lists.get(list.index())?.kind.clone()));
                (self.list_value_as(list, &own, left.span)?, self.list_value_as(others, &own, right.span)?)
            }
            (None, others) => {
                let left_side = self.value(left, None, context)?;
                if !matches!(left_side.1.kind, Kind::List(_)) {
                    self.report(wording::has_without_list(left.span));
                    return None;
                }
                let right_side = match others {
                    Some(others) => self.list_value_as(others, &left_side.1.kind, right.span)?,
                    None => self.value(right, Some(&left_side.1.kind), context)?,
                };
                (left_side, right_side)
            }
        };
        let (Kind::List(a), Kind::List(b)) = (&kind.kind, &found.kind) else {
            self.report(wording::in_without_list(right.span));
            return None;
        };
        self.same_kinds(a, b, left, right)?;
        Some(if operator == Sign::HasAnyOf { Cond::HasAnyOf(list, others) } else { Cond::HasAllOf(list, others) })
    }

    /// A list of the policy as a value that can be compared with one of this kind.
    fn list_value_as(&mut self, list: ListId, kind: &Kind, span: Span) -> Option<(Meaning, Typed)> {
        let Kind::List(item) = kind else {
            self.report(wording::in_without_list(span));
            return None;
        };
        let list = self.list_as(list, item, span)?;
        let values = self.model.lists.get(list.index()).map(|list| list.values.clone()).unwrap_or_default();
        Some((Meaning::Literal(Value::List(values.into())), super::values::typed(kind.clone(), false)))
    }

    /// A list of the policy for values of a kind: texts from a CSV are read again as that kind, once.
    pub(super) fn list_as(&mut self, list: ListId, kind: &Kind, span: Span) -> Option<ListId> {
        let known = self.model.lists.get(list.index())?;
        if comparable(&known.kind, kind) && *kind != Kind::ExactText {
            return Some(list);
        }
        if let Some((_, _, made)) = self.lists_as.iter().find(|(from, as_kind, _)| *from == list && as_kind == kind) {
            return Some(*made);
        }
        if !known.kind.is_text() {
            let known_kind = known.kind.clone();
            let expr = Expr { kind: ExprKind::Bad, span };
            self.different_kinds(kind, &known_kind, &expr);
            return None;
        }
        let (name, title, texts) = (known.name.clone(), known.title.clone(), known.values.clone());
        let mut values = Vec::new();
        for text in texts {
            let Value::Text(text) = text else { continue };
            match self.read_value(kind, text.original()) {
                Ok(value) => values.push(value),
                Err(reason) => {
                    self.report(wording::list_item(&name, text.original(), &reason, span));
                    return None;
                }
            }
        }
        let made = ListId::at(self.model.lists.len());
        self.model.lists.push(List { name, title, kind: kind.clone(), values });
        self.lists_as.push((list, kind.clone(), made));
        Some(made)
    }
}
