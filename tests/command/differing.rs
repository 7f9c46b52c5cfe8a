//! `diff`: items by name, leads that go elsewhere, what becomes of a file of leads. `graph --counts`: traffic.

use crate::desk::{Folder, pointsman};
use serde_json::Value;

const OLD: &str = r#"pointsman 1
lead { id: text  email: email private optional  country: country optional  n: integer optional check n >= 1 "One or more" }
enum Size { large small none }
table size first {
  n       => size
  >= 1000 => large
  1..999  => small
  missing => none
}
queue big
queue europe
queue triage "Triage"
main route r "Route" {
  rule large "Large" { when size is large  assign queue big }
  rule german { when country in [DE]  assign queue europe }
  branch small_ones when size is small {
    rule french { when country in [FR]  assign queue europe }
  }
  otherwise { assign queue triage }
}
"#;

/// Another layout, other comments.
fn scrambled() -> String {
    OLD.replace("  rule german { when", "  # Germans first\n  rule german {\n    when")
        .replace(" => large", "    =>   large")
}

fn newer() -> String {
    scrambled()
        .replace(">= 1000", ">= 750")
        .replace("1..999 ", "1..749 ")
        .replace("rule french {", "rule gallic {")
        .replace("queue triage \"Triage\"", "queue triage \"Rest\"")
}

