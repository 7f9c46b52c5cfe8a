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

/// "JSON numbers are taken as their text", by `normalize` too.
#[test]
fn numbers_are_normalised_as_their_text() {
    let policy = r#"pointsman 1
lead { id: text  phone: text optional normalize digits only  size: integer optional normalize digits only
       exact: integer optional normalize trim  all: list of text optional normalize digits only }
queue q
route r { otherwise { assign queue q set phone = phone set size = size set exact = exact set all = all } }
"#;
    let number = routed(policy, r#"{"id":"x","phone":-49.5,"size":-5,"exact":4.5e2,"all":[-1.5,"2-3"]}"#);
    let text = routed(policy, r#"{"id":"x","phone":"-49.5","size":"-5","exact":"450","all":["-1.5","2-3"]}"#);
    assert_eq!(number.set, text.set);
    assert_eq!(number.set["phone"].as_deref(), Some("495"));
    assert_eq!(number.set["size"].as_deref(), Some("5"));
    assert_eq!(number.set["exact"].as_deref(), Some("450"), "still read as a number is");
}

/// "Rounded … once": a percentage from its text, not from hundred times as much that was rounded already.
#[test]
fn percentages_are_rounded_once() {
    let policy = r#"pointsman 1
lead { id: text  p: percent optional  pp: percent optional percent points }
queue q
route r { otherwise { assign queue q set p = p set pp = pp } }
"#;
    for lead in [
        r#"{"id":"1","p":"2.34504%","pp":"2.34504"}"#,
        r#"{"id":"2","p":0.0234504,"pp":2.34504}"#,
        r#"{"id":"3","p":"2.34504%","pp":"2.34504%"}"#,
    ] {
        let set = routed(policy, lead).set;
        assert_eq!((set["p"].as_deref(), set["pp"].as_deref()), (Some("0.0235"), Some("0.0235")), "{lead}");
    }
}

/// What makes a lead invalid is told with the text as it came, like what does not; never of private fields.
#[test]
fn problems_keep_the_text_as_it_came() {
    let policy = r#"pointsman 1
lead { id: text  size: integer  seats: integer check seats >= 3 "At least 3"  pay: integer private check pay >= 3 "At least 3"
       grade: integer optional check grade >= 3 "From 3 on" or invalid  mail: email private }
queue q
route r { otherwise { assign queue q } }
"#;
    let lead = r#"{"id":"x","size":"about 50","seats":"2","pay":1,"grade":2.0,"mail":"nobody"}"#;
    let notes = routed(policy, lead).data_notes;
    let notes: Vec<(&str, Option<&str>)> = notes.iter().map(|note| (&*note.field, note.original.as_deref())).collect();
    let expected =
        [("size", Some("about 50")), ("seats", Some("2")), ("pay", None), ("grade", Some("2.0")), ("mail", None)];
    assert_eq!(notes, expected);
}

/// A definition is worked out once, also beside a scorer: level by level each mention twice, this would not end.
#[test]
fn nested_definitions_end_beside_a_scorer() {
    let levels: String = (1..50).map(|level| format!("derive d{level} = (d{0} + d{0}) / 2\n", level - 1)).collect();
    let policy = format!(
        r#"pointsman 1
lead {{ id: text  n: integer optional }}
score intent from scorer "intent"
derive d0 = n default intent default 7
{levels}queue q
queue rest
route r {{ rule a {{ when d49 is 7  assign queue q }}  rule b {{ when intent is 7  assign queue rest }}  otherwise {{ assign queue rest }} }}
"#
    );
    assert_eq!(routed(&policy, r#"{"id":"x"}"#).queue.as_deref(), Some("q"));
    assert_eq!(routed(&policy, r#"{"id":"x","n":8}"#).queue.as_deref(), Some("rest"));
}

/// Exact ties go where the oldest line points.
#[test]
fn a_tie_is_decided_by_a_line_that_was_halved_four_hundred_times() {
    let policy = r#"pointsman 1
lead { id: text  a: datetime optional  b: datetime optional }
score s { add 13 when a is present halve every 1 day since a  add 20 when b is present halve every 1 day since b }
queue q
route r { otherwise { assign queue q set s = s } }
"#;
    for (b, score) in [("2025-11-22T09:15:00Z", "0.4063"), ("2025-01-26T09:15:00Z", "0.4063"), ("", "0.4062")] {
        let lead = format!(r#"{{"id":"x","a":"2026-02-25T09:15:00Z","b":"{b}"}}"#);
        assert_eq!(routed(policy, &lead).set["s"].as_deref(), Some(score), "{b}");
    }
}
