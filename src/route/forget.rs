//! Of each period that a policy uses only the present one and the one before are kept.

use crate::calendar::{Period, Zone};
use crate::domain::TeamState;
use crate::model::{CapWindow, Team};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Drops what is of earlier periods, whosever it is. Names of periods that nobody asks for stay as they are.
pub(crate) fn forget(state: &mut TeamState, team: &Team, counted: &[Period], now: Timestamp) {
    let capped: Vec<Period> = team
        .caps
        .iter()
        .filter_map(|cap| match cap.window {
            CapWindow::Per(period) => Some(period),
            _ => None,
        })
        .collect();
    let turns = Oldest::new(counted, &team.zone, now);
    let mut receipts = Oldest::new(&capped, &team.zone, now);
    state.levels.retain(|name, _| turns.keeps(name));
    for entry in state.members.values_mut() {
        entry.turns.retain(|name, _| turns.keeps(name));
        entry.absent_since.retain(|name, _| turns.keeps(name));
        for counters in entry.received.values_mut() {
            receipts.learn_zones(counters);
            counters.retain(|name, _| receipts.keeps(name));
        }
    }
}

/// By the word of a period and the `@Zone` behind its names: the oldest name that is kept.
struct Oldest<'a> {
    periods: &'a [Period],
    now: Timestamp,
    names: BTreeMap<(&'static str, String), String>,
}

impl<'a> Oldest<'a> {
    fn new(periods: &'a [Period], zone: &Zone, now: Timestamp) -> Self {
        let mut found = Self { periods, now, names: BTreeMap::new() };
        found.learn("", zone);
        found
    }

    fn learn(&mut self, behind: &str, zone: &Zone) {
        for period in self.periods {
            if let Some(word) = word(*period) {
                self.names.insert((word, behind.to_owned()), period.name_before(self.now, zone));
            }
        }
    }

    /// Counters of reps are named in their zones.
    fn learn_zones(&mut self, counters: &BTreeMap<Arc<str>, u64>) {
        for name in counters.keys() {
            if let Some((_, behind)) = name.split_once('@')
                && !self.names.keys().any(|(_, known)| known == behind)
                && let Some(zone) = Zone::named(behind)
            {
                self.learn(behind, &zone);
            }
        }
    }

    fn keeps(&self, name: &str) -> bool {
        let (bare, behind) = name.split_once('@').unwrap_or((name, ""));
        let oldest = self.names.iter().find(|((word, known), _)| bare.starts_with(word) && known == behind);
        oldest.is_none_or(|(_, oldest)| bare >= oldest.as_str())
    }
}

const fn word(period: Period) -> Option<&'static str> {
    match period {
        Period::Day => Some("day "),
        Period::Week => Some("week "),
        Period::Month => Some("month "),
        Period::Quarter => Some("quarter "),
        Period::Ever => None,
    }
}
