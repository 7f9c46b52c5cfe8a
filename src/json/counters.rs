//! Counts as JSON.

use super::delta::Named;
use super::write::{line, list, object};
use crate::counters::{Counters, Counts};
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Counters {
    /// The counts on one line of JSON.
    ///
    /// ```
    /// let counters = pointsman::Counters::default();
    /// assert!(counters.to_json().starts_with(r#"{"decisions":0,"outcomes":[],"#));
    /// ```
    pub fn to_json(&self) -> String {
        line(&self.now())
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcomes = self.outcomes.iter().map(|((route, outcome), count)| Row {
            names: [("route", Some(&**route)), ("outcome", Some(outcome.word()))],
            link: None,
            count: *count,
        });
        let rules = self.rules.iter().map(|((route, rule, link), count)| Row {
            names: [("route", Some(&**route)), ("rule", Some(&**rule))],
            link: Some(*link),
            count: *count,
        });
        let skipped = self.skipped.iter().map(|((team, reason), count)| {
            let team = (!team.is_empty()).then_some(&**team);
            Row { names: [("team", team), ("reason", Some(reason.word()))], link: None, count: *count }
        });
        object!(serializer, {
            "decisions": self.decisions,
            "outcomes": Rows(outcomes.collect()),
            "rules": Rows(rules.collect()),
            "teams": Named(&self.teams),
            "queues": Named(&self.queues),
            "reps": Named(&self.reps),
            "tried": self.tried,
            "skipped": Rows(skipped.collect()),
        })
    }
}

/// Counts of one kind.
struct Rows<'a>(Vec<Row<'a>>);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(serializer, &self.0)
    }
}

/// A count with the names it belongs to.
struct Row<'a> {
    names: [(&'static str, Option<&'a str>); 2],
    /// Only where there are links.
    link: Option<Option<u32>>,
    count: u64,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.names {
            map.serialize_entry(name, value)?;
        }
        if let Some(link) = &self.link {
            map.serialize_entry("link", link)?;
        }
        map.serialize_entry("count", &self.count)?;
        map.end()
    }
}
