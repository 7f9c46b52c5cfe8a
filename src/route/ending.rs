//! How evaluation ended, as the answer says it: what became of the lead, who has it, what should be known of the data.

use super::chain::{Given, Pick, Taken, Tried};
use super::effects::{fill, match_name, row_name};
use super::eligible::Eligibility;
use super::facts::LeadFacts;
use super::matching::Earlier;
use super::roster::Who;
use super::walk::{End, Walk};
use crate::domain::{Assignment, DataNote, Outcome, Rep, TeamId, Value};
use crate::model::{Available, Decision, Link, Rule};
use std::sync::Arc;

/// Whom a link gave the lead to.
pub(crate) struct Target {
    pub(crate) outcome: Outcome,
    pub(crate) rep: Option<Arc<str>>,
    pub(crate) team: Option<Arc<str>>,
    pub(crate) queue: Option<Arc<str>>,
}

/// How evaluation ended, but for whom a chain gave the lead; the rule that decided.
pub(super) fn end<'b>(
    all: &Eligibility<'b, LeadFacts<'b>>,
    walk: &Walk<'b>,
    valid: bool,
    answer: &mut Assignment,
) -> Option<&'b Rule> {
    let facts = all.facts;
    match walk.end {
        End::Nobody(rule) => {
            answer.outcome = if valid { Outcome::Held } else { Outcome::Invalid };
            answer.reason = valid.then(|| "nobody_available".to_owned());
            rule
        }
        End::Chain(rule) => {
            if let Some(Decision::Attach { to, .. }) = &rule.decision {
                answer.attached_to = match_name(facts, *to);
            }
            Some(rule)
        }
        End::Rule(rule) => {
            answer.outcome = match &rule.decision {
                Some(Decision::Disqualify(why)) => {
                    answer.reason = Some(fill(facts, why));
                    Outcome::Disqualified
                }
                Some(Decision::Nurture { track, retry_after }) => {
                    answer.reason = Some(fill(facts, track));
                    answer.retry_at = retry_after.and_then(|after| facts.moment.now.checked_add(after).ok());
                    Outcome::Nurtured
                }
                Some(Decision::Attach { to, .. }) => {
                    answer.attached_to = match_name(facts, *to);
                    Outcome::Attached
                }
                _ => Outcome::Kept,
            };
            Some(rule)
        }
    }
}

pub(super) fn duplicate(facts: &LeadFacts<'_>, earlier: &Earlier, answer: &mut Assignment) {
    let dedupe = facts.model.dedupe.as_ref();
    let record = dedupe.and_then(|dedupe| dedupe.against);
    answer.rep = dedupe.zip(record).and_then(|(dedupe, record)| {
        match facts.matcher.records.cell(record, earlier.row, dedupe.rep?)? {
            Value::Rep(id) => Some(Arc::clone(id)),
            _ => None,
        }
    });
    answer.outcome = Outcome::Attached;
    answer.attached_to = record.and_then(|record| row_name(facts, record, earlier.row));
}

/// Whom a link gave the lead to, by names.
pub(crate) fn target(all: &Eligibility<'_, LeadFacts<'_>>, given: &Given<'_>) -> Target {
    let queue =
        |id: crate::domain::QueueId| all.world.model.queues.get(id.index()).map(|queue| Arc::clone(&queue.name));
    let nobody = Target { outcome: Outcome::Held, rep: None, team: None, queue: None };
    match given {
        Given::Queue(id) => Target { outcome: Outcome::Queued, queue: queue(*id), ..nobody },
        Given::Hold { queue: id, rep } => {
            Target { rep: rep.map(|rep| Arc::clone(&rep.id)), queue: id.and_then(queue), ..nobody }
        }
        Given::Person(rep) => Target { outcome: Outcome::Assigned, rep: Some(Arc::clone(&rep.id)), ..nobody },
        Given::Team { taken, .. } => {
            let Pick { team, seat, .. } = taken.last();
            let team = all.world.team(team).map(|team| Arc::clone(&team.name));
            match seat.who {
                Who::Rep(_) => {
                    Target { outcome: Outcome::Assigned, rep: Some(Arc::clone(&seat.key)), team, queue: None }
                }
                Who::Queue(id) => Target { outcome: Outcome::Queued, rep: None, team, queue: queue(id) },
                Who::Team(..) => nobody,
            }
        }
    }
}

