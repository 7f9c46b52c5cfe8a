//! One team under one strategy, with the member who must be taken worked out here, not by the engine.

use super::{Dice, compile};
use pointsman::{Live, Ruleset};
use std::fmt::Write as _;

/// How a team is distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    InOrder,
    RoundRobin,
    LongestIdle,
    Evenly,
    EvenlyByWeight,
    LeastLoaded,
    BestMatch,
    StableOn,
}

impl By {
    pub(crate) const ALL: [Self; 8] = [
        Self::InOrder,
        Self::RoundRobin,
        Self::LongestIdle,
        Self::Evenly,
        Self::EvenlyByWeight,
        Self::LeastLoaded,
        Self::BestMatch,
        Self::StableOn,
    ];

    /// The name in the bench's ids.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::InOrder => "in_order",
            Self::RoundRobin => "round_robin",
            Self::LongestIdle => "longest_idle",
            Self::Evenly => "evenly",
            Self::EvenlyByWeight => "evenly_by_weight",
            Self::LeastLoaded => "least_loaded",
            Self::BestMatch => "best_match",
            Self::StableOn => "stable_on",
        }
    }

    const fn written(self) -> &'static str {
        match self {
            Self::InOrder => "in order",
            Self::RoundRobin => "round robin",
            Self::LongestIdle => "longest idle",
            Self::Evenly => "evenly per month",
            Self::EvenlyByWeight => "evenly per month weight rep.weight",
            Self::LeastLoaded => "least loaded",
            Self::BestMatch => {
                "best match { must \"en\" in rep.languages  prefer lead.country in rep.countries weight 3 }"
            }
            Self::StableOn => "stable on company",
        }
    }
}

/// A member as the snapshot has him.
struct Member {
    turns: u64,
    weight: u64,
    open: u64,
    capacity: u64,
    /// Minutes after the epoch of the month; all different.
    last: u64,
    speaks: bool,
    german: bool,
    paused: bool,
    full: bool,
    capped: bool,
}

/// A desk of one team with everything that distribution may look at.
pub(crate) struct Desk {
    pub(crate) rules: Ruleset,
    pub(crate) snapshot: String,
    pub(crate) lead: &'static str,
    /// Who must get the lead.
    pub(crate) expected: String,
}

impl Desk {
    pub(crate) fn new(members: usize, by: By) -> Self {
        let team = team(members);
        let text = format!(
            "pointsman 1
lead {{ id: text  company: text  country: country }}
rep {{ weight: decimal default 1  languages: list of text  countries: list of country }}
hours office in \"Europe/Berlin\" {{ mon..fri 09:00-18:00 }}
team desk {{
  members where rep.weight >= 0
  hours office
  cap lead 900 per day
  distribute by {}
}}
queue triage
main route inbound {{ otherwise {{ assign team desk else queue triage }} }}
",
            by.written()
        );
        Self {
            rules: compile(&text),
            snapshot: snapshot(&team),
            lead: r#"{ "id": "L1", "company": "Quayside", "country": "DE" }"#,
            expected: expected(&team, by),
        }
    }

    /// The snapshot bound to the policy.
    pub(crate) fn bind(&self) -> Live {
        self.rules.bind(self.rules.snapshot_from_json(&self.snapshot).expect("a snapshot"))
    }
}

fn name(place: usize) -> String {
    format!("rep{place:05}")
}

/// One member in ten is paused, one full, one capped: they must be passed over, and would else be taken.
fn team(members: usize) -> Vec<Member> {
    let mut dice = Dice(u64::try_from(members).expect("a size"));
    (0..members)
        .map(|place| {
            let (paused, full, capped) = (place % 10 == 3, place % 10 == 5, place % 10 == 7);
            let ready = !(paused || full || capped);
            let capacity = 100 + dice.below(100);
            Member {
                turns: if ready { 20 + dice.below(30) } else { 0 },
                weight: 1 + dice.below(3),
                open: if full { capacity } else { 10 + dice.below(50) },
                capacity,
                last: if ready { 10_000 + u64::try_from(place * 7_919 % members).expect("a size") } else { 1 },
                speaks: place % 4 != 0,
                german: place % 3 == 0,
                paused,
                full,
                capped,
            }
        })
        .collect()
}

