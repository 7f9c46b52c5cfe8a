//! A text that needs no memory of its own while it is short, as printed values nearly always are.

use super::{Decimal, Text};
use crate::text::InPlace;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::ops::Deref;
use std::sync::Arc;

/// A printed value.
pub type Short = ShortText<22>;

/// The id of a lead; a UUID stands in place.
pub type LeadId = ShortText<38>;

/// A text, mostly of no more than `ROOM` bytes, which stand in place.
///
/// ```
/// use pointsman::domain::Short;
/// let score = Short::of(&85);
/// assert_eq!(&*score, "85");
/// assert_eq!(score.to_string(), "85");
/// assert_eq!(Short::from("a text that is longer than that").len(), 31);
/// ```
#[derive(Clone)]
pub struct ShortText<const ROOM: usize>(Kept<ROOM>);

#[derive(Clone)]
enum Kept<const ROOM: usize> {
    Here(InPlace<ROOM>),
    Elsewhere(Arc<str>),
}

impl<const ROOM: usize> ShortText<ROOM> {
    /// A whole number of at most three digits, as most scores are.
    fn few_digits(number: u32) -> Option<Self> {
        let small = u16::try_from(number).ok()?;
        let digit = |part: u16| b'0'.wrapping_add(part.to_le_bytes()[0]);
        let (digits, length) = match small {
            0..10 => ([digit(small), 0, 0], 1),
            10..100 => ([digit(small / 10), digit(small % 10), 0], 2),
            100..1_000 => ([digit(small / 100), digit(small / 10 % 10), digit(small % 10)], 3),
            _ => return None,
        };
        InPlace::of(digits, length).map(|text| Self(Kept::Here(text)))
    }

    /// Something as it prints.
    pub fn of(printed: &impl fmt::Display) -> Self {
        let mut text: Writing<ROOM> = Writing::Here(InPlace::default());
        // Writing into memory fails only where what is printed says so: then it is what it printed so far.
        let _ = write!(text, "{printed}");
        match text {
            Writing::Here(text) => Self(Kept::Here(text)),
            Writing::Elsewhere(text) => Self(Kept::Elsewhere(text.into())),
        }
    }
}

impl<const ROOM: usize> ShortText<ROOM> {
    #[cfg(feature = "json")]
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Here(text) => text.bytes(),
            Kept::Elsewhere(text) => text.as_bytes(),
        }
    }
}

/// A text that grows out of its place when it must.
enum Writing<const ROOM: usize> {
    Here(InPlace<ROOM>),
    Elsewhere(String),
}

impl<const ROOM: usize> fmt::Write for Writing<ROOM> {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        match self {
            Self::Elsewhere(text) => text.push_str(more),
            Self::Here(text) => {
                if !text.push(more.as_bytes()) {
                    *self = Self::Elsewhere([text.as_str(), more].concat());
                }
            }
        }
        Ok(())
    }
}

impl<const ROOM: usize> Deref for ShortText<ROOM> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Kept::Here(text) => text.as_str(),
            Kept::Elsewhere(text) => text,
        }
    }
}

/// Room for the digits of any 64-bit number, a sign, a point and four digits more.
const DIGITS: usize = 26;

impl<const ROOM: usize> From<Decimal> for ShortText<ROOM> {
    /// As it prints, without going through formatting.
    fn from(number: Decimal) -> Self {
        if let Some(small) = u32::try_from(number.scaled()).ok().filter(|scaled| scaled % 10_000 == 0)
            && let Some(few) = Self::few_digits(small / 10_000)
        {
            return few;
        }
        let size = number.scaled().unsigned_abs();
        let Ok(size) = u64::try_from(size) else { return Self::of(&number) };
        let (mut whole, mut fraction) = (size / 10_000, size % 10_000);
        let (mut digits, mut at) = ([b'0'; DIGITS], DIGITS);
        let mut put = |digit: u8| {
            at = at.saturating_sub(1);
            if let Some(slot) = digits.get_mut(at) {
                *slot = digit;
            }
        };
        if fraction != 0 {
            let mut places = 4;
            while fraction % 10 == 0 {
                fraction /= 10;
                places -= 1;
            }
            for _ in 0..places {
                put(digit(fraction % 10));
                fraction /= 10;
            }
            put(b'.');
        }
        loop {
            put(digit(whole % 10));
            whole /= 10;
            if whole == 0 {
                break;
            }
        }
        if number.scaled() < 0 {
            put(b'-');
        }
        let mut here = InPlace::default();
        if here.push(digits.get(at..).unwrap_or_default()) { Self(Kept::Here(here)) } else { Self::of(&number) }
    }
}

