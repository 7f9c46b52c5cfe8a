//! The touchstone with one fault planted in it: that fault is told, nothing else, and its example does what it says.

use crate::dice::Dice;
use crate::{between, example, lead};
use pointsman::{Compiler, Diagnostic, Request, Review, Source};
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
    let mut routed = 0;
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
            assert!(!finding.notes.is_empty(), "{} {variant} shows nothing: {all:?}", fault.called);
            let Some(rules) = review.rules() else { continue };
            let (Some(attributes), Some(note)) = (example(finding), finding.notes.first()) else { continue };
            let Some(goes_to) = between(note, "goes to `", "`").or_else(|| between(note, "goes on to `", "`")) else {
                continue;
            };
            // Whether an account is known is no attribute of the lead, and private values are not shown.
            if note.contains("a known account") || note.contains("(private)") {
                continue;
            }
            let mut attributes = attributes;
            for (name, value) in [("id", "1"), ("email", "someone@other.example"), ("created", "2026-01-05T12:00:00Z")]
            {
                if !attributes.iter().any(|(known, _)| known == name) {
                    attributes.push((name.to_owned(), value.into()));
                }
            }
            let lead = lead(rules, &attributes);
            assert!(lead.is_valid(), "{note}: {:?}", lead.problems());
            let request = Request::new(&lead).at("2026-01-05T12:00:00Z".parse().expect("a moment"));
            let answer = rules.route(&request, &pointsman::Snapshot::default()).expect("an answer");
            assert_eq!(answer.rule.as_deref(), Some(goes_to), "{} {variant}: {note}", fault.called);
            routed += 1;
        }
    }
    assert!(routed >= 8, "{routed} examples were routed");
}
