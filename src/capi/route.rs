//! Deciding about one lead.

use super::arguments::{MOST_BYTES, Struct, text};
use super::context::ContextHandle;
use super::decision::Decision;
use super::error::ErrorHandle;
use super::fault::Fault;
use super::guard::ErrorPlace;
use super::handle::{Held, Watched};
use super::lead::LeadHandle;
use super::request::{Asked, Moment, instant};
use super::snapshot::SnapshotHandle;
use super::status;
use super::text::{Into, TextHandle};
use std::ffi::c_char;

/// `pointsman_route`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_route(
    context: *mut ContextHandle,
    snapshot: *const SnapshotHandle,
    lead: *mut LeadHandle,
    request: *const Moment,
    decision: *mut Decision,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, out) = unsafe {
        (ErrorPlace::new(error), Held::lock(ContextHandle::held(context), "context"), Struct::new(decision, "decision"))
    };
    error.answer(|| {
        let (mut context, out) = (context?, out?);
        context.begin();
        // SAFETY: as the header says.
        let (bound, lead, asked) = unsafe {
            (
                Watched::read(SnapshotHandle::watched(snapshot), context.callbacks, "snapshot"),
                Held::lock(LeadHandle::held(lead), "lead"),
                Asked::read(request, context.rules.limits()),
            )
        };
        let (bound, mut lead, asked) = (bound?, lead?, asked?);
        let request = asked.about(lead.read(&context.rules)?);
        let answer = bound.live.route_by(&context.rules, &request)?;
        out.set(&context.keep(answer));
        Ok(())
    })
}

/// `pointsman_route_json`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_route_json(
    context: *mut ContextHandle,
    snapshot: *const SnapshotHandle,
    json: *const c_char,
    size: usize,
    now: i64,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, json, into) = unsafe {
        (
            ErrorPlace::new(error),
            Held::lock(ContextHandle::held(context), "context"),
            text(json, size, MOST_BYTES, "json"),
            Into::new(into, "into"),
        )
    };
    error.answer(|| {
        let (mut context, json, into) = (context?, json?, into?);
        context.begin();
        // SAFETY: as the header says.
        let bound = unsafe { Watched::read(SnapshotHandle::watched(snapshot), context.callbacks, "snapshot") }?;
        let asked = context.rules.asked_from_json(json)?;
        let answer = bound.live.route_by(&context.rules, &asked.request(instant(now, "now")?, None))?;
        into.put(&answer.to_json());
        context.keep(answer);
        Ok(())
    })
}

/// `pointsman_explain`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_explain(
    context: *mut ContextHandle,
    snapshot: *const SnapshotHandle,
    lead: *mut LeadHandle,
    request: *const Moment,
    form: i32,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, into) = unsafe {
        (ErrorPlace::new(error), Held::lock(ContextHandle::held(context), "context"), Into::new(into, "into"))
    };
    error.answer(|| {
        let (context, into) = (context?, into?);
        if form != status::EXPLAIN_TEXT && form != status::EXPLAIN_JSON {
            return Err(Fault::argument(format!("there is no form {form}")));
        }
        // SAFETY: as the header says.
        let (bound, lead, asked) = unsafe {
            (
                Watched::read(SnapshotHandle::watched(snapshot), context.callbacks, "snapshot"),
                Held::lock(LeadHandle::held(lead), "lead"),
                Asked::read(request, context.rules.limits()),
            )
        };
        let (bound, mut lead, asked) = (bound?, lead?, asked?);
        let request = asked.about(lead.read(&context.rules)?);
        let explained = bound.live.explain_by(&context.rules, &request)?;
        into.put(&if form == status::EXPLAIN_TEXT { explained.to_text() } else { explained.to_json() });
        Ok(())
    })
}
