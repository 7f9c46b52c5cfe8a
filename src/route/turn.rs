//! What a decision writes: turns, receipts, levels, entries; the new values of exactly the changed fields.

use super::book::Of;
use super::chain::{Given, Pick, Tried};
use super::eligible::{Eligibility, counter_in_zone};
use super::forget::forget;
use super::load::plain_channel;
use super::standing::{Remembered, Standing};
use super::truth::Facts;
use crate::calendar::Period;
use crate::domain::{
    ByName, Counters, Delta, Last, Level, MemberChange, MemberState, Recent, Rep, StickyEntry, TeamChange, TeamId,
    TeamState, Turns,
};
use crate::model::{Cap, CapWindow, Target, Team};
use jiff::SignedDuration;
use smallvec::SmallVec;
use std::sync::Arc;

/// Something that a member of a team got.
struct Gift<'a> {
    team: TeamId,
    key: &'a Arc<str>,
    /// Where he sits in the team, if he does.
    place: Option<usize>,
    rep: Option<&'a Rep>,
    turn: bool,
}

impl<'a, F: Facts> Eligibility<'a, F> {
    /// The numbers of the teams that were asked.
    pub(crate) fn reads(&self, tried: &Tried<'a>, delta: &mut Delta) {
        for id in &tried.asked {
            let Some(team) = self.world.team(*id) else { continue };
            let seq = tried.state(self.world, *id).map_or(0, |state| state.seq);
            delta.reads.teams.insert(Arc::clone(&team.name), seq);
        }
    }

    /// What the deciding chain changes.
    pub(crate) fn changes(&self, deciding: &Tried<'a>, delta: &mut Delta) {
        let Some((place, given)) = &deciding.won else { return delta.teams.clear() };
        if !self.alone(deciding, given, delta) {
            delta.teams.clear();
            self.each(deciding, *place, given, delta);
        }
        self.sticky(deciding, *place, given, delta);
    }

    /// What changes where one team was reached and one member of it taken, and the state is as it is stored, as nearly
    /// always. False: nothing was written.
    fn alone(&self, deciding: &Tried<'a>, given: &Given<'a>, delta: &mut Delta) -> bool {
        let (Given::Team { taken, turn }, [id]) = (given, &deciding.reached[..]) else { return false };
        let (Some(standing), Some(pick)) = (deciding.standing(*id), taken.alone()) else { return false };
        let Remembered::Stored(state) = &standing.memory else { return false };
        if !self.is_fresh(standing) {
            return false;
        }
        let rep = self.world.rep(pick.seat);
        let gift = Gift { team: *id, key: &pick.seat.key, place: Some(pick.place), rep, turn: *turn };
        let (again, now) = (&standing.present().again, self.facts.moment().now);
        let seq = state.map_or(0, |state| state.seq);
        let of = Of { place: pick.place, turn: *turn, seq, channel: &self.facts.moment().channel };
        if let Some(known) = again.known(of) {
            // What the last answer said of the same team is written over where it stands.
            if delta.teams.only_of(&standing.team.name).is_none() {
                delta.teams.clear();
            }
            known.write(now, delta.teams.known_or_default(&standing.team.name));
            return true;
        }
        delta.teams.clear();
        let change = delta.teams.known_or_default(&standing.team.name);
        self.one(standing, *state, &gift, change);
        if change.is_nothing() {
            delta.teams.remove(&standing.team.name);
        } else if again.is_worth_noting()
            && let Some(old) = state.and_then(|state| state.members.get(gift.key))
            && self.repeats(standing)
        {
            again.note(of, old.last_assigned_at, change);
        }
        true
    }

    /// Whether what a member's next lead changes depends on nothing but the team's state and the lead's channel.
    fn repeats(&self, standing: &Standing<'a>) -> bool {
        standing.counts_for_all_alike() && standing.weighs_the_same(self)
    }

