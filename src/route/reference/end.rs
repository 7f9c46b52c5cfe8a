//! The end of a decision, and the assignment that tells of it.

use super::chain::{Given, Tried};
use super::eligible::relaxed;
use super::listed;
use super::members::{Who, team};
use super::print::fill;
use super::promise::promise;
use super::retry::retry_at;
use super::walk::{Place, Walk};
use super::world::World;
use super::{effects, write};
use crate::domain::{Assignment, ByName, Delta, Outcome, Rep, TeamId, Value};
use crate::model::{Available, Decision, Link, Rule};
use jiff::Timestamp;
use std::sync::Arc;

/// How it ended, before it is told.
pub(super) struct End<'a> {
    outcome: Outcome,
    /// The deciding rule, whose facts are listed.
    rule: Option<&'a Rule>,
    /// Whether the rule's own data count: those of a rule that found nobody are left behind.
    speaks: bool,
    /// Whether the chain last tried decided.
    by_chain: bool,
    place: Place<'a>,
    reason: Option<String>,
    attached_to: Option<String>,
    retry_at: Option<Timestamp>,
    rep: Option<Arc<str>>,
}

/// Whom a link gave the lead to.
pub(super) struct Target {
    pub(super) outcome: Outcome,
    pub(super) rep: Option<Arc<str>>,
    pub(super) team: Option<Arc<str>>,
    pub(super) queue: Option<Arc<str>>,
}

impl<'a> End<'a> {
    fn new(outcome: Outcome, rule: Option<&'a Rule>, place: Place<'a>) -> Self {
        Self {
            outcome,
            rule,
            speaks: true,
            by_chain: false,
            place,
            reason: None,
            attached_to: None,
            retry_at: None,
            rep: None,
        }
    }

    /// 13: without `on invalid` rule is null.
    pub(super) fn invalid() -> Self {
        Self::new(Outcome::Invalid, None, Place::default())
    }

    pub(super) fn invalid_with(rule: &'a Rule, place: Place<'a>) -> Self {
        Self { speaks: false, ..Self::new(Outcome::Invalid, Some(rule), place) }
    }

    /// 4: even the last `otherwise` found nobody.
    pub(super) fn nobody(rule: Option<&'a Rule>, mut place: Place<'a>) -> Self {
        place.path.push(Arc::from("otherwise"));
        let reason = Some("nobody_available".to_owned());
        Self { speaks: false, reason, ..Self::new(Outcome::Held, rule, place) }
    }

    pub(super) fn assigned(rule: &'a Rule, place: Place<'a>) -> Self {
        Self { by_chain: true, ..Self::new(Outcome::Assigned, Some(rule), place) }
    }

    /// 8: `then attach` ends with `attached` and the earlier rep; rule is null, the path empty (13).
    pub(super) fn duplicate(world: &'a World<'a>, row: &'a [Option<Value>]) -> Self {
        let dedupe = world.model.dedupe.as_ref();
        let rep = dedupe.and_then(|dedupe| match row.get(dedupe.rep?.index())? {
            Some(Value::Rep(id)) => Some(id.clone()),
            _ => None,
        });
        let attached_to = dedupe.and_then(|dedupe| effects::row_name(world, dedupe.against?, row));
        Self { attached_to, rep, ..Self::new(Outcome::Attached, None, Place::default()) }
    }

    /// Every decision but a chain.
    pub(super) fn plain(world: &'a World<'a>, rule: &'a Rule, place: Place<'a>) -> Self {
        let end = |outcome| Self::new(outcome, Some(rule), place.clone());
        match &rule.decision {
            Some(Decision::Disqualify(why)) => Self { reason: Some(fill(world, why)), ..end(Outcome::Disqualified) },
            Some(Decision::Nurture { track, retry_after }) => Self {
                reason: Some(fill(world, track)),
                retry_at: retry_after.and_then(|after| world.now().checked_add(after).ok()),
                ..end(Outcome::Nurtured)
            },
            Some(Decision::Attach { to, .. }) => {
                Self { attached_to: effects::match_name(world, *to), ..end(Outcome::Attached) }
            }
            _ => end(Outcome::Kept),
        }
    }
}

pub(super) fn target<'a>(world: &'a World<'a>, given: &Given<'a>) -> Target {
    let queue = |id: crate::domain::QueueId| world.model.queues.get(id.index()).map(|queue| queue.name.clone());
    let nobody = Target { outcome: Outcome::Held, rep: None, team: None, queue: None };
    match given {
        Given::Queue(id) => Target { outcome: Outcome::Queued, queue: queue(*id), ..nobody },
        Given::Hold { queue: id, rep } => {
            Target { rep: rep.map(|rep| rep.id.clone()), queue: id.and_then(queue), ..nobody }
        }
        Given::Person(rep) => Target { outcome: Outcome::Assigned, rep: Some(rep.id.clone()), ..nobody },
        Given::Team { pick, .. } => {
            let Some((id, member)) = pick.taken.last() else { return nobody };
            let name = team(world, *id).map(|team| team.name.clone());
            match member.who {
                Who::Rep(rep) => {
                    Target { outcome: Outcome::Assigned, rep: Some(rep.id.clone()), team: name, queue: None }
                }
                Who::Queue(id) => Target { outcome: Outcome::Queued, rep: None, team: name, queue: queue(id) },
                Who::Team(..) => nobody,
            }
        }
    }
}

