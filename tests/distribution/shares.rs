//! `evenly`: the furthest below the fair share, counted in a period; newcomers.

use crate::desk::{Desk, policy};
use serde_json::json;

fn team(lines: &str) -> String {
    policy(&format!("team t {{ {lines} }}"), "team t else queue triage")
}

#[test]
fn weights_five_one_one() {
    let snapshot = r#"{"reps":[{"id":"a","weight":5},{"id":"b","weight":1},{"id":"c","weight":1}]}"#;
    let mut desk = Desk::new(&team(r#"members ["a", "b", "c"] distribute by evenly weight rep.weight"#), snapshot);
    assert_eq!(desk.row(7), "a a b a c a a");
    assert_eq!(desk.row(7), "a a b a c a a");
}

#[test]
fn who_is_capped_takes_no_part_and_the_others_keep_their_proportion() {
    let snapshot =
        r#"{"reps":[{"id":"a","weight":10},{"id":"b","weight":1},{"id":"c","weight":10,"open":{"lead":5000}}]}"#;
    let lines = r#"members ["a", "b", "c"] cap lead 5000 at once distribute by evenly weight rep.weight"#;
    let mut desk = Desk::new(&team(lines), snapshot);
    let row = desk.row(1000);
    let count = |id: &str| row.split(' ').filter(|rep| *rep == id).count();
    assert_eq!((count("a"), count("b"), count("c")), (909, 91, 0));
    // He catches up afterwards.
    desk.rep("c", "open", json!({}));
    assert_eq!(desk.row(3), "c c c");
}

#[test]
fn the_sums_run_over_all_eligible_also_those_an_earlier_key_left_out() {
    let reps = r#"{"id":"a","weight":2,"rank":1},{"id":"b","weight":1,"rank":1}"#;
    let lines = r#"members ["a", "b", "c"] distribute by highest rep.rank then evenly weight rep.weight"#;
    let mut three = Desk::new(&team(lines), &format!(r#"{{"reps":[{reps},{{"id":"c","weight":1,"rank":0}}]}}"#));
    assert_eq!(three.row(4), "a b a b");
    let mut two = Desk::new(&team(lines), &format!(r#"{{"reps":[{reps}]}}"#));
    assert_eq!(two.row(4), "a b a a");
}

#[test]
fn a_weight_of_nothing_gets_nothing_and_an_unknown_one_counts_as_one() {
    let snapshot = r#"{"reps":[{"id":"a","weight":0},{"id":"b","weight":-1},{"id":"c"},{"id":"d","weight":1}]}"#;
    let lines = r#"members ["a", "b", "c", "d"] distribute by evenly weight rep.weight"#;
    let mut desk = Desk::new(&team(lines), snapshot);
    let answer = desk.request("2026-03-02T08:00:00Z", "", "");
    assert!(answer.data_notes.iter().any(|note| note.message.contains('c')), "{:?}", answer.data_notes);
    assert_eq!(desk.row(4), "d c d c");
    assert_eq!(desk.against("2026-03-02T09:30:00Z", "")[..2], ["a: no_weight".to_owned(), "b: no_weight".to_owned()]);
}

/// Monthly counts in Los Angeles; a credit by hand; one who joins level with the others (S4 of the scenarios).
#[test]
fn a_month_in_los_angeles() {
    let people = r#"team demo { members where rank >= 1 zone "America/Los_Angeles" distribute by evenly per month }"#;
    let rep = |id: &str| format!(r#"{{"id":"{id}","rank":1}}"#);
    let state = |n: i64, last: &str| {
        format!(r#"{{"turns":{{"month 2026-04":{{"n":{n},"credit":0}}}},"last_assigned_at":"{last}"}}"#)
    };
    let snapshot = format!(
        r#"{{"reps":[{},{},{}],"teams":{{"demo":{{"seq":40,"members":{{"ivy":{},"jon":{},"kim":{}}}}}}}}}"#,
        rep("ivy"),
        rep("jon"),
        rep("kim"),
        state(12, "2026-04-30T20:00:00Z"),
        state(12, "2026-04-29T18:00:00Z"),
        state(11, "2026-04-30T21:00:00Z"),
    );
    let mut desk = Desk::new(&policy(people, "team demo"), &snapshot);
    // Still 23:00 on 30 April there.
    assert_eq!(desk.ask("2026-05-01T06:00:00Z", ""), "kim");
    assert_eq!(desk.ask("2026-05-01T06:30:00Z", ""), "jon");
    let april = "2026-04-20T12:00:00Z".parse().expect("a time");
    desk.credit("demo", "ivy", april, -1);
    assert_eq!(desk.ask("2026-05-01T06:45:00Z", ""), "ivy");
    desk.change(|snapshot| snapshot["reps"].as_array_mut().expect("reps").push(json!({"id": "leo", "rank": 1})));
    assert_eq!(desk.ask("2026-05-01T07:10:00Z", ""), "leo");
    // A credit for a month that has passed changes nothing now.
    desk.credit("demo", "ivy", april, -1);
    assert_eq!(desk.member("demo", "ivy")["turns"].get("month 2026-05"), None);

    let may = |n: i64, last: &str| json!({"joined_at": "2026-04-01T00:00:00Z", "last_assigned_at": last, "turns": {"month 2026-05": {"n": n, "credit": 0}}});
    desk.change(|snapshot| {
        snapshot["teams"]["demo"]["members"] = json!({
            "ivy": may(6, "2026-05-09T10:00:00Z"), "jon": may(6, "2026-05-09T11:00:00Z"),
            "kim": may(5, "2026-05-10T09:00:00Z"), "leo": may(5, "2026-05-08T09:00:00Z"),
        });
        snapshot["reps"].as_array_mut().expect("reps").push(json!({"id": "mia", "rank": 1}));
    });
    // Of the lowest two the longer idle; mia begins with 6, the others' mean of 5.5 rounded up.
    assert_eq!(desk.ask("2026-05-11T17:00:00Z", ""), "leo");
    assert_eq!(desk.member("demo", "mia")["turns"]["month 2026-05"], json!({"n": 0, "credit": 6}));
}

#[test]
fn newcomers_start_level_at_zero_or_last() {
    let entry = |n: i64| json!({"turns": {"ever": {"n": n, "credit": 0}}});
    for (how, credit) in [("start level", Some(5)), ("start at zero", None), ("start last", Some(6))] {
        let lines = format!("members where rank >= 1 new members {how} distribute by evenly ever");
        let mut desk = Desk::new(
            &team(&lines),
            r#"{"reps":[{"id":"a","rank":1},{"id":"b","rank":1},{"id":"c","rank":1}],"teams":{"t":{"seq":3,"members":{}}}}"#,
        );
        desk.change(|snapshot| snapshot["teams"]["t"]["members"] = json!({"a": entry(6), "b": entry(3)}));
        desk.ask("2026-03-02T09:00:00Z", "");
        let given = desk.member("t", "c")["turns"]["ever"]["credit"].as_i64().filter(|credit| *credit != 0);
        assert_eq!(given, credit, "{how}");
    }
}

#[test]
fn a_chain_left_behind_writes_nothing() {
    let text = policy(r#"team t { members ["a"] distribute by evenly }"#, "queue triage")
        .replace("otherwise {", "rule first { when language is en assign team t }\n  otherwise {");
    let mut desk = Desk::new(&text, r#"{"reps":[{"id":"a","paused":true}]}"#);
    let answer = desk.request("2026-03-02T09:00:00Z", "", "");
    assert_eq!(answer.queue.as_deref(), Some("triage"));
    assert!(answer.delta.teams.is_empty());
    assert_eq!(answer.delta.reads.teams.get("t"), Some(&0));
}
