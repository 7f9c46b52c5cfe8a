//! Scores that the host's C code computes.

use super::arguments::{NAME_BYTES, Open, text};
use super::ruleset::Described;
use super::status;
use super::view::ViewHandle;
use crate::domain::Decimal;
use crate::{LeadView, Ruleset, Score, Scorer, ScorerError};
use std::ffi::{c_char, c_void};
use std::ptr::null;
use std::sync::Arc;

/// `pointsman_score`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct ScoreGiven {
    pub struct_size: usize,
    pub ten_thousandths: i64,
    pub version: *const c_char,
    pub version_size: usize,
    pub reason: *const c_char,
    pub reason_size: usize,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for ScoreGiven {
    const FIRST: usize = 48;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        ten_thousandths: 0,
        version: null(),
        version_size: 0,
        reason: null(),
        reason_size: 0,
    };
}

/// `pointsman_scorer`
pub type ScorerFn = Option<unsafe extern "C" fn(*mut c_void, *const ViewHandle<'_>, *mut ScoreGiven) -> i32>;

/// `pointsman_destroy`
pub type DestroyFn = Option<unsafe extern "C" fn(*mut c_void)>;

/// What a callback gets back at each call; the caller hears of the end.
#[derive(Debug)]
pub(super) struct UserData {
    data: *mut c_void,
    destroy: DestroyFn,
}

// SAFETY: a callback belongs to one context, which is used by one thread at a time; the pointer is only handed back.
unsafe impl Send for UserData {}
// SAFETY: the same.
unsafe impl Sync for UserData {}

impl UserData {
    pub(super) const fn new(data: *mut c_void, destroy: DestroyFn) -> Self {
        Self { data, destroy }
    }

    pub(super) const fn get(&self) -> *mut c_void {
        self.data
    }
}

impl Drop for UserData {
    fn drop(&mut self) {
        if let Some(destroy) = self.destroy {
            // SAFETY: the caller gave both together; called once.
            unsafe { destroy(self.data) };
        }
    }
}

/// A scorer of the host.
pub(super) struct HostScorer {
    pub(super) score: unsafe extern "C" fn(*mut c_void, *const ViewHandle<'_>, *mut ScoreGiven) -> i32,
    pub(super) data: UserData,
    /// Without scorers, so that nothing keeps itself alive.
    pub(super) rules: Ruleset,
    pub(super) described: Arc<Described>,
}

impl Scorer for HostScorer {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        let view = ViewHandle { view: *lead, rules: &self.rules, described: &self.described };
        let mut given = ScoreGiven::BLANK;
        // SAFETY: the callback and its data are the caller's; the view and the score live until it returns.
        let status = unsafe { (self.score)(self.data.get(), &view, &mut given) };
        if status != status::OK {
            return Err(ScorerError::new(format!("the scorer answered {status}")));
        }
        // SAFETY: by the header these live until the callback is called again, and are as long as it says.
        let (version, reason) = unsafe {
            (
                text(given.version, given.version_size, NAME_BYTES, "version"),
                text(given.reason, given.reason_size, NAME_BYTES, "reason"),
            )
        };
        let unreadable = |_| ScorerError::new("the scorer's texts are not readable");
        let (version, reason) = (version.map_err(unreadable)?, reason.map_err(unreadable)?);
        let mut score = Score::new(Decimal::from_scaled(given.ten_thousandths.into()));
        score.version = (!version.is_empty()).then(|| version.into());
        score.reasons.extend((!reason.is_empty()).then(|| reason.to_owned()));
        Ok(score)
    }
}
