//! 5.5: whether somewhere is open; from calendars of the policy first, then of the snapshot.

use super::world::World;
use crate::calendar::{Hours, Zone};
use crate::domain::{HoursId, Rep, RepHours};
use crate::model::{Team, TeamHours};
use jiff::Timestamp;
use jiff::civil::Date;

/// The days of a calendar; none is unknown, which closes nothing.
pub(super) fn calendar<'a>(world: &'a World<'a>, name: &str) -> &'a [Date] {
    match world.model.calendars.iter().find(|(known, _)| **known == *name) {
        Some((_, days)) => days,
        None => world.snapshot.calendars.get(name).map_or(&[], |days| days),
    }
}

/// Hours with the zone that they are read in.
pub(super) struct Clock<'a> {
    pub(super) hours: &'a Hours,
    pub(super) zone: Option<&'a Zone>,
}

pub(super) fn item<'a>(world: &'a World<'a>, id: HoursId) -> Option<Clock<'a>> {
    world.model.hours.get(id.index()).map(|item| Clock { hours: &item.hours, zone: None })
}

/// The rep's own hours, an `hours` item read in his own zone where he has one; none: never off.
pub(super) fn of_rep<'a>(world: &'a World<'a>, rep: &'a Rep) -> Option<Clock<'a>> {
    match rep.hours.as_ref()? {
        RepHours::Item(id) => item(world, *id).map(|clock| Clock { zone: rep.zone.as_ref(), ..clock }),
        RepHours::Inline(hours) => Some(Clock { hours, zone: None }),
    }
}

/// The hours that a team asks of a rep.
pub(super) fn of_team<'a>(world: &'a World<'a>, team: &Team, rep: Option<&'a Rep>) -> Option<Clock<'a>> {
    match team.hours {
        TeamHours::Always => None,
        TeamHours::Item(id) => item(world, id),
        TeamHours::OfRep => of_rep(world, rep?),
    }
}

/// Whether it is open; no hours are always open.
pub(super) fn open<'a>(world: &'a World<'a>, clock: Option<&Clock<'_>>, moment: Timestamp) -> bool {
    clock.is_none_or(|clock| clock.hours.is_open(moment, clock.zone, &|name| calendar(world, name)))
}

/// The next opening behind a moment.
pub(super) fn next_opening<'a>(world: &'a World<'a>, clock: &Clock<'_>, after: Timestamp) -> Option<Timestamp> {
    clock.hours.next_opening(after, clock.zone, &|name| calendar(world, name))
}
