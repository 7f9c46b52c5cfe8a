//! The state of the world at the moment of a decision: the reps, what the engine remembers of its teams, records.

use super::{Rep, TeamState};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reps and state. The host owns it and applies each decision's [`super::Delta`] to it.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(crate) version: u64,
    /// Sorted by id (bytes); no id twice.
    pub(crate) reps: Vec<Rep>,
    /// By team name; `team:x` and `queue:x` inside a nested team's members.
    pub(crate) teams: BTreeMap<Arc<str>, TeamState>,
    pub(crate) sticky: Sticky,
    /// Sorted days by calendar name.
    pub(crate) calendars: BTreeMap<Arc<str>, Vec<Date>>,
    /// Rows of the policy's records, read by their schema; one value a field.
    pub(crate) tables: BTreeMap<Arc<str>, Vec<Vec<Option<super::Value>>>>,
    /// The JSON text of `tables` as it came, kept to be handed back.
    pub(crate) tables_written: BTreeMap<Arc<str>, Arc<str>>,
    /// What was odd but did not refuse it, in plain words.
    pub(crate) notes: Vec<String>,
}

/// Who last got a lead with the same value: team → clause → value → entry.
pub(crate) type Sticky = BTreeMap<Arc<str>, BTreeMap<Arc<str>, BTreeMap<Arc<str>, StickyEntry>>>;

/// The rep who got a lead, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StickyEntry {
    /// The rep's id.
    pub rep: Arc<str>,
    /// When he got it.
    pub at: Timestamp,
}

impl Snapshot {
    /// Raised by one with each change that is applied.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The reps, sorted by id.
    pub fn reps(&self) -> &[Rep] {
        &self.reps
    }

    /// The rep with this id.
    pub fn rep(&self, id: &str) -> Option<&Rep> {
        self.reps.get(self.place_of(id)?)
    }

    /// What was odd in the data it was read from, without refusing it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Where a rep stands in [`Snapshot::reps`].
    pub(crate) fn place_of(&self, id: &str) -> Option<usize> {
        let id = crate::text::composed(id);
        self.reps.binary_search_by(|rep| rep.id.as_bytes().cmp(id.as_bytes())).ok()
    }

    pub(crate) fn rep_mut(&mut self, id: &str) -> Option<&mut Rep> {
        let place = self.place_of(id)?;
        self.reps.get_mut(place)
    }

    /// Replaces a rep, or adds one. What the engine counts stays: his number and his open work.
    pub(crate) fn put_rep(&mut self, mut rep: Rep) {
        match self.reps.binary_search_by(|known| known.id.as_bytes().cmp(rep.id.as_bytes())) {
            Ok(place) => {
                if let Some(known) = self.reps.get_mut(place) {
                    rep.open = std::mem::take(&mut known.open);
                    rep.seq = known.seq.saturating_add(1);
                    *known = rep;
                }
            }
            Err(place) => self.reps.insert(place, rep),
        }
        self.version = self.version.saturating_add(1);
    }

    /// Sets the number of a rep's open items of a channel; whether the snapshot has him.
    pub(crate) fn set_open(&mut self, rep: &str, channel: &str, items: i64) -> bool {
        let Some(rep) = self.rep_mut(rep) else { return false };
        rep.open.insert(crate::text::name(channel), items.max(0));
        self.version = self.version.saturating_add(1);
        true
    }
    /// Says whether a rep is paused; whether the snapshot has him. His number rises with a change.
    pub(crate) fn set_paused(&mut self, rep: &str, paused: bool) -> bool {
        let Some(rep) = self.rep_mut(rep) else { return false };
        if rep.paused != paused {
            rep.paused = paused;
            rep.seq = rep.seq.saturating_add(1);
            self.version = self.version.saturating_add(1);
        }
        true
    }
}
