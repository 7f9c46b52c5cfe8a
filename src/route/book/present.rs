//! How a team stands while nothing but time passes: who is away or outside his hours, which periods run. Worked out for a
//! moment, and kept for as long as no clock, calendar or absence can say anything else.

use super::again::Again;
use super::open::{Load, Open};
use super::{Clocks, Column, Memory, People};
use crate::calendar::OpenTimes;
use crate::domain::{Rep, TeamId};
use crate::model::{CapWindow, Team, TeamHours};
use crate::route::eligible::{is_away, open};
use crate::route::places::Places;
use crate::route::roster::{Counted, Seat, Who, World};
use jiff::Timestamp;
use jiff::civil::Date;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// So many stretches of time are kept between two changes of the team; one is enough where time goes on.
const KEPT: usize = 4;

/// A team as it stands from one moment until another.
#[derive(Debug)]
pub(crate) struct Present {
    from: Timestamp,
    until: Timestamp,
    /// The day in the team's zone.
    pub(crate) today: Date,
    /// Reps whom their calendar keeps away.
    pub(crate) away: Places,
    /// Reps outside the hours that count.
    pub(crate) off: Places,
    /// Reps who are active and neither paused, away nor outside their hours.
    pub(crate) there: Places,
    pub(crate) absent: Places,
    /// The periods in which turns count, by their place among those counted.
    pub(crate) periods: Vec<Running>,
    /// By cap of the team: the counter that counts now, where it is one for all.
    pub(crate) counters: Vec<Option<Arc<str>>>,
    /// By channel: who may get a lead whatever the lead; `None` where that depends on it. Found out when first asked for.
    open: Vec<OnceLock<Option<Open>>>,
    /// What the next lead changes.
    pub(crate) again: Again,
    /// Whether the stored state is what a decision finds: under the team's name, nobody new, all absences marked.
    pub(crate) settled: bool,
    /// The columns as they were then.
    laid_out: u32,
}

/// A period that runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) name: Arc<str>,
    /// Its place among the columns.
    column: Option<usize>,
    /// The sum of the weights above 0 of those not absent, where no lead changes it.
    weight: OnceLock<i128>,
}

impl Running {
    pub(crate) fn column<'b>(&self, memory: &'b Memory) -> Option<&'b Column> {
        memory.columns.get(self.column?)
    }

    /// The sum of the weights above 0 of those not absent, added up once; only for weights that hold whatever the lead.
    pub(crate) fn weight_there(&self, sum: impl FnOnce() -> i128) -> i128 {
        *self.weight.get_or_init(sum)
    }
}

/// What a decision looks at: kept by the book, or made for it alone.
pub(crate) enum Shown<'a> {
    Kept(&'a Present),
    Made(Arc<Present>),
}

impl Deref for Shown<'_> {
    type Target = Present;

    fn deref(&self) -> &Present {
        match self {
            Self::Kept(present) => present,
            Self::Made(present) => present,
        }
    }
}

/// The stretches of time that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Presents {
    kept: [OnceLock<Box<Present>>; KEPT],
}

impl Presents {
    /// The team at a moment.
    pub(crate) fn at(&self, now: Timestamp, make: impl Fn() -> Present) -> Shown<'_> {
        for slot in &self.kept {
            let present = slot.get_or_init(|| Box::new(make()));
            if present.holds(now) {
                return Shown::Kept(present);
            }
        }
        Shown::Made(Arc::new(make()))
    }

    /// Somebody was paused or is back, here or in a team inside.
    pub(super) fn forget(&mut self) {
        self.kept.iter_mut().for_each(|slot| *slot = OnceLock::new());
    }

    /// The state has changed: what rests on it is said anew. When there is no room left, time has gone on.
    pub(super) fn changed(&mut self, team: &Team, people: &People, memory: &Memory, place: usize) {
        if self.kept.iter().all(|slot| slot.get().is_some()) {
            return self.forget();
        }
        for present in self.kept.iter_mut().filter_map(OnceLock::get_mut) {
            present.again.forget();
            present.settle_at(team, people, memory, place);
            present.learn(team, people, memory, place);
        }
    }

    /// The work of whoever sits at a place has changed.
    pub(super) fn worked(&mut self, team: &Team, people: &People, memory: &Memory, place: usize) {
        for present in self.kept.iter_mut().filter_map(OnceLock::get_mut) {
            present.learn(team, people, memory, place);
        }
    }
}

impl Present {
    /// `nested` says whether all are absent in the team that sits at a place.
    pub(crate) fn new<'a>(
        world: World<'a>,
        team: &'a Team,
        (seats, counted): (&'a [Seat], &[Counted]),
        (people, memory): (&People, &Memory),
        now: Timestamp,
        nested: impl Fn(usize) -> bool,
    ) -> Self {
        let rep = |place: usize| seats.get(place).and_then(|seat| world.rep(seat));
        let mut until = Until { now, at: Timestamp::MAX };
        until.turn(team.zone.goes_on_until(now));
        let today = team.zone.clock(now).date();
        let mut away = Places::none(seats.len());
        for place in &people.travellers {
            if let Some(rep) = rep(*place) {
                away.set(*place, is_away(rep, now));
                until.returns(rep);
            }
        }
        let off = off_hours(world, team, seats, people, &mut until);
        let mut there = people.reps.clone();
        there.keep(&people.active);
        there.drop_all(&people.paused);
        there.drop_all(&away);
        there.drop_all(&off);
        let mut absent = people.reps.clone();
        absent.drop_all(&there);
        for place in &people.nested {
            absent.set(*place, nested(*place));
            if let Some(Who::Team(inner, _)) = seats.get(*place).map(|seat| seat.who) {
                until.inside(world, inner);
            }
        }
        let name = |period: crate::calendar::Period| Arc::from(&*period.name_of(today));
        let counter = |cap: &crate::model::Cap| match cap.window {
            CapWindow::Per(period) if !cap.in_zone_of_rep => Some(name(period)),
            _ => None,
        };
        let mut present = Self {
            from: now,
            until: until.at,
            today,
            away,
            off,
            there,
            absent,
            periods: counted
                .iter()
                .map(|one| Running { name: name(one.period), column: None, weight: OnceLock::new() })
                .collect(),
            counters: team.caps.iter().map(counter).collect(),
            open: people.full.iter().map(|_| OnceLock::new()).collect(),
            again: Again::default(),
            settled: false,
            laid_out: memory.laid_out,
        };
        present.settle(team, people, memory);
        present
    }

