//! Why a score, a grade or a fact is what it is.

use pointsman::{Compiler, Explained, Request, Source};

fn explained_beside(snapshot: &str, policy: &str, lead: &str) -> Explained {
    let rules = Compiler::new().add(Source::new("p.route", policy)).compile().expect("a policy");
    let lead = rules.lead_from_json(lead).expect("a lead");
    let now = "2026-01-22T00:00:00Z".parse().expect("a moment");
    let snapshot = rules.snapshot_from_json(snapshot).expect("a snapshot");
    rules.explain(&Request::new(&lead).at(now), &snapshot).expect("an answer")
}

fn explained(policy: &str, lead: &str) -> Explained {
    explained_beside(r#"{"reps": []}"#, policy, lead)
}

/// "Every line: given, not given, unknown": what a halved line gave, and one whose date is unknown.
#[test]
fn halved_lines_are_explained_as_they_were_given() {
    let policy = r#"pointsman 1
lead { id: text  demo: boolean default no  visit: datetime optional }
score s { add 8 when demo halve every 7 days since visit because "Asked for a demo" }
queue q
route r { otherwise { assign queue q set s = s } }
"#;
    let explained = |lead: &str| explained(policy, lead);
    let old = explained(r#"{"id":"old","demo":true,"visit":"2026-01-01T00:00:00Z"}"#);
    assert!(old.to_text().contains("s 1   +1 Asked for a demo\n"), "{}", old.to_text());
    assert!(
        old.to_json().contains(r#""points":"+1","because":"Asked for a demo","judged":"yes""#),
        "{}",
        old.to_json()
    );
    let unknown = explained(r#"{"id":"unknown","demo":true}"#);
    assert!(
        unknown.to_text().contains("not given: Asked for a demo (unknown: visit is missing)\n"),
        "{}",
        unknown.to_text()
    );
    assert!(unknown.to_json().contains(r#""points":"+8","because":"Asked for a demo","judged":"unknown""#));
    let new = explained(r#"{"id":"new","visit":"2026-01-01T00:00:00Z"}"#);
    assert!(new.to_json().contains(r#""points":"+8","because":"Asked for a demo","judged":"no""#));
}

/// Of a group only the best line is given, though others are yes: what is printed adds up.
#[test]
fn of_a_group_the_best_line_is_explained_as_given() {
    let policy = r#"pointsman 1
lead { id: text  size: integer optional  visit: datetime optional }
score s {
  start at 5
  best of "Size" { add 10 when size >= 10 because "Ten"  add 20 when size >= 20 because "Twenty"  add 20 when size >= 15 because "Fifteen" }
  best of { add 8 when size >= 10 halve every 7 days since visit because "Lately"  add 3 when size >= 10 because "Ever" }
  best of { subtract 9 when size >= 10 because "Costly"  subtract 2 when size >= 10 because "Cheap" }
}
queue q
route r { otherwise { assign queue q set s = s } }
"#;
    let told = explained(policy, r#"{"id":"x","size":30,"visit":"2026-01-01T00:00:00Z"}"#);
    let text = told.to_text();
    assert!(text.contains("s 26   5 start, +20 Twenty, +3 Ever, -2 Cheap\n"), "{text}");
    assert!(text.contains("less than the best: +10 Ten (Size), +20 Fifteen (Size), +1 Lately, -9 Costly\n"), "{text}");
    let given: Vec<bool> = told.explanation.scores[0].lines.iter().map(|line| line.given).collect();
    assert_eq!(given, [false, true, false, false, true, false, true]);
    assert!(
        told.to_json().contains(r#""because":"Ten","judged":"yes","missing":[],"given":false"#),
        "{}",
        told.to_json()
    );
}

/// What would have to be known, without what a default stands for and what an `or` does not need.
#[test]
fn lines_that_are_unknown_say_what_is_missing() {
    let policy = r#"pointsman 1
lead { id: text  a: integer optional  b: integer optional  c: integer optional }
derive d = c * 2
score s {
  add 1 when a > 1 and (b default 3) > 1 and (a > 2 or b > 2) because "Both"
  add 2 when d > 1 because "Derived"
  add 3 when a > 1
  add 4 when a is missing because "Nothing"
}
queue q
route r { otherwise { assign queue q set s = s } }
"#;
    let text = explained(policy, r#"{"id":"x"}"#).to_text();
    let expected =
        "not given: Both (unknown: a, b are missing), Derived (unknown: d is missing), a is missing (unknown)\n";
    assert!(text.contains(expected) && text.contains("s 4   +4 Nothing\n"), "{text}");
}

/// A grade with its title and the number whose band it is.
#[test]
fn grades_are_explained_by_their_number() {
    let policy = r#"pointsman 1
lead { id: text  size: integer optional  income: integer optional private }
derive pence = income * 100
score s { start at 5  add 25.5 when size >= 10  add 1 when size < 3 }
grade fit from 0.5 * s + 60 { A "Hot": > 75  B "Warm": 50..75  C: < 50 }
grade bulk from size * 2 { many: >= 10  few: < 10 }
grade means from pence + 1 { rich: >= 1000  poor: < 1000 }
queue q
route r { otherwise { assign queue q set a = fit set b = bulk set c = means } }
"#;
    let explained = |lead: &str| explained(policy, lead);
    let told = explained(r#"{"id":"x","size":12}"#);
    let text = told.to_text();
    assert!(text.contains("bulk many   from 24\n") && text.contains("fit A   \"Hot\", from 75.25\n"), "{text}");
    assert!(told.to_json().contains(r#"{"name":"fit","value":"A","title":"Hot","from":"75.25""#), "{}", told.to_json());
    let hidden = explained(r#"{"id":"x","income":77}"#);
    assert!(hidden.to_text().contains("means rich   from ‹private›\n"), "{}", hidden.to_text());
    assert!(!hidden.to_json().contains("7701"), "{}", hidden.to_json());
    let text = explained(r#"{"id":"x"}"#).to_text();
    assert!(text.contains("bulk unknown\n") && text.contains("fit B   \"Warm\", from 62.5\n"), "{text}");
}

/// A fact that a `classify` gave has its line, without what is private.
#[test]
fn classified_facts_are_explained_by_their_line() {
    let policy = r#"pointsman 1
lead { id: text  country: country optional  income: integer optional private }
enum Area { home abroad nowhere }
classify area as Area { home when country in [DE, AT]  abroad when not (country is missing) and country is not DE  otherwise nowhere }
classify near as Area { home when country is DE }
classify means as Area { home when income > 10  otherwise nowhere }
queue q
route r { otherwise { assign queue q set a = area set b = near set c = means } }
"#;
    let explained = |lead: &str| explained(policy, lead).to_text();
    let home = explained(r#"{"id":"x","country":"DE","income":20}"#);
    assert!(
        home.contains("area home  (line 1, country DE)\n") && home.contains("near home  (line 1, country DE)\n"),
        "{home}"
    );
    let abroad = explained(r#"{"id":"x","country":"FR"}"#);
    assert!(
        abroad.contains("area abroad  (line 2)\n") && abroad.contains("near missing  (no line fits)\n"),
        "{abroad}"
    );
    assert!(explained(r#"{"id":"x"}"#).contains("area nowhere  (otherwise)\n"));
    assert!(home.contains("means home  (line 1, income ‹private›)\n"), "{home}");
}

/// What a record holds back is held back here, too.
#[test]
fn a_grade_by_a_private_column_hides_its_number() {
    let policy = r#"pointsman 1
lead { id: text  domain: domain optional }
record account { id: text  domain: domain optional  revenue: integer optional private }
match account as acct { by domain }
grade means from acct.revenue + 1 { rich: >= 1000  poor: < 1000 }
queue q
route r { otherwise { assign queue q set a = means } }
"#;
    let accounts = r#"{"reps": [], "tables": {"account": [{"id": "A", "domain": "firm.example", "revenue": 7700}]}}"#;
    let text = explained_beside(accounts, policy, r#"{"id":"x","domain":"firm.example"}"#).to_text();
    assert!(text.contains("means rich   from ‹private›\n"), "{text}");
}

/// What a number is reckoned from, and why there is none though all of that came.
#[test]
fn reckoned_numbers_are_explained_by_their_parts() {
    let policy = r#"pointsman 1
lead { id: text  seats: integer optional  offices: integer optional  heads: integer optional  revenue: integer optional private }
derive each = seats / offices
derive per_head = seats / heads
queue q
route r {
  rule a { when each > 5  assign queue q }
  rule b { when seats / (offices - 2) > 5  assign queue q }
  rule c { when seats * seats * seats < 0  assign queue q }
  rule d { when seats / revenue > 5  assign queue q }
  rule e { when (seats + 1) / offices > 5  assign queue q }
  rule f { when each + per_head > 5  assign queue q }
  otherwise { assign queue q  note "{each}" }
}
"#;
    let told = |lead: &str| {
        let told = explained(policy, lead);
        let each = told.explanation.facts.iter().find(|fact| &*fact.name == "each").map(|fact| fact.because.clone());
        (each.unwrap_or_default(), told.explanation.rules.into_iter().map(|rule| rule.because).collect::<Vec<_>>())
    };
    let (each, rules) = told(r#"{"id":"1","seats":3,"offices":0,"revenue":0}"#);
    assert_eq!(each, "seats 3, offices 0: divided by zero");
    assert_eq!(rules[0], "each > 5 (each: divided by zero)");
    assert_eq!(rules[1], "seats / (offices - 2) > 5 (seats 3, offices 0)");
    assert_eq!(rules[3], "seats / revenue > 5 (seats 3, revenue ‹private›)", "nor that it is zero");
    let (_, rules) = told(r#"{"id":"2","seats":9000000000000000000,"offices":2}"#);
    assert_eq!(rules, ["each > 5 (each 4500000000000000000)"]);
    let (_, rules) = told(r#"{"id":"3","seats":9000000000000000000,"offices":0}"#);
    assert_eq!(rules[1], "seats / (offices - 2) > 5 (seats 9000000000000000000, offices 0)");
    assert_eq!(rules[2], "seats * seats * seats < 0 (seats 9000000000000000000: out of the range of numbers)");
    let (each, rules) = told(r#"{"id":"4","seats":3}"#);
    assert_eq!(each, "seats 3, offices is missing");
    assert_eq!(rules[1], "seats / (offices - 2) > 5 (seats 3, offices is missing)");
    assert_eq!(rules[4], "(seats + 1) / offices > 5 (seats 3, offices is missing)", "the sum is no fault");
    let (_, rules) = told(r#"{"id":"5","seats":3,"offices":3}"#);
    assert_eq!(rules[5], "each + per_head > 5 (each 1, per_head is missing)", "nor is a part that is known");
}

/// An unknown line of a score says once why.
#[test]
fn lines_that_are_unknown_for_a_reckoned_number_say_why() {
    let policy = r"pointsman 1
lead { id: text  seats: integer optional  offices: integer optional }
derive each = seats / offices
score s { add 1 when each > 5  add 2 when seats / offices > 5  add 3 when each > 7 because 'Full houses' }
queue q
route r { otherwise { assign queue q set s = s } }
"
    .replace('\'', "\"");
    let text = |lead: &str| explained(&policy, lead).to_text();
    let none = text(r#"{"id":"1","seats":3,"offices":0}"#);
    let why = "not given: each: divided by zero (unknown), seats 3, offices 0: divided by zero (unknown), \
               Full houses (unknown: each is missing)\n";
    assert!(none.contains(why), "{none}");
    let missing = text(r#"{"id":"2","seats":3}"#);
    let why = "not given: each is missing (unknown), seats 3, offices is missing (unknown), \
               Full houses (unknown: each is missing)\n";
    assert!(missing.contains(why), "{missing}");
}

/// A private column of a found row has no name of its own in the explanation, and its value is not to be guessed from it.
#[test]
fn a_division_by_a_private_column_says_nothing_of_it() {
    let policy = r"pointsman 1
lead { id: text  domain: domain optional  seats: integer optional }
record account { id: text  domain: domain optional  revenue: integer optional private }
match account as acct { by domain }
derive share = seats / acct.revenue
queue q
route r {
  rule a { when seats / acct.revenue > 1  assign queue q }
  rule b { when share > 1  assign queue q }
  otherwise { assign queue q }
}
";
    let accounts = r#"{"reps": [], "tables": {"account": [{"id": "A", "domain": "firm.example", "revenue": 0}]}}"#;
    let told = explained_beside(accounts, policy, r#"{"id":"x","domain":"firm.example","seats":4}"#);
    let rules: Vec<&str> = told.explanation.rules.iter().map(|rule| &*rule.because).collect();
    assert_eq!(rules[0], "seats / acct.revenue > 1 (seats 4)");
    assert_eq!(rules[1], "share > 1 (share is missing)");
}
