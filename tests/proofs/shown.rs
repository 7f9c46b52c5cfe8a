//! Findings whose example is no attribute of a rule: rows that are never hit, links that never help, gaps of large tables.

use crate::{between, example, lead};
use pointsman::{Compiler, Diagnostic, NothingBeside, Request, Snapshot, Source, TestOutcome};

fn findings(text: &str) -> Vec<Diagnostic> {
    Compiler::new().add(Source::new("r.route", text)).review().findings(None).into_iter().collect()
}

fn codes(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|finding| finding.code.to_string()).collect()
}

/// The lead that is shown is given what the finding says.
#[test]
fn a_row_that_is_never_hit_shows_what_its_leads_are_given() {
    let text = "pointsman 1\nlead { id: text  country: country optional  n: integer optional }\n\
        table plan first {\n  country | n => plan: text\n  DE, AT | any => \"mid\"\n  any | >= 100 => \"big\"\n  DE | 500..900 => \"never\"\n  any | any => \"small\"\n}\n\
        queue q\nqueue other\nroute r { rule a { when plan is \"never\"  assign queue other }  otherwise { assign queue q } }\n";
    let found = findings(text);
    let row = found.iter().find(|finding| finding.code.to_string() == "W0305").expect("it is told");
    let note = &row.notes[0];
    let (shown, gets) =
        (between(note, "example: ", " fits this row").expect(note), between(note, "given `", "`").expect(note));
    let given = shown.replace(" = ", ": ").replace(", ", "  ");
    let tested = format!("{text}test \"shown\" {{ given lead {{ {given} }}  expect plan is \"{gets}\" }}\n");
    let rules = Compiler::new().add(Source::new("r.route", tested)).compile().expect("a policy");
    let report = rules.run_tests(None, &mut NothingBeside);
    assert_eq!(report.results[0].outcome, TestOutcome::Passed, "{note}");
}

/// Links behind one that always accepts, and a team that is asked twice: the lead comes to that chain.
#[test]
fn a_link_that_never_helps_shows_a_lead_that_comes_to_it() {
    let text = |chain: &str| {
        format!(
            "pointsman 1\nlead {{ id: text  n: integer optional }}\nrep {{ x: text optional }}\nteam t {{ members [\"ann\", \"bob\"] }}\nqueue q\nqueue other\n\
             route r {{ rule first {{ when n > 5  assign queue other }}  rule here {{ when n > 3  {chain} }}  otherwise {{ assign queue other }} }}\n"
        )
    };
    for (chain, goes_to) in [
        ("assign queue q else queue other", "here"),
        ("assign team t else team t else queue q", "here"),
        ("assign team t else team t", "otherwise"),
    ] {
        let text = text(chain);
        let found = findings(&text);
        let told = found.iter().find(|finding| finding.code.to_string() == "W0332").expect(chain);
        assert!(told.notes[0].contains(&format!("goes to `{goes_to}`")), "{chain}: {:?}", told.notes);
        let mut attributes = example(told).expect(chain);
        attributes.push(("id".to_owned(), "1".into()));
        let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect("a policy");
        let answer = rules.route(&Request::new(&lead(&rules, &attributes)), &Snapshot::default()).expect("an answer");
        assert_eq!(answer.rule.as_deref(), Some(goes_to), "{chain}: {:?}", told.notes);
    }
}

/// A table that is too large for a quick look: the lead that is shown is given nothing.
#[test]
fn a_gap_of_a_large_table_is_shown_by_a_lead_without_a_row() {
    let fields = ["a", "b", "c", "d", "e"];
    let row = |at: usize| {
        let cells: Vec<String> =
            (0..5).map(|place| if place == at % 5 { format!("{at}..{}", at + 1) } else { "any".to_owned() }).collect();
        format!("  {} => \"x\"\n", cells.join(" | "))
    };
    let rows: String = (0..120).step_by(2).map(row).collect();
    let declared: String = fields.iter().map(|field| format!("  {field}: integer optional\n")).collect();
    let rest = "  any | any | any | any | >= 200 => \"y\"\n  missing | any | any | any | any => \"z\"\n";
    let text = |end: &str| {
        format!(
            "pointsman 1\nlead {{\n  id: text\n{declared}}}\ntable t first {{\n  {} => t: text\n{rows}{rest}{end}}}\nqueue q\nroute r {{ rule x {{ when t is \"x\"  assign queue q }}  otherwise {{ assign queue q }} }}\n",
            fields.join(" | ")
        )
    };
    let found = findings(&text(""));
    assert_eq!(codes(&found), ["R0310"], "{found:?}");
    let shown = found[0].notes[0].strip_prefix("not covered: ").expect("a lead");
    let given: Vec<String> =
        shown.split(", ").filter(|part| !part.ends_with("missing")).map(|part| part.replace(" = ", ": ")).collect();
    let tested = format!(
        "{}test \"shown\" {{ given lead {{ {} }}  expect t is \"none\" }}\n",
        text("  else \"none\"\n"),
        given.join("  ")
    );
    let rules = Compiler::new().add(Source::new("r.route", tested)).compile().expect("a policy");
    let report = rules.run_tests(None, &mut NothingBeside);
    assert_eq!(report.results[0].outcome, TestOutcome::Passed, "{shown}\n{report}");
}

/// A definition that only gives a value another name is that value.
#[test]
fn a_rule_is_taken_through_another_name_too() {
    let text = "pointsman 1\nlead { id: text  n: integer optional  land: country optional }\nderive size: integer = n\nderive extent: integer = size\nderive where_from: country = land\n\
        queue q\nqueue other\nroute r { rule first { when n > 5  assign queue other }  rule never { when extent > 9 and where_from is DE  assign queue q }\n\
        rule lives { when size > 3  assign queue q }  otherwise { assign queue other } }\n";
    let found = findings(text);
    assert_eq!(codes(&found), ["W0301"], "{found:?}");
    assert!(found[0].message.contains("`never`"), "{found:?}");
    let mut attributes = example(&found[0]).expect("a lead");
    attributes.push(("id".to_owned(), "1".into()));
    let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect("a policy");
    let answer = rules.route(&Request::new(&lead(&rules, &attributes)), &Snapshot::default()).expect("an answer");
    assert_eq!(answer.rule.as_deref(), Some("first"));
}
