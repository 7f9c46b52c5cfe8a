//! 1: exact numbers.

use crate::domain::{Decimal, Ratio, Value};
use jiff::{SignedDuration, Timestamp};

/// A present number as a fraction.
pub(super) fn exact(value: &Value) -> Option<Ratio> {
    match value {
        Value::Integer(whole) => Some(Ratio::from(Decimal::from(*whole))),
        Value::Decimal(decimal) => Some(Ratio::from(*decimal)),
        _ => None,
    }
}

/// A length in minutes, exactly: nanoseconds over 60 milliards.
pub(super) fn minutes(length: SignedDuration) -> Option<Ratio> {
    Ratio::new(length.as_nanos(), 60_000_000_000)
}

/// Whole periods of 24 hours from an instant to now, rounded down.
pub(super) fn whole_days(now: Timestamp, from: Timestamp) -> i64 {
    let day: i128 = 86_400_000_000_000;
    i64::try_from(now.duration_since(from).as_nanos().div_euclid(day)).unwrap_or(i64::MAX)
}
