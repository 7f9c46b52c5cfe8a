//! A snapshot bound to its policy: read, written, changed.

use super::arguments::{MOST_BYTES, NAME_BYTES, Output, given, text};
use super::assignment::AssignmentHandle;
use super::error::ErrorHandle;
use super::fault::Fault;
use super::guard::ErrorPlace;
use super::handle::{Held, Watched};
use super::lead::LeadHandle;
use super::request::{Asked, Moment};
use super::ruleset::RulesetHandle;
use super::status;
use super::text::{Into, TextHandle};
use crate::{Live, Ruleset};
use std::ffi::c_char;

/// `pointsman_snapshot`
#[repr(transparent)]
#[derive(Debug)]
pub struct SnapshotHandle(Watched<Bound>);

impl SnapshotHandle {
    pub(super) const fn watched(snapshot: *const Self) -> *mut Watched<Bound> {
        snapshot.cast_mut().cast()
    }

    fn new(rules: &Ruleset, snapshot: crate::Snapshot) -> Self {
        Self(Watched::new(Bound { live: rules.bind(snapshot), rules: rules.clone() }))
    }
}

/// The state, and the rules it was bound by.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) live: Live,
    pub(super) rules: Ruleset,
}

/// `pointsman_snapshot_read`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_read(
    ruleset: *const RulesetHandle,
    json: *const c_char,
    size: usize,
    snapshot: *mut *mut SnapshotHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, json, out) = unsafe {
        (
            ErrorPlace::new(error),
            given(ruleset, "ruleset"),
            text(json, size, MOST_BYTES, "json"),
            Output::new(snapshot, "snapshot"),
        )
    };
    error.answer(|| {
        let (RulesetHandle { rules, .. }, json, out) = (ruleset?, json?, out?);
        out.give(SnapshotHandle::new(rules, rules.snapshot_from_json(json)?));
        Ok(())
    })
}

/// `pointsman_snapshot_clone`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_clone(
    snapshot: *const SnapshotHandle,
    clone: *mut *mut SnapshotHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, out) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::read(SnapshotHandle::watched(snapshot), false, "snapshot"),
            Output::new(clone, "clone"),
        )
    };
    error.answer(|| {
        let (bound, out) = (snapshot?, out?);
        out.give(SnapshotHandle::new(&bound.rules, bound.live.snapshot().clone()));
        Ok(())
    })
}

/// `pointsman_snapshot_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_free(snapshot: *mut SnapshotHandle) {
    // SAFETY: made by us and not used any more; the two have one layout.
    unsafe { Watched::free(SnapshotHandle::watched(snapshot)) };
}

/// `pointsman_snapshot_write`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_write(
    snapshot: *const SnapshotHandle,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, into) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::read(SnapshotHandle::watched(snapshot), false, "snapshot"),
            Into::new(into, "into"),
        )
    };
    error.answer(|| {
        let (bound, into) = (snapshot?, into?);
        into.put(&bound.live.snapshot().to_json());
        Ok(())
    })
}

/// `pointsman_snapshot_version`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_version(snapshot: *const SnapshotHandle) -> u64 {
    // SAFETY: as the header says.
    let bound = unsafe { Watched::read(SnapshotHandle::watched(snapshot), false, "snapshot") };
    bound.map_or(0, |bound| bound.live.snapshot().version())
}

/// `pointsman_snapshot_apply`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_apply(
    snapshot: *mut SnapshotHandle,
    assignment: *const AssignmentHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, assignment) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::change(SnapshotHandle::watched(snapshot), "snapshot"),
            given(assignment, "assignment"),
        )
    };
    error.answer(|| {
        let (bound, assignment) = (snapshot?, assignment?);
        Ok(bound.live.apply(&assignment.answer.delta)?)
    })
}

/// `pointsman_snapshot_apply_json`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_apply_json(
    snapshot: *mut SnapshotHandle,
    json: *const c_char,
    size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, json) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::change(SnapshotHandle::watched(snapshot), "snapshot"),
            text(json, size, MOST_BYTES, "json"),
        )
    };
    error.answer(|| {
        let (bound, json) = (snapshot?, json?);
        let answer = bound.rules.assignment_from_json(json)?;
        Ok(bound.live.apply(&answer.delta)?)
    })
}

/// `pointsman_snapshot_remember`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_remember(
    snapshot: *mut SnapshotHandle,
    lead: *mut LeadHandle,
    request: *const Moment,
    assignment: *const AssignmentHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, lead, assignment) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::change(SnapshotHandle::watched(snapshot), "snapshot"),
            Held::lock(LeadHandle::held(lead), "lead"),
            given(assignment, "assignment"),
        )
    };
    error.answer(|| {
        let (bound, mut lead, assignment) = (snapshot?, lead?, assignment?);
        // SAFETY: as the header says.
        let asked = unsafe { Asked::read(request, bound.rules.limits()) }?;
        bound.live.remember(&asked.about(lead.read(&bound.rules)?), &assignment.answer);
        Ok(())
    })
}

/// `pointsman_snapshot_set_open`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_set_open(
    snapshot: *mut SnapshotHandle,
    rep: *const c_char,
    rep_size: usize,
    channel: *const c_char,
    channel_size: usize,
    items: i64,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, rep, channel) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::change(SnapshotHandle::watched(snapshot), "snapshot"),
            text(rep, rep_size, NAME_BYTES, "rep"),
            text(channel, channel_size, NAME_BYTES, "channel"),
        )
    };
    error.answer(|| {
        let (bound, rep, channel) = (snapshot?, rep?, channel?);
        if items < 0 {
            return Err(Fault::new(status::OUT_OF_RANGE, format!("{items} open items: it is at least 0")));
        }
        known(bound.live.set_open(rep, channel, items), rep)
    })
}

/// `pointsman_snapshot_set_paused`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_snapshot_set_paused(
    snapshot: *mut SnapshotHandle,
    rep: *const c_char,
    rep_size: usize,
    paused: i32,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, snapshot, rep) = unsafe {
        (
            ErrorPlace::new(error),
            Watched::change(SnapshotHandle::watched(snapshot), "snapshot"),
            text(rep, rep_size, NAME_BYTES, "rep"),
        )
    };
    error.answer(|| {
        let (bound, rep) = (snapshot?, rep?);
        known(bound.live.set_paused(rep, paused != 0), rep)
    })
}

fn known(there: bool, rep: &str) -> super::fault::Outcome {
    if there { Ok(()) } else { Err(Fault::unknown("rep", rep)) }
}
