//! Scores that the host computes: a closure, a type, a model from JSON. `cargo run --example custom_scorer`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use pointsman::domain::{Decimal, Value};
use pointsman::{Compiler, LeadView, Request, Score, Scorer, ScorerError, Snapshot, Source};

const POLICY: &str = r#"pointsman 1
lead { id: text  pages: integer optional  industry: text optional }
score intent from scorer "intent"
queue now
queue later
queue by_hand
main route inbound {
  rule eager { when intent >= 50  assign queue now }
  rule quiet { when intent < 50  assign queue later }
  otherwise "The scorer has no answer" { assign queue by_hand }
}
"#;

/// A scorer with a state of its own; it must be usable from several threads.
struct PerPage {
    points: i64,
}

impl Scorer for PerPage {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        match lead.get("pages") {
            Some(Value::Integer(pages)) => Ok(Score::new(Decimal::from(pages.saturating_mul(self.points)))),
            _ => Err(ScorerError::new("nobody counted the pages")),
        }
    }
}

fn queue_of(rules: &pointsman::Ruleset, lead: &str) -> Result<String, Box<dyn std::error::Error>> {
    let lead = rules.lead_from_json(lead)?;
    let answer = rules.route(&Request::new(&lead), &Snapshot::default())?;
    Ok(answer.queue.as_deref().unwrap_or_default().to_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rules = Compiler::new().add(Source::new("intent.route", POLICY)).compile()?;

    let counted = rules.clone().with_scorer("intent", PerPage { points: 10 });
    assert_eq!(queue_of(&counted, r#"{ "id": "L1", "pages": 7 }"#)?, "now");
    // A failure is unknown, never 0: neither rule holds.
    assert_eq!(queue_of(&counted, r#"{ "id": "L2" }"#)?, "by_hand");

    let closure = |lead: &LeadView<'_>| -> Result<Score, ScorerError> {
        let known = lead.text("industry").ok_or_else(|| ScorerError::new("no industry"))?;
        Ok(Score::new(Decimal::from(if known == "SaaS" { 90 } else { 10 })))
    };
    let by_industry = rules.clone().with_scorer("intent", closure);
    assert_eq!(queue_of(&by_industry, r#"{ "id": "L3", "industry": "SaaS" }"#)?, "now");

    let model = rules.model_from_json(
        r#"{ "model": "logistic", "version": "1", "intercept": "-1.2",
             "terms": [ { "field": "pages", "times": "0.05" }, { "when": "industry is \"SaaS\"", "add": "0.8" } ] }"#,
    )?;
    let scored = rules.with_scorer("intent", model);
    // A logistic score lies between 0 and 1, so nobody is eager by this policy.
    assert_eq!(queue_of(&scored, r#"{ "id": "L4", "industry": "SaaS", "pages": 9 }"#)?, "later");
    println!("four leads, four ways to score them");
    Ok(())
}
