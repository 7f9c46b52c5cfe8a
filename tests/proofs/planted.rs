//! The touchstone with one fault planted in it: that fault is told, nothing else, and its example does what it says.

use crate::dice::Dice;
use crate::{between, example, lead};
use pointsman::domain::Raw;
use pointsman::{Compiler, Diagnostic, NothingBeside, Request, Review, Ruleset, Source, TestOutcome};
use std::fs;
use std::path::Path;

/// A fault: what it is called, the code that tells it, how it is planted.
struct Fault {
    called: &'static str,
    code: &'static str,
    plant: fn(&str, usize, &mut Dice) -> String,
}

const VARIANTS: usize = 5;

const FAULTS: [Fault; 7] = [
    Fault { called: "a shadowed rule", code: "W0301", plant: shadowed },
    Fault { called: "a gap", code: "R0310", plant: gap },
    Fault { called: "an overlap", code: "R0311", plant: overlap },
    Fault { called: "a contradiction", code: "W0302", plant: contradiction },
    Fault { called: "a hole in the bands", code: "R0312", plant: hole },
    Fault { called: "a chain that ends with nobody", code: "W0331", plant: nobody },
    Fault { called: "a skill nobody has", code: "W0351", plant: skill },
];

/// Puts a text in the place of another that stands there once.
pub(crate) fn put(policy: &str, old: &str, new: &str) -> String {
    assert_eq!(policy.matches(old).count(), 1, "{old}");
    policy.replacen(old, new, 1)
}

fn before(policy: &str, place: &str, new: &str) -> String {
    put(policy, place, &format!("{new}\n\n{place}"))
}

fn shadowed(policy: &str, variant: usize, dice: &mut Dice) -> String {
    let more = dice.pick(&[
        "when asked_for_demo",
        "when employees >= 50",
        "when industry is saas",
        "unless partner is present",
    ]);
    let country = dice.pick(&["CU", "IR", "KP", "SY"]);
    let rule = |name: &str, when: &str| {
        format!("  rule {name} {{\n    when {when}\n    {more}\n    assign queue triage\n  }}")
    };
    match variant {
        0 => before(policy, "  rule competitor_lead \"", &rule("late", &format!("country is {country}"))),
        1 => before(
            policy,
            "  rule strategic \"",
            &rule("late", "work_domain is \"rivalsoft.example\" and source is direct"),
        )
        .replace("    unless partner is present\n    assign queue triage", "    assign queue triage"),
        2 => before(policy, "  branch by_hand \"", &rule("late", "named has work_domain")),
        3 => before(
            policy,
            "      rule emea_rest \"",
            "      rule german {\n        when country is DE and employees in 100..500\n        assign queue triage\n      }",
        ),
        _ => before(policy, "  otherwise \"Nothing fits\"", &rule("late", "fit is D")),
    }
}

fn gap(policy: &str, variant: usize, _: &mut Dice) -> String {
    match variant {
        0 => put(policy, "any     | >= 1000   => enterprise", "any     | > 1000    => enterprise"),
        1 => put(policy, "| 100..999  => mid_market", "| 100..998  => mid_market"),
        2 => put(policy, "| 100..999  => mid_market", "| 101..999  => mid_market"),
        3 => put(policy, "| 1..99     => smb", "| 2..99     => smb"),
        _ => put(policy, "  any     | missing   => unknown\n", ""),
    }
}

fn overlap(policy: &str, variant: usize, _: &mut Dice) -> String {
    let row = [
        "emea   | smb                    => emea_mm",
        "amer   | enterprise             => smb_desk",
        "apac   | unknown                => apac_all",
        "any    | mid_market             => smb_desk",
        "emea   | any                    => emea_mm",
    ][variant];
    put(
        policy,
        "  any    | smb, unknown           => smb_desk\n",
        &format!("  any    | smb, unknown           => smb_desk\n  {row}\n"),
    )
}

