//! Asking scorers: lazily, each at most once a decision; a failure is unknown.

use super::facts::Scores;
use super::scorer::{LeadView, Score, Scorer};
use crate::domain::{Decimal, ScorerId};
use crate::model::Model;
use crate::route::Request;
use smallvec::{SmallVec, smallvec};
use std::cell::RefCell;
use std::sync::Arc;

/// The answers of one decision.
pub(crate) struct Session<'a> {
    model: &'a Model,
    request: &'a Request<'a>,
    scorers: &'a [Option<Arc<dyn Scorer>>],
    /// By scorer: `None` not asked, else its answer.
    answers: RefCell<SmallVec<[Option<Option<Score>>; 2]>>,
}

impl<'a> Session<'a> {
    #[inline]
    pub(crate) fn new(model: &'a Model, request: &'a Request<'a>, scorers: &'a [Option<Arc<dyn Scorer>>]) -> Self {
        let none = || if model.scorers.is_empty() { SmallVec::new() } else { smallvec![None; model.scorers.len()] };
        Self { model, request, scorers, answers: RefCell::new(none()) }
    }

    fn fetch(&self, scorer: ScorerId) -> Option<Score> {
        let name = self.model.scorers.get(scorer.index())?;
        if let Some(recorded) = self.request.answers.get(name) {
            return recorded.clone();
        }
        let view = LeadView { lead: self.request.lead, schema: &self.model.lead };
        self.scorers.get(scorer.index())?.as_ref()?.score(&view).ok()
    }
}

impl Scores for Session<'_> {
    fn was_asked(&self, scorer: ScorerId) -> bool {
        self.answers.borrow().get(scorer.index()).is_some_and(Option::is_some)
    }

    fn answer(&self, scorer: ScorerId) -> Option<Decimal> {
        self.answers.borrow().get(scorer.index())?.as_ref()?.as_ref().map(|score| score.value)
    }

    fn ask(&self, scorer: ScorerId) {
        if self.was_asked(scorer) {
            return;
        }
        let answer = self.fetch(scorer);
        if let Some(slot) = self.answers.borrow_mut().get_mut(scorer.index()) {
            *slot = Some(answer);
        }
    }

    fn asked(&self) -> Vec<(Arc<str>, Option<Score>)> {
        let answers = self.answers.borrow();
        let asked = self.model.scorers.iter().zip(answers.iter());
        asked.filter_map(|(name, answer)| Some((Arc::clone(name), answer.clone()?))).collect()
    }
}
