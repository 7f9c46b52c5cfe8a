//! The classes of numbers, days, instants and lengths of time: half-open intervals between breakpoints.

use super::breaks::Breaks;
use crate::domain::{Decimal, Value};
use crate::model::Comparison;
use jiff::{SignedDuration, Timestamp, civil};

/// How values become exact points on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Whole numbers and nothing between them, so that no interval is empty.
    Whole,
    /// Ten thousandths.
    Decimal,
    /// Days since 1970.
    Day,
    /// Nanoseconds since 1970.
    Instant,
    /// Nanoseconds.
    Length,
}

/// Class 0 is missing, class 1 all below the first breakpoint, class `k + 1` from breakpoint `k` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) unit: Unit,
    /// Sorted, each once.
    breaks: Vec<i128>,
    /// The same where all fit into 64 bits: what is searched.
    small: Option<Breaks>,
}

const EPOCH: civil::Date = civil::Date::constant(1970, 1, 1);

impl Unit {
    /// The smallest point that is not below a value.
    pub(crate) fn from(self, value: &Value) -> Option<i128> {
        self.point(value, Decimal::SCALE.saturating_sub(1))
    }

    /// The greatest point that is not above a value: where it stands itself.
    pub(crate) fn at(self, value: &Value) -> Option<i128> {
        self.point(value, 0)
    }

    fn point(self, value: &Value, up: i128) -> Option<i128> {
        Some(match (self, value) {
            (Self::Whole, Value::Integer(number)) => i128::from(*number),
            (Self::Whole, Value::Decimal(number)) => number.scaled().checked_add(up)?.div_euclid(Decimal::SCALE),
            (Self::Decimal, Value::Integer(number)) => Decimal::from(*number).scaled(),
            (Self::Decimal, Value::Decimal(number)) => number.scaled(),
            (Self::Day, Value::Date(day)) => i128::from(day.duration_since(EPOCH).as_hours().div_euclid(24)),
            (Self::Instant, Value::DateTime(at)) => at.as_nanosecond(),
            (Self::Length, Value::Duration(length)) => length.as_nanos(),
            _ => return None,
        })
    }

    /// The value at a point, where there is one.
    fn value(self, point: i128) -> Option<Value> {
        Some(match self {
            Self::Whole => Value::Integer(i64::try_from(point).ok()?),
            Self::Decimal => Value::Decimal(Decimal::in_range(point)?),
            Self::Day => {
                let days = i32::try_from(point).ok()?;
                Value::Date(EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?)
            }
            Self::Instant => Value::DateTime(Timestamp::from_nanosecond(point).ok()?),
            Self::Length => {
                let (seconds, rest) = (point.div_euclid(1_000_000_000), point.rem_euclid(1_000_000_000));
                let seconds = SignedDuration::from_secs(i64::try_from(seconds).ok()?);
                Value::Duration(seconds.checked_add(SignedDuration::from_nanos(i64::try_from(rest).ok()?))?)
            }
        })
    }
}

/// What a test wants of a number: from the first point up to, but not with, the second; `None` is open.
pub(crate) type Stretch = (Option<i128>, Option<i128>);

/// The stretch of points that a comparison with a constant admits.
pub(crate) fn stretch(unit: Unit, comparison: Comparison, bound: &Value) -> Option<Stretch> {
    let (from, above) = (unit.from(bound)?, unit.at(bound)?.checked_add(1)?);
    Some(match comparison {
        Comparison::Is => (Some(from), Some(above)),
        Comparison::AtLeast => (Some(from), None),
        Comparison::Above => (Some(above), None),
        Comparison::AtMost => (None, Some(above)),
        Comparison::Below => (None, Some(from)),
    })
}

impl Numbers {
    pub(crate) fn new(unit: Unit, mut breaks: Vec<i128>) -> Self {
        breaks.sort_unstable();
        breaks.dedup();
        let small: Option<Vec<i64>> = breaks.iter().map(|at| i64::try_from(*at).ok()).collect();
        Self { unit, breaks, small: small.map(Breaks::new) }
    }

    pub(crate) fn count(&self) -> u32 {
        place(self.breaks.len()).saturating_add(2)
    }

    /// The class of a present value; `None` for one of another kind.
    pub(crate) fn class(&self, value: &Value) -> Option<u32> {
        Some(self.class_at(self.unit.at(value)?))
    }

    /// The class of a whole number; `None` where other numbers are looked at.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a loop over a column")]
    pub(crate) fn class_of_whole(&self, number: i64) -> Option<u32> {
        let small = self.small.as_ref().filter(|_| self.unit == Unit::Whole)?;
        Some(small.up_to(number) + 1)
    }

    /// The same of a number with four digits.
    #[inline]
    pub(crate) fn class_of_decimal(&self, number: Decimal) -> Option<u32> {
        (self.unit == Unit::Decimal).then(|| self.class_at(number.scaled()))
    }

    /// The same of a number of ten thousandths.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a loop over a column")]
    pub(crate) fn class_of_scaled(&self, number: i64) -> Option<u32> {
        let small = self.small.as_ref().filter(|_| self.unit == Unit::Decimal)?;
        Some(small.up_to(number) + 1)
    }

    fn class_at(&self, point: i128) -> u32 {
        let after = match &self.small {
            // A point beyond 64 bits lies beyond all breaks.
            Some(small) => match i64::try_from(point) {
                Ok(point) => small.up_to(point),
                Err(_) if point < 0 => 0,
                Err(_) => place(self.breaks.len()),
            },
            None => place(self.breaks.partition_point(|at| *at <= point)),
        };
        after.saturating_add(1)
    }

