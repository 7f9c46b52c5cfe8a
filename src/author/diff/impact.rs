//! What becomes of a file of leads in the newer version.

use crate::Ruleset;
use crate::domain::{Assignment, DerivedId, GradeId, Outcome, Value};
use crate::error::RouteError;
use crate::model::Model;
use crate::route::{LeadFacts, Request};
use crate::ruleset::Live;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What becomes of given leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Impact {
    /// How many there were.
    pub leads: u64,
    /// Those that nothing changes for.
    pub same: u64,
    /// Those that the same rep or queue gets by another rule or with other data.
    pub other_way: u64,
    /// Those that another rep of the same team gets.
    pub other_rep: u64,
    /// Those that another team or queue gets, or that end otherwise.
    pub elsewhere: u64,
    /// Of the last: from where to where, with the cause, and how many.
    pub moves: BTreeMap<(String, String, String), u64>,
    /// Definitions of the newer version, each behind those that it uses: the first that differs is the cause.
    order: Vec<Arc<str>>,
}

type Values = BTreeMap<Arc<str>, Option<String>>;

fn target(answer: &Assignment) -> String {
    match (answer.outcome, &answer.team, &answer.queue, &answer.rep) {
        (Outcome::Assigned, Some(team), ..) => team.to_string(),
        (Outcome::Assigned, None, _, Some(rep)) => rep.to_string(),
        (Outcome::Queued, _, Some(queue), _) => format!("queue {queue}"),
        (outcome, ..) => outcome.word().to_owned(),
    }
}

impl Impact {
    /// Nothing counted yet, of leads that a newer version decides.
    pub fn of(newer: &Ruleset) -> Self {
        let model = newer.model();
        let derived = model.derived.iter().map(|derived| Arc::clone(&derived.name));
        let order = derived.chain(model.grades.iter().map(|grade| Arc::clone(&grade.name))).collect();
        Self { order, ..Self::default() }
    }

    /// Counts a lead by its decisions in both versions.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn add(
        &mut self,
        (old, before): (&Live, &Request<'_>),
        (new, after): (&Live, &Request<'_>),
    ) -> Result<(), RouteError> {
        let (a, known) = old.told(before, |all, _, _| known_of(all.world.model, all.facts))?;
        let (b, now) = new.told(after, |all, _, _| known_of(all.world.model, all.facts))?;
        let (a, b) = (&a, &b);
        self.leads = self.leads.saturating_add(1);
        let count = if target(a) != target(b) {
            let cause = cause((a, &known), (b, &now), &self.order);
            let key = (target(a), target(b), cause);
            let moved = self.moves.entry(key).or_default();
            *moved = moved.saturating_add(1);
            &mut self.elsewhere
        } else if a.rep != b.rep {
            &mut self.other_rep
        } else if a.path != b.path || a.sla.as_ref().map(|sla| &sla.name) != b.sla.as_ref().map(|sla| &sla.name) {
            &mut self.other_way
        } else {
            &mut self.same
        };
        *count = count.saturating_add(1);
        Ok(())
    }
}

/// Definitions and grades of a lead, printed; without private ones.
fn known_of(model: &Model, facts: &LeadFacts<'_>) -> Values {
    let mut values = Values::new();
    let print = |value: Option<Value>| value.map(|value| model.print(&value));
    for (place, derived) in model.derived.iter().enumerate().filter(|(_, derived)| !derived.typed.private) {
        values.insert(Arc::clone(&derived.name), print(facts.derived(DerivedId::at(place))));
    }
    for (place, grade) in model.grades.iter().enumerate() {
        values.insert(Arc::clone(&grade.name), print(facts.grade(GradeId::at(place))));
    }
    values
}

/// "segment mid_market → enterprise", "fit B → A", else the rule that decides now.
fn cause((a, before): (&Assignment, &Values), (b, after): (&Assignment, &Values), order: &[Arc<str>]) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "missing".to_owned());
    let first = order.iter().find_map(|name| {
        let (value, other) = (before.get(name)?, after.get(name)?);
        (value != other).then(|| format!("{name} {} → {}", shown(value), shown(other)))
    });
    first.unwrap_or_else(|| match (&a.rule, &b.rule) {
        (Some(before), Some(after)) if before != after => format!("rule {before} → {after}"),
        (_, Some(after)) => format!("rule {after}"),
        _ => "no rule".to_owned(),
    })
}
