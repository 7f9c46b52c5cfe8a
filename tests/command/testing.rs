//! `test`: failures in words, properties, golden explanations, coverage, suggestions, changes that no test notices.

use crate::desk::{Folder, pointsman, tenth};

const POLICY: &str = r#"pointsman 1
lead { id: text  email: email private optional  n: integer optional check n >= 1 "One or more"  vip: boolean default no }
queue triage
queue big
score s "Size" { add 5 when n > 3 because "Many"  add 7 when n >= 10 because "Very many" }
table band first {
  n       => band: text
  >= 10   => "high"
  1..9    => "low"
  missing => "none"
}
main route r {
  rule many "Many" { when s >= 5  unless vip  assign queue big }
  rule late "High" { when band is "high"  disqualify "High" }
  otherwise { assign queue triage }
}
"#;

fn folder(tests: &str) -> Folder {
    let folder = Folder::new();
    folder.write("p.route", format!("{POLICY}{tests}"));
    folder
}

#[test]
fn a_failure_says_expected_got_because_and_the_nearest_lead_that_passes() {
    let folder = folder(
        "test \"few\" { given lead { n: 2 }  expect rule many }\n\
         todo test \"later\" { given lead { n: 2 }  expect rule many }\n\
         todo test \"done\" { given lead { n: 2 }  expect rule otherwise }\n",
    );
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert_eq!(
        said.out,
        "\
p.route
  FAIL  few
          expected rule many
          got      rule otherwise
          because  queued in queue triage by rule otherwise
                   path r > otherwise
                   `many` does not fit: s >= 5 (s 0)
          nearest lead that passes: n: 4
  todo  later
          expected rule many
          got      rule otherwise
          because  queued in queue triage by rule otherwise
                   path r > otherwise
                   `many` does not fit: s >= 5 (s 0)
          nearest lead that passes: n: 4
  ok    done  passes: the word `todo` can go

1 passed, 1 failed, 1 to do
"
    );
}

#[test]
fn a_property_breaks_with_the_smallest_lead_ready_to_paste() {
    let folder =
        folder("property \"low goes to triage\" { for any lead where n < 9  expect assigned to queue triage }\n");
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    let lead = "given lead { n: 4 }";
    assert!(said.out.contains(&format!("smallest lead that breaks it: {lead}")), "{}", said.out);
    folder.write("q.route", format!("{POLICY}test \"again\" {{ {lead}  expect rule many }}\n"));
    folder.pointsman(&["test", "q.route"]).ends(0);
}

/// A bound is tried on both of its sides: a property that is wrong at one value only is found out.
#[test]
fn bounds_are_tried_on_both_sides() {
    for (condition, ends) in [("n is 10", 1), ("n is 9", 1), ("n is 11", 1), ("n is 4 and vip", 0), ("n is 4", 1)] {
        let test = format!("property \"p\" {{ for any lead where {condition}  expect rule otherwise }}\n");
        let folder = folder(&test);
        assert_eq!(folder.pointsman(&["test", "p.route"]).code, ends, "{condition}");
    }
}

#[test]
fn golden_explanations_are_blessed_and_compared() {
    let folder = folder(
        "test \"why\" { given lead { n: 5  email: \"zqx@zqx.example\" }  expect explain matches \"golden/why.txt\" }\n",
    );
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert!(said.out.contains("no golden/why.txt yet"), "{}", said.out);
    folder.pointsman(&["test", "p.route", "--bless"]).ends(0);
    assert_eq!(
        folder.read("golden/why.txt"),
        "\
by r > many

Score      s 5   +5 Many
Rules      many                         YES     s >= 5 (s 5)
"
    );
    folder.pointsman(&["test", "p.route"]).ends(0);
    let changed = folder.read("p.route").replace("\"Many\"  add", "\"A lot\"  add");
    folder.write("p.route", changed);
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert!(said.out.contains("- Score      s 5   +5 Many"), "{}", said.out);
    assert!(folder.read("golden/why.actual.txt").contains("+5 A lot"));
    folder.pointsman(&["test", "p.route", "--bless"]).ends(0);
    assert!(!std::path::Path::new(&folder.path("golden/why.actual.txt")).exists(), "nothing differs any more");
}