    /// The run of classes of a stretch whose ends are breakpoints; nothing for an empty one.
    pub(crate) fn run(&self, (from, to): Stretch) -> Option<(u32, u32)> {
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return None;
        }
        let first = from.map_or(1, |from| self.class_at(from));
        let last = to.map_or_else(|| self.count().saturating_sub(1), |to| self.class_at(to).saturating_sub(1));
        Some((first, last))
    }

    /// The run of classes that have a value in a stretch, which is not empty, wherever its ends lie.
    pub(super) fn touched(&self, (from, to): Stretch) -> (u32, u32) {
        let first = from.map_or(1, |from| self.class_at(from));
        (first, to.map_or_else(|| self.count().saturating_sub(1), |to| self.class_at(to.saturating_sub(1))))
    }

    /// A run of classes as authors write it: `750..999`, `>= 50`, `30..<50`.
    pub(crate) fn words(&self, first: u32, last: u32, print: &dyn Fn(&Value) -> String) -> String {
        let at = |place: Option<u32>| {
            place.and_then(|place| usize::try_from(place).ok()).and_then(|place| self.breaks.get(place)).copied()
        };
        let (from, to) = (at(first.checked_sub(2)), at(last.checked_sub(1)));
        let one = |point: i128| self.unit.value(point).map_or_else(|| "…".to_owned(), |value| print(&value));
        // Numbers with many digits stand beside the border that was written.
        let is_plain = |point: i128| match self.unit {
            Unit::Whole | Unit::Day => true,
            Unit::Decimal => point % 100 == 0,
            Unit::Instant | Unit::Length => point % 1_000_000_000 == 0,
        };
        let each = matches!(self.unit, Unit::Whole | Unit::Day);
        let below = |to: i128| {
            let before = to.saturating_sub(1);
            if each || !is_plain(to) && is_plain(before) { (before, true) } else { (to, false) }
        };
        match (from, to) {
            (None, None) => "any".to_owned(),
            (Some(from), None) => {
                let before = from.saturating_sub(1);
                if !is_plain(from) && is_plain(before) {
                    format!("> {}", one(before))
                } else {
                    format!(">= {}", one(from))
                }
            }
            (None, Some(to)) => match below(to) {
                (to, true) => format!("<= {}", one(to)),
                (to, false) => format!("< {}", one(to)),
            },
            (Some(from), Some(to)) => match below(to) {
                (last, true) if last == from => one(from),
                (last, true) => format!("{}..{}", one(from), one(last)),
                (_, false) if to.saturating_sub(1) == from => one(from),
                (to, false) => format!("{}..<{}", one(from), one(to)),
            },
        }
    }

    /// A value of a class; `None` where no value can be.
    pub(crate) fn example(&self, class: u32) -> Option<Value> {
        let place = usize::try_from(class.checked_sub(1)?).ok()?;
        let point = match place.checked_sub(1) {
            Some(before) => *self.breaks.get(before)?,
            None => self.breaks.first().map_or(Some(0), |first| first.checked_sub(1))?,
        };
        self.unit.value(point)
    }
}

/// Places are far below 2³²: every constant takes bytes of a policy.
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_empty_classes() {
        let half = Value::Decimal(Decimal::from_scaled(55_000));
        let whole = |comparison| stretch(Unit::Whole, comparison, &half).unwrap();
        assert_eq!(whole(Comparison::AtLeast), (Some(6), None));
        assert_eq!(whole(Comparison::Above), (Some(6), None));
        assert_eq!(whole(Comparison::AtMost), (None, Some(6)));
        assert_eq!(whole(Comparison::Is), (Some(6), Some(6)), "nothing is 5.5");
        let five = Value::Integer(-5);
        assert_eq!(stretch(Unit::Whole, Comparison::Is, &five), Some((Some(-5), Some(-4))));
        assert_eq!(stretch(Unit::Decimal, Comparison::Above, &five), Some((Some(-49_999), None)));
    }

    #[test]
    fn every_class_has_its_example() {
        for unit in [Unit::Whole, Unit::Decimal, Unit::Day, Unit::Instant, Unit::Length] {
            let numbers = Numbers::new(unit, vec![10, -3, 10, 400]);
            assert_eq!(numbers.count(), 5);
            for class in 1..numbers.count() {
                let value = numbers.example(class).unwrap();
                assert_eq!(numbers.class(&value), Some(class), "{unit:?} {value:?}");
            }
            assert_eq!(numbers.run((Some(-3), Some(400))), Some((2, 3)));
            assert_eq!(numbers.run((Some(10), Some(10))), None);
            assert_eq!(numbers.run((None, Some(-3))), Some((1, 1)));
        }
    }

    #[test]
    fn points_beyond_64_bits_lie_beyond_all_breaks() {
        let small = Numbers::new(Unit::Instant, vec![i128::from(i64::MIN), 0, i128::from(i64::MAX)]);
        let large = Numbers::new(Unit::Instant, vec![i128::from(i64::MIN), 0, i128::from(i64::MAX), i128::MAX]);
        for point in [i128::MIN, -1, 0, i128::from(i64::MIN), i128::from(i64::MAX), i128::from(i64::MAX) + 1] {
            assert_eq!(small.class_at(point), large.class_at(point), "{point}");
        }
    }

    #[test]
    fn nothing_is_below_the_smallest_number() {
        let numbers = Numbers::new(Unit::Whole, vec![i128::from(i64::MIN)]);
        assert_eq!(numbers.example(1), None);
        assert_eq!(numbers.class(&Value::Integer(i64::MIN)), Some(2));
    }
}
