//! The outermost entry of every call that can fail: writes the error, keeps panics in.

use super::arguments::Output;
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::status;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Where the caller wants the error; NULL: nowhere.
pub(super) struct ErrorPlace(Option<Output<*mut ErrorHandle>>);

impl ErrorPlace {
    /// # Safety
    ///
    /// NULL or a place for a pointer, until the call returns.
    pub(super) unsafe fn new(place: *mut *mut ErrorHandle) -> Self {
        if place.is_null() {
            return Self(None);
        }
        // SAFETY: not NULL, and by the caller a place for a pointer.
        Self(unsafe { Output::new(place, "error") }.ok())
    }

    /// Runs a call; what it says is the status and the error.
    pub(super) fn answer(self, call: impl FnOnce() -> Outcome) -> i32 {
        match contained(call) {
            Ok(()) => status::OK,
            Err(fault) => {
                let status = fault.status;
                if let Some(place) = self.0 {
                    place.set(ErrorHandle::boxed(fault));
                }
                status
            }
        }
    }
}

/// Runs something of the engine; a panic becomes a fault. The fuzzer is to see panics, so it gets them.
fn contained(call: impl FnOnce() -> Outcome) -> Outcome {
    if cfg!(fuzzing) {
        return call();
    }
    hush();
    // What a panic leaves half done is only to be freed: the header says so.
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(outcome) => outcome,
        Err(payload) => Err(Fault::new(status::FAULT, format!("a fault of pointsman: {}", said(&*payload)))),
    }
}

fn said(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic")
}

/// A contained panic is told by its error, not on the host's standard error: once a process, this library's own hook
/// says nothing. The hook of a Rust host is another one, of its own standard library.
fn hush() {
    #[cfg(not(test))]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| std::panic::set_hook(Box::new(|_| ())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_fault() {
        let planned = || -> Outcome { std::panic::resume_unwind(Box::new("planned")) };
        let fault = contained(planned).unwrap_err();
        assert_eq!((fault.status, fault.message.as_str()), (status::FAULT, "a fault of pointsman: planned"));
    }
}
