//! 6: promises. Late means `now >= due`; steps are dated, nothing is sent.

use super::hours;
use super::members::team;
use super::print::plain;
use super::world::World;
use crate::calendar::OpenTimes;
use crate::domain::{Decimal, Promise, PromiseAction, PromiseStep, PromiseTarget, Rep, SlaId, TeamId};
use crate::model::{Chain, Length, Target, TeamRef};
use jiff::{SignedDuration, Timestamp};

/// The promise of the deciding rule, counted from now: on its own clock, else on the hours of the deciding team, or of the
/// nearest team around it that keeps hours. `deciding` from the outermost inwards.
pub(super) fn promise<'a>(
    world: &'a World<'a>,
    id: SlaId,
    deciding: &[TeamId],
    assignee: Option<&'a Rep>,
) -> Option<Promise> {
    let sla = world.model.slas.get(id.index())?;
    world.count("promise");
    let clock = match sla.clock {
        Some(clock) => hours::item(world, clock),
        None => {
            let mut teams = deciding.iter().rev().filter_map(|id| team(world, *id));
            teams.find_map(|team| hours::of_team(world, team, assignee))
        }
    };
    let times = clock.map(|clock| clock.times(world));
    let after = |length: Length| later(world, times.as_ref(), length);
    let mut steps = Vec::new();
    if let Some(first_touch) = sla.first_touch {
        for share in &sla.reminders {
            if let Some(at) = part(first_touch, *share).and_then(after) {
                steps.push(PromiseStep { at, action: PromiseAction::Remind, to: Vec::new() });
            }
        }
    }
    for step in &sla.steps {
        let Some(at) = after(step.after) else { continue };
        let action = if step.reassign { PromiseAction::Reassign } else { PromiseAction::Escalate };
        steps.push(PromiseStep { at, action, to: targets(world, &step.to, assignee) });
    }
    steps.sort_by_key(|step| step.at);
    Some(Promise { name: sla.name.clone(), due: sla.first_touch.and_then(after), steps })
}

fn later(world: &World<'_>, clock: Option<&OpenTimes<'_>>, length: Length) -> Option<Timestamp> {
    let now = world.now();
    match length {
        Length::Clock(length) => now.checked_add(length).ok(),
        Length::Business(length) => clock?.add_business(now, length),
        Length::BusinessDays(days) => clock?.add_business_days(now, days),
    }
}

/// A share of a length.
fn part(length: Length, share: Decimal) -> Option<Length> {
    let of = |length: SignedDuration| {
        let nanos = length.as_nanos().checked_mul(share.scaled())?.checked_div(Decimal::SCALE)?;
        SignedDuration::try_from_nanos_i128(nanos)
    };
    match length {
        Length::Clock(length) => Some(Length::Clock(of(length)?)),
        Length::Business(length) => Some(Length::Business(of(length)?)),
        Length::BusinessDays(_) => None,
    }
}

fn targets<'a>(world: &'a World<'a>, chain: &Chain, assignee: Option<&'a Rep>) -> Vec<PromiseTarget> {
    let model = world.model;
    let target = |target: &Target| match target {
        Target::ManagerOfAssignee => assignee?.manager.clone().map(PromiseTarget::Rep),
        Target::Rep(expr) => Some(PromiseTarget::Rep(plain(world, &world.lead().value(expr)?).into())),
        Target::ManagerOf(expr) => {
            let rep = super::members::rep_named(world, world.lead().value(expr))?;
            rep.manager.clone().map(PromiseTarget::Rep)
        }
        Target::Team { team: TeamRef::Team(id), .. } => {
            model.teams.get(id.index()).map(|team| PromiseTarget::Team(team.name.clone()))
        }
        Target::Team { team: TeamRef::Value(expr), .. } => {
            Some(PromiseTarget::Team(plain(world, &world.lead().value(expr)?).into()))
        }
        Target::Queue(id) => model.queues.get(id.index()).map(|queue| PromiseTarget::Queue(queue.name.clone())),
        Target::Hold { queue, .. } => {
            let queue = model.queues.get((*queue)?.index())?;
            Some(PromiseTarget::Queue(queue.name.clone()))
        }
    };
    chain.links.iter().filter_map(|link| target(&link.target)).collect()
}
