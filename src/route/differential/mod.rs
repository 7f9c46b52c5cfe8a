//! Two implementations must agree: the graph's evaluator and the reference, on generated policies, leads and snapshots.
//!
//! `POINTSMAN_CASES` sets how many policies are tried (default 500; `tenth`: 50). Each policy gets two snapshots with twenty leads each;
//! on every second snapshot a decision's delta is applied before the next lead.

#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test: what it writes itself is in range and can be read, and a difference must be heard"
)]

mod books;
mod chains;
mod clocks;
mod conditions;
mod definitions;
mod facts;
mod leads;
mod people;
mod pipeline;
mod random;
mod report;
mod routes;
mod snapshots;

use super::reference::{self, Alike, Host};
use super::{DirectoryError, DirectoryQuestion, Request, Scorer};
use crate::domain::{Assignment, Lead};
use jiff::{SignedDuration, Timestamp};
use pipeline::Connected;
use random::Random;
use report::{Case, Report};
use std::sync::Arc;
#[cfg(test)]
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(test)]
const LEADS: usize = 20;
/// For the fuzzer, who rather sees many policies than many leads of one.
const FEW_LEADS: usize = 3;
const SNAPSHOTS: u64 = 2;

/// The text of the policy with this seed.
fn policy(seed: u64) -> String {
    let mut random = Random::new(seed, 1);
    let mut text = definitions::definitions(&mut random);
    // What was generated before these came stays as it was.
    let mut time = Random::new(seed, 5);
    text.push_str(clocks::DEFINITIONS);
    let people = people::People::new(&mut random, &mut time);
    text.push_str(&people.text);
    text.push_str(people::dedupe(&mut random, &mut Random::new(seed, 3)));
    let routes = routes::routes(&mut random, &mut time, &people);
    text.push_str(&routes::with_outer_hours(&mut Random::new(seed, 4), &people, routes));
    people::with_scored_match(&mut Random::new(seed, 7), text)
}

/// One policy, as the fuzzer seeds it.
///
/// # Panics
///
/// When the two sides differ.
#[cfg_attr(test, allow(dead_code, reason = "called by the fuzz target"))]
pub(crate) fn one(seed: u64) {
    let mut report = Report::default();
    run(seed, FEW_LEADS, &mut report);
    report.must_agree();
}

