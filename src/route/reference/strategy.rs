//! 5.3: choosing. Each key narrows the eligible members to the best; then the longest idle; then member order.

use super::eligible::{Asking, reasons};
use super::members::{Member, Who, weight};
use super::print::key_form;
use super::standing::Standing;
use super::value::At;
use super::world::World;
use crate::domain::{Rep, TeamId, Value};
use crate::model::{self, Expr, Key, Strategy};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::sync::Arc;

/// What a team gave: the members taken, from the outer team inwards; the last is a rep or a queue.
#[derive(Clone)]
pub(super) struct Pick<'a> {
    pub(super) taken: Vec<(TeamId, Member<'a>)>,
}

/// The places of the eligible members, in member order.
pub(super) fn eligible<'a>(world: &'a World<'a>, asking: Asking<'a>, standing: &Standing<'a>) -> Vec<usize> {
    let fits = |member: &Member<'a>| reasons(world, asking, member).is_empty();
    let places = standing.members.iter().enumerate().filter(|(_, member)| fits(member));
    places.map(|(place, _)| place).collect()
}

pub(super) fn pick<'a>(world: &'a World<'a>, id: TeamId, asking: Asking<'a>) -> Option<Pick<'a>> {
    let standing = Standing::find(world, id)?;
    let all = eligible(world, asking, &standing);
    let place = choose(world, &standing, asking.strategy, &all)?;
    let member = standing.members.get(place)?.clone();
    let mut taken = vec![(id, member.clone())];
    if let Who::Team(inner, _) = member.who {
        let team = super::members::team(world, inner)?;
        world.count("nested team");
        taken.extend(pick(world, inner, Asking { team, strategy: &team.strategy, ..asking })?.taken);
    }
    Some(Pick { taken })
}

fn choose<'a>(
    world: &'a World<'a>,
    standing: &Standing<'a>,
    strategy: &'a Strategy,
    eligible: &[usize],
) -> Option<usize> {
    let mut left = eligible.to_vec();
    for key in strategy.keys.iter().chain([&Key::LongestIdle, &Key::InOrder]) {
        let narrowed = narrow(world, standing, key, &left, eligible);
        if narrowed.len() < left.len() {
            world.count(format!("key {}", name(key)));
        }
        left = narrowed;
    }
    left.first().copied()
}

fn name(key: &Key) -> &'static str {
    match key {
        Key::RoundRobin => "round robin",
        Key::LongestIdle => "longest idle",
        Key::InOrder => "in order",
        Key::LeastLoaded => "least loaded",
        Key::MostFree => "most free",
        Key::Highest(_) => "highest",
        Key::Lowest(_) => "lowest",
        Key::StableOn(_) => "stable on",
        Key::Evenly { .. } => "evenly",
        Key::BestMatch { .. } => "best match",
    }
}

/// Those of `left` that are best by one key.
fn narrow<'a>(
    world: &'a World<'a>,
    standing: &Standing<'a>,
    key: &'a Key,
    left: &[usize],
    eligible: &[usize],
) -> Vec<usize> {
    let member = |place: usize| standing.members.get(place);
    let rep = |place: usize| match member(place)?.who {
        Who::Rep(rep) => Some(rep),
        _ => None,
    };
    match key {
        Key::InOrder => left.first().copied().into_iter().collect(),
        Key::RoundRobin => {
            let start = behind_last(standing);
            let next = left.iter().find(|place| **place >= start).or(left.first());
            next.copied().into_iter().collect()
        }
        Key::LongestIdle => best(left, |a, b| idle(standing, a).cmp(&idle(standing, b)).reverse()),
        Key::LeastLoaded => least_loaded(world, left, &rep),
        Key::MostFree => {
            let free = |place: usize| {
                let rep = rep(place)?;
                Some(rep.unit_limit?.saturating_sub(world.open_units(rep)))
            };
            // Without a limit is freest: `None` above every number.
            best(left, |a, b| (free(a).is_none(), free(a)).cmp(&(free(b).is_none(), free(b))))
        }
        Key::Highest(expr) => best(left, |a, b| by_value(world, expr, rep(a), rep(b), false)),
        Key::Lowest(expr) => best(left, |a, b| by_value(world, expr, rep(a), rep(b), true)),
        Key::BestMatch { prefers, .. } => {
            let sum = |place: usize| {
                let at = At { world, rep: rep(place), row: None };
                let yes = prefers.iter().filter(|(condition, _)| at.judge(condition).is_yes());
                yes.fold(0_i64, |sum, (_, weight)| sum.saturating_add(*weight))
            };
            best(left, |a, b| sum(a).cmp(&sum(b)))
        }
        Key::StableOn(expr) => match world.lead().value(expr) {
            None => left.to_vec(),
            Some(value) => {
                let text = key_form(world, &value);
                let draw = |place: usize| member(place).map(|member| rendezvous(&member.key, &text));
                best(left, |a, b| draw(a).cmp(&draw(b)))
            }
        },
        Key::Evenly { period, weight } => evenly(world, standing, *period, weight.as_ref(), left, eligible),
    }
}

