//! What is asked: one lead, at one moment.

use super::directory::DirectoryRow;
use super::records::{AskedRows, Told};
use super::{Heard, Score};
use crate::domain::Lead;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A question to a ruleset. Without `at` the moment is the Unix epoch, so a host always states it.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub(crate) lead: &'a Lead,
    pub(crate) now: Timestamp,
    pub(crate) since: Option<Timestamp>,
    pub(crate) route: Option<Arc<str>>,
    pub(crate) attempt: u32,
    pub(crate) exclude: Vec<Arc<str>>,
    /// Stand in for scorers, by name; `None`: unknown.
    pub(crate) answers: BTreeMap<Arc<str>, Option<Score>>,
    /// Stand in for directories.
    pub(crate) rows: Told,
}

impl<'a> Request<'a> {
    /// Asks where this lead goes.
    pub fn new(lead: &'a Lead) -> Self {
        Self {
            lead,
            now: Timestamp::UNIX_EPOCH,
            since: None,
            route: None,
            attempt: 1,
            exclude: Vec::new(),
            answers: BTreeMap::new(),
            rows: Told::new(),
        }
    }

    /// The moment of the decision.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// When the lead began to wait; default: its `created` on the first attempt, else the moment of the decision.
    #[must_use]
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// The route to ask; default: the one marked `main route`, else the only one.
    #[must_use]
    pub fn route(mut self, name: impl Into<Arc<str>>) -> Self {
        self.route = Some(crate::text::name(name));
        self
    }

    /// Which attempt this is, from 1.
    #[must_use]
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = attempt.max(1);
        self
    }

    /// Reps who must not get it: they declined, or had it before. Unknown ids are ignored.
    #[must_use]
    pub fn exclude(mut self, reps: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Self {
        self.exclude = reps.into_iter().map(crate::text::name).collect();
        self.exclude.sort();
        self.exclude.dedup();
        self
    }

    /// An answer that stands in for a scorer, such as one that was recorded; `None`: the scorer had no answer.
    #[must_use]
    pub fn answer(mut self, scorer: impl Into<Arc<str>>, score: Option<Score>) -> Self {
        self.answers.insert(crate::text::name(scorer), score);
        self
    }

    /// Rows that stand in for a directory's, such as those that were recorded: for the question by this field of the
    /// record, with this value in its compared form ([`crate::DirectoryQuestion::key`]). `None`: it could not say.
    #[must_use]
    pub fn rows(mut self, record: &str, field: &str, key: &str, rows: Option<Vec<DirectoryRow>>) -> Self {
        let [record, field, key] = [record, field, key].map(crate::text::name);
        self.rows.insert(AskedRows { record, field, key }, rows);
        self
    }

    /// Everything that was heard in an earlier decision of this question stands in for asking again.
    #[must_use]
    pub fn heard(mut self, heard: &Heard) -> Self {
        self.answers.extend(heard.scores.iter().map(|(name, score)| (Arc::clone(name), score.clone())));
        self.rows.extend(heard.rows.iter().map(|(asked, rows)| (asked.clone(), rows.clone())));
        self
    }
}
