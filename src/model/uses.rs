//! What of a rep a condition or value looks at, and whether it looks at anything else that may change.

use super::{Cond, Expr, Set};
use crate::domain::FieldId;
use smallvec::SmallVec;

/// What a condition or value depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Fields of the rep at hand, sorted.
    pub(crate) fields: SmallVec<[FieldId; 4]>,
    /// It may differ for each rep, whatever his fields.
    pub(crate) id: bool,
    /// It may differ from lead to lead, or with time.
    pub(crate) lead: bool,
    /// Fields of the lead that stand in it, as often as they do.
    pub(crate) lead_fields: SmallVec<[FieldId; 2]>,
    /// More of the lead or of the moment than these.
    pub(crate) beyond: bool,
}

impl Uses {
    pub(crate) fn of(condition: &Cond) -> Self {
        let mut uses = Self::default();
        uses.condition(condition);
        uses
    }

    pub(crate) fn of_value(value: &Expr) -> Self {
        let mut uses = Self::default();
        uses.value(value);
        uses
    }

    /// It speaks of one field of the lead and of nothing else.
    pub(crate) fn only(&self, field: FieldId) -> bool {
        let other = self.beyond || self.id || !self.fields.is_empty();
        !other && self.lead_fields.iter().all(|used| *used == field)
    }

    fn condition(&mut self, condition: &Cond) {
        match condition {
            Cond::Always(_) => {}
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            Cond::Not(inner) => self.condition(inner),
            Cond::Truth(value) | Cond::Matches(value, _) | Cond::LookupHas(_, value) | Cond::Missing(value) => {
                self.value(value);
            }
            Cond::Compare(_, left, right)
            | Cond::Contains(left, right)
            | Cond::StartsWith(left, right)
            | Cond::EndsWith(left, right)
            | Cond::Has(left, right)
            | Cond::HasAnyOf(left, right)
            | Cond::HasAllOf(left, right) => {
                self.value(left);
                self.value(right);
            }
            Cond::In(value, set) => {
                self.value(value);
                if let Set::Expr(list) = set {
                    self.value(list);
                }
            }
            Cond::WithinLast(value, ..) => {
                self.more();
                self.value(value);
            }
            Cond::Matched(_) | Cond::Ambiguous(_) | Cond::InTerritory(_) => self.more(),
        }
    }

    fn more(&mut self) {
        (self.lead, self.beyond) = (true, true);
    }

    fn value(&mut self, value: &Expr) {
        match value {
            Expr::Literal(_) => {}
            Expr::RepField(field) => {
                if let Err(place) = self.fields.binary_search(field) {
                    self.fields.insert(place, *field);
                }
            }
            Expr::RepId => self.id = true,
            Expr::Field(field) => {
                self.lead = true;
                self.lead_fields.push(*field);
            }
            Expr::Derived(_)
            | Expr::Score(_)
            | Expr::Grade(_)
            | Expr::Matched { .. }
            | Expr::RowField(_)
            | Expr::Now
            | Expr::Today(_)
            | Expr::Weekday(_)
            | Expr::Hour(_)
            | Expr::Attempt
            | Expr::Waiting
            | Expr::Channel => self.more(),
            Expr::DaysSince(inner, _) => {
                self.more();
                self.value(inner);
            }
            Expr::Lookup { key: inner, .. } | Expr::DomainOf(inner) | Expr::Minutes(inner) | Expr::Negative(inner) => {
                self.value(inner);
            }
            Expr::Default(left, right) | Expr::Arithmetic(_, left, right) => {
                self.value(left);
                self.value(right);
            }
            Expr::Condition(condition) => self.condition(condition),
            Expr::List(items) => items.iter().for_each(|item| self.value(item)),
        }
    }
}
