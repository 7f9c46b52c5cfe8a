//! Calendar periods: what caps and turns are counted by.

use super::Zone;
use crate::text::InPlace;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::fmt;
use std::fmt::Write as _;

/// A calendar period in some zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A local day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// All time.
    Ever,
}

impl Period {
    /// The name of the period that holds an instant: `day 2026-03-02`, `week 2026-W10`, `month 2026-03`,
    /// `quarter 2026-Q1`, `ever`.
    ///
    /// ```
    /// use pointsman::calendar::{Period, Zone};
    /// let at = "2026-03-01T23:30:00Z".parse()?;
    /// let berlin = Zone::named("Europe/Berlin").expect("a zone");
    /// assert_eq!(Period::Day.name(at, &berlin), "day 2026-03-02");
    /// assert_eq!(Period::Week.name(at, &Zone::utc()), "week 2026-W09");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn name(self, at: Timestamp, zone: &Zone) -> String {
        self.name_of(zone.clock(at).date()).to_string()
    }

    /// The name of the period that holds a local day.
    pub(crate) fn name_of(self, day: Date) -> PeriodName {
        let mut name = PeriodName::default();
        let Ok(year) = u16::try_from(day.year()) else {
            name.write_slowly(self, day);
            return name;
        };
        let [month, of_month] = [day.month(), day.day()].map(|number| u16::try_from(number).unwrap_or_default());
        match self {
            Self::Day => {
                name.word(b"day ").digits(year, 4).word(b"-").digits(month, 2).word(b"-").digits(of_month, 2);
            }
            Self::Month => {
                name.word(b"month ").digits(year, 4).word(b"-").digits(month, 2);
            }
            Self::Quarter => {
                name.word(b"quarter ").digits(year, 4).word(b"-Q").digits((month - 1) / 3 + 1, 1);
            }
            Self::Ever => {
                name.word(b"ever");
            }
            Self::Week => name.write_slowly(self, day),
        }
        name
    }

    /// The name of the period before; that of `ever` is itself.
    pub fn name_before(self, at: Timestamp, zone: &Zone) -> String {
        self.name_before_day(zone.clock(at).date()).to_string()
    }

    /// The name of the period before the one that holds a local day.
    pub(crate) fn name_before_day(self, today: Date) -> PeriodName {
        let before = self.first_day(today).and_then(|first| first.yesterday().ok());
        self.name_of(before.unwrap_or(today))
    }

    /// The first instant whose local date is of the next period; `None` for `ever`.
    pub fn end(self, at: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let day = zone.clock(at).date();
        let first = self.first_day(day)?;
        let next = match self {
            Self::Day => first.tomorrow().ok()?,
            Self::Week => first.checked_add(7.days()).ok()?,
            Self::Month => first.checked_add(1.month()).ok()?,
            Self::Quarter => first.checked_add(3.months()).ok()?,
            Self::Ever => return None,
        };
        zone.start_of_day(next)
    }

    /// The first day of the period that holds a day; `None` for `ever`.
    fn first_day(self, day: Date) -> Option<Date> {
        match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok(),
            Self::Month => Some(day.first_of_month()),
            Self::Quarter => Date::new(day.year(), (quarter(day) - 1) * 3 + 1, 1).ok(),
            Self::Ever => None,
        }
    }
}

/// The name of a period, without an allocation.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PeriodName(InPlace<24>);

impl PeriodName {
    fn word(&mut self, word: &[u8]) -> &mut Self {
        self.0.push(word);
        self
    }

    /// A number with leading zeros.
    fn digits(&mut self, number: u16, width: usize) -> &mut Self {
        let digit = |unit: u16| b'0' + u8::try_from(number / unit % 10).unwrap_or_default();
        let all = [digit(1000), digit(100), digit(10), digit(1)];
        self.word(all.get(4_usize.saturating_sub(width)..).unwrap_or_default())
    }

    /// Weeks, and years before the first.
    fn write_slowly(&mut self, period: Period, day: Date) {
        let week = day.iso_week_date();
        let _ = match period {
            Period::Day => write!(self.0, "day {day}"),
            Period::Week => write!(self.0, "week {:04}-W{:02}", week.year(), week.week()),
            Period::Month => write!(self.0, "month {:04}-{:02}", day.year(), day.month()),
            Period::Quarter => write!(self.0, "quarter {:04}-Q{}", day.year(), quarter(day)),
            Period::Ever => write!(self.0, "ever"),
        };
    }
}

impl std::ops::Deref for PeriodName {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for PeriodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

fn quarter(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_where_the_local_date_turns() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let end = |period: Period, at: &str| period.end(at.parse().unwrap(), &berlin).map(|end| end.to_string());
        assert_eq!(end(Period::Day, "2026-03-29T00:30:00Z").unwrap(), "2026-03-29T22:00:00Z");
        assert_eq!(end(Period::Week, "2026-03-29T21:59:59Z").unwrap(), "2026-03-29T22:00:00Z");
        assert_eq!(end(Period::Month, "2026-02-10T00:00:00Z").unwrap(), "2026-02-28T23:00:00Z");
        assert_eq!(end(Period::Quarter, "2026-02-10T00:00:00Z").unwrap(), "2026-03-31T22:00:00Z");
        assert_eq!(end(Period::Ever, "2026-02-10T00:00:00Z"), None);
    }

    #[test]
    fn names_are_those_of_the_contract_in_every_year() {
        for (year, month, day) in [(2026, 3, 2), (-44, 3, 15), (1, 12, 31), (987, 7, 4), (9_999, 10, 10)] {
            let date = jiff::civil::date(year, month, day);
            let week = date.iso_week_date();
            let expected = [
                (Period::Day, format!("day {date}")),
                (Period::Week, format!("week {:04}-W{:02}", week.year(), week.week())),
                (Period::Month, format!("month {year:04}-{month:02}")),
                (Period::Quarter, format!("quarter {year:04}-Q{}", (month - 1) / 3 + 1)),
                (Period::Ever, "ever".to_owned()),
            ];
            for (period, expected) in expected {
                assert_eq!(&*period.name_of(date), expected);
            }
        }
    }

    #[test]
    fn the_period_before() {
        let at = "2026-01-01T12:00:00Z".parse().unwrap();
        assert_eq!(Period::Day.name_before(at, &Zone::utc()), "day 2025-12-31");
        assert_eq!(Period::Week.name_before(at, &Zone::utc()), "week 2025-W52");
        assert_eq!(Period::Month.name_before(at, &Zone::utc()), "month 2025-12");
        assert_eq!(Period::Quarter.name_before(at, &Zone::utc()), "quarter 2025-Q4");
    }
}
