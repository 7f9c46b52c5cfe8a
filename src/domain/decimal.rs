//! Numbers with four digits after the point, exact.

use crate::text::{digits_of, filled_up};
use std::cmp::Ordering;
use std::fmt;
use std::hint::select_unpredictable;

/// A number with four digits after the point; the whole part has the range of a 64-bit integer.
///
/// `decimal`, `money` and `percent` are kept in it (25 % as 0.25). Reading rounds half to even, once.
///
/// ```
/// use pointsman::domain::Decimal;
/// assert_eq!(Decimal::parse("1.25"), Some(Decimal::from_scaled(12_500)));
/// assert_eq!(Decimal::parse("0.00005"), Some(Decimal::from_scaled(0)));
/// assert_eq!(Decimal::parse("0.00015"), Some(Decimal::from_scaled(2)));
/// assert_eq!(Decimal::parse("1e3").map(|number| number.to_string()), Some("1000".to_owned()));
/// ```
// At borders of eight bytes: values and attributes, of which a lead has many, are a quarter smaller.
#[repr(Rust, packed(8))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(i128);

/// More digits than a number in range can need; beyond them only "is anything there" matters.
const DIGITS: usize = 64;

impl Decimal {
    /// Ten thousandths in one.
    pub const SCALE: i128 = 10_000;
    /// The largest number: the largest 64-bit integer and 0.9999.
    pub const MAX: Self = Self(9_223_372_036_854_775_807 * Self::SCALE + 9_999);
    /// The smallest number.
    pub const MIN: Self = Self(-Self::MAX.0);
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The number that is `scaled` ten thousandths.
    pub const fn from_scaled(scaled: i128) -> Self {
        Self(scaled)
    }

    /// The number in ten thousandths.
    pub const fn scaled(self) -> i128 {
        self.0
    }

    /// The number that is `scaled` ten thousandths; `None` out of range.
    pub fn in_range(scaled: i128) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&scaled).then_some(Self(scaled))
    }

    /// The sum; `None` out of range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::in_range(self.0.checked_add(other.0)?)
    }

    /// Without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// The difference; `None` out of range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::in_range(self.0.checked_sub(other.0)?)
    }

    /// Whether it has nothing after the point.
    pub const fn is_whole(self) -> bool {
        self.0 % Self::SCALE == 0
    }

    /// The whole number it is, if it is one.
    pub fn to_whole(self) -> Option<i64> {
        if self.is_whole() { i64::try_from(self.0.checked_div(Self::SCALE)?).ok() } else { None }
    }

    /// Reads a number as most are written: digits without a sign, no more than four behind a point, and so few that nothing
    /// can overflow.
    #[inline]
    pub(crate) fn plain(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let last = |back| bytes.get(bytes.len().wrapping_sub(back)).copied().unwrap_or(0);
        let first = |length| filled_up(bytes.get(..length).unwrap_or_default());
        if let Some(scaled) = Self::pieced(bytes.len(), last, first) {
            return Some(Self(scaled.into()));
        }
        if text.len() > 14 {
            return None;
        }
        let (mut number, mut behind): (i64, Option<usize>) = (0, None);
        for byte in text.bytes() {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                number = number.wrapping_mul(10).wrapping_add(digit.into());
                behind = behind.map(|places| places.wrapping_add(1));
            } else if byte == b'.' && behind.is_none() {
                behind = Some(0);
            } else {
                return None;
            }
        }
        let missing = match behind {
            None if !text.is_empty() => 10_000,
            Some(1) => 1_000,
            Some(2) => 100,
            Some(3) => 10,
            Some(4) => 1,
            _ => return None,
        };
        Some(Self(number.wrapping_mul(missing).into()))
    }

    /// The ten thousandths of what most numbers look like: one to eight digits before the point, none to two behind it. The text
    /// has so many bytes; `last` is its byte at so many from behind, 1 for the last one, or 0, and `first` are so many bytes of
    /// its begin, up to eight, as a word. Nothing here is asked but whether it is such a number.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a few instructions, where each number passes")]
    pub(crate) fn pieced(length: usize, last: impl Fn(usize) -> u8, first: impl FnOnce(usize) -> u64) -> Option<i64> {
        const POINT: u8 = b'.'.wrapping_sub(b'0');
        let [last, second, third] = [1, 2, 3].map(|back| last(back).wrapping_sub(b'0'));
        let (one, two) = (second == POINT, third == POINT);
        let behind = select_unpredictable(one, 2, select_unpredictable(two, 3, 0));
        let tens = select_unpredictable(one, last, select_unpredictable(two, second, 0));
        let ones = select_unpredictable(two & !one, last, 0);
        let whole = length.wrapping_sub(behind);
        if whole > 8 || tens > 9 || ones > 9 {
            return None;
        }
        let number = digits_of(first(whole), whole)?;
        Some(i64::from(number) * 10_000 + i64::from(tens) * 1_000 + i64::from(ones) * 100)
    }

    /// Reads decimal digits with an optional sign, point and exponent, as JSON writes numbers; also `+5` and `.5`.
    /// Rounds half to even to four digits. `None` for anything else, and out of range (`1E400`). `-0` is 0.
    pub fn parse(text: &str) -> Option<Self> {
        Self::plain(text).or_else(|| Self::parse_and_cut(text).map(|(number, _)| number))
    }

    /// A hundredth of what [`Decimal::parse`] reads, rounded once.
    pub(crate) fn parse_hundredth(text: &str) -> Option<Self> {
        Self::parse_shifted(text, -2).map(|(number, _)| number)
    }

    /// The same, and what the number was beside the one it was rounded to, signs left out: greater, the same, or less.
    pub(crate) fn parse_and_cut(text: &str) -> Option<(Self, Ordering)> {
        Self::parse_shifted(text, 0)
    }

    /// The same times a power of ten.
    fn parse_shifted(text: &str, power: i64) -> Option<(Self, Ordering)> {
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, read_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        if digits.ends_with('.') {
            return None;
        }
        let (scaled, was) = scale(whole, fraction, exponent.checked_add(power)?)?;
        Some((Self::in_range(if negative { scaled.checked_neg()? } else { scaled })?, was))
    }
}

