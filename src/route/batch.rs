//! The order in which a batch is taken.

use super::decide::{Engine, moment};
use super::facts::{LeadFacts, Scores as _};
use super::scores::Session;
use super::truth::Facts as _;
use crate::domain::{Lead, RouteId, Value};
use crate::model::{Model, Route};
use crate::route::{Heard, Request};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Where a lead stands in its batch.
pub(crate) struct Standing {
    keys: Vec<Option<Value>>,
    /// What scorers and directories answered when they were asked for the order: they are not asked again.
    pub(crate) heard: Heard,
}

impl Engine<'_> {
    /// The values that order this lead.
    pub(crate) fn standing(&self, request: &Request<'_>, route: &Route) -> Standing {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        route.take_asks.iter().for_each(|scorer| session.ask(*scorer));
        let facts = LeadFacts::new(model, request.lead, &moment, &matcher, &session);
        let keys = route.take.iter().map(|key| facts.value(&key.value, None)).collect();
        Standing { keys, heard: Heard::of(&facts) }
    }
}

/// The key values one after another, missing last; then the ids; then all that the leads hold.
pub(crate) fn before(model: &Model, route: &Route, a: (&Lead, &Standing), b: (&Lead, &Standing)) -> Ordering {
    for ((key, left), right) in route.take.iter().zip(&a.1.keys).zip(&b.1.keys) {
        let order = match (left, right) {
            (Some(left), Some(right)) => {
                let order = left.compare(right).unwrap_or(Ordering::Equal);
                if key.descending { order.reverse() } else { order }
            }
            (left, right) => right.is_some().cmp(&left.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    let ids = a.0.id.as_bytes().cmp(b.0.id.as_bytes());
    ids.then_with(|| canonical(model, a.0).cmp(&canonical(model, b.0)))
}

/// Fields by name with their values, and what was wrong with them.
fn canonical(model: &Model, lead: &Lead) -> String {
    let mut fields: Vec<(&str, Option<String>)> = model
        .lead
        .fields
        .iter()
        .zip(&lead.values)
        .map(|(field, value)| (&*field.name, value.as_ref().map(|value| model.print(value))))
        .collect();
    fields.sort_unstable();
    let mut text = format!("{fields:?}");
    for note in lead.data_notes() {
        let _ = write!(text, "{note:?}");
    }
    text
}

/// The main route or the one asked for, if its batches have an order.
pub(crate) fn ordered(model: &Model, route: RouteId) -> Option<&Route> {
    model.routes.get(route.index()).filter(|route| !route.take.is_empty())
}
