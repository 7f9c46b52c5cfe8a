//! A policy, a snapshot, a lead, a decision: `cargo run --example quickstart`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use pointsman::{Compiler, Outcome, Request, Source};

const POLICY: &str = r#"pointsman 1
module quick.start

lead {
  id: text
  company: text optional
  country: country optional
  employees: integer optional
  created: datetime
}
rep { languages: list of text }

team germany { members where "de" in languages  distribute by round robin  cap lead 15 per day }
queue triage

main route inbound {
  rule dach "German-speaking countries" {
    when country in [DE, AT, CH]
    assign team germany else queue triage
    note "{company} has {employees} people."
  }
  otherwise { assign queue triage }
}
"#;

const SNAPSHOT: &str = r#"{ "reps": [
  { "id": "anna", "name": "Anna", "languages": ["de", "en"] },
  { "id": "ben", "name": "Ben", "languages": ["en"] } ] }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rules = Compiler::new().add(Source::new("quick.route", POLICY)).compile()?;
    let mut live = rules.bind(rules.snapshot_from_json(SNAPSHOT)?);

    let lead = rules.lead_from_json(
        r#"{ "id": "L1", "company": "Beispiel GmbH", "country": "Germany", "employees": "1,200", "created": "2026-03-02T09:14:00Z" }"#,
    )?;
    let request = Request::new(&lead).at("2026-03-02T09:15:00Z".parse()?);
    let answer = live.route(&request)?;

    assert_eq!(answer.outcome, Outcome::Assigned);
    assert_eq!(answer.rep.as_deref(), Some("anna"));
    assert_eq!(answer.notes, ["Beispiel GmbH has 1200 people."]);
    println!("{} goes to {}", answer.lead, answer.rep.as_deref().unwrap_or("nobody"));
    println!("{}", answer.to_json());

    // The host stores the changes, and the next decision sees them.
    live.apply(&answer.delta)?;
    assert_eq!(live.snapshot().version(), 1);
    Ok(())
}
