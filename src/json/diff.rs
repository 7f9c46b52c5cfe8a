//! Differences of two policies as JSON.

use super::write::{line, list, object};
use crate::author::{Elsewhere, Impact, ItemChange, LeftOpen, LineChange, PolicyDiff, StateChange};
use serde::ser::{Serialize, Serializer};

impl PolicyDiff {
    /// One object on one line.
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Serialize for PolicyDiff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "items": self.items,
            "unchanged": self.unchanged,
            "state": self.state,
            "elsewhere": self.elsewhere,
            "not_tried": self.not_tried,
            "left_open": self.left_open,
            "exhaustive": self.exhaustive,
            "bounds": self.bounds,
            "impact": self.impact,
        })
    }
}

impl Serialize for ItemChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "change": self.sign(),
            "item": self.name,
            "place": self.place,
            "how": self.how(),
            "lines": self.lines,
        })
    }
}

impl Serialize for StateChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "team": self.team, "becomes": self.becomes })
    }
}

impl Serialize for LineChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "before": self.before, "after": self.after })
    }
}

impl Serialize for Elsewhere {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "before": self.before,
            "after": self.after,
            "example": self.example,
            "leads": self.leads,
            "route": &*self.route,
        })
    }
}

impl Serialize for LeftOpen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "leads": self.leads, "route": &*self.route, "why": self.why })
    }
}

/// One of the ways that leads moved.
struct Move<'i>(&'i (String, String, String), u64);

impl Serialize for Move<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self((from, to, cause), count) = self;
        object!(serializer, { "from": from, "to": to, "because": cause, "leads": count })
    }
}

struct Moves<'i>(&'i Impact);

impl Serialize for Moves<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(serializer, self.0.moves.iter().map(|(key, count)| Move(key, *count)))
    }
}

impl Serialize for Impact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "leads": self.leads,
            "same": self.same,
            "elsewhere": self.elsewhere,
            "other_rep": self.other_rep,
            "other_way": self.other_way,
            "moves": Moves(self),
        })
    }
}
