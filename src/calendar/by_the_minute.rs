//! Openings and closings against a scan of the open test, minute by minute.

use super::{ClosedDays, Hours, OpenTimes, Zone};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

/// Minutes that are scanned.
const SCANNED: i64 = 4 * 1440;

/// Zones with instants from which on their clocks do something, or nothing, within a few days.
const WEEKENDS: [(&str, &str); 11] = [
    ("UTC", "2026-01-06T12:00:00Z"),
    ("Europe/Berlin", "2026-03-27T20:00:00Z"),
    ("Europe/Berlin", "2026-10-23T20:00:00Z"),
    ("America/New_York", "2026-03-06T23:00:00Z"),
    ("America/New_York", "2026-10-30T23:00:00Z"),
    // Thirty minutes forth and back.
    ("Australia/Lord_Howe", "2026-04-03T20:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-02T20:00:00Z"),
    // Midnight comes twice, or never.
    ("America/St_Johns", "2005-10-28T20:00:00Z"),
    ("America/St_Johns", "2005-04-01T20:00:00Z"),
    ("America/Sao_Paulo", "2018-02-16T20:00:00Z"),
    ("America/Sao_Paulo", "2018-11-02T20:00:00Z"),
];

/// A start or an end: mostly round, often where clocks change.
fn minute() -> impl Strategy<Value = u16> {
    prop_oneof![
        3 => (0_u16..96).prop_map(|quarter| quarter * 15),
        1 => prop::sample::select(vec![1_u16, 60, 90, 119, 120, 150, 179, 180, 1381, 1410, 1439]),
    ]
}

/// What a policy may write of hours, or nothing where it may not.
fn hours() -> impl Strategy<Value = (Vec<(u8, u16, u16)>, Vec<i64>)> {
    let end = prop_oneof![4 => minute(), 1 => Just(1440_u16)];
    let line = (0_u8..7, 0_u8..7, minute(), end);
    (prop::collection::vec(line, 1..6), prop::collection::vec(0_i64..6, 0..3)).prop_map(|(lines, closed)| {
        let lines = lines.into_iter().filter(|(_, _, start, end)| start != end).flat_map(|(from, to, start, end)| {
            (0..7).filter(move |day| (from..=to.max(from)).contains(day)).map(move |day| (day, start, end))
        });
        (lines.collect(), closed)
    })
}

proptest! {
    #[test]
    fn openings_and_closings_are_where_the_open_test_turns(
        (lines, closed) in hours(),
        (zone, from) in prop::sample::select(WEEKENDS.to_vec()),
        asked in prop::collection::vec((0..SCANNED, prop_oneof![Just(0_i64), Just(1), Just(30)]), 12),
    ) {
        let zone = Zone::named(zone).unwrap();
        let from: Timestamp = from.parse().unwrap();
        let first = zone.clock(from).date();
        let day = |after: &i64| -> (Date, Date) {
            let day = first.checked_add(after.days()).unwrap();
            (day, day)
        };
        let closed: Vec<(Date, Date)> = closed.iter().map(day).collect();
        let hours = Hours::new(None, &lines, closed.clone(), vec!["feast".into()]).unwrap();
        let feast = ClosedDays::from([("feast".into(), closed.iter().map(|(day, _)| day.tomorrow().unwrap()).take(1).collect())]);
        let open = OpenTimes::new(&hours, &zone, &feast);
        let at = |minute: i64| from + SignedDuration::from_mins(minute);
        let scan: Vec<bool> = (0..=SCANNED).map(|minute| open.is_open(at(minute))).collect();
        for (minute, seconds) in asked {
            let now = at(minute) + SignedDuration::from_secs(seconds);
            let is = scan[usize::try_from(minute).unwrap()];
            prop_assert_eq!(open.is_open(now), is);
            let turn = (minute + 1..=SCANNED).find(|later| scan[usize::try_from(*later).unwrap()] != is).map(at);
            let found = if is { open.closes(now) } else { open.next_open(now) };
            match turn {
                Some(_) => prop_assert_eq!(found, turn, "{} at {} in {:?}", if is { "closes" } else { "opens" }, now, &zone),
                None => prop_assert!(found.is_none_or(|found| found > at(SCANNED)), "{now}: {found:?}"),
            }
            // What is kept until it may change does not change before.
            let holds = open.holds_until(now).unwrap();
            prop_assert!(now < holds && turn.is_none_or(|turn| holds <= turn), "{now}: {holds}");
        }
    }
}

#[test]
fn a_night_block_of_a_closed_day_hides_no_opening_of_the_next() {
    let lines =
        [("mon..sun".to_owned(), vec!["06:00-14:00".to_owned(), "14:00-22:00".to_owned(), "22:00-06:30".to_owned()])];
    let hours = Hours::inline(None, &lines, &["2026-12-25".parse().unwrap()]).unwrap();
    let (zone, days) = (Zone::named("Europe/Berlin").unwrap(), ClosedDays::new());
    let open = OpenTimes::new(&hours, &zone, &days);
    let christmas = "2026-12-25T10:00:00Z".parse().unwrap();
    assert_eq!(open.next_open(christmas), Some("2026-12-26T05:00:00Z".parse().unwrap()));
}

#[test]
fn a_block_before_a_midnight_that_comes_twice_opens_twice() {
    let hours = Hours::inline(None, &[("sat".to_owned(), vec!["23:30-24:00".to_owned()])], &[]).unwrap();
    let (zone, days) = (Zone::named("America/St_Johns").unwrap(), ClosedDays::new());
    let open = OpenTimes::new(&hours, &zone, &days);
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    // At 00:01 of Sunday clocks go back to 23:01 of Saturday.
    assert_eq!(open.next_open(at("2005-10-30T02:30:00Z")), Some(at("2005-10-30T03:00:00Z")));
    assert_eq!(open.next_open(at("2005-10-30T02:31:00Z")), Some(at("2005-10-30T03:00:00Z")));
    assert_eq!(open.closes(at("2005-10-30T03:05:00Z")), Some(at("2005-10-30T03:30:00Z")));
    let due = open.add_business(at("2005-10-30T02:00:00Z"), SignedDuration::from_mins(45));
    assert_eq!(due, Some(at("2005-10-30T03:15:00Z")));
}
