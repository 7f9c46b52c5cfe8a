//! Two implementations must agree: the graph's evaluator and the reference, on generated policies, leads and snapshots.
//!
//! `POINTSMAN_CASES` sets how many policies are tried (default 500). Each policy gets two snapshots with twenty leads each;
//! on every second snapshot a decision's delta is applied before the next lead.

mod conditions;
mod definitions;
mod leads;
mod people;
mod pipeline;
mod random;
mod report;
mod routes;
mod snapshots;

use super::reference;
use pipeline::Rules;
use random::Random;
use report::Report;
use std::sync::Arc;

const LEADS: usize = 20;
const SNAPSHOTS: u64 = 2;

/// The text of the policy with this seed.
fn policy(seed: u64) -> String {
    let mut random = Random::new(seed, 1);
    let mut text = definitions::definitions(&mut random);
    let people = people::People::new(&mut random);
    text.push_str(&people.text);
    text.push_str(people::dedupe(&mut random));
    text.push_str(&routes::routes(&mut random, &people));
    text
}

fn cases() -> u64 {
    std::env::var("POINTSMAN_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500)
}

/// Decides all leads of a policy both ways.
fn run(seed: u64, report: &mut Report) {
    let text = policy(seed);
    let rules = match Rules::compile(&text) {
        Ok(rules) => rules,
        Err(problems) => {
            report.refused(seed, &text, &problems);
            return;
        }
    };
    for which in 0..SNAPSHOTS {
        let mut random = Random::new(seed, 100 + which);
        let now = leads::MOMENTS[random.below(leads::MOMENTS.len())];
        let moment: jiff::Timestamp = now.parse().expect("a moment");
        let periods = |team: &str, what: &str| rules.periods(team, what, moment);
        let written = snapshots::snapshot(&mut random, now, &periods);
        let mut snapshot = rules.snapshot(&written);
        for number in 0..LEADS {
            let lead_text = leads::lead(&mut random, number, now);
            let lead = rules.lead(&lead_text);
            let request = request(&mut random, &lead, moment);
            let fingerprint: Arc<str> = rules.fingerprint();
            let connected = pipeline::scorers();
            let expected =
                reference::decide(rules.model(), &fingerprint, &request, &snapshot, &connected.list(rules.model()));
            let asked = connected.asked();
            let connected = pipeline::scorers();
            let actual = rules.decide(&request, &snapshot, &connected);
            report.compare(seed, which, &text, &lead_text, &expected, &actual, asked, connected.asked());
            if which % 2 == 1 {
                rules.apply(&mut snapshot, &actual.delta);
            }
        }
    }
}

fn request<'a>(random: &mut Random, lead: &'a crate::domain::Lead, now: jiff::Timestamp) -> super::Request<'a> {
    let mut request = super::Request::new(lead).at(now);
    if random.chance(20) {
        request = request.attempt(2);
    }
    if random.chance(15) {
        let minutes = [0, 29, 30, 31, 119, 120, 121, 1_440, 4_320];
        let back = minutes[random.below(minutes.len())];
        request = request.since(now - jiff::SignedDuration::from_mins(back));
    }
    if random.chance(15) {
        request = request.exclude([format!("r{}", random.below(8)), "unknown".to_owned()]);
    }
    request
}

#[test]
fn the_graph_and_the_reference_agree() {
    let mut report = Report::default();
    for seed in 0..cases() {
        run(seed, &mut report);
    }
    report.print();
    report.must_agree();
    report.must_cover(cases());
}
