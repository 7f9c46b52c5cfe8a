//! Every skip of every rep is in the explanation, in words that he would accept.

use crate::desk::{Desk, policy};
use serde_json::json;

fn told(desk: &Desk, now: &str, attributes: &str, request: &str) -> Vec<String> {
    let comma = if attributes.is_empty() { "" } else { "," };
    let more = if request.is_empty() { "" } else { "," };
    let text = format!(r#"{{"lead":{{"id":"L"{comma}{attributes}}}{more}{request}}}"#);
    let explained = desk.explain(&text, now);
    let link = explained.explanation.links.first().expect("a link");
    let one = |candidate: &pointsman::Candidate| {
        let said: Vec<&str> = candidate.reasons.iter().map(|against| against.words.as_str()).collect();
        format!("{}: {}", candidate.member, said.join(", "))
    };
    link.candidates.iter().map(one).collect()
}

#[test]
fn each_reason_says_what_and_until_when() {
    let people = r#"channel costs { phone 6  chat 2 }
hours open in "Europe/Berlin" { mon..fri 09:00-18:00 }
team t {
  members ["gone", "left", "resting", "barred", "abroad", "full", "chatty", "capped", "rolled", "mute", "light"]
  hours open
  cap lead 15 per day
  cap phone 2 per rolling 3 hours
  needs lead.language in rep.languages
  distribute by best match { must rep.rank >= 1  prefer rep.rank >= 2 } then evenly weight rep.weight
}"#;
    let rep = |id: &str| json!({"id": id, "languages": ["en"], "rank": 1, "weight": 1});
    let with = |id: &str, key: &str, value: serde_json::Value| {
        let mut rep = rep(id);
        rep[key] = value;
        rep
    };
    let mut chatty = with("chatty", "capacity", json!({"phone": 1, "lead": 9}));
    chatty["open"] = json!({"phone": 1});
    let mut full = with("full", "capacity", json!({"units": 6}));
    full["open"] = json!({"chat": 2});
    let mut mute = with("mute", "languages", json!(["de"]));
    mute["rank"] = json!(0);
    let snapshot = json!({
        "reps": [
            with("left", "active", json!(false)),
            with("resting", "paused", json!(true)),
            rep("barred"),
            with("abroad", "away", json!([{"from": "2026-03-01T00:00:00Z", "until": "2026-03-04T00:00:00Z"}])),
            full, chatty, rep("capped"), rep("rolled"), mute, with("light", "weight", json!(0)),
        ],
        "teams": {"t": {"members": {
            "capped": {"received": {"lead": {"day 2026-03-02": 15}}},
            "rolled": {"recent": [
                {"at": "2026-03-02T07:30:00Z", "channel": "phone"},
                {"at": "2026-03-02T08:30:00Z", "channel": "phone"},
            ]},
        }}},
    });
    let desk = Desk::new(&policy(people, "team t else queue triage"), &snapshot.to_string());
    let said = told(&desk, "2026-03-02T09:00:00Z", "\"channel\":\"phone\"", "\"exclude\":[\"barred\"]");
    assert_eq!(
        said,
        [
            "gone: not in the snapshot",
            "left: not active",
            "resting: paused",
            "barred: excluded by the request",
            "abroad: away until 2026-03-04 01:00 Europe/Berlin time",
            "full: at capacity, 4 of 6 units open and a phone takes 6",
            "chatty: at capacity, 1 of 1 phone open",
            "capped: at the daily cap, 15 of 15; next free 2026-03-03 00:00 Europe/Berlin time",
            "rolled: at the cap for phone in 3 hours, 2 of 2; next free 2026-03-02 11:30 Europe/Berlin time",
            "mute: not fulfilled: lead.language in rep.languages; rep.rank >= 1",
            "light: weighs nothing",
        ]
    );
    let late = told(&desk, "2026-03-06T20:00:00Z", "", "");
    assert_eq!(late[3], "barred: off hours; opens 2026-03-09 09:00 Europe/Berlin time");
}

/// What the words are made of comes beside them, under names that never change.
#[test]
fn a_host_can_say_each_reason_in_its_own_words() {
    let people = r#"channel costs { phone 6  chat 2 }
hours open in "Europe/Berlin" { mon..fri 09:00-18:00 }
team t {
  members ["gone", "abroad", "full", "capped", "mute", "fit"]
  hours open
  cap lead 15 per day
  needs lead.language in rep.languages
  distribute by evenly weight rep.weight
}"#;
    let rep = |id: &str, key: &str, value: serde_json::Value| {
        let mut rep = json!({"id": id, "languages": ["en"], "rank": 1, "weight": 1});
        rep[key] = value;
        rep
    };
    let mut full = rep("full", "capacity", json!({"units": 6}));
    full["open"] = json!({"chat": 2});
    let snapshot = json!({
        "reps": [
            rep("abroad", "away", json!([{"from": "2026-03-01T00:00:00Z", "until": "2026-03-04T00:00:00Z"}])),
            full, rep("capped", "rank", json!(1)), rep("mute", "languages", json!(["de"])), rep("fit", "rank", json!(1)),
        ],
        "teams": {"t": {"members": {"capped": {"received": {"lead": {"day 2026-03-02": 15}}}}}},
    });
    let desk = Desk::new(&policy(people, "team t else rep owner else queue triage"), &snapshot.to_string());
    let details = |now: &str, more: &str| -> serde_json::Value {
        let lead = format!(r#"{{"lead":{{"id":"L","channel":"phone","owner":"nobody"}}{more}}}"#);
        let told: serde_json::Value = serde_json::from_str(&desk.explain(&lead, now).to_json()).expect("JSON");
        told["explanation"]["links"].clone()
    };
    let links = details("2026-03-02T09:00:00Z", "");
    let of = |place: usize| (&links[0]["candidates"][place]["reasons"][0], &links[0]["candidates"][place]["keys"]);
    let expected = [
        ("unknown_rep", json!([])),
        ("away", json!([{"until": "2026-03-04T00:00:00Z"}])),
        ("at_capacity", json!([{"of": "units", "open": 4, "limit": 6, "takes": 6}])),
        ("capped", json!([{"count": 15, "limit": 15, "window": "day", "free": "2026-03-02T23:00:00Z"}])),
        ("not_qualified", json!([{"needs": "lead.language in rep.languages"}])),
    ];
    for (place, (reason, details)) in expected.iter().enumerate() {
        assert_eq!((&of(place).0["reason"], &of(place).0["details"]), (&json!(reason), details), "{reason}");
    }
    let keys = of(5).1;
    assert_eq!(keys[0], json!({"key": "evenly", "seen": "0 turns, weight 1", "details": {"turns": 0, "weight": "1"}}));
    assert_eq!(keys[1]["details"], json!({}));
    // Off hours: everybody; then the owner, whom nobody knows.
    let links = details("2026-03-02T19:00:00Z", "");
    let off = links[0]["candidates"][5]["reasons"][0].clone();
    assert_eq!((&off["reason"], &off["details"]), (&json!("off_hours"), &json!([{"opens": "2026-03-03T08:00:00Z"}])));
    let owner = &links[1]["candidates"][0];
    assert_eq!((&owner["member"], &owner["reasons"][0]["reason"]), (&json!("nobody"), &json!("unknown_rep")));
}
