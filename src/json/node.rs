//! Reading JSON piece by piece: each piece knows its path, each number its text.

use crate::domain::whole;
use crate::text::composed;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

/// A fault in a JSON text, with the path of the piece it is in, such as `reps[3].open.chat`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", if .path.is_empty() { String::new() } else { format!("{path}: ") })]
pub struct JsonError {
    path: String,
    message: String,
}

impl JsonError {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// The path of the piece; empty for the whole text.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// One piece of a JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    raw: &'a RawValue,
    path: String,
}

/// The pieces of an object with their keys, in the order of the text. No key occurs twice.
pub(crate) type Entries<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// Checks that a text is JSON, not nested deeper than `depth`, and hands out its outermost piece.
pub(crate) fn parse(text: &str, depth: usize) -> Result<Node<'_>, JsonError> {
    let found = nesting(text);
    if found > depth {
        return Err(JsonError::new("", format!("nested {found} deep; the limit is {depth} (json_depth)")));
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| JsonError::new("", place(&error)))?;
    Ok(Node { raw, path: String::new() })
}

/// A JSON text without the blanks and line ends between its pieces.
pub(crate) fn compact(text: &str) -> String {
    let (mut in_text, mut escaped) = (false, false);
    text.chars()
        .filter(|character| {
            let was_in = in_text;
            match character {
                _ if escaped => escaped = false,
                '\\' if in_text => escaped = true,
                '"' => in_text = !in_text,
                _ => {}
            }
            was_in || !character.is_ascii_whitespace()
        })
        .collect()
}

/// How deep objects and arrays lie in one another, counted before anything recurses.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// serde_json's words without its way of telling the place, and the place in ours.
fn place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default();
    if error.line() <= 1 {
        format!("not valid JSON: {words} (column {})", error.column())
    } else {
        format!("not valid JSON: {words} (line {}, column {})", error.line(), error.column())
    }
}

impl<'a> Node<'a> {
    /// The JSON text of this piece.
    pub(crate) fn text(&self) -> &'a str {
        self.raw.get()
    }

    /// The text without the blanks between its pieces, so that it fits on one line.
    pub(crate) fn compact(&self) -> String {
        compact(self.text())
    }

    pub(crate) fn is_null(&self) -> bool {
        self.text() == "null"
    }

    pub(crate) fn is_object(&self) -> bool {
        self.text().starts_with('{')
    }

    pub(crate) fn is_list(&self) -> bool {
        self.text().starts_with('[')
    }

    pub(crate) fn fault(&self, message: impl Into<String>) -> JsonError {
        JsonError::new(self.path.clone(), message)
    }

    /// "expected …, found …".
    pub(crate) fn expected(&self, what: &str) -> JsonError {
        let mut shown: String = self.text().chars().take(40).collect();
        if shown.len() < self.text().len() {
            shown.push('…');
        }
        let found = if self.is_object() {
            "an object".to_owned()
        } else if self.is_list() {
            "a list".to_owned()
        } else {
            shown
        };
        self.fault(format!("expected {what}, found {found}"))
    }

    /// The entries of an object. A key is a name, so it comes composed (NFC), and two that are one then are one twice.
    pub(crate) fn entries(&self) -> Result<Entries<'a>, JsonError> {
        if !self.is_object() {
            return Err(self.expected("an object"));
        }
        let Pairs(mut pairs) = serde_json::from_str(self.text()).map_err(|error| self.fault(place(&error)))?;
        for (key, _) in &mut pairs {
            if let Cow::Owned(composed) = composed(key) {
                *key = Cow::Owned(composed);
            }
        }
        let mut keys: Vec<&str> = pairs.iter().map(|(key, _)| key.as_ref()).collect();
        keys.sort_unstable();
        if let Some(twice) =
            keys.windows(2).find_map(|pair| (pair.first() == pair.get(1)).then(|| pair.first())).flatten()
        {
            return Err(self.fault(format!("the key `{twice}` occurs twice")));
        }
        Ok(pairs
            .into_iter()
            .map(|(key, raw)| {
                let mut path = self.path.clone();
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
                (key, Node { raw, path })
            })
            .collect())
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<Node<'a>>, JsonError> {
        if !self.is_list() {
            return Err(self.expected("a list"));
        }
        let items: Vec<&'a RawValue> = serde_json::from_str(self.text()).map_err(|error| self.fault(place(&error)))?;
        let numbered = items.into_iter().enumerate().map(|(index, raw)| {
            let mut path = self.path.clone();
            let _ = write!(path, "[{index}]");
            Node { raw, path }
        });
        Ok(numbered.collect())
    }

    pub(crate) fn as_text(&self) -> Result<Cow<'a, str>, JsonError> {
        if !self.text().starts_with('"') {
            return Err(self.expected("text"));
        }
        let Words(words) = serde_json::from_str(self.text()).map_err(|error| self.fault(place(&error)))?;
        Ok(words)
    }

    /// The name or id of something: composed (NFC), as names are compared.
    pub(crate) fn as_name(&self) -> Result<Arc<str>, JsonError> {
        Ok(crate::text::name(&*self.as_text()?))
    }

    pub(crate) fn as_bool(&self) -> Result<bool, JsonError> {
        match self.text() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A whole number, as a JSON number (`40`, `40.0`, `4e1`) or as text (`"40"`).
    pub(crate) fn as_integer(&self) -> Result<i64, JsonError> {
        let text = self.text();
        let number = if text.starts_with('"') { self.as_text()?.parse().ok() } else { whole(text) };
        number.ok_or_else(|| self.expected("a whole number"))
    }

    /// A whole number that is not negative, up to the last one that is written.
    pub(crate) fn as_count(&self) -> Result<u64, JsonError> {
        let text = self.text();
        let number = if text.starts_with('"') { self.as_text()?.parse().ok() } else { text.parse().ok() };
        let Some(number) = number else {
            return u64::try_from(self.as_integer()?).map_err(|_| self.expected("a whole number of at least 0"));
        };
        Ok(number)
    }

    /// An instant, RFC 3339.
    pub(crate) fn as_instant(&self) -> Result<jiff::Timestamp, JsonError> {
        self.as_text()?.parse().map_err(|_| self.expected("an instant such as \"2026-03-02T09:15:00Z\""))
    }

    /// A day, ISO.
    pub(crate) fn as_day(&self) -> Result<jiff::civil::Date, JsonError> {
        self.as_text()?.parse().map_err(|_| self.expected("a day such as \"2026-05-01\""))
    }

    /// The digits of a number, as a JSON number or as text.
    pub(crate) fn as_digits(&self) -> Result<Cow<'a, str>, JsonError> {
        if self.text().starts_with('"') {
            return self.as_text();
        }
        if self.text().starts_with(|first: char| first.is_ascii_digit() || first == '-') {
            return Ok(Cow::Borrowed(self.text()));
        }
        Err(self.expected("a number"))
    }
}

