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

/// Both take every lead that is left: a condition there was once passed over, or held leads that nobody took.
#[test]
fn what_takes_every_lead_has_no_condition() {
    for line in ["when n > 1", "unless n > 1", "active 2026-05-01..", "active ..2026-05-01"] {
        for text in [
            format!("{HEAD}route r {{ on invalid {{ {line}  assign queue other }}  {END}"),
            format!("{HEAD}route r {{ otherwise {{ {line}  assign queue other }} }}\n"),
            format!("{HEAD}route r {{ branch b when n > 3 {{ otherwise {{ {line}  assign queue other }} }}  {END}"),
        ] {
            let told = told(&text);
            let errors: Vec<&str> =
                told.iter().map(|(code, _)| code.as_str()).filter(|code| *code != "W0210").collect();
            assert_eq!(errors, ["R0322"], "{text}");
        }
    }
}

/// `active` in a branch counts like in a rule; it was once passed over.
#[test]
fn a_branch_has_its_season() {
    let text = format!(
        "{HEAD}route r {{ branch spring \"Spring\" {{ active 2026-03-01..2026-04-30  rule a {{ when n > 1  assign queue other }} }}  {END}"
    );
    let rules = rules(&text);
    for (now, queue) in [
        ("2026-02-28T23:59:59Z", "q"),
        ("2026-03-01T00:00:00Z", "other"),
        ("2026-04-30T23:59:59Z", "other"),
        ("2026-05-01T00:00:00Z", "q"),
    ] {
        let answer = routed(&rules, r#"{"id": "1", "n": 5}"#, now);
        assert_eq!(answer.queue.as_deref(), Some(queue), "{now}");
    }
}

const ACCOUNTS: &str = "record account { email: email  owner: rep optional }\nmatch account as acct { by email }\n";

fn with_accounts(body: &str) -> String {
    format!(
        "pointsman 1\nlead {{ id: text  email: email optional  n: integer optional }}\nqueue q\nqueue other\n{ACCOUNTS}route r {{ {body} }}\n"
    )
}

/// A lead is attached to a match that is there, else the next rule has its turn.
#[test]
fn a_lead_is_attached_to_nothing_but_a_match() {
    let text = with_accounts(
        "step s { when n > 0  tag \"seen\" }  shadow rule look { attach to acct }\n rule known { attach to acct  tag \"known\" }\n rule big { when n > 5  assign queue other }  otherwise { assign queue q }",
    );
    let rules = rules(&text);
    let snapshot = rules.snapshot_from_json(
        r#"{"format":1,"version":1,"reps":[],"tables":{"account":[{"email":"a@x.com"},{"email":"two@x.com"},{"email":"two@x.com"}]}}"#,
    )
    .expect("a snapshot");
    for (email, n, outcome, rule, attached) in [
        ("a@x.com", 9, Outcome::Attached, "known", true),
        ("b@x.com", 9, Outcome::Queued, "big", false),
        ("b@x.com", 1, Outcome::Queued, "otherwise", false),
        ("two@x.com", 1, Outcome::Queued, "otherwise", false),
    ] {
        let lead =
            rules.lead_from_json(&format!("{{\"id\": \"1\", \"email\": \"{email}\", \"n\": {n}}}")).expect("a lead");
        let request = Request::new(&lead).at(NOW.parse().expect("an instant"));
        let answer = rules.route(&request, &snapshot).expect("an answer");
        assert_eq!((answer.outcome, answer.rule.as_deref()), (outcome, Some(rule)), "{email}");
        assert_eq!(answer.attached_to.is_some(), attached, "{email}");
        assert_eq!(answer.tags.iter().any(|tag| &**tag == "known"), attached, "{email}");
        assert_eq!(answer.shadow.len(), usize::from(attached), "{email}");
        let explained = rules.explain(&request, &snapshot).expect("an explanation").to_json();
        assert!(explained.contains("acct is present"), "{explained}");
    }
}

/// Beside an `assign`, or where the branch says that the match is there, `otherwise` may attach.
#[test]
fn an_otherwise_attaches_only_what_has_a_match() {
    for (body, fine) in [
        ("otherwise { attach to acct }", false),
        ("on invalid { attach to acct }  otherwise { assign queue q }", false),
        ("branch b when n > 1 { otherwise { attach to acct } }  otherwise { assign queue q }", false),
        (
            "branch b when acct is present and n > 1 { otherwise { attach to acct } }  otherwise { assign queue q }",
            true,
        ),
        ("branch b unless acct is missing { otherwise { attach to acct } }  otherwise { assign queue q }", true),
        ("otherwise { attach to acct  assign queue q }", true),
        ("on invalid { attach to acct  assign queue q }  otherwise { assign queue q }", true),
    ] {
        let told = told(&with_accounts(body));
        let codes: Vec<&str> = told.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, if fine { Vec::new() } else { vec!["R0322"] }, "{body}");
    }
}

