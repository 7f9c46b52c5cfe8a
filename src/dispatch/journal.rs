//! What a host keeps, so that a fresh process knows what was decided.

use crate::domain::{Assignment, Rep};
use jiff::Timestamp;
use std::error::Error;
use std::sync::Arc;

/// Where a dispatcher writes down what happens, before it happens.
///
/// When `append` gives an error, the entry must not be found at recovery: what it says did not happen. An append that
/// may have been written only in part has to be cut off again, or the journal must refuse whatever comes after. Entries
/// of teams that have nothing to do with one another come from several threads at once.
///
/// `()` is the journal of a host that keeps none. `examples/file_journal.rs` has one for files.
pub trait Journal: Send + Sync {
    /// Keeps an entry safe.
    ///
    /// # Errors
    ///
    /// Whatever went wrong; the dispatcher hands it on.
    fn append(&self, entry: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>>;
}

impl Journal for () {
    fn append(&self, _: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

impl<J: Journal + ?Sized> Journal for Arc<J> {
    fn append(&self, entry: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).append(entry)
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JournalEntry {
    /// A decision; its changes are in the answer.
    Decision {
        /// The lead's id.
        lead: Arc<str>,
        /// Which attempt.
        attempt: u32,
        /// The moment of the decision.
        now: Timestamp,
        /// What was answered.
        answer: Arc<Assignment>,
    },
    /// A decision was taken back.
    Rollback {
        /// The lead's id.
        lead: Arc<str>,
        /// Which attempt.
        attempt: u32,
    },
    /// The host said how many items of a channel a rep has open.
    Open {
        /// The rep.
        rep: Arc<str>,
        /// The channel; `lead`: of no particular one.
        channel: Arc<str>,
        /// How many.
        items: i64,
    },
    /// The host described a rep anew.
    Rep(Arc<Rep>),
    /// Turns were given or taken by hand.
    Credit {
        /// The team.
        team: Arc<str>,
        /// The member.
        rep: Arc<str>,
        /// The moment whose periods are meant.
        of: Timestamp,
        /// How many.
        n: i64,
    },
}
