//! Same input, same bytes: whatever order attributes, keys and reps come in, and whether reasons are asked for or not.

use jiff::Timestamp;
use pointsman::{Compiler, Ruleset};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::OnceLock;

fn acme() -> &'static (Ruleset, String) {
    static ACME: OnceLock<(Ruleset, String)> = OnceLock::new();
    ACME.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/acme");
        let rules = Compiler::from_path(folder).expect("the policy").compile().expect("a policy without errors");
        (rules, std::fs::read_to_string(format!("{folder}/snapshot.json")).expect("the snapshot"))
    })
}

/// An attribute of the touchstone's leads, under its name or its column, often dirty.
fn attribute() -> impl Strategy<Value = (&'static str, String)> {
    let text = |values: &'static [&'static str]| prop_oneof![4 => prop::sample::select(values).prop_map(|text| format!("{text:?}")), 1 => "[a-zA-Z0-9 .@]{0,12}".prop_map(|text| format!("{text:?}"))];
    let number = prop_oneof![
        (0_u32..3000).prop_map(|number| number.to_string()),
        (0_u32..3000).prop_map(|number| format!("\"{number}\"")),
        Just("\"lots\"".to_owned()),
        Just("null".to_owned()),
    ];
    prop_oneof![
        text(&[
            "kim@firm.example",
            "lee@rhein-logistik.example",
            "bo@gmail.com",
            "ANNA@Zuerisee.Example",
            "no address"
        ])
        .prop_map(|value| ("email", value)),
        text(&["DE", "Germany", "UK", "us", "CH", "KP", "Atlantis", ""]).prop_map(|value| ("country", value)),
        number.clone().prop_map(|value| ("employees", value)),
        text(&["Cloud", "Banking", "saas", "public", "mining"]).prop_map(|value| ("industry", value)),
        text(&["vp", "c_level", "manager", "intern"]).prop_map(|value| ("job_level", value)),
        text(&["yes", "no", "1", "perhaps"]).prop_map(|value| ("asked_for_demo", value)),
        text(&["10115", "94105", "9410", "EC1A 1BB"]).prop_map(|value| ("postal_code", value)),
        text(&["Acme GmbH", "Rhein Logistik", "Kyoto Soft KK"]).prop_map(|value| ("company", value)),
        number.prop_map(|value| ("pages_viewed", value)),
        text(&["partner", "web", "event"]).prop_map(|value| ("utm_source", value)),
    ]
}

prop_compose! {
    fn lead()(
        mut attributes in prop::collection::vec(attribute(), 0..10),
        id in 0_u32..50,
    ) -> Vec<(&'static str, String)> {
        attributes.sort();
        attributes.dedup_by_key(|(key, _)| *key);
        attributes.push(("id", format!("\"L{id}\"")));
        attributes.push(("created", "\"2026-03-02T09:14:00Z\"".to_owned()));
        if !attributes.iter().any(|(key, _)| *key == "email") {
            attributes.push(("email", "\"kim@firm.example\"".to_owned()));
        }
        attributes
    }
}

