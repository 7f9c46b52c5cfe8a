//! What one thread decides with: its scorers, its observer, its last answers.

use super::arguments::{NAME_BYTES, Output, given, text};
use super::assignment::AssignmentHandle;
use super::decision::Decision;
use super::error::ErrorHandle;
use super::fault::Fault;
use super::guard::ErrorPlace;
use super::handle::Held;
use super::observer::{HostObserver, ObserverFn};
use super::ruleset::{Described, RulesetHandle};
use super::scorer::{DestroyFn, HostScorer, ScorerFn, UserData};
use crate::{Assignment, Ruleset};
use std::ffi::{c_char, c_void};
use std::sync::Arc;

/// `pointsman_context`
#[repr(transparent)]
#[derive(Debug)]
pub struct ContextHandle(Held<Context>);

impl ContextHandle {
    pub(super) const fn held(context: *mut Self) -> *mut Held<Context> {
        context.cast()
    }
}

/// The rules with this thread's callbacks.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) rules: Ruleset,
    /// Without callbacks.
    plain: Ruleset,
    described: Arc<Described>,
    /// Whether a decision may run code of the host.
    pub(super) callbacks: bool,
    /// The first `count` are those of the last call; the rest is memory for the next.
    answers: Vec<AssignmentHandle>,
    count: usize,
}

impl Context {
    /// Forgets the answers of the call before: nothing of it is lent any more.
    pub(super) fn begin(&mut self) {
        self.count = 0;
    }

    /// Keeps an answer to lend it.
    pub(super) fn keep(&mut self, answer: Assignment) -> Decision {
        let place = self.count;
        self.count = place.saturating_add(1);
        if let Some(handle) = self.answers.get_mut(place) {
            handle.replace(answer);
            return handle.decision();
        }
        let handle = AssignmentHandle::new(answer);
        let decision = handle.decision();
        self.answers.push(handle);
        decision
    }

    /// The answers of the last call.
    pub(super) fn answers(&self) -> &[AssignmentHandle] {
        self.answers.get(..self.count).unwrap_or_default()
    }
}

/// `pointsman_context_new`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_context_new(
    ruleset: *const RulesetHandle,
    context: *mut *mut ContextHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, ruleset, out) =
        unsafe { (ErrorPlace::new(error), given(ruleset, "ruleset"), Output::new(context, "context")) };
    error.answer(|| {
        let (RulesetHandle { rules, described }, out) = (ruleset?, out?);
        let (rules, plain) = (rules.clone(), rules.clone());
        let described = Arc::clone(described);
        let context = Context { rules, plain, described, callbacks: false, answers: Vec::new(), count: 0 };
        out.give(ContextHandle(Held::new(context)));
        Ok(())
    })
}

/// `pointsman_context_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_context_free(context: *mut ContextHandle) {
    // SAFETY: made by `pointsman_context_new` and not used any more; the two have one layout.
    unsafe { Held::free(ContextHandle::held(context)) };
}

/// `pointsman_context_set_scorer`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_context_set_scorer(
    context: *mut ContextHandle,
    name: *const c_char,
    name_size: usize,
    scorer: ScorerFn,
    user_data: *mut c_void,
    destroy: DestroyFn,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, name) = unsafe {
        (
            ErrorPlace::new(error),
            Held::lock(ContextHandle::held(context), "context"),
            text(name, name_size, NAME_BYTES, "name"),
        )
    };
    error.answer(|| {
        let (mut context, name) = (context?, name?);
        let score = scorer.ok_or_else(|| Fault::null("scorer"))?;
        if !context.described.asks_for(name) {
            return Err(Fault::unknown("scorer", name));
        }
        let (rules, described) = (context.plain.clone(), Arc::clone(&context.described));
        let scorer = HostScorer { score, data: UserData::new(user_data, destroy), rules, described };
        context.rules = context.rules.clone().with_scorer(name, scorer);
        context.callbacks = true;
        Ok(())
    })
}

/// `pointsman_context_set_observer`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_context_set_observer(
    context: *mut ContextHandle,
    observer: ObserverFn,
    user_data: *mut c_void,
    destroy: DestroyFn,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context) = unsafe { (ErrorPlace::new(error), Held::lock(ContextHandle::held(context), "context")) };
    error.answer(|| {
        let mut context = context?;
        let tell = observer.ok_or_else(|| Fault::null("observer"))?;
        let observer = HostObserver { tell, data: UserData::new(user_data, destroy) };
        context.rules = context.rules.clone().with_observer(observer);
        context.callbacks = true;
        Ok(())
    })
}

/// `pointsman_context_assignment`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_context_assignment(
    context: *mut ContextHandle,
    index: usize,
    assignment: *mut *const AssignmentHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, context, out) = unsafe {
        (
            ErrorPlace::new(error),
            Held::lock(ContextHandle::held(context), "context"),
            Output::new(assignment, "assignment"),
        )
    };
    error.answer(|| {
        let (context, out) = (context?, out?);
        let known = context.answers().get(index);
        out.set(known.ok_or_else(|| Fault::argument("the last call has not so many answers"))?);
        Ok(())
    })
}
