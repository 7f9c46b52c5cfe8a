//! Fixed decisions, each done a fixed number of times, for `callgrind`: `benches/instructions/count` runs it.
//!
//! Without an argument every case runs once and checks its answer; with a case and a number it runs that often.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a bench stops where it cannot go on")]

#[path = "../common/attributes.rs"]
mod attributes;
#[path = "../common/mod.rs"]
mod common;
#[path = "../workload/mod.rs"]
mod workload;

use attributes::{KeyedLeads, Rows, first, first_keyed, name};
use common::hand_built::HandBuilt;
use common::realistic;
use common::record::records;
use pointsman::{Assignment, Compiler, Live, Request, Ruleset, Snapshot, Source};
use std::hint::black_box;
use std::path::Path;
use workload::NOW;
use workload::company::Company;
use workload::people::{By, Desk};
use workload::rules::Policy;

const CASES: [&str; 14] = [
    "raw_100",
    "raw_1000",
    "raw_10000",
    "raw_keyed_1000",
    "hand_built_1000",
    "whole_into_1000x50",
    "whole_10x50",
    "whole_1000x50",
    "pick_evenly_50",
    "pick_evenly_5000",
    "apply_300_reps",
    "apply_5000_reps",
    "json_1000x50",
    "json_acme",
];

/// What is counted: everything below this function.
#[inline(never)]
fn measured<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match arguments.as_slice() {
        [] => CASES.iter().for_each(|case| run(case, 1)),
        [case, times] => run(case, times.parse().expect("a number of times")),
        _ => panic!("CASE TIMES, of {}", CASES.join(", ")),
    }
}

fn run(case: &str, times: usize) {
    match case {
        "raw_100" => raw(100, times, Way::Row),
        "raw_1000" => raw(1_000, times, Way::Row),
        "raw_10000" => raw(10_000, times, Way::Row),
        "raw_keyed_1000" => raw(1_000, times, Way::Keyed),
        "hand_built_1000" => raw(1_000, times, Way::ByHand),
        "whole_into_1000x50" => whole_into(1_000, times),
        "whole_10x50" => whole(10, times),
        "whole_1000x50" => whole(1_000, times),
        "pick_evenly_50" => pick(50, times),
        "pick_evenly_5000" => pick(5_000, times),
        "apply_300_reps" => apply(300, times),
        "apply_5000_reps" => apply(5_000, times),
        "json_1000x50" => {
            let policy = Policy::new(1_000, 50, 100);
            let lines: Vec<&str> = policy.leads.iter().map(|asked| &*asked.line).collect();
            json(&policy.rules, &policy.bind(), &lines, times);
        }
        "json_acme" => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
            let rules = Compiler::from_path(&folder).expect("the folder").compile().expect("the policy");
            let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the sample");
            let live = rules.bind(rules.snapshot_from_json(&read("snapshot.json")).expect("the snapshot"));
            let leads = read("leads.jsonl");
            json(&rules, &live, &leads.lines().take(100).collect::<Vec<_>>(), times);
        }
        other => panic!("no case {other}"),
    }
}

fn route(live: &Live, lead: &pointsman::Lead) -> Assignment {
    live.route(&Request::new(lead).at(NOW.parse().expect("a moment"))).expect("a decision")
}

/// Leads of raw strings that come as rows, and the same with their keys beside them; the answers are those of the index
/// by hand, whose own are counted, too.
fn raw(rules: usize, times: usize, way: Way) {
    let made = realistic::realistic(rules, 100);
    let compiled = Compiler::new().add(Source::new("p.route", made.text.clone())).compile().expect("a policy");
    let (live, records) = (compiled.bind(Snapshot::default()), records(&made));
    let index: HandBuilt = HandBuilt::new(&realistic::rules(rules));
    let (rows, keyed) =
        (Rows::new(&compiled, &made.leads, &records), KeyedLeads::new(&compiled, &made.leads, &records));
    for (place, (row, keyed)) in rows.each().into_iter().zip(keyed.each()).enumerate().cycle().take(times) {
        let by_hand = || index.first(&records[place]);
        let expected = name(by_hand(), rules);
        let found = match way {
            Way::Row => measured(|| first(&live, rows.header(), row)).map(str::to_owned),
            Way::Keyed => measured(|| first_keyed(&live, keyed)).map(str::to_owned),
            Way::ByHand => Some(name(measured(by_hand), rules)),
        };
        assert_eq!(found, Some(expected));
    }
}

#[derive(Clone, Copy)]
enum Way {
    Row,
    Keyed,
    ByHand,
}

/// The leads of a policy, prepared, each with the rule that takes it.
fn prepared(policy: &Policy) -> Vec<(pointsman::Lead, &str)> {
    let lead = |line: &str| {
        let mut lead = policy.rules.lead_from_json(line).expect("a lead");
        policy.rules.prepare(&mut lead);
        lead
    };
    policy.leads.iter().map(|asked| (lead(&asked.line), &*asked.rule)).collect()
}

fn whole(rules: usize, times: usize) {
    let policy = Policy::new(rules, 50, 100);
    let (live, leads) = (policy.bind(), prepared(&policy));
    route(&live, &leads[0].0);
    for (lead, rule) in leads.iter().cycle().take(times) {
        let request = Request::new(lead).at(NOW.parse().expect("a moment"));
        let answer = measured(|| live.route(&request).expect("a decision"));
        assert_eq!(answer.rule.as_deref(), Some(*rule));
    }
}

/// The same written over the answer before.
fn whole_into(rules: usize, times: usize) {
    let policy = Policy::new(rules, 50, 100);
    let (live, leads) = (policy.bind(), prepared(&policy));
    let mut answer = route(&live, &leads[0].0);
    for (lead, rule) in leads.iter().cycle().take(times) {
        let request = Request::new(lead).at(NOW.parse().expect("a moment"));
        measured(|| live.route_into(&request, &mut answer).expect("a decision"));
        assert_eq!(answer.rule.as_deref(), Some(*rule));
    }
}

fn pick(members: usize, times: usize) {
    let desk = Desk::new(members, By::Evenly);
    let live = desk.bind();
    let lead = desk.rules.lead_from_json(desk.lead).expect("a lead");
    let request = Request::new(&lead).at(NOW.parse().expect("a moment"));
    route(&live, &lead);
    for _ in 0..times {
        let answer = measured(|| live.route(&request).expect("a decision"));
        assert_eq!(answer.rep.as_deref(), Some(&*desk.expected));
    }
}

/// Changes of the teams of a company in turn.
fn apply(reps: usize, times: usize) {
    let company = Company::new(reps, 300);
    let mut live = company.bind(&company.teams(), 3);
    for number in 0..times {
        let answer = route(&live, &company.lead(number % 300, number));
        measured(|| live.apply(&answer.delta).expect("nothing else changed it"));
        assert_eq!(answer.team.as_deref(), Some(&*format!("t{}", number % 300)));
    }
}

fn json(rules: &Ruleset, live: &Live, lines: &[&str], times: usize) {
    let now = NOW.parse().expect("a moment");
    let decide = |line: &str| {
        let asked = rules.asked_from_json(line).expect("a lead");
        live.route(&asked.request(now, None)).expect("a decision").to_json()
    };
    let expected: Vec<String> = lines.iter().map(|line| decide(line)).collect();
    for (line, expected) in lines.iter().zip(&expected).cycle().take(times) {
        assert_eq!(measured(|| decide(line)), *expected);
    }
}
