//! What differs between two versions of a policy: items by name; leads at the boundary values that go elsewhere; what
//! becomes of a file of leads.

mod elsewhere;
mod items;
mod report;

use crate::Ruleset;
use crate::domain::Snapshot;
use jiff::Timestamp;

pub use elsewhere::{Elsewhere, Impact};

/// The differences between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyDiff {
    /// Items that differ, in the order of the new version; those that went at the end.
    pub items: Vec<ItemChange>,
    /// Items that say the same, whatever their layout.
    pub unchanged: usize,
    /// Leads that go elsewhere, found by trying boundary values; that there are no others is not proved.
    pub elsewhere: Vec<Elsewhere>,
    /// Why no leads were tried: the two versions read other leads.
    pub not_tried: Option<String>,
    /// What becomes of given leads, where some were given.
    pub impact: Option<Impact>,
}

/// One item that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemChange {
    /// How.
    pub change: Change,
    /// `table segment`, `rule dach_mm`.
    pub name: String,
    /// `in inbound > by_hand`; empty for what stands in no route.
    pub place: String,
    /// The lines that differ.
    pub lines: Vec<LineChange>,
}

/// How an item differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It has another name and says the same.
    Renamed {
        /// The name before.
        from: String,
    },
    /// It is tried earlier or later than before.
    Moved {
        /// Its place before, from 1.
        from: usize,
        /// Its place now.
        to: usize,
        /// What it stands before now.
        before: Option<String>,
    },
    /// It stands in another branch or route.
    MovedFrom {
        /// Where it stood.
        place: String,
    },
}

/// A line that differs, in the author's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// What stood there.
    pub before: Option<String>,
    /// What stands there.
    pub after: Option<String>,
}

impl Ruleset {
    /// What differs between this version and a newer one. Leads are tried on `snapshot` at `now`.
    pub fn diff(&self, newer: &Self, snapshot: &Snapshot, now: Timestamp) -> PolicyDiff {
        let (items, unchanged) = items::changes(self, newer);
        let (elsewhere, not_tried) = if self.fingerprint() == newer.fingerprint() {
            (Vec::new(), None)
        } else {
            match elsewhere::elsewhere(self, newer, snapshot, now) {
                Some(found) => (found, None),
                None => (Vec::new(), Some("the two versions have other lead fields or values".to_owned())),
            }
        };
        PolicyDiff { items, unchanged, elsewhere, not_tried, impact: None }
    }
}