/// The teams that a decision asked, from the outermost inwards, and the rep that they gave, for its promise.
fn deciders<'a>(given: &Given<'a>) -> (Vec<TeamId>, Option<&'a Rep>) {
    match given {
        Given::Team { pick, .. } => {
            let rep = pick.taken.last().and_then(|(_, member)| match member.who {
                Who::Rep(rep) => Some(rep),
                _ => None,
            });
            (pick.taken.iter().map(|(id, _)| *id).collect(), rep)
        }
        Given::Person(rep) => (Vec::new(), Some(rep)),
        Given::Hold { rep, .. } => (Vec::new(), *rep),
        Given::Queue(_) => (Vec::new(), None),
    }
}

pub(super) fn assignment<'a>(
    walk: &Walk<'a>,
    fingerprint: &Arc<str>,
    route: Arc<str>,
    end: End<'a>,
    flagged: Option<&'a [Option<Value>]>,
) -> Assignment {
    let world = walk.world;
    let deciding: Option<&Tried<'a>> = walk.tried.last().filter(|_| end.by_chain);
    let won = deciding.and_then(|tried| tried.won.as_ref());
    let given = won.map(|(_, given)| target(world, given));
    let outcome = given.as_ref().map_or(end.outcome, |given| given.outcome);
    let (by_teams, assignee) = won.map_or((Vec::new(), None), |(_, given)| deciders(given));
    let speaking: Vec<&Rule> = end.place.steps.iter().copied().chain(end.rule.filter(|_| end.speaks)).collect();
    let told = world.deciding(|| effects::tell(world, &speaking, flagged));
    let attached_to = match end.rule.and_then(|rule| rule.decision.as_ref()) {
        Some(Decision::Attach { to, assign: Some(_) }) => effects::match_name(world, *to),
        _ => end.attached_to.clone(),
    };
    let mut delta = Delta::default();
    for tried in &walk.tried {
        for id in &tried.asked {
            let Some(asked) = team(world, *id) else { continue };
            let seq = super::members::state(world, asked).map_or(0, |state| state.seq);
            delta.reads.teams.insert(asked.name.clone(), seq);
        }
    }
    if let Some(tried) = deciding {
        write::changes(world, tried, &mut delta);
    }
    if let (Outcome::Assigned, Some(rep)) = (outcome, assignee) {
        delta.reads.reps.insert(rep.id.clone(), rep.seq);
        delta.open.insert(rep.id.clone(), ByName::from([(world.channel(), 1)]));
    }
    let listed = end.rule.map(|rule| listed::listed(walk, rule, &end.place)).unwrap_or_default();
    let held = outcome == Outcome::Held;
    let mut notes = world.request.lead.data_notes();
    notes.extend(world.notes());
    world.count(format!("outcome {outcome}"));
    if attached_to.is_some() {
        world.count("matched");
    }
    if flagged.is_some() {
        world.count("dedupe flag");
    }
    Assignment {
        lead: world.request.lead.id.clone(),
        outcome,
        rep: given.as_ref().map_or(end.rep.clone(), |given| given.rep.clone()),
        team: given.as_ref().and_then(|given| given.team.clone()),
        queue: given.as_ref().and_then(|given| given.queue.clone()),
        link: won.and_then(|(place, _)| u32::try_from(*place).ok()),
        route,
        rule: end.rule.map(|rule| rule.name.clone()),
        path: end.place.path.clone().into(),
        reason: end.reason.clone(),
        facts: listed.facts,
        scores: listed.scores,
        grades: listed.grades,
        sla: end
            .rule
            .filter(|_| end.speaks)
            .and_then(|rule| world.deciding(|| promise(world, rule.sla?, &by_teams, assignee))),
        tags: told.tags,
        notes: told.notes,
        notifications: told.notifications,
        set: told.set,
        relaxed: won.map_or_else(Vec::new, |(place, given)| {
            dropped(world, deciding.and_then(|tried| tried.chain.links.get(*place)), given)
        }),
        attached_to,
        shadow: Vec::new(),
        retry_at: if held { retry_at(world, &walk.tried) } else { end.retry_at },
        since: held.then(|| world.since()),
        data_notes: notes,
        delta,
        ruleset: fingerprint.clone(),
        version: world.snapshot.version,
        decided_at: world.now(),
    }
}

/// 5.3: the answer lists what was relaxed.
fn dropped<'a>(world: &'a World<'a>, link: Option<&Link>, given: &Given<'a>) -> Vec<Arc<str>> {
    let teams: Vec<TeamId> = match (given, link.map(|link| link.available)) {
        (Given::Team { pick, .. }, _) => pick.taken.iter().map(|(id, _)| *id).collect(),
        (Given::Person(_), Some(Available::ForTeam(id))) => vec![id],
        _ => Vec::new(),
    };
    let teams = teams.into_iter().filter_map(|id| team(world, id));
    let needs = teams.flat_map(|team| &team.needs).filter(|need| relaxed(world, need));
    let words: Vec<Arc<str>> = needs.map(|need| need.words.clone()).collect();
    if !words.is_empty() {
        world.count("relaxed");
    }
    words
}
