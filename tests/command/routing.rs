//! `route`, `check`, `test`, `explain`, `graph`: what they print, and how they end.

use crate::desk::{Folder, SMALL, TWO, acme, pointsman};
use serde_json::Value;
use std::collections::BTreeMap;

#[test]
fn one_assignment_a_lead_and_a_summary() {
    let said = acme(&[]).ends(0);
    let answers: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let leads = std::fs::read_to_string("examples/acme/leads.jsonl").expect("the leads");
    assert_eq!(answers.len(), leads.lines().count());
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for (answer, lead) in answers.iter().zip(leads.lines()) {
        let lead: Value = serde_json::from_str(lead).expect("JSON");
        // Some lines are requests around a lead.
        let lead = lead.get("lead").filter(|inner| inner.is_object()).unwrap_or(&lead);
        assert!(lead["id"] == answer["lead"] || lead["Id"] == answer["lead"], "{}", answer["lead"]);
        *outcomes.entry(answer["outcome"].as_str().expect("an outcome")).or_default() += 1;
    }
    assert!(outcomes.len() >= 5, "{outcomes:?}");
    for (outcome, count) in outcomes {
        assert!(
            said.err.lines().any(|line| line.contains(outcome) && line.contains(&count.to_string())),
            "{outcome} {count} is not in the summary:\n{}",
            said.err
        );
    }
    for word in ["team", "rep", "emea_mm", "anna"] {
        assert!(said.err.contains(word), "{word} is not in the summary:\n{}", said.err);
    }
}

#[test]
fn run_twice_or_with_the_reps_shuffled_the_bytes_are_the_same() {
    let folder = Folder::new();
    let text = std::fs::read_to_string("examples/acme/snapshot.json").expect("the snapshot");
    let mut snapshot: Value = serde_json::from_str(&text).expect("JSON");
    folder.write("a.json", snapshot.to_string());
    let reps = snapshot["reps"].as_array_mut().expect("reps");
    let middle = reps.len() / 3;
    reps.reverse();
    reps.rotate_left(middle);
    folder.write("b.json", format!("{snapshot:#}"));
    let route = |before: &str, after: &str| {
        let (before, after) = (folder.path(before), folder.path(after));
        let leads = ["--leads", "examples/acme/leads.jsonl", "--now", "2026-03-02T09:15:00Z"];
        let arguments = [&["route", "examples/acme", "--snapshot", &before, "--save-snapshot", &after], &leads[..]];
        pointsman(&arguments.concat()).ends(0).out
    };
    let first = acme(&[]).ends(0).out;
    assert_eq!(first, acme(&[]).ends(0).out);
    assert!(first == route("a.json", "a2.json"), "the reps in another order");
    assert!(first == route("b.json", "b2.json"), "the reps in another order");
    assert!(folder.read("a2.json") == folder.read("b2.json"), "the snapshots after it");
}

#[test]
fn csv_lines_and_requests_say_the_same() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write("l.csv", "\u{feff}id;employees\nL1;200\nL2;5\nL3;150\n");
    folder.write("l.jsonl", "{\"id\":\"L1\",\"employees\":200}\n\n{\"lead\":{\"id\":\"L2\",\"employees\":5}}\r\n{\"id\":\"L3\",\"employees\":\"150\"}");
    let route = |leads: &str| {
        let now = "2026-03-02T09:15:00Z";
        folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", leads, "--now", now]).ends(0)
    };
    let (csv, json) = (route("l.csv"), route("l.jsonl"));
    assert_eq!(csv.out, json.out);
    let reps: Vec<Value> =
        json.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["rep"].clone()).collect();
    assert_eq!(reps, [Value::from("ann"), Value::Null, Value::from("bo")]);
    csv.complains("';'");
}

#[test]
fn requests_bring_their_own_moment_attempt_and_exclusions() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write(
        "l.jsonl",
        r#"{"lead":{"id":"L1","employees":200},"now":"2027-01-01T00:00:00Z","exclude":["ann"],"attempt":2}"#,
    );
    let said = folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"]).ends(0);
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&answer["rep"], &answer["decided_at"]), (&Value::from("bo"), &Value::from("2027-01-01T00:00:00Z")));
}

#[test]
fn without_apply_every_lead_sees_the_same_snapshot() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write("l.jsonl", "{\"id\":\"L1\",\"employees\":200}\n{\"id\":\"L2\",\"employees\":200}\n");
    let said = folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--no-apply"]);
    assert_eq!(said.ends(0).out.matches("\"rep\":\"ann\"").count(), 2);
}

