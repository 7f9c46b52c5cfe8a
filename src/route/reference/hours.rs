//! 5.5: whose hours are asked, read in which zone. Calendars of the policy win over those of the snapshot.

use super::world::World;
use crate::calendar::{ClosedDays, Hours, OpenTimes, Zone};
use crate::domain::{HoursId, Rep, RepHours, Snapshot};
use crate::model::{Model, Team, TeamHours};

pub(super) fn closed_days(model: &Model, snapshot: &Snapshot) -> ClosedDays {
    let mut all = snapshot.calendars.clone();
    all.extend(model.calendars.iter().cloned());
    all
}

/// Hours with the zone that they are read in.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) hours: &'a Hours,
    pub(super) zone: &'a Zone,
}

impl<'a> Read<'a> {
    fn new(world: &'a World<'a>, hours: &'a Hours, zone: Option<&'a Zone>) -> Self {
        Self { hours, zone: zone.unwrap_or(&world.model.zone) }
    }

    pub(super) fn times(self, world: &'a World<'a>) -> OpenTimes<'a> {
        OpenTimes::new(self.hours, self.zone, &world.closed)
    }
}

/// An `hours` item in its own zone.
pub(super) fn item<'a>(world: &'a World<'a>, id: HoursId) -> Option<Read<'a>> {
    let hours = &world.model.hours.get(id.index())?.hours;
    Some(Read::new(world, hours, hours.zone()))
}

/// The rep's own hours: an item is read in his own zone where he has one; an inline `zone` wins over the rep's (13). A
/// rep without zone uses the team's. None: never off.
pub(super) fn of_rep<'a>(world: &'a World<'a>, rep: &'a Rep, team: Option<&'a Team>) -> Option<Read<'a>> {
    let team = team.map(|team| &team.zone);
    match rep.hours.as_ref()? {
        RepHours::Item(id) => {
            let hours = &world.model.hours.get(id.index())?.hours;
            Some(Read::new(world, hours, rep.zone.as_ref().or(hours.zone()).or(team)))
        }
        RepHours::Inline(hours) => Some(Read::new(world, hours, hours.zone().or(rep.zone.as_ref()).or(team))),
    }
}

/// The hours that a team asks of a rep.
pub(super) fn of_team<'a>(world: &'a World<'a>, team: &'a Team, rep: Option<&'a Rep>) -> Option<Read<'a>> {
    match team.hours {
        TeamHours::Always => None,
        TeamHours::Item(id) => {
            let hours = &world.model.hours.get(id.index())?.hours;
            Some(Read::new(world, hours, hours.zone().or(Some(&team.zone))))
        }
        TeamHours::OfRep => of_rep(world, rep?, Some(team)),
    }
}

/// Whether it is open now; no hours are always open.
pub(super) fn open<'a>(world: &'a World<'a>, hours: Option<Read<'a>>) -> bool {
    hours.is_none_or(|hours| hours.times(world).is_open(world.now()))
}
