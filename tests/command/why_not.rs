//! `explain --why-not` and `--nearest`, and the explanation as a page.

use crate::desk::{Folder, pointsman};
use serde_json::Value;
use std::fs;
use std::path::Path;

const POLICY: &str = r#"pointsman 1
lead { id: text  email: email private optional  country: country optional  n: integer optional  partner: boolean default no }
rep { languages: list of text }
hours day in "UTC" { mon..fri 09:00-17:00 }
team german { members where "de" in languages  hours day  distribute by round robin }
queue triage
main route r {
  rule blocked { when country in [IR]  disqualify "Blocked" }
  branch europe "Europe" when country in [DE, FR] {
    rule big "Big" { when n >= 100  unless partner  assign team german }
  }
  shadow rule trial { when n > 3  assign queue triage }
  disabled rule off { when n > 3  assign queue triage }
  otherwise { assign queue triage }
}
"#;

const REPS: &str = r#"{"reps":[{"id":"ann","name":"Ann","languages":["de"]},{"id":"bo","name":"Bo","languages":["de"],"paused":true},{"id":"cy","languages":["fr"]}]}"#;

/// What is said of a lead at noon on a Monday.
fn asked(lead: &str, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("p.route", POLICY);
    folder.write("s.json", REPS);
    folder.write("l.json", lead);
    let mut all = vec!["explain", "p.route", "--snapshot", "s.json", "--lead", "l.json"];
    if !more.contains(&"--now") {
        all.extend(["--now", "2026-03-02T12:00:00Z"]);
    }
    all.extend(more);
    folder.pointsman(&all).ends(0).out
}

