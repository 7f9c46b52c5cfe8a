//! Who may get the lead: every reason against somebody, tested before anybody is chosen.

use super::book::open_items;
use super::load;
use super::roster::{Seat, Who, World};
use super::standing::Standing;
use super::truth::Facts;
use crate::calendar::{OpenTimes, Period};
use crate::domain::{Decimal, Rep, TeamId, Value};
use crate::model::{Available, Cap, CapWindow, Expr, Ignoring, Key, Link, Need, Strategy, Team};
use jiff::Timestamp;
use smallvec::SmallVec;
use std::ops::ControlFlow;

/// Why somebody may not get the lead, in the order of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The snapshot has no such rep.
    UnknownRep,
    /// He is not active.
    Inactive,
    /// He is paused.
    Paused,
    /// The request excludes him.
    Excluded,
    /// He is away.
    Away,
    /// Outside the hours that count.
    OffHours,
    /// His units or items are used up.
    AtCapacity,
    /// A cap of the team is reached.
    Capped,
    /// A `must` or a need does not hold for this lead and him.
    NotQualified,
    /// His weight is 0 or less.
    NoWeight,
    /// His last units are kept for a dearer channel.
    Reserved,
}

impl Reason {
    /// The name in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownRep => "unknown_rep",
            Self::Inactive => "inactive",
            Self::Paused => "paused",
            Self::Excluded => "excluded",
            Self::Away => "away",
            Self::OffHours => "off_hours",
            Self::AtCapacity => "at_capacity",
            Self::Capped => "capped",
            Self::NotQualified => "not_qualified",
            Self::NoWeight => "no_weight",
            Self::Reserved => "reserved",
        }
    }

    /// Whether time alone may lift it, the snapshot unchanged.
    pub(crate) const fn passes(self) -> bool {
        matches!(self, Self::Away | Self::OffHours | Self::Capped | Self::NotQualified | Self::NoWeight)
    }
}

/// All reasons against somebody; none: he is eligible.
pub(crate) type Reasons = SmallVec<[Reason; 4]>;

/// A question about the members of one team.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) id: TeamId,
    pub(crate) team: &'a Team,
    pub(crate) strategy: &'a Strategy,
    pub(crate) ignoring: Ignoring,
    pub(crate) at: Timestamp,
}

/// The lead among the team's members.
pub(crate) struct Eligibility<'a, F> {
    pub(crate) world: World<'a>,
    pub(crate) facts: &'a F,
    /// The facts are of a moment that has not come: what is kept of the present is not asked.
    ahead: bool,
}

impl<'a, F: Facts> Eligibility<'a, F> {
    pub(crate) const fn new(world: World<'a>, facts: &'a F) -> Self {
        Self { world, facts, ahead: false }
    }

    /// At a moment that has not come.
    pub(crate) const fn ahead(world: World<'a>, facts: &'a F) -> Self {
        Self { world, facts, ahead: true }
    }

    /// Every reason against a member of a team.
    pub(crate) fn member(&self, asking: Asking<'a>, seat: &Seat) -> Reasons {
        let mut found = Reasons::new();
        let _ = self.against(asking, seat, &mut |reason| {
            found.push(reason);
            ControlFlow::Continue(())
        });
        found
    }

    /// Whether there is no reason against a member of a team: the first one is enough.
    pub(crate) fn passes(&self, asking: Asking<'a>, seat: &Seat) -> bool {
        self.against(asking, seat, &mut |_| ControlFlow::Break(())).is_continue()
    }

    /// Tells the reasons against a member of a team until it has been told enough.
    fn against(
        &self,
        asking: Asking<'a>,
        seat: &Seat,
        tell: &mut impl FnMut(Reason) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Asking { team, strategy, ignoring, at, .. } = asking;
        let rep = self.world.rep(seat);
        if let Who::Queue(_) = seat.who {
            return ControlFlow::Continue(());
        }
        if let Some(rep) = rep {
            self.against_person(rep, ignoring, at, tell)?;
        }
        if !ignoring.hours && !open(self.world.hours_of_team(team, rep), at) {
            tell(Reason::OffHours)?;
        }
        if let Some(rep) = rep
            && !ignoring.capacity
            && self.at_capacity(rep)
        {
            tell(Reason::AtCapacity)?;
        }
        if !ignoring.caps && team.caps.iter().any(|cap| self.cap_reached(team, seat, cap, at)) {
            tell(Reason::Capped)?;
        }
        let mut unqualified = !self.qualified(team, strategy, rep, at);
        if let Who::Team(inner, _) = seat.who {
            unqualified |= !self.anybody_in(inner, ignoring, at);
        }
        if unqualified {
            tell(Reason::NotQualified)?;
        }
        if strategy.keys.iter().any(|key| match key {
            Key::Evenly { weight, .. } => self.weight(seat, weight.as_ref()).scaled() <= 0,
            _ => false,
        }) {
            tell(Reason::NoWeight)?;
        }
        if let Some(rep) = rep
            && self.reserved(team, rep)
        {
            tell(Reason::Reserved)?;
        }
        ControlFlow::Continue(())
    }

