//! What the engine's state of a team says by place.

use super::Kept;
use super::capped::Capped;
use super::order::{Order, Ranks};
use crate::calendar::{Period, Zone};
use crate::domain::{Last, MemberState, Rep, TeamState};
use crate::lookup::Lookup;
use crate::model::{Members, Team};
use crate::route::forget::keeps;
use crate::route::places::Places;
use crate::route::roster::{Seat, World};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::Relaxed;

/// More names of periods than these are of a state that was not written for long: it is read name by name then.
const COLUMNS: usize = 8;
const RECEIPTS: usize = 128;

/// When somebody was last taken; `None`: never.
pub(crate) type Idle = Option<(Timestamp, Option<u64>)>;

/// The state of a team. Sets are of entries: the seats, then the members without one.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Whether the state stands under the team's own name, or there is none.
    pub(crate) own: bool,
    /// Who has an entry.
    pub(crate) known: Places,
    /// Members without a seat whom the snapshot has.
    pub(crate) gone: Places,
    pub(crate) idle: Vec<Idle>,
    /// The longest idle first.
    by_idle: Order,
    pub(crate) columns: Vec<Column>,
    /// Changes whenever a column comes or goes.
    pub(super) laid_out: u32,
    /// There are more names than are kept here.
    pub(crate) crowded: bool,
    /// The names under which receipts are counted, with the zone behind them and who has such a receipt.
    receipts: Vec<(Arc<str>, Option<Zone>, Places)>,
    /// By cap of the team.
    pub(crate) caps: Vec<Capped>,
    /// Where the next round begins.
    pub(crate) next: usize,
    /// The last day for which all names were found to be of the present or the last period; 0: none was.
    fresh_on: AtomicI64,
    seats: usize,
    entries: usize,
}

/// The turns of one period.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: Arc<str>,
    /// max(0, turns + credit) by seat.
    pub(crate) turns: Vec<u64>,
    /// Who is absent since some level of this period.
    pub(crate) marked: Places,
    /// Who has anything under this name.
    holders: Places,
    /// The fewest turns first.
    by_turns: Order,
}

impl Memory {
    pub(super) fn new(
        world: World<'_>,
        team: &Team,
        seats: &[Seat],
        others: &[Arc<str>],
        places: &Lookup<Arc<str>, usize>,
    ) -> Self {
        let entries = seats.len().saturating_add(others.len());
        let state = world.state(team);
        let is_gone = |key: &Arc<str>| world.snapshot.place_of(key).is_some();
        let mut memory = Self {
            own: state.is_none() || world.snapshot.teams.contains_key(&team.name),
            known: Places::none(entries),
            gone: seats.iter().map(|_| false).chain(others.iter().map(is_gone)).collect(),
            idle: vec![None; seats.len()],
            by_idle: Order::default(),
            columns: Vec::new(),
            laid_out: 0,
            crowded: false,
            receipts: Vec::new(),
            caps: team.caps.iter().map(|cap| Capped::new(cap, seats.len())).collect(),
            next: 0,
            fresh_on: AtomicI64::new(0),
            seats: seats.len(),
            entries,
        };
        for (key, entry) in state.iter().flat_map(|state| &state.members) {
            if let Some(place) = places.get(&**key) {
                memory.learn(team, *place, Some(entry));
            }
        }
        for (place, seat) in seats.iter().enumerate() {
            if let Some(rep) = world.rep(seat) {
                memory.work(team, place, rep);
            }
        }
        let keys: Vec<Arc<str>> = seats.iter().map(|seat| Arc::clone(&seat.key)).collect();
        memory.turn_to(state.and_then(|state| state.last.as_ref()), team, &keys, |member| places.get(member).copied());
        memory
    }

    /// Takes in an entry.
    pub(super) fn learn(&mut self, team: &Team, place: usize, entry: Option<&MemberState>) -> Kept {
        let nothing = MemberState::default();
        self.known.set(place, entry.is_some());
        let entry = entry.unwrap_or(&nothing);
        self.orders(|order, ranks| order.takes_out(place, ranks));
        if let Some(idle) = self.idle.get_mut(place) {
            *idle = entry.last_assigned_at.map(|at| (at, entry.last_seq));
        }
        for name in entry.turns.keys().chain(entry.absent_since.keys()) {
            if self.columns.iter().all(|column| column.name != *name) {
                self.laid_out = self.laid_out.wrapping_add(1);
                if self.columns.len() == COLUMNS {
                    self.columns.retain(|column| !column.holders.is_empty());
                }
                if self.columns.len() == COLUMNS {
                    self.crowded = true;
                    break;
                }
                self.fresh_on = AtomicI64::new(0);
                // Learnt at once: a column that nobody holds makes room for the next name.
                let mut column = Column::new(Arc::clone(name), self.seats, self.entries);
                column.learn(place, entry);
                self.columns.push(column);
            }
        }
        for column in &mut self.columns {
            column.learn(place, entry);
        }
        self.orders(|order, ranks| order.puts_in(place, ranks));
        self.receive(place, entry);
        if place < self.seats {
            for (capped, cap) in self.caps.iter_mut().zip(&team.caps) {
                capped.learn(cap, place, entry);
            }
        }
        if self.crowded { Kept::Stale } else { Kept::InStep }
    }

