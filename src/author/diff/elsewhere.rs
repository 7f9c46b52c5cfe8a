//! Leads that go elsewhere in the newer version.

use crate::Ruleset;
use crate::author::defaults;
use crate::author::palette::{Palette, size};
use crate::author::written;
use crate::domain::{Assignment, DerivedId, GradeId, Lead, Outcome, Snapshot, Value};
use crate::error::RouteError;
use crate::model::Model;
use crate::route::{LeadFacts, Request};
use crate::ruleset::Live;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many leads at boundary values are tried for each version.
const LEADS: usize = 1_500;

/// Leads that went one way and go another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Elsewhere {
    /// Where they went: `emea_mm by dach_mm`.
    pub before: String,
    /// Where they go.
    pub after: String,
    /// A small lead that does, ready to paste into a test.
    pub example: String,
}

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

/// `None` when the two versions cannot be asked about the same lead.
pub(super) fn elsewhere(old: &Ruleset, new: &Ruleset, snapshot: &Snapshot, now: Timestamp) -> Option<Vec<Elsewhere>> {
    let (a, b) = (old.model(), new.model());
    let same_fields = a.lead.fields.iter().map(|field| (&field.name, &field.kind, &field.presence)).eq(b
        .lead
        .fields
        .iter()
        .map(|field| (&field.name, &field.kind, &field.presence)));
    let values = |model: &Model| -> Vec<Vec<Arc<str>>> {
        let values = model.enums.iter().map(|known| known.values.iter().map(|value| value.name.clone()).collect());
        values.collect()
    };
    let teams = |model: &Model| model.teams.iter().map(|team| team.name.clone()).collect::<Vec<_>>();
    let speaks_of_teams = a.lead.fields.iter().any(|field| field.kind == crate::domain::Kind::Team);
    if !same_fields || values(a) != values(b) || (speaks_of_teams && teams(a) != teams(b)) {
        return None;
    }
    let (live_old, live_new) = (old.bind(snapshot.clone()), new.bind(snapshot.clone()));
    let ways = |lead: &Lead| {
        let way =
            |live: &Live| live.told(&Request::new(lead).at(now), |_, _, _| ()).ok().map(|(answer, ())| way(&answer));
        Some((way(&live_old)?, way(&live_new)?))
    };
    let palettes = [Palette::new(a, snapshot, now), Palette::new(b, snapshot, now)];
    let leads = palettes.iter().flat_map(|palette| palette.leads(b).take(LEADS));
    let mut found: BTreeMap<(String, String), Lead> = BTreeMap::new();
    for lead in leads {
        let Some(ways_of) = ways(&lead).filter(|(before, after)| before != after) else { continue };
        found.entry(ways_of).or_insert(lead);
    }
    let told = found.into_iter().map(|((before, after), lead)| {
        let small =
            smaller(b, lead, &palettes, |lead| ways(lead).is_some_and(|ways| ways == (before.clone(), after.clone())));
        let example = written::given_lead(b, &small, palettes[1].plain());
        Elsewhere { before, after, example }
    });
    Some(told.collect())
}

/// Field after field back to its default, or to the smallest number, as long as it still goes the same ways.
fn smaller(model: &Model, mut lead: Lead, palettes: &[Palette; 2], same: impl Fn(&Lead) -> bool) -> Lead {
    let [old, new] = palettes;
    for (place, default) in new.plain().values.iter().enumerate() {
        let mut numbers: Vec<Option<Value>> =
            [old, new].into_iter().flat_map(|palette| palette.smaller(place, &lead)).collect();
        numbers.sort_by_key(|number| size(number.as_ref()));
        let smaller = std::iter::once(default.clone()).chain(numbers).find_map(|value| {
            let mut values = lead.values.clone();
            if let Some(slot) = values.get_mut(place) {
                *slot = value;
            }
            let candidate = defaults::assemble(model, values);
            same(&candidate).then_some(candidate)
        });
        if let Some(smaller) = smaller {
            lead = smaller;
        }
    }
    lead
}

/// Where a lead went, without the person: that depends on turns.
fn way(answer: &Assignment) -> String {
    let by = answer.rule.as_deref().map_or_else(String::new, |rule| format!(" by {rule}"));
    format!("{}{by}", target(answer))
}

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
