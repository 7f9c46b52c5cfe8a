//! Deciding about many leads in one crossing.

use super::arguments::{MOST_BYTES, MOST_STRUCT, Open, Struct, list, text};
use super::context::{Context, ContextHandle};
use super::decision::Decision;
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::handle::{Changing, Held, Lock, Shared, Watched};
use super::lead::{Filled, LeadHandle};
use super::request::{Asked, Moment, instant};
use super::snapshot::{Bound, SnapshotHandle};
use super::status;
use super::text::{Into, TextHandle};
use crate::Request;
use std::ffi::c_char;

/// `pointsman_route_batch`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_route_batch(
    context: *mut ContextHandle,
    snapshot: *mut SnapshotHandle,
    leads: *const *mut LeadHandle,
    count: usize,
    request: *const Moment,
    decisions: *mut Decision,
    decision_size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, places) = unsafe {
        (
            ErrorPlace::new(error),
            Held::lock(ContextHandle::held(context), "context"),
            each(decisions, count, decision_size),
        )
    };
    error.answer(|| {
        let (mut context, places) = (context?, places?);
        context.begin();
        // SAFETY: as the header says.
        let (bound, leads, asked) = unsafe {
            (
                Watched::lock(SnapshotHandle::watched(snapshot), "snapshot"),
                list(leads, count, status::BATCH_MAX, "leads"),
                Asked::read(request, context.rules.limits()),
            )
        };
        let (mut bound, leads, asked) = (bound?, leads?, asked?);
        for (index, lead) in leads.iter().enumerate() {
            // SAFETY: as the header says; the lock ends here, so that a lead may occur twice.
            unsafe { Held::lock(LeadHandle::held(*lead), format_args!("leads[{index}]")) }?.read(&context.rules)?;
        }
        let mut shared: Vec<Shared<Filled>> = Vec::with_capacity(leads.len());
        for lead in leads {
            // SAFETY: as the header says.
            shared.push(unsafe { Held::share(LeadHandle::held(*lead), "leads") }?);
        }
        let requests: Vec<Request<'_>> =
            shared.iter().map(|lead| Ok(asked.about(lead.known()?))).collect::<Outcome<_>>()?;
        decide(&mut context, &mut bound, &requests)?;
        for (place, answer) in places.iter().zip(context.answers()) {
            place.set(&answer.decision());
        }
        Ok(())
    })
}

/// `pointsman_route_lines`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_route_lines(
    context: *mut ContextHandle,
    snapshot: *mut SnapshotHandle,
    lines: *const c_char,
    size: usize,
    now: i64,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, lines, into) = unsafe {
        (
            ErrorPlace::new(error),
            Held::lock(ContextHandle::held(context), "context"),
            text(lines, size, MOST_BYTES, "lines"),
            Into::new(into, "into"),
        )
    };
    error.answer(|| {
        let (mut context, lines, into) = (context?, lines?, into?);
        context.begin();
        // SAFETY: as the header says.
        let mut bound = unsafe { Watched::lock(SnapshotHandle::watched(snapshot), "snapshot") }?;
        let now = instant(now, "now")?;
        let mut asked = Vec::new();
        for (index, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if asked.len() >= status::BATCH_MAX {
                return Err(Fault::argument(format!("more than {} leads", status::BATCH_MAX)));
            }
            let on_line = |error| Box::<Fault>::from(error).on_line(index.saturating_add(1));
            asked.push(context.rules.asked_from_json(line).map_err(on_line)?);
        }
        let requests: Vec<Request<'_>> = asked.iter().map(|asked| asked.request(now, None)).collect();
        decide(&mut context, &mut bound, &requests)?;
        into.write(|bytes| {
            for answer in context.answers() {
                bytes.extend_from_slice(answer.answer.to_json().as_bytes());
                bytes.push(b'\n');
            }
        });
        Ok(())
    })
}

fn decide(context: &mut Lock<Context>, bound: &mut Changing<Bound>, requests: &[Request<'_>]) -> Outcome {
    let rules = context.rules.clone();
    let mut later = Vec::new();
    bound.live.route_batch_by(&rules, requests, |place, answer| {
        if place == context.answers().len() {
            context.keep(answer);
        } else {
            later.push((place, answer));
        }
    })?;
    // Where a route takes its leads in an order of its own.
    later.sort_by_key(|(place, _)| *place);
    for (_, answer) in later {
        context.keep(answer);
    }
    Ok(())
}

/// Where the decisions go: structs of the caller's size one behind the other.
///
/// # Safety
///
/// NULL, or `count` structs of `size` bytes until the call returns.
unsafe fn each(decisions: *mut Decision, count: usize, size: usize) -> Outcome<Vec<Struct<Decision>>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if decisions.is_null() {
        return Err(Fault::null("decisions"));
    }
    if count > status::BATCH_MAX {
        return Err(Fault::argument(format!("{count} leads; the limit is {}", status::BATCH_MAX)));
    }
    if !(Decision::FIRST..=MOST_STRUCT).contains(&size) || !size.is_multiple_of(align_of::<Decision>()) {
        return Err(Fault::argument(format!("`decision_size` is {size}; it is at least {}", Decision::FIRST)));
    }
    let place = |index: usize| {
        // SAFETY: within the caller's array, which `BATCH_MAX` and the look at the size below keep far from overflow.
        let place = unsafe { decisions.cast::<u8>().add(index.saturating_mul(size)).cast::<Decision>() };
        // SAFETY: the same place; the caller need not fill in the size of each.
        unsafe {
            place.cast::<usize>().write(size);
            Struct::new(place, "decisions")
        }
    };
    (0..count).map(place).collect()
}
