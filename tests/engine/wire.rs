//! Shapes that cross the border: numbers at their ends, answers that nobody asks for, notes about a snapshot.

use pointsman::{Compiler, Request, Ruleset, Source};

const POLICY: &str = r#"pointsman 1
lead { id: text  n: integer optional }
rep { w: decimal default 1 }
record account { domain: text  owner: rep optional }
score p from scorer "propensity"
hours all in "UTC" { mon..sun 00:00-24:00  closed on calendar "ke"  closed on calendar "kd" }
team a { members where w > 0
  hours all
  distribute by evenly per month }
queue q
main route m { rule high { when p > 1 disqualify "x" }  otherwise { assign team a else queue q } }
"#;

fn rules() -> Ruleset {
    Compiler::new().add(Source::new("p.route", POLICY)).compile().expect("a policy")
}

/// What is written can be read again, also where numbers end.
#[test]
fn numbers_at_their_ends_are_read_again() {
    let rules = rules();
    let (count, turn) = (u64::MAX, i64::MAX);
    let member = format!(
        r#"{{"total":{count},"last_seq":{count},"turns":{{"month 2026-03":{{"n":{turn},"credit":{turn}}}}},"received":{{"lead":{{"day 2026-03-02":{count}}}}}}}"#
    );
    let levels = r#"{"month 2026-03":"999999999999999999.999999999"}"#;
    let text = format!(
        r#"{{"version":{count},"reps":[{{"id":"a","open":{{"lead":{turn}}},"seq":{count}}}],"teams":{{"a":{{"seq":{count},"last":{{"member":"a","place":{count}}},"levels":{levels},"members":{{"a":{member}}}}}}}}}"#
    );
    let snapshot = rules.snapshot_from_json(&text).expect("a snapshot");
    let mut live = rules.bind(snapshot);
    for _ in 0..3 {
        let lead = rules.lead_from_json(r#"{"id":"1"}"#).expect("a lead");
        let request = Request::new(&lead).at("2026-03-02T09:15:00Z".parse().expect("a moment"));
        let answer = live.route(&request).expect("routed");
        assert_eq!(answer.rep.as_deref(), Some("a"));
        rules.assignment_from_json(&answer.to_json()).expect("an answer that is read again");
        live.apply(&answer.delta).expect("applied");
        let written = live.snapshot().to_json();
        let read = rules.snapshot_from_json(&written).expect("a snapshot that is read again");
        assert_eq!(read.to_json(), written);
        live = rules.bind(read);
    }
}

/// As a lead's integers are.
#[test]
fn a_whole_number_may_have_a_point() {
    let rules = rules();
    let text =
        r#"{"format":1.0,"version":4.0,"reps":[{"id":"a","seq":9e1,"open":{"lead":2.0},"capacity":{"units":"7"}}]}"#;
    let read = rules.snapshot_from_json(text).expect("a snapshot").to_json();
    assert!(read.contains(r#""version":4,"#) && read.contains(r#""open":{"lead":2},"seq":90"#), "{read}");
    assert!(rules.asked_from_json(r#"{"lead":{"id":"1"},"attempt":2.0}"#).is_ok());
    for (number, reason) in [
        ("4.5", "version: expected a whole number, found 4.5"),
        ("-1", "version: expected a whole number of at least 0, found -1"),
        ("-1.0", "version: expected a whole number of at least 0, found -1.0"),
        ("1e30", "version: expected a whole number, found 1e30"),
        ("18446744073709551616", "version: expected a whole number, found 18446744073709551616"),
        ("\"4.0\"", "version: expected a whole number, found \"4.0\""),
        ("4.00000000000000000001", "version: expected a whole number, found 4.00000000000000000001"),
    ] {
        let told = rules.snapshot_from_json(&format!(r#"{{"version":{number}}}"#)).expect_err("no number").to_string();
        assert_eq!(told, reason);
    }
}

#[test]
fn an_attempt_has_two_ends() {
    for attempt in ["0", "4294967296"] {
        let told = rules().asked_from_json(&format!(r#"{{"lead":{{"id":"1"}},"attempt":{attempt}}}"#));
        let told = told.expect_err("no attempt").to_string();
        assert_eq!(told, format!("attempt: expected a whole number from 1 to 4294967295, found {attempt}"));
    }
}

/// A misspelt name would be passed over in silence.
#[test]
fn an_answer_that_nobody_asks_for_is_refused() {
    let rules = rules();
    for (answers, reason) in [
        (
            r#""propnesity":"5""#,
            Some("answers.propnesity: the policy asks for no such scorer (it asks for: propensity)"),
        ),
        (r#""acount.domain":{}"#, None),
        (r#""acount.domain":{"x":[]}"#, Some("answers.acount.domain: the policy has no such record (it has: account)")),
        (
            r#""account.domian":{"x":[]}"#,
            Some("answers.account.domian: the record has no such field (it has: domain, owner)"),
        ),
        (r#""propensity":"5","account.domain":{"x":[]}"#, None),
    ] {
        let told = rules.asked_from_json(&format!(r#"{{"lead":{{"id":"1"}},"answers":{{{answers}}}}}"#));
        assert_eq!(told.err().map(|error| error.to_string()).as_deref(), reason, "{answers}");
    }
}

/// A name that the policy does not know is told, wherever it stands.
#[test]
fn unknown_channels_and_calendars_are_noted() {
    let rules = rules();
    let text =
        r#"{"reps":[{"id":"a","capacity":{"units":5,"lead":3,"unit":1,"chat":2}},{"id":"b","capacity":{"unit":4}}]}"#;
    let snapshot = rules.snapshot_from_json(text).expect("a snapshot");
    assert_eq!(
        snapshot.notes(),
        [
            "reps: `capacity` has `chat`, which is neither `units` nor `lead` nor a channel of the policy; ignored for 1 reps",
            "reps: `capacity` has `unit`, which is neither `units` nor `lead` nor a channel of the policy; ignored for 2 reps",
            "calendars: hours `all` are closed on `ke`, which neither the policy nor the snapshot has",
            "calendars: hours `all` are closed on `kd`, which neither the policy nor the snapshot has",
        ]
    );
    let snapshot = rules.snapshot_from_json(r#"{"calendars":{"ke":[],"kd":[]}}"#).expect("a snapshot");
    assert!(snapshot.notes().is_empty(), "{:?}", snapshot.notes());
    let snapshot = rules.snapshot_from_csv("id,capacity.unit\na,1\n").expect("a snapshot");
    assert_eq!(snapshot.notes().len(), 3, "{:?}", snapshot.notes());
}
