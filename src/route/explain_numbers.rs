//! Numbers that are reckoned: from what, and why there may be none.

use super::explain::named;
use super::facts::LeadFacts;
use super::truth::Facts;
use crate::domain::PRIVATE;
use crate::model::{Arithmetic, Derived, DerivedBody, Expr, Model};

/// "n 3, m 0: divided by zero"; `None` for what is not reckoned, or from constants alone.
pub(super) fn reckoned(model: &Model, facts: &LeadFacts<'_>, value: &Expr) -> Option<String> {
    if !matches!(value, Expr::Arithmetic(..) | Expr::Negative(_)) {
        return None;
    }
    let (mut told, mut is_private) = (Vec::new(), false);
    parts(value, &mut |part| {
        let Some((name, private)) = named(model, part) else {
            is_private |= !matches!(part, Expr::Literal(_));
            return;
        };
        is_private |= private;
        let part = told_value(model, facts, part, &name, private);
        if !told.contains(&part) {
            told.push(part);
        }
    });
    if told.is_empty() {
        return None;
    }
    // That a private number is zero is not told either, and of what has no name nothing says whether it is.
    let fault = if is_private || facts.value(value, None).is_some() { None } else { fault(model, facts, value) };
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

/// Calls with everything that a number is reckoned from.
fn parts<'v>(value: &'v Expr, each: &mut impl FnMut(&'v Expr)) {
    match value {
        Expr::Negative(inner) | Expr::Minutes(inner) => parts(inner, each),
        Expr::Arithmetic(_, left, right) | Expr::Default(left, right) => {
            parts(left, each);
            parts(right, each);
        }
        part => each(part),
    }
}

/// Why there is no number although everything came that it is reckoned from.
fn fault(model: &Model, facts: &LeadFacts<'_>, value: &Expr) -> Option<&'static str> {
    match value {
        Expr::Negative(inner) => fault(model, facts, inner),
        Expr::Default(_, instead) => fault(model, facts, instead),
        Expr::Derived(id) => match model.derived.get(id.index()) {
            Some(Derived { body: DerivedBody::Value(value), typed, .. }) if !typed.private => {
                fault(model, facts, value)
            }
            _ => None,
        },
        Expr::Arithmetic(operator, left, right) => match (facts.number(left, None), facts.number(right, None)) {
            (Some(_), Some(right)) if matches!(operator, Arithmetic::Divide) && right.numerator() == 0 => {
                Some("divided by zero")
            }
            (Some(_), Some(_)) => Some("out of the range of numbers"),
            _ => fault(model, facts, left).or_else(|| fault(model, facts, right)),
        },
        _ => None,
    }
}
