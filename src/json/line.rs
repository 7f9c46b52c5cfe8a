//! Writing one line of JSON straight into a text: what answers are written with, many a second.
//!
//! It writes the bytes that `serde_json` writes, for what our shapes are made of: objects with text keys, lists, texts,
//! whole numbers, yes and no, nothing.

use super::plain::{first_special, is_all_plain};
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Error;
use std::fmt::{self, Write as _};

/// The line so far.
pub(super) struct Line(String);

impl Line {
    /// A line of about this many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// A whole number by its digits, written from the last to the first.
    fn whole(&mut self, size: u64, negative: bool) -> Result<(), Error> {
        let (mut digits, mut left) = ([b'0'; 20], size);
        let mut first = digits.len();
        for (place, digit) in digits.iter_mut().enumerate().rev() {
            *digit = b'0' + u8::try_from(left % 10).unwrap_or_default();
            (first, left) = (place, left / 10);
            if left == 0 {
                break;
            }
        }
        if negative {
            self.0.push('-');
        }
        self.0.push_str(str::from_utf8(digits.get(first..).unwrap_or_default()).map_err(Error::custom)?);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let out = &mut self.0;
        out.reserve(text.len().saturating_add(2));
        out.push('"');
        if is_all_plain(text.as_bytes()) {
            out.push_str(text);
        } else {
            escaped(out, text);
        }
        out.push('"');
    }
}

/// Appends a text as it stands between quotation marks.
fn escaped(out: &mut String, mut text: &str) {
    while let Some(place) = first_special(text.as_bytes()) {
        let (plain, rest) = text.split_at(place);
        out.push_str(plain);
        let mut letters = rest.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            // Writing into a text does not fail.
            Some(other) => drop(write!(out, "\\u{:04x}", u32::from(other))),
            None => {}
        }
        text = letters.as_str();
    }
    out.push_str(text);
}

/// Escapes whatever is printed into it.
struct Escaping<'l>(&'l mut String);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escaped(self.0, text);
        Ok(())
    }
}

/// An object or list that is being written.
pub(super) struct Open<'l> {
    line: &'l mut Line,
    first: bool,
    end: char,
}

impl Open<'_> {
    fn next(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.line.0.push(',');
        }
    }

    fn close(self) {
        self.line.0.push(self.end);
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, item: &T) -> Result<(), Error> {
        self.next();
        item.serialize(&mut *self.line)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Error> {
        self.next();
        key.serialize(&mut *self.line)
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.line.0.push(':');
        value.serialize(&mut *self.line)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

/// Shapes that none of ours has.
type Never = Impossible<(), Error>;

fn never<T>() -> Result<T, Error> {
    Err(Error::custom("no shape of ours"))
}

impl<'l> Serializer for &'l mut Line {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'l>;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Open<'l>;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    fn serialize_bool(self, known: bool) -> Result<(), Error> {
        self.0.push_str(if known { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Result<(), Error> {
        self.whole(u64::from(number.unsigned_abs()), number < 0)
    }

    fn serialize_i16(self, number: i16) -> Result<(), Error> {
        self.whole(u64::from(number.unsigned_abs()), number < 0)
    }

    fn serialize_i32(self, number: i32) -> Result<(), Error> {
        self.whole(u64::from(number.unsigned_abs()), number < 0)
    }

    fn serialize_i64(self, number: i64) -> Result<(), Error> {
        self.whole(number.unsigned_abs(), number < 0)
    }

    fn serialize_u8(self, number: u8) -> Result<(), Error> {
        self.whole(u64::from(number), false)
    }

    fn serialize_u16(self, number: u16) -> Result<(), Error> {
        self.whole(u64::from(number), false)
    }

    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.whole(u64::from(number), false)
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.whole(number, false)
    }

    fn serialize_f32(self, _: f32) -> Result<(), Error> {
        never()
    }

    fn serialize_f64(self, _: f64) -> Result<(), Error> {
        never()
    }

    fn serialize_char(self, letter: char) -> Result<(), Error> {
        self.text(letter.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        never()
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        never()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Error> {
        never()
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, _: &T) -> Result<(), Error> {
        never()
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        never()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'l>, Error> {
        self.0.push('[');
        Ok(Open { line: self, first: true, end: ']' })
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, Error> {
        never()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, Error> {
        never()
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never, Error> {
        never()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'l>, Error> {
        self.0.push('{');
        Ok(Open { line: self, first: true, end: '}' })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Never, Error> {
        never()
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Never, Error> {
        never()
    }

    fn collect_str<T: ?Sized + fmt::Display>(self, printed: &T) -> Result<(), Error> {
        self.0.push('"');
        write!(Escaping(&mut self.0), "{printed}").map_err(Error::custom)?;
        self.0.push('"');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn written(value: &impl Serialize) -> String {
        let mut line = Line::with_capacity(0);
        value.serialize(&mut line).unwrap();
        line.into_text()
    }

    proptest! {
        /// The bytes of `serde_json`, whatever the texts.
        #[test]
        fn the_bytes_are_the_usual_ones(
            texts in proptest::collection::vec("(?s).{0,8}", 0..6),
            numbers in proptest::collection::btree_map(".{0,3}", proptest::option::of(prop_oneof![any::<i64>(), -100_i64..100]), 0..5),
        ) {
            prop_assert_eq!(written(&texts), serde_json::to_string(&texts).unwrap());
            prop_assert_eq!(written(&numbers), serde_json::to_string(&numbers).unwrap());
            let nested: BTreeMap<&str, Vec<bool>> = texts.iter().map(|text| (&**text, vec![true, false])).collect();
            prop_assert_eq!(written(&nested), serde_json::to_string(&nested).unwrap());
            let printed = texts.concat();
            prop_assert_eq!(written(&Printed(&printed)), serde_json::to_string(&printed).unwrap());
        }
    }

    /// A text that is printed.
    struct Printed<'a>(&'a str);

    impl Serialize for Printed<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self.0)
        }
    }

    #[test]
    fn extremes_are_written_as_usual() {
        for number in [0, 9, 10, 99, u64::MAX] {
            assert_eq!(written(&number), number.to_string());
        }
        assert_eq!(written(&i64::MIN), i64::MIN.to_string());
        let all: String = (0..0x90).filter_map(char::from_u32).collect();
        assert_eq!(written(&all), serde_json::to_string(&all).unwrap());
    }
}
