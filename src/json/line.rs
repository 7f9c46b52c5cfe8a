//! Writing one line of JSON straight into a text: what answers are written with, many a second.
//!
//! It writes the bytes that `serde_json` writes of the same shapes: objects with text keys, lists, texts, whole numbers, yes
//! and no, nothing.

use super::plain::{copy_plain, first_special};
use super::write::whole_second;
use crate::domain::{Level, ShortText};
use jiff::Timestamp;
use std::cell::Cell;

/// Something of ours that stands in a line.
pub(super) trait InLine {
    /// Writes it at the end of the line.
    fn write(&self, line: &mut Line);

    /// Writes it as an entry behind others: `name` with the signs around it, or `nothing` when it is that.
    #[inline]
    fn entry<const N: usize, const M: usize>(&self, line: &mut Line, name: &[u8; N], _nothing: &[u8; M]) {
        line.signs(name);
        self.write(line);
    }
}

/// The line so far.
pub(super) struct Line {
    /// What was written, and room for more behind it.
    bytes: Vec<u8>,
    /// Where the room begins.
    at: usize,
    /// The whole second that was written last, between quotation marks: few instants are many.
    second: Option<(Timestamp, [u8; 22])>,
}

thread_local! {
    /// Room that was written in before: lines are written one after the other.
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// As much room is there at first: most answers fit.
const FIRST: usize = 2_048;

/// More than that is given back.
const MOST: usize = 65_536;

/// The line of something.
pub(super) fn line_of(value: &impl InLine) -> String {
    let mut line = Line { bytes: ROOM.take(), at: 0, second: None };
    if line.bytes.is_empty() {
        line.bytes.resize(FIRST, 0);
    }
    value.write(&mut line);
    // Never otherwise: what was written are texts.
    let text = line.bytes.get(..line.at).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default().to_owned();
    if line.bytes.len() <= MOST {
        ROOM.set(line.bytes);
    }
    text
}

impl Line {
    /// Room for so many bytes, which are as good as written.
    #[inline]
    fn room(&mut self, size: usize) -> &mut [u8] {
        let (start, end) = (self.at, self.at.saturating_add(size));
        if end > self.bytes.len() {
            self.grow(end);
        }
        self.at = end;
        self.bytes.get_mut(start..end).unwrap_or_default()
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        self.bytes.resize(end.saturating_mul(2), 0);
    }

    /// Signs of JSON as they are.
    #[inline]
    pub(super) fn signs<const N: usize>(&mut self, signs: &[u8; N]) {
        match self.bytes.get_mut(self.at..).and_then(<[u8]>::first_chunk_mut) {
            Some(room) => {
                *room = *signs;
                self.at = self.at.wrapping_add(N);
            }
            None => self.append(signs),
        }
    }

    #[inline(never)]
    fn append(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
    }

    /// A text between quotation marks.
    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        if !self.plain(text.as_bytes()) {
            self.escaped(text);
        }
    }

    /// A text that stands as it is, between quotation marks; false: it does not, and nothing is written.
    #[inline(never)]
    pub(super) fn plain(&mut self, text: &[u8]) -> bool {
        let start = self.at;
        if let [first, room @ .., last] = self.room(text.len().saturating_add(2))
            && copy_plain(text, room)
        {
            (*first, *last) = (b'"', b'"');
            return true;
        }
        self.at = start;
        false
    }

    /// The name of an entry, with the sign before it and the colon behind it.
    #[inline(never)]
    fn name(&mut self, sign: u8, name: &str) {
        let start = self.at;
        if let [before, first, room @ .., last, behind] = self.room(name.len().saturating_add(4))
            && copy_plain(name.as_bytes(), room)
        {
            (*before, *first, *last, *behind) = (sign, b'"', b'"', b':');
            return;
        }
        self.at = start;
        self.signs(&[sign]);
        self.escaped(name);
        self.signs(b":");
    }

    /// Any text between quotation marks.
    #[cold]
    fn escaped(&mut self, mut text: &str) {
        self.signs(b"\"");
        while let Some(place) = first_special(text.as_bytes()) {
            let (plain, rest) = text.split_at(place);
            self.append(plain.as_bytes());
            let mut letters = rest.chars();
            match letters.next() {
                Some('"') => self.signs(b"\\\""),
                Some('\\') => self.signs(b"\\\\"),
                Some('\n') => self.signs(b"\\n"),
                Some('\r') => self.signs(b"\\r"),
                Some('\t') => self.signs(b"\\t"),
                Some('\u{8}') => self.signs(b"\\b"),
                Some('\u{c}') => self.signs(b"\\f"),
                Some(other) => self.append(format!("\\u{:04x}", u32::from(other)).as_bytes()),
                None => {}
            }
            text = letters.as_str();
        }
        self.append(text.as_bytes());
        self.signs(b"\"");
    }

    /// A whole number.
    #[inline]
    fn whole(&mut self, size: u64) {
        if size < 10 {
            self.signs(&[b'0' + digit(size)]);
        } else {
            self.digits(size, usize::try_from(size.ilog10()).unwrap_or_default().saturating_add(1));
        }
    }

    /// The last so many digits of a number.
    fn digits(&mut self, number: u64, count: usize) {
        let mut left = number;
        for byte in self.room(count).iter_mut().rev() {
            *byte = b'0' + digit(left);
            left /= 10;
        }
    }

    /// An instant as RFC 3339 in UTC, between quotation marks.
    pub(super) fn instant(&mut self, at: Timestamp) {
        match &self.second {
            Some((known, second)) if *known == at => self.signs(&{ *second }),
            _ => match whole_second(at) {
                Some(second) => {
                    self.second = Some((at, second));
                    self.signs(&second);
                }
                None => self.append(format!("\"{at}\"").as_bytes()),
            },
        }
    }

    /// A list.
    #[inline]
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = impl InLine>) {
        let mut sign = b'[';
        for item in items {
            self.signs(&[std::mem::replace(&mut sign, b',')]);
            item.write(self);
        }
        if sign == b'[' { self.signs(b"[]") } else { self.signs(b"]") }
    }

    /// An object of these entries.
    #[inline]
    pub(super) fn map<'a>(&mut self, entries: impl IntoIterator<Item = (&'a str, impl InLine)>) {
        let mut sign = b'{';
        for (name, value) in entries {
            self.name(std::mem::replace(&mut sign, b','), name);
            value.write(self);
        }
        if sign == b'{' { self.signs(b"{}") } else { self.signs(b"}") }
    }
}

