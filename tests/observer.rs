//! What an observer sees: names, counts and reasons, once a decision; and nothing of a lead.

#![cfg(feature = "json")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

use pointsman::{Compiler, Counters, Dispatcher, Observed, Observer, Ruleset, Source};
use std::sync::{Arc, Mutex};

const POLICY: &str = r#"pointsman 1
lead { id: text  company: text optional private  owner: rep optional  employees: integer optional }
team sales { members ["ann", "ben", "cid"]  cap 1 per day  distribute by round robin }
queue triage
queue full
route inbound {
  rule owned { when owner is present  assign rep owner if available else team sales }
  rule big { when employees >= 100  assign team sales else queue full }
  otherwise { assign queue triage }
}
"#;

#[derive(Default)]
struct Seen(Mutex<Vec<Observed>>);

impl Observer for Seen {
    fn decided(&self, seen: &Observed) {
        self.0.lock().expect("no thread failed").push(seen.clone());
    }
}

fn rules() -> Ruleset {
    match Compiler::new().add(Source::new("p.route", POLICY)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

const REPS: &str = r#"{"reps":[{"id":"ann"},{"id":"ben","paused":true},{"id":"cid"}]}"#;

const LEADS: [&str; 5] = [
    r#"{"id":"L1","employees":500,"company":"secret"}"#,
    r#"{"id":"L2","employees":500,"owner":"ben","company":"secret"}"#,
    r#"{"id":"L3","employees":500,"company":"secret"}"#,
    r#"{"id":"L4","owner":"secret"}"#,
    r#"{"id":"L5"}"#,
];

const COUNTED: &str = r#"{"decisions":5,"outcomes":[{"route":"inbound","outcome":"assigned","count":2},{"route":"inbound","outcome":"queued","count":3}],"rules":[{"route":"inbound","rule":"big","link":0,"count":1},{"route":"inbound","rule":"big","link":1,"count":1},{"route":"inbound","rule":"otherwise","link":0,"count":2},{"route":"inbound","rule":"owned","link":1,"count":1}],"teams":{"sales":2},"queues":{"full":1,"triage":2},"reps":{"ann":1,"cid":1},"tried":14,"skipped":[{"team":null,"reason":"unknown_rep","count":1},{"team":null,"reason":"paused","count":1},{"team":"sales","reason":"paused","count":4},{"team":"sales","reason":"capped","count":5}]}"#;

#[test]
fn counters_count_decisions_and_reasons() {
    let counters = Arc::new(Counters::default());
    let rules = rules().with_observer(Arc::clone(&counters));
    let mut live = rules.bind(rules.snapshot_from_json(REPS).expect("a snapshot"));
    for lead in LEADS {
        let asked = rules.asked_from_json(lead).expect("a lead");
        let request = asked.request("2026-03-02T09:00:00Z".parse().expect("a time"), None);
        live.explain(&request).expect("an explanation is no decision");
        let answer = live.route(&request).expect("an answer");
        live.apply(&answer.delta).expect("fresh");
    }
    assert_eq!(counters.to_json(), COUNTED);
    let text = counters.prometheus();
    for line in [
        "# TYPE pointsman_skipped_total counter",
        "pointsman_decisions_total 5",
        r#"pointsman_outcome_total{route="inbound",outcome="assigned"} 2"#,
        r#"pointsman_rule_total{route="inbound",rule="owned",link="1"} 1"#,
        r#"pointsman_skipped_total{team="sales",reason="capped"} 5"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn no_value_of_a_lead_is_seen_and_each_decision_once() {
    let seen = Arc::new(Seen::default());
    let rules = rules().with_observer(Arc::clone(&seen));
    let snapshot = rules.snapshot_from_json(REPS).expect("a snapshot");
    let dispatcher = Dispatcher::new(rules.bind(snapshot), ());
    for lead in LEADS.iter().chain(&LEADS) {
        let asked = rules.asked_from_json(lead).expect("a lead");
        let request = asked.request("2026-03-02T09:00:00Z".parse().expect("a time"), None);
        dispatcher.route(&request).expect("an answer");
    }
    let seen = seen.0.lock().expect("no thread failed");
    assert_eq!(seen.len(), LEADS.len(), "a repeated answer is no decision");
    let all = format!("{seen:?}");
    assert!(!all.contains("secret") && !all.contains("500") && !all.contains("L1"), "{all}");
}