/// The teams from the outermost inwards, and the rep, for the promise.
pub(super) fn deciders<'g, 'b>(
    all: &Eligibility<'b, LeadFacts<'b>>,
    given: &'g Given<'b>,
) -> (Option<&'g Taken<'b>>, Option<&'b Rep>) {
    match given {
        Given::Team { taken, .. } => (Some(taken), all.world.rep(taken.last().seat)),
        Given::Person(rep) => (None, Some(rep)),
        Given::Hold { rep, .. } => (None, *rep),
        Given::Queue(_) => (None, None),
    }
}

/// The needs that were dropped, in the author's words; of a person those of the team for which he is available.
pub(super) fn relaxed(
    all: &Eligibility<'_, LeadFacts<'_>>,
    link: Option<&Link>,
    given: &Given<'_>,
    words: &mut Vec<Arc<str>>,
) {
    let mut of_team = |team: TeamId| {
        for need in all.world.team(team).map(|team| &team.needs[..]).unwrap_or_default() {
            if all.relaxed(need, all.facts.moment.now) {
                words.push(Arc::clone(&need.words));
            }
        }
    };
    match (given, link.map(|link| link.available)) {
        (Given::Team { taken, .. }, _) => taken.iter().for_each(|pick| of_team(pick.team)),
        (Given::Person(_), Some(Available::ForTeam(team))) => of_team(team),
        _ => {}
    }
}

/// What is said of the lead's data, then one for each member of the teams that the deciding chain reached whose weight is unknown.
pub(super) fn data_notes<'b>(
    all: &Eligibility<'b, LeadFacts<'b>>,
    deciding: Option<&Tried<'b>>,
    notes: &mut Vec<DataNote>,
) {
    let facts = all.facts;
    if !facts.lead.is_valid() || !facts.lead.notes().is_empty() {
        *notes = facts.lead.data_notes();
    }
    facts.matcher.records.add_notes(notes);
    let weighed = |id: &TeamId| {
        all.world.roster.counted.get(id.index()).is_some_and(|counted| counted.iter().any(|one| one.weight.is_some()))
    };
    if !deciding.is_some_and(|tried| tried.reached.iter().any(weighed)) {
        return;
    }
    let mut unknown: Vec<&Arc<str>> = Vec::new();
    for id in deciding.iter().flat_map(|tried| &tried.reached) {
        without_weight(all, *id, &mut unknown);
    }
    if unknown.is_empty() {
        return;
    }
    unknown.sort();
    unknown.dedup();
    notes.extend(unknown.into_iter().map(|rep| DataNote {
        field: "weight".into(),
        message: format!("the weight of {rep} is unknown and counts as 1"),
        original: None,
    }));
}

/// Members of a team whose weight is unknown.
fn without_weight<'b>(all: &Eligibility<'b, LeadFacts<'b>>, id: TeamId, unknown: &mut Vec<&'b Arc<str>>) {
    let (world, facts) = (all.world, all.facts);
    let counted = world.roster.counted.get(id.index()).map(Vec::as_slice).unwrap_or_default();
    for (place, one) in counted.iter().enumerate() {
        let Some(weight) = &one.weight else { continue };
        let seats = world.seats(id);
        match world.book(id).and_then(|book| book.verdicts.weights(world, id, facts, place)) {
            Some(weights) => {
                unknown.extend(weights.unknown.iter().filter_map(|place| seats.get(place)).map(|seat| &seat.key));
            }
            None => {
                let reps = seats.iter().filter(|seat| matches!(seat.who, Who::Rep(_)));
                unknown.extend(reps.filter(|seat| all.known_weight(seat, weight).is_none()).map(|seat| &seat.key));
            }
        }
    }
}
