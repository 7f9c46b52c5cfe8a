//! Attributes as they come from outside, before anything is known about them.

use super::Decimal;
use jiff::Timestamp;
use std::borrow::Cow;

/// One attribute as it came. Numbers are their text, so that nothing is lost on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number as JSON writes it.
    Number(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number that a host has as such.
    Integer(i64),
    /// A number with four digits after the point that a host has as such.
    Decimal(Decimal),
    /// An instant that a host has as such.
    Instant(Timestamp),
    /// Several.
    List(Vec<Raw<'a>>),
    /// Several texts that stand somewhere else.
    Texts(&'a [&'a str]),
    /// Something with parts of its own: no kind is read from it.
    Object,
}

impl Raw<'_> {
    /// The same with texts of its own.
    pub fn into_owned(self) -> Raw<'static> {
        match self {
            Self::Null => Raw::Null,
            Self::Bool(known) => Raw::Bool(known),
            Self::Number(text) => Raw::Number(text.into_owned().into()),
            Self::Text(text) => Raw::Text(text.into_owned().into()),
            Self::Integer(number) => Raw::Integer(number),
            Self::Decimal(number) => Raw::Decimal(number),
            Self::Instant(at) => Raw::Instant(at),
            Self::List(items) => Raw::List(items.into_iter().map(Raw::into_owned).collect()),
            Self::Texts(texts) => Raw::List(texts.iter().map(|text| Raw::from((*text).to_owned())).collect()),
            Self::Object => Raw::Object,
        }
    }

    /// What it looked like, for notes, cut where it is long.
    pub fn shown(&self) -> String {
        let text = match self {
            Self::Null => "null".to_owned(),
            Self::Bool(known) => known.to_string(),
            Self::Number(text) | Self::Text(text) => text.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Instant(at) => at.to_string(),
            Self::List(items) => items.iter().map(Self::shown).collect::<Vec<_>>().join(", "),
            Self::Texts(texts) => texts.join(", "),
            Self::Object => "{…}".to_owned(),
        };
        match text.char_indices().nth(200) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }
}

impl<'a> From<&'a str> for Raw<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Raw<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<bool> for Raw<'_> {
    fn from(known: bool) -> Self {
        Self::Bool(known)
    }
}

impl From<i64> for Raw<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for Raw<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<Decimal> for Raw<'_> {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

impl From<Timestamp> for Raw<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Instant(at)
    }
}
