//! The whole way from text to decision, as a host goes it; and the scorers that a host would connect.

use crate::calendar::{Period, Zone};
use crate::domain::{Decimal, Value};
use crate::model::Model;
use crate::route::{LeadView, Score, Scorer, ScorerError};
use crate::{Compiler, Ruleset, Source};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Compiles a policy; the findings as text when it has errors.
pub(super) fn compile(text: &str) -> Result<Ruleset, String> {
    let source = Source::new("generated.route", text);
    Compiler::new().add(source.clone()).compile().map_err(|error| {
        let found = error.diagnostics().iter().filter(|found| found.severity == crate::text::Severity::Error);
        let lines: Vec<String> = found
            .map(|found| {
                let (line, _) = source.place(found.primary.span.start);
                format!("line {line}: {} {} ({})", found.code, found.message, found.primary.text)
            })
            .collect();
        lines.join("\n")
    })
}

/// Names of periods that state may be kept for: the present ones, those before, older ones, and one nobody knows.
pub(super) fn periods(model: &Model, team: &str, counters: bool, now: Timestamp) -> Vec<String> {
    let zone = model.teams.iter().find(|known| *known.name == *team).map(|team| team.zone.clone());
    let zone = zone.unwrap_or_else(Zone::utc);
    let zones = ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC"].map(|name| (name, Zone::named(name)));
    let mut names = Vec::new();
    for period in [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Ever] {
        names.extend([period.name(now, &zone), period.name_before(now, &zone)]);
        for (name, zone) in zones.iter().filter(|_| counters) {
            names.extend(zone.iter().map(|zone| format!("{}@{name}", period.name(now, zone))));
        }
    }
    names.extend(["day 2025-12-30", "month 2025-01", "year 2026"].map(str::to_owned));
    names.sort();
    names.dedup();
    names
}

/// Scorers that count how often they are asked: one answers by the lead's fields, one always fails; a third is not
/// connected.
#[derive(Clone, Default)]
pub(super) struct Connected {
    intent: Arc<AtomicU32>,
    broken: Arc<AtomicU32>,
}

impl Connected {
    /// The scorers by the names that policies use.
    fn scorers(&self) -> [(&'static str, Arc<dyn Scorer>); 2] {
        let (asked, failed) = (Arc::clone(&self.intent), Arc::clone(&self.broken));
        let intent = move |lead: &LeadView<'_>| -> Result<Score, ScorerError> {
            asked.fetch_add(1, Ordering::Relaxed);
            match (lead.get("employees"), lead.text("company")) {
                (Some(Value::Integer(size)), _) => {
                    Ok(Score::new(Decimal::from_scaled(i128::from(size % 97) * 10_000 + 1)))
                }
                (_, Some(_)) => Ok(Score::new(Decimal::from(50))),
                _ => Err(ScorerError::new("nothing to go by")),
            }
        };
        let broken = move |_: &LeadView<'_>| -> Result<Score, ScorerError> {
            failed.fetch_add(1, Ordering::Relaxed);
            Err(ScorerError::new("broken"))
        };
        [("intent", Arc::new(intent)), ("broken", Arc::new(broken))]
    }

    /// In the order of the model's scorers.
    pub(super) fn list(&self, model: &Model) -> Vec<Option<Arc<dyn Scorer>>> {
        let known = self.scorers();
        let connected =
            |name: &Arc<str>| known.iter().find(|(known, _)| *known == &**name).map(|(_, scorer)| scorer.clone());
        model.scorers.iter().map(connected).collect()
    }

    /// The ruleset with these scorers.
    pub(super) fn connect(&self, rules: &Ruleset) -> Ruleset {
        self.scorers().into_iter().fold(rules.clone(), |rules, (name, scorer)| {
            rules.with_scorer(name, move |lead: &LeadView<'_>| scorer.score(lead))
        })
    }

    /// How often each was asked since the last time.
    pub(super) fn asked(&self) -> BTreeMap<&'static str, u32> {
        let count = |count: &AtomicU32| count.swap(0, Ordering::Relaxed);
        BTreeMap::from([("intent", count(&self.intent)), ("broken", count(&self.broken))])
    }
}