    /// What changes in each team that was reached.
    fn each(&self, deciding: &Tried<'a>, place: usize, given: &Given<'a>, delta: &mut Delta) {
        let gifts = self.gifts(deciding, place, given);
        let mut reached = deciding.reached.clone();
        if reached.len() > 1 {
            reached.sort_unstable();
        }
        for id in reached {
            let found;
            let standing = match deciding.standing(id) {
                Some(standing) => standing,
                None => {
                    found = Standing::find(self, id);
                    let Some(found) = &found else { continue };
                    found
                }
            };
            let mut own = gifts.iter().filter(|gift| gift.team == id);
            let team = standing.team;
            match (&standing.memory, own.next(), own.next()) {
                (Remembered::Stored(_), None, _) => continue,
                (Remembered::Stored(state), Some(gift), None) if self.is_fresh(standing) => {
                    let change = delta.teams.known_or_default(&team.name);
                    self.one(standing, *state, gift, change);
                    if !change.is_nothing() {
                        continue;
                    }
                    delta.teams.remove(&team.name);
                }
                _ => {
                    let change = self.whole(standing, gifts.iter().filter(|gift| gift.team == id));
                    if !change.is_nothing() {
                        delta.teams.insert(Arc::clone(&team.name), change);
                    }
                }
            }
        }
    }

    /// Whether nothing of the state is of periods that are dropped.
    fn is_fresh(&self, standing: &Standing<'a>) -> bool {
        let (memory, today) = (&standing.book.memory, standing.present().today);
        let now = self.facts.moment().now;
        memory.is_fresh(standing.state(), standing.team, standing.counted(), today, now)
    }

    /// What one gift changes in a stored state: the one who got it, and the team's last and levels.
    fn one(&self, standing: &Standing<'a>, before: Option<&'a TeamState>, gift: &Gift<'a>, change: &mut TeamChange) {
        if gift.turn {
            let last = last(standing, gift);
            if before.and_then(|before| before.last.as_ref()) != Some(&last) {
                change.last = Some(last);
            }
            let mut levels = None;
            self.raises(standing, gift, |name, raise| {
                let before = || before.map(|before| before.levels.clone()).unwrap_or_default();
                rise(levels.get_or_insert_with(before), name, raise);
            });
            change.levels = levels;
        }
        let seq = before.map_or(0, |before| before.seq).saturating_add(1);
        let old = before.and_then(|before| before.members.get(gift.key));
        let member = change.members.known_or_default(gift.key);
        match old {
            Some(old) => self.entered(standing, gift, (seq, old), member),
            None => {
                let mut new = self.newcomer();
                self.enter(standing, gift, seq, &mut new);
                *member = differs(&MemberState::default(), new);
            }
        }
        if member.is_nothing() {
            change.members.remove(gift.key);
        }
    }

    /// What [`Self::enter`] changes in an entry.
    fn entered(
        &self,
        standing: &Standing<'a>,
        gift: &Gift<'a>,
        (seq, old): (u64, &MemberState),
        change: &mut MemberChange,
    ) {
        let now = self.facts.moment().now;
        let total = old.total.saturating_add(1);
        change.total = (total != old.total).then_some(total);
        if gift.turn {
            change.last_assigned_at = Some(now).filter(|_| old.last_assigned_at != Some(now));
            change.last_seq = Some(seq).filter(|_| old.last_seq != Some(seq));
            for current in standing.periods() {
                if old.absent_since.contains_key(current.name) {
                    change.absent_since.get_or_insert_with(|| old.absent_since.clone()).remove(current.name);
                }
                if old.turns.get(current.name).is_none_or(|turns| turns.n != i64::MAX) {
                    take(change.turns.get_or_insert_with(|| old.turns.clone()), current.name);
                }
            }
        }
        let (mut received, mut differs): (Option<Counters>, bool) = (None, false);
        self.counts(standing, gift, |cap, name| {
            differs |= count(received.get_or_insert_with(|| old.received.clone()), cap, name);
        });
        change.received = received.filter(|_| differs);
        if let Some(longest) = longest(standing.team) {
            let mut recent = old.recent.clone();
            self.receive_recent(&mut recent, longest);
            change.recent = Some(recent).filter(|recent| *recent != old.recent);
        }
    }

