//! Faults on purpose, behind a feature, so that the differential test can prove that it would find such.

use std::cmp::Ordering;

/// A fault that can be planted in the graph evaluator.
#[cfg(feature = "planted-faults")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
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
#[cfg(feature = "planted-faults")]
pub fn plant(fault: Option<Fault>) {
    PLANTED.with(|planted| planted.set(fault));
}

#[cfg(feature = "planted-faults")]
pub(crate) fn planted(fault: Fault) -> bool {
    PLANTED.with(|planted| planted.get() == Some(fault))
}

/// Whether an order is "at most".
pub(crate) fn at_most(order: Ordering) -> bool {
    #[cfg(feature = "planted-faults")]
    if planted(Fault::Below) {
        return order == Ordering::Less;
    }
    order != Ordering::Greater
}

/// Whether a test that is unknown passes for a plain no: never.
pub(crate) fn unknown_is_no(truth: super::Truth, wants_no: bool) -> bool {
    #[cfg(feature = "planted-faults")]
    if planted(Fault::UnknownIsNo) && wants_no && truth == super::Truth::Unknown {
        return true;
    }
    let _ = (truth, wants_no);
    false
}
