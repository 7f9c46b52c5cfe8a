//! What is asked beside the lead.

use super::arguments::{NAME_BYTES, Open, Struct, Texts, text, texts};
use super::fault::{Fault, Outcome};
use super::status;
use crate::{Lead, Limits, Request};
use jiff::Timestamp;
use std::ffi::c_char;
use std::ptr::null;

/// `pointsman_request`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct Moment {
    pub struct_size: usize,
    pub now: i64,
    pub since: i64,
    pub route: *const c_char,
    pub route_size: usize,
    pub exclude: *const *const c_char,
    pub exclude_sizes: *const usize,
    pub exclude_count: usize,
    pub attempt: u32,
    pub flags: u32,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for Moment {
    const FIRST: usize = 72;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        now: 0,
        since: status::NO_TIME,
        route: null(),
        route_size: 0,
        exclude: null(),
        exclude_sizes: null(),
        exclude_count: 0,
        attempt: 0,
        flags: 0,
    };
}

/// A request of the caller, checked; its texts are his.
pub(super) struct Asked<'a> {
    now: Timestamp,
    since: Option<Timestamp>,
    route: Option<&'a str>,
    exclude: Texts<'a>,
    attempt: u32,
}

impl<'a> Asked<'a> {
    /// # Safety
    ///
    /// NULL, or a struct as long as it says, whose pointers live during `'a`.
    pub(super) unsafe fn read(request: *const Moment, limits: &Limits) -> Outcome<Self> {
        // SAFETY: the same promise.
        let given = unsafe { Struct::<Moment>::read(request, "request") }?;
        if given.flags != 0 {
            return Err(Fault::argument(format!("`request` has flags {:#x}; there are none yet", given.flags)));
        }
        // SAFETY: the same promise.
        let (route, exclude) = unsafe {
            (
                text(given.route, given.route_size, NAME_BYTES, "request.route")?,
                texts(
                    given.exclude,
                    given.exclude_sizes,
                    given.exclude_count,
                    (limits.reps, NAME_BYTES),
                    "request.exclude",
                )?,
            )
        };
        Ok(Self {
            now: instant(given.now, "request.now")?,
            since: if given.since == status::NO_TIME { None } else { Some(instant(given.since, "request.since")?) },
            route: (!given.route.is_null()).then_some(route),
            exclude,
            attempt: given.attempt.max(1),
        })
    }

    pub(super) fn about<'l>(&self, lead: &'l Lead) -> Request<'l> {
        let mut request = Request::new(lead).at(self.now).attempt(self.attempt);
        if let Some(since) = self.since {
            request = request.since(since);
        }
        if let Some(route) = self.route {
            request = request.route(route);
        }
        if !self.exclude.is_empty() {
            request = request.exclude(self.exclude.iter().copied());
        }
        request
    }
}

/// An instant in microseconds since 1970.
pub(super) fn instant(microseconds: i64, what: &str) -> Outcome<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| {
        Fault::new(status::OUT_OF_RANGE, format!("`{what}` is beyond the years -9999 to 9999: {microseconds}"))
    })
}
