//! Why a lead went where it went, as data. The text that people read is one rendering of it.

use super::eligible::Reason;
use crate::domain::{Assignment, Decimal};
use jiff::Timestamp;
use std::sync::Arc;

/// A decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The same assignment as without explaining.
    pub assignment: Assignment,
    /// The reasons.
    pub explanation: Explanation,
}

/// The reasons of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// Derived values that were listed, with where they come from.
    pub facts: Vec<FactReason>,
    /// Scores and grades that were listed, with their lines.
    pub scores: Vec<ScoreReason>,
    /// Every rule, step and branch that was tried, in order.
    pub rules: Vec<RuleTried>,
    /// Every link of every chain that was tried.
    pub links: Vec<LinkTried>,
    /// Links behind the one that won.
    pub unused: Vec<Arc<str>>,
    /// Entries beyond the limit.
    pub left_out: usize,
}

/// A derived value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactReason {
    /// Its name.
    pub name: Arc<str>,
    /// Its value; `None`: missing.
    pub value: Option<String>,
    /// Such as "table segment, row 3" or "line 2, country DE" of a `classify`; empty where there is nothing to say.
    pub because: String,
}

/// A score or grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreReason {
    /// Its name.
    pub name: Arc<str>,
    /// Its value; `None`: unknown.
    pub value: Option<String>,
    /// Of a grade: the title of its value, where it has one.
    pub title: Option<Arc<str>>,
    /// Of a grade: the number whose band it is.
    pub from: Option<String>,
    /// Of a card: the points it starts with.
    pub start: Option<String>,
    /// Of a card: its lines.
    pub lines: Vec<ScoreLine>,
    /// Of a scorer that was asked: the version of its model.
    pub version: Option<Arc<str>>,
    /// Of a scorer that was asked: why, in its own words.
    pub reasons: Vec<String>,
}

/// A line of a score card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreLine {
    /// The title of the `best of` it stands in.
    pub best_of: Option<Arc<str>>,
    /// Signed points: of a line that is given what it gave, halved as often as its age says, else as written.
    pub points: String,
    /// The author's `because`, or where he gave none the condition.
    pub because: String,
    /// Whether its condition holds: `yes`, `no`; `unknown`, since something is missing, also the date since which it is halved.
    pub judged: &'static str,
    /// What is missing for it to be known, by name.
    pub missing: Vec<Arc<str>>,
    /// Whether its points count: those of a line that holds, of a `best of` only the first of the best.
    pub given: bool,
}

/// A rule, step or branch that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTried {
    /// How many branches are around it.
    pub depth: usize,
    /// `rule`, `step`, `branch`, `shadow`, `otherwise`.
    pub sort: &'static str,
    /// Its name.
    pub name: Arc<str>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// `yes`, `no`, `unknown`.
    pub judged: &'static str,
    /// The line that decided it, with the value it looked at.
    pub because: String,
    /// What became of it: `decided`, `nobody available`, `spoke`, `entered`, or nothing.
    pub then: &'static str,
}

/// A link that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTried {
    /// The rule whose chain it belongs to.
    pub rule: Arc<str>,
    /// The 0-based place in the chain.
    pub link: usize,
    /// As written.
    pub words: Arc<str>,
    /// The team it names, as it turned out for this lead.
    pub team: Option<Arc<str>>,
    /// `won`, `nobody`, `condition not met`, `waits`.
    pub result: &'static str,
    /// Whether the lead went to the rep who had one with the same value before.
    pub same_rep: bool,
    /// Everybody who was considered.
    pub candidates: Vec<Candidate>,
}

/// Somebody who was considered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// A rep id, `team:x` or `queue:x`.
    pub member: Arc<str>,
    /// The name for people.
    pub name: Arc<str>,
    /// Why not; empty: eligible.
    pub reasons: Vec<Against>,
    /// For the eligible: what the strategy looked at, by key.
    pub keys: Vec<KeySeen>,
    /// What he weighs where the strategy shares by weight, else 1.
    pub weight: Decimal,
    /// Whether he was taken.
    pub taken: bool,
}

/// A reason against somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// Which.
    pub reason: Reason,
    /// What a person would say.
    pub words: String,
    /// What the words are made of, so that a host can say it in its own: an entry for each limit, cap or need.
    pub details: Vec<Details>,
}

/// What a key of a strategy saw in somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// As the language calls it.
    pub key: &'static str,
    /// In words.
    pub seen: String,
    /// What the words are made of.
    pub details: Details,
}

/// Values by names that never change.
pub type Details = Vec<(&'static str, Detail)>;

/// A value in an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// A count.
    Number(i64),
    /// A name, a value as it is printed, or the author's words.
    Text(String),
    /// An instant.
    Time(Timestamp),
}
