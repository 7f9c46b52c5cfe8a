//! What a decision writes: turns, receipts, levels, entries; the new values of exactly the changed fields.

use super::chain::{Given, Tried};
use super::eligible::{CounterName, Eligibility, counter};
use super::forget::forget;
use super::load::plain_channel;
use super::standing::{Current, Remembered, Standing};
use super::truth::Facts;
use crate::calendar::Period;
use crate::domain::{
    ByName, Delta, Last, Level, MemberChange, MemberState, Recent, Rep, StickyEntry, TeamChange, TeamId, TeamState,
};
use crate::model::{Cap, CapWindow, Target};
use jiff::SignedDuration;
use smallvec::SmallVec;
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
        let mut reached = deciding.reached.clone();
        reached.sort_unstable();
        for id in reached {
            let Some(standing) = Standing::find(self, id) else { continue };
            let mut own = gifts.iter().filter(|gift| gift.team == id);
            let change = match (&standing.memory, own.next(), own.next()) {
                (Remembered::Stored(_), None, _) => continue,
                (Remembered::Stored(_), Some(gift), None) if self.is_fresh(&standing) => self.one(&standing, gift),
                _ => self.whole(standing, gifts.iter().filter(|gift| gift.team == id)),
            };
            if let (Some(team), true) = (self.world.team(id), change != TeamChange::default()) {
                delta.teams.insert(Arc::clone(&team.name), change);
            }
        }
        self.sticky(deciding, *place, given, delta);
    }

    /// Whether nothing of the state is of periods that are dropped.
    fn is_fresh(&self, standing: &Standing<'a>) -> bool {
        let counted: SmallVec<[Period; 2]> = standing.periods.iter().map(|current| current.counted.period).collect();
        standing.book.memory.is_fresh(standing.state(), standing.team, &counted, self.facts.moment().now)
    }

    /// What one gift changes in a stored state: the one who got it, and the team's last and levels.
    fn one(&self, standing: &Standing<'a>, gift: &Gift<'a>) -> TeamChange {
        let nothing = TeamState::default();
        let before = standing.state().unwrap_or(&nothing);
        let mut change = TeamChange::default();
        if gift.turn {
            let last = last(standing, gift);
            change.last = (before.last.as_ref() != Some(&last)).then_some(last);
            let raises = self.raises(standing, gift);
            if !raises.is_empty() {
                let mut levels = before.levels.clone();
                raise(&mut levels, raises);
                change.levels = Some(levels);
            }
        }
        let unknown = MemberState::default();
        let old = before.members.get(&gift.key);
        let mut new = old.cloned().unwrap_or_else(|| self.newcomer());
        self.enter(standing, gift, before.seq.saturating_add(1), &mut new);
        let old = old.unwrap_or(&unknown);
        if *old != new {
            change.members.insert(Arc::clone(&gift.key), differs(old, new));
        }
        change
    }

    /// What gifts, newcomers and absences change in a state that is written anew.
    fn whole<'g>(&self, mut standing: Standing<'a>, gifts: impl Iterator<Item = &'g Gift<'a>>) -> TeamChange
    where
        'a: 'g,
    {
        for gift in gifts {
            self.give(&mut standing, gift);
        }
        // State under a former name is taken over whole.
        let nothing = TeamState::default();
        let before = self.world.snapshot.teams.get(&standing.team.name).unwrap_or(&nothing);
        if standing.state().unwrap_or(&nothing) == before {
            return TeamChange::default();
        }
        let counted: SmallVec<[Period; 2]> = standing.periods.iter().map(|current| current.counted.period).collect();
        let team = standing.team;
        standing.rewrite(|state| {
            forget(state, team, &counted, self.facts.moment().now);
            difference(before, state)
        })
    }

    fn gifts(&self, deciding: &Tried<'a>, place: usize, given: &Given<'a>) -> SmallVec<[Gift<'a>; 2]> {
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
            Given::Queue(_) | Given::Hold { .. } => SmallVec::new(),
        }
    }

    fn give(&self, standing: &mut Standing<'a>, gift: &Gift<'a>) {
        let seq = standing.state().map_or(0, |state| state.seq).saturating_add(1);
        let turn = gift.turn.then(|| (last(standing, gift), self.raises(standing, gift)));
        let old = standing.state().and_then(|state| state.members.get(&gift.key)).cloned();
        let mut entry = old.unwrap_or_else(|| self.newcomer());
        self.enter(standing, gift, seq, &mut entry);
        standing.rewrite(|state| {
            if let Some((last, raises)) = turn {
                state.last = Some(last);
                raise(&mut state.levels, raises);
            }
            state.members.insert(Arc::clone(&gift.key), entry);
        });
    }

    fn newcomer(&self) -> MemberState {
        MemberState { joined_at: Some(self.facts.moment().now), ..MemberState::default() }
    }

    /// Writes a gift into the entry of the one who got it.
    fn enter(&self, standing: &Standing<'a>, gift: &Gift<'a>, seq: u64, entry: &mut MemberState) {
        if gift.turn {
            entry.last_assigned_at = Some(self.facts.moment().now);
            entry.last_seq = Some(seq);
            for current in &standing.periods {
                entry.absent_since.remove(&*current.name);
                let turns = match entry.turns.get_mut(&*current.name) {
                    Some(turns) => turns,
                    None => entry.turns.or_default(current.kept_name()),
                };
                turns.n = turns.n.saturating_add(1);
            }
        }
        self.receive(standing.team, gift, entry);
    }

    /// Each turn raises the level of each period by 1 / Σw of the members not absent, the one taken among them.
    fn raises(&self, standing: &Standing<'a>, gift: &Gift<'a>) -> Raises {
        if standing.team.absences_owed {
            return Raises::new();
        }
        let place = standing.book.seat_of(&gift.key).unwrap_or(usize::MAX);
        let raise = |current: &Current<'a>| {
            let weights = standing.weight_present(self, current, place);
            let raise = (Level::SCALE * 10_000).checked_div(weights).unwrap_or(0);
            (raise > 0).then(|| (current.kept_name(), raise))
        };
        standing.periods.iter().filter_map(raise).collect()
    }

    /// A receipt: the total, each counter that a cap of the team uses, and the list for rolling caps.
    fn receive(&self, team: &crate::model::Team, gift: &Gift<'a>, entry: &mut MemberState) {
        let moment = self.facts.moment();
        entry.total = entry.total.saturating_add(1);
        let mut longest: Option<SignedDuration> = None;
        let mut counted: SmallVec<[(&str, CounterName); 2]> = SmallVec::new();
        for cap in &team.caps {
            let channel = cap.channel.as_deref().unwrap_or("lead");
            match &cap.window {
                CapWindow::AtOnce => {}
                CapWindow::Rolling(length) => longest = longest.max(Some(*length)),
                CapWindow::Per(period) if channel == "lead" || *channel == *moment.channel => {
                    let name = counter(gift.rep, team, cap, *period, moment.now);
                    if counted.iter().any(|(of, known)| *of == channel && **known == *name) {
                        continue;
                    }
                    count(entry, cap, &name);
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
        let Some(rep) = self.world.rep(taken.last().1) else { return };
        let entry = StickyEntry { rep: Arc::clone(&rep.id), at: self.facts.moment().now };
        let before = self.world.snapshot.sticky.get(&team.name).and_then(|team| team.get(&clause.name)?.get(&key));
        if before != Some(&entry) {
            let clauses = delta.sticky.entry(Arc::clone(&team.name)).or_default();
            clauses.entry(Arc::clone(&clause.name)).or_default().insert(key, entry);
        }
    }
}

/// Names of periods with what their levels rise by.
type Raises = SmallVec<[(Arc<str>, i128); 2]>;

fn raise(levels: &mut ByName<Level>, raises: Raises) {
    for (name, raise) in raises {
        let level = levels.or_default(name);
        *level = Level::from_scaled(level.scaled().saturating_add(raise));
    }
}

fn last(standing: &Standing<'_>, gift: &Gift<'_>) -> Last {
    let place = standing.book.seat_of(&gift.key).unwrap_or(standing.seats.len());
    Last { member: Arc::clone(&gift.key), place: u64::try_from(place).unwrap_or(u64::MAX) }
}

/// One more receipt under this name.
fn count(entry: &mut MemberState, cap: &Cap, name: &str) {
    let channel = cap.channel.as_deref().unwrap_or("lead");
    let counters = match entry.received.get_mut(channel) {
        Some(counters) => counters,
        None => entry.received.or_default(cap.channel.clone().unwrap_or_else(plain_channel)),
    };
    match counters.get_mut(name) {
        Some(count) => *count = count.saturating_add(1),
        None => {
            counters.insert(name.into(), 1);
        }
    }
}

fn difference(before: &TeamState, after: &TeamState) -> TeamChange {
    let mut change = TeamChange {
        last: if before.last == after.last { None } else { after.last.clone() },
        levels: (before.levels != after.levels).then(|| after.levels.clone()),
        members: ByName::new(),
    };
    let nothing = MemberState::default();
    for (key, new) in &after.members {
        let old = before.members.get(key).unwrap_or(&nothing);
        if old != new {
            change.members.insert(Arc::clone(key), differs(old, new.clone()));
        }
    }
    change
}

fn differs(old: &MemberState, new: MemberState) -> MemberChange {
    MemberChange {
        total: (old.total != new.total).then_some(new.total),
        joined_at: new.joined_at.filter(|_| old.joined_at != new.joined_at),
        last_assigned_at: new.last_assigned_at.filter(|_| old.last_assigned_at != new.last_assigned_at),
        last_seq: new.last_seq.filter(|_| old.last_seq != new.last_seq),
        absent_since: (old.absent_since != new.absent_since).then_some(new.absent_since),
        turns: (old.turns != new.turns).then_some(new.turns),
        received: (old.received != new.received).then_some(new.received),
        recent: (old.recent != new.recent).then_some(new.recent),
    }
}
