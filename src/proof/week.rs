//! Hours of the week in which nobody is at work, in an ordinary week and in those in which clocks change.

use crate::calendar::{OpenTimes, Zone};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

/// How finely a week is looked at: hours begin at quarters.
const QUARTER: SignedDuration = SignedDuration::from_mins(15);
/// Quarters of a week.
const QUARTERS: usize = 7 * 24 * 4;
/// Stretches that are told of one week.
const TOLD: usize = 6;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The Monday of the week that stands for all: no zone changes its clocks early in January.
const ORDINARY: Date = Date::constant(2026, 1, 5);
/// Weeks after it that are compared with it: a year.
const WEEKS: i64 = 52;

/// What is told about a team's week.
pub(super) struct Told {
    /// "Mon 18:00–Tue 09:00".
    pub(super) ordinary: String,
    /// Weeks that have more such hours, the first of each kind: "in the week of 2026-03-09 also Mon 12:00–13:00".
    pub(super) other: Option<String>,
    /// An instant without anybody, in the zone's clock.
    pub(super) example: String,
}

/// The stretches of an ordinary week in which none of these times is open; `None` when somebody is always there.
pub(super) fn without_anybody(times: &[OpenTimes<'_>], zone: &Zone) -> Option<Told> {
    let ordinary = empty(times, zone, ORDINARY)?;
    let mut other = None;
    for week in 1..WEEKS {
        let monday = ORDINARY.checked_add(jiff::Span::new().try_weeks(week).ok()?).ok()?;
        let now = empty(times, zone, monday)?;
        let more: Vec<bool> = now.iter().zip(&ordinary).map(|(now, known)| *now && !known).collect();
        if more.contains(&true) {
            other = Some(format!("in the week of {monday} also {}", stretches(&more)));
            break;
        }
    }
    let place = ordinary.iter().position(|empty| *empty);
    if place.is_none() && other.is_none() {
        return None;
    }
    let example = place.map(|place| format!("{} {}", DAYS.get(place / 96).unwrap_or(&""), clock(place % 96)));
    let ordinary = if place.is_some() { stretches(&ordinary) } else { String::new() };
    Some(Told { ordinary, other, example: example.unwrap_or_default() })
}

/// By quarter of the week in a zone's clock: whether nobody is there.
fn empty(times: &[OpenTimes<'_>], zone: &Zone, monday: Date) -> Option<Vec<bool>> {
    (0..QUARTERS)
        .map(|quarter| {
            let at = instant(zone, monday, quarter)?;
            Some(!times.iter().any(|times| times.is_open(at)))
        })
        .collect()
}

fn instant(zone: &Zone, monday: Date, quarter: usize) -> Option<Timestamp> {
    let day = monday.checked_add(jiff::Span::new().try_days(i64::try_from(quarter / 96).ok()?).ok()?).ok()?;
    let minutes = i64::try_from(quarter % 96).ok()?.checked_mul(QUARTER.as_mins())?;
    let time = Time::midnight().checked_add(SignedDuration::from_mins(minutes)).ok()?;
    zone.instant(day.to_datetime(time))
}

/// "Mon–Fri 18:00–20:00" for each day on which the same hours are empty, whole days together.
fn stretches(empty: &[bool]) -> String {
    let days: Vec<Vec<(usize, usize)>> = empty.chunks(96).map(runs).collect();
    let mut told: Vec<String> = Vec::new();
    let mut day = 0;
    while let Some(first) = days.get(day) {
        let mut last = day;
        while days.get(last.saturating_add(1)) == Some(first) {
            last = last.saturating_add(1);
        }
        if !first.is_empty() {
            let name = |day: usize| DAYS.get(day).copied().unwrap_or_default();
            let names = if last > day { format!("{}–{}", name(day), name(last)) } else { name(day).to_owned() };
            let hours: Vec<String> =
                first.iter().map(|(from, to)| format!("{}–{}", clock(*from), clock(*to))).collect();
            told.push(format!("{names} {}", hours.join(", ")));
        }
        day = last.saturating_add(1);
    }
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    told.join("; ") + &more
}

fn runs(day: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (place, empty) in day.iter().enumerate().filter(|(_, empty)| **empty) {
        debug_assert!(*empty);
        match runs.last_mut() {
            Some((_, to)) if *to == place => *to = place.saturating_add(1),
            _ => runs.push((place, place.saturating_add(1))),
        }
    }
    runs
}

fn clock(quarter: usize) -> String {
    format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15)
}
