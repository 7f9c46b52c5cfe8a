//! How a team stands when a decision reaches it: newcomers get their entries, absences begin and end.

use super::book::{Book, Column, Present, Running, Shown, Way, Weights, behind};
use super::eligible::Eligibility;
use super::places::Places;
use super::roster::{Counted, Seat, World};
use super::truth::Facts;
use crate::calendar::Period;
use crate::domain::{Level, MemberState, Rep, TeamId, TeamState};
use crate::model::{CapWindow, Expr, NewMembers, Team};
use jiff::Timestamp;
use std::sync::Arc;

/// A team's seats with its state as this decision finds it.
pub(crate) struct Standing<'a> {
    pub(crate) id: TeamId,
    pub(crate) team: &'a Team,
    pub(crate) seats: &'a [Seat],
    pub(crate) book: &'a Book,
    pub(crate) memory: Remembered<'a>,
    /// The periods in which turns count.
    counted: &'a [Counted],
    present: Shown<'a>,
}

/// The state as the decision finds it.
pub(crate) enum Remembered<'a> {
    /// As it is stored: nobody is new, nobody's absence begins or ends.
    Stored(Option<&'a TeamState>),
    /// With newcomers and absences written in.
    Written(Box<TeamState>),
}

/// A period in which turns count, as it is now.
pub(crate) struct Current<'s> {
    pub(crate) counted: &'s Counted,
    /// Its place among those counted.
    place: usize,
    /// As the state keeps it.
    pub(crate) name: &'s Arc<str>,
    running: &'s Running,
    column: Option<&'s Column>,
}

/// Billionths of ten thousandths in one.
const UNIT: i128 = 10_000 * Level::SCALE;

/// Turns of the members in one period.
pub(crate) enum TurnsBySeat<'a> {
    Stored(&'a [u64]),
    Written(Vec<i128>),
}

impl TurnsBySeat<'_> {
    pub(crate) fn at(&self, place: usize) -> i128 {
        match self {
            Self::Stored(turns) => turns.get(place).copied().map_or(0, i128::from),
            Self::Written(turns) => turns.get(place).copied().unwrap_or(0),
        }
    }
}

impl<'a> Standing<'a> {
    pub(crate) fn find<F: Facts>(all: &Eligibility<'a, F>, id: TeamId) -> Option<Self> {
        Self::of(all, id, all.world.state(all.world.team(id)?))
    }

    /// The same of a state that was found before.
    pub(crate) fn of<F: Facts>(all: &Eligibility<'a, F>, id: TeamId, state: Option<&'a TeamState>) -> Option<Self> {
        let world: World<'a> = all.world;
        let team = world.team(id)?;
        let seats = world.seats(id);
        let book = world.book(id)?;
        let now = all.facts.moment().now;
        let counted = world.roster.counted.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let nested = |place: usize| seats.get(place).is_some_and(|seat| all.absent(team, seat));
        let present = book
            .presents
            .at(now, || Present::new(world, team, (seats, counted), (&book.people, &book.memory), now, nested));
        let settled = present.settled;
        let memory = Remembered::Stored(state);
        let mut standing = Self { id, team, seats, book, memory, counted, present };
        if !settled {
            standing.rewrite(|_| {});
            if !team.absences_owed {
                standing.end_absences(all);
                standing.begin_absences(all);
            }
            standing.welcome(all);
        }
        Some(standing)
    }

    /// The same once more, to be written in.
    pub(crate) fn copied(&self) -> Self {
        let memory = match &self.memory {
            Remembered::Stored(state) => Remembered::Stored(*state),
            Remembered::Written(state) => Remembered::Written(state.clone()),
        };
        let present = match &self.present {
            Shown::Kept(present) => Shown::Kept(present),
            Shown::Made(present) => Shown::Made(Arc::clone(present)),
        };
        Self { memory, present, ..*self }
    }

    /// How the team stands at this moment, whatever is stored.
    pub(crate) fn present(&self) -> &Present {
        &self.present
    }