/// The last digit.
fn digit(number: u64) -> u8 {
    u8::try_from(number % 10).unwrap_or_default()
}

impl<T: InLine + ?Sized> InLine for &T {
    #[inline]
    fn write(&self, line: &mut Line) {
        (**self).write(line);
    }
}

impl<T: InLine> InLine for Option<T> {
    #[inline]
    fn write(&self, line: &mut Line) {
        match self {
            Some(value) => value.write(line),
            None => line.signs(b"null"),
        }
    }

    #[inline]
    fn entry<const N: usize, const M: usize>(&self, line: &mut Line, name: &[u8; N], nothing: &[u8; M]) {
        match self {
            Some(value) => {
                line.signs(name);
                value.write(line);
            }
            None => line.signs(nothing),
        }
    }
}

impl InLine for str {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.text(self);
    }
}

impl<const ROOM: usize> InLine for ShortText<ROOM> {
    #[inline]
    fn write(&self, line: &mut Line) {
        // Its bytes need no second look.
        if !line.plain(self.bytes()) {
            line.escaped(self);
        }
    }
}

impl InLine for String {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.text(self);
    }
}

impl<T: InLine> InLine for Vec<T> {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.list(self);
    }
}

impl InLine for bool {
    fn write(&self, line: &mut Line) {
        if *self { line.signs(b"true") } else { line.signs(b"false") }
    }
}

impl InLine for u32 {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.whole(u64::from(*self));
    }
}

impl InLine for u64 {
    #[inline]
    fn write(&self, line: &mut Line) {
        line.whole(*self);
    }
}

impl InLine for i64 {
    #[inline]
    fn write(&self, line: &mut Line) {
        if *self < 0 {
            line.signs(b"-");
        }
        line.whole(self.unsigned_abs());
    }
}

impl InLine for Level {
    fn write(&self, line: &mut Line) {
        line.signs(b"\"");
        match self.parts() {
            Some((whole, 0)) => line.whole(whole),
            Some((whole, mut behind)) => {
                line.whole(whole);
                line.signs(b".");
                let mut places = 9;
                while behind % 10 == 0 {
                    (behind, places) = (behind / 10, places - 1);
                }
                line.digits(behind, places);
            }
            None => line.append(self.to_string().as_bytes()),
        }
        line.signs(b"\"");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn written(value: &impl InLine) -> String {
        line_of(value)
    }

    /// A map as a line has it.
    struct Map<'a, T>(&'a BTreeMap<String, T>);

    impl<T: InLine> InLine for Map<'_, T> {
        fn write(&self, line: &mut Line) {
            line.map(self.0.iter().map(|(name, value)| (&**name, value)));
        }
    }

    proptest! {
        /// The bytes of `serde_json`, whatever the texts.
        #[test]
        fn the_bytes_are_the_usual_ones(
            texts in proptest::collection::vec("(?s).{0,8}", 0..6),
            numbers in proptest::collection::btree_map(".{0,3}", proptest::option::of(prop_oneof![any::<i64>(), -100_i64..100]), 0..5),
            level in prop_oneof![any::<i128>(), -20_000_000_000_i128..20_000_000_000],
        ) {
            prop_assert_eq!(written(&texts), serde_json::to_string(&texts).unwrap());
            prop_assert_eq!(written(&Map(&numbers)), serde_json::to_string(&numbers).unwrap());
            let nested: BTreeMap<String, Vec<bool>> = texts.iter().map(|text| (text.clone(), vec![true, false])).collect();
            prop_assert_eq!(written(&Map(&nested)), serde_json::to_string(&nested).unwrap());
            let level = Level::from_scaled(level);
            prop_assert_eq!(written(&level), serde_json::to_string(&level).unwrap());
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

    #[test]
    fn an_instant_is_written_as_often_as_it_comes() {
        struct At(Timestamp);
        impl InLine for At {
            fn write(&self, line: &mut Line) {
                line.instant(self.0);
            }
        }
        let second: Timestamp = "2026-03-02T09:15:00Z".parse().unwrap();
        let part: Timestamp = "2026-03-02T09:15:00.5Z".parse().unwrap();
        let all = [second, second, part, part, second, Timestamp::UNIX_EPOCH, second];
        let texts = all.map(|at| at.to_string());
        assert_eq!(written(&Vec::from(all.map(At))), serde_json::to_string(&texts).unwrap());
    }

    #[test]
    fn long_lines_are_written_and_their_room_is_given_back() {
        for length in [FIRST - 2, FIRST - 1, 3 * FIRST, 2 * MOST, 1] {
            for letter in ["x", "\n"] {
                let text = letter.repeat(length);
                assert!(written(&text) == serde_json::to_string(&text).unwrap(), "{length}");
                let room = ROOM.take();
                assert!(room.len() <= MOST, "{length}");
                ROOM.set(room);
            }
        }
    }
}
