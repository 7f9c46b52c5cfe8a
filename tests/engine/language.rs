//! What the language promises, written by an author and routed by the engine.

use pointsman::{Assignment, Compiler, NothingBeside, Outcome, Request, Ruleset, Snapshot, Source, TestOutcome};

/// What is reported about a policy: code and message.
fn told(text: &str) -> Vec<(String, String)> {
    match Compiler::new().add(Source::new("r.route", text)).compile() {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics().iter().map(|one| (one.code.to_string(), one.message.clone())).collect(),
    }
}

const HEAD: &str = "pointsman 1\nlead { id: text  note: text optional  created: datetime optional  n: integer optional }\n\
    rep { languages: list of text }\nqueue q\nqueue other\nteam t { members [\"ann\"] }\n";

/// A time of day is no value. It once sent the checker round in circles until the stack was used up.
#[test]
fn a_time_of_day_is_told_wherever_a_value_stands() {
    let route = |inside: &str| format!("{HEAD}route r {{ {inside}  otherwise {{ assign queue q }} }}\n");
    let rule = |line: &str| route(&format!("rule a {{ {line}  assign queue other }}"));
    for text in [
        rule("when hour >= 09:30"),
        rule("when 09:30"),
        rule("when not 09:30"),
        rule("when 09:30 is missing"),
        rule("when hour in [09:30, 10:00]"),
        rule("when any of { 09:30 }"),
        rule("when note is 09:30"),
        rule("when minutes(09:30) > 3"),
        rule("when (note default 09:30) is \"x\""),
        rule("when n + 09:30 > 3"),
        rule("when created within last 7 days and created < 09:30"),
        rule("set e = 09:30"),
        rule("note \"{created default 09:30}\""),
        rule("note \"{09:30}\""),
        route("rule a { assign team t by highest 09:30 }"),
        route("rule a { assign team t by best match { must 09:30 } }"),
        route("rule a { assign team t if 09:30 else queue q }"),
        route("branch b when hour < 09:30 { rule a { assign queue other } }"),
        format!("{}derive x = 09:30\n", rule("when n > 1")),
        format!("{}derive x = note default 09:30\n", rule("when n > 1")),
        format!("{}list l = [09:30]\n", rule("when n > 1")),
        format!("{}table x first {{\n n => y\n 1 => 09:30\n any => 10:00\n}}\n", rule("when n > 1")),
        format!("{}table x first {{\n n => y\n 09:30 => 1\n any => 2\n}}\n", rule("when n > 1")),
        format!("{}team u {{ members where 09:30 }}\n", rule("when n > 1")),
        format!("{}test \"t\" {{ given lead {{ n: 09:30 }}  expect assigned }}\n", rule("when n > 1")),
    ] {
        let told = told(&text);
        assert!(!told.is_empty(), "{text}");
        let time = told.iter().filter(|(code, message)| code == "R0221" && message.contains("09:30")).count();
        assert!(time >= 1, "{text}\n{told:?}");
    }
}

const END: &str = "otherwise { assign queue q } }\n";

fn rules(text: &str) -> Ruleset {
    match Compiler::new().add(Source::new("r.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{text}\n{:?}", error.diagnostics().iter().map(|one| &one.message).collect::<Vec<_>>()),
    }
}

fn routed(rules: &Ruleset, lead: &str, now: &str) -> Assignment {
    let lead = rules.lead_from_json(lead).expect("a lead");
    let request = Request::new(&lead).at(now.parse().expect("an instant"));
    rules.route(&request, &Snapshot::default()).expect("an answer")
}

const NOW: &str = "2026-03-02T09:15:00Z";

const ACCOUNTS: &str = "record account { email: email  owner: rep optional }\nmatch account as acct { by email }\n";

fn with_accounts(body: &str) -> String {
    format!(
        "pointsman 1\nlead {{ id: text  email: email optional  n: integer optional }}\nqueue q\nqueue other\n{ACCOUNTS}route r {{ {body} }}\n"
    )
}

fn table(columns: &str, data: &str, rest: &str) -> Compiler {
    let text = format!(
        "pointsman 1\nlead {{ id: text  n: integer optional }}\nenum Segment {{ small  big }}\nqueue q\nqueue other\nteam east {{ members [\"ann\"] }}\n{}{columns}\n{rest}",
        "table t first from csv \"data/t.csv\" "
    );
    Compiler::new().add(Source::new("r.route", text)).add_data("data/t.csv", data.as_bytes())
}
