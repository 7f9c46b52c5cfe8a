//! Faults on purpose, behind a feature, so that the differential test can prove that it would find such.

use std::cmp::Ordering;

/// A fault that can be planted in the graph evaluator.
#[cfg(feature = "planted-faults")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Two neighbouring rules change places.
    Swapped,
    /// `<` for `<=`.
    Below,
    /// Unknown is taken as no.
    UnknownIsNo,
}

#[cfg(feature = "planted-faults")]
std::thread_local! {
    static PLANTED: std::cell::Cell<Option<Fault>> = const { std::cell::Cell::new(None) };
}

/// Plants a fault in this thread, or takes it out.
#[cfg(all(test, feature = "planted-faults"))]
pub(crate) fn plant(fault: Option<Fault>) {
    PLANTED.with(|planted| planted.set(fault));
}

#[cfg(feature = "planted-faults")]
pub(crate) fn planted(fault: Fault) -> bool {
    PLANTED.with(|planted| planted.get() == Some(fault))
}

/// The model that is lowered: with the fault planted, the first two neighbouring rules have changed places.
#[cfg(feature = "planted-faults")]
pub(crate) fn swapped(model: &crate::model::Model) -> crate::model::Model {
    use crate::model::{RuleKind, Statement};
    let mut model = model.clone();
    if planted(Fault::Swapped) {
        let rules = std::mem::take(&mut model.rules);
        let decides = |statement: &Statement| match statement {
            Statement::Rule(id) => {
                rules.get(id.index()).is_some_and(|rule| rule.kind == RuleKind::Rule && !rule.disabled)
            }
            Statement::Branch(_) => false,
        };
        for route in &mut model.routes {
            let pair = route.statements.windows(2).position(|pair| pair.iter().all(decides));
            if let Some(place) = pair {
                route.statements.swap(place, place.saturating_add(1));
            }
        }
        model.rules = rules;
    }
    model
}

/// Whether an order is "at most".
pub(crate) fn at_most(order: Ordering) -> bool {
    #[cfg(feature = "planted-faults")]
    if planted(Fault::Below) {
        return order == Ordering::Less;
    }
    order != Ordering::Greater
}

/// The class of what is unknown: not that of no.
pub(crate) fn unknown() -> u32 {
    #[cfg(feature = "planted-faults")]
    if planted(Fault::UnknownIsNo) {
        return crate::region::NO;
    }
    0
}

/// The class of a value of the lead.
pub(crate) fn class(viewed: &crate::graph::Viewed, value: Option<&crate::domain::Value>) -> u32 {
    #[cfg(feature = "planted-faults")]
    match value {
        // A number that stands on a break falls below it.
        Some(crate::domain::Value::Integer(number)) if planted(Fault::Below) => {
            return viewed.class(Some(&crate::domain::Value::Integer(number.saturating_sub(1))));
        }
        None if planted(Fault::UnknownIsNo) => return viewed.count().saturating_sub(1).min(1),
        _ => {}
    }
    viewed.class(value)
}

/// The class of what is missing; `class` is told beforehand.
#[cfg_attr(not(feature = "planted-faults"), allow(unused_variables, reason = "a planted fault takes another"))]
#[inline]
pub(crate) fn missing(viewed: &crate::graph::Viewed, class: u32) -> u32 {
    #[cfg(feature = "planted-faults")]
    if planted(Fault::UnknownIsNo) {
        return self::class(viewed, None);
    }
    class
}