    fn against_person(
        &self,
        rep: &Rep,
        ignoring: Ignoring,
        at: Timestamp,
        tell: &mut impl FnMut(Reason) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if !rep.active {
            tell(Reason::Inactive)?;
        }
        if rep.paused && !ignoring.away {
            tell(Reason::Paused)?;
        }
        if self.excluded(rep) {
            tell(Reason::Excluded)?;
        }
        if !ignoring.away && is_away(rep, at) {
            tell(Reason::Away)?;
        }
        ControlFlow::Continue(())
    }

    fn excluded(&self, rep: &Rep) -> bool {
        self.facts.moment().exclude.binary_search(&rep.id).is_ok()
    }

    /// Whether anybody inside a nested team is eligible by its own strategy.
    fn anybody_in(&self, id: TeamId, ignoring: Ignoring, at: Timestamp) -> bool {
        let Some(team) = self.world.team(id) else { return false };
        let asking = Asking { id, team, strategy: &team.strategy, ignoring, at };
        if at == self.facts.moment().now && !self.ahead {
            return Standing::find(self, id).is_some_and(|standing| !self.candidates(asking, &standing).is_empty());
        }
        self.world.seats(id).iter().any(|seat| self.passes(asking, seat))
    }

    pub(crate) fn at_capacity(&self, rep: &Rep) -> bool {
        load::at_capacity(self.world.model, rep, &self.facts.moment().channel)
    }

    pub(crate) fn cap_reached(&self, team: &Team, seat: &Seat, cap: &Cap, at: Timestamp) -> bool {
        cap.channel.as_ref().is_none_or(|channel| *channel == self.facts.moment().channel)
            && self.cap_count(team, seat, cap, at) >= cap.limit
    }

    /// How much of a cap is used.
    pub(crate) fn cap_count(&self, team: &Team, seat: &Seat, cap: &Cap, at: Timestamp) -> i64 {
        let channel = cap.channel.as_deref().unwrap_or("lead");
        let entry = self.world.state(team).and_then(|state| state.members.get(&seat.key));
        match &cap.window {
            CapWindow::AtOnce => self.world.rep(seat).map_or(0, |rep| open_items(rep, channel)),
            CapWindow::Per(period) => {
                // The name is made where there is something that it may name.
                let name = || counter(self.world.rep(seat), team, cap, *period, at);
                let count = entry.and_then(|entry| entry.received.get(channel)?.get(&*name())).copied().unwrap_or(0);
                i64::try_from(count).unwrap_or(i64::MAX)
            }
            CapWindow::Rolling(length) => {
                let recent = entry.map(|entry| &entry.recent[..]).unwrap_or_default();
                let inside = recent.iter().filter(|one| {
                    at.duration_since(one.at) < *length && (channel == "lead" || *one.channel == *channel)
                });
                i64::try_from(inside.count()).unwrap_or(i64::MAX)
            }
        }
    }

    /// A need that the lead has waited long enough to drop.
    pub(crate) fn relaxed(&self, need: &Need, at: Timestamp) -> bool {
        need.first.is_some_and(|first| at.duration_since(self.facts.moment().since) >= first)
    }

    fn qualified(&self, team: &Team, strategy: &Strategy, rep: Option<&Rep>, at: Timestamp) -> bool {
        let yes = |condition| self.facts.judge(condition, rep).is_yes();
        strategy.keys.iter().all(|key| match key {
            Key::BestMatch { musts, .. } => musts.iter().all(|must| yes(&must.condition)),
            _ => true,
        }) && team.needs.iter().all(|need| self.relaxed(need, at) || yes(&need.condition))
    }

