//! Absent members neither gain nor owe, unless the team says `absences owed`.

use crate::desk::{Desk, policy};
use serde_json::json;

fn team(members: &str, lines: &str) -> String {
    policy(&format!("team t {{ members [{members}] {lines} }}"), "team t else queue triage")
}

#[test]
fn back_from_an_absence_they_alternate() {
    let mut desk = Desk::with_reps(&team(r#""a", "b""#, "distribute by evenly"), &["a", "b"]);
    desk.rep("b", "paused", json!(true));
    assert_eq!(desk.row(10), ["a"; 10].join(" "));
    desk.rep("b", "paused", json!(false));
    assert_eq!(desk.row(6), "b a b a b a");
    assert_eq!(desk.member("t", "b")["turns"]["month 2026-03"], json!({"n": 3, "credit": 10}));
}

#[test]
fn an_absence_that_is_owed_is_worked_off() {
    let mut desk = Desk::with_reps(&team(r#""a", "b""#, "absences owed distribute by evenly"), &["a", "b"]);
    desk.rep("b", "paused", json!(true));
    desk.row(4);
    desk.rep("b", "paused", json!(false));
    assert_eq!(desk.row(6), "b b b b a b");
}

/// Each turn of two present members of three raises the level by a half; three of them are 1.5, halves go up.
#[test]
fn credit_is_the_share_missed_to_the_nearest_whole() {
    let mut desk = Desk::with_reps(&team(r#""a", "b", "c""#, "distribute by evenly"), &["a", "b", "c"]);
    desk.rep("c", "paused", json!(true));
    assert_eq!(desk.row(3), "a b a");
    assert_eq!(desk.snapshot()["teams"]["t"]["levels"], json!({"month 2026-03": "1.5"}));
    assert_eq!(desk.member("t", "c")["absent_since"], json!({"month 2026-03": "0"}));
    desk.rep("c", "paused", json!(false));
    assert_eq!(desk.row(1), "b");
    assert_eq!(desk.member("t", "c")["turns"]["month 2026-03"], json!({"n": 0, "credit": 2}));
    assert_eq!(desk.member("t", "c")["absent_since"], json!({}));
}

#[test]
fn who_is_full_or_capped_is_not_absent() {
    let mut desk = Desk::new(
        &team(r#""a", "b""#, "distribute by evenly"),
        r#"{"reps":[{"id":"a"},{"id":"b","capacity":{"units":1},"open":{"lead":1}}]}"#,
    );
    assert_eq!(desk.row(3), "a a a");
    desk.rep("b", "open", json!({}));
    desk.rep("b", "capacity", json!({}));
    assert_eq!(desk.row(4), "b b b a");
}

/// Of each period the present one and the one before are kept, for everybody.
#[test]
fn old_periods_are_dropped() {
    let mut desk =
        Desk::with_reps(&team(r#""a", "b""#, "cap lead 50 per day distribute by evenly per day"), &["a", "b"]);
    desk.ask("2026-03-01T09:00:00Z", "");
    desk.ask("2026-03-01T09:01:00Z", "");
    desk.rep("b", "paused", json!(true));
    for day in 2..=6 {
        assert_eq!(desk.ask(&format!("2026-03-0{day}T09:00:00Z"), ""), "a");
    }
    let names = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    let kept = ["day 2026-03-05", "day 2026-03-06"];
    assert_eq!(names(&desk.member("t", "a")["turns"]), kept);
    assert_eq!(names(&desk.member("t", "a")["received"]["lead"]), kept);
    assert_eq!(names(&desk.snapshot()["teams"]["t"]["levels"]), kept);
    assert_eq!(names(&desk.member("t", "b")["absent_since"]), kept);
    assert_eq!(names(&desk.member("t", "b")["turns"]), Vec::<String>::new());
    assert_eq!(names(&desk.member("t", "b")["received"]["lead"]), Vec::<String>::new());
}
