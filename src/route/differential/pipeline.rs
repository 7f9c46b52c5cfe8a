//! The whole way from text to decision, stage by stage; and the scorers that a host would connect.

use crate::calendar::{Period, Zone};
use crate::domain::{Decimal, Lead, Snapshot, Value};
use crate::limits::Limits;
use crate::model::Model;
use crate::route::{LeadView, Score, Scorer, ScorerError, read};
use crate::text::{Source, Sources};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// Reads and checks a policy; the findings as text when there is no model.
pub(super) fn model(text: &str) -> Result<Model, String> {
    let (mut sources, limits) = (Sources::new(), Limits::default());
    let source = Source::new("generated.route", text);
    let id = sources.add(source.clone());
    let (document, mut found) = crate::syntax::read(id, &source, &limits);
    let (model, more) = crate::check::check(vec![document], &mut sources, &|_| None, &limits);
    found.append(more);
    let errors = found.iter().filter(|finding| finding.severity == crate::text::Severity::Error);
    let errors: Vec<String> = errors
        .map(|finding| {
            let (line, _) = source.place(finding.primary.span.start);
            format!("line {line}: {} {} ({})", finding.code, finding.message, finding.primary.text)
        })
        .collect();
    model.filter(|_| errors.is_empty()).ok_or_else(|| errors.join("\n"))
}

/// Reads a snapshot; the generator writes only such as can be read.
pub(super) fn snapshot(model: &Model, text: &str) -> Result<Snapshot, String> {
    crate::json::snapshot_read::read_snapshot(model, &Limits::default(), text).map_err(|error| error.to_string())
}

pub(super) fn lead(model: &Model, text: &str) -> Result<Lead, String> {
    let limits = Limits::default();
    let asked = crate::json::request::read_asked(text, &limits).map_err(|error| error.to_string())?;
    let attributes: Vec<_> = asked.attributes.iter().map(|(key, raw)| (&**key, raw.clone())).collect();
    Ok(read::read_lead(model, &limits, &attributes))
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
#[derive(Default)]
pub(super) struct Connected {
    intent: Intent,
    broken: Broken,
}

#[derive(Default)]
struct Intent(AtomicU32);

#[derive(Default)]
struct Broken(AtomicU32);

impl Scorer for Intent {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        match (lead.get("employees"), lead.text("company")) {
            (Some(Value::Integer(size)), _) => Ok(Score::new(Decimal::from_scaled(i128::from(size % 97) * 10_000 + 1))),
            (_, Some(_)) => Ok(Score::new(Decimal::from(50))),
            _ => Err(ScorerError::new("nothing to go by")),
        }
    }
}

impl Scorer for Broken {
    fn score(&self, _: &LeadView<'_>) -> Result<Score, ScorerError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(ScorerError::new("broken"))
    }
}

impl Connected {
    /// In the order of the model's scorers.
    pub(super) fn list<'a>(&'a self, model: &Model) -> Vec<Option<&'a dyn Scorer>> {
        let connected = |name: &str| -> Option<&'a dyn Scorer> {
            match name {
                "intent" => Some(&self.intent),
                "broken" => Some(&self.broken),
                _ => None,
            }
        };
        model.scorers.iter().map(|name| connected(name)).collect()
    }

    /// How often each was asked.
    pub(super) fn asked(&self) -> BTreeMap<&'static str, u32> {
        let count = |count: &AtomicU32| count.load(Ordering::Relaxed);
        BTreeMap::from([("intent", count(&self.intent.0)), ("broken", count(&self.broken.0))])
    }
}