/// Keys and raw values in the order of the text, repetitions included.
struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Words(key), value)) = map.next_entry::<Words<'de>, &'de RawValue>()? {
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(serde::de::Error::custom("expected an object"))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A text, borrowed where it holds no escape.
struct Words<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let node = parse(r#"{"a": 1.10, "b": "x\n"}"#, 4).unwrap();
        let entries = node.entries().unwrap();
        assert_eq!(entries[0].1.as_digits().unwrap(), "1.10");
        assert_eq!(entries[1].1.as_text().unwrap(), "x\n");
    }

    #[test]
    fn a_fault_names_its_path() {
        let node = parse(r#"{"reps": [{"open": {"chat": "two"}}]}"#, 8).unwrap();
        let reps = node.entries().unwrap()[0].1.items().unwrap();
        let open = reps[0].entries().unwrap()[0].1.entries().unwrap();
        let error = open[0].1.as_integer().unwrap_err();
        assert_eq!(error.to_string(), r#"reps[0].open.chat: expected a whole number, found "two""#);
    }

    #[test]
    fn a_repeated_key_is_a_fault() {
        let node = parse(r#"{"a": 1, "b": 2, "a": 3}"#, 4).unwrap();
        assert_eq!(node.entries().unwrap_err().message(), "the key `a` occurs twice");
    }

    #[test]
    fn nesting_is_counted_before_anything_recurses() {
        let deep = "[".repeat(100_000);
        assert!(parse(&deep, 64).unwrap_err().message().contains("json_depth"));
        assert!(parse(r#"{"a": "[[[[[["}"#, 2).is_ok());
    }

    #[test]
    fn bad_json_says_where() {
        assert_eq!(parse("{\"a\": }", 4).unwrap_err().to_string(), "not valid JSON: expected value (column 7)");
    }

    #[test]
    fn blanks_go_but_not_those_inside_texts() {
        let text = "{ \"a b\" :\r\n\t[ 1 , \"x \\\" y\\\\\" , \" \" ]\n}";
        assert_eq!(compact(text), "{\"a b\":[1,\"x \\\" y\\\\\",\" \"]}");
    }
}
