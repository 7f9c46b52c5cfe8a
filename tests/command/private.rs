//! What is private leaves nowhere, in no output of any subcommand.

use crate::desk::{Folder, acme, pointsman};
use std::fmt::Write as _;

const MARKER: &str = "zqxmarker";

/// Every way in which a value could get out: facts, definitions, scores, tables, notes, tags, sticky keys, data notes,
/// explanations, tests.
const POLICY: &str = r#"pointsman 1
lead {
  id: text
  email: email private optional check email is not "x@y.example" "Not this one"
  phone: text private normalize digits only optional
  secret: text private optional check secret is not "" "Say something"
  code: integer private optional check code >= 1 "One or more" or invalid
  about: text private optional
  company: text optional
}
rep { weight: decimal optional }
derive shown = secret
classify about_it { "short" when about is "a"  otherwise about }
derive domain = domain_of(email)
score s { add 5 when secret is "none" because "Secret" add 7 when about contains "a" because "About" }
team sales { members where weight >= 1  distribute by evenly }
queue triage "Triage"
main route inbound {
  on invalid { note "Bad: {company}" assign queue triage }
  rule same "Same" { when secret starts with "zq" or about is not missing
    assign team sales by stable on secret same rep for secret within 90 days else queue triage
    note "Company {company}" tag "seen" }
  otherwise "Rest" { assign queue triage }
}
test "private" { given lead { id: "L" secret: "zqxmarker" about: "zqxmarker" email: "zqxmarker@zqxmarker.example" } expect rule otherwise }
"#;

fn leads() -> String {
    let mut all = String::new();
    for number in 0..200 {
        let line = match number % 4 {
            0 => format!(
                r#"{{"id":"L{number}","email":"{MARKER}@firm.example","secret":"{MARKER}{number}","about":"{MARKER}"}}"#
            ),
            // Not to be read as what they should be.
            1 => format!(
                r#"{{"id":"L{number}","email":"{MARKER} at firm","code":"{MARKER}","phone":["{MARKER}"],"about":{{"a":"{MARKER}"}}}}"#
            ),
            2 => format!(r#"{{"id":"L{number}","email":"a@b@{MARKER}","code":0,"secret":"{MARKER}\n{MARKER}"}}"#),
            _ => format!(
                r#"{{"id":"L{number}","phone":"{MARKER} 12","about":"{MARKER}","secret":"zq{MARKER}","company":"Firm"}}"#
            ),
        };
        writeln!(all, "{line}").expect("memory");
    }
    all
}

#[test]
fn no_output_holds_what_is_private() {
    let folder = Folder::new();
    folder.write("p.route", POLICY);
    folder.write("s.json", r#"{"reps":[{"id":"ann","weight":1},{"id":"bo","weight":1}]}"#);
    folder.write("l.jsonl", leads());
    let base = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", "2026-03-02T09:15:00Z"];
    let mut outputs: Vec<(String, String)> = Vec::new();
    let mut keep = |name: &str, said: crate::desk::Said| {
        assert!(said.code <= 1, "{name}: {}", said.err);
        outputs.push((name.to_owned(), said.out + &said.err));
    };
    keep("check", folder.pointsman(&["check", "p.route"]));
    keep("route", folder.pointsman(&[&base[..], &["--save-snapshot", "after.json", "--log", "log.jsonl"]].concat()));
    keep("route --explain", folder.pointsman(&[&base[..], &["--explain"]].concat()));
    keep("replay", folder.pointsman(&["replay", "p.route", "--log", "log.jsonl"]));
    let changed = folder.read("log.jsonl").replacen(&format!("{MARKER}4\""), "other\"", 1);
    folder.write("changed.jsonl", changed);
    keep("replay of a changed log", folder.pointsman(&["replay", "p.route", "--log", "changed.jsonl"]));
    for (number, line) in leads().lines().take(8).enumerate() {
        folder.write("lead.json", line);
        let arguments = ["explain", "p.route", "--snapshot", "s.json", "--lead", "lead.json"];
        keep(&format!("explain {number}"), folder.pointsman(&arguments));
        for more in [&["--format", "html"][..], &["--format", "json"], &["--nearest"], &["--why-not", "same"]] {
            keep(&format!("explain {number} {more:?}"), folder.pointsman(&[&arguments[..], more].concat()));
        }
    }
    keep("check with people", folder.pointsman(&["check", "p.route", "--snapshot", "s.json"]));
    let simulate = ["simulate", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl"];
    keep("simulate", folder.pointsman(&simulate));
    keep("simulate as JSON", folder.pointsman(&[&simulate[..], &["--format", "json"]].concat()));
    keep("route by threads", folder.pointsman(&[&base[..], &["--no-apply", "--explain"]].concat()));
    folder.write("q.route", POLICY.replace("secret starts with \"zq\"", "secret ends with \"q\""));
    for format in ["text", "json", "markdown"] {
        let arguments =
            ["diff", "p.route", "q.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--format", format];
        keep("diff", folder.pointsman(&arguments));
    }
    folder.write("answers.jsonl", folder.pointsman(&base).out);
    keep("graph with traffic", folder.pointsman(&["graph", "p.route", "--svg", "--counts", "answers.jsonl"]));
    for flag in ["--dot", "--mermaid", "--svg"] {
        keep("graph", folder.pointsman(&["graph", "p.route", flag]));
    }
    keep("the snapshot saved", crate::desk::Said { code: 0, out: folder.read("after.json"), err: String::new() });
    let routed = outputs.iter().find(|(name, _)| name == "route").expect("routed");
    assert_eq!(routed.1.matches("\"outcome\"").count(), 200);
    assert!(routed.1.contains("\"rep\":\"ann\"") && routed.1.contains("\"outcome\":\"queued\""));
    assert!(folder.read("after.json").contains("sticky"), "no sticky key was written");
    for (name, output) in &outputs {
        let lower = output.to_lowercase();
        // Its domain may be told, nothing else of an address.
        if let Some(at) = lower.find(MARKER) {
            let from = at.saturating_sub(200);
            panic!("{name}: …{}…", &lower[from..(at + 60).min(lower.len())]);
        }
    }
}

/// A test's own text may be shown, since it stands in the policy; what the lead's values lead to may not.
#[test]
fn a_failed_test_does_not_tell() {
    let folder = Folder::new();
    folder.write("p.route", POLICY);
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert!(!said.out.contains(MARKER), "{}", said.out);
}

#[test]
fn the_touchstone_keeps_addresses_to_itself() {
    let folder = Folder::new();
    let lead =
        format!(r#"{{"id":"L1","email":"{MARKER}@firm.example","created":"2026-03-02T09:14:00Z","employees":450}}"#);
    let leads = folder.write("leads.jsonl", format!("{lead}\n"));
    let told = acme(&["--leads", &leads, "--explain"]).ends(0);
    assert!(!told.out.contains(MARKER) && !told.err.contains(MARKER), "{}", told.out);
    let lead = folder.write("lead.json", lead);
    let snapshot = "examples/acme/snapshot.json";
    let said = pointsman(&["explain", "examples/acme", "--snapshot", snapshot, "--lead", &lead]).ends(0);
    assert!(!said.out.contains(MARKER), "{}", said.out);
}