fn table(columns: &str, data: &str, rest: &str) -> Compiler {
    let text = format!(
        "pointsman 1\nlead {{ id: text  n: integer optional }}\nenum Segment {{ small  big }}\nqueue q\nqueue other\nteam east {{ members [\"ann\"] }}\n{}{columns}\n{rest}",
        "table t first from csv \"data/t.csv\" "
    );
    Compiler::new().add(Source::new("r.route", text)).add_data("data/t.csv", data.as_bytes())
}

/// Outputs from a file are of the kinds that the same rows would give in the policy.
#[test]
fn a_table_from_a_file_tells_its_kinds_like_one_in_the_policy() {
    let data = "n,seg,points,sure,who,wait\n>= 100,big,5,yes,east,5 minutes\nmissing,small,1,no,east,1 minutes\n,small,3,no,east,2 minutes\n";
    let route = "route r { rule a { when t.seg is big  when t.points > 4  when t.sure  when t.wait > 3 minutes  assign team t.who else queue other }  otherwise { assign queue q } }\n";
    let rules = table("{ n => seg | points | sure | who | wait }", data, route).compile().expect("a policy");
    for (n, queue) in [(100, "other"), (1, "q")] {
        assert_eq!(routed(&rules, &format!("{{\"id\": \"1\", \"n\": {n}}}"), NOW).queue.as_deref(), Some(queue));
    }
    // Words of no enum ask for the kind, in a file as well.
    let found = table("{ n => seg }", "n,seg\n,huge\n", "route r { otherwise { assign queue q } }\n").compile();
    let found = found.expect_err("no enum has the word");
    assert_eq!(found.diagnostics().iter().map(|one| one.code.to_string()).collect::<Vec<_>>(), ["R0210"]);
    let stated = table("{ n => seg: text }", "n,seg\n,huge\n", "route r { otherwise { assign queue q } }\n");
    assert!(stated.compile().is_ok());
}

#[test]
fn a_table_from_a_file_has_headings_and_no_rows_of_its_own() {
    let route = "route r { otherwise { assign queue q } }\n";
    for (columns, words) in [
        ("", "which columns"),
        ("{ }", "which columns"),
        ("{ else big }", "which columns"),
        ("{\n n => seg\n 1 => big\n}", "come from a file"),
        ("{\n n => seg\n else big\n else small\n}", "`else` is given twice"),
    ] {
        let error = table(columns, "n,seg\n,big\n", route).compile().expect_err(columns);
        let told: Vec<&str> = error.diagnostics().iter().map(|one| one.message.as_str()).collect();
        assert!(told.iter().any(|one| one.contains(words)), "{columns}: {told:?}");
    }
}

