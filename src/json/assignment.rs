//! An assignment as JSON: every key always there, in the order of the contract.

use super::line::Line;
use super::write::{Instant, object, sparse_object};
use crate::domain::{
    self, Assignment, DataNote, Notification, Promise, PromiseAction, PromiseStep, PromiseTarget, Shadow,
};
use serde::ser::{Serialize, Serializer};

impl Assignment {
    /// One line of JSON. Equal decisions give equal bytes.
    pub fn to_json(&self) -> String {
        // Most answers fit: the text need not grow again and again.
        let mut line = Line::with_capacity(1_536);
        match self.serialize(&mut line) {
            Ok(()) => line.into_text(),
            // Never so: an answer is made of shapes that a line has.
            Err(_) => String::new(),
        }
    }
}

impl Serialize for Assignment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "lead": *self.lead,
            "outcome": self.outcome.word(),
            "rep": self.rep.as_deref(),
            "team": self.team.as_deref(),
            "queue": self.queue.as_deref(),
            "link": self.link,
            "route": *self.route,
            "rule": self.rule.as_deref(),
            "path": Texts(&self.path),
            "reason": self.reason,
            "facts": Printed(&self.facts),
            "scores": Printed(&self.scores),
            "grades": Printed(&self.grades),
            "sla": self.sla,
            "tags": Texts(&self.tags),
            "notes": self.notes,
            "notifications": self.notifications,
            "set": Printed(&self.set),
            "relaxed": Texts(&self.relaxed),
            "attached_to": self.attached_to,
            "shadow": self.shadow,
            "retry_at": self.retry_at.map(Instant),
            "since": self.since.map(Instant),
            "data_notes": self.data_notes,
            "delta": self.delta,
            "ruleset": *self.ruleset,
            "version": self.version,
            "decided_at": Instant(self.decided_at),
        })
    }
}

struct Texts<'a>(&'a [std::sync::Arc<str>]);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|text| &**text))
    }
}

/// Names with printed values.
struct Printed<'a>(&'a domain::Printed);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, value.as_deref())))
    }
}

impl Serialize for Promise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "name": *self.name, "due": self.due.map(Instant), "steps": self.steps })
    }
}

impl Serialize for PromiseStep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let action = match self.action {
            PromiseAction::Remind => "remind",
            PromiseAction::Escalate => "escalate",
            PromiseAction::Reassign => "reassign",
        };
        let to = (self.action != PromiseAction::Remind).then_some(&self.to);
        sparse_object!(serializer, { "at": Some(Instant(self.at)), "do": Some(action), "to": to })
    }
}

impl Serialize for PromiseTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rep(rep) => object!(serializer, { "rep": **rep }),
            Self::Team(team) => object!(serializer, { "team": **team }),
            Self::Queue(queue) => object!(serializer, { "queue": **queue }),
        }
    }
}

impl Serialize for Notification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "channel": *self.channel, "to": *self.to, "text": self.text })
    }
}

impl Serialize for Shadow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "rule": *self.rule,
            "outcome": self.outcome.map(|outcome| outcome.word()),
            "rep": self.rep.as_deref(),
            "team": self.team.as_deref(),
            "queue": self.queue.as_deref(),
            "reached": self.reached,
        })
    }
}

impl Serialize for DataNote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "field": *self.field, "message": self.message, "original": self.original })
    }
}
