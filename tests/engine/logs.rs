//! Every byte of a log counts.

use pointsman::{Compiler, LogReader, LogWriter, Replayed, Ruleset};

const POLICY: &str = r#"pointsman 1
lead { id: text  employees: integer optional  company: text optional }
rep { weight: decimal optional }
team sales { members where weight >= 1  cap lead 9 per day  distribute by evenly }
queue triage
route inbound {
  rule big { when employees >= 10  assign team sales same rep for company else queue triage  note "{company}" }
  otherwise { assign queue triage }
}
"#;
const SNAPSHOT: &str = r#"{"version":3,"reps":[{"id":"ann","weight":2,"open":{"lead":1}},{"id":"bo","weight":"1.5"}]}"#;

/// Whether a log says of itself that all is as it was.
fn is_same(log: &[u8], rules: &Ruleset) -> bool {
    let Ok(mut reader) = LogReader::open(log, rules) else { return false };
    let mut decisions = 0;
    loop {
        match reader.next_decision() {
            Ok(Replayed::Same) => decisions += 1,
            Ok(Replayed::End) => return decisions == 3 && reader.header_differences().is_empty(),
            Ok(Replayed::Different(_)) | Err(_) => return false,
        }
    }
}

#[test]
fn no_byte_can_change_without_being_found() {
    let rules = Compiler::new().add(pointsman::Source::new("log.route", POLICY)).compile().expect("a policy");
    let snapshot = rules.snapshot_from_json(SNAPSHOT).expect("a snapshot");
    let mut log = Vec::new();
    let mut live = rules.bind(snapshot.clone());
    let mut writer = LogWriter::new(&mut log, &rules, &snapshot).expect("memory");
    for lead in [r#"{"id":"L1","employees":20,"company":"Ä"}"#, r#"{"id":"L2"}"#, r#"{"id":"L3","employees":11}"#] {
        let asked = rules.asked_from_json(lead).expect("a lead");
        let request = asked.request("2026-03-02T09:15:00Z".parse().expect("a time"), None);
        let (answer, heard) = live.route_heard(&request).expect("an answer");
        writer.append(&request, &asked, &heard, &answer).expect("memory");
        live.apply(&answer.delta).expect("fresh");
    }
    writer.finish().expect("memory");
    assert!(is_same(&log, &rules));
    for place in 0..log.len() {
        let mut changed = log.clone();
        changed[place] = match changed[place] {
            b'\n' => continue,
            b'1' => b'2',
            _ => b'1',
        };
        let around = String::from_utf8_lossy(&log[place.saturating_sub(30)..(place + 10).min(log.len())]).into_owned();
        assert!(!is_same(&changed, &rules), "byte {place} was changed and not found: …{around}…");
    }
}