fn contradiction(policy: &str, variant: usize, dice: &mut Dice) -> String {
    let large = 1_000 + dice.below(5_000);
    match variant {
        0 => put(
            policy,
            "        when segment is mid_market\n",
            &format!("        when segment is mid_market\n        when employees >= {large}\n"),
        ),
        1 => put(
            policy,
            "        when us_patch has postal_code\n",
            "        when us_patch has postal_code\n        when country is DE\n",
        ),
        2 => put(policy, "    when country in embargoed\n", "    when country in embargoed\n    when region is emea\n"),
        3 => put(
            policy,
            "        when in_territory(dach)\n",
            &format!("        when in_territory({})\n", dice.pick(&["uki", "us"])),
        )
        .replace(
            "        when segment is mid_market\n",
            "        when segment is mid_market\n        when in_territory(dach)\n",
        ),
        _ => put(
            policy,
            "    unless source is partner\n    disqualify",
            "    unless source is partner\n    when partner is present\n    disqualify",
        ),
    }
}

fn hole(policy: &str, variant: usize, _: &mut Dice) -> String {
    match variant {
        0 => put(policy, "B \"Warm\": 50..<75", "B \"Warm\": 51..<75"),
        1 => put(policy, "C \"Cool\": 30..<50", "C \"Cool\": 30..49"),
        2 => put(policy, "A \"Hot\": >= 75", "A \"Hot\": > 75"),
        3 => put(policy, "D \"Cold\": < 30", "D \"Cold\": < 29"),
        _ => put(policy, "B \"Warm\": 50..<75", "B \"Warm\": 50..74"),
    }
}

fn nobody(policy: &str, variant: usize, _: &mut Dice) -> String {
    match variant {
        0 => put(
            policy,
            "      else team emea_ent by least loaded\n      else queue triage\n",
            "      else team emea_ent by least loaded\n",
        ),
        1 => put(
            policy,
            "      else team regional_team by round robin\n      else queue triage\n",
            "      else team regional_team by round robin\n",
        ),
        2 => put(
            policy,
            "          else team emea_mm by round robin\n          else queue triage\n",
            "          else team emea_mm by round robin\n",
        ),
        3 => put(policy, "by evenly weight rep.weight else queue triage", "by evenly weight rep.weight"),
        _ => put(policy, "else team amer_mm by least loaded else queue triage", "else team amer_mm by least loaded"),
    }
}

