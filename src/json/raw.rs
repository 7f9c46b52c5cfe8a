//! Attributes of leads, reps and rows as they come in JSON, numbers by their text.

use super::node::{JsonError, Node};
use crate::domain::Raw;

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
