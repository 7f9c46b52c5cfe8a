//! Decisions as `tracing` events, and as counts for a dashboard: `cargo run --example tracing`.
//!
//! The subscriber here only prints; a host has one of its own.

#![allow(clippy::print_stdout, reason = "an example prints")]

use pointsman::{Compiler, Counters, Observed, Observer, Request, Source};
use std::fmt::{Debug, Write as _};
use std::sync::Arc;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Feeds `tracing`, and counts.
struct Traced(Arc<Counters>);

impl Observer for Traced {
    fn decided(&self, seen: &Observed) {
        self.0.decided(seen);
        tracing::info!(
            target: "pointsman",
            route = &*seen.route,
            rule = seen.rule.as_deref(),
            link = seen.link,
            outcome = seen.outcome.word(),
            team = seen.team.as_deref(),
            rep = seen.rep.as_deref(),
            tried = seen.tried,
            "decided"
        );
        for skipped in &seen.skipped {
            let reasons: Vec<&str> = skipped.reasons.iter().map(|reason| reason.word()).collect();
            tracing::debug!(target: "pointsman", member = skipped.member.as_deref(), reasons = reasons.join(" "), "skipped");
        }
    }
}

struct Printing;

impl Subscriber for Printing {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        println!("{}", line.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

const POLICY: &str = r#"pointsman 1
lead { id: text }
team sales { members ["ann", "ben"]  cap 1 per day }
queue triage
route inbound { otherwise { assign team sales else queue triage } }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let counters = Arc::new(Counters::default());
    let rules = Compiler::new().add(Source::new("inbound.route", POLICY)).compile()?;
    let rules = rules.with_observer(Traced(Arc::clone(&counters)));
    let mut live = rules.bind(rules.snapshot_from_json(r#"{"reps":[{"id":"ann"},{"id":"ben"}]}"#)?);
    tracing::subscriber::with_default(Printing, || -> Result<(), Box<dyn std::error::Error>> {
        for id in ["L1", "L2", "L3"] {
            let lead = rules.lead(&[("id", id.into())]);
            let answer = live.route(&Request::new(&lead).at("2026-03-02T09:00:00Z".parse()?))?;
            live.apply(&answer.delta)?;
        }
        Ok(())
    })?;
    print!("{}", counters.prometheus());
    Ok(())
}