    /// What a member weighs; an unknown weight is 1.
    pub(crate) fn weight(&self, seat: &Seat, weight: Option<&Expr>) -> Decimal {
        let one = Decimal::from(1);
        match (seat.who, weight) {
            (Who::Team(_, weight), _) => weight,
            (Who::Queue(_), _) | (Who::Rep(_), None) => one,
            (Who::Rep(_), Some(weight)) => self.known_weight(seat, weight).unwrap_or(one),
        }
    }

    /// A rep's weight where it is known.
    pub(crate) fn known_weight(&self, seat: &Seat, weight: &Expr) -> Option<Decimal> {
        match self.facts.value(weight, self.world.rep(seat))? {
            Value::Decimal(weight) => Some(weight),
            Value::Integer(weight) => Some(Decimal::from(weight)),
            _ => None,
        }
    }

    pub(super) fn reserved(&self, team: &Team, rep: &Rep) -> bool {
        load::reserved(self.world.model, team, rep, &self.facts.moment().channel)
    }

    /// Every reason against a person of a link.
    pub(crate) fn person(&self, link: &'a Link, rep: &'a Rep, at: Timestamp) -> Reasons {
        let ignoring = link.ignoring;
        let mut found = Reasons::new();
        if link.available == Available::NotAsked {
            if !rep.active {
                found.push(Reason::Inactive);
            }
            if self.excluded(rep) {
                found.push(Reason::Excluded);
            }
            return found;
        }
        let _ = self.against_person(rep, ignoring, at, &mut |reason| {
            found.push(reason);
            ControlFlow::Continue(())
        });
        if !ignoring.hours && !open(self.world.hours_of_rep(rep, None), at) {
            found.push(Reason::OffHours);
        }
        if !ignoring.capacity && self.at_capacity(rep) {
            found.push(Reason::AtCapacity);
        }
        if let Available::ForTeam(id) = link.available {
            found.extend(self.in_team(id, rep, ignoring, at));
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// Whether he is eligible in a team too; one who is no member is not qualified.
    fn in_team(&self, id: TeamId, rep: &Rep, ignoring: Ignoring, at: Timestamp) -> Reasons {
        match (self.world.team(id), self.world.seat_of(id, &rep.id)) {
            (Some(team), Some((_, seat))) => {
                self.member(Asking { id, team, strategy: &team.strategy, ignoring, at }, seat)
            }
            _ => smallvec::smallvec![Reason::NotQualified],
        }
    }

    /// Absence is inactive, paused, away or off hours; of a nested team, when all in it are absent.
    pub(crate) fn absent(&self, team: &'a Team, seat: &Seat) -> bool {
        let now = self.facts.moment().now;
        match seat.who {
            Who::Queue(_) => false,
            Who::Rep(place) => self.world.snapshot.reps.get(place).is_none_or(|rep| {
                !rep.active || rep.paused || is_away(rep, now) || !open(self.world.hours_of_team(team, Some(rep)), now)
            }),
            Who::Team(id, _) => self.world.team(id).is_none_or(|inner| {
                !open(self.world.hours_of_team(team, None), now)
                    || self.world.seats(id).iter().all(|seat| self.absent(inner, seat))
            }),
        }
    }
}

/// The name of a cap's counter: in the team's zone, or in the rep's with `@` and the zone behind it.
pub(crate) fn counter(rep: Option<&Rep>, team: &Team, cap: &Cap, period: Period, at: Timestamp) -> String {
    if cap.in_zone_of_rep { counter_in_zone(rep, team, period, at) } else { period.name(at, &team.zone) }
}

/// The name of the counter of a rep in his zone.
pub(crate) fn counter_in_zone(rep: Option<&Rep>, team: &Team, period: Period, at: Timestamp) -> String {
    let zone = rep.and_then(|rep| rep.zone.as_ref()).unwrap_or(&team.zone);
    format!("{}@{}", period.name(at, zone), zone.name())
}

pub(crate) fn is_away(rep: &Rep, at: Timestamp) -> bool {
    rep.away.iter().any(|away| away.from <= at && at < away.until)
}

pub(crate) fn open(times: Option<OpenTimes<'_>>, at: Timestamp) -> bool {
    times.is_none_or(|times| times.is_open(at))
}
