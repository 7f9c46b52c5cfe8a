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
pub(crate) mod tests;
mod value;
mod walk;
mod world;
mod write;

use crate::domain::{Assignment, ScorerId, Snapshot};
use crate::model::Model;
use crate::route::{Request, Scorer};
use std::collections::BTreeMap;
use std::sync::Arc;
use world::Tally;

/// A decision with what is known of its making.
pub(crate) struct Decided {
    pub(crate) assignment: Assignment,
    /// How often each scorer was asked.
    pub(crate) asked: BTreeMap<ScorerId, u32>,
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
    Decided { assignment, asked: world.asked(), tally: world.tally() }
}

/// Judges a condition on a lead alone, for reading leads.
pub(crate) fn judge(model: &Model, lead: &crate::domain::Lead, condition: &crate::model::Cond) -> crate::route::Truth {
    let (request, snapshot) = (Request::new(lead), Snapshot::default());
    let world = world::World::new(model, &request, &snapshot, &[]);
    world.lead().judge(condition)
}
