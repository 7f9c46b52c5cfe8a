//! Everybody who was considered, and what the strategy saw in them.

use super::eligible::{Asking, Eligibility, Reason, Reasons};
use super::explain_reasons::{plain, say};
use super::explanation::{Candidate, Detail, KeySeen};
use super::facts::LeadFacts;
use super::roster::Who;
use super::standing::Standing;
use super::truth::Facts;
use crate::domain::{Decimal, Rep};
use crate::model::{Expr, Key, Link, Member, Members, Team};
use std::sync::Arc;

/// The members of a team with every reason and, for the eligible, what the strategy looked at.
pub(super) fn candidates<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    asking: Asking<'a>,
    taken: &[Arc<str>],
) -> Vec<Candidate> {
    let Some(standing) = Standing::find(all, asking.id) else { return Vec::new() };
    let reasons: Vec<Reasons> = standing.seats.iter().map(|seat| all.member(asking, seat)).collect();
    let mut told = Vec::new();
    for (place, (seat, against)) in standing.seats.iter().zip(&reasons).enumerate() {
        let said = against.iter().map(|reason| say(all, asking, seat, *reason)).collect();
        let keys = if against.is_empty() { keys(all, &standing, asking, place) } else { Vec::new() };
        let name = all.world.rep(seat).map_or_else(|| Arc::clone(&seat.key), |rep| rep.name().into());
        told.push(Candidate {
            member: Arc::clone(&seat.key),
            name,
            reasons: said,
            keys,
            weight: all.weight(seat, shares_by(asking)),
            taken: taken.contains(&seat.key),
        });
    }
    with_unknown(all, asking.team, told)
}

/// Named members whom the snapshot does not know take no place, but are told where they are named.
fn with_unknown(all: &Eligibility<'_, LeadFacts<'_>>, team: &Team, told: Vec<Candidate>) -> Vec<Candidate> {
    let Members::Named(named) = &team.members else { return told };
    let mut known = told.into_iter();
    let mut every = Vec::new();
    for member in named {
        match member {
            Member::Rep(id) if all.world.snapshot.rep(id).is_none() => every.push(unknown(Arc::clone(id))),
            _ => every.extend(known.next()),
        }
    }
    every
}

/// Somebody whom the snapshot does not know.
pub(super) fn unknown(id: Arc<str>) -> Candidate {
    Candidate {
        name: Arc::clone(&id),
        member: id,
        reasons: vec![plain(Reason::UnknownRep)],
        keys: Vec::new(),
        weight: Decimal::from(1),
        taken: false,
    }
}

/// The weight of the strategy's `evenly`.
fn shares_by<'a>(asking: Asking<'a>) -> Option<&'a Expr> {
    asking.strategy.keys.iter().find_map(|key| match key {
        Key::Evenly { weight, .. } => weight.as_ref(),
        _ => None,
    })
}

/// A person of a link.
pub(super) fn person<'a>(all: &Eligibility<'a, LeadFacts<'a>>, link: &'a Link, rep: &'a Rep, taken: bool) -> Candidate {
    let reasons = all.person(link, rep, all.facts.moment.now);
    let said = reasons.iter().map(|reason| plain(*reason)).collect();
    Candidate {
        member: Arc::clone(&rep.id),
        name: rep.name().into(),
        reasons: said,
        keys: Vec::new(),
        weight: Decimal::from(1),
        taken,
    }
}

/// What each key of the strategy saw in a member.
fn keys<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    standing: &Standing<'a>,
    asking: Asking<'a>,
    place: usize,
) -> Vec<KeySeen> {
    let Some(seat) = standing.seats.get(place) else { return Vec::new() };
    let rep = all.world.rep(seat);
    let mut told = Vec::new();
    let mut see = |key, seen, details| told.push(KeySeen { key, seen, details });
    let at = Detail::Number(i64::try_from(place).unwrap_or(i64::MAX));
    for key in &asking.strategy.keys {
        match key {
            Key::RoundRobin => see("round robin", format!("place {place}"), vec![("place", at.clone())]),
            Key::InOrder => see("in order", format!("place {place}"), vec![("place", at.clone())]),
            Key::LongestIdle => {}
            Key::LeastLoaded | Key::MostFree => {
                let open = rep.map_or(0, |rep| all.world.open_units(rep));
                let limit = rep.and_then(|rep| rep.unit_limit);
                let shown = limit.map_or("no limit".to_owned(), |limit| limit.to_string());
                let mut details = vec![("open", Detail::Number(open))];
                details.extend(limit.map(|limit| ("limit", Detail::Number(limit))));
                let name = if *key == Key::LeastLoaded { "least loaded" } else { "most free" };
                see(name, format!("{open} of {shown} units"), details);
            }
            Key::Highest(value) | Key::Lowest(value) => {
                let value = all.facts.value(value, rep).map(|value| all.world.model.print(&value));
                let details = value.iter().map(|value| ("value", Detail::Text(value.clone()))).collect();
                let name = if matches!(key, Key::Highest(_)) { "highest" } else { "lowest" };
                see(name, value.unwrap_or_else(|| "missing".to_owned()), details);
            }
            Key::StableOn(_) => see("stable on", String::new(), Vec::new()),
            Key::BestMatch { prefers, .. } => {
                let yes = prefers.iter().filter(|(condition, _)| all.facts.judge(condition, rep).is_yes());
                let points = yes.fold(0_i64, |sum, (_, weight)| sum.saturating_add(*weight));
                see("best match", points.to_string(), vec![("points", Detail::Number(points))]);
            }
            Key::Evenly { period, weight } => {
                let name = period.name(all.facts.moment.now, &standing.team.zone);
                let weight = all.weight(seat, weight.as_ref()).to_string();
                let turns = standing.turns(&seat.key, &name);
                let seen = format!("{turns} turns, weight {weight}");
                let turns = Detail::Number(i64::try_from(turns).unwrap_or(i64::MAX));
                see("evenly", seen, vec![("turns", turns), ("weight", Detail::Text(weight))]);
            }
        }
    }
    if !matches!(seat.who, Who::Queue(_)) {
        let since = standing.idle_since(place).map(|(at, _)| at);
        let seen = since.map_or("never assigned".to_owned(), |at| at.to_string());
        see("longest idle", seen, since.into_iter().map(|at| ("since", Detail::Time(at))).collect());
    }
    told
}
