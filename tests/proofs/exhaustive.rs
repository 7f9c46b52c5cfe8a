//! Every lead that a generated policy can tell apart is routed; what is proved must be what happens.

use crate::generate::{Policy, policy};
use crate::{between, example, lead};
use pointsman::{Compiler, Diagnostic, Lead, Live, Outcome, Request, Ruleset, Snapshot, Source};
use std::collections::BTreeSet;

/// The policy with an end: a route without one does not compile.
fn with_end(text: &str) -> String {
    if text.contains("otherwise") {
        return text.to_owned();
    }
    let end = text.rfind('}').expect("the route ends");
    format!("{}  otherwise {{ assign hold }}\n}}\n", &text[..end])
}

fn compile(text: &str) -> Ruleset {
    let compiled = Compiler::new().add(Source::new("r.route", text)).compile();
    compiled.unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The rules that decide about some lead when nobody else is there.
fn chosen(rules: &Ruleset, policy: &Policy, leads: &[Lead]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let one = |name: &str| {
        rules.snapshot_from_json(&format!("{{\"reps\": [{{\"id\": \"rep_{name}\"}}]}}")).expect("a snapshot")
    };
    let worlds = policy.rules.iter().filter(|(_, open)| *open).map(|(name, _)| one(name));
    for snapshot in std::iter::once(Snapshot::default()).chain(worlds) {
        let live = rules.bind(snapshot);
        for lead in leads {
            let answer = live.route(&Request::new(lead)).expect("an answer");
            found.extend(answer.rule.map(|rule| rule.to_string()));
        }
    }
    found
}

/// The names of rules and branches that a finding says nothing can be decided by.
fn dead(finding: &Diagnostic) -> Option<String> {
    match finding.code.to_string().as_str() {
        "W0301" => between(&finding.message, "branch `", "`")
            .or_else(|| between(&finding.message, "rule `", "`"))
            .map(str::to_owned),
        "W0302" => finding.helps.iter().find_map(|help| between(help, "`", "` never decides")).map(str::to_owned),
        _ => None,
    }
}

/// The rules inside a branch, by the text.
fn inside(text: &str, branch: &str) -> Vec<String> {
    let start = text.find(&format!("branch {branch} ")).expect("the branch");
    let (mut depth, mut names) = (0_i32, Vec::new());
    for line in text[start..].lines() {
        if let Some(name) = between(line, "rule ", " {").filter(|_| line.trim_start().starts_with("rule ")) {
            names.push(name.to_owned());
        }
        depth += i32::try_from(line.matches('{').count()).expect("few");
        depth -= i32::try_from(line.matches('}').count()).expect("few");
        if depth == 0 {
            break;
        }
    }
    names
}

#[derive(Default)]
struct Counts {
    policies: usize,
    dead: usize,
    together: usize,
    examples: usize,
    needless: usize,
    falling: usize,
    covered: usize,
}

fn judge(seed: u64, counts: &mut Counts) {
    let policy = policy(seed);
    let whole = with_end(&policy.text);
    let rules = compile(&whole);
    let leads: Vec<Lead> = policy.leads.iter().map(|attributes| lead(&rules, attributes)).collect();
    assert!(leads.iter().all(Lead::is_valid), "seed {seed}");
    let truth = chosen(&rules, &policy, &leads);
    let review = Compiler::new().add(Source::new("r.route", policy.text.as_str())).review();
    let found = review.findings(None);
    counts.policies += 1;

    let mut said: BTreeSet<String> = BTreeSet::new();
    for finding in &found {
        assert_ne!(finding.code.to_string(), "W0309", "seed {seed}");
        if let Some(name) = dead(finding) {
            counts.together += usize::from(finding.secondary.len() > 1 && finding.code.number() == 301);
            if name.starts_with("branch") {
                said.extend(inside(&policy.text, &name));
            } else {
                said.insert(name);
            }
        }
        if let Some(attributes) = example(finding) {
            counts.examples += 1;
            let mut attributes = attributes;
            attributes.push(("id".to_owned(), "1".into()));
            if !attributes.iter().any(|(name, _)| name == "level") {
                attributes.push(("level".to_owned(), "0".into()));
            }
            let lead = lead(&rules, &attributes);
            let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("an answer");
            let note = finding.notes.first().expect("an example");
            if let Some(goes_to) = between(note, "goes to `", "`").or_else(|| between(note, "goes on to `", "`")) {
                assert_eq!(answer.rule.as_deref(), Some(goes_to), "seed {seed}: {note}\n{}", policy.text);
            }
        }
        if finding.code.to_string() == "W0303" {
            counts.needless += 1;
            needless(seed, &policy, &whole, finding, &rules, &leads);
        }
    }
    let never: BTreeSet<String> =
        policy.rules.iter().map(|(name, _)| name.clone()).filter(|name| !truth.contains(name)).collect();
    // A route without an end is an error; its rules are judged once it has one.
    if policy.text == whole {
        assert_eq!(said, never, "seed {seed}\n{}", policy.text);
        counts.dead += never.len();
        return;
    }
    let told = found.iter().find(|finding| finding.code.to_string() == "R0320").expect("it has no end");
    let live = rules.bind(Snapshot::default());
    let falls = leads.iter().any(|lead| live.route(&Request::new(lead)).expect("an answer").outcome == Outcome::Held);
    let says = told.notes.iter().any(|note| note.starts_with("example: "));
    let covered = told.notes.iter().any(|note| note.starts_with("its rules take every lead"));
    assert!(says != covered, "seed {seed}: {:?}", told.notes);
    assert_eq!(says, falls, "seed {seed}: {:?}\n{}", told.notes, policy.text);
    counts.falling += usize::from(says);
    counts.covered += usize::from(covered);
}

/// Without a line that is said to change nothing, every lead goes where it went.
fn needless(seed: u64, policy: &Policy, whole: &str, finding: &Diagnostic, rules: &Ruleset, leads: &[Lead]) {
    let (start, end) = (finding.primary.span.start, finding.primary.span.end);
    let place = |at: u32| usize::try_from(at).expect("a place");
    let before = whole[..place(start)].trim_end();
    let before = before.strip_suffix("when").or_else(|| before.strip_suffix("unless")).expect("a line");
    // The last line of a branch's head must not go: what is left would be no branch.
    let text = format!("{before}{}{}", if before.ends_with("{ ") { "" } else { " " }, &whole[place(end)..]);
    let Ok(without) = Compiler::new().add(Source::new("r.route", text)).compile() else { return };
    let (with, without) = (rules.bind(Snapshot::default()), without.bind(Snapshot::default()));
    for lead in leads {
        let go = |live: &Live| live.route(&Request::new(lead)).expect("an answer").path;
        assert_eq!(go(&with), go(&without), "seed {seed}: {}\n{}", finding.message, policy.text);
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how many cases a test tries is no part of any decision")]
fn what_is_proved_is_what_happens() {
    let cases = match std::env::var("POINTSMAN_CASES").as_deref() {
        Ok("tenth") => 25,
        Ok(cases) => cases.parse().unwrap_or(250),
        Err(_) => 250,
    };
    let mut counts = Counts::default();
    for seed in 0..cases {
        judge(seed, &mut counts);
    }
    println!(
        "{} policies: {} rules that can never be chosen ({} by several together), {} needless lines, {} routes that leads fall \
         out of, {} that take all, {} examples",
        counts.policies, counts.dead, counts.together, counts.needless, counts.falling, counts.covered, counts.examples
    );
    let enough = usize::try_from(cases).expect("few") / 10;
    assert!(counts.dead > enough && counts.falling > enough && counts.examples > enough && counts.needless > 0);
    assert!(counts.together > 0 && counts.covered > 0);
}
