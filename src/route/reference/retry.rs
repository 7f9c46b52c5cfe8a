//! 5.4: when it is worth asking again. Every instant at which anything may change by time alone is tried, in order.

use super::chain::{Given, Tried, person_of, team_of};
use super::eligible::{Asking, Reason, person, reasons};
use super::hours::{self, Read};
use super::members::{self, members};
use super::world::World;
use crate::calendar::Zone;
use crate::model::{CapWindow, Chain, Link, Target};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Days searched ahead.
const HORIZON: i64 = 400;

/// The earliest instant behind now at which some member of some link of a chain that matched passes 5.1.
pub(super) fn retry_at<'a>(world: &'a World<'a>, matched: &[Tried<'a>]) -> Option<Timestamp> {
    let someone = |moment: Timestamp| matched.iter().any(|tried| passes(world, tried, moment));
    if !matched.iter().any(|tried| may_pass(world, tried)) {
        return None;
    }
    let found = first(world, someone)?;
    world.count("retry");
    whole_second(found)
}

/// The first instant behind now for which the answer is yes. The near future is looked at first.
pub(super) fn first<'a>(world: &'a World<'a>, answer: impl Fn(Timestamp) -> bool) -> Option<Timestamp> {
    let days = |days: i64| world.now().checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
    let steps = [0, 1, 4, 12, 40, 130, HORIZON];
    steps
        .iter()
        .zip(steps.iter().skip(1))
        .find_map(|(from, to)| instants(world, days(*from), days(*to)).into_iter().find(|moment| answer(*moment)))
}

/// Whether some member of some link passes at a later moment, up to the link that won.
fn passes<'a>(world: &'a World<'a>, tried: &Tried<'a>, moment: Timestamp) -> bool {
    let last = tried.won.as_ref().map_or(tried.chain.links.len(), |(place, _)| place.saturating_add(1));
    tried.chain.links.iter().take(last).enumerate().any(|(place, link)| {
        let holds = matches!(&tried.won, Some((won, Given::Hold { .. })) if *won == place);
        link.condition.as_ref().is_none_or(|condition| world.lead().judge(condition).is_yes())
            && (link_passes(world, link, moment) || (holds && wait_is_over(world, link, moment)))
    })
}

/// Whether anybody fails by time alone, or somebody waits; else no instant needs to be tried.
fn may_pass<'a>(world: &'a World<'a>, tried: &Tried<'a>) -> bool {
    matches!(&tried.won, Some((_, Given::Hold { .. })))
        || tried.chain.links.iter().any(|link| match &link.target {
            Target::Team { team, by } => team_of(world, team, by.as_ref()).is_some_and(|(id, strategy)| {
                let Some(team) = members::team(world, id) else { return false };
                let asking = Asking { team, strategy, ignoring: link.ignoring, moment: world.now() };
                members(world, team).iter().any(|member| by_time(&reasons(world, asking, member)))
            }),
            _ => person_of(world, link).is_some_and(|rep| by_time(&person(world, link, rep, world.now()))),
        })
}

/// Whether all reasons may pass with time, the snapshot unchanged.
pub(super) fn by_time(reasons: &[Reason]) -> bool {
    let may = [Reason::Away, Reason::OffHours, Reason::Capped, Reason::NotQualified];
    reasons.iter().all(|reason| may.contains(reason))
}

/// The end of a hold or wait is itself such an instant.
fn wait_is_over(world: &World<'_>, link: &Link, moment: Timestamp) -> bool {
    let length = match &link.target {
        Target::Hold { up_to, .. } => *up_to,
        _ => link.wait,
    };
    length.is_some_and(|length| world.waiting_at(moment) >= length)
}

fn link_passes<'a>(world: &'a World<'a>, link: &'a Link, moment: Timestamp) -> bool {
    match &link.target {
        Target::Team { team, by } => {
            let Some((id, strategy)) = team_of(world, team, by.as_ref()) else { return false };
            let Some(team) = members::team(world, id) else { return false };
            let asking = Asking { team, strategy, ignoring: link.ignoring, moment };
            members(world, team).iter().any(|member| reasons(world, asking, member).is_empty())
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            person_of(world, link).is_some_and(|rep| person(world, link, rep, moment).is_empty())
        }
        _ => false,
    }
}

/// Rounded up to whole seconds.
fn whole_second(moment: Timestamp) -> Option<Timestamp> {
    let up = if moment.subsec_nanosecond() > 0 { 1 } else { 0 };
    Timestamp::from_second(moment.as_second().checked_add(up)?).ok()
}

/// All instants behind `start`, up to `end`, at which hours, closures, absences, periods, rolling windows, needs,
/// waits or holds may change. Sorted.
fn instants<'a>(world: &'a World<'a>, start: Timestamp, end: Timestamp) -> Vec<Timestamp> {
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
    for zone in zones(world) {
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
    all.into_iter().collect()
}

/// `for the first D`, `wait up to D`, `hold … up to D`, wherever they are written.
fn lengths(world: &World<'_>) -> Vec<SignedDuration> {
    let mut all: Vec<SignedDuration> =
        world.model.teams.iter().flat_map(|team| &team.needs).filter_map(|need| need.first).collect();
    let chains: Vec<&Chain> =
        world.model.rules.iter().filter_map(|rule| members::chain_of(rule.decision.as_ref()?)).collect();
    for link in chains.iter().flat_map(|chain| &chain.links) {
        all.extend(link.wait);
        if let Target::Hold { up_to: Some(up_to), .. } = link.target {
            all.push(up_to);
        }
    }
    all
}

fn zones<'a>(world: &'a World<'a>) -> Vec<&'a Zone> {
    let mut all: Vec<&Zone> = world.model.teams.iter().map(|team| &team.zone).collect();
    all.extend(world.snapshot.reps.iter().filter_map(|rep| rep.zone.as_ref()));
    let mut once: Vec<&Zone> = Vec::new();
    for zone in all {
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