#[test]
fn a_golden_explanation_stays_in_the_folder() {
    let folder = folder("test \"why\" { given lead { n: 5 }  expect explain matches \"../why.txt\" }\n");
    folder.pointsman(&["test", "p.route"]).ends(1).complains("R0406");
}

#[test]
fn build_servers_read_junit() {
    let folder = folder(
        "test \"a < b\" { given lead { n: 2 }  expect rule many }\ntest \"fine\" { given lead { n: 5 }  expect rule many }\n",
    );
    let said = folder.pointsman(&["test", "p.route", "--format", "junit"]).ends(1);
    assert!(said.out.starts_with("<?xml version=\"1.0\""));
    assert!(said.out.contains("<testsuites tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">"), "{}", said.out);
    assert!(said.out.contains("<testcase name=\"a &lt; b\""), "{}", said.out);
    assert!(said.out.contains("<failure message=\"expected rule many, got rule otherwise\">"), "{}", said.out);
    assert!(said.out.contains("name=\"fine\" classname=\"p.route\" file=\"p.route\" line=\"18\"/>"), "{}", said.out);
}

/// Several policies make one document, in which each file is named as the caller would open it.
#[test]
fn several_policies_make_one_document_of_junit() {
    let folder = folder("test \"many\" { given lead { n: 5 }  expect rule many }\n");
    let text = folder.read("p.route");
    folder.write("one/p.route", text.clone());
    folder.write("two/p.route", text.replace("rule many \"Many\"", "rul many \"Many\""));
    folder.write("three/p.route", text);
    let said = folder.pointsman(&["test", "one/p.route", "two", "three", "--format", "junit"]).ends(1);
    assert_eq!(said.out.matches("<?xml").count(), 1, "{}", said.out);
    assert_eq!(said.out.matches("<testsuite ").count(), 3, "{}", said.out);
    assert!(said.out.contains("<testsuites tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"0\">"), "{}", said.out);
    assert!(
        said.out.contains("<testcase name=\"many\" classname=\"three/p.route\" file=\"three/p.route\""),
        "{}",
        said.out
    );
    assert!(said.out.contains("<error message=\"R0110: a route has no `rul` line\"/>"), "{}", said.out);
}

#[test]
fn coverage_names_what_no_test_came_by_and_can_be_a_gate() {
    let folder = folder("test \"many\" { given lead { n: 5 }  expect rule many }\n");
    let said = folder.pointsman(&["test", "p.route", "--coverage"]).ends(0);
    let told = said.out.split_once("1 passed, 0 failed\n\n").expect("coverage").1;
    assert_eq!(
        told,
        "\
decisions    1 of 3 (33 %)
  not chosen by any test:
    late
    r.otherwise
conditions   2 of 6 (33 %)
  not seen both ways:
    many: s >= 5   never no
    many: unless vip   never yes
    late: band is \"high\"   never yes
    late: band is \"high\"   never no
table rows   0 of 3 (0 %)
  not used:
    band row 1
    band row 2
    band row 3
score lines  1 of 2 (50 %)
  not given:
    s: Very many
chain links  1 of 2 (50 %)
  nobody came from:
    r.otherwise: queue triage
"
    );
    folder.pointsman(&["test", "p.route", "--coverage", "--min", "lines=50"]).ends(0);
    folder.pointsman(&["test", "p.route", "--coverage", "--min", "lines=51"]).ends(1).complains("lines: 50 %");
    folder.pointsman(&["test", "p.route", "--coverage", "--min", "files=51"]).ends(2).complains("decisions");
    folder.pointsman(&["test", "p.route", "--min", "51"]).ends(2).complains("--coverage");
}

/// What is suggested compiles, passes, and comes by everything that it can.
#[test]
fn suggested_tests_pass_and_cover() {
    let own = folder("");
    let said = own.pointsman(&["test", "p.route", "--suggest"]).ends(0);
    assert!(said.err.contains("no lead found for") || said.err.contains("each says what the policy does now"));
    own.write("p.route", format!("{POLICY}\n{}", said.out));
    own.pointsman(&["test", "p.route", "--coverage", "--min", "100"]).ends(0);
    let again = own.pointsman(&["test", "p.route", "--suggest"]).ends(0);
    assert_eq!(again.out, "", "nothing is left to suggest");
}

/// The touchstone without its own tests, in modules, with the moments and snapshot that the policy's test names.
#[test]
fn suggestions_for_the_touchstone_pass() {
    if tenth() {
        return println!("skipped: hundreds of leads are tried at full count only");
    }
    let said = pointsman(&["test", "examples/acme", "--suggest"]).ends(0);
    assert!(said.out.contains("module acme.inbound.suggested"), "{}", said.out);
    let folder = Folder::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    for name in
        ["inbound.route", "shared.route", "data/free_mail.csv", "data/named_accounts.csv", "data/us_patches.csv"]
    {
        folder.write(name, std::fs::read(root.join(name)).expect("a file"));
    }
    folder.write("fixtures/reps.json", std::fs::read(root.join("fixtures/reps.json")).expect("a file"));
    let said = folder.pointsman(&["test", ".", "--suggest"]).ends(0);
    folder.write("suggested.route", &said.out);
    folder.pointsman(&["test", ".", "--coverage", "--min", "decisions=80", "--min", "rows=100"]).ends(0);
}

#[test]
fn changes_that_no_test_notices_are_listed_in_the_authors_words() {
    let folder = folder("test \"many\" { given lead { n: 5 }  expect rule many }\n");
    let said = folder.pointsman(&["test", "p.route", "--mutate"]).ends(0);
    let bound =
        "  p.route:5              bound        score s \"Size\" { add 5 when n > 3 because \"Many\" add 7 when n >= 10";
    assert!(said.out.contains(bound), "{}", said.out);
    assert!(
        said.out.contains("target       rule many \"Many\" { when s >= 5 unless vip assign queue big }"),
        "{}",
        said.out
    );
    folder.pointsman(&["test", "p.route", "--mutate", "--min", "95"]).ends(1);
}

/// Rows that exclude each other may change places; a limit that no sum reaches may move.
#[test]
fn changes_with_the_same_meaning_are_left_out() {
    let policy = POLICY.replace("\"Size\" {", "\"Size\" { limit to 0..12");
    let folder = Folder::new();
    folder.write("p.route", policy);
    let said = folder.pointsman(&["test", "p.route", "--mutate"]).ends(0);
    let same = said.out.split_once("left out: the same meaning\n").expect("some are").1;
    assert!(same.contains("limit to 0..13"), "{same}");
    assert!(!same.contains("limit to 0..11"), "twelve is reached: {same}");
    assert!(same.contains("1..9 => \"low\" >= 10 => \"high\""), "{same}");
}

/// Rules and arms that no lead fits both may change places; others may not.
#[test]
fn neighbours_that_exclude_each_other_are_left_out() {
    let folder = Folder::new();
    let policy = r#"pointsman 1
lead { id: text  n: integer optional  c: country optional }
queue a
queue b
queue c
classify sort { "x" when c in [DE, FR]  "y" when c is US  "z" when n > 5  otherwise "w" }
main route r {
  rule low { when n < 10  assign queue a }
  rule high { when n >= 10  assign queue b }
  rule american { when c is US  assign queue c }
  otherwise { assign queue c }
}
"#;
    folder.write("p.route", policy);
    let said = folder.pointsman(&["test", "p.route", "--mutate"]).ends(0);
    let (open, same) = said.out.split_once("left out: the same meaning\n").expect("some are");
    assert!(same.contains("\"y\" when c is US \"x\" when c in [DE, FR]"), "{same}");
    assert!(same.contains("rule high { when n >= 10 assign queue b } rule low"), "{same}");
    assert!(open.contains("\"z\" when n > 5 \"y\" when c is US"), "{open}");
    assert!(open.contains("rule american { when c is US assign queue c } rule high"), "{open}");
}

/// An explanation notices everything and says nothing of what is right.
#[test]
fn golden_explanations_notice_nothing() {
    let folder = folder("test \"why\" { given lead { n: 5 }  expect explain matches \"why.txt\" }\n");
    folder.pointsman(&["test", "p.route", "--bless"]).ends(0);
    let said = folder.pointsman(&["test", "p.route", "--mutate"]).ends(0);
    assert!(said.out.contains(": 0 of "), "{}", said.out);
}

/// The touchstone's own tests notice nine of ten of at least three hundred changes.
#[test]
fn the_tests_of_the_touchstone_notice() {
    if tenth() {
        return println!("skipped: hundreds of changes are tried at full count only");
    }
    let said = pointsman(&["test", "examples/acme", "--mutate", "--min", "90"]).ends(0);
    let last = said.out.lines().last().expect("a summary");
    let changes: usize = last.split(' ').next().and_then(|number| number.parse().ok()).expect("a number");
    assert!(changes >= 300, "{last}");
}

/// A filter holds for whatever is made of the tests, not for running them alone.
#[test]
fn a_filter_holds_for_coverage_changes_and_suggestions() {
    let tests = "test \"many\" { given lead { n: 20 }  expect rule many }\ntest \"late\" { given lead { n: 20  vip: yes }  expect rule late }\n";
    let (both, one) = (folder(tests), folder(tests.lines().next().expect("a test")));
    for what in ["--coverage", "--mutate", "--suggest"] {
        let told = |said: crate::desk::Said| said.ends(0).out;
        let (filtered, alone) = (
            told(both.pointsman(&["test", "p.route", "--filter", "many", what])),
            told(one.pointsman(&["test", "p.route", what])),
        );
        // The place of what was suggested or changed is the same: the second test stands at the end.
        assert_eq!(filtered, alone, "{what}");
        assert_ne!(filtered, told(both.pointsman(&["test", "p.route", what])), "{what}");
    }
}

/// A word with a slip in it would pass for ever.
#[test]
fn a_filter_that_no_test_fits_is_told() {
    let both = folder("test \"many\" { given lead { n: 20 }  expect rule many }\n");
    both.pointsman(&["test", "p.route", "--filter", "man"]).ends(0);
    let said = both.pointsman(&["test", "p.route", "--filter", "mnay"]).ends(2);
    assert!(said.err.contains("--filter mnay: no test has this in its name"), "{}", said.err);
}

/// What a test gives is read as a lead that comes in: checked, normalised, with words for missing and defaults.
#[test]
fn the_lead_of_a_test_is_read_as_any_lead() {
    let policy = r#"pointsman 1
lead {
  id: text
  employees: integer check employees >= 5 "must be 5 or more"
  budget: integer optional check budget >= 1 "must be 1 or more"
  company: text optional missing when "n/a"
  state: exact text optional normalize uppercase
  share: percent default 10% check share in 0%..50% "at most half"
}
queue q
main route r {
  on invalid { assign queue q }
  rule low { when budget < 1  assign queue q }
  rule cal { when state is "CA"  assign queue q }
  rule named { when company is present  assign queue q }
  rule half { when share > 50%  assign queue q }
  otherwise { assign queue q }
}
test "required" { given lead { employees: 0 }  expect not rule otherwise  expect not rule low }
test "a stand-in passes the check" { given lead { state: "fl" }  expect rule otherwise }
test "optional" { given lead { budget: -3 }  expect rule otherwise  expect budget is missing }
test "a word for missing" { given lead { company: "n/a" }  expect rule otherwise }
test "empty" { given lead { company: "" }  expect rule otherwise }
test "normalised" { given lead { state: "ca" }  expect rule cal }
test "the default stands in" { given lead { share: 60% }  expect share is 10% }
test "missing means left out" { given lead { share: missing }  expect share is 10% }
property "never more than half" { for any lead  expect not rule half }
property "its own words count" { for any lead where company is "Zyx" and state is "NY"  expect rule named }
"#;
    let folder = Folder::new();
    folder.write("p.route", policy);
    let said = folder.pointsman(&["test", "p.route"]).ends(0);
    assert!(said.out.contains("10 passed, 0 failed"), "{}", said.out);
}

/// A property that speaks of no lead proves nothing, and is no success.
#[test]
fn a_property_without_leads_fails() {
    let folder = folder("property \"nobody\" { for any lead where n > 5 and n < 3  expect rule many }\n");
    let said = folder.pointsman(&["test", "p.route"]).ends(1);
    assert!(said.out.contains("FAIL  nobody  0 leads tried"), "{}", said.out);
    assert!(said.out.contains("without a lead nothing is proved"), "{}", said.out);
}
