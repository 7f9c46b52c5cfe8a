//! What came from outside a decision is in its log: a log is decided again without the host.

use pointsman::domain::Decimal;
use pointsman::{
    Compiler, DirectoryError, DirectoryQuestion, DirectoryRow, LeadView, LogReader, LogWriter, Outcome, Replayed,
    Ruleset, RunKind, Score, ScorerError, Snapshot, Source,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const POLICY: &str = r#"pointsman 1
lead { id: text  company: text optional  domain: domain optional }
record account { domain: domain  name: text  owner: rep  since: date optional }
match account as acct { by domain  by name similarity >= 80% }
score intent from scorer "intent"
team sales { members ["ann", "bo"]  cap lead 1 per day  distribute by round robin }
queue triage
queue cold
route inbound {
  rule owned { when acct is present  assign owner of acct  note "{acct.name} since {acct.since}" }
  rule keen { when intent >= 50  assign team sales else queue triage }
  otherwise { assign queue cold }
}
"#;
const SNAPSHOT: &str = r#"{"reps":[{"id":"ann"},{"id":"bo"},{"id":"cy"}]}"#;

fn alone() -> Ruleset {
    Compiler::new().add(Source::new("log.route", POLICY)).compile().expect("a policy")
}

/// Accounts that the host keeps, and how often it was asked for them; it fails for `down.example`.
fn connected(asked: &Arc<AtomicU32>) -> Ruleset {
    let asked = Arc::clone(asked);
    alone()
        .with_directory("account", move |question: &DirectoryQuestion<'_>| {
            asked.fetch_add(1, Ordering::Relaxed);
            let row = |domain: &'static str, name: &'static str| {
                let cells = [("domain", domain.into()), ("name", name.into()), ("owner", "cy".into())];
                DirectoryRow::new(cells.into_iter().chain([("since", "2025-02-03".into())]))
            };
            match &*question.key() {
                "down.example" => Err(DirectoryError::new("no line")),
                // More than was asked for: what does not fit is not taken.
                _ => Ok(vec![row("Firm.example", "Firm \"quoted\""), row("other.example", "Beispiel AG")]),
            }
        })
        .with_scorer("intent", |lead: &LeadView<'_>| match lead.text("company") {
            Some("Keen") => Ok(Score::new(Decimal::from(70))),
            Some(_) => Ok(Score::new(Decimal::from(7))),
            None => Err(ScorerError::new("nothing to go by")),
        })
}

const LEADS: [&str; 7] = [
    r#"{"id":"L1","domain":"FIRM.example"}"#,
    r#"{"id":"L2","domain":"down.example","company":"Keen"}"#,
    r#"{"id":"L3","company":"Beispiel GmbH"}"#,
    r#"{"id":"L4","company":"Keen"}"#,
    r#"{"id":"L5","company":"Keen"}"#,
    r#"{"id":"L6","company":"Someone"}"#,
    r#"{"id":"L7","domain":"firm.example"}"#,
];

fn log(rules: &Ruleset, kind: RunKind) -> (Vec<u8>, Vec<pointsman::Assignment>) {
    let snapshot: Snapshot = rules.snapshot_from_json(SNAPSHOT).expect("a snapshot");
    let (mut log, mut answers) = (Vec::new(), Vec::new());
    let mut writer = LogWriter::of_run(&mut log, rules, &snapshot, kind).expect("memory");
    let mut live = rules.bind(snapshot);
    for lead in LEADS {
        let asked = rules.asked_from_json(lead).expect("a lead");
        let request = asked.request("2026-03-02T09:15:00Z".parse().expect("a time"), None);
        let (answer, heard) = live.route_heard(&request).expect("an answer");
        assert_eq!(answer, live.route(&request.clone().heard(&heard)).expect("an answer"), "{lead}");
        writer.append(&request, &asked, &heard, &answer).expect("memory");
        if !kind.no_apply {
            live.apply(&answer.delta).expect("fresh");
        }
        answers.push(answer);
    }
    writer.finish().expect("memory");
    (log, answers)
}

fn replayed(log: &[u8], rules: &Ruleset) -> Vec<Replayed> {
    let mut reader = LogReader::open(log, rules).expect("a log");
    assert!(reader.header_differences().is_empty(), "{:?}", reader.header_differences());
    let mut all = Vec::new();
    loop {
        match reader.next_decision().expect("a line") {
            Replayed::End => return all,
            told => all.push(told),
        }
    }
}

#[test]
fn what_scorers_and_directories_said_is_decided_again_without_them() {
    let asked = Arc::new(AtomicU32::new(0));
    let (log, answers) = log(&connected(&asked), RunKind::default());
    let ends: Vec<_> = answers.iter().map(|answer| (answer.rule.as_deref(), answer.rep.as_deref())).collect();
    let owned = (Some("owned"), Some("cy"));
    let keen = |rep| (Some("keen"), rep);
    let expected = [owned, keen(Some("ann")), owned, keen(Some("bo")), keen(None), (Some("otherwise"), None), owned];
    assert_eq!(ends, expected);
    assert_eq!(answers[0].notes, ["Firm \"quoted\" since 2025-02-03"]);
    assert_eq!(answers[1].data_notes[0].message, "the directory did not answer; no row of it is found");
    let questions = asked.load(Ordering::Relaxed);
    assert!(questions >= 7);
    assert_eq!(replayed(&log, &alone()), vec![Replayed::Same; LEADS.len()]);
    // Nor is a host asked that is connected: what was recorded stands in.
    assert_eq!(replayed(&log, &connected(&asked)), vec![Replayed::Same; LEADS.len()]);
    assert_eq!(asked.load(Ordering::Relaxed), questions);
    let text = String::from_utf8(log).expect("UTF-8");
    assert!(text.contains(r#""account.domain":{"down.example":null}"#), "{text}");
    assert!(text.contains(r#""intent":"70""#), "{text}");
}

#[test]
fn a_run_on_one_snapshot_is_decided_again_on_one() {
    let rules = connected(&Arc::default());
    let (usual, _) = log(&rules, RunKind::default());
    let mut kind = RunKind::default();
    kind.no_apply = true;
    let (log, answers) = log(&rules, kind);
    assert_eq!(answers[3].rep, answers[4].rep, "nothing was taken in");
    assert!(answers.iter().all(|answer| answer.version == 0) && answers[4].outcome == Outcome::Assigned);
    assert_eq!(replayed(&log, &alone()), vec![Replayed::Same; LEADS.len()]);
    assert_ne!(log, usual);
}
