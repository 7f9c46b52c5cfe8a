//! Who may pass at all: nobody who fails by anything that time does not lift is worth waiting for.

use super::Given;
use crate::model::{Available, Key, Link, Target};
use crate::route::chain::Tried;
use crate::route::eligible::{Asking, Eligibility, Reason};
use crate::route::roster::{Seat, Who};
use crate::route::truth::Facts;

impl<'a, F: Facts> Eligibility<'a, F> {
    /// Whether somebody fails by time alone, or something is waited for; else no instant needs to be tried.
    pub(super) fn chain_may_pass(&self, tried: &Tried<'a>) -> bool {
        matches!(&tried.won, Some((_, Given::Hold { .. })))
            || tried.chain.links.iter().any(|link| self.link_may_pass(link))
    }

    fn link_may_pass(&self, link: &'a Link) -> bool {
        let timely = self.world.timely();
        if let Some(condition) = &link.condition
            && !self.facts.judge(condition, None).is_yes()
            && !timely.condition(condition)
        {
            return false;
        }
        if link.named().is_some_and(|value| timely.value(value)) {
            return true;
        }
        match &link.target {
            Target::Team { team, by } => self.team_of(team, by.as_ref()).is_some_and(|(id, strategy)| {
                let Some(team) = self.world.team(id) else { return false };
                let at = self.facts.moment().now;
                let asking = Asking { id, team, strategy, ignoring: link.ignoring, at };
                self.world.seats(id).iter().any(|seat| self.seat_may_pass(asking, seat))
            }),
            _ => self.person_of(link).is_some_and(|rep| self.person_may_pass(link, rep)),
        }
    }

    /// Whether time alone may lift every reason against a person of a link.
    pub(super) fn person_may_pass(&self, link: &'a Link, rep: &'a crate::domain::Rep) -> bool {
        let at = self.facts.moment().now;
        let against = self.person(link, rep, at);
        let Available::ForTeam(id) = link.available else { return against.iter().copied().all(Reason::passes) };
        against.iter().copied().all(Reason::passes)
            && self.world.team(id).zip(self.world.seat_of(id, &rep.id)).is_some_and(|(team, (_, seat))| {
                let asking = Asking { id, team, strategy: &team.strategy, ignoring: link.ignoring, at };
                self.seat_may_pass(asking, seat)
            })
    }

    /// Whether time alone may lift every reason against a member.
    fn seat_may_pass(&self, asking: Asking<'a>, seat: &Seat) -> bool {
        let against = self.member(asking, seat);
        against.iter().all(|reason| match reason {
            Reason::NotQualified => self.may_qualify(asking, seat),
            Reason::NoWeight => self.may_weigh(asking),
            other => other.passes(),
        })
    }

    fn may_qualify(&self, asking: Asking<'a>, seat: &Seat) -> bool {
        let (timely, rep) = (self.world.timely(), self.world.rep(seat));
        let may = |condition| self.facts.judge(condition, rep).is_yes() || timely.condition(condition);
        let musts = asking.strategy.keys.iter().flat_map(|key| match key {
            Key::BestMatch { musts, .. } => &musts[..],
            _ => &[],
        });
        let inside = match seat.who {
            Who::Team(id, _) => self.world.team(id).is_some_and(|team| {
                let inner = Asking { id, team, strategy: &team.strategy, ..asking };
                self.world.seats(id).iter().any(|seat| self.seat_may_pass(inner, seat))
            }),
            Who::Rep(_) | Who::Queue(_) => true,
        };
        inside
            && musts.into_iter().all(|must| may(&must.condition))
            && asking.team.needs.iter().all(|need| need.first.is_some() || may(&need.condition))
    }

    fn may_weigh(&self, asking: Asking<'a>) -> bool {
        asking.strategy.keys.iter().any(|key| match key {
            Key::Evenly { weight: Some(weight), .. } => self.world.timely().value(weight),
            _ => false,
        })
    }
}
