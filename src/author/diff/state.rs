//! What becomes of what is remembered of teams: state is kept by name.

use crate::Ruleset;
use crate::calendar::Period;
use crate::model::{Key, Team};
use std::collections::BTreeSet;

/// What becomes of the state of one team of the version before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateChange {
    /// The team, as the version before calls it.
    pub team: String,
    /// `taken over by team vendors`, `lost: no team of this name takes it over`, `counted anew: …`.
    pub becomes: String,
}

/// Teams whose state is lost, taken over, or counted anew, in the order of the version before.
pub(super) fn state_changes(old: &Ruleset, new: &Ruleset) -> Vec<StateChange> {
    let after = &new.model().teams;
    let becomes = |team: &Team| {
        if let Some(heir) = after.iter().find(|heir| heir.was.as_ref() == Some(&team.name)) {
            return Some(format!("taken over by team {}", heir.name));
        }
        match after.iter().find(|same| same.name == team.name) {
            Some(same) => anew(team, same).map(|why| format!("counted anew: {why}")),
            None => Some("lost: no team takes it over, as one with `was` would".to_owned()),
        }
    };
    let teams = old.model().teams.iter();
    teams.filter_map(|team| Some(StateChange { team: team.name.to_string(), becomes: becomes(team)? })).collect()
}

/// Why counters of a team begin again: they are named by period and zone.
fn anew(before: &Team, after: &Team) -> Option<String> {
    let (was, is) = (periods(before), periods(after));
    let lasting = |all: &BTreeSet<Period>| all.iter().any(|period| *period != Period::Ever);
    if before.zone != after.zone && lasting(&was) && lasting(&is) {
        return Some(format!("days begin by {} instead of {}", after.zone.name(), before.zone.name()));
    }
    let new: Vec<&str> = is.difference(&was).map(|period| word(*period)).collect();
    (!was.is_empty() && !new.is_empty()).then(|| format!("nothing was counted {} before", new.join(" and ")))
}

/// The periods in which turns and receipts are counted.
fn periods(team: &Team) -> BTreeSet<Period> {
    let turns = team.strategy.keys.iter().filter_map(|key| match key {
        Key::Evenly { period, .. } => Some(*period),
        _ => None,
    });
    turns.chain(team.caps.iter().filter_map(|cap| cap.window.period())).collect()
}

const fn word(period: Period) -> &'static str {
    match period {
        Period::Day => "per day",
        Period::Week => "per week",
        Period::Month => "per month",
        Period::Quarter => "per quarter",
        Period::Ever => "ever",
    }
}
