//! Local days and times.

use super::Zone;
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

/// The instant of a local time, and whether clocks skip or repeat it that day; then the earlier offset counts.
///
/// `None` only beyond the years that can be reckoned with.
pub fn local_time(day: Date, time: Time, zone: &Zone) -> Option<(Timestamp, bool)> {
    let clock = day.to_datetime(time);
    let odd = zone.instants(clock).len() != 1;
    zone.instant(clock).map(|at| (at, odd))
}

/// The days of a week, from Monday.
pub(crate) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// `mon` … `sun`.
pub const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}