/// All that no other beats.
fn best(left: &[usize], better: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let unbeaten = |a: &&usize| left.iter().all(|b| better(*b, **a) != Ordering::Greater);
    left.iter().filter(unbeaten).copied().collect()
}

/// Where the search for the next in the round begins.
fn behind_last(standing: &Standing<'_>) -> usize {
    let Some(last) = &standing.state.last else { return 0 };
    let known = standing.members.iter().position(|member| member.key == last.member);
    match (known, &standing.team.members) {
        (Some(place), _) => place.saturating_add(1),
        // He left: in a team found by `where` the first with a greater id …
        (None, model::Members::Where(_)) => {
            let greater = |member: &Member<'_>| member.key.as_bytes() > last.member.as_bytes();
            standing.members.iter().position(greater).unwrap_or(usize::MAX)
        }
        // … in a named team the member now at his place.
        (None, model::Members::Named(_)) => usize::try_from(last.place).unwrap_or(usize::MAX),
    }
}

/// Oldest last turn first; never assigned is oldest.
fn idle(standing: &Standing<'_>, place: usize) -> Option<(Timestamp, Option<u64>)> {
    let entry = standing.state.members.get(&standing.members.get(place)?.key)?;
    Some((entry.last_assigned_at?, entry.last_seq))
}

/// Open units / capacity units by cross-multiplication; without a limit 0, and of those only the fewest open units stay.
fn least_loaded<'a>(world: &World<'_>, left: &[usize], rep: &dyn Fn(usize) -> Option<&'a Rep>) -> Vec<usize> {
    let load = |place: usize| -> (i128, i128) {
        match rep(place).and_then(|rep| Some((world.open_units(rep), rep.unit_limit?))) {
            // Eligible only where capacity is ignored: full, whatever is open.
            Some((_, limit)) if limit <= 0 => (i128::from(i64::MAX), 1),
            Some((open, limit)) => (i128::from(open), i128::from(limit)),
            None => (0, 1),
        }
    };
    let lower = |a: usize, b: usize| {
        let ((open, limit), (other, most)) = (load(a), load(b));
        other.saturating_mul(limit).cmp(&open.saturating_mul(most))
    };
    let lowest = best(left, lower);
    let unlimited = |place: &usize| rep(*place).is_none_or(|rep| rep.unit_limit.is_none());
    let open = |place: usize| rep(place).map_or(0, |rep| world.open_units(rep));
    let fewest = lowest.iter().filter(|place| unlimited(place)).map(|place| open(*place)).min();
    lowest.iter().filter(|place| !unlimited(place) || Some(open(**place)) == fewest).copied().collect()
}

/// A missing value is last either way.
fn by_value<'a>(world: &'a World<'a>, expr: &Expr, a: Option<&'a Rep>, b: Option<&'a Rep>, lowest: bool) -> Ordering {
    let value = |rep: Option<&'a Rep>| At { world, rep, row: None }.value(expr);
    match (value(a), value(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => {
            let order: Option<Ordering> = Value::compare(&a, &b);
            let order = order.unwrap_or(Ordering::Equal);
            if lowest { order.reverse() } else { order }
        }
    }
}

/// First 8 bytes, big-endian, of SHA-256(rep id + `|` + folded text).
fn rendezvous(member: &Arc<str>, text: &str) -> u64 {
    let digest = Sha256::digest(format!("{member}|{text}").as_bytes());
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// Furthest below the fair share: largest (N+1)·w − W·n, sums over all eligible members.
fn evenly<'a>(
    world: &'a World<'a>,
    standing: &Standing<'a>,
    period: crate::calendar::Period,
    expr: Option<&'a Expr>,
    left: &[usize],
    eligible: &[usize],
) -> Vec<usize> {
    let name = period.name(world.now(), &standing.team.zone);
    let n = |place: usize| standing.members.get(place).map_or(0, |member| standing.turns(&member.key, &name));
    let w = |place: usize| standing.members.get(place).map_or(0, |member| weight(world, member, expr).scaled());
    let all_n = eligible.iter().fold(0_i128, |sum, place| sum.saturating_add(n(*place)));
    let all_w = eligible.iter().fold(0_i128, |sum, place| sum.saturating_add(w(*place)));
    let behind = |place: usize| {
        let due = all_n.saturating_add(1).saturating_mul(w(place));
        due.saturating_sub(all_w.saturating_mul(n(place)))
    };
    best(left, |a, b| behind(a).cmp(&behind(b)))
}
