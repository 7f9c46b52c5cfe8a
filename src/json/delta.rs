//! Changes and team state as JSON: the same shapes in a snapshot and in a delta, where only changed fields appear.

use super::line::{InLine, Line};
use super::write::{Instant, list, shape, sparse_shape};
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

impl<'a, M, T> InLine for Named<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    T: InLine + 'a,
{
    fn write(&self, line: &mut Line) {
        line.map(self.0.into_iter().map(|(name, value)| (&**name, value)));
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

impl<'a, M, T: 'a> InLine for Nested<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    Named<'a, T>: InLine,
{
    fn write(&self, line: &mut Line) {
        line.map(self.0.into_iter().map(|(name, inner)| (&**name, Named(inner))));
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

impl<'a, M, T: 'a> InLine for Deep<'a, M>
where
    &'a M: IntoIterator<Item = (&'a Arc<str>, &'a T)>,
    Nested<'a, T>: InLine,
{
    fn write(&self, line: &mut Line) {
        line.map(self.0.into_iter().map(|(name, inner)| (&**name, Nested(inner))));
    }
}

shape!(Delta, it, {
    "reads": it.reads,
    "teams": Named(&it.teams),
    "open": Nested(&it.open),
    "sticky": Deep(&it.sticky),
});

shape!(Reads, it, { "teams": Named(&it.teams), "reps": Named(&it.reps) });

sparse_shape!(TeamChange, it, {
    "last": it.last,
    "levels": it.levels.as_ref().map(Named),
    "members": (!it.members.is_empty()).then_some(Named(&it.members)),
});

sparse_shape!(MemberChange, it, {
    "total": it.total,
    "joined_at": it.joined_at.map(Instant),
    "last_assigned_at": it.last_assigned_at.map(Instant),
    "last_seq": it.last_seq,
    "absent_since": it.absent_since.as_ref().map(Named),
    "turns": it.turns.as_ref().map(Named),
    "received": it.received.as_ref().map(Nested),
    "recent": it.recent,
});

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

shape!(MemberState, it, {
    "total": it.total,
    "joined_at": it.joined_at.map(Instant),
    "last_assigned_at": it.last_assigned_at.map(Instant),
    "last_seq": it.last_seq,
    "absent_since": Named(&it.absent_since),
    "turns": Named(&it.turns),
    "received": Nested(&it.received),
    "recent": it.recent,
});

shape!(Last, it, { "member": *it.member, "place": it.place });

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

shape!(Turns, it, { "n": it.n, "credit": it.credit });

shape!(Recent, it, { "at": Instant(it.at), "channel": *it.channel });

shape!(StickyEntry, it, { "rep": *it.rep, "at": Instant(it.at) });

/// Days of a calendar.
pub(super) struct Days<'a>(pub(super) &'a [jiff::civil::Date]);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(serializer, self.0.iter().map(ToString::to_string))
    }
}
