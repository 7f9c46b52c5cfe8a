//! 5.1: why somebody may not get the lead, by name and in this order.

use super::hours;
use super::members::{Member, Who, away, members, state, team, weight};
use super::world::World;
use crate::calendar::Period;
use crate::domain::{Rep, TeamId};
use crate::model::{Available, Cap, CapWindow, Ignoring, Key, Link, Need, Strategy, Team};
use jiff::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    Inactive,
    Paused,
    Excluded,
    Away,
    OffHours,
    AtCapacity,
    Capped,
    NotQualified,
    NoWeight,
    Reserved,
}

/// A question about members of one team: by which strategy, ignoring what, at which moment.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) team: &'a Team,
    pub(super) strategy: &'a Strategy,
    pub(super) ignoring: Ignoring,
    pub(super) moment: Timestamp,
}

/// Every reason against a member; none: he is eligible.
pub(super) fn reasons<'a>(world: &'a World<'a>, asking: Asking<'a>, member: &Member<'a>) -> Vec<Reason> {
    let Asking { team, strategy, ignoring, moment } = asking;
    let mut found = Vec::new();
    let mut fail = |fails: bool, reason: Reason| {
        if fails {
            found.push(reason);
        }
    };
    let rep = match member.who {
        // 13: a queue is always eligible.
        Who::Queue(_) => return found,
        Who::Team(..) => None,
        Who::Rep(rep) => Some(rep),
    };
    if let Some(rep) = rep {
        fail(!rep.active, Reason::Inactive);
        fail(rep.paused && !ignoring.away, Reason::Paused);
        fail(excluded(world, rep), Reason::Excluded);
        fail(away(rep, moment) && !ignoring.away, Reason::Away);
    }
    let clock = hours::of_team(world, team, rep);
    fail(!ignoring.hours && !hours::open(world, clock, moment), Reason::OffHours);
    if let Some(rep) = rep {
        fail(!ignoring.capacity && at_capacity(world, rep), Reason::AtCapacity);
    }
    let capped = team.caps.iter().any(|cap| reached(world, team, member, cap, moment));
    fail(!ignoring.caps && capped, Reason::Capped);
    fail(!qualified(world, team, strategy, rep, moment), Reason::NotQualified);
    fail(weightless(world, strategy, member), Reason::NoWeight);
    if let Some(rep) = rep {
        fail(reserved(world, team, rep), Reason::Reserved);
    }
    // An inner team with nobody eligible is not eligible.
    if let Who::Team(inner, _) = member.who {
        let inside = self::team(world, inner).is_some_and(|team| {
            let asking = Asking { team, strategy: &team.strategy, ..asking };
            members(world, team).iter().any(|member| reasons(world, asking, member).is_empty())
        });
        fail(!inside, Reason::NotQualified);
    }
    found
}

fn excluded(world: &World<'_>, rep: &Rep) -> bool {
    world.request.exclude.contains(&rep.id)
}

/// Open units + cost of this channel > units, or open items >= the limit, of this channel or of all.
fn at_capacity(world: &World<'_>, rep: &Rep) -> bool {
    let channel = world.channel();
    let units = rep.unit_limit.is_some_and(|limit| world.open_units(rep).saturating_add(world.cost(&channel)) > limit);
    let of_channel = *channel != *"lead"
        && rep.item_limits.get(&channel).is_some_and(|limit| rep.open.get(&channel).copied().unwrap_or(0) >= *limit);
    let of_all = rep.item_limits.get("lead").is_some_and(|limit| rep.open_items() >= *limit);
    units || of_channel || of_all
}

/// A cap is reached when count < cap does not hold.
fn reached<'a>(world: &'a World<'a>, team: &Team, member: &Member<'a>, cap: &Cap, moment: Timestamp) -> bool {
    let channel = cap.channel.as_deref().unwrap_or("lead");
    if channel != "lead" && *channel != *world.channel() {
        return false;
    }
    let entry = state(world, team).and_then(|state| state.members.get(&member.key));
    let count = match cap.window {
        CapWindow::AtOnce => match (member.who, channel) {
            (Who::Rep(rep), "lead") => rep.open_items(),
            (Who::Rep(rep), channel) => rep.open.get(channel).copied().unwrap_or(0),
            _ => 0,
        },
        CapWindow::Per(period) => {
            let name = counter(team, member, cap, period, moment);
            let received = entry.and_then(|entry| entry.received.get(channel)?.get(&*name).copied());
            i64::try_from(received.unwrap_or(0)).unwrap_or(i64::MAX)
        }
        CapWindow::Rolling(length) => {
            let inside = |at: Timestamp| moment.duration_since(at) < length;
            let recent = entry.map_or(&[][..], |entry| &entry.recent);
            let counted = recent.iter().filter(|one| inside(one.at) && (channel == "lead" || *one.channel == *channel));
            i64::try_from(counted.count()).unwrap_or(i64::MAX)
        }
    };
    count >= cap.limit
}