fn differing(new: &str, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("old.route", OLD);
    folder.write("new.route", new);
    folder.write("s.json", r#"{"reps":[]}"#);
    let leads = [("1", "US", 800), ("2", "US", 800), ("3", "DE", 900), ("4", "FR", 5), ("5", "US", 2000)];
    let lines = leads.map(|(id, country, n)| {
        format!(r#"{{"id":"{id}","email":"zqxmarker@x.example","country":"{country}","n":{n}}}"#)
    });
    folder.write("l.jsonl", lines.join("\n"));
    folder.pointsman(&[&["diff", "old.route", "new.route"], more].concat()).ends(0).out
}

#[test]
fn layout_and_comments_are_no_difference() {
    assert_eq!(differing(&scrambled(), &[]), "= 11 other items unchanged\n");
}

#[test]
fn what_differs_is_told_in_the_authors_words() {
    let leads = ["--leads", "l.jsonl", "--snapshot", "s.json", "--now", "2026-03-02T09:15:00Z"];
    assert_eq!(
        differing(&newer(), &leads),
        "\
~ table size
    >= 1000 => large   →   >= 750 => large
    1..999 => small   →   1..749 => small
~ queue triage
    queue triage \"Triage\"   →   queue triage \"Rest\"
~ rule gallic   in r > small_ones, was called rule french
= 8 other items unchanged

leads that go elsewhere
  FR, 750..999 n: queue europe by french → queue big by large
      given lead { country: FR  n: 750 }
  not FR, 750..999 n, if no rule before takes them: queue triage by otherwise → queue big by large
      given lead { n: 750 }
  DE, 750..999 n: queue europe by german → queue big by large
      given lead { country: DE  n: 750 }

all others go where they went

5 leads: 1 same · 3 elsewhere · 0 other rep only · 1 same place, another way
  queue triage → queue big   2   because size small → large
  queue europe → queue big   1   because size small → large
"
    );
}

/// Each example, as a test of both versions, does what it says.
#[test]
fn examples_go_elsewhere() {
    let told: Value = serde_json::from_str(&differing(&newer(), &["--format", "json"])).expect("JSON");
    let examples = told["elsewhere"].as_array().expect("a list");
    assert_eq!(examples.len(), 3);
    assert!(told["exhaustive"] == true && told["left_open"].as_array().is_some_and(Vec::is_empty), "{told}");
    assert!(told["bounds"].as_array().is_some_and(Vec::is_empty) && told["not_tried"].is_null(), "{told}");
    assert_eq!((&examples[0]["leads"], &examples[0]["route"]), (&"FR, 750..999 n".into(), &"r".into()));
    for one in examples {
        let folder = Folder::new();
        for (policy, side) in [(OLD.to_owned(), "before"), (newer(), "after")] {
            let way = one[side].as_str().expect("a way");
            let (queue, rule) = way.strip_prefix("queue ").and_then(|way| way.split_once(" by ")).expect("a queue");
            let example = one["example"].as_str().expect("a lead");
            let test = format!("test \"x\" {{ {example}  expect rule {rule}  expect assigned to queue {queue} }}\n");
            folder.write("p.route", policy + &test);
            folder.pointsman(&["test", "p.route"]).ends(0);
        }
    }
}

/// What classes cannot tell is told as the condition that it is; of what only one version can read nothing is claimed.
#[test]
fn what_cannot_be_told_apart_is_said_so() {
    const TEXTS: &str = r#"pointsman 1
lead { id: text  name: text optional  n: integer optional check n >= 1 "One or more" }
queue a
queue b
route r {
  on invalid { assign queue b }
  rule odd { when name matches "^x"  assign queue a }
  otherwise { assign queue b }
}
"#;
    let policy = TEXTS.to_owned();
    let said = between(
        &policy,
        &policy.replace("\"^x\"", "\"y$\"").replace("on invalid { assign queue b }", "on invalid { assign queue a }"),
    );
    for part in [
        "  leads that are not valid: queue b → queue a\n      given lead { }\n",
        "\nit is not known whether these go elsewhere\n",
        "  name matches \"^x\" before, not name matches \"y$\" after: `odd` before, `otherwise` after: no such lead was found\n",
        "  not name matches \"^x\" before, name matches \"y$\" after: `otherwise` before, `odd` after: no such lead was found\n",
        "\nall others go where they went\n",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let said = between(&policy, &policy.replace("n >= 1", "n >= 2").replace("matches \"^x\"", "is \"x\""));
    assert!(said.contains("leads of which the two versions do not read `n` alike: they were not compared"), "{said}");
    // Which earlier leads are duplicates is not looked into.
    let record = "record lead_seen { name: text optional  seen: datetime }\ndedupe against lead_seen { same when name is other.name seen within 9 days then attach }\nroute r {";
    let with = policy.replace("route r {", record);
    let said = between(&with, &with.replace("9 days", "8 days"));
    assert!(said.contains("there may be others: `dedupe` says otherwise, and is not looked into"), "{said}");
    assert!(!said.contains("all others"), "{said}");
}

fn between(old: &str, new: &str) -> String {
    let folder = Folder::new();
    folder.write("old.route", old);
    folder.write("new.route", new);
    folder.pointsman(&["diff", "old.route", "new.route"]).ends(0).out
}

/// In a route the order counts; what moved is told once, with what it stands before.
#[test]
fn what_moved_is_told() {
    let german = "  rule german { when country in [DE]  assign queue europe }\n";
    let large = "  rule large \"Large\" { when size is large  assign queue big }\n";
    let new = OLD.replace(german, "").replace(large, &format!("{german}{large}"));
    let said = differing(&new, &[]);
    assert!(
        said.starts_with("~ rule large   in r, moved from place 1 to place 2, before branch small_ones\n= 10 other")
            || said.starts_with("~ rule german   in r, moved from place 2 to place 1, before rule large\n= 10 other"),
        "{said}"
    );
    let inside = OLD.replace(german, "").replace("    rule french", &format!("{german}    rule french"));
    let said = differing(&inside, &[]);
    assert!(said.starts_with("~ rule german   in r > small_ones, stood in r\n"), "{said}");
}

#[test]
fn what_came_and_went_is_told() {
    let new = OLD
        .replace("queue europe\n", "queue europe\nqueue more\n")
        .replace("  country: country optional", "  country: country optional  state: text optional");
    let said = differing(&new, &["--format", "markdown"]);
    assert!(said.contains("| + | `queue more` |  |"), "{said}");
    assert!(said.contains("| ~ | `lead` | with `state: text optional` |"), "{said}");
    assert!(!said.contains("elsewhere") && !said.contains("Not known"), "a field that nothing asks for: {said}");
}

#[test]
fn a_diff_tells_nothing_private() {
    for form in ["text", "json", "markdown"] {
        let said = differing(&newer(), &["--leads", "l.jsonl", "--snapshot", "s.json", "--format", form]);
        assert!(!said.contains("zqxmarker"), "{said}");
    }
}

/// Each count stands in each drawing, from a run's answers and from its log alike.
#[test]
fn traffic_is_written_on_drawings() {
    let folder = Folder::new();
    folder.write("p.route", OLD);
    folder.write("s.json", r#"{"reps":[]}"#);
    let leads = [2000, 2000, 2000, 5].map(|n| format!(r#"{{"id":"L","country":"FR","n":{n}}}"#));
    folder.write("l.jsonl", leads.join("\n"));
    let run = ["route", "p.route", "--snapshot", "s.json", "--leads", "l.jsonl", "--now", "2026-03-02T09:15:00Z"];
    let answers = folder.pointsman(&[&run[..], &["--log", "log.jsonl"]].concat()).ends(0).out;
    folder.write("d.jsonl", answers);
    for counts in ["d.jsonl", "log.jsonl"] {
        for (form, told) in [
            ("--svg", [">3 · 75 %<", ">1 · 25 %<", "fill=\"#b3261e\" font-size=\"12\">0<"]),
            ("--mermaid", ["yes (3 · 75 %)", "yes (1 · 25 %)", "yes (0)"]),
            ("--dot", ["yes (3 · 75 %)", "yes (1 · 25 %)", "yes (0)"]),
        ] {
            let drawn = folder.pointsman(&["graph", "p.route", form, "--counts", counts]).ends(0).out;
            for told in told {
                assert!(drawn.contains(told), "{form} {counts}: {told} is not in\n{drawn}");
            }
        }
    }
    folder.write("bad.jsonl", "{\"a\":1}\n");
    folder.pointsman(&["graph", "p.route", "--counts", "bad.jsonl"]).ends(2).complains("bad.jsonl:1: ");
}

#[test]
fn a_policy_is_no_different_from_itself() {
    let said = pointsman(&["diff", "examples/acme", "examples/acme"]).ends(0);
    assert!(said.out.starts_with("= ") && said.out.lines().count() == 1, "{}", said.out);
}

/// State is kept by name: a team that is called otherwise begins anew unless it says whose it takes over.
#[test]
fn what_becomes_of_state_is_told() {
    let folder = Folder::new();
    let policy = |team: &str, by: &str| {
        format!(
            "pointsman 1\nlead {{ id: text }}\nqueue q\nteam {team} {{ members [\"a\", \"b\"]  distribute by {by} }}\n\
             route r {{ otherwise {{ assign team {} else queue q }} }}\n",
            team.split(' ').next().expect("a name")
        )
    };
    folder.write("old.route", policy("sales", "evenly per month"));
    for (team, by, told) in [
        ("vendors", "evenly per month", "sales: state is lost: no team takes it over, as one with `was` would"),
        ("vendors was sales", "evenly per month", "sales: state is taken over by team vendors"),
        ("sales", "evenly per week", "sales: state is counted anew: nothing was counted per week before"),
    ] {
        folder.write("new.route", policy(team, by));
        let said = folder.pointsman(&["diff", "old.route", "new.route"]).ends(0).out;
        assert!(said.contains(told), "{said}");
        let json: Value =
            serde_json::from_str(&folder.pointsman(&["diff", "old.route", "new.route", "--format", "json"]).out)
                .expect("JSON");
        assert_eq!(json["state"][0]["team"], "sales");
    }
    let said = folder.pointsman(&["diff", "old.route", "old.route"]).ends(0).out;
    assert!(!said.contains("state is"), "{said}");
}

/// A lead that an earlier rule takes where its people are there is not said to go elsewhere without a word about it.
#[test]
fn leads_of_an_earlier_rule_are_told_as_such() {
    let folder = Folder::new();
    let policy = |queue: &str| {
        format!(
            "pointsman 1\nlead {{ id: text  demo: boolean default no }}\nteam t {{ members [\"a\"] }}\nqueue q\nqueue p\n\
             route r {{ rule a {{ when not (demo is no)  assign team t }}\n\
             rule b {{ when demo  assign queue {queue} }}  otherwise {{ assign queue q }} }}\n"
        )
    };
    folder.write("old.route", policy("q"));
    folder.write("new.route", policy("p"));
    let said = folder.pointsman(&["diff", "old.route", "new.route"]).ends(0).out;
    assert!(said.contains("demo, if no rule before takes them: queue q by b → queue p by b"), "{said}");
}