/// The best first, whatever order they come in; the answers come as the leads did.
#[test]
fn a_batch_is_taken_in_the_order_of_its_route() {
    let folder = Folder::new();
    let policy = SMALL
        .replace("main route inbound {", "main route inbound {\n  take in order of employees descending then region");
    folder.write("p.route", policy);
    folder.write("s.json", r#"{"reps":[{"id":"ann","weight":1,"capacity":{"lead":2}}]}"#);
    let lines = [
        r#"{"id":"L1","employees":100}"#,
        r#"{"id":"L2","employees":900,"region":"b"}"#,
        r#"{"id":"L3","employees":900,"region":"a"}"#,
        r#"{"id":"L4"}"#,
    ];
    let route = |order: &[usize]| {
        let text: Vec<&str> = order.iter().map(|place| lines[*place]).collect();
        folder.write("l.jsonl", text.join("\n"));
        let arguments = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--log", "log.jsonl"];
        let said = folder.pointsman(&[&arguments[..], &["--now", "2026-03-02T09:15:00Z"]].concat()).ends(0);
        folder.pointsman(&["replay", "p.route", "--log", "log.jsonl"]).ends(0);
        let mut answers: Vec<String> = said.out.lines().map(str::to_owned).collect();
        for (answer, place) in answers.iter().zip(order) {
            assert!(answer.contains(&format!("\"lead\":\"L{}\"", place + 1)));
        }
        answers.sort();
        answers
    };
    let first = route(&[0, 1, 2, 3]);
    let reps: Vec<bool> = first.iter().map(|answer| answer.contains("\"rep\":\"ann\"")).collect();
    assert_eq!(reps, [false, true, true, false]);
    assert_eq!(first, route(&[3, 2, 1, 0]));
    assert_eq!(first, route(&[2, 0, 3, 1]));
    let arguments = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--batch-limit", "3"];
    folder.pointsman(&arguments).ends(2).complains("l.jsonl:4").complains("--batch-limit");
}

#[test]
fn explained_answers_are_the_answers() {
    let plain = acme(&[]).ends(0).out;
    let explained = acme(&["--explain"]).ends(0).out;
    for (plain, explained) in plain.lines().zip(explained.lines()) {
        let plain: Value = serde_json::from_str(plain).expect("JSON");
        let mut explained: Value = serde_json::from_str(explained).expect("JSON");
        let reasons = explained.as_object_mut().expect("an object").remove("explanation");
        assert!(reasons.is_some_and(|reasons| reasons.is_object()));
        assert_eq!(plain, explained);
    }
}

#[test]
fn the_touchstone_checks_and_its_tests_pass() {
    let said = pointsman(&["check", "examples/acme"]).ends(0);
    assert!(said.out.contains("0 errors, 0 warnings"), "{}", said.out);
    let said = pointsman(&["test", "examples/acme", "examples/xeducation"]).ends(0);
    assert!(said.out.contains("\n165 passed, 0 failed\n"), "{}", said.out);
}

#[test]
fn a_failed_test_ends_with_one() {
    let folder = Folder::new();
    folder.write("p.route", format!("{SMALL}test \"small\" {{ given lead {{ id: \"L\" }} expect rule big }}\n"));
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert!(said.out.contains("small") && said.out.contains("1 failed"), "{}", said.out);
}

#[test]
fn why_a_lead_goes_where_it_goes() {
    let folder = Folder::new();
    let lead = folder
        .write("lead.json", r#"{"id":"L1","email":"kim@firm.example","created":"2026-03-02T09:14:00Z","employees":450,"country":"Germany","industry":"saas","job_level":"vp","asked_for_demo":true,"pages_viewed":8}"#);
    let said = pointsman(&[
        "explain",
        "examples/acme",
        "--snapshot",
        "examples/acme/snapshot.json",
        "--lead",
        &lead,
        "--now",
        "2026-03-02T09:15:00Z",
    ])
    .ends(0);
    for word in ["Facts", "Score", "Rules", "embargo", "dach_mm", "country in embargoed"] {
        assert!(said.out.contains(word), "{word} is not in:\n{}", said.out);
    }
}

/// Nobody decides about an invalid lead unless the policy says so; whoever looks is told all that is wrong.
#[test]
fn an_invalid_lead_is_told_with_every_problem() {
    let folder = Folder::new();
    folder.write(
        "p.route",
        SMALL.replace("region: text optional", "region: text  size: integer check size >= 1 \"One or more\""),
    );
    folder.write("s.json", TWO);
    folder.write("l.jsonl", r#"{"id":"L1","size":0,"employees":"many"}"#);
    let routed = folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"]).ends(0);
    let answer: Value = serde_json::from_str(&routed.out).expect("JSON");
    assert_eq!(answer["outcome"], "invalid");
    let notes = answer["data_notes"].as_array().expect("notes");
    let fields: Vec<&str> = notes.iter().filter_map(|note| note["field"].as_str()).collect();
    assert_eq!(fields, ["region", "size", "employees"], "what makes it invalid comes first");
    let told = folder.pointsman(&["explain", "p.route", "--snapshot", "s.json", "--lead", "l.jsonl"]).ends(0);
    for text in ["invalid", "region", "One or more", "employees"] {
        assert!(told.out.contains(text), "{text} is not in:\n{}", told.out);
    }
}

#[test]
fn the_graph_is_drawn_in_three_ways() {
    for (flag, start, shown) in [
        ("--dot", "digraph", ["country in embargoed", "segment is mid_market"]),
        ("--mermaid", "flowchart", ["Embargoed country", "Rest of EMEA"]),
        ("--svg", "<svg", ["Embargoed country", "Rest of EMEA"]),
    ] {
        let said = pointsman(&["graph", "examples/acme", flag]).ends(0);
        assert!(said.out.starts_with(start), "{flag}: {}", &said.out[..60.min(said.out.len())]);
        for rule in shown {
            assert!(said.out.contains(rule), "{flag} does not show {rule}");
        }
    }
}

#[test]
fn several_routes_and_none_asked_for() {
    let folder = Folder::new();
    folder
        .write("p.route", SMALL.replace("main route", "route") + "route other { otherwise { assign queue triage } }\n");
    folder.write("s.json", TWO);
    folder.write("l.jsonl", "{\"id\":\"L1\"}\n");
    let base = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"];
    folder.pointsman(&base).ends(2).complains("inbound").complains("other").complains("--route");
    folder.pointsman(&[&base[..], &["--route", "other"]].concat()).ends(0);
    folder.pointsman(&[&base[..], &["--route", "nowhere"]].concat()).ends(2).complains("nowhere");
}

#[test]
fn strict_runs_end_with_one_on_what_is_invalid_or_unknown() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write("l.jsonl", "{\"id\":\"L1\",\"shoe_size\":43}\n");
    let base = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"];
    folder.pointsman(&base).ends(0).complains("shoe_size");
    folder.pointsman(&[&base[..], &["--strict"]].concat()).ends(1);
    folder.write("l.jsonl", "{\"region\":\"north\"}\n");
    let said = folder.pointsman(&base).ends(0);
    assert!(said.out.contains("\"outcome\":\"invalid\""), "{}", said.out);
    folder.pointsman(&[&base[..], &["--strict"]].concat()).ends(1);
    // Invalid it is, wherever `on invalid` sends it.
    folder.write("p.route", SMALL.replace("route inbound {", "route inbound {\n  on invalid { assign queue triage }"));
    let said = folder.pointsman(&base).ends(0);
    assert!(said.out.contains("\"outcome\":\"queued\""), "{}", said.out);
    for more in [&["--strict"][..], &["--strict", "--no-apply", "--threads", "2"]] {
        folder.pointsman(&[&base[..], more].concat()).ends(1);
    }
}

#[test]
fn usage() {
    pointsman(&[]).ends(2);
    pointsman(&["rout"]).ends(2).complains("route");
    pointsman(&["route", "examples/acme"]).ends(2).complains("--snapshot");
    let help = pointsman(&["route", "--help"]).ends(0);
    assert!(help.out.contains("--save-snapshot"), "{}", help.out);
}

#[test]
fn duplicates_of_a_stream_are_found_and_what_was_forgotten_is_told() {
    let folder = Folder::new();
    let policy = r#"pointsman 1
lead { id: text  email: email }
dedupe { same when email is other.email seen within 90 days then attach }
team sales { members ["ann", "bo"]  distribute by round robin }
route inbound { otherwise { assign team sales } }
"#;
    folder.write("p.route", policy);
    folder.write("s.json", r#"{"reps":[{"id":"ann"},{"id":"bo"}]}"#);
    let line = |id: usize, who: &str| format!("{{\"id\":\"L{id}\",\"email\":\"{who}@x.example\"}}\n");
    let leads: String = ["a", "b", "a", "c", "a", "b"].iter().enumerate().map(|(id, who)| line(id, who)).collect();
    folder.write("l.jsonl", leads);
    let base = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", "2026-03-02T09:15:00Z"];
    let outcomes = |said: &crate::desk::Said| {
        let word = |line: &str| line.split("\"outcome\":\"").nth(1).and_then(|rest| rest.chars().next());
        said.out.lines().filter_map(word).collect::<String>()
    };
    let all = folder.pointsman(&base).ends(0);
    assert_eq!(outcomes(&all), "aaaaaa");
    assert_eq!(all.out.matches("\"outcome\":\"attached\"").count(), 3, "{}", all.out);
    assert!(all.out.matches("\"attached_to\":\"lead:L0\"").count() == 2 && !all.err.contains("forgotten"));
    let two = [&base[..], &["--dedupe-window", "1", "--log", "log.jsonl"]].concat();
    let two = folder.pointsman(&two).ends(0).complains("5 decided leads were forgotten");
    assert_eq!(two.out.matches("\"outcome\":\"attached\"").count(), 0, "{}", two.out);
    let said = folder.pointsman(&["replay", "p.route", "--log", "log.jsonl"]).ends(0);
    assert!(said.out.contains("6 decisions, no difference"), "{}", said.out);
    // On one snapshot nothing is remembered, and the log says so.
    let one = folder.pointsman(&[&base[..], &["--no-apply", "--log", "log.jsonl"]].concat()).ends(0);
    assert_eq!(one.out.matches("\"rep\":\"ann\"").count(), 6, "{}", one.out);
    let said = folder.pointsman(&["replay", "p.route", "--log", "log.jsonl"]).ends(0);
    assert!(said.out.contains("6 decisions, no difference"), "{}", said.out);
}