fn digit(number: u64) -> u8 {
    b'0'.wrapping_add(u8::try_from(number).unwrap_or_default())
}

impl<const ROOM: usize> From<i64> for ShortText<ROOM> {
    fn from(number: i64) -> Self {
        Decimal::from(number).into()
    }
}

impl<const ROOM: usize> From<&str> for ShortText<ROOM> {
    fn from(text: &str) -> Self {
        let mut here = InPlace::default();
        Self(if here.push(text.as_bytes()) { Kept::Here(here) } else { Kept::Elsewhere(text.into()) })
    }
}

impl<const ROOM: usize> From<&Text> for ShortText<ROOM> {
    /// As it came.
    fn from(text: &Text) -> Self {
        let mut here = InPlace::default();
        if here.push(text.original_bytes()) { Self(Kept::Here(here)) } else { text.original().into() }
    }
}

impl<const ROOM: usize> From<&Arc<str>> for ShortText<ROOM> {
    fn from(text: &Arc<str>) -> Self {
        if text.len() > ROOM { Self(Kept::Elsewhere(Arc::clone(text))) } else { (&**text).into() }
    }
}

impl<const ROOM: usize> From<String> for ShortText<ROOM> {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<const ROOM: usize> Default for ShortText<ROOM> {
    fn default() -> Self {
        "".into()
    }
}

impl<const ROOM: usize> AsRef<str> for ShortText<ROOM> {
    fn as_ref(&self) -> &str {
        self
    }
}

impl<const ROOM: usize> PartialEq for ShortText<ROOM> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<const ROOM: usize> Eq for ShortText<ROOM> {}

impl<const ROOM: usize> Ord for ShortText<ROOM> {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl<const ROOM: usize> PartialOrd for ShortText<ROOM> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const ROOM: usize> PartialEq<str> for ShortText<ROOM> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl<const ROOM: usize> PartialEq<&str> for ShortText<ROOM> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl<const ROOM: usize> fmt::Display for ShortText<ROOM> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl<const ROOM: usize> fmt::Debug for ShortText<ROOM> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_they_print() {
        let edges =
            [0, 1, 9, 10, 99, 1_000, 9_999, 10_000, 10_001, 12_300, 99_990, 850_000, 1 << 40, i128::from(u64::MAX)];
        let more = [i128::from(u64::MAX) + 1, Decimal::MAX.scaled(), i128::from(i64::MAX) * 3];
        for scaled in edges.into_iter().chain(more).flat_map(|scaled| [scaled, -scaled]) {
            let number = Decimal::from_scaled(scaled);
            assert_eq!(*Short::from(number), *number.to_string());
        }
        for whole in [0, 7, -7, i64::MAX, i64::MIN] {
            assert_eq!(*Short::from(whole), *whole.to_string());
        }
    }

    #[test]
    fn every_length_is_kept() {
        for length in 0..60 {
            for letter in ["x", "ü"] {
                let text = letter.repeat(length);
                let all = [Short::from(text.as_str()), Short::from(&Arc::from(text.as_str())), Short::of(&text)];
                assert!(all.iter().all(|short| **short == *text), "{length}");
                let pieces = Short::of(&format_args!("{text}{text}{length}"));
                assert_eq!(*pieces, *format!("{text}{text}{length}"));
            }
        }
    }
}
