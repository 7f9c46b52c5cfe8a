//! A log is decided again, and whatever was changed in it is found.

use crate::desk::{Folder, SMALL, TWO, acme, tenth};
use std::fmt::Write as _;

/// Ten thousand leads, made of the sample ones.
fn many(count: usize) -> String {
    let text = std::fs::read_to_string("examples/acme/leads.jsonl").expect("the leads");
    let mut all = String::new();
    for (number, line) in text.lines().cycle().take(count).enumerate() {
        let line = line.replacen("\"id\":\"", &format!("\"id\":\"{number}-"), 1);
        writeln!(all, "{line}").expect("memory");
    }
    all
}

#[test]
fn ten_thousand_decisions_again() {
    let folder = Folder::new();
    let count = if tenth() { 1_000 } else { 10_000 };
    let leads = folder.write("leads.jsonl", many(count));
    let log = folder.path("log.jsonl");
    acme(&["--leads", &leads, "--log", &log]).ends(0);
    let said = crate::desk::pointsman(&["replay", "examples/acme", "--log", &log]).ends(0);
    assert!(said.out.contains(&format!("{count} decisions, no difference")), "{}", said.out);
}

#[test]
fn a_log_comes_through_a_pipe_too() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    folder.write("l.jsonl", "{\"id\":\"L1\"}\n");
    folder.pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--log", "log"]).ends(0);
    let said = folder.pointsman_reading("log", &["replay", "p.route", "--log", "-"]).ends(0);
    assert!(said.out.contains("1 decisions, no difference"), "{}", said.out);
    folder.pointsman(&["replay", "-", "--log", "-"]).ends(2).complains("standard input can be given once");
}

/// Each byte of a lead, of the snapshot, or of an answer counts: a digit is changed at many places of the log.
#[test]
fn one_changed_byte_is_found_and_named() {
    let folder = Folder::new();
    let leads = folder.write("leads.jsonl", many(40));
    let log = folder.path("log.jsonl");
    acme(&["--leads", &leads, "--log", &log]).ends(0);
    let text = folder.read("log.jsonl");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 41);
    let changed = |line: usize, at: usize| {
        let mut bytes = lines[line].as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        let mut all: Vec<Vec<u8>> = lines.iter().map(|line| line.as_bytes().to_vec()).collect();
        all[line] = bytes;
        folder.write("changed.jsonl", all.join(&b'\n'));
        crate::desk::pointsman(&["replay", "examples/acme", "--log", &folder.path("changed.jsonl")])
    };
    let (mut tried, places) = (0, if tenth() { 3 } else { 12 });
    for line in [0, 1, 7, 23, 40] {
        let digits: Vec<usize> =
            (0..lines[line].len()).filter(|at| lines[line].as_bytes()[*at].is_ascii_digit()).collect();
        for at in digits.iter().step_by(digits.len() / places + 1) {
            let said = changed(line, *at);
            assert_ne!(said.code, 0, "byte {at} of line {} was changed:\n{}", line + 1, said.out);
            let told = format!("{}{}", said.out, said.err);
            assert!(told.contains(&format!("changed.jsonl:{}", line + 1)), "byte {at} of line {}: {told}", line + 1);
            tried += 1;
        }
    }
    assert!(tried > 4 * places, "{tried}");
}

/// Another fingerprint is told once, and the first decision that another policy makes otherwise is named.
#[test]
fn another_policy_is_said_and_decided_all_the_same() {
    let folder = Folder::new();
    folder.write("p.route", SMALL);
    folder.write("s.json", TWO);
    let lead = |number: u32| format!("{{\"id\":\"L{number}\",\"employees\":{}}}\n", number * 100);
    folder.write("l.jsonl", (0..10).map(lead).collect::<String>());
    let now = "2026-03-02T09:15:00Z";
    folder
        .pointsman(&["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", now, "--log", "log"])
        .ends(0);
    let replayed = |policy: &str| {
        folder.write("p.route", policy);
        folder.pointsman(&["replay", "p.route", "--log", "log"])
    };
    let said = replayed(SMALL).ends(0);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("10 decisions, no difference\n", ""));

    // One rule more, which no lead comes to: the same decisions.
    let said =
        replayed(&SMALL.replace("  otherwise", "  rule none { when employees < 0  assign queue triage }\n  otherwise"));
    let said = said.ends(0);
    assert_eq!(said.err.matches("log:1: `ruleset` was sha256:").count(), 1, "{}", said.err);
    assert_eq!(said.out, "10 decisions, no difference\n");

    // The leads of 100 and 200 are not large any more; that of 100, in line 3, is the first that goes elsewhere.
    let said = replayed(&SMALL.replace("employees >= 100", "employees >= 300")).ends(1);
    assert_eq!(said.err.matches("log:1: `ruleset` was sha256:").count(), 1, "{}", said.err);
    assert!(said.out.starts_with("log:3: byte "), "{}", said.out);
    assert!(
        said.out.contains("\"outcome\":\"assigned\"") && said.out.contains("\"outcome\":\"queued\""),
        "{}",
        said.out
    );
}
