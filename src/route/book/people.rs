//! What the snapshot says of the reps at a team's seats.

use crate::domain::Rep;
use crate::lookup::Lookup;
use crate::model::{Model, Team, TeamHours};
use crate::route::load::{channels, is_full, open_units, reserved};
use crate::route::places::Places;
use crate::route::roster::{Seat, Who, World};
use std::sync::Arc;

/// The reps by place.
#[derive(Debug)]
pub(crate) struct People {
    /// How many seats there are.
    pub(crate) count: usize,
    /// The key of each seat.
    pub(crate) keys: Vec<Arc<str>>,
    /// All seats.
    pub(crate) all: Places,
    /// Seats of reps.
    pub(crate) reps: Places,
    /// Seats of nested teams.
    pub(crate) nested: Vec<usize>,
    /// Seats of queues.
    pub(crate) queues: Places,
    pub(crate) active: Places,
    pub(crate) paused: Places,
    /// Seats of reps with any absence in their calendar.
    pub(crate) travellers: Vec<usize>,
    pub(crate) clocks: Clocks,
    /// Where a cap counts in zones of reps: the seats by zone, each with one of them.
    pub(crate) zones: Vec<(usize, Places)>,
    /// By channel, as [`channels`] lists them: who can take none of its leads.
    pub(crate) full: Vec<Places>,
    /// By channel: who is kept for a dearer one; empty where the team keeps nobody.
    pub(crate) reserved: Vec<Places>,
    /// Open units, and the most there may be.
    pub(crate) units: Vec<(i64, Option<i64>)>,
}

/// Whose hours count.
#[derive(Debug)]
pub(crate) enum Clocks {
    Always,
    /// The team's, for everybody.
    Team,
    /// The reps' own: equal ones together, each with one of its seats.
    Reps(Vec<(usize, Places)>),
}

impl People {
    pub(crate) fn new(world: World<'_>, team: &Team, seats: &[Seat]) -> Self {
        let count = seats.len();
        let rep_at = |place: usize| seats.get(place).and_then(|seat| world.rep(seat));
        let which = |test: &dyn Fn(&Seat) -> bool| seats.iter().map(test).collect::<Places>();
        let of_rep = |test: &dyn Fn(&Rep) -> bool| which(&|seat| world.rep(seat).is_some_and(test));
        let reps = which(&|seat| matches!(seat.who, Who::Rep(_)));
        let clocks = match team.hours {
            TeamHours::Always => Clocks::Always,
            TeamHours::Item(_) => Clocks::Team,
            TeamHours::OfRep => Clocks::Reps(together(count, &reps, |place| {
                let times = world.hours_of_rep(rep_at(place)?, Some(team))?;
                Some(format!("{times:?}"))
            })),
        };
        let zones = if team.caps.iter().any(|cap| cap.in_zone_of_rep) {
            let zone = |place: usize| rep_at(place).and_then(|rep| rep.zone.as_ref()).unwrap_or(&team.zone);
            together(count, &Places::all(count), |place| Some(zone(place).name().to_owned()))
        } else {
            Vec::new()
        };
        let known = channels(world.model).count();
        let mut people = Self {
            count,
            all: Places::all(count),
            keys: seats.iter().map(|seat| Arc::clone(&seat.key)).collect(),
            nested: (0..count).filter(|place| seats.get(*place).is_some_and(is_team)).collect(),
            queues: which(&|seat| matches!(seat.who, Who::Queue(_))),
            active: of_rep(&|rep| rep.active),
            paused: of_rep(&|rep| rep.paused),
            travellers: reps.iter().filter(|place| rep_at(*place).is_some_and(|rep| !rep.away.is_empty())).collect(),
            clocks,
            zones,
            full: vec![Places::none(count); known],
            reserved: if team.reserve.is_empty() { Vec::new() } else { vec![Places::none(count); known] },
            units: vec![(0, None); count],
            reps,
        };
        for place in 0..count {
            if let Some(rep) = rep_at(place) {
                people.work(world.model, team, place, rep);
            }
        }
        people
    }

    /// Takes in what a rep has open.
    pub(super) fn work(&mut self, model: &Model, team: &Team, place: usize, rep: &Rep) {
        let open = open_units(model, rep);
        for (full, channel) in self.full.iter_mut().zip(channels(model)) {
            full.set(place, is_full(model, rep, open, channel));
        }
        for (kept, channel) in self.reserved.iter_mut().zip(channels(model)) {
            kept.set(place, reserved(model, team, rep, channel));
        }
        if let Some(units) = self.units.get_mut(place) {
            *units = (open, rep.unit_limit);
        }
    }
}

fn is_team(seat: &Seat) -> bool {
    matches!(seat.who, Who::Team(..))
}

/// Places with the same form, each group with its first place; a place without a form is in none.
pub(super) fn together(count: usize, among: &Places, form: impl Fn(usize) -> Option<String>) -> Vec<(usize, Places)> {
    let mut known: Lookup<String, usize> = Lookup::new();
    let mut groups: Vec<(usize, Places)> = Vec::new();
    for place in among.iter() {
        let Some(form) = form(place) else { continue };
        let group = known.get(&form).copied().unwrap_or_else(|| {
            known.insert(form, groups.len());
            groups.push((place, Places::none(count)));
            groups.len().saturating_sub(1)
        });
        if let Some((_, places)) = groups.get_mut(group) {
            places.set(place, true);
        }
    }
    groups
}