    fn holds(&self, now: Timestamp) -> bool {
        self.from == now || (self.from < now && now < self.until)
    }

    /// Who may get a lead of a channel whatever the lead, with `fit` as those whom only work and receipts can keep from it.
    pub(crate) fn open(
        &self,
        (number, channel): (usize, &Arc<str>),
        (team, people, memory): (&Team, &People, &Memory),
        fit: impl FnOnce() -> Option<Places>,
    ) -> Option<&Open> {
        let make = || {
            let load = Load { team, people, memory, counters: &self.counters };
            fit().map(|fit| Open::new((number, channel), fit, load))
        };
        self.open.get(number)?.get_or_init(make).as_ref()
    }

    /// Takes in what has become of a seat.
    fn learn(&mut self, team: &Team, people: &People, memory: &Memory, place: usize) {
        let load = Load { team, people, memory, counters: &self.counters };
        for open in self.open.iter_mut().filter_map(OnceLock::get_mut).flatten() {
            open.learn(load, place);
        }
    }

    /// The entry of whoever sits at a place has changed, and nothing else has.
    fn settle_at(&mut self, team: &Team, people: &People, memory: &Memory, place: usize) {
        if !self.settled || self.laid_out != memory.laid_out || memory.crowded || place >= people.count {
            return self.settle(team, people, memory);
        }
        let absent = self.absent.contains(place);
        let marked =
            |period: &Running| period.column(memory).is_some_and(|column| column.marked.contains(place)) == absent;
        self.settled = memory.known.contains(place) && (team.absences_owed || self.periods.iter().all(marked));
    }

    fn settle(&mut self, team: &Team, people: &People, memory: &Memory) {
        self.laid_out = memory.laid_out;
        for period in &mut self.periods {
            period.column = memory.columns.iter().position(|column| column.name == period.name);
            // One name for the state and for what is written, so that it is shared.
            if let Some(column) = period.column(memory) {
                period.name = Arc::clone(&column.name);
            }
        }
        let all = &people.all;
        let marked = |period: &Running| match period.column(memory) {
            Some(column) => all.agree(&self.absent, &column.marked) && memory.gone.is_within(&column.marked),
            None => self.absent.is_empty() && memory.gone.is_empty(),
        };
        self.settled = memory.own
            && !memory.crowded
            && all.is_within(&memory.known)
            && (team.absences_owed || self.periods.iter().all(marked));
    }
}

/// The first moment at which anything may be different.
struct Until {
    now: Timestamp,
    at: Timestamp,
}

impl Until {
    /// Clocks turn; where nobody can say when, at once.
    fn turn(&mut self, turn: Option<Timestamp>) {
        self.at = self.at.min(turn.unwrap_or(self.now));
    }

    /// An absence of a rep begins or ends.
    fn returns(&mut self, rep: &Rep) {
        let ends = rep.away.iter().flat_map(|away| [away.from, away.until]);
        self.at = ends.filter(|end| *end > self.now).fold(self.at, Timestamp::min);
    }

    /// Anybody in a nested team comes or goes.
    fn inside(&mut self, world: World<'_>, id: TeamId) {
        let Some(team) = world.team(id) else { return };
        let mut last: Option<OpenTimes<'_>> = None;
        self.is_open(world.hours_of_team(team, None));
        for seat in world.seats(id) {
            if let Who::Team(inner, _) = seat.who {
                self.inside(world, inner);
            }
            let Some(rep) = world.rep(seat) else { continue };
            self.returns(rep);
            let times = world.hours_of_team(team, Some(rep)).filter(|_| team.hours == TeamHours::OfRep);
            if let Some(times) = times.filter(|times| last.is_none_or(|last| !times.is_same(&last))) {
                self.turn(times.holds_until(self.now));
                last = Some(times);
            }
        }
    }

    fn is_open(&mut self, times: Option<OpenTimes<'_>>) -> bool {
        if let Some(times) = &times {
            self.turn(times.holds_until(self.now));
        }
        open(times, self.now)
    }
}

fn off_hours(world: World<'_>, team: &Team, seats: &[Seat], people: &People, until: &mut Until) -> Places {
    match &people.clocks {
        Clocks::Always => Places::none(seats.len()),
        Clocks::Team if until.is_open(world.hours_of_team(team, None)) => Places::none(seats.len()),
        Clocks::Team => Places::all(seats.len()),
        Clocks::Reps(groups) => {
            let mut off = Places::none(seats.len());
            for (one, places) in groups {
                let rep = seats.get(*one).and_then(|seat| world.rep(seat));
                if !until.is_open(world.hours_of_team(team, rep)) {
                    off.add_all(places);
                }
            }
            off
        }
    }
}