/// Decides so many leads of a policy on each snapshot, both ways.
fn run(seed: u64, leads: usize, report: &mut Report) {
    let text = policy(seed);
    let rules = match pipeline::compile(&text) {
        Ok(rules) => rules,
        Err(problems) => return report.refused(seed, &text, &problems),
    };
    let model = rules.model();
    let fingerprint: Arc<str> = rules.fingerprint().into();
    let (ours, theirs) = (Connected::default(), Connected::default());
    let kept = snapshots::kept(&mut Random::new(seed, 50), model, rules.limits());
    let told = kept.rows.clone();
    let (list, connected) = (
        ours.list(model),
        theirs
            .connect(&rules)
            .with_directory("account", move |_: &DirectoryQuestion<'_>| Ok::<_, DirectoryError>(told.clone())),
    );
    let list: Vec<Option<&dyn Scorer>> = list.iter().map(Option::as_deref).collect();
    let alike = Alike::default();
    for which in 0..SNAPSHOTS {
        let mut random = Random::new(seed, 100 + which);
        let now = leads::MOMENTS[random.below(leads::MOMENTS.len())];
        let moment: Timestamp = now.parse().expect("a moment");
        let periods = |team: &str, counters: bool| pipeline::periods(model, team, counters, moment);
        let written = snapshots::snapshot(&mut random, now, &periods);
        let mut live = connected.bind(rules.snapshot_from_json(&written).expect("a snapshot"));
        let mut decided = Vec::new();
        let mut last = Assignment::default();
        for number in 0..leads {
            let written = leads::lead(&mut random, number, now);
            let lead = rules.lead_from_json(&written).expect("a lead");
            let request = request(&mut random, &lead, moment);
            let snapshot = live.snapshot();
            let host = Host { scorers: &list, kept: &kept.read, decided: &decided, alike: Some(&alike) };
            for (name, expected, actual) in facts::differences(model, &request, snapshot, &alike) {
                report.differs(&name, seed, which, &written, &expected, &actual);
            }
            let expected = reference::decide(model, &fingerprint, &request, snapshot, host);
            // What takes long is done for one lead in three.
            let closely = number % 3 == 0;
            let actual = if closely {
                live.route(&request).expect("a decision")
            } else {
                live.route_into(&request, &mut last).expect("a decision");
                last.clone()
            };
            report.count(&expected);
            let asked = (ours.asked(), theirs.asked());
            report.compare(&Case { seed, which, policy: &text, lead: &written }, &expected, &actual, &asked);
            for (name, expected, actual) in
                books::differences(&connected, &mut live, &request, (&actual, &mut last), closely)
            {
                report.differs(&name, seed, which, &written, &expected, &actual);
            }
            let _ = theirs.asked();
            if which % 2 == 1 {
                if lead.is_valid() {
                    let now = live.snapshot();
                    let row = reference::decided_row(model, &request, now, host, &expected.assignment);
                    decided.extend(row.map(|row| (lead.id().to_owned(), row)));
                }
                if closely {
                    if let Some((expected, got)) = books::applied_otherwise(&mut live, &actual.delta) {
                        report.differs("what an apply leaves", seed, which, &written, &expected, &got);
                    }
                } else {
                    live.apply(&actual.delta).expect("nothing else has changed it");
                }
                live.remember(&request, &actual);
            }
        }
    }
}

fn request<'a>(random: &mut Random, lead: &'a Lead, now: Timestamp) -> Request<'a> {
    let mut request = Request::new(lead).at(now);
    if random.chance(20) {
        request = request.attempt(2);
    }
    if random.chance(15) {
        let minutes = [0, 29, 30, 31, 119, 120, 121, 1_440, 4_320];
        request = request.since(now - SignedDuration::from_mins(minutes[random.below(minutes.len())]));
    }
    if random.chance(15) {
        request = request.exclude([format!("r{}", random.below(8)), "unknown".to_owned()]);
    }
    request
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "how many cases a test tries is no part of any decision")]
fn cases() -> u64 {
    match std::env::var("POINTSMAN_CASES").as_deref() {
        Ok("tenth") => 50,
        Ok(cases) => cases.parse().unwrap_or(500),
        Err(_) => 500,
    }
}

#[cfg(test)]
#[test]
fn the_graph_and_the_reference_agree() {
    // Two threads, since this is by far the longest of the tests. Each takes the next policy when it is done with one; what
    // is found does not depend on which of them does.
    let next = AtomicU64::new(0);
    let some = || {
        let mut report = Report::default();
        let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        seeds.take_while(|seed| *seed < cases()).for_each(|seed| run(seed, LEADS, &mut report));
        report
    };
    let report = std::thread::scope(|scope| {
        let other = scope.spawn(some);
        let mut report = some();
        match other.join() {
            Ok(other) => report.add(other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        report
    });
    report.print();
    report.must_agree();
    report.must_cover(cases());
}

/// The same run finds each fault that is planted in the other side.
#[cfg(all(test, feature = "planted-faults"))]
#[test]
fn each_planted_fault_is_found() {
    use super::faults::{Fault, plant};
    for fault in [Fault::Swapped, Fault::Below, Fault::UnknownIsNo] {
        let mut report = Report::default();
        plant(Some(fault));
        let found = (0..cases()).find(|seed| {
            run(*seed, LEADS, &mut report);
            report.disagrees()
        });
        plant(None);
        assert!(found.is_some(), "{fault:?} is not found");
    }
}

/// Policies on which the two sides differed before a fault was mended.
#[cfg(test)]
const ONCE_DIFFERED: [u64; 6] = [88, 149, 338, 1_208, 2_200, 2_562];

#[cfg(test)]
#[test]
fn what_once_differed_agrees() {
    let mut report = Report::default();
    ONCE_DIFFERED.iter().for_each(|seed| run(*seed, LEADS, &mut report));
    report.must_agree();
}
