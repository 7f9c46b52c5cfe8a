//! Small companies with rules, people and leads, and the answers that somebody worked out by hand.
//!
//! `corpus/route/NAME/` holds a policy as an author would write it, a snapshot, and `steps.jsonl`, one step a line:
//! `ask` with what to `expect` of the answer (only the keys named; `skipped` are reasons from the explanation), `state`
//! with what the snapshot must hold, and what a host does in between: `rep` … `set`, `add`, `set`, `credit`.

#![cfg(all(feature = "json", feature = "fs"))]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use pointsman::{Compiler, Live, Ruleset};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/route");
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("scenarios").flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

struct Scenario {
    rules: Ruleset,
    live: Live,
}

impl Scenario {
    fn new(folder: &Path) -> Self {
        let compiled = Compiler::from_path(folder).expect("a folder").compile();
        let rules = compiled.unwrap_or_else(|error| panic!("{}:\n{error}", folder.display()));
        let text = fs::read_to_string(folder.join("snapshot.json")).expect("a snapshot");
        let snapshot = rules.snapshot_from_json(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Self { live: rules.bind(snapshot), rules }
    }

    fn snapshot(&self) -> Value {
        serde_json::from_str(&self.live.snapshot().to_json()).expect("JSON")
    }

    fn change(&mut self, edit: impl FnOnce(&mut Value)) {
        let mut snapshot = self.snapshot();
        edit(&mut snapshot);
        self.live = self.rules.bind(self.rules.snapshot_from_json(&snapshot.to_string()).expect("a snapshot"));
    }

    /// What is not as expected.
    fn step(&mut self, step: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        if step["ask"].is_object() {
            let asked = self.rules.asked_from_json(&step["ask"].to_string()).expect("a request");
            let told = self.live.explain(&asked.request(jiff::Timestamp::UNIX_EPOCH, None)).expect("an answer");
            let mut answer: Value = serde_json::from_str(&told.assignment.to_json()).expect("JSON");
            let mut skipped = Map::new();
            for candidate in told.explanation.links.iter().flat_map(|link| &link.candidates) {
                let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.reason.word()).collect();
                skipped.insert(candidate.member.to_string(), json!(reasons));
            }
            answer["skipped"] = Value::Object(skipped);
            compare("", &step["expect"], &answer, &mut wrong);
            self.live.apply(&told.assignment.delta).expect("fresh");
        } else if step["state"].is_object() {
            compare("", &step["state"], &self.snapshot(), &mut wrong);
        } else if let Some(rep) = step["rep"].as_str() {
            self.change(|snapshot| {
                let reps = snapshot["reps"].as_array_mut().expect("reps");
                let person = reps.iter_mut().find(|known| known["id"] == rep).expect("the rep");
                merge(person, &step["set"]);
            });
        } else if step["add"].is_object() {
            self.change(|snapshot| snapshot["reps"].as_array_mut().expect("reps").push(step["add"].clone()));
        } else if step["credit"].is_object() {
            let credit = &step["credit"];
            let text = |key: &str| credit[key].as_str().expect("a text");
            let of = text("of").parse().expect("a moment");
            assert!(self.live.credit(text("team"), text("rep"), of, credit["n"].as_i64().expect("a number")));
        } else if step["set"].is_object() {
            self.change(|snapshot| {
                for (team, state) in step["set"]["teams"].as_object().into_iter().flatten() {
                    merge(&mut snapshot["teams"][team], state);
                }
            });
        } else {
            wrong.push("no such step".to_owned());
        }
        wrong
    }
}

/// Writes the keys of one object over those of another.
fn merge(into: &mut Value, keys: &Value) {
    for (key, value) in keys.as_object().into_iter().flatten() {
        into[key] = value.clone();
    }
}

/// Only what is expected is compared; objects key by key.
fn compare(path: &str, expected: &Value, got: &Value, wrong: &mut Vec<String>) {
    match expected {
        Value::Object(keys) if !keys.is_empty() => {
            for (key, value) in keys {
                compare(&format!("{path}.{key}"), value, &got[key], wrong);
            }
        }
        _ if expected == got => {}
        _ => wrong.push(format!("{path}: expected {expected}, got {got}")),
    }
}

#[test]
fn scenarios_worked_by_hand() {
    let mut wrong = Vec::new();
    let folders = folders();
    assert!(folders.len() >= 12, "{}", folders.len());
    for folder in &folders {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let mut scenario = Scenario::new(folder);
        let steps = fs::read_to_string(folder.join("steps.jsonl")).expect("steps");
        for (number, line) in steps.lines().enumerate() {
            let step: Value = serde_json::from_str(line).expect("JSON");
            for fault in scenario.step(&step) {
                wrong.push(format!("{name}, step {}: {fault}", number + 1));
            }
        }
        let policy = fs::read_to_string(folder.join("policy.route")).expect("a policy");
        if pointsman::format(&policy).as_deref() != Ok(&*policy) {
            wrong.push(format!("{name}: the policy is not formatted"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
