//! Entries of a journal as JSON, one a line.

use super::assignment_read::assignment;
use super::node::{JsonError, Node, parse};
use super::snapshot_read::read_rep;
use super::write::{Instant, line, object};
use crate::Ruleset;
use crate::dispatch::JournalEntry;
use crate::domain::{Assignment, Rep};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::sync::Arc;

impl JournalEntry {
    /// One line of JSON, for [`Ruleset::entry_from_json`].
    ///
    /// ```
    /// use pointsman::JournalEntry;
    /// let entry = JournalEntry::Rollback { lead: "L1".into(), attempt: 2 };
    /// assert_eq!(entry.to_json(), r#"{"rollback":{"lead":"L1","attempt":2}}"#);
    /// ```
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Serialize for JournalEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Decision { .. } => map.serialize_entry("decision", &Body(self))?,
            Self::Rollback { .. } => map.serialize_entry("rollback", &Body(self))?,
            Self::Open { .. } => map.serialize_entry("open", &Body(self))?,
            Self::Rep(rep) => map.serialize_entry("rep", &**rep)?,
            Self::Credit { .. } => map.serialize_entry("credit", &Body(self))?,
        }
        map.end()
    }
}

struct Body<'a>(&'a JournalEntry);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            JournalEntry::Decision { lead, attempt, now, answer } => {
                object!(serializer, { "lead": **lead, "attempt": attempt, "now": Instant(*now), "answer": **answer })
            }
            JournalEntry::Rollback { lead, attempt } => object!(serializer, { "lead": **lead, "attempt": attempt }),
            JournalEntry::Open { rep, channel, items } => {
                object!(serializer, { "rep": **rep, "channel": **channel, "items": items })
            }
            JournalEntry::Rep(rep) => rep.serialize(serializer),
            JournalEntry::Credit { team, rep, of, n } => {
                object!(serializer, { "team": **team, "rep": **rep, "of": Instant(*of), "n": n })
            }
        }
    }
}

impl Ruleset {
    /// Reads an entry of a journal.
    ///
    /// # Errors
    ///
    /// When the text is none.
    pub fn entry_from_json(&self, text: &str) -> Result<JournalEntry, JsonError> {
        let node = parse(text, self.limits().json_depth)?;
        let entries = node.entries()?;
        let [(kind, body)] = entries.as_slice() else { return Err(node.expected("one entry of a journal")) };
        let body = if kind == "rep" {
            return Ok(JournalEntry::Rep(Arc::new(read_rep(self.model(), self.limits(), body)?)));
        } else {
            Fields { node: body, entries: body.entries()? }
        };
        match kind.as_ref() {
            "decision" => Ok(JournalEntry::Decision {
                lead: body.word("lead")?,
                attempt: body.attempt()?,
                now: body.find("now")?.as_instant()?,
                answer: Arc::new(assignment(body.find("answer")?)?),
            }),
            "rollback" => Ok(JournalEntry::Rollback { lead: body.word("lead")?, attempt: body.attempt()? }),
            "open" => Ok(JournalEntry::Open {
                rep: body.word("rep")?,
                channel: body.word("channel")?,
                items: body.find("items")?.as_integer()?,
            }),
            "credit" => Ok(JournalEntry::Credit {
                team: body.word("team")?,
                rep: body.word("rep")?,
                of: body.find("of")?.as_instant()?,
                n: body.find("n")?.as_integer()?,
            }),
            _ => Err(body.node.fault("a journal has no such entry")),
        }
    }

    /// Reads an assignment that [`Assignment::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// When the text is none.
    pub fn assignment_from_json(&self, text: &str) -> Result<Assignment, JsonError> {
        assignment(&parse(text, self.limits().json_depth)?)
    }

    /// Reads one rep, in the shape that a snapshot has: for [`crate::Dispatcher::update_rep`].
    ///
    /// # Errors
    ///
    /// As [`Ruleset::snapshot_from_json`].
    pub fn rep_from_json(&self, text: &str) -> Result<Rep, JsonError> {
        read_rep(self.model(), self.limits(), &parse(text, self.limits().json_depth)?)
    }
}

struct Fields<'a, 'n> {
    node: &'n Node<'a>,
    entries: super::node::Entries<'a>,
}

impl<'a> Fields<'a, '_> {
    fn find(&self, name: &str) -> Result<&Node<'a>, JsonError> {
        let found = self.entries.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        found.ok_or_else(|| self.node.fault(format!("`{name}` is missing")))
    }

    fn word(&self, name: &str) -> Result<Arc<str>, JsonError> {
        self.find(name)?.as_name()
    }

    fn attempt(&self) -> Result<u32, JsonError> {
        let node = self.find("attempt")?;
        u32::try_from(node.as_count()?).map_err(|_| node.expected("a small whole number"))
    }
}