/// `where` chooses the rows of every file, not only of lists and calendars.
#[test]
fn a_where_chooses_rows_of_tables_lookups_and_records() {
    let text = "pointsman 1\nlead { id: text  n: integer optional  zip: text optional  email: email optional }\nqueue q\nqueue a\nqueue b\nqueue c\n\
        table t first from csv \"d.csv\" where part is \"t\" { n => seg: text\n else missing }\n\
        lookup l from csv \"d.csv\" where part is \"l\" { key zip: text  column seg: text }\n\
        record r from csv \"d.csv\" where part is \"r\" { email: email  seg: text }\nmatch r as m { by email }\n\
        route x { rule a { when t is \"one\"  assign queue a }  rule b { when l has zip  assign queue b }  rule c { when m is present  assign queue c }  otherwise { assign queue q } }\n";
    let data = "part,n,seg,zip,email\nt,1,one,10,t@x.com\nl,2,one,11,l@x.com\nr,3,one,12,r@x.com\n";
    let rules =
        Compiler::new().add(Source::new("r.route", text)).add_data("d.csv", data.as_bytes()).compile().unwrap_or_else(
            |error| panic!("{:?}", error.diagnostics().iter().map(|one| one.message.clone()).collect::<Vec<_>>()),
        );
    for (lead, queue) in [
        (r#"{"id":"1","n":1}"#, "a"),
        (r#"{"id":"1","n":2}"#, "q"),
        (r#"{"id":"1","zip":"11"}"#, "b"),
        (r#"{"id":"1","zip":"10"}"#, "q"),
        (r#"{"id":"1","email":"r@x.com"}"#, "c"),
        (r#"{"id":"1","email":"t@x.com"}"#, "q"),
    ] {
        assert_eq!(routed(&rules, lead, NOW).queue.as_deref(), Some(queue), "{lead}");
    }
}

/// A list of the policy has values, like a list of a lead.
#[test]
fn a_list_of_the_policy_has_a_value() {
    let policy = |condition: &str| {
        rules(&format!(
            "pointsman 1\nlead {{ id: text  word: text optional  tags: list of text optional  land: country optional }}\nqueue q\nqueue other\n\
             list vip = [\"Anna\", \"ben\"]\nlist gold = [\"anna\"]\nlist near = [DE, AT]\nroute r {{ rule a {{ when {condition}  assign queue other }}  {END}"
        ))
    };
    for (condition, lead, holds) in [
        ("vip has word", r#"{"id":"1","word":"ANNA"}"#, true),
        ("vip has word", r#"{"id":"1","word":"carl"}"#, false),
        ("vip has word", r#"{"id":"1"}"#, false),
        ("not (vip has word)", r#"{"id":"1","word":"carl"}"#, true),
        ("not (vip has word)", r#"{"id":"1"}"#, false),
        ("near has land", r#"{"id":"1","land":"AT"}"#, true),
        ("near has land", r#"{"id":"1","land":"FR"}"#, false),
        ("vip has any of tags", r#"{"id":"1","tags":["x","ben"]}"#, true),
        ("vip has any of tags", r#"{"id":"1","tags":["x"]}"#, false),
        ("vip has all of tags", r#"{"id":"1","tags":["anna","ben"]}"#, true),
        ("vip has all of tags", r#"{"id":"1","tags":["anna","x"]}"#, false),
        ("tags has all of vip", r#"{"id":"1","tags":["anna","ben","x"]}"#, true),
        ("tags has all of vip", r#"{"id":"1","tags":["anna"]}"#, false),
        ("tags has any of gold", r#"{"id":"1","tags":["anna"]}"#, true),
        ("vip has all of gold", r#"{"id":"1"}"#, true),
        ("gold has all of vip", r#"{"id":"1"}"#, false),
        ("vip has any of [\"x\", \"ben\"]", r#"{"id":"1"}"#, true),
    ] {
        let queue = if holds { "other" } else { "q" };
        assert_eq!(routed(&policy(condition), lead, NOW).queue.as_deref(), Some(queue), "{condition} {lead}");
    }
}

/// `missing` in a table of cases says that the answer has none, and is no name.
#[test]
fn a_case_may_expect_no_rep_no_team_no_queue_no_rule() {
    let text = |cells: &str| {
        format!(
            "pointsman 1\nlead {{ id: text  n: integer optional }}\nqueue q\nteam east {{ members [\"ann\"] }}\nroute r {{ rule a {{ when n > 5  assign team east }}  rule b {{ when n > 3  disqualify \"no\" }}  {END}\
             test cases \"who\" {{\n  given rep ann {{ open lead 0 }}\n  n => rep | team | queue | rule\n  {cells}\n}}\n"
        )
    };
    for (cells, passes) in [
        ("9 => ann | east | missing | a", true),
        ("9 => missing | east | missing | a", false),
        ("9 => ann | missing | missing | a", false),
        ("4 => missing | missing | missing | b", true),
        ("4 => missing | missing | missing | missing", false),
        ("1 => missing | missing | q | \"otherwise\"", true),
        ("1 => missing | missing | missing | \"otherwise\"", false),
    ] {
        let report = rules(&text(cells)).run_tests(None, &mut NothingBeside);
        let passed = report.results.iter().all(|result| result.outcome == TestOutcome::Passed);
        assert_eq!((report.results.len(), passed), (1, passes), "{cells}");
    }
    assert_eq!(told(&text("9 => not ann | east | missing | a"))[0].0, "R0221");
}

/// Of two lines of a sort that stands once, none wins unseen: both places are shown.
#[test]
fn what_stands_once_is_not_given_twice() {
    let rule = |lines: &str| format!("{HEAD}route r {{ rule a {{ when n > 1  {lines}  assign queue other }}  {END}");
    let link = |mods: &str| format!("{HEAD}route r {{ rule a {{ assign team t {mods} else queue q }}  {END}");
    let item = |item: &str| format!("{HEAD}{item}\nroute r {{ {END}");
    let hours = "hours h in \"UTC\" { mon 09:00-10:00 }\nhours k in \"UTC\" { mon 09:00-10:00 }\n";
    let slas = "sla hot { first touch within 1 hours }\nsla cold { first touch within 2 hours }\n";
    for (what, text) in [
        ("sla", format!("{}{slas}", rule("sla hot  sla cold"))),
        ("active", rule("active 2026-01-01..  active ..2026-05-05")),
        ("describe", rule("describe \"a\"  describe \"b\"")),
        ("members", item("team u { members [\"ann\"]  members [\"bob\"] }")),
        ("members", item("team u { members where \"de\" in languages  members [\"bob\"] }")),
        ("hours", item(&format!("{hours}team u {{ members [\"ann\"]  hours h  hours k }}"))),
        ("hours", item(&format!("{hours}team u {{ members [\"ann\"]  hours h  hours of rep }}"))),
        ("zone", item("team u { members [\"ann\"]  zone \"UTC\"  zone \"Europe/Berlin\" }")),
        ("distribute by", item("team u { members [\"ann\"]  distribute by round robin  distribute by in order }")),
        ("new members", item("team u { members [\"ann\"]  new members start level  new members start last }")),
        ("absences", item("team u { members [\"ann\"]  absences owed  absences forgiven }")),
        ("zone", item("queue x { zone \"UTC\"  zone \"Europe/Berlin\" }")),
        ("managed by", item("queue x { managed by \"a\"  managed by \"b\" }")),
        ("first touch", item("sla x { first touch within 1 hours  first touch within 2 hours }")),
        ("on clock", item(&format!("{hours}sla x {{ on clock h  on clock k  first touch within 1 hours }}"))),
        ("start at", item("score x { start at 1  start at 2  add 1 when n > 1 }")),
        ("limit to", item("score x { limit to 0..1  limit to 0..2  add 1 when n > 1 }")),
        ("otherwise", item("classify x { \"a\" when n > 1  otherwise \"b\"  otherwise \"c\" }")),
        ("from", item("record x { a: text from \"A\" from \"B\" }")),
        ("default", item("record x { a: text default \"A\" private default \"B\" }")),
        ("take in order of", format!("{HEAD}route r {{ take in order of n  take in order of note  {END}")),
        (
            "on invalid",
            format!("{HEAD}route r {{ on invalid {{ assign queue q }}  on invalid {{ assign queue other }}  {END}"),
        ),
        ("wait up to", link("wait up to 1 hours wait up to 2 hours")),
        ("same rep for", link("same rep for note same rep for n")),
        ("counts", link("counts for team t counts as turn for team t")),
        ("if available", link("if available if available for team t")),
        ("zone", item("").replace("pointsman 1\n", "pointsman 1\nzone \"UTC\"\nzone \"Europe/Berlin\"\n")),
        ("module", item("").replace("pointsman 1\n", "pointsman 1\nmodule a.b\nmodule a.c\n")),
    ] {
        let error = Compiler::new().add(Source::new("r.route", text.as_str())).compile().expect_err(&text);
        let twice: Vec<_> = error.diagnostics().iter().filter(|one| one.code.to_string() == "R0125").collect();
        assert_eq!(
            twice.len(),
            1,
            "{text}\n{:?}",
            error.diagnostics().iter().map(|one| &one.message).collect::<Vec<_>>()
        );
        assert_eq!(twice[0].message, format!("`{what}` is given twice"));
        assert_eq!(twice[0].secondary.len(), 1, "both places are shown");
    }
    // These stand as often as one likes.
    for text in [
        rule("unless n > 9  unless n < 0  tag \"a\"  tag \"b\"  note \"c\"  note \"d\"  set a = 1  set b = 2"),
        item("team u { members [\"ann\"]  cap lead 3 per day  cap lead 9 per week  needs n > 1  needs n < 9 }"),
        item("record x { a: text normalize trim normalize lowercase missing when \"0\" missing when \"-\" }"),
        link("if n > 1 if n < 9 ignoring caps ignoring hours"),
    ] {
        assert_eq!(told(&text), [], "{text}");
    }
}

/// Names are composed; data may write them letter by letter.
#[test]
fn a_key_meets_its_field_however_its_letters_are_composed() {
    let letter_by_letter = |text: &str| text.replace('ö', "o\u{308}").replace('é', "e\u{301}");
    let policy = "pointsman 1\nlead { id: text  größe: integer  town: text from \"Stadt é\" }\nqueue q\n\
        route r { otherwise { assign queue q  set g = größe  set t = town } }\n";
    let lead = r#"{"id":"L","größe":5,"Stadt é":"Köln"}"#;
    let row = "größe,Stadt é,id\n5,Köln,L\n";
    let mut found = Vec::new();
    for policy in [policy.to_owned(), letter_by_letter(policy)] {
        let rules = rules(&policy);
        for text in [lead.to_owned(), letter_by_letter(lead), letter_by_letter(lead).replace(":5", " : 5")] {
            found.push(routed(&rules, &text, NOW));
        }
        for text in [row.to_owned(), letter_by_letter(row)] {
            let input = std::io::Cursor::new(text.into_bytes());
            let mut records = pointsman::CsvRecords::new(input, 1000).expect("a heading");
            let (_, row) = records.next_record().expect("readable").expect("a row");
            let asked = rules.asked_from_row(&row);
            let request = Request::new(asked.lead()).at(NOW.parse().expect("an instant"));
            found.push(rules.route(&request, &Snapshot::default()).expect("an answer"));
        }
    }
    assert_eq!(found.len(), 10);
    for answer in found {
        assert_eq!(answer.set["g"].as_deref(), Some("5"));
        assert_eq!(answer.set["t"].as_deref().map(|town| town.chars().next()), Some(Some('K')));
    }
}

/// Whole numbers compare with others exactly, one by one and in sets.
#[test]
fn whole_numbers_lie_in_ranges_with_fractions() {
    let text = format!(
        "{HEAD}route r {{\n rule a {{ when n in 0.5..2  set by = \"a\"  assign queue q }}\n \
         rule b {{ when n in [2.5, 7, -1.5]  set by = \"b\"  assign queue q }}\n \
         rule c {{ when n in 7.5..<9  set by = \"c\"  assign queue q }}\n {END}"
    );
    let rules = rules(&text);
    for (n, by) in [(0, None), (1, Some("a")), (2, Some("a")), (3, None), (7, Some("b")), (8, Some("c")), (9, None)] {
        let answer = routed(&rules, &format!(r#"{{"id":"L","n":{n}}}"#), NOW);
        assert_eq!(answer.set.get("by").cloned().flatten().as_deref(), by, "{n}");
    }
}
