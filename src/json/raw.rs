//! Attributes of leads, reps and rows as they come in JSON, numbers by their text.

use super::node::{Entries, JsonError, Node};
use crate::domain::Raw;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The attributes of an object, by their keys.
pub(super) fn attributes(entries: Entries<'_>) -> Result<Vec<(Cow<'_, str>, Raw<'_>)>, JsonError> {
    entries.into_iter().map(|(key, value)| Ok((key, raw_value(&value)?))).collect()
}

/// One attribute. Objects are kept as such: no kind can be read from them.
pub(super) fn raw_value<'a>(node: &Node<'a>) -> Result<Raw<'a>, JsonError> {
    let text = node.text();
    Ok(match text.as_bytes().first() {
        Some(b'n') => Raw::Null,
        Some(b't') => Raw::Bool(true),
        Some(b'f') => Raw::Bool(false),
        Some(b'"') => Raw::Text(node.as_text()?),
        Some(b'[') => Raw::List(node.items()?.iter().map(raw_value).collect::<Result<_, _>>()?),
        Some(b'{') => Raw::Object,
        _ => Raw::Number(text.into()),
    })
}

/// An attribute as JSON writes it, numbers by their text.
pub(super) struct Written<'a>(pub(super) &'a Raw<'a>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Raw::Null => serializer.serialize_none(),
            Raw::Bool(known) => serializer.serialize_bool(*known),
            Raw::Text(text) => serializer.serialize_str(text),
            Raw::Number(text) => match serde_json::from_str::<&RawValue>(text) {
                Ok(number) => number.serialize(serializer),
                // What a host calls a number may be none.
                Err(_) => serializer.serialize_str(text),
            },
            Raw::Integer(number) => serializer.serialize_i64(*number),
            Raw::Decimal(number) => match serde_json::from_str::<&RawValue>(&number.to_string()) {
                Ok(number) => number.serialize(serializer),
                Err(_) => serializer.collect_str(number),
            },
            Raw::Instant(at) => serializer.collect_str(at),
            Raw::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Written(item)))?;
                list.end()
            }
            Raw::Texts(texts) => serializer.collect_seq(texts.iter()),
            Raw::Object => serializer.serialize_map(Some(0))?.end(),
        }
    }
}
