//! What a decision writes: turns, receipts, levels, entries; the new values of exactly the changed fields.

use super::chain::{Given, Tried};
use super::eligible::{Eligibility, counter};
use super::forget::forget;
use super::roster::Seat;
use super::standing::Standing;
use super::truth::Facts;
use crate::calendar::Period;
use crate::domain::{
    Delta, Last, Level, MemberChange, MemberState, Recent, Rep, StickyEntry, TeamChange, TeamId, TeamState,
};
use crate::model::{CapWindow, Target};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that a member of a team got.
struct Gift<'a> {
    team: TeamId,
    key: Arc<str>,
    rep: Option<&'a Rep>,
    turn: bool,
}

impl<'a, F: Facts> Eligibility<'a, F> {
    /// The numbers of the teams that were asked.
    pub(crate) fn reads(&self, tried: &Tried<'a>, delta: &mut Delta) {
        for id in &tried.asked {
            let Some(team) = self.world.team(*id) else { continue };
            let seq = self.world.state(team).map_or(0, |state| state.seq);
            delta.reads.teams.insert(Arc::clone(&team.name), seq);
        }
    }

    /// What the deciding chain changes.
    pub(crate) fn changes(&self, deciding: &Tried<'a>, delta: &mut Delta) {
        let Some((place, given)) = &deciding.won else { return };
        let gifts = self.gifts(deciding, *place, given);
        let nothing = TeamState::default();
        let mut reached = deciding.reached.clone();
        reached.sort_unstable();
        for id in reached {
            let Some(mut standing) = Standing::find(self, id) else { continue };
            for gift in gifts.iter().filter(|gift| gift.team == id) {
                self.give(&mut standing, gift);
            }
            // State under a former name is taken over whole.
            let before = self.world.snapshot.teams.get(&standing.team.name).unwrap_or(&nothing);
            if *before == standing.state {
                continue;
            }
            let counted: Vec<Period> = standing.periods.iter().map(|(counted, _)| counted.period).collect();
            forget(&mut standing.state, standing.team, &counted, self.facts.moment().now);
            let change = difference(before, &standing.state);
            if change != TeamChange::default() {
                delta.teams.insert(Arc::clone(&standing.team.name), change);
            }
        }
        self.sticky(deciding, *place, given, delta);
    }

