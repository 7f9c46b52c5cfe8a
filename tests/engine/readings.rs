//! Sentences of the contract about leads that a third evaluator, written from it alone, read otherwise than the engine did.

use pointsman::{Assignment, Compiler, Request, Snapshot, Source};

fn routed(policy: &str, lead: &str) -> Assignment {
    let rules = Compiler::new().add(Source::new("p.route", policy)).compile().expect("a policy");
    let lead = rules.lead_from_json(lead).expect("a lead");
    let now = "2026-03-02T09:15:00Z".parse().expect("a moment");
    rules.route(&Request::new(&lead).at(now), &Snapshot::default()).expect("an answer")
}

/// "The field `id` compares bytes after NFC": ids of some systems differ in the case of one letter only.
#[test]
fn ids_are_compared_byte_by_byte() {
    let policy = r#"pointsman 1
lead { id: text  owner: text optional  twin: exact text optional }
queue one
queue two
route r { rule a { when id is "00q1a" or owner is twin  assign queue one }  otherwise { assign queue two } }
"#;
    for (lead, queue) in [
        (r#"{"id":"00q1a"}"#, "one"),
        (r#"{"id":" 00q1a "}"#, "one"),
        (r#"{"id":"00Q1A"}"#, "two"),
        (r#"{"id":"x","owner":"Ada","twin":"Ada"}"#, "one"),
        (r#"{"id":"x","owner":"Ada","twin":"Bo"}"#, "two"),
    ] {
        assert_eq!(routed(policy, lead).queue.as_deref(), Some(queue), "{lead}");
    }
}

/// A card is the exact sum of its lines, however often they were halved.
#[test]
fn old_lines_of_a_card_add_nothing_and_harm_nothing() {
    let policy = r#"pointsman 1
lead { id: text  demo: date optional  visit: date optional  mail: date optional }
score s { start at 10  limit to 0..100
  add 20 when demo is present halve every 1 day since demo
  add 3.3333 when visit is present halve every 1 day since visit
  best of { add 5 when mail is present halve every 1 day since mail  add 1 when mail is present } }
queue q
route r { otherwise { assign queue q  set s = s } }
"#;
    for (demo, visit, mail, score) in [
        ("2026-03-02", "2026-03-02", "2026-03-02", "38.3333"),
        ("2026-03-01", "2026-02-28", "2026-02-28", "22.0833"),
        ("2025-12-22", "2025-12-21", "2025-12-20", "11"),
        ("2025-11-08", "2025-11-07", "2025-11-06", "11"),
        ("2020-01-01", "2020-01-01", "2020-01-01", "11"),
    ] {
        let lead = format!(r#"{{"id":"x","demo":"{demo}","visit":"{visit}","mail":"{mail}"}}"#);
        assert_eq!(routed(policy, &lead).set["s"].as_deref(), Some(score), "{lead}");
    }
}
