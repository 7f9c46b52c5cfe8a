//! A whole answer: lent by the context that decided, or cloned to be kept.

use super::arguments::{Output, Struct, given};
use super::decision::{Decision, Lent, names};
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use super::status;
use super::text::{Into, TextHandle};
use crate::Assignment;
use crate::domain::Printed;
use std::sync::Arc;

/// `pointsman_assignment`
#[derive(Clone, Debug)]
pub struct AssignmentHandle {
    pub(super) answer: Assignment,
    lent: Lent<7>,
}

impl AssignmentHandle {
    pub(super) fn new(answer: Assignment) -> Self {
        let mut lent = Lent::new();
        lent.fill(names(&answer));
        Self { answer, lent }
    }

    /// Takes another answer in the same memory.
    pub(super) fn replace(&mut self, answer: Assignment) {
        self.answer = answer;
        self.lent.fill(names(&self.answer));
    }

    pub(super) fn decision(&self) -> Decision {
        Decision::of(&self.answer, &self.lent)
    }
}

/// `pointsman_assignment_decision`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_decision(
    assignment: *const AssignmentHandle,
    decision: *mut Decision,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, assignment, out) =
        unsafe { (ErrorPlace::new(error), given(assignment, "assignment"), Struct::new(decision, "decision")) };
    error.answer(|| {
        let (assignment, out) = (assignment?, out?);
        out.set(&assignment.decision());
        Ok(())
    })
}

/// `pointsman_assignment_json`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_json(
    assignment: *const AssignmentHandle,
    into: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, assignment, into) =
        unsafe { (ErrorPlace::new(error), given(assignment, "assignment"), Into::new(into, "into")) };
    error.answer(|| {
        let (assignment, into) = (assignment?, into?);
        into.put(&assignment.answer.to_json());
        Ok(())
    })
}

/// `pointsman_assignment_count`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_count(assignment: *const AssignmentHandle, list: i32) -> usize {
    // SAFETY: as the header says.
    let assignment = unsafe { given(assignment, "assignment") };
    assignment.and_then(|assignment| entries(&assignment.answer, list)).map_or(0, |entries| entries.len())
}

/// `pointsman_assignment_entry`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_entry(
    assignment: *const AssignmentHandle,
    list: i32,
    index: usize,
    key: *mut TextHandle,
    value: *mut TextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, assignment, key, value) = unsafe {
        (
            ErrorPlace::new(error),
            given(assignment, "assignment"),
            if key.is_null() { Ok(None) } else { Into::new(key, "key").map(Some) },
            Into::new(value, "value"),
        )
    };
    error.answer(|| {
        let (assignment, key, into) = (assignment?, key?, value?);
        let entries = entries(&assignment.answer, list)?;
        let (name, value) = entries.get(index).ok_or_else(|| Fault::argument("there are not so many entries"))?;
        if let Some(key) = key {
            key.put(name);
        }
        let missing = || Fault::new(status::MISSING, format!("`{name}` has no value"));
        into.put(value.ok_or_else(missing)?);
        Ok(())
    })
}

type Entries<'a> = Vec<(&'a str, Option<&'a str>)>;

fn entries(answer: &Assignment, list: i32) -> Outcome<Entries<'_>> {
    Ok(match list {
        status::LIST_PATH => shared(&answer.path),
        status::LIST_TAGS => shared(&answer.tags),
        status::LIST_RELAXED => shared(&answer.relaxed),
        status::LIST_NOTES => answer.notes.iter().map(|note| ("", Some(note.as_str()))).collect(),
        status::LIST_FACTS => printed(&answer.facts),
        status::LIST_SCORES => printed(&answer.scores),
        status::LIST_GRADES => printed(&answer.grades),
        status::LIST_SET => printed(&answer.set),
        _ => return Err(Fault::argument(format!("there is no list {list}"))),
    })
}

fn shared(words: &[Arc<str>]) -> Entries<'_> {
    words.iter().map(|word| ("", Some(&**word))).collect()
}

fn printed(values: &Printed) -> Entries<'_> {
    values.iter().map(|(name, value)| (&**name, value.as_deref())).collect()
}

/// `pointsman_assignment_clone`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_clone(
    assignment: *const AssignmentHandle,
    clone: *mut *mut AssignmentHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, assignment, out) =
        unsafe { (ErrorPlace::new(error), given(assignment, "assignment"), Output::new(clone, "clone")) };
    error.answer(|| {
        let (assignment, out) = (assignment?, out?);
        out.give(assignment.clone());
        Ok(())
    })
}

/// `pointsman_assignment_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_assignment_free(assignment: *mut AssignmentHandle) {
    if !assignment.is_null() {
        // SAFETY: made by `pointsman_assignment_clone` and not used any more.
        drop(unsafe { Box::from_raw(assignment) });
    }
}
