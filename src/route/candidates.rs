//! Who of a team may get the lead now, as one set of places.
//!
//! It says what [`Eligibility::member`] says of each seat; that one knows the reasons, for any moment, and is asked when
//! somebody wants to be told.

use super::book::{Book, Capped, Open, Verdict};
use super::eligible::{Asking, Eligibility};
use super::load::channels;
use super::places::Places;
use super::standing::Standing;
use super::truth::Facts;
use crate::model::{Cap, CapWindow, Cond, Ignoring, Key};
use std::borrow::Cow;

impl<'a, F: Facts> Eligibility<'a, F> {
    /// The eligible seats of a team at the moment of the decision.
    pub(crate) fn candidates<'s>(&self, asking: Asking<'a>, standing: &'s Standing<'a>) -> Cow<'s, Places> {
        match self.open(asking, standing) {
            Some(open) => Cow::Borrowed(&open.places),
            None => Cow::Owned(self.found(asking, standing)),
        }
    }

    /// The same where nothing of the lead matters but its channel: they are known then.
    pub(super) fn open<'s>(&self, asking: Asking<'a>, standing: &'s Standing<'a>) -> Option<&'s Open> {
        let (team, book, moment) = (asking.team, standing.book, self.facts.moment());
        let own = std::ptr::eq(asking.strategy, &team.strategy) && asking.ignoring == Ignoring::default();
        if !own || !moment.exclude.is_empty() {
            return None;
        }
        let number = channels(self.world.model).position(|known| *known == *moment.channel)?;
        let fit = || self.fit(asking, standing);
        standing.present().open((number, &moment.channel), (team, &book.people, &book.memory), fit)
    }

    /// Those whom only their work and what they have received can keep from any lead; `None` where that depends on the
    /// lead, or changes with every moment.
    fn fit(&self, asking: Asking<'a>, standing: &Standing<'a>) -> Option<Places> {
        let (team, book, present) = (asking.team, standing.book, standing.present());
        let caps = standing.counts_for_all_alike() && team.caps.iter().all(|cap| cap.limit > 0);
        if !caps || !book.people.nested.is_empty() {
            return None;
        }
        let mut fit = present.there.clone();
        let mut keep = |condition: &Cond| match book.verdicts.of(self.world, asking.id, self.facts, condition) {
            Verdict::Fixed(places) => {
                fit.keep(places);
                true
            }
            _ => false,
        };
        let needs = team.needs.iter().all(|need| need.first.is_none() && keep(&need.condition));
        let musts = asking.strategy.keys.iter().all(|key| match key {
            Key::BestMatch { musts, .. } => musts.iter().all(|must| keep(&must.condition)),
            _ => true,
        });
        if !needs || !musts {
            return None;
        }
        for key in &asking.strategy.keys {
            if let Key::Evenly { period, weight } = key {
                fit.drop_all(&standing.weights(self, *period, weight.as_ref())?.none);
            }
        }
        Some(fit)
    }

    pub(super) fn found(&self, asking: Asking<'a>, standing: &Standing<'a>) -> Places {
        let (book, team, ignoring) = (standing.book, asking.team, asking.ignoring);
        let people = &book.people;
        let present = standing.present();
        let mut found = if ignoring.away || ignoring.hours { people.reps.clone() } else { present.there.clone() };
        if ignoring.away || ignoring.hours {
            found.keep(&people.active);
            if !ignoring.away {
                found.drop_all(&people.paused);
                found.drop_all(&present.away);
            }
            if !ignoring.hours {
                found.drop_all(&present.off);
            }
        }
        for excluded in &self.facts.moment().exclude {
            if let Some(place) = book.seat_of(excluded) {
                found.set(place, false);
            }
        }
        let channel = channels(self.world.model).position(|known| *known == *self.facts.moment().channel);
        if !ignoring.capacity {
            self.drop_listed(&mut found, channel.and_then(|place| people.full.get(place)), |place| {
                standing.rep(self.world, place).is_some_and(|rep| self.at_capacity(rep))
            });
        }
        if !ignoring.caps {
            for ((cap, capped), counter) in team.caps.iter().zip(&book.memory.caps).zip(&present.counters) {
                self.drop_capped(standing, (cap, capped, counter.as_deref()), &mut found);
            }
        }
        for need in &team.needs {
            if !self.relaxed(need, asking.at) {
                self.keep_yes(asking, book, standing, &need.condition, &mut found);
            }
        }
        for key in &asking.strategy.keys {
            match key {
                Key::BestMatch { musts, .. } => {
                    musts.iter().for_each(|must| self.keep_yes(asking, book, standing, &must.condition, &mut found));
                }
                Key::Evenly { period, weight } => match standing.weights(self, *period, weight.as_ref()) {
                    Some(weights) => found.drop_all(&weights.none),
                    None => self.drop_listed(&mut found, None, |place| {
                        let seat = standing.seats.get(place);
                        seat.is_some_and(|seat| self.weight(seat, weight.as_ref()).scaled() <= 0)
                    }),
                },
                _ => {}
            }
        }
        if !team.reserve.is_empty() {
            self.drop_listed(&mut found, channel.and_then(|place| people.reserved.get(place)), |place| {
                standing.rep(self.world, place).is_some_and(|rep| self.reserved(team, rep))
            });
        }
        for place in &people.nested {
            let eligible = standing.seats.get(*place).is_some_and(|seat| self.member(asking, seat).is_empty());
            found.set(*place, eligible);
        }
        found.add_all(&people.queues);
        found
    }

    /// Takes those of a list out, or those of whom the test holds where there is no list.
    fn drop_listed(&self, found: &mut Places, list: Option<&Places>, test: impl Fn(usize) -> bool) {
        match list {
            Some(list) => found.drop_all(list),
            None => found.keep_if(|place| !test(place)),
        }
    }

    /// `counter`: the name under which all are counted now.
    fn drop_capped(
        &self,
        standing: &Standing<'a>,
        (cap, capped, counter): (&Cap, &Capped, Option<&str>),
        found: &mut Places,
    ) {
        if cap.channel.as_ref().is_some_and(|channel| *channel != self.facts.moment().channel) {
            return;
        }
        if cap.limit <= 0 {
            return found.clear();
        }
        match (capped, &cap.window) {
            (Capped::Per { reached, .. }, _) if counter.is_some() => {
                if let Some((_, places)) = reached.iter().find(|(known, _)| Some(&**known) == counter) {
                    found.drop_all(places);
                }
            }
            (Capped::AtOnce(reached), _) => found.drop_all(reached),
            (Capped::Rolling(possible), _) => {
                let now = self.facts.moment().now;
                let mut asked = found.clone();
                asked.keep(possible);
                for place in asked.iter() {
                    let seat = standing.seats.get(place);
                    if seat.is_some_and(|seat| self.cap_reached(standing.team, seat, cap, now)) {
                        found.set(place, false);
                    }
                }
            }
            (Capped::Per { reached, .. }, CapWindow::Per(period)) => {
                for (one, places) in &standing.book.people.zones {
                    let rep = standing.rep(self.world, *one);
                    let name = super::eligible::counter(rep, standing.team, cap, *period, self.facts.moment().now);
                    if let Some((_, reached)) = reached.iter().find(|(known, _)| **known == *name) {
                        let mut places = places.clone();
                        places.keep(reached);
                        found.drop_all(&places);
                    }
                }
            }
            (Capped::Per { .. }, _) => {}
        }
    }

    /// Keeps those of whom a condition is yes.
    fn keep_yes(&self, asking: Asking<'a>, book: &Book, standing: &Standing<'a>, condition: &Cond, found: &mut Places) {
        let yes = |place: usize| self.facts.judge(condition, standing.rep(self.world, place)).is_yes();
        match book.verdicts.of(self.world, asking.id, self.facts, condition) {
            Verdict::Fixed(places) => found.keep(places),
            Verdict::OfLead => {
                if !self.facts.judge(condition, None).is_yes() {
                    found.clear();
                }
            }
            Verdict::Groups(groups) => {
                for (_, places) in groups.iter().filter(|(one, _)| !yes(*one)) {
                    found.drop_all(places);
                }
            }
            Verdict::Each => self.drop_listed(found, None, |place| !yes(place)),
        }
    }
}
