//! No text makes the library fail otherwise than by saying so: policies, leads, snapshots.

use proptest::prelude::*;

const POLICY: &str = include_str!("../corpus/accept/kinds.route");
const CONSTRUCTS: &str = include_str!("../corpus/parse/constructs.route");
const LEAD: &str = r#"{"lead":{"id":"L1","flag":"yes","count":"1,200","share":"25%","amount":"EUR 50.000,00","day":"2026-03-02","tags":["a","b"],"levels":["low","Medium"]},"now":"2026-03-02T09:15:00Z","attempt":2,"exclude":["ann"],"since":"2026-03-02T09:00:00Z"}"#;
const SNAPSHOT: &str = r#"{"format":1,"version":3,"reps":[{"id":"ann","name":"Ann","active":true,"zone":"Europe/Berlin","away":[{"from":"2026-03-05T00:00:00Z","until":"2026-03-09T00:00:00Z"}],"capacity":{"units":4},"open":{"lead":1},"seq":9},{"id":"bo","hours":{"zone":"Europe/London","mon..fri":["09:00-17:00"],"closed":["2026-12-25"]}}],"teams":{"all":{"seq":1,"last":{"member":"ann","place":0},"levels":{"ever":"1.25"},"members":{"ann":{"total":2,"turns":{"ever":{"n":2,"credit":0}},"received":{"lead":{"day 2026-03-02":2}},"recent":[{"at":"2026-03-02T08:40:00Z","channel":"chat"}]}}}},"sticky":{},"calendars":{"DE":["2026-05-01"]},"tables":{}}"#;

/// A change at some place of a text: a piece taken away, doubled, moved, or replaced.
#[derive(Clone, Debug)]
struct Change {
    from: prop::sample::Index,
    length: usize,
    to: prop::sample::Index,
    with: String,
}

fn change() -> impl Strategy<Value = Change> {
    let with = prop_oneof![
        Just(String::new()),
        "[{}\\[\\]()\":,.#|=><\\\\\n \u{201c}\u{2029}é0-9a-z-]{1,4}",
        prop::sample::select(vec![
            "when",
            "=>",
            "..",
            "\"",
            "{",
            "}",
            "unless",
            "is missing",
            "999999999999999999999",
            "1e400",
            "null",
            "-",
            "Z"
        ])
        .prop_map(str::to_owned),
    ];
    (any::<prop::sample::Index>(), 0_usize..30, any::<prop::sample::Index>(), with)
        .prop_map(|(from, length, to, with)| Change { from, length, to, with })
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for change in changes {
        let from = change.from.index(characters.len().max(1));
        let until = (from + change.length).min(characters.len());
        let taken: Vec<char> = characters.drain(from.min(until)..until).collect();
        let to = change.to.index(characters.len() + 1);
        let piece = if change.with.is_empty() { taken } else { change.with.chars().collect() };
        characters.splice(to..to, piece);
    }
    characters.into_iter().collect()
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 1..6)
}

proptest! {
    #[test]
    fn broken_policies_are_told(changes in changes(), other in any::<bool>()) {
        pointsman::trial::compile(changed(if other { POLICY } else { CONSTRUCTS }, &changes).as_bytes());
    }

    #[test]
    fn any_text_is_a_policy_or_is_told(text in "\\PC{0,200}") {
        pointsman::trial::compile(text.as_bytes());
    }

    #[test]
    fn broken_leads_are_told(changes in changes()) {
        pointsman::trial::lead(changed(LEAD, &changes).as_bytes());
    }

    #[test]
    fn broken_snapshots_are_told(changes in changes()) {
        pointsman::trial::snapshot(changed(SNAPSHOT, &changes).as_bytes());
    }
}

/// What the changes start from is right.
#[test]
fn unchanged_they_are_read() {
    let rules =
        pointsman::Compiler::new().add(pointsman::Source::new("kinds.route", POLICY)).compile().expect("a policy");
    assert!(rules.asked_from_json(LEAD).is_ok());
    assert_eq!(rules.snapshot_from_json(SNAPSHOT).map(|_| ()), Ok(()));
}
