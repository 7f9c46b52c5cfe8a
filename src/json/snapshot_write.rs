//! A snapshot as JSON, reps sorted by id: what was read comes out again, with the changes that were applied.

use super::delta::{Days, Deep, Named};
use super::write::{Instant, line, object};
use crate::domain::{Away, Rep, Snapshot};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The newest format that is read and the one that is written.
pub(crate) const FORMAT: u64 = 1;

impl Snapshot {
    /// The whole snapshot on one line of JSON.
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let calendars: BTreeMap<Arc<str>, Days<'_>> =
            self.calendars.iter().map(|(name, days)| (Arc::clone(name), Days(days))).collect();
        object!(serializer, {
            "format": FORMAT,
            "version": self.version,
            "reps": self.reps,
            "teams": Named(&self.teams),
            "sticky": Deep(&self.sticky),
            "calendars": Named(&calendars),
            "tables": Verbatim(&self.tables_written),
        })
    }
}

impl Serialize for Rep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &*self.id)?;
        if let Some(name) = &self.name {
            map.serialize_entry("name", &**name)?;
        }
        map.serialize_entry("active", &self.active)?;
        map.serialize_entry("paused", &self.paused)?;
        if let Some(zone) = &self.zone {
            map.serialize_entry("zone", zone.name())?;
        }
        if let Some(hours) = &self.hours_written {
            map.serialize_entry("hours", &Text(hours))?;
        }
        if let Some(manager) = &self.manager {
            map.serialize_entry("manager", &**manager)?;
        }
        if !self.away.is_empty() {
            map.serialize_entry("away", &self.away)?;
        }
        if self.unit_limit.is_some() || !self.item_limits.is_empty() {
            map.serialize_entry("capacity", &Capacity(self))?;
        }
        if !self.open.is_empty() {
            map.serialize_entry("open", &Named(&self.open))?;
        }
        map.serialize_entry("seq", &self.seq)?;
        for (name, text) in self.written.iter().chain(&self.extra) {
            map.serialize_entry(&**name, &Text(text))?;
        }
        map.end()
    }
}

impl Serialize for Away {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "from": Instant(self.from), "until": Instant(self.until) })
    }
}

/// A rep's limits; `units` first.
struct Capacity<'a>(&'a Rep);

impl Serialize for Capacity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(units) = self.0.unit_limit {
            map.serialize_entry("units", &units)?;
        }
        for (channel, limit) in &self.0.item_limits {
            map.serialize_entry(&**channel, limit)?;
        }
        map.end()
    }
}

/// JSON texts that are handed back as they came.
struct Verbatim<'a>(&'a BTreeMap<Arc<str>, Arc<str>>);

impl Serialize for Verbatim<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (&**name, Text(text))))
    }
}

/// A JSON text that was read from JSON and is written as it was, but for blanks between its pieces.
struct Text<'a>(&'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(self.0) {
            Ok(raw) => raw.serialize(serializer),
            Err(_) => serializer.serialize_none(),
        }
    }
}
