//! A lead's line as nearly all of them are: one object of texts without escapes, numbers, yes, no and null, and lists of
//! these. It is read in one go; whatever is not so, faults included, is left to the reading piece by piece.

use super::plain::first_special;
use crate::domain::Raw;
use std::borrow::Cow;

/// The key of an attribute.
pub(super) enum Key<'a, S> {
    /// It was known at the place where it comes.
    Known(S),
    Text(&'a str),
}

/// Gives each attribute of a lead whose line is such, in the order of the text, until one is refused; `None`: the line must
/// be read piece by piece. `known` may tell a key by what comes next, with how many bytes it has, its colon included.
pub(super) fn each<'a, S>(
    text: &'a str,
    mut known: impl FnMut(&'a [u8]) -> Option<(S, usize)>,
    mut take: impl FnMut(Key<'a, S>, &Raw<'a>) -> Option<()>,
) -> Option<()> {
    let mut reader = Reader { text, at: 0 };
    reader.sign(b'{')?;
    if !reader.takes(b'}') {
        loop {
            reader.blanks();
            let key = match known(text.as_bytes().get(reader.at..)?) {
                Some((key, length)) => {
                    reader.at = reader.at.saturating_add(length);
                    Key::Known(key)
                }
                None => {
                    let key = reader.text()?;
                    reader.sign(b':')?;
                    Key::Text(key)
                }
            };
            reader.attribute(|raw| take(key, raw))?;
            if !reader.takes(b',') {
                break;
            }
        }
        reader.sign(b'}')?;
    }
    reader.blanks();
    (reader.at == text.len()).then_some(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    #[inline]
    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.step();
        }
    }

    /// Whether this sign comes next; it is passed then.
    #[inline]
    fn takes(&mut self, sign: u8) -> bool {
        self.blanks();
        let here = self.byte() == Some(sign);
        if here {
            self.step();
        }
        here
    }

    #[inline]
    fn sign(&mut self, sign: u8) -> Option<()> {
        self.takes(sign).then_some(())
    }

    /// A text without escapes.
    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        self.sign(b'"')?;
        let rest = self.text.as_bytes().get(self.at..)?;
        let length = first_special(rest)?;
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        let text = self.text.get(self.at..self.at.checked_add(length)?)?;
        self.at = self.at.checked_add(length)?.checked_add(1)?;
        Some(text)
    }

    /// The value of an attribute. Nearly all are texts and numbers, which need not be put away afterwards.
    #[inline]
    fn attribute(&mut self, take: impl FnOnce(&Raw<'a>) -> Option<()>) -> Option<()> {
        self.blanks();
        match self.byte()? {
            b'"' => take(&Raw::Text(Cow::Borrowed(self.text()?))),
            b'0'..=b'9' => take(&Raw::Number(Cow::Borrowed(self.number()?))),
            _ => take(&self.value(true)?),
        }
    }

    fn value(&mut self, outermost: bool) -> Option<Raw<'a>> {
        self.blanks();
        match self.byte()? {
            b'"' => self.text().map(|text| Raw::Text(text.into())),
            b'n' => self.word("null", Raw::Null),
            b't' => self.word("true", Raw::Bool(true)),
            b'f' => self.word("false", Raw::Bool(false)),
            b'[' if outermost => self.list(),
            b'-' | b'0'..=b'9' => self.number().map(|digits| Raw::Number(digits.into())),
            _ => None,
        }
    }

    fn word(&mut self, word: &str, raw: Raw<'a>) -> Option<Raw<'a>> {
        let rest = self.text.get(self.at..)?;
        rest.starts_with(word).then(|| self.at = self.at.saturating_add(word.len()))?;
        Some(raw)
    }

    fn list(&mut self) -> Option<Raw<'a>> {
        self.step();
        let mut items = Vec::new();
        if !self.takes(b']') {
            loop {
                items.push(self.value(false)?);
                if !self.takes(b',') {
                    break;
                }
            }
            self.sign(b']')?;
        }
        Some(Raw::List(items))
    }

    fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.step();
        }
        if self.byte() == Some(b'0') {
            self.step();
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.step();
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.step();
            if let Some(b'+' | b'-') = self.byte() {
                self.step();
            }
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.step();
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::super::raw;
    use super::*;
    use proptest::prelude::*;

    type Attributes<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

    /// What is read in one go; no key twice, as leads are taken.
    fn attributes(text: &str) -> Option<Attributes<'_>> {
        let mut found: Attributes<'_> = Vec::new();
        let never = |_: &[u8]| None::<(&str, usize)>;
        each(text, never, |key, raw| {
            let (Key::Known(key) | Key::Text(key)) = key;
            let twice = found.iter().any(|(known, _)| *known == key);
            found.push((key.into(), raw.clone()));
            (!twice).then_some(())
        })?;
        Some(found)
    }

    /// What the reading piece by piece makes of a text.
    fn piecewise(text: &str) -> Option<Attributes<'_>> {
        raw::attributes(parse(text, 8).ok()?.entries().ok()?).ok()
    }

    #[test]
    fn ordinary_lines_are_read_in_one_go() {
        let line = r#" {"id":"L1", "n": -1.50e+2,"ok":true ,"none":null,"list":["a",1,[]] } "#;
        assert_eq!(attributes(line), None, "a list in a list is read piece by piece");
        let line = r#" {"id":"Lü1", "n": -1.50e+2,"ok":true ,"no":false,"none":null,"list":["a",1, null],"empty":[]} "#;
        assert_eq!(attributes(line).map(|found| found.len()), Some(7));
        assert_eq!(attributes(line), piecewise(line));
        assert_eq!(attributes("{ }"), Some(Vec::new()));
    }

    proptest! {
        /// Whatever is read in one go is what is read piece by piece; of what is no JSON nothing is read.
        #[test]
        fn one_go_reads_what_piece_by_piece_does(
            text in r#"\{("(a|b|c|ü)":(1|-0|00|1\.|-|1e5|1E|"x"|"\\n"|true|tru|null|\[\]|\[1,"y"\]|\{\}| 2 |"),?){0,4}\}?"#
        ) {
            if let Some(found) = attributes(&text) {
                prop_assert_eq!(Some(found), piecewise(&text), "{}", text);
            }
        }
    }
}