    /// Every order that seats are taken in.
    fn orders(&mut self, mut change: impl FnMut(&mut Order, &Ranks<'_>)) {
        let idle = &self.idle[..];
        change(&mut self.by_idle, &Ranks { turns: None, idle });
        for Column { turns, by_turns, .. } in &mut self.columns {
            change(by_turns, &Ranks { turns: Some(turns), idle });
        }
    }

    /// The first of these by fewest turns in a column, if there is one, then by longest idle, then by place.
    pub(crate) fn first(&self, column: Option<&Column>, among: &Places) -> Option<usize> {
        let (order, turns) = column.map_or((&self.by_idle, None), |column| (&column.by_turns, Some(&column.turns[..])));
        order.first(among, &Ranks { turns, idle: &self.idle })
    }

    fn receive(&mut self, place: usize, entry: &MemberState) {
        for (_, _, holders) in &mut self.receipts {
            holders.set(place, false);
        }
        for name in entry.received.values().flat_map(|counters| counters.keys()) {
            let known = self.receipts.iter_mut().find(|(known, ..)| Arc::ptr_eq(known, name) || known == name);
            if let Some((_, _, holders)) = known {
                holders.set(place, true);
            } else {
                let zone = name.split_once('@').and_then(|(_, zone)| Zone::named(zone));
                let mut holders = Places::none(self.entries);
                holders.set(place, true);
                self.receipts.retain(|(_, _, holders)| !holders.is_empty());
                if self.receipts.len() == RECEIPTS {
                    self.crowded = true;
                    break;
                }
                self.fresh_on = AtomicI64::new(0);
                self.receipts.push((Arc::clone(name), zone, holders));
            }
        }
    }

    /// Takes in what a rep has open.
    pub(super) fn work(&mut self, team: &Team, place: usize, rep: &Rep) {
        for (capped, cap) in self.caps.iter_mut().zip(&team.caps) {
            capped.work(cap, place, rep);
        }
    }

    /// The next round begins behind the one last taken.
    pub(super) fn turn_to(
        &mut self,
        last: Option<&Last>,
        team: &Team,
        keys: &[Arc<str>],
        seat: impl Fn(&str) -> Option<usize>,
    ) {
        self.next = last.map_or(0, |last| {
            let place = seat(&last.member).filter(|place| *place < self.seats);
            behind(last, place, team, keys)
        });
    }

    /// Whether writing the state at this moment would drop nothing of it, so that only what a decision changes changes.
    pub(crate) fn is_fresh(
        &self,
        state: Option<&TeamState>,
        team: &Team,
        counted: impl Iterator<Item = Period> + Clone,
        today: Date,
        now: Timestamp,
    ) -> bool {
        let day = i64::from(today.year()) * 512 + i64::from(today.month()) * 32 + i64::from(today.day());
        if self.fresh_on.load(Relaxed) == day {
            return true;
        }
        let turns = |name: &str| keeps(name, counted.clone(), |zone| zone.is_empty().then_some(today));
        let capped = || team.caps.iter().filter_map(|cap| cap.window.period());
        let receipt = |name: &str, zone: Option<&Zone>| {
            let date = |behind: &str| -> Option<Date> {
                if behind.is_empty() { Some(today) } else { zone.map(|zone| zone.clock(now).date()) }
            };
            keeps(name, capped(), date)
        };
        let fresh = state.is_none_or(|state| state.levels.keys().all(|name| turns(name)))
            && self.columns.iter().all(|column| column.holders.is_empty() || turns(&column.name))
            && self.receipts.iter().all(|(name, zone, holders)| holders.is_empty() || receipt(name, zone.as_ref()));
        // Elsewhere days turn at other moments.
        if fresh && self.receipts.iter().all(|(_, zone, _)| zone.is_none()) {
            self.fresh_on.store(day, Relaxed);
        }
        fresh
    }
}

impl Column {
    fn new(name: Arc<str>, seats: usize, entries: usize) -> Self {
        Self {
            name,
            turns: vec![0; seats],
            marked: Places::none(entries),
            holders: Places::none(entries),
            by_turns: Order::default(),
        }
    }

    fn learn(&mut self, place: usize, entry: &MemberState) {
        let turns = entry.turns.get(&self.name);
        let marked = entry.absent_since.contains_key(&self.name);
        self.marked.set(place, marked);
        self.holders.set(place, marked || turns.is_some());
        if let Some(slot) = self.turns.get_mut(place) {
            *slot = turns.map_or(0, |turns| {
                let sum = i128::from(turns.n).saturating_add(i128::from(turns.credit));
                u64::try_from(sum.max(0)).unwrap_or(u64::MAX)
            });
        }
    }
}

/// Where the round goes on behind the one last taken, who now sits at `place`, if at all.
pub(crate) fn behind(last: &Last, place: Option<usize>, team: &Team, keys: &[Arc<str>]) -> usize {
    if let Some(place) = place {
        return place.saturating_add(1);
    }
    match &team.members {
        Members::Where(_) => {
            let greater = keys.iter().position(|key| key.as_bytes() > last.member.as_bytes());
            greater.unwrap_or(usize::MAX)
        }
        Members::Named(_) => usize::try_from(last.place).unwrap_or(usize::MAX),
    }
}
