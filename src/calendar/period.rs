//! Calendar periods: what caps and turns are counted by.

use super::Zone;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

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
        self.name_of(zone.clock(at).date())
    }

    fn name_of(self, day: Date) -> String {
        match self {
            Self::Day => format!("day {day}"),
            Self::Week => {
                let week = day.iso_week_date();
                format!("week {:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("month {:04}-{:02}", day.year(), day.month()),
            Self::Quarter => format!("quarter {:04}-Q{}", day.year(), quarter(day)),
            Self::Ever => "ever".to_owned(),
        }
    }

    /// The name of the period before; that of `ever` is itself.
    pub fn name_before(self, at: Timestamp, zone: &Zone) -> String {
        let first = self.first_day(zone.clock(at).date());
        let before = first.and_then(|first| first.yesterday().ok());
        before.map_or_else(|| self.name(at, zone), |day| self.name_of(day))
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
    fn the_period_before() {
        let at = "2026-01-01T12:00:00Z".parse().unwrap();
        assert_eq!(Period::Day.name_before(at, &Zone::utc()), "day 2025-12-31");
        assert_eq!(Period::Week.name_before(at, &Zone::utc()), "week 2025-W52");
        assert_eq!(Period::Month.name_before(at, &Zone::utc()), "month 2025-12");
        assert_eq!(Period::Quarter.name_before(at, &Zone::utc()), "quarter 2025-Q4");
    }
}
