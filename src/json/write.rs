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

pub(crate) use {object, sparse_object};

use serde::ser::{Serialize, SerializeSeq, Serializer};

/// An instant as RFC 3339 in UTC.
pub(crate) struct Instant(pub(crate) jiff::Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
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
