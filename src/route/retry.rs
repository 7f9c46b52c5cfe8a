//! When it is worth asking again: the earliest instant at which somebody passes, the snapshot unchanged but for time.
//!
//! Whether somebody passes can change only at certain instants: openings, ends of absences, of periods, of rolling
//! windows, of needs, waits and holds. They are tried in order.

use super::chain::{Given, Tried};
use super::eligible::{Asking, Eligibility, Reason};
use super::truth::Facts;
use crate::calendar::OpenTimes;
use crate::domain::{Rep, TeamId};
use crate::model::{Available, CapWindow, Link, Target};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Days searched ahead.
const HORIZON: i64 = 400;
/// The near future is looked at first: days after which the search is widened.
const STEPS: [i64; 8] = [0, 1, 4, 10, 30, 90, 200, HORIZON];

/// The earliest instant behind now at which some member of some link of a chain that matched passes.
pub(crate) fn retry_at<'a, F: Facts>(all: &Eligibility<'a, F>, matched: &[Tried<'a>]) -> Option<Timestamp> {
    let hopeful: Vec<&Tried<'a>> = matched.iter().filter(|tried| may_pass(all, tried)).collect();
    if hopeful.is_empty() {
        return None;
    }
    let end = horizon(all);
    let links: Vec<&'a Link> = hopeful.iter().flat_map(|tried| asked_links(tried)).collect();
    let found = search(all, &links, end, |at| hopeful.iter().any(|tried| passes(all, tried, at)))?;
    let up = i64::from(found.subsec_nanosecond() > 0);
    Timestamp::from_second(found.as_second().checked_add(up)?).ok()
}

/// The first instant behind now, up to `until`, for which the answer is yes.
pub(crate) fn first<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    until: Timestamp,
    answer: impl Fn(Timestamp) -> bool,
) -> Option<Timestamp> {
    let links: Vec<&'a Link> = Vec::new();
    search(all, &links, until.min(horizon(all)), answer)
}

fn horizon<F: Facts>(all: &Eligibility<'_, F>) -> Timestamp {
    all.facts.moment().now.checked_add(SignedDuration::from_hours(24 * HORIZON)).unwrap_or(Timestamp::MAX)
}

fn search<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    links: &[&'a Link],
    end: Timestamp,
    answer: impl Fn(Timestamp) -> bool,
) -> Option<Timestamp> {
    let now = all.facts.moment().now;
    let day = |days: i64| now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX).min(end);
    STEPS.windows(2).find_map(|step| {
        let (from, to) = (day(*step.first()?), day(*step.get(1)?));
        if from >= to {
            return None;
        }
        instants(all, links, from, to).into_iter().find(|at| answer(*at))
    })
}

/// The links up to the one that won.
fn asked_links<'a>(tried: &Tried<'a>) -> &'a [Link] {
    let end = tried.won.as_ref().map_or(tried.chain.links.len(), |(place, _)| place.saturating_add(1));
    tried.chain.links.get(..end).unwrap_or_default()
}

fn passes<'a, F: Facts>(all: &Eligibility<'a, F>, tried: &Tried<'a>, at: Timestamp) -> bool {
    asked_links(tried).iter().enumerate().any(|(place, link)| {
        let waits = matches!(&tried.won, Some((won, Given::Hold { .. })) if *won == place);
        link.condition.as_ref().is_none_or(|condition| all.facts.judge(condition, None).is_yes())
            && (link_passes(all, link, at) || (waits && wait_is_over(all, link, at)))
    })
}

fn link_passes<'a, F: Facts>(all: &Eligibility<'a, F>, link: &'a Link, at: Timestamp) -> bool {
    match &link.target {
        Target::Team { team, by } => {
            let Some((id, strategy)) = all.team_of(team, by.as_ref()) else { return false };
            let Some(team) = all.world.team(id) else { return false };
            let asking = Asking { id, team, strategy, ignoring: link.ignoring, at };
            all.world.seats(id).iter().any(|seat| all.member(asking, seat).is_empty())
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            all.person_of(link).is_some_and(|rep| all.person(link, rep, at).is_empty())
        }
        _ => false,
    }
}

/// The end of a hold or wait is itself an instant worth asking at.
fn wait_is_over<F: Facts>(all: &Eligibility<'_, F>, link: &Link, at: Timestamp) -> bool {
    length_of(link).is_some_and(|length| at.duration_since(all.facts.moment().since) >= length)
}

const fn length_of(link: &Link) -> Option<SignedDuration> {
    match &link.target {
        Target::Hold { up_to, .. } => *up_to,
        _ => link.wait,
    }
}

/// Whether somebody fails by time alone, or something is waited for; else no instant needs to be tried.
fn may_pass<'a, F: Facts>(all: &Eligibility<'a, F>, tried: &Tried<'a>) -> bool {
    let now = all.facts.moment().now;
    let by_time = |reasons: &[Reason]| reasons.iter().copied().all(Reason::passes);
    matches!(&tried.won, Some((_, Given::Hold { .. })))
        || tried.chain.links.iter().any(|link| match &link.target {
            Target::Team { team, by } => all.team_of(team, by.as_ref()).is_some_and(|(id, strategy)| {
                let Some(team) = all.world.team(id) else { return false };
                let asking = Asking { id, team, strategy, ignoring: link.ignoring, at: now };
                all.world.seats(id).iter().any(|seat| by_time(&all.member(asking, seat)))
            }),
            _ => all.person_of(link).is_some_and(|rep| by_time(&all.person(link, rep, now))),
        })
}

/// The instants in `(from, to]` at which anything may change by time alone, sorted.
fn instants<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    links: &[&'a Link],
    from: Timestamp,
    to: Timestamp,
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
    let teams = teams_of(all, links);
    let mut clocks: Vec<OpenTimes<'a>> = Vec::new();
    let mut zones: Vec<&crate::calendar::Zone> = Vec::new();
    for rep in &world.snapshot.reps {
        rep.away.iter().for_each(|away| add(Some(away.until)));
        clocks.extend(world.hours_of_rep(rep, None));
        zones.extend(rep.zone.as_ref());
    }
    for id in teams {
        let Some(team) = world.team(id) else { continue };
        zones.push(&team.zone);
        for need in &team.needs {
            add(need.first.and_then(|first| since.checked_add(first).ok()));
        }
        clocks.extend(world.hours_of_team(team, None));
        for seat in world.seats(id) {
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

/// The teams that links may ask, with those inside them; all teams when no links are given.
fn teams_of<F: Facts>(all: &Eligibility<'_, F>, links: &[&Link]) -> Vec<TeamId> {
    let mut teams = Vec::new();
    if links.is_empty() {
        return (0..all.world.model.teams.len()).map(TeamId::at).collect();
    }
    for link in links {
        match &link.target {
            Target::Team { team, .. } => {
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
