//! Promises: when it is late, and what to do before and after.

use super::chain::Taken;
use super::eligible::Eligibility;
use super::truth::Facts;
use crate::calendar::OpenTimes;
use crate::domain::{Decimal, Promise, PromiseAction, PromiseStep, PromiseTarget, Rep, SlaId};
use crate::model::{Chain, Length, Target, TeamRef};
use jiff::{SignedDuration, Timestamp};

impl<'a, F: Facts> Eligibility<'a, F> {
    /// The promise counted from now: on its own clock, else on the hours of the deciding team, of teams inside one
    /// another of the innermost that keeps any.
    pub(crate) fn promise(&self, id: SlaId, by: Option<&Taken<'a>>, assignee: Option<&'a Rep>) -> Option<Promise> {
        let sla = self.world.model.slas.get(id.index())?;
        let mut teams = by.into_iter().flat_map(|by| by.iter().rev()).filter_map(|pick| self.world.team(pick.team));
        let clock = match sla.clock {
            Some(clock) => self.world.clock(clock),
            None => teams.find_map(|team| self.world.hours_of_team(team, assignee)),
        };
        let after = |length: Length| self.later(clock.as_ref(), length);
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
            steps.push(PromiseStep { at, action, to: self.promise_targets(&step.to, assignee) });
        }
        steps.sort_by_key(|step| step.at);
        Some(Promise { name: sla.name.clone(), due: sla.first_touch.and_then(after), steps })
    }

    fn later(&self, clock: Option<&OpenTimes<'_>>, length: Length) -> Option<Timestamp> {
        let now = self.facts.moment().now;
        match length {
            Length::Clock(length) => now.checked_add(length).ok(),
            Length::Business(length) => clock?.add_business(now, length),
            Length::BusinessDays(days) => clock?.add_business_days(now, days),
        }
    }

    fn promise_targets(&self, chain: &Chain, assignee: Option<&'a Rep>) -> Vec<PromiseTarget> {
        let model = self.world.model;
        let queue = |id: crate::domain::QueueId| {
            model.queues.get(id.index()).map(|queue| PromiseTarget::Queue(queue.name.clone()))
        };
        let one = |target: &Target| match target {
            Target::ManagerOfAssignee => assignee?.manager.clone().map(PromiseTarget::Rep),
            Target::Rep(value) => {
                let value = self.facts.value(value, None)?;
                Some(PromiseTarget::Rep(model.print(&value).into()))
            }
            Target::ManagerOf(value) => {
                let rep = self.rep_named(self.facts.value(value, None)?)?;
                rep.manager.clone().map(PromiseTarget::Rep)
            }
            Target::Team { team: TeamRef::Team(id), .. } => {
                model.teams.get(id.index()).map(|team| PromiseTarget::Team(team.name.clone()))
            }
            Target::Team { team: TeamRef::Value(value), .. } => {
                let value = self.facts.value(value, None)?;
                Some(PromiseTarget::Team(model.print(&value).into()))
            }
            Target::Queue(id) => queue(*id),
            Target::Hold { queue: id, .. } => queue((*id)?),
        };
        chain.links.iter().filter_map(|link| one(&link.target)).collect()
    }
}

/// A share of a length; of whole days there is none.
fn part(length: Length, share: Decimal) -> Option<Length> {
    let of = |length: SignedDuration| {
        let nanos = length.as_nanos().checked_mul(share.scaled())?.checked_div(Decimal::SCALE)?;
        SignedDuration::try_from_nanos_i128(nanos)
    };
    match length {
        Length::Clock(length) => of(length).map(Length::Clock),
        Length::Business(length) => of(length).map(Length::Business),
        Length::BusinessDays(_) => None,
    }
}
