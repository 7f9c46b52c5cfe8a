//! The ends of what a number can be, in ten thousandths, as far as they are known: by score cards, by simple checks.

use super::Checker;
use super::definitions::Progress;
use crate::domain::{Decimal, Field, FieldId, Presence, Value};
use crate::model::{Arithmetic, Comparison, Cond, DerivedBody, Expr, Set, SetItem};

/// The least and the most; `None`: no end is known. Both ends are in.
pub(super) type Ends = (Option<i128>, Option<i128>);

impl Checker<'_> {
    pub(super) fn ends(&self, value: &Expr) -> Ends {
        match value {
            Expr::Score(id) => {
                let ends = self.model.scores.get(id.index()).and_then(crate::model::Score::ends);
                ends.map_or((None, None), |(least, most)| (Some(least), Some(most)))
            }
            Expr::Field(field) => self.field_ends(*field),
            Expr::Hour(_) => (Some(0), Some(23 * Decimal::SCALE)),
            Expr::Attempt => (Some(Decimal::SCALE), None),
            Expr::Derived(_) => match self.renamed(value) {
                Expr::Derived(_) => (None, None),
                other => self.ends(other),
            },
            Expr::Literal(literal) => (scaled(literal), scaled(literal)),
            Expr::Arithmetic(Arithmetic::Add, a, b) => {
                let (a, b) = (self.ends(a), self.ends(b));
                let add = |x: Option<i128>, y: Option<i128>| x?.checked_add(y?);
                (add(a.0, b.0), add(a.1, b.1))
            }
            Expr::Arithmetic(Arithmetic::Multiply, a, b) => {
                let (a, b) = (self.ends(a), self.ends(b));
                let (Some(a0), Some(a1), Some(b0), Some(b1)) = (a.0, a.1, b.0, b.1) else { return (None, None) };
                let mut products = Vec::new();
                for x in [a0, a1] {
                    for y in [b0, b1] {
                        products.extend(x.checked_mul(y).map(|product| product / Decimal::SCALE));
                    }
                }
                (products.iter().min().copied(), products.iter().max().copied())
            }
            _ => (None, None),
        }
    }

    /// The value that a definition only gives another name.
    pub(super) fn renamed<'e>(&'e self, mut value: &'e Expr) -> &'e Expr {
        while let Expr::Derived(id) = value
            && let Some(Progress::Done(Some(derived))) = self.derived.get(id.index())
            && let DerivedBody::Value(behind) = &derived.body
        {
            value = behind;
        }
        value
    }

    /// What a number of a lead can be: what its checks let through, and what stands in for what they refuse.
    pub(super) fn field_ends(&self, id: FieldId) -> Ends {
        let Some(field) = self.model.lead.fields.get(id.index()).filter(|field| field.kind.is_number()) else {
            return (None, None);
        };
        let mut ends = (None, None);
        for check in &field.checks {
            if let Some(condition) = self.model.checks.get(check.condition) {
                narrow(&mut ends, condition, id, step(field));
            }
        }
        if let Presence::Default(instead) = &field.presence
            && let Some(instead) = scaled(instead)
        {
            ends = (ends.0.map(|least: i128| least.min(instead)), ends.1.map(|most: i128| most.max(instead)));
        }
        ends
    }
}

/// How far apart a field's values are at least.
fn step(field: &Field) -> i128 {
    if field.kind == crate::domain::Kind::Integer { Decimal::SCALE } else { 1 }
}

fn scaled(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(number) => Some(Decimal::from(*number).scaled()),
        Value::Decimal(number) => Some(number.scaled()),
        _ => None,
    }
}

/// Moves the ends to where a condition on the field, which is never no, lets them be.
fn narrow(ends: &mut Ends, condition: &Cond, id: FieldId, step: i128) {
    let mut least = |at: Option<i128>| ends.0 = ends.0.max(at);
    match condition {
        Cond::All(parts) => parts.iter().for_each(|part| narrow(ends, part, id, step)),
        Cond::Compare(comparison, Expr::Field(field), Expr::Literal(bound)) if *field == id => {
            let Some(at) = scaled(bound) else { return };
            match comparison {
                Comparison::AtLeast => least(Some(at)),
                Comparison::Above => least(Some(at.saturating_add(step))),
                Comparison::AtMost => ends.1 = below(ends.1, at),
                Comparison::Below => ends.1 = below(ends.1, at.saturating_sub(step)),
                Comparison::Is => {
                    least(Some(at));
                    ends.1 = below(ends.1, at);
                }
            }
        }
        Cond::In(Expr::Field(field), Set::Items(items)) if *field == id => {
            if let [SetItem::Range { low, high, top_out }] = items.as_slice() {
                least(scaled(low));
                if let Some(high) = scaled(high) {
                    ends.1 = below(ends.1, if *top_out { high.saturating_sub(step) } else { high });
                }
            }
        }
        _ => {}
    }
}

fn below(known: Option<i128>, at: i128) -> Option<i128> {
    Some(known.map_or(at, |known| known.min(at)))
}
