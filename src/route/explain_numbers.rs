//! Numbers that are reckoned: from what, and why there may be none.

use super::explain::named;
use super::facts::LeadFacts;
use super::truth::Facts;
use crate::domain::PRIVATE;
use crate::model::{Arithmetic, Derived, DerivedBody, Expr, Model, Part};

/// "n 3, m 0: divided by zero"; `None` for what is not reckoned, or from constants alone.
pub(super) fn reckoned(model: &Model, facts: &LeadFacts<'_>, value: &Expr) -> Option<String> {
    if !matches!(value, Expr::Arithmetic(..) | Expr::Negative(_)) {
        return None;
    }
    let (mut told, mut may_be_told) = (Vec::new(), true);
    each_part(model, value, &mut |part| match named(model, part) {
        Some((name, private)) => {
            may_be_told &= !private;
            let part = told_value(model, facts, part, &name, private);
            if !told.contains(&part) {
                told.push(part);
            }
        }
        None => may_be_told &= matches!(part, Expr::Literal(_)),
    });
    if told.is_empty() {
        return None;
    }
    // That a private number is zero is not told either, and of what has no name nothing says whether it is private.
    let is_none = facts.value(value, None).is_none();
    let fault = if is_none && may_be_told { fault(model, facts, value) } else { None };
    Some(match fault {
        Some(fault) => format!("{}: {fault}", told.join(", ")),
        None => told.join(", "),
    })
}

/// "country DE", "country is missing", "ratio: divided by zero".
pub(super) fn told_value(model: &Model, facts: &LeadFacts<'_>, value: &Expr, name: &str, private: bool) -> String {
    match facts.value(value, None) {
        None => match fault(model, facts, value) {
            Some(fault) => format!("{name}: {fault}"),
            None => format!("{name} is missing"),
        },
        Some(_) if private => format!("{name} {PRIVATE}"),
        Some(value) => format!("{name} {}", model.print(&value)),
    }
}

/// Calls with each value that a number is made of, down to those that have a name or are made of no others.
fn each_part<'v>(model: &Model, value: &'v Expr, each: &mut dyn FnMut(&'v Expr)) {
    let mut parts = Vec::new();
    if named(model, value).is_none() {
        value.parts(&mut |part| {
            if let Part::Value(part) = part {
                parts.push(part);
            }
        });
    }
    if parts.is_empty() {
        return each(value);
    }
    for part in parts {
        each_part(model, part, each);
    }
}

/// Why there is no such number although everything came that it is reckoned from.
fn fault(model: &Model, facts: &LeadFacts<'_>, none: &Expr) -> Option<&'static str> {
    if facts.number(none, None).is_some() {
        return Some(OUT_OF_RANGE);
    }
    match none {
        Expr::Negative(inner) => fault(model, facts, inner),
        Expr::Default(_, instead) => fault(model, facts, instead),
        Expr::Derived(id) => match model.derived.get(id.index()) {
            Some(Derived { body: DerivedBody::Value(value), typed, .. }) if !typed.private => {
                fault(model, facts, value)
            }
            _ => None,
        },
        Expr::Arithmetic(operator, left, right) => match (facts.number(left, None), facts.number(right, None)) {
            (Some(_), Some(right)) => {
                let by_zero = matches!(operator, Arithmetic::Divide) && right.numerator() == 0;
                Some(if by_zero { "divided by zero" } else { OUT_OF_RANGE })
            }
            (Some(_), None) => fault(model, facts, right),
            (None, Some(_)) => fault(model, facts, left),
            (None, None) => fault(model, facts, left).or_else(|| fault(model, facts, right)),
        },
        _ => None,
    }
}

/// Exact while it is reckoned, but too large to be kept.
const OUT_OF_RANGE: &str = "out of the range of numbers";