fn at(minutes: u64) -> String {
    let (day, hour, minute) = (1 + minutes / 1_440, minutes / 60 % 24, minutes % 60);
    format!("2026-02-{day:02}T{hour:02}:{minute:02}:00Z")
}

fn snapshot(team: &[Member]) -> String {
    let mut reps = Vec::new();
    let mut entries = Vec::new();
    for (place, one) in team.iter().enumerate() {
        let languages = if one.speaks { "[\"en\", \"fr\"]" } else { "[\"fr\"]" };
        let countries = if one.german { "[\"DE\", \"AT\"]" } else { "[\"FR\"]" };
        reps.push(format!(
            "{{ \"id\": \"{}\", \"paused\": {}, \"weight\": \"{}\", \"languages\": {languages}, \"countries\": {countries}, \"capacity\": {{ \"units\": {} }}, \"open\": {{ \"lead\": {} }} }}",
            name(place), one.paused, one.weight, one.capacity, one.open
        ));
        let day = if one.capped { 900 } else { 3 };
        let last = at(one.last % 38_000);
        entries.push(format!(
            "\"{}\": {{ \"total\": {}, \"joined_at\": \"2026-01-05T09:00:00Z\", \"last_assigned_at\": \"{last}\", \"last_seq\": {}, \"absent_since\": {}, \"turns\": {{ \"month 2026-03\": {{ \"n\": {}, \"credit\": 0 }} }}, \"received\": {{ \"lead\": {{ \"day 2026-03-02\": {day} }} }} }}",
            name(place),
            one.turns,
            place + 1,
            if one.paused { "{ \"month 2026-03\": \"0\" }" } else { "{}" },
            one.turns
        ));
    }
    let mut text = String::new();
    let _ = write!(
        text,
        "{{ \"format\": 1, \"version\": 7, \"reps\": [{}], \"teams\": {{ \"desk\": {{ \"seq\": 100000, \"last\": {{ \"member\": \"{}\", \"place\": {} }}, \"levels\": {{ \"month 2026-03\": \"12.5\" }}, \"members\": {{ {} }} }} }} }}",
        reps.join(", "),
        name(team.len() / 2),
        team.len() / 2,
        entries.join(", ")
    );
    text
}

/// Who must be taken, by the words of the language reference.
fn expected(team: &[Member], by: By) -> String {
    let ready = |one: &Member| !(one.paused || one.full || one.capped) && (by != By::BestMatch || one.speaks);
    let all: Vec<(usize, &Member)> = team.iter().enumerate().filter(|(_, one)| ready(one)).collect();
    let idle = |(place, one): &(usize, &Member)| (at(one.last % 38_000), *place);
    let best = match by {
        By::InOrder => all.first().copied(),
        By::RoundRobin => all.iter().find(|(place, _)| *place > team.len() / 2).or(all.first()).copied(),
        By::LongestIdle => all.iter().min_by_key(|one| idle(one)).copied(),
        By::Evenly => all.iter().min_by_key(|one| (one.1.turns, idle(one))).copied(),
        By::EvenlyByWeight => {
            let (n, w) = all.iter().fold((0, 0), |(n, w), (_, one)| (n + one.turns, w + one.weight));
            let due = |one: &Member| i128::from((n + 1) * one.weight) - i128::from(w * one.turns);
            all.iter().min_by_key(|one| (-due(one.1), idle(one))).copied()
        }
        By::LeastLoaded => all
            .iter()
            .min_by(|a, b| {
                let crossed = (a.1.open * b.1.capacity).cmp(&(b.1.open * a.1.capacity));
                crossed.then_with(|| idle(a).cmp(&idle(b)))
            })
            .copied(),
        By::BestMatch => all.iter().min_by_key(|one| (!one.1.german, idle(one))).copied(),
        By::StableOn => all.iter().max_by_key(|(place, _)| draw(&name(*place), "quayside")).copied(),
    };
    name(best.expect("somebody is ready").0)
}

fn draw(rep: &str, text: &str) -> u64 {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(format!("{rep}|{text}").as_bytes());
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
