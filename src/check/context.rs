//! What is in sight at some place of a policy.

use crate::domain::RecordId;

/// What a value or condition may speak of.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// The module it stands in.
    pub(super) module: usize,
    pub(super) rep: RepSight,
    /// The lead's fields and what is derived from them.
    pub(super) lead: bool,
    /// A candidate row under its name: `acct` in a `match`, `other` in a `dedupe`.
    pub(super) row: Option<(String, RecordId)>,
}

/// How fields of a rep may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RepSight {
    /// There is no rep at hand.
    None,
    /// Bare: `role is ae`, inside `members where`.
    Bare,
    /// `rep.role`.
    Dotted,
}

impl Context {
    /// The lead alone.
    pub(super) const fn lead(module: usize) -> Self {
        Self { module, rep: RepSight::None, lead: true, row: None }
    }

    /// The lead and a rep.
    pub(super) const fn with_rep(module: usize) -> Self {
        Self { module, rep: RepSight::Dotted, lead: true, row: None }
    }

    /// A rep alone, his fields bare.
    pub(super) const fn members(module: usize) -> Self {
        Self { module, rep: RepSight::Bare, lead: false, row: None }
    }

    /// The lead and a candidate row.
    pub(super) fn with_row(module: usize, name: &str, record: RecordId) -> Self {
        Self { module, rep: RepSight::None, lead: true, row: Some((name.to_owned(), record)) }
    }
}