/// An exponent, with all beyond a thousand taken as a thousand: the result is the same, nothing or too large.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let trimmed = digits.trim_start_matches('0');
    let size = if trimmed.len() > 6 { 1_000_000 } else { trimmed.parse().unwrap_or(0) };
    Some(if text.starts_with('-') { -size } else { size })
}

/// `whole.fraction × 10^exponent` in ten thousandths, rounded half to even; and what it was beside that.
fn scale(whole: &str, fraction: &str, exponent: i64) -> Option<(i128, Ordering)> {
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some((0, Ordering::Equal));
    }
    let leading = digits.len().checked_sub(significant.len())?;
    // How many of the significant digits stand before the last kept place, four behind the point.
    let kept = i64::try_from(whole.len())
        .ok()?
        .checked_sub(i64::try_from(leading).ok()?)?
        .checked_add(exponent)?
        .checked_add(4)?;
    if kept < 0 {
        return Some((0, Ordering::Greater));
    }
    let kept = usize::try_from(kept).ok()?;
    if kept > DIGITS {
        return None;
    }
    let mut scaled: i128 = 0;
    for place in 0..kept {
        let digit = significant.as_bytes().get(place).map_or(0, |byte| i128::from(byte.wrapping_sub(b'0')));
        scaled = scaled.checked_mul(10)?.checked_add(digit)?;
    }
    let rest = significant.get(kept..).unwrap_or_default();
    let half = rest.as_bytes().first().copied().unwrap_or(b'0');
    let beyond = rest.bytes().skip(1).any(|byte| byte != b'0');
    let up = half > b'5' || (half == b'5' && (beyond || scaled % 2 != 0));
    let was = match (up, half != b'0' || beyond) {
        (true, _) => Ordering::Less,
        (false, cut) => {
            if cut {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        }
    };
    Some((scaled.checked_add(i128::from(up))?, was))
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self(i128::from(whole).saturating_mul(Self::SCALE))
    }
}

impl fmt::Display for Decimal {
    /// Without trailing zeros: `1.25`, `70`, `-0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let (whole, fraction) = (size / 10_000, size % 10_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:04}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_signs_and_ties() {
        let shown = |text: &str| Decimal::parse(text).map(|number| number.to_string());
        for (text, expected) in [
            ("1e3", Some("1000")),
            ("-0", Some("0")),
            ("1E400", None),
            ("1e-400", Some("0")),
            ("0e99999999999", Some("0")),
            ("123456789012345.6789", Some("123456789012345.6789")),
            ("999999999999999", Some("999999999999999")),
            ("0.00005", Some("0")),
            ("0.00015", Some("0.0002")),
            ("0.00025", Some("0.0002")),
            ("0.000250001", Some("0.0003")),
            ("-0.00015", Some("-0.0002")),
            ("9223372036854775807.9999", Some("9223372036854775807.9999")),
            ("9223372036854775808", None),
            ("1.", None),
            (".5", Some("0.5")),
            ("", None),
            ("-", None),
            ("1.2.3", None),
            ("0x10", None),
            ("1e", None),
            ("12345e-4", Some("1.2345")),
            ("12345e-5", Some("0.1234")),
            ("12355e-5", Some("0.1236")),
        ] {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
    }
}
