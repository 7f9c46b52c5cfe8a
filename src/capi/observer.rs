//! Telling the host of each decision.

use super::arguments::Open;
use super::decision::Lent;
use super::scorer::UserData;
use super::version::number;
use crate::{Observed, Observer};
use std::ffi::{c_char, c_void};
use std::ptr::null;

/// `pointsman_observed`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct Seen {
    pub struct_size: usize,
    pub outcome: i32,
    pub link: i32,
    pub tried: u32,
    pub skipped: u32,
    pub route: *const c_char,
    pub route_size: usize,
    pub rule: *const c_char,
    pub rule_size: usize,
    pub team: *const c_char,
    pub team_size: usize,
    pub queue: *const c_char,
    pub queue_size: usize,
    pub rep: *const c_char,
    pub rep_size: usize,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for Seen {
    const FIRST: usize = 104;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        outcome: 0,
        link: -1,
        tried: 0,
        skipped: 0,
        route: null(),
        route_size: 0,
        rule: null(),
        rule_size: 0,
        team: null(),
        team_size: 0,
        queue: null(),
        queue_size: 0,
        rep: null(),
        rep_size: 0,
    };
}

/// `pointsman_observer`
pub type ObserverFn = Option<unsafe extern "C" fn(*mut c_void, *const Seen)>;

/// An observer of the host.
pub(super) struct HostObserver {
    pub(super) tell: unsafe extern "C" fn(*mut c_void, *const Seen),
    pub(super) data: UserData,
}

impl Observer for HostObserver {
    fn decided(&self, observed: &Observed) {
        let mut lent = Lent::<5>::new();
        lent.fill([
            Some(&observed.route),
            observed.rule.as_deref(),
            observed.team.as_deref(),
            observed.queue.as_deref(),
            observed.rep.as_deref(),
        ]);
        let [route, rule, team, queue, rep] = lent.names();
        let seen = Seen {
            outcome: number(observed.outcome),
            link: observed.link.and_then(|link| i32::try_from(link).ok()).unwrap_or(-1),
            tried: observed.tried,
            skipped: u32::try_from(observed.skipped.len()).unwrap_or(u32::MAX),
            route: route.0,
            route_size: route.1,
            rule: rule.0,
            rule_size: rule.1,
            team: team.0,
            team_size: team.1,
            queue: queue.0,
            queue_size: queue.1,
            rep: rep.0,
            rep_size: rep.1,
            ..Seen::BLANK
        };
        // SAFETY: the callback and its data are the caller's; what it sees lives until it returns.
        unsafe { (self.tell)(self.data.get(), &seen) };
    }
}
