//! Writing objects with a fixed key order, without a derive.

/// Serialises the given entries as one object, in the order written here.
macro_rules! object {
    ($serializer:expr, { $($key:literal : $value:expr),* $(,)? }) => {{
        use serde::ser::SerializeMap as _;
        let mut map = serde::Serializer::serialize_map($serializer, None)?;
        $(map.serialize_entry($key, &$value)?;)*
        map.end()
    }};
}

/// Like [`object!`], with entries that are left out when their value is `None`.
macro_rules! sparse_object {
    ($serializer:expr, { $($key:literal : $value:expr),* $(,)? }) => {{
        use serde::ser::SerializeMap as _;
        let mut map = serde::Serializer::serialize_map($serializer, None)?;
        $(if let Some(value) = &$value {
            map.serialize_entry($key, value)?;
        })*
        map.end()
    }};
}

/// The bytes of literals, one behind the other, as an array.
macro_rules! bytes {
    ($($part:expr),*) => {{
        const TEXT: &str = concat!($($part),*);
        const BYTES: &[u8; TEXT.len()] = match TEXT.as_bytes().first_chunk() {
            Some(bytes) => bytes,
            None => &[0; TEXT.len()],
        };
        BYTES
    }};
}

/// Describes a shape of ours once: what it serialises as, and what stands of it in a [`super::line::Line`], are the same
/// entries in the order written here.
macro_rules! shape {
    ($type:ty, $it:ident, { $first:literal : $top:expr $(, $key:literal : $value:expr)* $(,)? }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $it = self;
                crate::json::write::object!(serializer, { $first: $top $(, $key: $value)* })
            }
        }

        impl crate::json::line::InLine for $type {
            fn write(&self, line: &mut crate::json::line::Line) {
                use crate::json::line::InLine;
                let $it = self;
                line.signs(crate::json::write::bytes!("{\"", $first, "\":"));
                InLine::write(&$top, line);
                $(
                    let name = crate::json::write::bytes!(",\"", $key, "\":");
                    InLine::entry(&$value, line, name, crate::json::write::bytes!(",\"", $key, "\":null"));
                )*
                line.signs(b"}");
            }
        }
    };
}

/// Like [`shape!`], with entries that are left out when their value is `None`.
macro_rules! sparse_shape {
    ($type:ty, $it:ident, { $($key:literal : $value:expr),* $(,)? }) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $it = self;
                crate::json::write::sparse_object!(serializer, { $($key: $value),* })
            }
        }

        impl crate::json::line::InLine for $type {
            fn write(&self, line: &mut crate::json::line::Line) {
                use crate::json::line::InLine;
                let $it = self;
                let mut empty = true;
                $(if let Some(value) = &$value {
                    if std::mem::take(&mut empty) {
                        line.signs(crate::json::write::bytes!("{\"", $key, "\":"));
                    } else {
                        line.signs(crate::json::write::bytes!(",\"", $key, "\":"));
                    }
                    InLine::write(value, line);
                })*
                if empty { line.signs(b"{}") } else { line.signs(b"}") }
            }
        }
    };
}

pub(crate) use {bytes, object, shape, sparse_object, sparse_shape};

use super::line::{InLine, Line};
use crate::domain::ShortText;
use serde::ser::{Serialize, SerializeSeq, Serializer};

impl<const ROOM: usize> Serialize for ShortText<ROOM> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// An instant as RFC 3339 in UTC.
pub(crate) struct Instant(pub(crate) jiff::Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match whole_second(self.0) {
            Some([_, text @ .., _]) => serializer.serialize_str(str::from_utf8(&text).unwrap_or_default()),
            None => serializer.collect_str(&self.0),
        }
    }
}

impl InLine for Instant {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.instant(self.0);
    }
}

/// A whole second of a year of four digits, as it prints between quotation marks: most instants are such, and their digits are quickly written.
pub(super) fn whole_second(at: jiff::Timestamp) -> Option<[u8; 22]> {
    let clock = jiff::tz::Offset::UTC.to_datetime(at);
    let year = u16::try_from(clock.year()).ok()?;
    if clock.subsec_nanosecond() != 0 {
        return None;
    }
    let mut text = *b"\"0000-00-00T00:00:00Z\"";
    let two = |number: i8| u8::try_from(number).unwrap_or_default();
    let (century, rest) = (u8::try_from(year / 100).ok()?, u8::try_from(year % 100).ok()?);
    let numbers = [
        (1, century),
        (3, rest),
        (6, two(clock.month())),
        (9, two(clock.day())),
        (12, two(clock.hour())),
        (15, two(clock.minute())),
        (18, two(clock.second())),
    ];
    for (place, number) in numbers {
        let digits = text.get_mut(place..)?.first_chunk_mut::<2>()?;
        *digits = [b'0' + number / 10, b'0' + number % 10];
    }
    Some(text)
}

/// A list made of other things than are at hand.
pub(crate) fn list<S: Serializer, T: Serialize>(
    serializer: S,
    items: impl IntoIterator<Item = T>,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(None)?;
    for item in items {
        list.serialize_element(&item)?;
    }
    list.end()
}

/// The JSON text of something of ours, on one line. Our shapes have only text keys, so nothing can go wrong.
pub(crate) fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Written quickly or not: as `Timestamp` prints.
        #[test]
        fn instants_are_written_as_they_print(
            second in prop_oneof![Just(0), -62_167_219_300_i64..-62_167_219_100, any::<u32>().prop_map(i64::from), -377_705_000_000_i64..253_402_200_000],
            nanosecond in prop_oneof![3 => Just(0), 1 => 0..1_000_000_000],
        ) {
            let at = jiff::Timestamp::new(second, nanosecond).unwrap();
            prop_assert_eq!(line(&Instant(at)), format!("\"{at}\""));
        }
    }
}
