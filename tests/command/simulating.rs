//! `simulate`: leads over time.

use crate::desk::{Folder, pointsman};
use serde_json::Value;

const POLICY: &str = r#"pointsman 1
lead { id: text  created: datetime }
rep { weight: decimal default 1 }
hours open in "UTC" { mon..fri 09:00-17:00 }
team sales { members ["ann", "bo"]  hours open  distribute by evenly weight rep.weight }
queue overflow
route inbound { otherwise { assign team sales else hold up to 20 hours else queue overflow } }
"#;

/// Ann takes one at a time and is done after two hours; bo is away until noon. A lead of the night waits for the morning,
/// one of Friday night longer than anybody holds it.
#[test]
fn shares_waits_and_overflow() {
    let folder = Folder::new();
    folder.write("p.route", POLICY);
    folder.write(
        "s.json",
        r#"{"reps":[{"id":"ann","capacity":{"lead":1}},{"id":"bo","away":[{"from":"2026-03-02T00:00:00Z","until":"2026-03-02T12:00:00Z"}]}]}"#,
    );
    let leads = [
        ("L1", "2026-03-02T09:00:00Z"),
        ("L2", "2026-03-02T10:00:00Z"),
        ("L3", "2026-03-02T11:00:00Z"),
        ("L4", "2026-03-02T12:30:00Z"),
        ("L5", "2026-03-03T03:00:00Z"),
        ("L6", "2026-03-06T18:00:00Z"),
    ];
    let lines: Vec<String> = leads.iter().map(|(id, at)| format!("{{\"id\":\"{id}\",\"created\":\"{at}\"}}")).collect();
    folder.write("l.jsonl", lines.join("\n"));
    let arguments =
        ["simulate", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--close-after", "2", "--format", "json"];
    let told: Value = serde_json::from_str(&folder.pointsman(&arguments).ends(0).out).expect("JSON");
    assert_eq!(told["leads"], 6);
    assert_eq!(told["outcomes"], serde_json::json!({"assigned": 5, "queued": 1}));
    // L2 comes while ann is at work and bo away: nobody before bo is back at noon. L5 waits from 3 to 9 o'clock.
    assert_eq!((&told["waited"], &told["longest_wait"]), (&Value::from(3), &Value::from(20 * 3_600)));
    assert_eq!(told["overflow"]["overflow"], 1);
    let sales = &told["teams"]["sales"];
    assert_eq!(sales["leads"], 5);
    assert_eq!(sales["members"]["bo"]["skipped"]["away"], 3);
    // Ann is at work when L2 comes, when it is asked about again at noon, and when L4 comes.
    assert_eq!(sales["members"]["ann"]["skipped"]["at_capacity"], 3);
    assert_eq!(sales["members"]["ann"]["fair"], "2.5");
    let text = folder.pointsman(&arguments[..8]).ends(0).out;
    for line in ["6 leads from 2026-03-02T09:00:00Z", "3 leads waited", "overflow 1", "largest deviation"] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
}

#[test]
fn the_touchstone_is_simulated_alike_twice() {
    let arguments = ["simulate", "examples/acme", "--snapshot", "examples/acme/snapshot.json", "--leads"];
    let arguments = [&arguments[..], &["examples/acme/leads.jsonl", "--now", "2026-03-02T09:15:00Z"]].concat();
    let first = pointsman(&arguments).ends(0).out;
    assert_eq!(first, pointsman(&arguments).ends(0).out);
    assert!(first.starts_with("500 leads"), "{first}");
}
