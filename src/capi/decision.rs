//! A decision as plain data in the caller's memory, its names lent.

use super::arguments::Open;
use super::status;
use super::version::number;
use crate::Assignment;
use std::ffi::c_char;
use std::ptr::null;

/// `pointsman_decision`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct Decision {
    pub struct_size: usize,
    pub outcome: i32,
    pub link: i32,
    pub rep: *const c_char,
    pub rep_size: usize,
    pub team: *const c_char,
    pub team_size: usize,
    pub queue: *const c_char,
    pub queue_size: usize,
    pub route: *const c_char,
    pub route_size: usize,
    pub rule: *const c_char,
    pub rule_size: usize,
    pub reason: *const c_char,
    pub reason_size: usize,
    pub sla: *const c_char,
    pub sla_size: usize,
    pub sla_due: i64,
    pub retry_at: i64,
    pub decided_at: i64,
    pub version: u64,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for Decision {
    const FIRST: usize = 160;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        outcome: status::OUTCOME_INVALID,
        link: -1,
        rep: null(),
        rep_size: 0,
        team: null(),
        team_size: 0,
        queue: null(),
        queue_size: 0,
        route: null(),
        route_size: 0,
        rule: null(),
        rule_size: 0,
        reason: null(),
        reason_size: 0,
        sla: null(),
        sla_size: 0,
        sla_due: status::NO_TIME,
        retry_at: status::NO_TIME,
        decided_at: status::NO_TIME,
        version: 0,
    };
}

/// Names one behind the other, each with its NUL, in a buffer that is used again and again.
#[derive(Clone, Debug)]
pub(super) struct Lent<const N: usize> {
    bytes: Vec<u8>,
    /// Where each begins, and its length; `None`: there is none.
    places: [Option<(usize, usize)>; N],
}

impl<const N: usize> Lent<N> {
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), places: [None; N] }
    }

    pub(super) fn fill(&mut self, names: [Option<&str>; N]) {
        self.bytes.clear();
        for (place, name) in self.places.iter_mut().zip(names) {
            *place = name.map(|name| {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(name.as_bytes());
                self.bytes.push(0);
                (start, name.len())
            });
        }
    }

    /// Pointers and sizes, good until it is filled again.
    pub(super) fn names(&self) -> [(*const c_char, usize); N] {
        self.places.map(|place| {
            place.map_or((null(), 0), |(start, size)| {
                (self.bytes.get(start..).map_or(null(), |rest| rest.as_ptr().cast()), size)
            })
        })
    }
}

/// The names of a decision in the order of its fields.
pub(super) fn names(answer: &Assignment) -> [Option<&str>; 7] {
    [
        answer.rep.as_deref(),
        answer.team.as_deref(),
        answer.queue.as_deref(),
        Some(&answer.route),
        answer.rule.as_deref(),
        answer.reason.as_deref(),
        answer.sla.as_ref().map(|sla| &*sla.name),
    ]
}

impl Decision {
    pub(super) fn of(answer: &Assignment, lent: &Lent<7>) -> Self {
        let [rep, team, queue, route, rule, reason, sla] = lent.names();
        Self {
            outcome: number(answer.outcome),
            link: answer.link.and_then(|link| i32::try_from(link).ok()).unwrap_or(-1),
            rep: rep.0,
            rep_size: rep.1,
            team: team.0,
            team_size: team.1,
            queue: queue.0,
            queue_size: queue.1,
            route: route.0,
            route_size: route.1,
            rule: rule.0,
            rule_size: rule.1,
            reason: reason.0,
            reason_size: reason.1,
            sla: sla.0,
            sla_size: sla.1,
            sla_due: time(answer.sla.as_ref().and_then(|sla| sla.due)),
            retry_at: time(answer.retry_at),
            decided_at: time(Some(answer.decided_at)),
            version: answer.version,
            ..Self::BLANK
        }
    }
}

fn time(at: Option<jiff::Timestamp>) -> i64 {
    at.map_or(status::NO_TIME, jiff::Timestamp::as_microsecond)
}
