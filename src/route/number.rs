//! Numbers, days and instants in conditions.

use super::Truth;
use crate::calendar::Zone;
use crate::domain::{Decimal, Halved, Ratio, Value};
use crate::model::Model;
use jiff::{SignedDuration, Timestamp};

/// A number as an exact fraction.
pub(crate) fn ratio_of(value: &Value) -> Option<Ratio> {
    match value {
        Value::Integer(number) => Some(Ratio::from(*number)),
        Value::Decimal(number) => Some(Ratio::from(*number)),
        _ => None,
    }
}

/// A calculated number as it is kept: whole numbers as such.
pub(crate) fn kept(number: Decimal) -> Value {
    number.to_whole().map_or(Value::Decimal(number), Value::Integer)
}

/// Points divided by two for each whole period since an instant; by nothing for one in the future.
pub(crate) fn halved(points: Decimal, since: Timestamp, now: Timestamp, every: SignedDuration) -> Halved {
    let passed = now.duration_since(since).as_nanos();
    let periods = passed.checked_div(every.as_nanos()).unwrap_or_default().max(0);
    Halved::new(points, u32::try_from(periods).unwrap_or(u32::MAX))
}

/// A day begins at its first instant in the main module's zone.
pub(crate) fn instant_of(value: &Value, model: &Model) -> Option<Timestamp> {
    match value {
        Value::DateTime(at) => Some(*at),
        Value::Date(day) => model.zone.start_of_day(*day),
        _ => None,
    }
}

/// now − back ≤ value ≤ now.
pub(crate) fn within_last(value: &Value, back: SignedDuration, zone: &Zone, now: Timestamp) -> Truth {
    let at = match value {
        Value::DateTime(at) => *at,
        Value::Date(day) => match zone.start_of_day(*day) {
            Some(at) => at,
            None => return Truth::Unknown,
        },
        _ => return Truth::Unknown,
    };
    let passed = now.duration_since(at);
    Truth::of(passed >= SignedDuration::ZERO && passed <= back)
}

/// Whole days to `now`: of days by the calendar of the zone, of instants by 24 hours, rounded down.
pub(crate) fn days_since(value: &Value, zone: &Zone, now: Timestamp) -> Option<i64> {
    match value {
        Value::Date(day) => {
            let today = zone.clock(now).date();
            let span = today.since((jiff::Unit::Day, *day)).ok()?;
            Some(i64::from(span.get_days()))
        }
        Value::DateTime(at) => {
            i64::try_from(now.duration_since(*at).as_nanos().div_euclid(SignedDuration::from_hours(24).as_nanos())).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_rounded_down_also_before_an_instant() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let since = Value::DateTime(at("2026-03-02T12:00:00.5Z"));
        let days = |now: &str| days_since(&since, &Zone::utc(), at(now));
        assert_eq!(days("2026-03-02T12:00:00Z"), Some(-1));
        assert_eq!(days("2026-03-02T12:00:00.5Z"), Some(0));
        assert_eq!(days("2026-03-03T12:00:00Z"), Some(0));
        assert_eq!(days("2026-03-03T12:00:00.5Z"), Some(1));
    }
}
