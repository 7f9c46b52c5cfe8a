//! 5.3, 13: how a team stands when a decision reaches it: newcomers get their entry, absences begin and end.

use super::members::{Member, absent, evenlies, members, state, team, weight};
use super::world::World;
use crate::calendar::Period;
use crate::domain::{Decimal, Level, MemberState, TeamId, TeamState};
use crate::model::{Expr, NewMembers, Team};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The team's members with its state as this decision finds it.
pub(super) struct Standing<'a> {
    pub(super) team: &'a Team,
    pub(super) members: Vec<Member<'a>>,
    pub(super) state: TeamState,
    pub(super) periods: Vec<Counting<'a>>,
}

/// One period in which the team counts turns.
pub(super) struct Counting<'a> {
    pub(super) period: Period,
    pub(super) name: Arc<str>,
    pub(super) weight: Option<&'a Expr>,
}

impl<'a> Standing<'a> {
    /// The state as stored, with newcomers, ended and begun absences.
    pub(super) fn find(world: &'a World<'a>, id: TeamId) -> Option<Self> {
        let team = team(world, id)?;
        let name = |period: Period| period.name(world.now(), &team.zone);
        let periods = evenlies(world, id)
            .into_iter()
            .map(|(period, weight)| Counting { period, name: name(period).into(), weight })
            .collect();
        let state = state(world, team).cloned().unwrap_or_default();
        let mut standing = Self { team, members: members(world, team), state, periods };
        standing.end_absences(world);
        standing.begin_absences(world);
        standing.welcome(world);
        Some(standing)
    }

    pub(super) fn is_absent(&self, world: &'a World<'a>, member: &Member<'a>) -> bool {
        absent(world, self.team, member)
    }

    pub(super) fn level(&self, period: &str) -> i128 {
        self.state.levels.get(period).map_or(0, |level| level.0)
    }

    /// n is read as max(0, turns + credit).
    pub(super) fn turns(&self, member: &str, period: &str) -> i128 {
        let turns =
            self.state.members.get(member).and_then(|entry| entry.turns.get(period).copied()).unwrap_or_default();
        i128::from(turns.n).saturating_add(i128::from(turns.credit)).max(0)
    }

    /// Absent from level L1 to L2: credit w · (L2 − L1), to the nearest whole, halves up.
    fn end_absences(&mut self, world: &'a World<'a>) {
        for member in self.members.clone() {
            if self.team.absences_owed || self.is_absent(world, &member) {
                continue;
            }
            for place in 0..self.periods.len() {
                let Some(counting) = self.periods.get(place) else { continue };
                let now = self.level(&counting.name);
                let weight = weight(world, &member, counting.weight);
                let Some(entry) = self.state.members.get_mut(&member.key) else { continue };
                let Some(began) = entry.absent_since.remove(&counting.name) else { continue };
                // Billionths of ten thousandths.
                let exact = weight.scaled().saturating_mul(now.saturating_sub(began.0));
                let unit: i128 = 10_000 * 1_000_000_000;
                let credit = exact.saturating_mul(2).saturating_add(unit).div_euclid(unit * 2);
                give_credit(entry, &counting.name, credit);
                world.count("credit for an absence");
            }
        }
    }

    /// A member is absent from the level at which a decision first finds him so; one with an entry who is no longer a
    /// member is treated as absent, when the snapshot knows him.
    fn begin_absences(&mut self, world: &'a World<'a>) {
        if self.team.absences_owed {
            return;
        }
        let mut gone: Vec<Arc<str>> = self
            .members
            .iter()
            .filter(|member| self.is_absent(world, member))
            .map(|member| member.key.clone())
            .collect();
        let left = |key: &&Arc<str>| {
            self.members.iter().all(|member| member.key != **key) && world.snapshot.rep(key).is_some()
        };
        gone.extend(self.state.members.keys().filter(left).cloned());
        for key in gone {
            for counting in &self.periods {
                let level = Level(self.level(&counting.name));
                if let Some(entry) = self.state.members.get_mut(&key) {
                    entry.absent_since.or_insert(counting.name.clone(), level);
                }
            }
        }
    }

    /// Newcomers get entries, with the credit that the team's `new members` says.
    fn welcome(&mut self, world: &'a World<'a>) {
        let known = |member: &&Member<'a>| self.state.members.contains_key(&member.key);
        let old: Vec<Member<'a>> = self.members.iter().filter(known).cloned().collect();
        let present: Vec<Member<'a>> = old.into_iter().filter(|member| !self.is_absent(world, member)).collect();
        let newcomers: Vec<Member<'a>> =
            self.members.iter().filter(|member| !self.state.members.contains_key(&member.key)).cloned().collect();
        let mut entries: BTreeMap<Arc<str>, MemberState> = BTreeMap::new();
        for newcomer in &newcomers {
            let mut entry = MemberState { joined_at: Some(world.now()), ..MemberState::default() };
            for counting in &self.periods {
                give_credit(&mut entry, &counting.name, self.first_credit(world, newcomer, counting, &present));
                if !self.team.absences_owed && self.is_absent(world, newcomer) {
                    entry.absent_since.insert(counting.name.clone(), Level(self.level(&counting.name)));
                }
            }
            world.count("newcomer");
            entries.insert(newcomer.key.clone(), entry);
        }
        self.state.members.extend(entries);
    }

    fn first_credit(
        &self,
        world: &'a World<'a>,
        newcomer: &Member<'a>,
        counting: &Counting<'a>,
        present: &[Member<'a>],
    ) -> i128 {
        let own = weight(world, newcomer, counting.weight).scaled().max(0);
        let others: Vec<(i128, i128)> = present
            .iter()
            .map(|member| {
                (self.turns(&member.key, &counting.name), weight(world, member, counting.weight).scaled().max(0))
            })
            .collect();
        match self.team.new_members {
            NewMembers::StartAtZero => 0,
            NewMembers::StartLevel => {
                let n = others.iter().fold(0_i128, |sum, (n, _)| sum.saturating_add(*n));
                let w = others.iter().fold(0_i128, |sum, (_, w)| sum.saturating_add(*w));
                ceiling(own.saturating_mul(n), w)
            }
            NewMembers::StartLast => others
                .iter()
                .filter(|(_, w)| *w > 0)
                .map(|(n, w)| ceiling(own.saturating_mul(*n), *w))
                .max()
                .unwrap_or(0),
        }
    }

    /// Σw of the members not absent; the one just picked counts as not absent.
    pub(super) fn present_weight(&self, world: &'a World<'a>, counting: &Counting<'a>, picked: &str) -> Decimal {
        let counts = |member: &&Member<'a>| *member.key == *picked || !self.is_absent(world, member);
        let sum = self
            .members
            .iter()
            .filter(counts)
            .fold(0_i128, |sum, member| sum.saturating_add(weight(world, member, counting.weight).scaled().max(0)));
        Decimal::from_scaled(sum)
    }
}

/// Rounded up; 0 where there is nothing to divide by.
fn ceiling(numerator: i128, denominator: i128) -> i128 {
    if denominator == 0 { 0 } else { numerator.saturating_add(denominator.saturating_sub(1)).div_euclid(denominator) }
}

fn give_credit(entry: &mut MemberState, period: &Arc<str>, credit: i128) {
    if credit != 0 {
        let turns = entry.turns.or_default(period.clone());
        turns.credit = turns.credit.saturating_add(i64::try_from(credit).unwrap_or(i64::MAX));
    }
}
