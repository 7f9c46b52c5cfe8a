//! text ──syntax──▶ Document ──check──▶ Model ──**reference**──▶ Assignment
//!
//! A slow evaluator straight over the model, written again from the page "What a decision means", whose section numbers
//! its comments quote. It shares nothing with the graph's evaluator but values, calendars and the answers of scorers, and
//! it remembers nothing but those answers: two implementations that must agree.

mod chain;
mod compare;
mod defined;
mod effects;
mod eligible;
mod end;
mod hours;
mod listed;
mod matching;
mod members;
mod names;
mod number;
mod print;
mod promise;
mod retry;
mod shadow;
mod standing;
mod strategy;
#[cfg(test)]
mod tests;
mod value;
mod walk;
mod world;
mod write;

use crate::domain::{Assignment, Decimal, Delta, Rep, ScorerId, Snapshot, Value};
use crate::model::{Chain, Cond, Expr, Model};
use crate::route::{Request, Scorer, Truth};
use std::sync::Arc;
use world::Tally;

/// A decision with what is known of its making.
pub(crate) struct Decided {
    pub(crate) assignment: Assignment,
    /// How often each construct made a difference.
    pub(crate) tally: Tally,
}

/// Decides about one lead. Of the model's scorers each is connected or not.
pub(crate) fn decide<'a>(
    model: &'a Model,
    fingerprint: &Arc<str>,
    request: &'a Request<'a>,
    snapshot: &'a Snapshot,
    scorers: &'a [Option<&'a dyn Scorer>],
) -> Decided {
    let world = world::World::new(model, request, snapshot, scorers);
    let assignment = walk::decide(&world, fingerprint);
    Decided { assignment, tally: world.tally() }
}

/// What conditions and expressions of a lead come to, of a rep at hand too, when all scorers were asked.
pub(crate) struct Views<'a> {
    world: world::World<'a>,
}

impl<'a> Views<'a> {
    pub(crate) fn new(
        model: &'a Model,
        request: &'a Request<'a>,
        snapshot: &'a Snapshot,
        scorers: &'a [Option<&'a dyn Scorer>],
    ) -> Self {
        let world = world::World::new(model, request, snapshot, scorers);
        (0..model.scorers.len()).for_each(|scorer| world.ask(ScorerId::at(scorer)));
        Self { world }
    }

    pub(crate) fn judge(&'a self, condition: &Cond, rep: Option<&'a Rep>) -> Truth {
        value::At { world: &self.world, rep, row: None }.judge(condition)
    }

    pub(crate) fn value(&'a self, expr: &Expr, rep: Option<&'a Rep>) -> Option<Value> {
        value::At { world: &self.world, rep, row: None }.value(expr)
    }

    pub(crate) fn answer(&self, scorer: ScorerId) -> Option<Decimal> {
        self.world.answer(scorer)
    }

    /// How a chain ends, in words, with the changes that it would make were it the deciding one.
    pub(crate) fn chain(&'a self, chain: &'a Chain) -> (String, Delta) {
        let tried = chain::run(&self.world, chain);
        let mut delta = Delta::default();
        write::changes(&self.world, &tried, &mut delta);
        let won = tried.won.as_ref().map(|(place, given)| format!("{place} {}", given.words()));
        (format!("{won:?} asked {:?}", tried.asked.iter().collect::<Vec<_>>()), delta)
    }
}