/// The counter's name: the period in the team's zone, or in the rep's followed by `@` and the zone in use (13).
pub(super) fn counter(team: &Team, member: &Member<'_>, cap: &Cap, period: Period, moment: Timestamp) -> String {
    if !cap.in_zone_of_rep {
        return period.name(moment, &team.zone);
    }
    let zone = match member.who {
        Who::Rep(rep) => rep.zone.as_ref().unwrap_or(&team.zone),
        _ => &team.zone,
    };
    format!("{}@{}", period.name(moment, zone), zone.name())
}

/// `needs C for the first D` is dropped when `waiting >= D`.
pub(super) fn relaxed(world: &World<'_>, need: &Need, moment: Timestamp) -> bool {
    need.first.is_some_and(|first| world.waiting_at(moment) >= first)
}

fn qualified<'a>(
    world: &'a World<'a>,
    team: &Team,
    strategy: &Strategy,
    rep: Option<&'a Rep>,
    moment: Timestamp,
) -> bool {
    let at = super::value::At { world, rep, row: None };
    let musts = strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => musts.as_slice(),
        _ => &[],
    });
    musts.into_iter().all(|must| at.judge(&must.condition).is_yes())
        && team.needs.iter().all(|need| relaxed(world, need, moment) || at.judge(&need.condition).is_yes())
}

/// The strategy weighs, and this member's weight is 0 or less.
fn weightless<'a>(world: &'a World<'a>, strategy: &Strategy, member: &Member<'a>) -> bool {
    strategy.keys.iter().any(|key| match key {
        Key::Evenly { weight: expr, .. } => weight(world, member, expr.as_ref()).scaled() <= 0,
        _ => false,
    })
}

/// This channel is cheaper than a reserved one, and taking it would leave fewer free units than that one costs.
fn reserved(world: &World<'_>, team: &Team, rep: &Rep) -> bool {
    let cost = world.cost(&world.channel());
    team.reserve.iter().any(|channel| {
        let kept = world.cost(channel);
        let free = |limit: i64| limit.saturating_sub(world.open_units(rep)).saturating_sub(cost);
        cost < kept && rep.unit_limit.is_some_and(|limit| free(limit) < kept)
    })
}

/// A person always needs to be active and not excluded; the rest is asked with `if available` only.
pub(super) fn person<'a>(world: &'a World<'a>, link: &Link, rep: &'a Rep, moment: Timestamp) -> Vec<Reason> {
    let mut found = Vec::new();
    let mut fail = |fails: bool, reason: Reason| {
        if fails {
            found.push(reason);
        }
    };
    let ignoring = link.ignoring;
    fail(!rep.active, Reason::Inactive);
    fail(excluded(world, rep), Reason::Excluded);
    if link.available == Available::NotAsked {
        return found;
    }
    fail(rep.paused && !ignoring.away, Reason::Paused);
    fail(away(rep, moment) && !ignoring.away, Reason::Away);
    let own = hours::of_rep(world, rep, None);
    fail(!ignoring.hours && !hours::open(world, own, moment), Reason::OffHours);
    fail(!ignoring.capacity && at_capacity(world, rep), Reason::AtCapacity);
    if let Available::ForTeam(id) = link.available {
        found.extend(in_team(world, id, rep, ignoring, moment));
    }
    found.sort();
    found.dedup();
    found
}

/// Whether he is eligible in a team too; one who is no member is not qualified.
fn in_team<'a>(world: &'a World<'a>, id: TeamId, rep: &'a Rep, ignoring: Ignoring, moment: Timestamp) -> Vec<Reason> {
    let Some(team) = team(world, id) else { return vec![Reason::NotQualified] };
    let asking = Asking { team, strategy: &team.strategy, ignoring, moment };
    match members(world, team).iter().find(|member| member.key == rep.id) {
        Some(member) => reasons(world, asking, member),
        None => vec![Reason::NotQualified],
    }
}
