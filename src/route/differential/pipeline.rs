//! The whole way from text to decision, as a host goes it; and the scorers that a host would connect.

use crate::calendar::{Period, Zone};
use crate::domain::{Assignment, Decimal, Delta, Lead, Snapshot, Value};
use crate::model::Model;
use crate::route::{LeadView, Request, Score, Scorer, ScorerError};
use crate::{Compiler, Ruleset, Source};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A compiled policy.
pub(super) struct Rules {
    rules: Ruleset,
}

impl Rules {
    /// The findings as text when there are errors.
    pub(super) fn compile(text: &str) -> Result<Self, String> {
        match Compiler::new().add(Source::new("generated.route", text)).compile() {
            Ok(rules) => Ok(Self { rules }),
            Err(error) => {
                let found: Vec<String> = error
                    .diagnostics()
                    .map(|found| {
                        let start = usize::try_from(found.primary.span.start).unwrap_or_default();
                        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
                        format!("line {line}: {} {} ({})", found.code, found.message, found.primary.text)
                    })
                    .collect();
                Err(found.join("\n"))
            }
        }
    }

    pub(super) fn model(&self) -> &Model {
        self.rules.model()
    }

    pub(super) fn fingerprint(&self) -> Arc<str> {
        self.rules.fingerprint().into()
    }

    pub(super) fn snapshot(&self, text: &str) -> Snapshot {
        self.rules.snapshot_from_json(text).expect("a snapshot")
    }

    pub(super) fn lead(&self, text: &str) -> Lead {
        self.rules.lead_from_json(text).expect("a lead")
    }

    pub(super) fn decide(&self, request: &Request<'_>, snapshot: &Snapshot, connected: &Arc<Connected>) -> Assignment {
        let _ = (request, snapshot, connected);
        unimplemented!()
    }

    pub(super) fn apply(&self, snapshot: &mut Snapshot, delta: &Delta) {
        snapshot.apply(delta).expect("nothing else has changed it");
    }

    /// Names of periods that state may be kept for: the present ones, those before, and much older ones.
    pub(super) fn periods(&self, team: &str, what: &str, now: Timestamp) -> Vec<String> {
        let zone = self.model().teams.iter().find(|known| *known.name == *team).map(|team| team.zone.clone());
        let zone = zone.unwrap_or_else(Zone::utc);
        let mut names = Vec::new();
        for period in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Ever] {
            names.extend([period.name(now, &zone), period.name_before(now, &zone)]);
            if what == "counters" {
                for name in ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC"] {
                    if let Some(zone) = Zone::named(name) {
                        names.push(format!("{}@{name}", period.name(now, &zone)));
                    }
                }
            }
        }
        names.extend(["day 2025-12-30".to_owned(), "month 2025-01".to_owned(), "year 2026".to_owned()]);
        names.sort();
        names.dedup();
        names
    }
}

/// Scorers that count how often they are asked: one answers by the lead's fields, one always fails, one is missing.
pub(super) struct Connected {
    intent: AtomicU32,
    broken: AtomicU32,
}

pub(super) fn scorers() -> Connected {
    Connected { intent: AtomicU32::new(0), broken: AtomicU32::new(0) }
}

struct Intent<'a>(&'a AtomicU32);
struct Broken<'a>(&'a AtomicU32);

impl Scorer for Intent<'_> {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        match (lead.get("employees"), lead.text("company")) {
            (Some(Value::Integer(size)), _) => Ok(Score::new(Decimal::from_scaled(i128::from(size % 97) * 10_000 + 1))),
            (_, Some(_)) => Ok(Score::new(Decimal::from(50))),
            _ => Err(ScorerError::new("nothing to go by")),
        }
    }
}

impl Scorer for Broken<'_> {
    fn score(&self, _: &LeadView<'_>) -> Result<Score, ScorerError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(ScorerError::new("broken"))
    }
}

impl Connected {
    /// How often each was asked.
    pub(super) fn asked(&self) -> BTreeMap<String, u32> {
        [("intent", &self.intent), ("broken", &self.broken)]
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count.load(Ordering::Relaxed)))
            .collect()
    }

    pub(super) fn intent(&self) -> impl Scorer + '_ {
        Intent(&self.intent)
    }

    pub(super) fn broken(&self) -> impl Scorer + '_ {
        Broken(&self.broken)
    }
}
