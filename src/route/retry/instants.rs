//! The instants at which hours, absences, periods, rolling windows, waits and holds may change.

use super::length_of;
use crate::calendar::{OpenTimes, Zone};
use crate::domain::{Rep, TeamId};
use crate::model::{Available, CapWindow, Link, Target};
use crate::route::eligible::Eligibility;
use crate::route::truth::Facts;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Those in `(from, to]`, sorted.
pub(super) fn instants<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    links: &[&'a Link],
    teams: &[TeamId],
    (from, to): (Timestamp, Timestamp),
) -> BTreeSet<Timestamp> {
    let world = all.world;
    let mut found = BTreeSet::new();
    let mut add = |at: Option<Timestamp>| {
        found.extend(at.filter(|at| from < *at && *at <= to));
    };
    let since = all.facts.moment().since;
    for link in links {
        add(length_of(link).and_then(|length| since.checked_add(length).ok()));
    }
    let mut clocks: Vec<OpenTimes<'a>> = Vec::new();
    let mut zones: Vec<&Zone> = Vec::new();
    for rep in &world.snapshot.reps {
        rep.away.iter().for_each(|away| add(Some(away.until)));
        clocks.extend(world.hours_of_rep(rep, None));
        zones.extend(rep.zone.as_ref());
    }
    for id in teams {
        let Some(team) = world.team(*id) else { continue };
        zones.push(&team.zone);
        for need in &team.needs {
            add(need.first.and_then(|first| since.checked_add(first).ok()));
        }
        clocks.extend(world.hours_of_team(team, None));
        for seat in world.seats(*id) {
            clocks.extend(world.rep(seat).and_then(|rep: &Rep| world.hours_of_team(team, Some(rep))));
        }
        for cap in &team.caps {
            let CapWindow::Rolling(length) = &cap.window else { continue };
            let entries = world.state(team).into_iter().flat_map(|state| state.members.values());
            for recent in entries.flat_map(|entry| &entry.recent) {
                add(recent.at.checked_add(*length).ok());
            }
        }
    }
    distinct(&mut zones, |a, b| a == b);
    for zone in zones {
        let (mut day, last) = (zone.clock(from).date(), zone.clock(to).date());
        while day <= last {
            add(zone.start_of_day(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    distinct(&mut clocks, OpenTimes::is_same);
    for clock in clocks {
        let mut at = from;
        while let Some(opening) = clock.next_open(at).filter(|opening| *opening <= to) {
            add(Some(opening));
            match clock.closes(opening) {
                Some(close) => at = close,
                None => break,
            }
        }
    }
    found
}

/// The teams that links may ask, with those inside them; all of them where a link names one by the time.
pub(super) fn teams_of<F: Facts>(all: &Eligibility<'_, F>, links: &[&Link]) -> Vec<TeamId> {
    let mut teams = Vec::new();
    for link in links {
        match &link.target {
            Target::Team { team, .. } => {
                if link.named().is_some_and(|value| all.world.timely().value(value)) {
                    return (0..all.world.model.teams.len()).map(TeamId::at).collect();
                }
                if let Some((id, _)) = all.team_of(team, None) {
                    all.world.with_inner(id, &mut teams);
                }
            }
            _ => {
                if let Available::ForTeam(id) = link.available {
                    all.world.with_inner(id, &mut teams);
                }
            }
        }
    }
    teams.sort_unstable();
    teams.dedup();
    teams
}

fn distinct<T>(items: &mut Vec<T>, same: impl Fn(&T, &T) -> bool) {
    let mut once: Vec<T> = Vec::new();
    for item in items.drain(..) {
        if !once.iter().any(|known| same(known, &item)) {
            once.push(item);
        }
    }
    *items = once;
}
