//! Everybody who was considered, in words that a rep would accept.

use super::eligible::{Asking, Eligibility, Reason, Reasons, counter};
use super::explanation::Candidate;
use super::facts::LeadFacts;
use super::roster::{Seat, Who};
use super::standing::Standing;
use super::truth::Facts;
use crate::domain::{Decimal, Recent, Rep};
use crate::model::{Cap, CapWindow, Expr, Key, Link, Member, Members, Team, length_words};
use jiff::Timestamp;
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
        let said = against.iter().map(|reason| (*reason, say(all, asking, seat, *reason))).collect();
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
        reasons: vec![(Reason::UnknownRep, plain(Reason::UnknownRep).to_owned())],
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
    let said = reasons.iter().map(|reason| (*reason, plain(*reason).to_owned())).collect();
    Candidate {
        member: Arc::clone(&rep.id),
        name: rep.name().into(),
        reasons: said,
        keys: Vec::new(),
        weight: Decimal::from(1),
        taken,
    }
}

const fn plain(reason: Reason) -> &'static str {
    match reason {
        Reason::UnknownRep => "not in the snapshot",
        Reason::Inactive => "not active",
        Reason::Paused => "paused",
        Reason::Excluded => "excluded by the request",
        Reason::Away => "away",
        Reason::OffHours => "off hours",
        Reason::AtCapacity => "at capacity",
        Reason::Capped => "at the cap",
        Reason::NotQualified => "does not meet what is needed",
        Reason::NoWeight => "weighs nothing",
        Reason::Reserved => "last units kept for a dearer channel",
    }
}

fn say<'a>(all: &Eligibility<'a, LeadFacts<'a>>, asking: Asking<'a>, seat: &Seat, reason: Reason) -> String {
    let rep = all.world.rep(seat);
    let now = asking.at;
    match (reason, rep) {
        (Reason::Away, Some(rep)) => {
            let back = rep.away.iter().filter(|away| away.from <= now && now < away.until).map(|away| away.until).max();
            back.map_or_else(|| "away".to_owned(), |back| format!("away until {}", local(asking.team, back)))
        }
        (Reason::OffHours, rep) => {
            let opens = all.world.hours_of_team(asking.team, rep).and_then(|times| times.next_open(now));
            opens.map_or_else(|| "off hours".to_owned(), |at| format!("off hours; opens {}", local(asking.team, at)))
        }
        (Reason::AtCapacity, Some(rep)) => capacity_words(all, rep),
        (Reason::NotQualified, rep) => needs_words(all, asking, seat, rep),
        (Reason::Capped, rep) => {
            let caps = asking.team.caps.iter().filter(|cap| all.cap_reached(asking.team, seat, cap, now));
            caps.map(|cap| cap_words(all, asking, seat, cap, rep)).collect::<Vec<_>>().join(" and ")
        }
        _ => plain(reason).to_owned(),
    }
}

/// "at capacity, 4 of 6 units open and a phone takes 6", "at capacity, 3 of 3 chat open".
fn capacity_words<'a>(all: &Eligibility<'a, LeadFacts<'a>>, rep: &Rep) -> String {
    let channel = &*all.facts.moment.channel;
    let (used, cost) = (all.world.open_units(rep), all.world.cost(channel));
    let mut full = Vec::new();
    if let Some(limit) = rep.unit_limit.filter(|limit| used.saturating_add(cost) > *limit) {
        let takes = if cost == 1 { String::new() } else { format!(" and a {channel} takes {cost}") };
        full.push(format!("{used} of {limit} units open{takes}"));
    }
    for (of, limit) in &rep.item_limits {
        let (open, what) = match &**of {
            "lead" => (rep.open_items(), "items"),
            of if of == channel => (rep.open.get(of).copied().unwrap_or(0), channel),
            _ => continue,
        };
        if open >= *limit {
            full.push(format!("{open} of {limit} {what} open"));
        }
    }
    format!("at capacity, {}", full.join(", "))
}

/// "not fulfilled: lead.language in rep.languages".
fn needs_words<'a>(all: &Eligibility<'a, LeadFacts<'a>>, asking: Asking<'a>, seat: &Seat, rep: Option<&Rep>) -> String {
    if matches!(seat.who, Who::Team(..)) && rep.is_none() {
        return "nobody in it is available".to_owned();
    }
    let musts = asking.strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => &musts[..],
        _ => &[],
    });
    let needs = asking.team.needs.iter().filter(|need| !all.relaxed(need, asking.at));
    let failing = needs.chain(musts).filter(|need| !all.facts.judge(&need.condition, rep).is_yes());
    let words: Vec<&str> = failing.map(|need| &*need.words).collect();
    format!("not fulfilled: {}", words.join("; "))
}