#[test]
fn the_first_test_that_failed_and_the_smallest_change() {
    for (lead, rule, told) in [
        (
            r#"{"id":"1","country":"DE","n":42}"#,
            "big",
            "Why not    big\n           `big` does not fit: n >= 100 (n 42)\nWould with n: 100                                       → assigned to rep ann (team german) by rule big\n",
        ),
        (
            r#"{"id":"1","country":"US","n":100}"#,
            "big",
            "Why not    big\n           branch `europe` does not fit: country in [DE, FR] (country US)\nWould with country: DE                                  → assigned to rep ann (team german) by rule big\n",
        ),
        (
            r#"{"id":"1","country":"DE","n":100,"partner":true}"#,
            "big",
            "`big` is blocked: unless partner (partner yes)\nWould with partner: no ",
        ),
        (
            r#"{"id":"1","country":"DE","n":100}"#,
            "otherwise",
            "`otherwise` fits this lead too, but `big` decided first\n",
        ),
        (r#"{"id":"1","country":"IR"}"#, "big", "`big` was not come to: `blocked` decided\n"),
        (r#"{"id":"1","country":"DE","n":100}"#, "big", "Why not    big: but it is\n"),
        (r#"{"id":"1","n":5}"#, "trial", "`trial` is a shadow rule: it never decides\n"),
        (r#"{"id":"1","n":5}"#, "off", "`off` is disabled\nWould with no change"),
    ] {
        let said = asked(lead, &["--why-not", rule]);
        assert!(said.contains(told), "{rule} of {lead}:\n{said}");
    }
}

#[test]
fn a_rule_that_fits_and_finds_nobody_names_them() {
    let said = asked(r#"{"id":"1","country":"DE","n":100}"#, &["--why-not", "big", "--now", "2026-03-01T12:00:00Z"]);
    assert!(said.contains("`big` fits, but nobody was available\n           Ann: "), "{said}");
    assert!(said.contains("Bo: "), "{said}");
}

#[test]
fn a_rep_is_told_as_well() {
    let lead = r#"{"id":"1","country":"DE","n":100}"#;
    for (rep, told) in [
        ("bo", "big, team german: not now: paused"),
        ("cy", "`cy` is in none of the teams that were asked"),
        ("ann", "but it is"),
    ] {
        let said = asked(lead, &["--why-not", rep]);
        assert!(said.contains(told), "{rep}:\n{said}");
    }
    let said = asked(r#"{"id":"1","country":"IR"}"#, &["--why-not", "ann"]);
    assert!(said.contains("no rep was looked for: disqualified by rule blocked: Blocked"), "{said}");
    let folder = Folder::new();
    folder.write("p.route", POLICY);
    folder.write("s.json", REPS);
    folder.write("l.json", r#"{"id":"1"}"#);
    let all = ["explain", "p.route", "--snapshot", "s.json", "--lead", "l.json", "--why-not", "zoe"];
    folder.pointsman(&all).ends(2).complains("neither a rule of the policy nor a rep of the snapshot");
}

/// Each change that is named does what is said: it is routed again.
#[test]
fn small_changes_lead_where_they_say() {
    let said = asked(r#"{"id":"1","country":"DE","n":42}"#, &["--nearest", "--format", "json"]);
    let mut rules = Vec::new();
    for line in said.lines() {
        let near: Value = serde_json::from_str(line).expect("JSON");
        let changes: Vec<&str> = near["changes"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let mut lead = serde_json::json!({ "id": "1", "country": "DE", "n": 42 });
        for change in changes {
            let (field, value) = change.split_once(": ").expect("a field");
            lead[field] = if value == "missing" { Value::Null } else { Value::from(value) };
        }
        let told: Value = serde_json::from_str(&asked(&lead.to_string(), &["--format", "json"])).expect("JSON");
        assert_eq!(told["rule"], near["rule"], "{lead}");
        rules.push(near["rule"].as_str().expect("a rule").to_owned());
    }
    rules.sort();
    assert_eq!(rules, ["big", "blocked"]);
}

/// The whole page; `UPDATE_GOLDEN=1` writes it: look at it before you keep it.
#[test]
fn the_page_stands_alone() {
    let lead = r#"{"id":"<1>","email":"zqxmarker@x.example","country":"DE","n":100}"#;
    let page = asked(lead, &["--format", "html", "--why-not", "bo", "--nearest"]);
    assert!(!page.contains("zqxmarker"), "private values leave nowhere");
    for outside in ["http://", "https://", "<script", "src=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside} reaches outside");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/page/explain.html");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &page).expect("a file");
    }
    assert_eq!(page, fs::read_to_string(&path).unwrap_or_default());
}

/// Addresses in the snapshot are nobody's to show, though they would make the smallest change.
#[test]
fn nobodys_address_is_proposed() {
    let folder = Folder::new();
    let policy = r#"pointsman 1
lead { id: text  email: email private optional }
record account { email: email  owner: rep optional }
queue triage
queue known
match account as acct { by email }
main route r {
  rule known { when acct is present  assign queue known }
  otherwise { assign queue triage }
}
"#;
    folder.write("p.route", policy);
    folder.write("s.json", r#"{"reps":[],"tables":{"account":[{"email":"zqxmarker@firm.example"}]}}"#);
    folder.write("l.json", r#"{"id":"1"}"#);
    let all = ["explain", "p.route", "--snapshot", "s.json", "--lead", "l.json", "--nearest", "--why-not", "known"];
    let said = folder.pointsman(&all).ends(0);
    assert!(!said.out.contains("zqxmarker"), "{}", said.out);
}

#[test]
fn the_touchstone_says_why_not() {
    let folder = Folder::new();
    let lead =
        folder.write("l.json", r#"{"id":"1","email":"a@firm.example","created":"2026-03-02T09:00:00Z","employees":5}"#);
    let snapshot = "examples/acme/snapshot.json";
    let all = ["explain", "examples/acme", "--snapshot", snapshot, "--lead", &lead, "--now", "2026-03-02T09:15:00Z"];
    let said = pointsman(&[&all[..], &["--why-not", "dach_mm"]].concat()).ends(0);
    assert!(said.out.contains("branch `by_hand` does not fit: fit in [A, B] (fit D)"), "{}", said.out);
}