fn skill(policy: &str, variant: usize, dice: &mut Dice) -> String {
    let nobody_has = dice.pick(&["\"ja\" in rep.languages", "\"welding\" in rep.skills", "rep.win_rate >= 99%"]);
    match variant {
        0 => put(policy, "must \"de\" in rep.languages", &format!("must {nobody_has}")),
        1 => put(policy, "must \"de\" in rep.languages", "must \"de\" in rep.languages and \"ja\" in rep.languages"),
        2 => put(
            policy,
            "else team emea_ent by least loaded",
            &format!("else team emea_ent by best match {{ must {nobody_has} }}"),
        ),
        3 => put(
            policy,
            "else team amer_mm by least loaded",
            &format!("else team amer_mm by best match {{ must {nobody_has} }}"),
        ),
        _ => put(
            policy,
            "else team emea_mm by round robin",
            "else team emea_mm by best match { must \"welding\" in rep.skills }",
        ),
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme")
}

pub(crate) fn compiler(inbound: &str) -> Compiler {
    let read = |name: &str| fs::read_to_string(folder().join(name)).expect("a file of the touchstone");
    ["data/free_mail.csv", "data/named_accounts.csv", "data/us_patches.csv", "fixtures/reps.json"].iter().fold(
        Compiler::new()
            .add(Source::new("inbound.route", inbound))
            .add(Source::new("shared.route", read("shared.route"))),
        |compiler, name| compiler.add_data(*name, read(name).into_bytes()),
    )
}

fn findings(review: &Review) -> Vec<Diagnostic> {
    let snapshot = fs::read_to_string(folder().join("snapshot.json")).expect("a snapshot");
    let snapshot = review.rules().map(|rules| rules.snapshot_from_json(&snapshot).expect("it can be read"));
    review.findings(snapshot.as_ref()).into_iter().collect()
}

#[test]
fn nothing_is_told_about_the_touchstone() {
    let inbound = fs::read_to_string(folder().join("inbound.route")).expect("the touchstone");
    let found = findings(&compiler(&inbound).review());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn each_planted_fault_is_told_alone_with_a_true_example() {
    let inbound = fs::read_to_string(folder().join("inbound.route")).expect("the touchstone");
    let mut tried = 0;
    for (kind, fault) in FAULTS.iter().enumerate() {
        for variant in 0..VARIANTS {
            let mut dice = Dice::new(u64::try_from(kind * 100 + variant).expect("few"));
            let policy = (fault.plant)(&inbound, variant, &mut dice);
            let review = compiler(&policy).review();
            let found = findings(&review);
            let codes: Vec<String> = found.iter().map(|finding| finding.code.to_string()).collect();
            let told =
                |finding: &Diagnostic| (finding.code.to_string(), finding.message.clone(), finding.notes.clone());
            let all: Vec<_> = found.iter().map(told).collect();
            assert_eq!(codes, [fault.code], "{} {variant}: {all:?}", fault.called);
            let finding = &found[0];
            let note = finding.notes.first().unwrap_or_else(|| panic!("{} {variant} shows nothing", fault.called));
            let name = format!("{} {variant}: {note}", fault.called);
            match fault.code {
                "R0310" => is_not_covered(&name, &policy, note),
                "R0311" => is_torn(&name, &policy, note),
                "R0312" => has_no_band(&name, &policy, note),
                // Whatever the lead, nobody can: there is no lead to show.
                "W0351" => assert_eq!(note, "this choice finds nobody, whatever the lead"),
                _ => goes_there(&name, review.rules().expect("no error"), finding),
            }
            tried += 1;
        }
    }
    assert_eq!(tried, FAULTS.len() * VARIANTS);
}

/// What a lead of an example has beside what is shown.
fn filled(attributes: &[(String, Raw<'static>)], email: &str) -> Vec<(String, Raw<'static>)> {
    let mut all = attributes.to_vec();
    for (name, value) in [("id", "1"), ("email", email), ("created", "2026-01-05T12:00:00Z")] {
        if !all.iter().any(|(known, _)| known == name) {
            all.push((name.to_owned(), value.to_owned().into()));
        }
    }
    all
}

/// Mail addresses that stand for a private one, which is not shown: of nobody, of a competitor, of a named account.
const PRIVATE: [&str; 3] = ["someone@other.example", "someone@rivalsoft.example", "someone@alpenbank.example"];

/// The lead is decided by the rule that the finding names, when nobody is there.
fn goes_there(name: &str, rules: &Ruleset, finding: &Diagnostic) {
    let (attributes, note) = (example(finding).expect(name), &finding.notes[0]);
    let goes_to = between(note, "goes to `", "`").or_else(|| between(note, "goes on to `", "`")).expect(name);
    let known = if note.contains("a known account of type customer") {
        r#"{"reps": [], "tables": {"account": [{"domain": "other.example", "name": "Other", "type": "customer"}]}}"#
    } else {
        r#"{"reps": []}"#
    };
    let known = rules.snapshot_from_json(known).expect("a snapshot");
    let private = note.contains("(private)");
    let goes = |email: &&str| {
        let lead = lead(rules, &filled(&attributes, email));
        assert!(lead.is_valid(), "{name}: {:?}", lead.problems());
        let request = Request::new(&lead).at("2026-01-05T12:00:00Z".parse().expect("a moment"));
        rules.route(&request, &known).expect("an answer").rule.as_deref() == Some(goes_to)
    };
    assert!(PRIVATE.iter().take(if private { 3 } else { 1 }).any(goes), "{name}");
}

/// A lead as a test of the policy gives it, and what is expected of it.
fn holds(name: &str, policy: &str, lead: &[(&str, &str)], expected: &str) -> bool {
    let said = lead.iter().filter(|(_, value)| *value != "missing").map(|(field, value)| format!("{field}: {value}"));
    let said = said.collect::<Vec<_>>().join("  ");
    let text = format!("{policy}\ntest \"shown\" {{ given lead {{ {said} }}  expect {expected} }}\n");
    let rules = compiler(&text).compile().unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = rules.run_tests(Some("shown"), &mut NothingBeside);
    assert_eq!(report.results.len(), 1, "{name}");
    report.results[0].outcome == TestOutcome::Passed
}

/// `country = DE, employees = 100` in pairs.
fn pairs(shown: &str) -> Vec<(&str, &str)> {
    shown.split(", ").filter_map(|part| part.split_once(" = ")).collect()
}

/// With a last row for what no other row fits, the lead comes to that row.
fn is_not_covered(name: &str, policy: &str, note: &str) {
    let lead = pairs(note.strip_prefix("not covered: ").expect(name));
    assert!(!lead.is_empty(), "{name}");
    let end = policy.find("table regional_team").and_then(|at| policy[..at].rfind('}')).expect("an end");
    let ended = format!("{}  else unknown\n{}", &policy[..end], &policy[end..]);
    let ended = ended.replace("| missing   => unknown", "| missing   => smb");
    assert!(holds(name, &ended, &lead, "segment is unknown"), "{name}");
}

/// As a table whose first row counts, the one order gives another team than the other. Its inputs are definitions: the lead
/// has fields of which they come.
fn is_torn(name: &str, policy: &str, note: &str) {
    let shown = pairs(note.strip_prefix("example: ").expect(name));
    let lead: Vec<(&str, &str)> = shown
        .iter()
        .map(|(_, value)| match *value {
            "emea" => ("country", "DE"),
            "amer" => ("country", "US"),
            "apac" => ("country", "IN"),
            "enterprise" => ("employees", "2000"),
            "mid_market" => ("employees", "500"),
            "smb" => ("employees", "50"),
            "unknown" => ("employees", "missing"),
            other => panic!("{name}: {other}"),
        })
        .collect();
    for (fact, value) in &shown {
        assert!(
            holds(name, &put(policy, "segment\" unique {", "segment\" first {"), &lead, &format!("{fact} is {value}")),
            "{name}"
        );
    }
    let first = put(policy, "segment\" unique {", "segment\" first {");
    let last = "  any    | smb, unknown           => smb_desk\n";
    let row = first[first.find(last).expect("the row before") + last.len()..].lines().next().expect("the planted row");
    let header = "  region | segment                => team\n";
    let turned = put(&put(&first, &format!("{row}\n"), ""), header, &format!("{header}{row}\n"));
    let planted = row.rsplit("=> ").next().expect("a team");
    let is = format!("regional_team is {planted}");
    assert!(holds(name, &turned, &lead, &is) && !holds(name, &first, &lead, &is), "{name}");
}

/// A number, and not a lead, has no grade: it lies in none of the bands as they are written.
fn has_no_band(name: &str, policy: &str, note: &str) {
    let tenths = |text: &str| -> i64 {
        let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let rest = format!("{rest:0<4}");
        whole.parse::<i64>().expect(name) * 10_000 + rest.parse::<i64>().expect(name)
    };
    let score = tenths(note.strip_prefix("not covered: ").expect(name));
    let bands = between(policy, "engagement {\n", "\n}").expect("the grade");
    let mut seen = 0;
    for band in bands.lines() {
        let range = band.rsplit(": ").next().expect("a band");
        let holds = if let Some((low, high)) = range.split_once("..<") {
            tenths(low) <= score && score < tenths(high)
        } else if let Some((low, high)) = range.split_once("..") {
            tenths(low) <= score && score <= tenths(high)
        } else if let Some(low) = range.strip_prefix(">= ") {
            tenths(low) <= score
        } else if let Some(low) = range.strip_prefix("> ") {
            tenths(low) < score
        } else {
            score < tenths(range.strip_prefix("< ").expect(name))
        };
        assert!(!holds, "{name}: {band}");
        seen += 1;
    }
    assert_eq!(seen, 4, "{name}");
}
