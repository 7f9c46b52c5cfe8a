//! Of each period that a policy uses only the present one and the one before are kept.

use crate::calendar::{Period, Zone};
use crate::domain::TeamState;
use crate::model::Team;
use jiff::Timestamp;
use jiff::civil::Date;

/// Drops what is of earlier periods, whosever it is. Names of periods that nobody asks for stay as they are.
pub(crate) fn forget(state: &mut TeamState, team: &Team, counted: &[Period], now: Timestamp) {
    let today = team.zone.clock(now).date();
    let turns = |name: &str| keeps(name, counted.iter().copied(), |behind| behind.is_empty().then_some(today));
    // Counters of reps are named in their zones.
    let date = |behind: &str| {
        if behind.is_empty() { Some(today) } else { Zone::named(behind).map(|zone| zone.clock(now).date()) }
    };
    let receipts = |name: &str| keeps(name, team.caps.iter().filter_map(|cap| cap.window.period()), date);
    state.levels.retain(|name, _| turns(name));
    for entry in state.members.values_mut() {
        entry.turns.retain(|name, _| turns(name));
        entry.absent_since.retain(|name, _| turns(name));
        for counters in entry.received.values_mut() {
            counters.retain(|name, _| receipts(name));
        }
    }
}

/// Whether a name is of none of these periods, or of the present one or the one before. `date` gives the day in the zone
/// that is named behind an `@`, in the team's where nothing is.
pub(crate) fn keeps(
    name: &str,
    mut periods: impl Iterator<Item = Period>,
    date: impl Fn(&str) -> Option<Date>,
) -> bool {
    let (bare, behind) = name.split_once('@').unwrap_or((name, ""));
    let of = periods.find(|period| word(*period).is_some_and(|word| bare.starts_with(word)));
    match of.and_then(|period| Some(period.name_before_day(date(behind)?))) {
        Some(oldest) => *bare >= *oldest,
        None => true,
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
