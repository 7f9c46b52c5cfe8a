//! One test with everything it stands on: the policy, the snapshot as given, the moment.

use super::expect::unmet;
use crate::Ruleset;
use crate::domain::{Assignment, Lead, Rep, ScorerId, Snapshot};
use crate::error::RouteError;
use crate::model::{Cond, Expect, Given, GivenFact, TestCase};
use crate::route::{Explained, Facts, LeadFacts, Request};
use crate::ruleset::Live;
use std::sync::Arc;

/// Expectations that are not met, with what was there instead.
pub(super) type Unmet<'t> = Vec<(&'t Expect, String)>;

pub(super) struct Bench<'r> {
    pub(super) rules: &'r Ruleset,
    pub(super) given: &'r Given,
    pub(super) live: Live,
}

impl<'r> Bench<'r> {
    pub(super) fn new(rules: &'r Ruleset, given: &'r Given, base: Snapshot) -> Self {
        Self { rules, given, live: rules.bind(with_given(rules, base, given)) }
    }

    pub(super) fn request<'l>(&self, lead: &'l Lead) -> Request<'l> {
        let given = self.given;
        let mut request =
            Request::new(lead).at(given.now).attempt(given.attempt).exclude(given.exclude.iter().map(Arc::clone));
        if let Some(since) = given.since {
            request = request.since(since);
        }
        if let Some(route) = given.route.and_then(|route| self.rules.model().routes.get(route.index())) {
            request = request.route(Arc::clone(&route.name));
        }
        request
    }

    /// The decision, and the expectations that it does not meet with what was there instead.
    pub(super) fn judge<'t>(&self, test: &'t TestCase, lead: &Lead) -> Result<(Assignment, Unmet<'t>), RouteError> {
        let model = self.rules.model();
        self.live.told(&self.request(lead), |all, _, answer| {
            ask_all(model.scorers.len(), all.facts);
            let each = test.expect.iter();
            each.filter_map(|expect| Some((expect, unmet(model, all.facts, answer, expect)?))).collect()
        })
    }

    /// Whether everything is as the test expects; its golden explanation is not looked at.
    pub(super) fn passes(&self, test: &TestCase, lead: &Lead) -> bool {
        self.judge(test, lead).is_ok_and(|(_, unmet)| unmet.is_empty())
    }

    /// Whether a lead is one of those that a property speaks of: valid ones for which its `where` is yes.
    pub(super) fn speaks_of(&self, condition: Option<&Cond>, lead: &Lead) -> bool {
        if !lead.is_valid() {
            return false;
        }
        let Some(condition) = condition else { return true };
        let scorers = self.rules.model().scorers.len();
        let told = self.live.told(&self.request(lead), |all, _, _| {
            ask_all(scorers, all.facts);
            all.facts.judge(condition, None).is_yes()
        });
        told.is_ok_and(|(_, yes)| yes)
    }

    pub(super) fn explain(&self, lead: &Lead) -> Result<Explained, RouteError> {
        self.live.explain(&self.request(lead))
    }
}

/// An expectation may name a score that the decision did not need.
fn ask_all(scorers: usize, facts: &LeadFacts<'_>) {
    (0..scorers).for_each(|scorer| facts.scores.ask(ScorerId::at(scorer)));
}

fn with_given(rules: &Ruleset, mut snapshot: Snapshot, given: &Given) -> Snapshot {
    for facts in &given.reps {
        if snapshot.rep(&facts.id).is_none() {
            let mut rep = Rep::new(Arc::clone(&facts.id));
            rep.fields = vec![None; rules.model().rep.fields.len()];
            snapshot.reps.push(rep);
            snapshot.reps.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
        }
        let Some(rep) = snapshot.rep_mut(&facts.id) else { continue };
        for fact in &facts.facts {
            give(rep, fact);
        }
    }
    for (record, row) in &given.records {
        if let Some(record) = rules.model().records.get(record.index()) {
            snapshot.tables.entry(Arc::clone(&record.name)).or_default().push(row.clone());
        }
    }
    snapshot
}

fn give(rep: &mut Rep, fact: &GivenFact) {
    match fact {
        GivenFact::Active(active) => rep.active = *active,
        GivenFact::Paused(paused) => rep.paused = *paused,
        GivenFact::Open(channel, items) => {
            rep.open.insert(Arc::clone(channel), *items);
        }
        GivenFact::Capacity(what, limit) if &**what == "units" => rep.unit_limit = Some(*limit),
        GivenFact::Capacity(channel, limit) => {
            rep.item_limits.insert(Arc::clone(channel), *limit);
        }
        GivenFact::Field(field, value) => {
            if let Some(slot) = rep.fields.get_mut(field.index()) {
                slot.clone_from(value);
            }
        }
    }
}
