//! Sentences of the contract that a third evaluator, written from it alone, read otherwise than the engine did.

use crate::desk::{Desk, policy};

const NOW: &str = "2026-03-02T12:00:00Z";

/// "A need is dropped when waiting >= D; the answer lists what was relaxed": also for a person who must be eligible in a team.
#[test]
fn what_is_relaxed_for_a_person_is_listed() {
    let people = r#"team a { members ["r1"]  needs rep.rank >= 2 for the first 10 minutes }"#;
    let text = policy(people, "rep \"r1\" if available for team a else queue triage");
    let desk = Desk::new(&text, r#"{"reps":[{"id":"r1","rank":1}]}"#);
    let waited = desk.peek(NOW, "", r#""since":"2026-03-02T11:50:00Z""#);
    assert_eq!((waited.rep.as_deref(), waited.relaxed.len()), (Some("r1"), 1), "{waited:?}");
    let fresh = desk.peek(NOW, "", "");
    assert_eq!((fresh.queue.as_deref(), fresh.relaxed.len()), (Some("triage"), 0), "{fresh:?}");
}

/// A snapshot that was stored and read again gives the same bytes: receipts of one instant stand in one order.
#[test]
fn receipts_of_one_instant_stand_in_one_order() {
    let text = policy(r#"team t { members ["r1"]  cap 9 per rolling 3 hours }"#, "team t");
    let mut desk = Desk::with_reps(&text, &["r1"]);
    for channel in ["phone", "chat"] {
        desk.request(NOW, &format!(r#""channel":"{channel}""#), "");
    }
    let read_again = Desk::new(&text, &desk.snapshot().to_string());
    let [one, other] =
        [&desk, &read_again].map(|desk| desk.peek(NOW, r#""channel":"phone""#, "").delta.teams["t"].clone());
    assert_eq!(one, other);
    assert_eq!(one.members["r1"].recent.as_ref().map_or(0, Vec::len), 3);
}

/// "List elements, lookup keys, sticky keys use the folded form".
#[test]
fn elements_of_lists_are_folded_in_sticky_keys() {
    let text = r#"pointsman 1
lead { id: text  tags: list of text optional }
queue triage
team t { members ["r1", "r2"]  distribute by round robin }
route inbound { otherwise { assign team t same rep for tags else queue triage } }
"#;
    let mut desk = Desk::with_reps(text, &["r1", "r2"]);
    assert_eq!(desk.ask(NOW, r#""tags":["ACME", "b"]"#), "r1");
    assert_eq!(desk.ask(NOW, r#""tags":[" acme", "B"]"#), "r1");
    assert_eq!(desk.ask(NOW, r#""tags":["acme"]"#), "r2");
}
