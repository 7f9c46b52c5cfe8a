//! How a team stands when a decision reaches it: newcomers get their entries, absences begin and end.

use super::eligible::Eligibility;
use super::roster::{Counted, Seat, World};
use super::truth::Facts;
use crate::domain::{Level, MemberState, TeamId, TeamState};
use crate::model::{NewMembers, Team};
use jiff::Timestamp;
use std::sync::Arc;

/// A team's seats with its state as this decision finds it.
pub(crate) struct Standing<'a> {
    pub(crate) team: &'a Team,
    pub(crate) seats: &'a [Seat],
    pub(crate) state: TeamState,
    /// The periods in which turns count, with their present names.
    pub(crate) periods: Vec<(&'a Counted, Arc<str>)>,
    absent: Vec<bool>,
}

/// Billionths of ten thousandths in one.
const UNIT: i128 = 10_000 * Level::SCALE;

impl<'a> Standing<'a> {
    pub(crate) fn find<F: Facts>(all: &Eligibility<'a, F>, id: TeamId) -> Option<Self> {
        let world: World<'a> = all.world;
        let team = world.team(id)?;
        let seats = world.seats(id);
        let now = all.facts.moment().now;
        let counted = world.roster.counted.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        let periods = counted.iter().map(|one| (one, one.period.name(now, &team.zone).into())).collect();
        let absent = seats.iter().map(|seat| all.absent(team, seat)).collect();
        let state = world.state(team).cloned().unwrap_or_default();
        let mut standing = Self { team, seats, state, periods, absent };
        if !team.absences_owed {
            standing.end_absences(all);
            standing.begin_absences(all);
        }
        standing.welcome(all);
        Some(standing)
    }

    pub(crate) fn is_absent(&self, place: usize) -> bool {
        self.absent.get(place).copied().unwrap_or(true)
    }

    pub(crate) fn level(&self, period: &str) -> Level {
        self.state.levels.get(period).copied().unwrap_or_default()
    }

    /// max(0, turns + credit).
    pub(crate) fn turns(&self, member: &str, period: &str) -> i128 {
        let turns =
            self.state.members.get(member).and_then(|entry| entry.turns.get(period)).copied().unwrap_or_default();
        i128::from(turns.n).saturating_add(i128::from(turns.credit)).max(0)
    }

    /// Never assigned is oldest; equal instants are told apart by the team's number after the turn.
    pub(crate) fn idle_since(&self, place: usize) -> Option<(Timestamp, Option<u64>)> {
        let entry = self.state.members.get(&self.seats.get(place)?.key)?;
        Some((entry.last_assigned_at?, entry.last_seq))
    }

    /// Who was absent from level L1 to L2 gets w · (L2 − L1), to the nearest whole, halves up.
    fn end_absences<F: Facts>(&mut self, all: &Eligibility<'a, F>) {
        for (place, seat) in self.seats.iter().enumerate() {
            if self.is_absent(place) {
                continue;
            }
            for (counted, name) in &self.periods {
                let now = self.level(name);
                let Some(entry) = self.state.members.get_mut(&seat.key) else { continue };
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
        let mut gone: Vec<Arc<str>> = Vec::new();
        for (place, seat) in self.seats.iter().enumerate() {
            if self.is_absent(place) {
                gone.push(Arc::clone(&seat.key));
            }
        }
        for key in self.state.members.keys() {
            if self.seats.iter().all(|seat| seat.key != *key) && all.world.snapshot.rep(key).is_some() {
                gone.push(Arc::clone(key));
            }
        }
        for key in gone {
            for (_, name) in &self.periods {
                let level = self.level(name);
                if let Some(entry) = self.state.members.get_mut(&key) {
                    entry.absent_since.entry(Arc::clone(name)).or_insert(level);
                }
            }
        }
    }

    /// Newcomers get entries, with the credit that `new members` says.
    fn welcome<F: Facts>(&mut self, all: &Eligibility<'a, F>) {
        let known: Vec<bool> = self.seats.iter().map(|seat| self.state.members.contains_key(&seat.key)).collect();
        if known.iter().all(|known| *known) {
            return;
        }
        let mut entries = Vec::new();
        for (place, seat) in self.seats.iter().enumerate() {
            if known.get(place).copied().unwrap_or(true) {
                continue;
            }
            let mut entry = MemberState { joined_at: Some(all.facts.moment().now), ..MemberState::default() };
            for (counted, name) in &self.periods {
                give_credit(&mut entry, name, self.first_credit(all, seat, counted, name, &known));
                if !self.team.absences_owed && self.is_absent(place) {
                    entry.absent_since.insert(Arc::clone(name), self.level(name));
                }
            }
            entries.push((Arc::clone(&seat.key), entry));
        }
        self.state.members.extend(entries);
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
        let turns = entry.turns.entry(Arc::clone(period)).or_default();
        turns.credit = turns.credit.saturating_add(i64::try_from(credit).unwrap_or(i64::MAX));
    }
}
