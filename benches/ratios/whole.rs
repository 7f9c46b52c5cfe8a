//! Whole decisions, lines of JSON, and taking changes in.

use super::common::clock::{RUNS, Way, side_by_side};
use super::workload::NOW;
use super::workload::company::Company;
use super::workload::rules::Policy;
use super::{line, ns, told};
use pointsman::workbench::{Prepared, Workbench};
use pointsman::{Assignment, Lead, Request};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Match, score card of ten lines, pick among fifty by `evenly`, delta: beside the match alone.
pub(crate) fn route() {
    let now = NOW.parse().expect("a moment");
    let policy = Policy::new(1_000, 50, 10_000);
    let live = policy.bind();
    let bench = Workbench::new(&policy.rules).expect("a main route");
    let read: Vec<Lead> =
        policy.leads.iter().map(|asked| policy.rules.lead_from_json(&asked.line).expect("a lead")).collect();
    let mut leads = read.clone();
    leads.iter_mut().for_each(|lead| policy.rules.prepare(lead));
    let prepared: Vec<Prepared> = bench.prepare(&leads);
    for (lead, asked) in leads.iter().zip(&policy.leads) {
        let answer = live.route(&Request::new(lead).at(now)).expect("a decision");
        assert_eq!(answer.rule.as_deref(), Some(&*asked.rule), "{}", asked.line);
        assert_eq!(answer.set["points"].as_deref(), Some(&*asked.points), "{}", asked.line);
    }
    let mut answer = Assignment::default();
    let [over, whole, unprepared, lazy, own, matched] = side_by_side([
        Way::each(&leads, |lead| live.route_into(&Request::new(lead).at(now), black_box(&mut answer))),
        Way::each(&leads, |lead| live.route(&Request::new(lead).at(now))),
        Way::each(&read, |lead| live.route(&Request::new(lead).at(now))),
        Way::each(&read, |lead| bench.lazy(lead)),
        Way::each(&leads, |lead| bench.lazy(lead)),
        Way::each(&prepared, |lead| bench.first(lead)),
    ]);
    let figures = format!(
        "{}, match {} (each answer anew {}, not prepared {})",
        ns(over.ns()),
        ns(own.ns()),
        ns(whole.ns()),
        ns(unprepared.ns())
    );
    line("whole route, 1,000 rules × 50", &figures, over.against(&own), 6.0, "×");
    let figures = format!("match {} (of a lead only read {})", ns(matched.ns()), ns(lazy.ns()));
    line("  the same against classes in a row", &figures, over.against(&matched), 6.0, "×");
}

/// A line of JSON in, a line of JSON out.
pub(crate) fn json() {
    let now = NOW.parse().expect("a moment");
    let policy = Policy::new(1_000, 50, 10_000);
    let live = policy.bind();
    let lines: Vec<&str> = policy.leads.iter().map(|asked| &*asked.line).collect();
    let decide = |line: &str| {
        let asked = policy.rules.asked_from_json(line).expect("a lead");
        live.route(&asked.request(now, None)).expect("a decision").to_json()
    };
    for asked in &policy.leads {
        let rule = format!("\"rule\":\"{}\"", asked.rule);
        assert!(decide(&asked.line).contains(&rule), "{}", asked.line);
    }
    let answers: Vec<Assignment> = lines
        .iter()
        .map(|line| {
            let asked = policy.rules.asked_from_json(line).expect("a lead");
            live.route(&asked.request(now, None)).expect("a decision")
        })
        .collect();
    let mut answer = Assignment::default();
    let [whole, read, written] = side_by_side([
        Way::each(&lines, |line| {
            let asked = policy.rules.asked_from_json(line).expect("a lead");
            live.route_into(&asked.request(now, None), &mut answer).expect("a decision");
            answer.to_json()
        }),
        Way::each(&lines, |line| policy.rules.asked_from_json(line)),
        Way::each(&answers, Assignment::to_json),
    ]);
    let figures = format!("{}, reading {}, writing {}", ns(whole.ns()), ns(read.ns()), ns(written.ns()));
    // 25 ns a field if that is larger; these leads have nine.
    line("JSON in, JSON out, 1,000 rules × 50", &figures, whole.ns() / 1_000.0, 4.0, " µs");
}

/// Taking a decision's changes in, in a company of 300 teams.
pub(crate) fn apply() {
    let mut medians = Vec::new();
    for reps in [50, 5_000] {
        let company = Company::new(reps, 300);
        let teams: Vec<usize> = (0..reps.min(300)).collect();
        let mut live = company.bind(&teams, 3);
        let leads: Vec<Lead> = teams.iter().map(|team| company.lead(*team, 9)).collect();
        let now = NOW.parse().expect("a moment");
        let mut runs: Vec<Duration> = Vec::new();
        for _ in 0..=RUNS {
            let mut spent = Duration::ZERO;
            for turn in 0..3_000 {
                let place = turn % teams.len();
                let answer = live.route(&Request::new(&leads[place]).at(now)).expect("a decision");
                assert_eq!(answer.team.as_deref(), Some(&*format!("t{place}")));
                let version = live.snapshot().version();
                let start = Instant::now();
                live.apply(std::hint::black_box(&answer.delta)).expect("nothing else changed it");
                spent += start.elapsed();
                assert_eq!(live.snapshot().version(), version + 1);
            }
            runs.push(spent / 3_000);
        }
        // The first run warms up.
        let mut runs = runs.split_off(1);
        runs.sort();
        medians.push(runs[RUNS / 2].as_nanos() as f64);
    }
    told("apply, 50 reps in 300 teams", &ns(medians[0]));
    let figures = format!("{}, {:.2} times that at 50", ns(medians[1]), medians[1] / medians[0]);
    line("apply, 5,000 reps in 300 teams", &figures, medians[1] / 1_000.0, 2.0, " µs");
}
