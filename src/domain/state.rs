//! What the engine remembers of a team between decisions.

use super::{ByName, Counters};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The state of one team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamState {
    /// Raised by one with each change that is applied.
    pub seq: u64,
    /// The member last taken, and his place then.
    pub last: Option<Last>,
    /// For forgiven absences: how many turns a member of weight 1 would have had, by period, in billionths.
    pub levels: ByName<Level>,
    /// By rep id; `team:x` and `queue:x` for nested ones.
    pub members: BTreeMap<Arc<str>, MemberState>,
}

/// The member that a team took last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// A rep id, `team:x` or `queue:x`.
    pub member: Arc<str>,
    /// The 0-based place among the members that the snapshot knew then.
    pub place: u64,
}

/// A level in billionths, printed as a decimal with at most nine digits after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub(crate) i128);

impl Level {
    /// Billionths in one.
    pub const SCALE: i128 = 1_000_000_000;

    /// The highest level that is written and read: nothing raises one above it.
    const MOST: i128 = 1_000_000_000_000_000_000 * Self::SCALE - 1;

    /// The level that is this many billionths.
    pub const fn from_scaled(billionths: i128) -> Self {
        Self(billionths)
    }

    /// The level in billionths.
    pub const fn scaled(self) -> i128 {
        self.0
    }

    /// This many billionths higher, at most the highest that can be read again.
    pub(crate) fn raised(self, billionths: i128) -> Self {
        Self(self.0.saturating_add(billionths).min(Self::MOST))
    }

    /// Reads `1.25`: at most nine digits after the point, not negative, below 10^18.
    ///
    /// ```
    /// use pointsman::domain::Level;
    /// assert_eq!(Level::parse("1.25"), Some(Level::from_scaled(1_250_000_000)));
    /// assert_eq!(Level::parse("1.0000000001"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 18 || fraction.len() > 9 {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let fraction: i128 = format!("{fraction:0<9}").parse().ok()?;
        Some(Self(whole.checked_mul(Self::SCALE)?.checked_add(fraction)?))
    }
}

impl Level {
    /// What stands before the point, and the billionths behind it; `None`: below nothing, or more than 64 bits hold.
    ///
    /// Dividing 64 bits is far quicker, and enough for nearly all levels.
    pub(crate) fn parts(self) -> Option<(u64, u64)> {
        let (level, scale) = (u64::try_from(self.0).ok()?, u64::try_from(Self::SCALE).ok()?);
        Some((level / scale, level % scale))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fraction = if let Some((whole, fraction)) = self.parts() {
            write!(f, "{whole}")?;
            fraction
        } else {
            write!(f, "{}", self.0 / Self::SCALE)?;
            u64::try_from((self.0 % Self::SCALE).unsigned_abs()).unwrap_or_default()
        };
        if fraction == 0 {
            return Ok(());
        }
        let mut text = *b".000000000";
        for digit in text.iter_mut().skip(1).rev() {
            *digit = b'0' + u8::try_from(fraction % 10).unwrap_or_default();
            fraction /= 10;
        }
        let end = text.iter().rposition(|digit| *digit != b'0').unwrap_or_default();
        f.write_str(str::from_utf8(text.get(..=end).unwrap_or_default()).unwrap_or_default())
    }
}

/// What a team remembers of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberState {
    /// Leads ever received through this team; for reports only.
    pub total: u64,
    /// When the team first saw him.
    pub joined_at: Option<Timestamp>,
    /// When the team last took him.
    pub last_assigned_at: Option<Timestamp>,
    /// The team's `seq` after that turn.
    pub last_seq: Option<u64>,
    /// The level at which his absence began, by period.
    pub absent_since: ByName<Level>,
    /// Turns by period.
    pub turns: ByName<Turns>,
    /// Receipts: channel (`lead`: all) → counter → number.
    pub received: Counters,
    /// Receipts that rolling caps still need, oldest first.
    pub recent: Vec<Recent>,
}

/// Turns taken in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// Picks.
    pub n: i64,
    /// Added to them when shares are compared; may be negative.
    pub credit: i64,
}

/// One receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// When.
    pub at: Timestamp,
    /// The lead's channel.
    pub channel: Arc<str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels_print_as_they_are_written() {
        for text in
            ["0", "1", "1.25", "0.000000001", "9223372036.854775807", "9223372036.854775808", "999999999999999999.5"]
        {
            assert_eq!(Level::parse(text).unwrap().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn a_printed_level_is_read_again(billionths in prop_oneof![0..20_000_000_000_i128, 0..10_i128.pow(27)]) {
            let level = Level::from_scaled(billionths);
            prop_assert_eq!(Level::parse(&level.to_string()), Some(level));
        }
    }
}
