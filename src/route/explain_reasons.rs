//! Why somebody may not get a lead, in words that a rep would accept, and what the words are made of.

use super::eligible::{Asking, Eligibility, Reason, counter};
use super::explanation::{Against, Detail, Details};
use super::facts::LeadFacts;
use super::roster::{Seat, Who};
use super::truth::Facts;
use crate::domain::{Recent, Rep};
use crate::model::{Cap, CapWindow, Key, Team, length_words};
use jiff::Timestamp;

/// A reason about which there is no more to say.
pub(super) fn plain(reason: Reason) -> Against {
    Against { reason, words: short(reason).to_owned(), details: Vec::new() }
}

const fn short(reason: Reason) -> &'static str {
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

/// A reason against a member of a team.
pub(super) fn say<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    asking: Asking<'a>,
    seat: &Seat,
    reason: Reason,
) -> Against {
    let rep = all.world.rep(seat);
    let now = asking.at;
    let with = |(words, details): (String, Vec<Details>)| Against { reason, words, details };
    match (reason, rep) {
        (Reason::Away, Some(rep)) => {
            let back = rep.away.iter().filter(|away| away.from <= now && now < away.until).map(|away| away.until).max();
            back.map_or_else(
                || plain(reason),
                |back| {
                    let words = format!("away until {}", local(asking.team, back));
                    with((words, vec![vec![("until", Detail::Time(back))]]))
                },
            )
        }
        (Reason::OffHours, rep) => {
            let opens = all.world.hours_of_team(asking.team, rep).and_then(|times| times.next_open(now));
            opens.map_or_else(
                || plain(reason),
                |at| {
                    let words = format!("off hours; opens {}", local(asking.team, at));
                    with((words, vec![vec![("opens", Detail::Time(at))]]))
                },
            )
        }
        (Reason::AtCapacity, Some(rep)) => with(capacity(all, rep)),
        (Reason::NotQualified, rep) => with(needs(all, asking, seat, rep)),
        (Reason::Capped, rep) => {
            let caps = asking.team.caps.iter().filter(|cap| all.cap_reached(asking.team, seat, cap, now));
            let (words, details): (Vec<String>, Vec<Details>) =
                caps.map(|cap| capped(all, asking, seat, cap, rep)).unzip();
            with((words.join(" and "), details))
        }
        _ => plain(reason),
    }
}

/// "at capacity, 4 of 6 units open and a phone takes 6", "at capacity, 3 of 3 chat open".
fn capacity<'a>(all: &Eligibility<'a, LeadFacts<'a>>, rep: &Rep) -> (String, Vec<Details>) {
    let channel = &*all.facts.moment.channel;
    let (used, cost) = (all.world.open_units(rep), all.world.cost(channel));
    let (mut full, mut details) = (Vec::new(), Vec::new());
    let mut add = |words: String, of: &str, open: i64, limit: i64, takes: i64| {
        full.push(words);
        let numbers = [("open", open), ("limit", limit), ("takes", takes)].map(|(name, n)| (name, Detail::Number(n)));
        details.push([("of", Detail::Text(of.to_owned()))].into_iter().chain(numbers).collect());
    };
    if let Some(limit) = rep.unit_limit.filter(|limit| used.saturating_add(cost) > *limit) {
        let takes = if cost == 1 { String::new() } else { format!(" and a {channel} takes {cost}") };
        add(format!("{used} of {limit} units open{takes}"), "units", used, limit, cost);
    }
    for (of, limit) in &rep.item_limits {
        let (open, what) = match &**of {
            "lead" => (rep.open_items(), "items"),
            of if of == channel => (rep.open.get(of).copied().unwrap_or(0), channel),
            _ => continue,
        };
        if open >= *limit {
            add(format!("{open} of {limit} {what} open"), of, open, *limit, 1);
        }
    }
    (format!("at capacity, {}", full.join(", ")), details)
}

/// "not fulfilled: lead.language in rep.languages".
fn needs<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    asking: Asking<'a>,
    seat: &Seat,
    rep: Option<&Rep>,
) -> (String, Vec<Details>) {
    if matches!(seat.who, Who::Team(..)) && rep.is_none() {
        return ("nobody in it is available".to_owned(), Vec::new());
    }
    let musts = asking.strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => &musts[..],
        _ => &[],
    });
    let needs = asking.team.needs.iter().filter(|need| !all.relaxed(need, asking.at));
    let failing = needs.chain(musts).filter(|need| !all.facts.judge(&need.condition, rep).is_yes());
    let words: Vec<&str> = failing.map(|need| &*need.words).collect();
    let details = words.iter().map(|words| vec![("needs", Detail::Text((*words).to_owned()))]).collect();
    (format!("not fulfilled: {}", words.join("; ")), details)
}

/// "at the daily cap, 15 of 15; next free 2026-03-03 00:00 Europe/Berlin time".
fn capped<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    asking: Asking<'a>,
    seat: &Seat,
    cap: &Cap,
    rep: Option<&Rep>,
) -> (String, Details) {
    let count = all.cap_count(asking.team, seat, cap, asking.at);
    let of = cap.channel.as_ref().map_or_else(String::new, |channel| format!(" for {channel}"));
    let (words, window, free) = match &cap.window {
        CapWindow::AtOnce => (format!("at the cap{of} at once, {count} of {}", cap.limit), "at once".to_owned(), None),
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
            let then = free.map_or_else(String::new, |at| format!("; next free {}", local(asking.team, at)));
            let window = length_words(*length);
            (format!("at the cap{of} in {window}, {count} of {}{then}", cap.limit), format!("rolling {window}"), free)
        }
        CapWindow::Per(period) => {
            let name = counter(rep, asking.team, cap, *period, asking.at);
            let window = name.split(' ').next().unwrap_or_default().to_owned();
            let word = match &*window {
                "day" => "daily",
                "week" => "weekly",
                "month" => "monthly",
                "quarter" => "quarterly",
                _ => "",
            };
            let own = rep.and_then(|rep| rep.zone.as_ref()).filter(|_| cap.in_zone_of_rep);
            let zone = own.unwrap_or(&asking.team.zone);
            let free = period.end(asking.at, zone);
            let then = free.map_or_else(String::new, |end| {
                let clock = zone.clock(end);
                format!("; next free {} {:02}:{:02} {} time", clock.date(), clock.hour(), clock.minute(), zone.name())
            });
            (format!("at the {word} cap{of}, {count} of {}{then}", cap.limit), window, free)
        }
    };
    let mut details =
        vec![("count", Detail::Number(count)), ("limit", Detail::Number(cap.limit)), ("window", Detail::Text(window))];
    details.extend(cap.channel.iter().map(|channel| ("channel", Detail::Text(channel.to_string()))));
    details.extend(free.map(|free| ("free", Detail::Time(free))));
    (words, details)
}

fn local(team: &Team, at: Timestamp) -> String {
    let clock = team.zone.clock(at);
    format!("{} {:02}:{:02} {} time", clock.date(), clock.hour(), clock.minute(), team.zone.name())
}
