//! 5.4: the instants at which hours, closures, absences, periods, rolling windows, needs, waits, holds or conditions may change.

use super::hours::{self, Read};
use super::members::{self, chain_of};
use super::said::Said;
use super::world::World;
use crate::calendar::Zone;
use crate::domain::Decimal;
use crate::model::{CapWindow, Chain, Target};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The least that an instant can be behind another.
const NANOSECOND: SignedDuration = SignedDuration::from_nanos(1);

/// All instants behind `start`, up to `end`. Sorted.
pub(super) fn instants<'a>(world: &'a World<'a>, said: &Said, start: Timestamp, end: Timestamp) -> Vec<Timestamp> {
    let mut all = BTreeSet::new();
    let mut add = |moment: Option<Timestamp>| {
        if let Some(moment) = moment.filter(|moment| start < *moment && *moment <= end) {
            all.insert(moment);
        }
    };
    for rep in &world.snapshot.reps {
        for away in &rep.away {
            add(Some(away.until));
        }
    }
    for length in lengths(world) {
        add(world.since().checked_add(length).ok());
    }
    for team in &world.model.teams {
        for cap in &team.caps {
            let CapWindow::Rolling(length) = cap.window else { continue };
            let entries = members::state(world, team).into_iter().flat_map(|state| state.members.values());
            for recent in entries.flat_map(|entry| &entry.recent) {
                add(recent.at.checked_add(length).ok());
            }
        }
    }
    for zone in zones(world, said) {
        let (mut day, last) = (zone.clock(start).date(), zone.clock(end).date());
        while day <= last {
            add(zone.start_of_day(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    for opening in openings(world, start, end) {
        add(Some(opening));
    }
    hours_begin(said, start, end).into_iter().for_each(|moment| add(Some(moment)));
    conditions_change(world, said, start, end, &mut add);
    all.into_iter().collect()
}

/// The quarters of an hour at which clocks of a zone that is asked for the hour show another one.
fn hours_begin(said: &Said, start: Timestamp, end: Timestamp) -> Vec<Timestamp> {
    let mut found = Vec::new();
    for zone in distinct(said.hours.iter()) {
        let mut second = start.as_second().div_euclid(900).saturating_mul(900);
        let mut last = None;
        while let Ok(moment) = Timestamp::from_second(second)
            && moment <= end
        {
            let hour = zone.clock(moment).hour();
            if last.replace(hour) != Some(hour) {
                found.push(moment);
            }
            second = second.saturating_add(900);
        }
    }
    found
}

/// Wherever any constant, value or length of the data and the policy may be met, and the instant behind that.
fn conditions_change(
    world: &World<'_>,
    said: &Said,
    start: Timestamp,
    end: Timestamp,
    add: &mut dyn FnMut(Option<Timestamp>),
) {
    let mut both = |moment: Option<Timestamp>| {
        add(moment);
        add(moment.and_then(|moment| moment.checked_add(NANOSECOND).ok()));
    };
    let every = |from: Timestamp, period: SignedDuration, both: &mut dyn FnMut(Option<Timestamp>)| {
        let passed = start.duration_since(from).as_nanos().div_euclid(period.as_nanos());
        let mut periods = passed.max(0);
        while let Some(length) = periods.checked_mul(period.as_nanos())
            && let Ok(moment) = from.checked_add(SignedDuration::from_nanos_i128(length))
            && moment <= end
        {
            both(Some(moment));
            periods += 1;
        }
    };
    let since = world.since();
    for length in &said.lengths {
        both(since.checked_add(*length).ok());
    }
    // The lead's own lengths.
    for place in 0..world.model.lead.fields.len() {
        if let Some(crate::domain::Value::Duration(length)) =
            world.request.lead.value(crate::domain::FieldId::at(place))
        {
            both(since.checked_add(*length).ok());
        }
    }
    if said.is_timeless() {
        return;
    }
    for instant in said.instants(world) {
        both(Some(instant));
        for length in &said.lengths {
            both(instant.checked_add(*length).ok());
        }
        for halving in &said.halvings {
            every(instant, *halving, &mut both);
        }
        if said.ages {
            // Days are counted back from instants to come, too.
            let behind = start.duration_since(instant).as_nanos().div_euclid(DAY.as_nanos()).min(0);
            let length = SignedDuration::from_nanos_i128(behind * DAY.as_nanos());
            every(instant.checked_add(length).unwrap_or(instant), DAY, &mut both);
        }
    }
    if said.minutes {
        for number in &said.numbers {
            let minutes = number.scaled().saturating_mul(60).div_euclid(Decimal::SCALE);
            let Ok(seconds) = i64::try_from(minutes) else { continue };
            for near in -1..=2 {
                let second = since.as_second().checked_add(seconds).and_then(|second| second.checked_add(near));
                both(second.and_then(|second| Timestamp::from_second(second).ok()));
            }
        }
    }
}

/// `for the first D`, `wait up to D`, `hold … up to D`, wherever they are written.
fn lengths(world: &World<'_>) -> Vec<SignedDuration> {
    let mut all: Vec<SignedDuration> =
        world.model.teams.iter().flat_map(|team| &team.needs).filter_map(|need| need.first).collect();
    let chains: Vec<&Chain> = world.model.rules.iter().filter_map(|rule| chain_of(rule.decision.as_ref()?)).collect();
    for link in chains.iter().flat_map(|chain| &chain.links) {
        all.extend(link.wait);
        if let Target::Hold { up_to: Some(up_to), .. } = link.target {
            all.push(up_to);
        }
    }
    all
}

fn zones<'a>(world: &'a World<'a>, said: &'a Said) -> Vec<&'a Zone> {
    let teams = world.model.teams.iter().map(|team| &team.zone);
    let reps = world.snapshot.reps.iter().filter_map(|rep| rep.zone.as_ref());
    distinct(teams.chain(reps).chain(&said.days))
}

fn distinct<'a>(zones: impl Iterator<Item = &'a Zone>) -> Vec<&'a Zone> {
    let mut once: Vec<&Zone> = Vec::new();
    for zone in zones {
        if !once.contains(&zone) {
            once.push(zone);
        }
    }
    once
}

/// Every opening of all hours in their own zones, in those of the teams and of the reps who use them.
fn openings<'a>(world: &'a World<'a>, start: Timestamp, end: Timestamp) -> BTreeSet<Timestamp> {
    let teams = world.model.teams.iter().map(Some).chain([None]);
    let mut clocks: Vec<Read<'a>> = Vec::new();
    for team in teams {
        let of_reps = world.snapshot.reps.iter().filter_map(|rep| hours::of_rep(world, rep, team));
        for clock in team.and_then(|team| hours::of_team(world, team, None)).into_iter().chain(of_reps) {
            let known = |other: &Read<'a>| std::ptr::eq(other.hours, clock.hours) && other.zone == clock.zone;
            if !clocks.iter().any(known) {
                clocks.push(clock);
            }
        }
    }
    let mut all = BTreeSet::new();
    for clock in clocks {
        let times = clock.times(world);
        let mut moment = start;
        while let Some(opening) = times.next_open(moment).filter(|opening| *opening <= end) {
            all.insert(opening);
            moment = times.closes(opening).unwrap_or(end);
        }
    }
    all
}
