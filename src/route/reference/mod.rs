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
mod hope;
mod hours;
mod instants;
mod listed;
mod matching;
mod members;
mod names;
mod number;
mod print;
mod promise;
mod retry;
mod said;
mod shadow;
mod standing;
mod strategy;
#[cfg(test)]
mod tests;
mod value;
mod walk;
mod world;
mod write;

use crate::domain::{Assignment, Decimal, Delta, DerivedId, FieldId, Rep, ScorerId, Snapshot, Value};
use crate::model::{Chain, Cond, Expr, Model};
use crate::route::{Request, Truth};
use std::collections::BTreeSet;
use std::sync::Arc;
use world::Tally;
pub(crate) use world::{Alike, Host};

/// A decision with what is known of its making.
pub(crate) struct Decided {
    pub(crate) assignment: Assignment,
    /// How often each construct made a difference.
    pub(crate) tally: Tally,
    /// Scorers that a chain or a rule that spoke depended on, though nobody had asked them: none.
    pub(crate) unasked: BTreeSet<ScorerId>,
}

/// Decides about one lead.
pub(crate) fn decide<'a>(
    model: &'a Model,
    fingerprint: &Arc<str>,
    request: &'a Request<'a>,
    snapshot: &'a Snapshot,
    host: Host<'a>,
) -> Decided {
    let world = world::World::new(model, request, snapshot, host);
    let assignment = walk::decide(&world, fingerprint);
    Decided { assignment, tally: world.tally(), unasked: world.unasked() }
}

/// A lead that was decided, as a row of the record that duplicates are searched in (8): fields by name and kind, when it
/// was seen, who got it.
pub(crate) fn decided_row<'a>(
    model: &'a Model,
    request: &'a Request<'a>,
    snapshot: &'a Snapshot,
    host: Host<'a>,
    answer: &Assignment,
) -> Option<Vec<Option<Value>>> {
    let dedupe = model.dedupe.as_ref()?;
    let world = world::World::new(model, request, snapshot, host);
    let record = model.records.get(dedupe.against?.index())?;
    let mut row: Vec<Option<Value>> = Vec::new();
    for field in &record.schema.fields {
        let fields = model.lead.fields.iter().enumerate();
        let mut named = fields.filter(|(_, known)| known.name == field.name && known.kind == field.kind);
        let derived = model.derived.iter().enumerate();
        let mut derived = derived.filter(|(_, known)| known.name == field.name && known.typed.kind == field.kind);
        let expr = match (named.next(), derived.next()) {
            (Some((place, _)), _) => Some(Expr::Field(FieldId::at(place))),
            (None, Some((place, _))) => Some(Expr::Derived(DerivedId::at(place))),
            (None, None) => None,
        };
        row.push(expr.and_then(|expr| world.lead().value(&expr)));
    }
    if let Some(slot) = dedupe.rep.and_then(|rep| row.get_mut(rep.index())) {
        *slot = answer.rep.clone().map(Value::Rep);
    }
    if let Some(slot) = dedupe.seen.and_then(|seen| row.get_mut(seen.index())) {
        *slot = Some(Value::DateTime(request.now));
    }
    Some(row)
}

/// What conditions and expressions of a lead come to, of a rep at hand too, when all scorers were asked.
pub(crate) struct Views<'a> {
    world: world::World<'a>,
}

impl<'a> Views<'a> {
    pub(crate) fn new(model: &'a Model, request: &'a Request<'a>, snapshot: &'a Snapshot, host: Host<'a>) -> Self {
        let world = world::World::new(model, request, snapshot, host);
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