/// "at the daily cap, 15 of 15; next free 2026-03-03 00:00 Europe/Berlin time".
fn cap_words<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    asking: Asking<'a>,
    seat: &Seat,
    cap: &Cap,
    rep: Option<&Rep>,
) -> String {
    let count = all.cap_count(asking.team, seat, cap, asking.at);
    let of = cap.channel.as_ref().map_or_else(String::new, |channel| format!(" for {channel}"));
    match &cap.window {
        CapWindow::AtOnce => format!("at the cap{of} at once, {count} of {}", cap.limit),
        CapWindow::Rolling(length) => {
            let state = all.world.state(asking.team).and_then(|state| state.members.get(&seat.key));
            let counts = |one: &&Recent| {
                asking.at.duration_since(one.at) < *length
                    && cap.channel.as_deref().is_none_or(|channel| channel == "lead" || *one.channel == *channel)
            };
            let mut inside: Vec<Timestamp> =
                state.iter().flat_map(|entry| &entry.recent).filter(counts).map(|one| one.at).collect();
            inside.sort_unstable();
            // Free when so many have left that fewer than the limit are inside.
            let leaves = usize::try_from(count.saturating_sub(cap.limit)).ok().and_then(|over| inside.get(over));
            let free = leaves.and_then(|at| at.checked_add(*length).ok());
            let free = free.map_or_else(String::new, |at| format!("; next free {}", local(asking.team, at)));
            format!("at the cap{of} in {}, {count} of {}{free}", length_words(*length), cap.limit)
        }
        CapWindow::Per(period) => {
            let word = counter(rep, asking.team, cap, *period, asking.at);
            let word = match word.split(' ').next() {
                Some("day") => "daily",
                Some("week") => "weekly",
                Some("month") => "monthly",
                Some("quarter") => "quarterly",
                _ => "",
            };
            let own = rep.and_then(|rep| rep.zone.as_ref()).filter(|_| cap.in_zone_of_rep);
            let zone = own.unwrap_or(&asking.team.zone);
            let free = period.end(asking.at, zone).map_or_else(String::new, |end| {
                let clock = zone.clock(end);
                format!("; next free {} {:02}:{:02} {} time", clock.date(), clock.hour(), clock.minute(), zone.name())
            });
            format!("at the {word} cap{of}, {count} of {}{free}", cap.limit)
        }
    }
}

fn local(team: &Team, at: Timestamp) -> String {
    let clock = team.zone.clock(at);
    format!("{} {:02}:{:02} {} time", clock.date(), clock.hour(), clock.minute(), team.zone.name())
}

/// What each key of the strategy saw in a member.
fn keys<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    standing: &Standing<'a>,
    asking: Asking<'a>,
    place: usize,
) -> Vec<(String, String)> {
    let Some(seat) = standing.seats.get(place) else { return Vec::new() };
    let rep = all.world.rep(seat);
    let mut told: Vec<(String, String)> = Vec::new();
    for key in &asking.strategy.keys {
        let (name, seen) = match key {
            Key::RoundRobin => ("round robin", format!("place {place}")),
            Key::InOrder => ("in order", format!("place {place}")),
            Key::LongestIdle => continue,
            Key::LeastLoaded | Key::MostFree => {
                let open = rep.map_or(0, |rep| all.world.open_units(rep));
                let limit = rep.and_then(|rep| rep.unit_limit).map_or("no limit".to_owned(), |limit| limit.to_string());
                (
                    if *key == Key::LeastLoaded { "least loaded" } else { "most free" },
                    format!("{open} of {limit} units"),
                )
            }
            Key::Highest(value) | Key::Lowest(value) => {
                let shown =
                    all.facts.value(value, rep).map_or("missing".to_owned(), |value| all.world.model.print(&value));
                (if matches!(key, Key::Highest(_)) { "highest" } else { "lowest" }, shown)
            }
            Key::StableOn(_) => ("stable on", String::new()),
            Key::BestMatch { prefers, .. } => {
                let sum = prefers.iter().filter(|(condition, _)| all.facts.judge(condition, rep).is_yes());
                ("best match", sum.fold(0_i64, |sum, (_, weight)| sum.saturating_add(*weight)).to_string())
            }
            Key::Evenly { period, weight } => {
                let name = period.name(all.facts.moment.now, &standing.team.zone);
                let weight = all.weight(seat, weight.as_ref());
                ("evenly", format!("{} turns, weight {weight}", standing.turns(&seat.key, &name)))
            }
        };
        told.push((name.to_owned(), seen));
    }
    if !matches!(seat.who, Who::Queue(_)) {
        let idle = standing.idle_since(place).map_or("never assigned".to_owned(), |(at, _)| at.to_string());
        told.push(("longest idle".to_owned(), idle));
    }
    told
}
