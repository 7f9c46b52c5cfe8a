//! Explanations as JSON: codes and parameters, so that a host can say it in its own words.

use super::write::{line, object};
use crate::route::{
    Against, Candidate, Detail, Explained, Explanation, FactReason, KeySeen, LinkTried, RuleTried, ScoreLine,
    ScoreReason,
};
use serde::ser::{Serialize, Serializer};

impl Explained {
    /// The assignment's line with one more key, `explanation`.
    pub fn to_json(&self) -> String {
        let mut text = self.assignment.to_json();
        text.pop();
        text.push_str(",\"explanation\":");
        text.push_str(&line(&self.explanation));
        text.push('}');
        text
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "facts": self.facts,
            "scores": self.scores,
            "rules": self.rules,
            "links": self.links,
            "unused": self.unused.iter().map(|link| &**link).collect::<Vec<_>>(),
            "left_out": self.left_out,
        })
    }
}

impl Serialize for FactReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "name": *self.name, "value": self.value, "because": self.because })
    }
}

impl Serialize for ScoreReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "name": *self.name,
            "value": self.value,
            "title": self.title.as_deref(),
            "from": self.from,
            "start": self.start,
            "lines": self.lines,
            "version": self.version.as_deref(),
            "reasons": self.reasons,
        })
    }
}

impl Serialize for ScoreLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "best_of": self.best_of.as_deref(),
            "points": self.points,
            "because": self.because,
            "judged": self.judged,
            "missing": self.missing.iter().map(|name| &**name).collect::<Vec<_>>(),
            "given": self.given,
        })
    }
}

impl Serialize for RuleTried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "depth": self.depth,
            "sort": self.sort,
            "name": *self.name,
            "title": self.title.as_deref(),
            "judged": self.judged,
            "because": self.because,
            "then": self.then,
        })
    }
}

impl Serialize for LinkTried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "rule": *self.rule,
            "link": self.link,
            "words": *self.words,
            "team": self.team.as_deref(),
            "result": self.result,
            "same_rep": self.same_rep,
            "candidates": self.candidates,
        })
    }
}

impl Serialize for Candidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "member": *self.member,
            "name": *self.name,
            "reasons": self.reasons,
            "keys": self.keys,
            "weight": self.weight.to_string(),
            "taken": self.taken,
        })
    }
}

impl Serialize for Against {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let details: Vec<Named<'_>> = self.details.iter().map(|details| Named(details)).collect();
        object!(serializer, { "reason": self.reason.word(), "words": self.words, "details": details })
    }
}

impl Serialize for KeySeen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "key": self.key, "seen": self.seen, "details": Named(&self.details) })
    }
}

struct Named<'a>(&'a [(&'static str, Detail)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Time(at) => serializer.collect_str(at),
        }
    }
}