fn written(attributes: &[(&str, String)]) -> String {
    let pairs: Vec<String> = attributes.iter().map(|(key, value)| format!("{key:?}: {value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// The snapshot with its reps in another order, and the keys of each rep too.
fn shuffled(text: &str, order: &[usize]) -> String {
    let snapshot: Value = serde_json::from_str(text).expect("JSON");
    let mut reps: Vec<&Value> = snapshot["reps"].as_array().expect("reps").iter().collect();
    for (place, other) in order.iter().enumerate() {
        let (place, other) = (place % reps.len(), other % reps.len());
        reps.swap(place, other);
    }
    let backwards = |rep: &&Value| {
        let keys: Vec<String> =
            rep.as_object().expect("a rep").iter().rev().map(|(key, value)| format!("{key:?}:{value}")).collect();
        format!("{{{}}}", keys.join(","))
    };
    let reps: Vec<String> = reps.iter().map(backwards).collect();
    let rest: Vec<String> = snapshot
        .as_object()
        .expect("an object")
        .iter()
        .filter(|(key, _)| *key != "reps")
        .map(|(key, value)| format!("{key:?}:{value}"))
        .collect();
    format!("{{\"reps\":[{}],{}}}", reps.join(","), rest.join(","))
}

fn now(minutes: i64) -> Timestamp {
    let start: Timestamp = "2026-03-02T00:00:00Z".parse().expect("a time");
    start + jiff::SignedDuration::from_mins(minutes)
}

proptest! {
    #[test]
    fn the_order_of_attributes_keys_and_reps_does_not_matter(
        leads in prop::collection::vec((lead(), any::<prop::sample::Index>()), 1..6),
        order in prop::collection::vec(0_usize..100, 40),
        minutes in 0_i64..20_000,
    ) {
        let (rules, text) = acme();
        let value: Value = serde_json::from_str(text).expect("JSON");
        let mut one = rules.bind(rules.snapshot_from_json(&value.to_string()).expect("a snapshot"));
        let mut other = rules.bind(rules.snapshot_from_json(&shuffled(text, &order)).expect("a snapshot"));
        for (attributes, place) in &leads {
            let mut turned = attributes.clone();
            turned.rotate_left(place.index(attributes.len()));
            turned.reverse();
            let asked = rules.asked_from_json(&written(attributes)).expect("a lead");
            let asked_turned = rules.asked_from_json(&written(&turned)).expect("a lead");
            let first = one.route(&asked.request(now(minutes), None)).expect("an answer");
            let second = other.route(&asked_turned.request(now(minutes), None)).expect("an answer");
            prop_assert_eq!(first.to_json(), second.to_json());
            one.apply(&first.delta).expect("fresh");
            other.apply(&second.delta).expect("fresh");
        }
        prop_assert_eq!(one.snapshot().to_json(), other.snapshot().to_json());
    }

    #[test]
    fn asked_twice_or_for_its_reasons_the_answer_is_the_same(
        leads in prop::collection::vec(lead(), 1..6),
        minutes in 0_i64..20_000,
    ) {
        let (rules, text) = acme();
        let snapshot = rules.snapshot_from_json(text).expect("a snapshot");
        let mut live = rules.bind(snapshot.clone());
        for attributes in &leads {
            let asked = rules.asked_from_json(&written(attributes)).expect("a lead");
            let request = asked.request(now(minutes), None);
            let answer = live.route(&request).expect("an answer");
            prop_assert_eq!(&answer, &live.route(&request).expect("an answer"));
            let explained = live.explain(&request).expect("an answer");
            prop_assert_eq!(answer.to_json(), explained.assignment.to_json());
            prop_assert_eq!(explained.to_json(), live.explain(&request).expect("an answer").to_json());
            live.apply(&answer.delta).expect("fresh");
        }
        // A snapshot that is not bound gives what a bound one gives.
        let asked = rules.asked_from_json(&written(&leads[0])).expect("a lead");
        let request = asked.request(now(minutes), None);
        let bound = rules.bind(snapshot.clone()).route(&request).expect("an answer");
        prop_assert_eq!(rules.route(&request, &snapshot).expect("an answer"), bound);
    }

    /// What was written is read again as the same.
    #[test]
    fn a_snapshot_survives_its_own_text(
        leads in prop::collection::vec(lead(), 1..4),
        minutes in 0_i64..20_000,
    ) {
        let (rules, text) = acme();
        let mut live = rules.bind(rules.snapshot_from_json(text).expect("a snapshot"));
        for attributes in &leads {
            let asked = rules.asked_from_json(&written(attributes)).expect("a lead");
            let answer = live.route(&asked.request(now(minutes), None)).expect("an answer");
            live.apply(&answer.delta).expect("fresh");
        }
        let written = live.snapshot().to_json();
        prop_assert!(!written.contains('\n'));
        prop_assert_eq!(rules.snapshot_from_json(&written).expect("a snapshot").to_json(), written);
    }
}

/// Answers are written by a writer of our own; whatever serialises them gets the same bytes.
#[test]
fn every_writer_of_an_answer_writes_the_same() {
    let (rules, snapshot) = acme();
    let mut live = rules.bind(rules.snapshot_from_json(snapshot).expect("the snapshot"));
    let leads = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/acme/leads.jsonl");
    for line in std::fs::read_to_string(leads).expect("the leads").lines().take(120) {
        let asked = rules.asked_from_json(line).expect("a lead");
        let answer = live.route(&asked.request("2026-03-02T09:15:00Z".parse().expect("now"), None)).expect("an answer");
        assert_eq!(answer.to_json(), serde_json::to_string(&answer).expect("JSON"));
        live.apply(&answer.delta).expect("nothing came between");
    }
}
