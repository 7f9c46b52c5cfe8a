//! What differs between two versions of a policy: items by name; the leads that go elsewhere, region by region; what becomes
//! of a file of leads.
//!
//! `joined` makes one model of both versions (`numbering`: which item is which); `ways` are the rules of a route in their
//! order; `search` looks for boxes of leads about which the two lists differ, `trial` for a lead in each (`cards`: with the
//! score that it takes) and routes it through both; `regions` puts it together, `words` says it.

mod cards;
mod impact;
mod items;
mod joined;
mod numbering;
mod regions;
mod report;
mod search;
mod state;
mod trial;
mod ways;
mod words;

use crate::Ruleset;
use crate::domain::Snapshot;
use jiff::Timestamp;

pub use impact::Impact;
pub use regions::{Elsewhere, LeftOpen};
pub use state::StateChange;

/// The differences between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyDiff {
    /// Items that differ, in the order of the new version; those that went at the end.
    pub items: Vec<ItemChange>,
    /// Items that say the same, whatever their layout.
    pub unchanged: usize,
    /// Teams of which what is remembered is lost, taken over, or counted anew.
    pub state: Vec<StateChange>,
    /// Regions of leads that go elsewhere: another rule decides, and does something else, or the same rule does. Each has
    /// a lead that was routed through both versions.
    pub elsewhere: Vec<Elsewhere>,
    /// Leads of which it is not known.
    pub left_open: Vec<LeftOpen>,
    /// Whether no lead outside of these goes elsewhere, whatever people there are. Which member of a team gets a lead, and
    /// what duplicates, notes and tags are, is not looked at.
    pub exhaustive: bool,
    /// Why there may be others, in words.
    pub bounds: Vec<String>,
    /// Why leads of a route were not compared at all.
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
    ///
    #[cfg_attr(feature = "json", doc = "```")]
    #[cfg_attr(not(feature = "json"), doc = "```ignore")]
    /// use pointsman::{Compiler, Snapshot, Source};
    /// let version = |least: u32| {
    ///     let text = format!(
    ///         "pointsman 1\nlead {{ id: text  employees: integer optional }}\nqueue large  queue others\n\
    ///          route inbound {{ rule big {{ when employees >= {least}  assign queue large }}\n\
    ///          otherwise {{ assign queue others }} }}\n"
    ///     );
    ///     Compiler::new().add(Source::new("inbound.route", text)).compile()
    /// };
    /// let told = version(1000)?.diff(&version(750)?, &Snapshot::default(), "2026-03-02T09:15:00Z".parse()?);
    /// assert!(told.exhaustive);
    /// assert_eq!(told.elsewhere[0].leads, "750..999 employees");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn diff(&self, newer: &Self, snapshot: &Snapshot, now: Timestamp) -> PolicyDiff {
        let (items, unchanged) = items::changes(self, newer);
        let found = if self.fingerprint() == newer.fingerprint() {
            regions::Found::default()
        } else {
            regions::found(self, newer, snapshot, now)
        };
        let regions::Found { elsewhere, left_open, bounds, not_tried } = found;
        let exhaustive = bounds.is_empty() && not_tried.is_none();
        let state = state::state_changes(self, newer);
        PolicyDiff { items, unchanged, state, elsewhere, left_open, exhaustive, bounds, not_tried, impact: None }
    }
}