    /// The periods in which turns count, as they are now.
    pub(crate) fn periods(&self) -> impl Iterator<Item = Current<'_>> {
        let running = self.present.periods.iter().enumerate();
        running.filter_map(|(place, running)| Some(self.current(place, self.counted.get(place)?, running)))
    }

    fn current<'s>(&'s self, place: usize, counted: &'s Counted, running: &'s Running) -> Current<'s> {
        Current { counted, place, name: &running.name, running, column: running.column(&self.book.memory) }
    }

    fn period(&self, period: Period) -> Option<Current<'_>> {
        self.periods().find(|current| current.counted.period == period)
    }

    /// The periods that are counted.
    pub(crate) fn counted(&self) -> impl Iterator<Item = Period> + Clone {
        self.counted.iter().map(|counted| counted.period)
    }

    /// Takes a copy of the state to write in, if there is none yet.
    pub(crate) fn rewrite<T>(&mut self, write: impl FnOnce(&mut TeamState) -> T) -> T {
        if let Remembered::Stored(state) = &self.memory {
            self.memory = Remembered::Written(Box::new(state.cloned().unwrap_or_default()));
        }
        match &mut self.memory {
            Remembered::Written(state) => write(state),
            Remembered::Stored(_) => write(&mut TeamState::default()),
        }
    }

    pub(crate) fn state(&self) -> Option<&TeamState> {
        match &self.memory {
            Remembered::Stored(state) => *state,
            Remembered::Written(state) => Some(state),
        }
    }

    pub(crate) fn rep(&self, world: World<'a>, place: usize) -> Option<&'a Rep> {
        self.seats.get(place).and_then(|seat| world.rep(seat))
    }

    pub(crate) fn is_absent(&self, place: usize) -> bool {
        self.present.absent.contains(place)
    }

    pub(crate) fn level(&self, period: &str) -> Level {
        self.state().and_then(|state| state.levels.get(period)).copied().unwrap_or_default()
    }

    /// max(0, turns + credit) of a member.
    pub(crate) fn turns(&self, member: &str, period: &str) -> i128 {
        let entry = self.state().and_then(|state| state.members.get(member));
        let turns = entry.and_then(|entry| entry.turns.get(period)).copied().unwrap_or_default();
        i128::from(turns.n).saturating_add(i128::from(turns.credit)).max(0)
    }

    /// The same by seat, in the period at hand.
    pub(crate) fn turns_in(&self, period: Period) -> TurnsBySeat<'_> {
        match (&self.memory, self.period(period)) {
            (Remembered::Stored(_), Some(current)) => {
                TurnsBySeat::Stored(current.column.map(|column| &column.turns[..]).unwrap_or_default())
            }
            _ => {
                let name = period.name_of(self.present.today);
                TurnsBySeat::Written(self.seats.iter().map(|seat| self.turns(&seat.key, &name)).collect())
            }
        }
    }

    /// Of these the one who is taken, where seats are kept in the order in which they are: by fewest turns or not, then by
    /// longest idle, then by place. `None` where the state is written anew: then they are compared one by one.
    pub(crate) fn first(&self, way: Way, among: &Places) -> Option<usize> {
        let Remembered::Stored(_) = self.memory else { return None };
        let memory = &self.book.memory;
        match way {
            Way::Idle => memory.first(None, among),
            Way::Turns(place) => memory.first(self.present.periods.get(place)?.column(memory), among),
            Way::Keys => None,
        }
    }

    /// The place of a period among those counted.
    pub(crate) fn counted_at(&self, period: Period) -> Option<usize> {
        self.counted.iter().position(|counted| counted.period == period)
    }

    /// Never assigned is oldest; equal instants are told apart by the team's number after the turn.
    pub(crate) fn idle_since(&self, place: usize) -> Option<(Timestamp, Option<u64>)> {
        if let Remembered::Stored(_) = self.memory {
            return self.book.memory.idle.get(place).copied().flatten();
        }
        let entry = self.state()?.members.get(&self.seats.get(place)?.key)?;
        Some((entry.last_assigned_at?, entry.last_seq))
    }

    /// Where the search for the next in the round begins.
    pub(crate) fn next_in_round(&self) -> usize {
        if let Remembered::Stored(_) = self.memory {
            return self.book.memory.next;
        }
        let last = self.state().and_then(|state| state.last.as_ref());
        let people = &self.book.people;
        last.map_or(0, |last| behind(last, self.book.seat_of(&last.member), self.team, &people.keys))
    }

    /// What the members weigh in an `evenly`; `None` where that depends on the lead.
    pub(crate) fn weights<F: Facts>(
        &self,
        all: &Eligibility<'a, F>,
        period: Period,
        weight: Option<&Expr>,
    ) -> Option<&'a Weights> {
        let place = self.counted_at(period)?;
        let counted = self.counted.get(place)?.weight.as_ref();
        let same = match (counted, weight) {
            (None, None) => true,
            (Some(counted), Some(weight)) => std::ptr::eq(counted, weight) || counted == weight,
            _ => false,
        };
        self.book.verdicts.weights(all.world, self.id, all.facts, place).filter(|_| same)
    }

    /// Whether the team's caps count in periods that run for all members alike, and none with every moment anew.
    pub(crate) fn counts_for_all_alike(&self) -> bool {
        self.team.caps.iter().zip(&self.present().counters).all(|(cap, counter)| match cap.window {
            CapWindow::Per(_) => counter.is_some(),
            CapWindow::Rolling(_) => false,
            CapWindow::AtOnce => true,
        })
    }

    /// Whether the members weigh the same whatever the lead, in every period.
    pub(crate) fn weighs_the_same<F: Facts>(&self, all: &Eligibility<'a, F>) -> bool {
        let mut places = 0..self.counted.len();
        places.all(|place| self.book.verdicts.weights(all.world, self.id, all.facts, place).is_some())
    }

    /// The sum of the weights above 0 of those not absent, and of one more.
    pub(crate) fn weight_present<F: Facts>(&self, all: &Eligibility<'a, F>, current: &Current<'_>, one: usize) -> i128 {
        if let Some(weights) = self.book.verdicts.weights(all.world, self.id, all.facts, current.place) {
            let of = |place: usize| weights.scaled.get(place).map_or(0, |weight| (*weight).max(0));
            let there = current.running.weight_there(|| {
                self.present.absent.iter().fold(weights.sum, |sum, place| sum.saturating_sub(of(place)))
            });
            return if self.is_absent(one) { there.saturating_add(of(one)) } else { there };
        }
        let counts = |place: usize| place == one || !self.is_absent(place);
        let weigh = |seat: &Seat| all.weight(seat, current.counted.weight.as_ref()).scaled().max(0);
        let counted = self.seats.iter().enumerate().filter(|(place, _)| counts(*place));
        counted.fold(0_i128, |sum, (_, seat)| sum.saturating_add(weigh(seat)))
    }

    /// Who was absent from level L1 to L2 gets w · (L2 − L1), to the nearest whole, halves up.
    fn end_absences<F: Facts>(&mut self, all: &Eligibility<'a, F>) {
        let Remembered::Written(state) = &mut self.memory else { return };
        for (place, seat) in self.seats.iter().enumerate() {
            if self.present.absent.contains(place) {
                continue;
            }
            for (counted, Running { name, .. }) in self.counted.iter().zip(&self.present.periods) {
                let now = state.levels.get(name).copied().unwrap_or_default();
                let Some(entry) = state.members.get_mut(&seat.key) else { continue };
                let Some(began) = entry.absent_since.remove(name) else { continue };
                let missed = now.scaled().saturating_sub(began.scaled());
                let exact = all.weight(seat, counted.weight.as_ref()).scaled().saturating_mul(missed);
                let credit = exact.saturating_mul(2).saturating_add(UNIT).div_euclid(UNIT * 2);
                give_credit(entry, name, credit);
            }
        }
    }

    /// An absence begins at the level at which a decision first finds it; one who has an entry and is no longer a member
    /// is treated as absent.
    fn begin_absences<F: Facts>(&mut self, all: &Eligibility<'a, F>) {
        let Remembered::Written(state) = &mut self.memory else { return };
        let seated = |key: &str| self.book.seat_of(key).is_some();
        let mut gone: Vec<Arc<str>> = self
            .present
            .absent
            .iter()
            .filter_map(|place| self.seats.get(place))
            .map(|seat| Arc::clone(&seat.key))
            .collect();
        let others = state.members.keys().filter(|key| !seated(key) && all.world.snapshot.rep(key).is_some());
        gone.extend(others.cloned());
        for Running { name, .. } in &self.present.periods {
            let level = state.levels.get(name).copied().unwrap_or_default();
            for key in &gone {
                if let Some(entry) = state.members.get_mut(key) {
                    entry.absent_since.or_insert(Arc::clone(name), level);
                }
            }
        }
    }

    /// Newcomers get entries, with the credit that `new members` says.
    fn welcome<F: Facts>(&mut self, all: &Eligibility<'a, F>) {
        let has_entry = |key: &Arc<str>| self.state().is_some_and(|state| state.members.contains_key(key));
        let known: Vec<bool> = self.seats.iter().map(|seat| has_entry(&seat.key)).collect();
        if known.iter().all(|known| *known) {
            return;
        }
        let mut entries = Vec::new();
        for (place, seat) in self.seats.iter().enumerate() {
            if known.get(place).copied().unwrap_or(true) {
                continue;
            }
            let mut entry = MemberState { joined_at: Some(all.facts.moment().now), ..MemberState::default() };
            for Current { counted, name, .. } in self.periods() {
                give_credit(&mut entry, name, self.first_credit(all, seat, counted, name, &known));
                if !self.team.absences_owed && self.is_absent(place) {
                    entry.absent_since.insert(Arc::clone(name), self.level(name));
                }
            }
            entries.push((Arc::clone(&seat.key), entry));
        }
        self.rewrite(|state| state.members.extend(entries));
    }

    fn first_credit<F: Facts>(
        &self,
        all: &Eligibility<'a, F>,
        newcomer: &Seat,
        counted: &Counted,
        name: &str,
        known: &[bool],
    ) -> i128 {
        let weigh = |seat: &Seat| all.weight(seat, counted.weight.as_ref()).scaled().max(0);
        let own = weigh(newcomer);
        let others = self
            .seats
            .iter()
            .enumerate()
            .filter(|(place, _)| known.get(*place).copied().unwrap_or_default() && !self.is_absent(*place));
        let others = others.map(|(_, seat)| (self.turns(&seat.key, name), weigh(seat)));
        match self.team.new_members {
            NewMembers::StartAtZero => 0,
            NewMembers::StartLevel => {
                let (turns, weights) = others.fold((0_i128, 0_i128), |(turns, weights), (n, w)| {
                    (turns.saturating_add(n), weights.saturating_add(w))
                });
                ceiling(own.saturating_mul(turns), weights)
            }
            NewMembers::StartLast => {
                others.filter(|(_, w)| *w > 0).map(|(n, w)| ceiling(own.saturating_mul(n), w)).max().unwrap_or(0)
            }
        }
    }
}

/// Rounded up; 0 where there is nothing to divide by.
const fn ceiling(numerator: i128, denominator: i128) -> i128 {
    if denominator == 0 { 0 } else { numerator.saturating_add(denominator - 1).div_euclid(denominator) }
}

fn give_credit(entry: &mut MemberState, period: &Arc<str>, credit: i128) {
    if credit != 0 {
        let turns = entry.turns.or_default(Arc::clone(period));
        turns.credit = turns.credit.saturating_add(i64::try_from(credit).unwrap_or(i64::MAX));
    }
}