    fn gifts(&self, deciding: &Tried<'a>, place: usize, given: &Given<'a>) -> Vec<Gift<'a>> {
        match given {
            Given::Team { taken, turn } => taken
                .iter()
                .map(|(team, seat)| Gift {
                    team: *team,
                    key: Arc::clone(&seat.key),
                    rep: self.world.rep(seat),
                    turn: *turn,
                })
                .collect(),
            Given::Person(rep) => {
                let counts = deciding.chain.links.get(place).and_then(|link| link.counts);
                let gift = |counts: crate::model::Counts| Gift {
                    team: counts.team,
                    key: Arc::clone(&rep.id),
                    rep: Some(*rep),
                    turn: counts.as_turn,
                };
                counts.into_iter().map(gift).collect()
            }
            Given::Queue(_) | Given::Hold { .. } => Vec::new(),
        }
    }

    fn give(&self, standing: &mut Standing<'a>, gift: &Gift<'a>) {
        let now = self.facts.moment().now;
        if gift.turn {
            let place = standing.seats.iter().position(|seat| seat.key == gift.key).unwrap_or(standing.seats.len());
            standing.state.last =
                Some(Last { member: Arc::clone(&gift.key), place: u64::try_from(place).unwrap_or(u64::MAX) });
            if !standing.team.absences_owed {
                self.raise_levels(standing, gift);
            }
        }
        let seq = standing.state.seq.saturating_add(1);
        let entry = standing.state.members.entry(Arc::clone(&gift.key));
        let entry = entry.or_insert_with(|| MemberState { joined_at: Some(now), ..MemberState::default() });
        if gift.turn {
            entry.last_assigned_at = Some(now);
            entry.last_seq = Some(seq);
            for (_, name) in &standing.periods {
                entry.absent_since.remove(name);
                let turns = entry.turns.entry(Arc::clone(name)).or_default();
                turns.n = turns.n.saturating_add(1);
            }
        }
        self.receive(standing.team, gift, entry);
    }

    /// Each turn raises the level of each period by 1 / Σw of the members not absent, the one taken among them.
    fn raise_levels(&self, standing: &mut Standing<'a>, gift: &Gift<'a>) {
        for (counted, name) in &standing.periods {
            let present = |(place, seat): (usize, &Seat)| {
                let counts = seat.key == gift.key || !standing.is_absent(place);
                if counts { self.weight(seat, counted.weight.as_ref()).scaled().max(0) } else { 0 }
            };
            let weights = standing.seats.iter().enumerate().map(present).fold(0_i128, i128::saturating_add);
            let raise = (Level::SCALE * 10_000).checked_div(weights).unwrap_or(0);
            if raise > 0 {
                let level = standing.state.levels.entry(Arc::clone(name)).or_default();
                *level = Level::from_scaled(level.scaled().saturating_add(raise));
            }
        }
    }

    /// A receipt: the total, each counter that a cap of the team uses, and the list for rolling caps.
    fn receive(&self, team: &crate::model::Team, gift: &Gift<'a>, entry: &mut MemberState) {
        let moment = self.facts.moment();
        entry.total = entry.total.saturating_add(1);
        let mut longest: Option<SignedDuration> = None;
        let mut counted: Vec<(Arc<str>, String)> = Vec::new();
        for cap in &team.caps {
            let channel: Arc<str> = cap.channel.clone().unwrap_or_else(|| "lead".into());
            match &cap.window {
                CapWindow::AtOnce => {}
                CapWindow::Rolling(length) => longest = longest.max(Some(*length)),
                CapWindow::Per(period) if *channel == *"lead" || channel == moment.channel => {
                    let name = counter(gift.rep, team, cap, *period, moment.now);
                    if counted.iter().any(|(of, known)| *of == channel && *known == name) {
                        continue;
                    }
                    let counters = entry.received.entry(Arc::clone(&channel)).or_default();
                    let count = counters.entry(name.as_str().into()).or_default();
                    *count = count.saturating_add(1);
                    counted.push((channel, name));
                }
                CapWindow::Per(_) => {}
            }
        }
        if let Some(longest) = longest {
            entry.recent.push(Recent { at: moment.now, channel: Arc::clone(&moment.channel) });
            entry.recent.retain(|recent| moment.now.duration_since(recent.at) < longest);
        }
    }

    /// The first rep keeps the entry while it lives, unless the clause follows the last.
    fn sticky(&self, deciding: &Tried<'a>, place: usize, given: &Given<'a>, delta: &mut Delta) {
        let Given::Team { taken, .. } = given else { return };
        let Some(link) = deciding.chain.links.get(place) else { return };
        let (Some(clause), Target::Team { team, by }) = (&link.same_rep, &link.target) else { return };
        let Some((id, _)) = self.team_of(team, by.as_ref()) else { return };
        let (Some(team), Some(key)) = (self.world.team(id), self.sticky_key(clause)) else { return };
        if !clause.follow_last && self.living_entry(&team.name, clause).is_some() {
            return;
        }
        let Some(rep) = taken.last().and_then(|(_, seat)| self.world.rep(seat)) else { return };
        let entry = StickyEntry { rep: Arc::clone(&rep.id), at: self.facts.moment().now };
        let before = self.world.snapshot.sticky.get(&team.name).and_then(|team| team.get(&clause.name)?.get(&key));
        if before != Some(&entry) {
            let clauses = delta.sticky.entry(Arc::clone(&team.name)).or_default();
            clauses.entry(Arc::clone(&clause.name)).or_default().insert(key, entry);
        }
    }
}

fn difference(before: &TeamState, after: &TeamState) -> TeamChange {
    let mut change = TeamChange {
        last: if before.last == after.last { None } else { after.last.clone() },
        levels: (before.levels != after.levels).then(|| after.levels.clone()),
        members: BTreeMap::new(),
    };
    let nothing = MemberState::default();
    for (key, new) in &after.members {
        let old = before.members.get(key).unwrap_or(&nothing);
        if old == new {
            continue;
        }
        let member = MemberChange {
            total: (old.total != new.total).then_some(new.total),
            joined_at: new.joined_at.filter(|_| old.joined_at != new.joined_at),
            last_assigned_at: new.last_assigned_at.filter(|_| old.last_assigned_at != new.last_assigned_at),
            last_seq: new.last_seq.filter(|_| old.last_seq != new.last_seq),
            absent_since: (old.absent_since != new.absent_since).then(|| new.absent_since.clone()),
            turns: (old.turns != new.turns).then(|| new.turns.clone()),
            received: (old.received != new.received).then(|| new.received.clone()),
            recent: (old.recent != new.recent).then(|| new.recent.clone()),
        };
        change.members.insert(Arc::clone(key), member);
    }
    change
}
