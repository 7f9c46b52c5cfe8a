//! Business time: the total length of open instants.

use super::OpenTimes;
use jiff::{SignedDuration, Timestamp};

/// How far ahead is searched. Whoever is closed longer is closed.
pub(super) const SEARCHED_DAYS: u32 = 400;

impl OpenTimes<'_> {
    /// How much open time lies between two instants; none when `to` is not after `from`.
    pub fn business_between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let mut total = SignedDuration::ZERO;
        for (start, end) in self.stretches(from).take_while(|(start, _)| *start < to) {
            total = total.saturating_add(end.min(to).duration_since(start));
        }
        total
    }

    /// The instant at which this much open time has passed. What is used up exactly at a closing time is due then.
    pub fn add_business(&self, from: Timestamp, length: SignedDuration) -> Option<Timestamp> {
        let mut left = length;
        if left <= SignedDuration::ZERO {
            return Some(from);
        }
        for (start, end) in self.stretches(from) {
            let stretch = end.duration_since(start);
            if left <= stretch {
                return start.checked_add(left).ok();
            }
            left = left.checked_sub(stretch)?;
        }
        None
    }

    /// The same local time `days` open days later, or that day's closing time if that is earlier.
    pub fn add_business_days(&self, from: Timestamp, days: u32) -> Option<Timestamp> {
        let clock = self.zone().clock(from);
        let mut day = clock.date();
        let mut left = days;
        let mut searched = 0_u32;
        while left > 0 {
            day = day.tomorrow().ok()?;
            searched = searched.checked_add(1)?;
            if searched > SEARCHED_DAYS.saturating_mul(days) {
                return None;
            }
            if self.opens_on(day) {
                left = left.saturating_sub(1);
            }
        }
        let same_time = self.zone().instant(day.to_datetime(clock.time()))?;
        Some(self.last_close(day).map_or(same_time, |close| close.min(same_time)))
    }

    /// Open stretches from an instant on, as far as is searched, one after another. What goes on over a border is handed
    /// out in pieces.
    fn stretches(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let mut start = from;
        self.borders(from).filter_map(move |end| {
            let piece = (start, end);
            start = end;
            self.is_open(piece.0).then_some(piece)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClosedDays, Hours, Zone};
    use super::*;
    use jiff::civil::Date;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn office(zone: &str, closed: &[&str]) -> (Hours, Zone) {
        let closed: Vec<Date> = closed.iter().map(|day| day.parse().unwrap()).collect();
        let hours = Hours::inline(None, &[("mon..fri".to_owned(), vec!["09:00-17:00".to_owned()])], &closed).unwrap();
        (hours, Zone::named(zone).unwrap())
    }

    #[test]
    fn half_an_hour_over_a_holiday_weekend() {
        let (hours, zone) = office("America/New_York", &["2026-05-25"]);
        let days = ClosedDays::new();
        let open = OpenTimes::new(&hours, &zone, &days);
        let half = SignedDuration::from_mins(30);
        assert_eq!(open.add_business(at("2026-05-22T20:50:00Z"), half), Some(at("2026-05-26T13:20:00Z")));
        assert_eq!(open.add_business(at("2026-05-23T16:00:00Z"), half), Some(at("2026-05-26T13:30:00Z")));
        assert_eq!(open.add_business(at("2026-05-22T20:30:00Z"), half), Some(at("2026-05-22T21:00:00Z")));
        assert_eq!(open.business_between(at("2026-05-22T20:50:00Z"), at("2026-05-26T13:20:00Z")), half);
    }

    #[test]
    fn shifts_are_half_open_and_follow_the_clock_change() {
        let (hours, zone) = office("America/New_York", &[]);
        let days = ClosedDays::new();
        let open = OpenTimes::new(&hours, &zone, &days);
        assert!(open.is_open(at("2026-03-20T13:00:00Z")), "09:00 EDT, eight days after the change");
        assert!(!open.is_open(at("2026-03-20T12:59:59Z")));
        assert!(!open.is_open(at("2026-03-20T21:00:00Z")));
        assert_eq!(open.next_open(at("2026-03-20T21:00:00Z")), Some(at("2026-03-23T13:00:00Z")));
    }

    #[test]
    fn a_night_block_belongs_to_its_first_day() {
        let hours = Hours::inline(
            None,
            &[("fri".to_owned(), vec!["22:00-06:00".to_owned()])],
            &["2026-03-07".parse().unwrap()],
        )
        .unwrap();
        let (zone, days) = (Zone::utc(), ClosedDays::new());
        let open = OpenTimes::new(&hours, &zone, &days);
        assert!(open.is_open(at("2026-03-07T05:59:00Z")), "stays open into a closed day");
        assert!(!open.is_open(at("2026-03-06T05:00:00Z")), "Thursday's night is not in the hours");
        assert_eq!(open.closes(at("2026-03-06T23:00:00Z")), Some(at("2026-03-07T06:00:00Z")));
    }

    #[test]
    fn what_lies_behind_midnight_counts_once() {
        let hours = Hours::inline(None, &[("mon..fri".to_owned(), vec!["22:00-06:00".to_owned()])], &[]).unwrap();
        let (zone, days) = (Zone::utc(), ClosedDays::new());
        let open = OpenTimes::new(&hours, &zone, &days);
        let nine = SignedDuration::from_hours(9);
        assert_eq!(open.add_business(at("2026-03-02T22:00:00Z"), nine), Some(at("2026-03-03T23:00:00Z")));
        assert_eq!(open.business_between(at("2026-03-02T22:00:00Z"), at("2026-03-03T23:00:00Z")), nine);
        // The closing of Tuesday's block is on Wednesday morning.
        assert_eq!(open.add_business_days(at("2026-03-02T23:00:00Z"), 1), Some(at("2026-03-03T23:00:00Z")));
    }

    #[test]
    fn a_closing_that_the_clock_skips_is_where_it_jumps() {
        let hours = Hours::inline(None, &[("sun".to_owned(), vec!["01:00-02:30".to_owned()])], &[]).unwrap();
        let (zone, days) = (Zone::named("Europe/Berlin").unwrap(), ClosedDays::new());
        let open = OpenTimes::new(&hours, &zone, &days);
        assert_eq!(open.add_business_days(at("2026-03-22T10:00:00Z"), 1), Some(at("2026-03-29T01:00:00Z")));
    }

    #[test]
    fn a_closing_that_comes_twice_is_the_last_at_which_it_was_open() {
        let (zone, days) = (Zone::named("Europe/Berlin").unwrap(), ClosedDays::new());
        let due = |block: &str| {
            let hours = Hours::inline(None, &[("mon..sun".to_owned(), vec![block.to_owned()])], &[]).unwrap();
            OpenTimes::new(&hours, &zone, &days).add_business_days(at("2026-10-24T12:00:00Z"), 1)
        };
        assert_eq!(due("00:00-02:00"), Some(at("2026-10-25T00:00:00Z")));
        assert_eq!(due("00:00-02:30"), Some(at("2026-10-25T01:30:00Z")));
        assert_eq!(due("00:00-03:00"), Some(at("2026-10-25T02:00:00Z")));
    }

    proptest! {
        /// Minute by minute: each that is open counts once.
        #[test]
        fn business_time_is_the_time_that_is_open(
            blocks in proptest::collection::vec((0..7_usize, 0..24_u32, 1..24_u32), 1..6),
            zone in proptest::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York"]),
            from in proptest::sample::select(vec!["2026-03-07T20:00:00Z", "2026-03-28T21:30:00Z", "2026-10-24T12:15:00Z"]),
            minutes in 1..4_000_i64,
        ) {
            let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
            let written: Vec<(String, Vec<String>)> = blocks
                .iter()
                .map(|(day, start, length)| {
                    let block = format!("{start:02}:00-{:02}:00", (start + length) % 24);
                    (names[*day].to_owned(), vec![block])
                })
                .collect();
            let Ok(hours) = Hours::inline(None, &written, &[]) else { return Ok(()) };
            let (zone, days) = (Zone::named(zone).unwrap(), ClosedDays::new());
            let open = OpenTimes::new(&hours, &zone, &days);
            let from = at(from);
            let minute = |number: i64| from + SignedDuration::from_mins(number);
            let counted = (0..minutes).filter(|number| open.is_open(minute(*number))).count();
            let length = SignedDuration::from_mins(i64::try_from(counted).unwrap());
            prop_assert_eq!(open.business_between(from, minute(minutes)), length);
            if open.is_open(minute(minutes - 1)) {
                prop_assert_eq!(open.add_business(from, length), Some(minute(minutes)));
            }
        }
    }

    #[test]
    fn a_block_in_a_gap_opens_at_its_end_and_in_a_fold_twice() {
        let hours = Hours::inline(None, &[("sun".to_owned(), vec!["02:30-03:30".to_owned()])], &[]).unwrap();
        let (zone, days) = (Zone::named("Europe/Berlin").unwrap(), ClosedDays::new());
        let open = OpenTimes::new(&hours, &zone, &days);
        assert_eq!(open.next_open(at("2026-03-28T12:00:00Z")), Some(at("2026-03-29T01:00:00Z")));
        assert_eq!(open.next_open(at("2026-10-24T12:00:00Z")), Some(at("2026-10-25T00:30:00Z")));
        assert_eq!(open.next_open(at("2026-10-25T01:00:00Z")), Some(at("2026-10-25T01:30:00Z")));
    }

    #[test]
    fn business_days_keep_the_local_time_or_the_closing() {
        let hours = Hours::inline(
            None,
            &[
                ("mon..thu".to_owned(), vec!["09:00-18:00".to_owned()]),
                ("fri".to_owned(), vec!["09:00-16:00".to_owned()]),
            ],
            &[],
        )
        .unwrap();
        let (zone, days) = (Zone::named("Europe/Berlin").unwrap(), ClosedDays::new());
        let open = OpenTimes::new(&hours, &zone, &days);
        assert_eq!(open.add_business_days(at("2026-03-05T16:30:00Z"), 1), Some(at("2026-03-06T15:00:00Z")));
        assert_eq!(open.add_business_days(at("2026-03-06T10:00:00Z"), 1), Some(at("2026-03-09T10:00:00Z")));
    }
}
