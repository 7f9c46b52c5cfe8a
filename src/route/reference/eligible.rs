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

impl Reason {
    /// In the order in which they are named.
    pub(super) const ALL: [Self; 10] = [
        Self::Inactive,
        Self::Paused,
        Self::Excluded,
        Self::Away,
        Self::OffHours,
        Self::AtCapacity,
        Self::Capped,
        Self::NotQualified,
        Self::NoWeight,
        Self::Reserved,
    ];
}

/// A question about members of one team: by which strategy, ignoring what.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) team: &'a Team,
    pub(super) strategy: &'a Strategy,
    pub(super) ignoring: Ignoring,
}

/// Every reason against a member; none: he is eligible. An inner team with nobody eligible is not eligible.
pub(super) fn reasons<'a>(world: &'a World<'a>, asking: Asking<'a>, member: &Member<'a>) -> Vec<Reason> {
    let inside = match member.who {
        Who::Team(inner, _) => {
            inside(world, asking, inner).iter().any(|(asking, member)| reasons(world, *asking, member).is_empty())
        }
        _ => true,
    };
    let against = |reason: &Reason| fails(world, asking, member, *reason) || *reason == Reason::NotQualified && !inside;
    Reason::ALL.into_iter().filter(against).collect()
}

/// The members of an inner team, asked by its own strategy, ignoring the same.
pub(super) fn inside<'a>(world: &'a World<'a>, asking: Asking<'a>, inner: TeamId) -> Vec<(Asking<'a>, Member<'a>)> {
    let Some(team) = team(world, inner) else { return Vec::new() };
    let asking = Asking { team, strategy: &team.strategy, ..asking };
    members(world, team).into_iter().map(|member| (asking, member)).collect()
}

/// Whether this reason speaks against a member, whoever is inside him.
pub(super) fn fails<'a>(world: &'a World<'a>, asking: Asking<'a>, member: &Member<'a>, reason: Reason) -> bool {
    let Asking { team, strategy, ignoring } = asking;
    let rep = match member.who {
        // 13: a queue is always eligible.
        Who::Queue(_) => return false,
        Who::Team(..) => None,
        Who::Rep(rep) => Some(rep),
    };
    match reason {
        Reason::Inactive => rep.is_some_and(|rep| !rep.active),
        Reason::Paused => !ignoring.away && rep.is_some_and(|rep| rep.paused),
        Reason::Excluded => rep.is_some_and(|rep| excluded(world, rep)),
        Reason::Away => !ignoring.away && rep.is_some_and(|rep| away(world, rep)),
        Reason::OffHours => !ignoring.hours && !hours::open(world, hours::of_team(world, team, rep)),
        Reason::AtCapacity => !ignoring.capacity && rep.is_some_and(|rep| at_capacity(world, rep)),
        Reason::Capped => !ignoring.caps && team.caps.iter().any(|cap| reached(world, team, member, cap)),
        Reason::NotQualified => !qualified(world, team, strategy, rep),
        Reason::NoWeight => weightless(world, strategy, member),
        Reason::Reserved => rep.is_some_and(|rep| reserved(world, team, rep)),
    }
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
fn reached<'a>(world: &'a World<'a>, team: &Team, member: &Member<'a>, cap: &Cap) -> bool {
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
            let name = || counter(world, team, member, cap, period);
            let received = entry.and_then(|entry| entry.received.get(channel)?.get(&*name()).copied());
            i64::try_from(received.unwrap_or(0)).unwrap_or(i64::MAX)
        }
        CapWindow::Rolling(length) => {
            let inside = |at: Timestamp| world.now().duration_since(at) < length;
            let recent = entry.map_or(&[][..], |entry| &entry.recent);
            let counted = recent.iter().filter(|one| inside(one.at) && (channel == "lead" || *one.channel == *channel));
            i64::try_from(counted.count()).unwrap_or(i64::MAX)
        }
    };
    count >= cap.limit
}

/// The counter's name: the period in the team's zone, or in the rep's followed by `@` and the zone in use (13).
pub(super) fn counter(world: &World<'_>, team: &Team, member: &Member<'_>, cap: &Cap, period: Period) -> String {
    if !cap.in_zone_of_rep {
        return period.name(world.now(), &team.zone);
    }
    let zone = match member.who {
        Who::Rep(rep) => rep.zone.as_ref().unwrap_or(&team.zone),
        _ => &team.zone,
    };
    format!("{}@{}", period.name(world.now(), zone), zone.name())
}

/// `needs C for the first D` is dropped when `waiting >= D`.
pub(super) fn relaxed(world: &World<'_>, need: &Need) -> bool {
    need.first.is_some_and(|first| world.waiting() >= first)
}

fn qualified<'a>(world: &'a World<'a>, team: &Team, strategy: &Strategy, rep: Option<&'a Rep>) -> bool {
    let at = super::value::At { world, rep, row: None };
    let musts = strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => musts.as_slice(),
        _ => &[],
    });
    musts.into_iter().all(|must| at.judge(&must.condition).is_yes())
        && team.needs.iter().all(|need| relaxed(world, need) || at.judge(&need.condition).is_yes())
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

/// Every reason against a person, in the team too for which he shall be available; one who is no member of it is not
/// qualified.
pub(super) fn person<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep) -> Vec<Reason> {
    let inside = match in_team(world, link, rep) {
        None => Vec::new(),
        Some(None) => vec![Reason::NotQualified],
        Some(Some((asking, member))) => reasons(world, asking, &member),
    };
    let against = |reason: &Reason| person_fails(world, link, rep, *reason) || inside.contains(reason);
    Reason::ALL.into_iter().filter(against).collect()
}

/// He as the member that he shall be available as, if he is one; nothing where no team is named.
pub(super) fn in_team<'a>(
    world: &'a World<'a>,
    link: &'a Link,
    rep: &'a Rep,
) -> Option<Option<(Asking<'a>, Member<'a>)>> {
    let Available::ForTeam(id) = link.available else { return None };
    let Some(team) = team(world, id) else { return Some(None) };
    let asking = Asking { team, strategy: &team.strategy, ignoring: link.ignoring };
    Some(members(world, team).into_iter().find(|member| member.key == rep.id).map(|member| (asking, member)))
}

/// Whether this reason speaks against a person, whatever his teams say. He always needs to be active and not excluded; the
/// rest is asked with `if available` only.
pub(super) fn person_fails<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep, reason: Reason) -> bool {
    let (asked, ignoring) = (link.available != Available::NotAsked, link.ignoring);
    match reason {
        Reason::Inactive => !rep.active,
        Reason::Excluded => excluded(world, rep),
        Reason::Paused => asked && !ignoring.away && rep.paused,
        Reason::Away => asked && !ignoring.away && away(world, rep),
        Reason::OffHours => asked && !ignoring.hours && !hours::open(world, hours::of_rep(world, rep, None)),
        Reason::AtCapacity => asked && !ignoring.capacity && at_capacity(world, rep),
        Reason::Capped | Reason::NotQualified | Reason::NoWeight | Reason::Reserved => false,
    }
}