    /// What gifts, newcomers and absences change in a state that is written anew.
    fn whole<'g>(&self, standing: &Standing<'a>, gifts: impl Iterator<Item = &'g Gift<'a>>) -> TeamChange
    where
        'a: 'g,
    {
        let mut standing = standing.copied();
        for gift in gifts {
            self.give(&mut standing, gift);
        }
        // State under a former name is taken over whole.
        let nothing = TeamState::default();
        let before = self.world.snapshot.teams.get(&standing.team.name).unwrap_or(&nothing);
        if standing.state().unwrap_or(&nothing) == before {
            return TeamChange::default();
        }
        let counted: SmallVec<[Period; 2]> = standing.counted().collect();
        let team = standing.team;
        standing.rewrite(|state| {
            forget(state, team, &counted, self.facts.moment().now);
            difference(before, state)
        })
    }

    fn gifts(&self, deciding: &Tried<'a>, place: usize, given: &Given<'a>) -> SmallVec<[Gift<'a>; 2]> {
        match given {
            Given::Team { taken, turn } => {
                let mut gifts = SmallVec::new();
                for Pick { team, place, seat } in taken.iter().copied() {
                    gifts.push(Gift {
                        team,
                        key: &seat.key,
                        place: Some(place),
                        rep: self.world.rep(seat),
                        turn: *turn,
                    });
                }
                gifts
            }
            Given::Person(rep) => {
                let counts = deciding.chain.links.get(place).and_then(|link| link.counts);
                let seat = |team: TeamId| self.world.seat_of(team, &rep.id);
                let gift = |counts: crate::model::Counts| Gift {
                    team: counts.team,
                    key: &rep.id,
                    place: seat(counts.team).map(|(place, _)| place),
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
        let last = gift.turn.then(|| last(standing, gift));
        let mut raises: SmallVec<[(Arc<str>, i128); 2]> = SmallVec::new();
        if gift.turn {
            self.raises(standing, gift, |name, raise| raises.push((Arc::clone(name), raise)));
        }
        let old = standing.state().and_then(|state| state.members.get(gift.key)).cloned();
        let mut entry = old.unwrap_or_else(|| self.newcomer());
        self.enter(standing, gift, seq, &mut entry);
        standing.rewrite(|state| {
            if let Some(last) = last {
                state.last = Some(last);
                raises.iter().for_each(|(name, raise)| rise(&mut state.levels, name, *raise));
            }
            state.members.insert(Arc::clone(gift.key), entry);
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
            for current in standing.periods() {
                entry.absent_since.remove(current.name);
                take(&mut entry.turns, current.name);
            }
        }
        entry.total = entry.total.saturating_add(1);
        self.counts(standing, gift, |cap, name| {
            count(&mut entry.received, cap, name);
        });
        if let Some(longest) = longest(standing.team) {
            self.receive_recent(&mut entry.recent, longest);
        }
    }

    /// Each turn raises the level of each period by 1 / Σw of the members not absent, the one taken among them.
    fn raises(&self, standing: &Standing<'a>, gift: &Gift<'a>, mut raise: impl FnMut(&Arc<str>, i128)) {
        if standing.team.absences_owed {
            return;
        }
        for current in standing.periods() {
            let by = share(standing.weight_present(self, &current, gift.place.unwrap_or(usize::MAX)));
            if by > 0 {
                raise(current.name, by);
            }
        }
    }

    /// Each counter that a cap of the team uses for this receipt, once.
    fn counts(&self, standing: &Standing<'a>, gift: &Gift<'a>, mut each: impl FnMut(&Cap, &Counter<'_>)) {
        let (moment, team) = (self.facts.moment(), standing.team);
        let mut counted: SmallVec<[(&str, Counter<'_>); 2]> = SmallVec::new();
        let several = team.caps.len() > 1;
        for (place, cap) in team.caps.iter().enumerate() {
            let Some(plain) = standing.present().counters.get(place) else { break };
            let CapWindow::Per(period) = &cap.window else { continue };
            let channel = channel_of(cap);
            if channel != "lead" && *channel != *moment.channel {
                continue;
            }
            let name = match plain {
                Some(name) => Counter::Plain(name),
                None => Counter::InZone(counter_in_zone(gift.rep, team, *period, moment.now)),
            };
            if several && counted.iter().any(|(of, known)| *of == channel && **known == *name) {
                continue;
            }
            each(cap, &name);
            if several {
                counted.push((channel, name));
            }
        }
    }

    /// The list for rolling caps, the longest of which looks back so far.
    fn receive_recent(&self, recent: &mut Vec<Recent>, longest: SignedDuration) {
        let moment = self.facts.moment();
        let new = Recent { at: moment.now, channel: Arc::clone(&moment.channel) };
        // In the order in which a snapshot is read, so that one that was stored says the same.
        let place = recent.partition_point(|known| (known.at, &known.channel) <= (new.at, &new.channel));
        recent.insert(place, new);
        recent.retain(|recent| moment.now.duration_since(recent.at) < longest);
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
        let Some(rep) = self.world.rep(taken.last().seat) else { return };
        let entry = StickyEntry { rep: Arc::clone(&rep.id), at: self.facts.moment().now };
        let before = self.world.snapshot.sticky.get(&team.name).and_then(|team| team.get(&clause.name)?.get(&key));
        if before != Some(&entry) {
            let clauses = delta.sticky.entry(Arc::clone(&team.name)).or_default();
            clauses.entry(Arc::clone(&clause.name)).or_default().insert(key, entry);
        }
    }
}

/// The name of a counter: the team's, as it is kept, or one in a rep's zone.
enum Counter<'p> {
    Plain(&'p Arc<str>),
    InZone(String),
}

impl Counter<'_> {
    fn shared(&self) -> Arc<str> {
        match self {
            Self::Plain(name) => Arc::clone(name),
            Self::InZone(name) => name.as_str().into(),
        }
    }
}

impl std::ops::Deref for Counter<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Plain(name) => name,
            Self::InZone(name) => name,
        }
    }
}

fn channel_of(cap: &Cap) -> &str {
    cap.channel.as_deref().unwrap_or("lead")
}

/// How far back the longest rolling cap looks.
fn longest(team: &Team) -> Option<SignedDuration> {
    let rolling = team.caps.iter().filter_map(|cap| match &cap.window {
        CapWindow::Rolling(length) => Some(*length),
        _ => None,
    });
    rolling.max()
}

/// 1 / Σw in billionths, of a sum in ten thousandths; 0 where there is no sum.
fn share(weights: i128) -> i128 {
    const ONE: u64 = 10_000_000_000_000;
    // Most sums are small, and divided much faster so.
    match u64::try_from(weights) {
        Ok(weights) => ONE.checked_div(weights).map_or(0, i128::from),
        Err(_) => i128::from(ONE).checked_div(weights).unwrap_or(0),
    }
}

fn rise(levels: &mut ByName<Level>, name: &Arc<str>, raise: i128) {
    let level = levels.known_or_default(name);
    *level = level.raised(raise);
}

/// One more turn in a period.
fn take(turns: &mut ByName<Turns>, period: &Arc<str>) {
    let turns = turns.known_or_default(period);
    turns.n = turns.n.saturating_add(1);
}

fn last(standing: &Standing<'_>, gift: &Gift<'_>) -> Last {
    let place = gift.place.unwrap_or(standing.seats.len());
    Last { member: Arc::clone(gift.key), place: u64::try_from(place).unwrap_or(u64::MAX) }
}

/// One more receipt under this name; whether that can still be counted.
fn count(received: &mut Counters, cap: &Cap, name: &Counter<'_>) -> bool {
    let counters = match received.get_mut(channel_of(cap)) {
        Some(counters) => counters,
        None => received.or_default(cap.channel.clone().unwrap_or_else(plain_channel)),
    };
    match counters.get_mut(&**name) {
        Some(count) => {
            let before = *count;
            *count = count.saturating_add(1);
            *count != before
        }
        None => {
            counters.insert(name.shared(), 1);
            true
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
