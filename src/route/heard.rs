//! What the host's scorers and directories answered in a decision.

use super::Score;
use super::facts::LeadFacts;
use super::records::Told;
use std::sync::Arc;

/// Every answer that came from outside during one decision. Given back with [`super::Request::heard`], the same question
/// gets the same answer, and nobody is asked again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// By scorer, in the order of the policy; `None`: it had no answer.
    pub(crate) scores: Vec<(Arc<str>, Option<Score>)>,
    pub(crate) rows: Told,
}

impl Heard {
    pub(crate) fn of(facts: &LeadFacts<'_>) -> Self {
        Self { scores: facts.scores.asked(), rows: facts.matcher.records.heard() }
    }

    /// Who was asked for a score, and what came back; `None`: nothing.
    pub fn scores(&self) -> impl Iterator<Item = (&str, Option<&Score>)> {
        self.scores.iter().map(|(name, score)| (&**name, score.as_ref()))
    }

    /// How many questions to directories were asked.
    pub fn directories(&self) -> usize {
        self.rows.len()
    }
}
