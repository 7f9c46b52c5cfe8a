//! Changes and team state as JSON: the same shapes in a snapshot and in a delta, where only changed fields appear.

use super::write::{Instant, list, object, sparse_object};
use crate::domain::{
    Delta, Last, Level, MemberChange, MemberState, Reads, Recent, StickyEntry, TeamChange, TeamState, Turns,
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::sync::Arc;

/// A map with its names as keys.
pub(super) struct Named<'a, M>(pub(super) &'a M);

impl<'a, M, T> Serialize for Named<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    T: Serialize + 'a,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.into_iter().map(|(name, value)| (&**name, value)))
    }
}

/// A map of maps.
pub(super) struct Nested<'a, M>(pub(super) &'a M);

impl<'a, M, T: 'a> Serialize for Nested<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    Named<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.into_iter().map(|(name, inner)| (&**name, Named(inner))))
    }
}

/// A map of maps of maps: the sticky entries.
pub(super) struct Deep<'a, M>(pub(super) &'a M);

impl<'a, M, T: 'a> Serialize for Deep<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    Nested<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.into_iter().map(|(name, inner)| (&**name, Nested(inner))))
    }
}

impl Serialize for Delta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "reads": self.reads,
            "teams": Named(&self.teams),
            "open": Nested(&self.open),
            "sticky": Deep(&self.sticky),
        })
    }
}

impl Serialize for Reads {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "teams": Named(&self.teams), "reps": Named(&self.reps) })
    }
}

impl Serialize for TeamChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = (!self.members.is_empty()).then_some(Named(&self.members));
        sparse_object!(serializer, {
            "last": self.last,
            "levels": self.levels.as_ref().map(Named),
            "members": members,
        })
    }
}

impl Serialize for MemberChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        sparse_object!(serializer, {
            "total": self.total,
            "joined_at": self.joined_at.map(Instant),
            "last_assigned_at": self.last_assigned_at.map(Instant),
            "last_seq": self.last_seq,
            "absent_since": self.absent_since.as_ref().map(Named),
            "turns": self.turns.as_ref().map(Named),
            "received": self.received.as_ref().map(Nested),
            "recent": self.recent,
        })
    }
}

impl Serialize for TeamState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("seq", &self.seq)?;
        if let Some(last) = &self.last {
            map.serialize_entry("last", last)?;
        }
        if !self.levels.is_empty() {
            map.serialize_entry("levels", &Named(&self.levels))?;
        }
        map.serialize_entry("members", &Named(&self.members))?;
        map.end()
    }
}

impl Serialize for MemberState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "total": self.total,
            "joined_at": self.joined_at.map(Instant),
            "last_assigned_at": self.last_assigned_at.map(Instant),
            "last_seq": self.last_seq,
            "absent_since": Named(&self.absent_since),
            "turns": Named(&self.turns),
            "received": Nested(&self.received),
            "recent": self.recent,
        })
    }
}

impl Serialize for Last {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "member": *self.member, "place": self.place })
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Turns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "n": self.n, "credit": self.credit })
    }
}

impl Serialize for Recent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "at": Instant(self.at), "channel": *self.channel })
    }
}

impl Serialize for StickyEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "rep": *self.rep, "at": Instant(self.at) })
    }
}

/// Days of a calendar.
pub(super) struct Days<'a>(pub(super) &'a [jiff::civil::Date]);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(serializer, self.0.iter().map(ToString::to_string))
    }
}
