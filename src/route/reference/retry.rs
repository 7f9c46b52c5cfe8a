//! 5.4: when it is worth asking again. Every instant at which anything may change by time alone is tried, in order, and
//! everything is asked as of it.

use super::chain::{Given, Tried, person_of, team_of};
use super::eligible::{Asking, Reason, person, reasons};
use super::instants::instants;
use super::members::{self, Member, Who, members};
use super::said::Said;
use super::world::World;
use crate::domain::Rep;
use crate::model::{Available, Cond, Key, Link, Target};
use crate::route::Request;
use jiff::{SignedDuration, Timestamp};

/// Days searched ahead, the near future first.
const DAYS: [i64; 7] = [0, 1, 4, 12, 40, 130, 400];

/// The earliest instant behind now at which some member of some link of a chain that matched passes.
pub(super) fn retry_at<'a>(world: &'a World<'a>, matched: &[Tried<'a>]) -> Option<Timestamp> {
    let hopeful: Vec<&Tried<'a>> = matched.iter().filter(|tried| may_pass(world, tried)).collect();
    if hopeful.is_empty() {
        return None;
    }
    let links: Vec<&Link> = hopeful.iter().flat_map(|tried| &tried.chain.links).collect();
    let found = first(world, &links, |request| {
        let then = world.then(request);
        hopeful.iter().any(|tried| passes(&then, tried))
    })?;
    world.count("retry");
    if !Said::by_links(world.model, &links).is_timeless() {
        world.count("retry by conditions");
    }
    whole_second(found)
}

/// 5.1: when the person of a link, who fails now, is available, if ever.
pub(super) fn back<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep) -> Option<Timestamp> {
    if !person_may_pass(world, link, rep) {
        return None;
    }
    first(world, &[link], |request| person(&world.then(request), link, rep, request.now).is_empty())
}

/// The first instant behind now at which the answer to the same question is yes.
fn first<'a>(world: &'a World<'a>, links: &[&Link], answer: impl Fn(&Request<'_>) -> bool) -> Option<Timestamp> {
    let said = Said::by_links(world.model, links);
    let after = |days: i64| world.now().checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
    let yes = |moment: &Timestamp| answer(&world.request.clone().at(*moment).since(world.since()));
    DAYS.iter()
        .zip(DAYS.iter().skip(1))
        .find_map(|(from, to)| instants(world, &said, after(*from), after(*to)).into_iter().find(yes))
}

/// Whether some member of some link passes at the world's moment, up to the link that won.
fn passes<'a>(then: &'a World<'a>, tried: &Tried<'a>) -> bool {
    for (place, link) in tried.chain.links.iter().enumerate() {
        let asked = link.condition.as_ref().is_none_or(|condition| then.lead().judge(condition).is_yes());
        if asked && link_passes(then, link) {
            return true;
        }
        match &tried.won {
            // The end of a hold or wait is itself such an instant; what stands behind counts from it.
            Some((won, Given::Hold { rep, .. })) if *won == place => {
                let other = rep.is_some_and(|rep| person_of(then, link).is_none_or(|now| now.id != rep.id));
                return !asked || other || wait_is_over(then, link);
            }
            Some((won, _)) if *won == place => return false,
            _ => {}
        }
    }
    false
}

fn wait_is_over(then: &World<'_>, link: &Link) -> bool {
    let length = match &link.target {
        Target::Hold { up_to, .. } => *up_to,
        _ => link.wait,
    };
    length.is_some_and(|length| then.waiting_at(then.now()) >= length)
}

fn link_passes<'a>(then: &'a World<'a>, link: &'a Link) -> bool {
    match &link.target {
        Target::Team { team, by } => {
            let Some((id, strategy)) = team_of(then, team, by.as_ref()) else { return false };
            let Some(team) = members::team(then, id) else { return false };
            let asking = Asking { team, strategy, ignoring: link.ignoring, moment: then.now() };
            members(then, team).iter().any(|member| reasons(then, asking, member).is_empty())
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            person_of(then, link).is_some_and(|rep| person(then, link, rep, then.now()).is_empty())
        }
        _ => false,
    }
}

/// Rounded up to whole seconds.
fn whole_second(moment: Timestamp) -> Option<Timestamp> {
    let up = if moment.subsec_nanosecond() > 0 { 1 } else { 0 };
    Timestamp::from_second(moment.as_second().checked_add(up)?).ok()
}

/// Whether anybody fails by time alone, or somebody waits; else no instant needs to be tried.
fn may_pass<'a>(world: &'a World<'a>, tried: &Tried<'a>) -> bool {
    matches!(&tried.won, Some((_, Given::Hold { .. })))
        || tried.chain.links.iter().any(|link| {
            link.condition.as_ref().is_none_or(|condition| may_hold(world, condition, None))
                && match &link.target {
                    _ if link.named().is_some_and(|named| !Said::by_value(world.model, named).is_timeless()) => true,
                    Target::Team { team, by } => team_of(world, team, by.as_ref()).is_some_and(|(id, strategy)| {
                        let Some(team) = members::team(world, id) else { return false };
                        let asking = Asking { team, strategy, ignoring: link.ignoring, moment: world.now() };
                        members(world, team).iter().any(|member| member_may_pass(world, asking, member))
                    }),
                    _ => person_of(world, link).is_some_and(|rep| person_may_pass(world, link, rep)),
                }
        })
}

/// Whether a condition is yes, or may become so.
fn may_hold<'a>(world: &'a World<'a>, condition: &Cond, rep: Option<&'a Rep>) -> bool {
    super::value::At { world, rep, row: None }.judge(condition).is_yes()
        || !Said::by_condition(world.model, condition).is_timeless()
}

fn by_time(reason: Reason) -> bool {
    let may = [Reason::Away, Reason::OffHours, Reason::Capped, Reason::NotQualified, Reason::NoWeight];
    may.contains(&reason)
}

fn person_may_pass<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep) -> bool {
    if !person(world, link, rep, world.now()).into_iter().all(by_time) {
        return false;
    }
    let Available::ForTeam(id) = link.available else { return true };
    let Some(team) = members::team(world, id) else { return false };
    let asking = Asking { team, strategy: &team.strategy, ignoring: link.ignoring, moment: world.now() };
    members(world, team).iter().any(|member| member.key == rep.id && member_may_pass(world, asking, member))
}

/// Somebody who fails by what no time lifts never passes.
fn member_may_pass<'a>(world: &'a World<'a>, asking: Asking<'a>, member: &Member<'a>) -> bool {
    let rep = match member.who {
        Who::Rep(rep) => Some(rep),
        _ => None,
    };
    let against = reasons(world, asking, member);
    let strategy = &asking.strategy.keys;
    let qualifies =
        strategy.iter().all(|key| match key {
            Key::BestMatch { musts, .. } => musts.iter().all(|must| may_hold(world, &must.condition, rep)),
            _ => true,
        }) && asking.team.needs.iter().all(|need| need.first.is_some() || may_hold(world, &need.condition, rep));
    let weighs = strategy.iter().any(|key| match key {
        Key::Evenly { weight: Some(weight), .. } => !Said::by_value(world.model, weight).is_timeless(),
        _ => false,
    });
    let inside = match member.who {
        Who::Team(id, _) => members::team(world, id).is_some_and(|team| {
            let inner = Asking { team, strategy: &team.strategy, ..asking };
            members(world, team).iter().any(|member| member_may_pass(world, inner, member))
        }),
        _ => true,
    };
    against.iter().all(|reason| match reason {
        Reason::NotQualified => qualifies && inside,
        Reason::NoWeight => weighs,
        other => by_time(*other),
    })
}
