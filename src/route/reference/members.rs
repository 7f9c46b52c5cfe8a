//! 5.2: who is in a team, in which order; what each weighs; who is absent.

use super::hours;
use super::number;
use super::world::World;
use crate::calendar::Period;
use crate::domain::{DataNote, Decimal, QueueId, Rep, TeamId, TeamState, Value};
use crate::model::{self, Chain, Decision, Expr, Key, Strategy, Target, Team, TeamRef};
use std::sync::Arc;

/// A member whom the snapshot knows; his place is his place in the list.
#[derive(Clone)]
pub(super) struct Member<'a> {
    /// A rep id, `team:x` or `queue:x`.
    pub(super) key: Arc<str>,
    pub(super) who: Who<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum Who<'a> {
    Rep(&'a Rep),
    Team(TeamId, Decimal),
    Queue(QueueId),
}

pub(super) fn team<'a>(world: &'a World<'a>, id: TeamId) -> Option<&'a Team> {
    world.model.teams.get(id.index())
}

/// 11: the state under the team's name, else under the name it had.
pub(super) fn state<'a>(world: &'a World<'a>, team: &Team) -> Option<&'a TeamState> {
    let was = || world.snapshot.teams.get(team.was.as_ref()?);
    world.snapshot.teams.get(&team.name).or_else(was)
}

/// Named members in the order of the policy; those found by `where` by id (the snapshot is sorted by id).
pub(super) fn members<'a>(world: &'a World<'a>, team: &'a Team) -> Vec<Member<'a>> {
    let person = |rep: &'a Rep| Member { key: Arc::clone(&rep.id), who: Who::Rep(rep) };
    match &team.members {
        model::Members::Where(condition) => {
            let fits = |rep: &&'a Rep| world.with_rep(rep).judge(condition).is_yes();
            world.snapshot.reps.iter().filter(fits).map(person).collect()
        }
        model::Members::Named(named) => named
            .iter()
            .filter_map(|member| match member {
                model::Member::Rep(id) => world.snapshot.rep(id).map(person),
                model::Member::Team { team: id, weight } => {
                    let name = &world.model.teams.get(id.index())?.name;
                    Some(Member { key: format!("team:{name}").into(), who: Who::Team(*id, *weight) })
                }
                model::Member::Queue(id) => {
                    let name = &world.model.queues.get(id.index())?.name;
                    Some(Member { key: format!("queue:{name}").into(), who: Who::Queue(*id) })
                }
            })
            .collect(),
    }
}

/// What a member weighs in `evenly`: default 1; an unknown weight is 1, with a data note (13).
pub(super) fn weight<'a>(world: &'a World<'a>, member: &Member<'a>, expr: Option<&Expr>) -> Decimal {
    let one = Decimal::from(1);
    match (member.who, expr) {
        (Who::Team(_, weight), _) => weight,
        (Who::Queue(_), _) | (Who::Rep(_), None) => one,
        (Who::Rep(rep), Some(expr)) => {
            let known = world.with_rep(rep).value(expr).and_then(|value| number::exact(&value)?.round());
            if known.is_none() {
                let message = format!("the weight of {} is unknown and counts as 1", rep.id);
                world.note(DataNote { field: Arc::from("weight"), message, original: None });
            }
            known.unwrap_or(one)
        }
    }
}

/// Absence is inactive, paused, away or off hours; a nested team is absent when all its members are; a queue never is.
pub(super) fn absent<'a>(world: &'a World<'a>, team: &'a Team, member: &Member<'a>) -> bool {
    match member.who {
        Who::Queue(_) => false,
        Who::Rep(rep) => {
            let clock = hours::of_team(world, team, Some(rep));
            !rep.active || rep.paused || away(world, rep) || !hours::open(world, clock)
        }
        Who::Team(id, _) => {
            let clock = hours::of_team(world, team, None);
            let Some(inner) = self::team(world, id) else { return true };
            !hours::open(world, clock) || members(world, inner).iter().all(|member| absent(world, inner, member))
        }
    }
}

/// `now` lies in an `away` interval, half-open.
pub(super) fn away(world: &World<'_>, rep: &Rep) -> bool {
    rep.away.iter().any(|away| away.from <= world.now() && world.now() < away.until)
}

/// 13: the `evenly` keys of a team in the whole ruleset, one a period.
pub(super) fn evenlies<'a>(world: &'a World<'a>, id: TeamId) -> Vec<(Period, Option<&'a Expr>)> {
    let mut strategies: Vec<&Strategy> = team(world, id).map(|team| &team.strategy).into_iter().collect();
    for chain in world.model.rules.iter().filter_map(|rule| rule.decision.as_ref()).filter_map(chain_of) {
        for link in &chain.links {
            if let Target::Team { team, by: Some(by) } = &link.target {
                let may_be_ours = match team {
                    TeamRef::Team(named) => *named == id,
                    TeamRef::Value(_) => true,
                };
                if may_be_ours {
                    strategies.push(by);
                }
            }
        }
    }
    let mut found: Vec<(Period, Option<&Expr>)> = Vec::new();
    for key in strategies.iter().flat_map(|strategy| &strategy.keys) {
        if let Key::Evenly { period, weight } = key
            && found.iter().all(|(known, _)| known != period)
        {
            found.push((*period, weight.as_ref()));
        }
    }
    found
}

pub(super) fn chain_of(decision: &Decision) -> Option<&Chain> {
    match decision {
        Decision::Assign(chain) | Decision::Attach { assign: Some(chain), .. } => Some(chain),
        _ => None,
    }
}

/// A present rep that a value names.
pub(super) fn rep_named<'a>(world: &'a World<'a>, value: Option<Value>) -> Option<&'a Rep> {
    match value? {
        Value::Rep(id) => world.snapshot.rep(&id),
        Value::Text(text) => world.snapshot.rep(text.original()),
        _ => None,
    }
}
