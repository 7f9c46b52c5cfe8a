//! Why something was not done.

use crate::domain::Stale;
use crate::error::RouteError;
use std::error::Error;
use std::sync::Arc;

/// Why a dispatcher did not do what it was asked; nothing has changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DispatchError {
    /// The question cannot be answered.
    #[error(transparent)]
    Route(#[from] RouteError),
    /// The journal did not take the entry, so it did not happen.
    #[error("the journal did not take it: {0}")]
    Journal(#[source] Box<dyn Error + Send + Sync>),
    /// No decision of this lead and attempt is remembered.
    #[error("no decision about lead {lead}, attempt {attempt}, is remembered")]
    UnknownDecision {
        /// The lead's id.
        lead: Arc<str>,
        /// The attempt.
        attempt: u32,
    },
    /// The decision cannot be taken back: a later one of the same team stands on it.
    #[error("team {team} has decided again since")]
    LaterDecision {
        /// The team.
        team: Arc<str>,
    },
    /// The snapshot has no such rep.
    #[error("the snapshot has no rep {0}")]
    UnknownRep(Arc<str>),
    /// The team is not distributed `evenly`, so that there is nothing to credit, or the policy has no such team.
    #[error("team {0} counts no turns that could be credited")]
    NothingToCredit(Arc<str>),
    /// A journal does not belong to the snapshot it was played on.
    #[error("entry {entry} of the journal does not fit the snapshot: {stale}")]
    Foreign {
        /// From 1.
        entry: u64,
        /// What does not fit.
        stale: Stale,
    },
}
