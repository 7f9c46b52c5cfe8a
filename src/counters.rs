//! Counts of decisions, for a dashboard.

use crate::domain::Outcome;
use crate::route::{Observed, Observer, Reason};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An [`Observer`] that counts. It keeps names of the policy and ids of reps, and nothing of a lead.
///
/// ```
/// use pointsman::{Compiler, Counters, Request, Snapshot, Source};
/// use std::sync::Arc;
/// let text = r#"pointsman 1
/// lead { id: text }
/// queue triage
/// route inbound { otherwise { assign queue triage } }
/// "#;
/// let counters = Arc::new(Counters::default());
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let rules = rules.with_observer(Arc::clone(&counters));
/// let lead = rules.lead(&[("id", "L1".into())]);
/// rules.route(&Request::new(&lead), &Snapshot::default())?;
/// assert!(counters.prometheus().contains("pointsman_queue_total{queue=\"triage\"} 1\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Counters {
    counts: Mutex<Counts>,
}

/// Route, rule, link.
type Decided = (Arc<str>, Arc<str>, Option<u32>);

/// The counts at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) decisions: u64,
    /// By route and outcome.
    pub(crate) outcomes: BTreeMap<(Arc<str>, Outcome), u64>,
    /// By route, deciding rule, and place in its chain.
    pub(crate) rules: BTreeMap<Decided, u64>,
    pub(crate) teams: BTreeMap<Arc<str>, u64>,
    pub(crate) queues: BTreeMap<Arc<str>, u64>,
    pub(crate) reps: BTreeMap<Arc<str>, u64>,
    /// Members and persons considered.
    pub(crate) tried: u64,
    /// By team (empty: a person link) and reason.
    pub(crate) skipped: BTreeMap<(Arc<str>, Reason), u64>,
}

impl Observer for Counters {
    fn decided(&self, seen: &Observed) {
        let mut counts = self.counts();
        add(&mut counts.decisions);
        add(counts.outcomes.entry((Arc::clone(&seen.route), seen.outcome)).or_default());
        if let Some(rule) = &seen.rule {
            add(counts.rules.entry((Arc::clone(&seen.route), Arc::clone(rule), seen.link)).or_default());
        }
        if let Some(queue) = &seen.queue {
            add(counts.queues.entry(Arc::clone(queue)).or_default());
        }
        if seen.outcome == Outcome::Assigned {
            if let Some(team) = &seen.team {
                add(counts.teams.entry(Arc::clone(team)).or_default());
            }
            if let Some(rep) = &seen.rep {
                add(counts.reps.entry(Arc::clone(rep)).or_default());
            }
        }
        counts.tried = counts.tried.saturating_add(u64::from(seen.tried));
        for skipped in &seen.skipped {
            let team = skipped.team.clone().unwrap_or_else(|| "".into());
            for reason in &skipped.reasons {
                add(counts.skipped.entry((Arc::clone(&team), *reason)).or_default());
            }
        }
    }
}

fn add(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Counters {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Counts {
        self.counts().clone()
    }

    /// The counts in the text format of Prometheus.
    pub fn prometheus(&self) -> String {
        let counts = self.now();
        let mut page = Page::default();
        page.family("decisions", "Decisions made.");
        page.line("decisions", &[], counts.decisions);
        page.family("outcome", "Decisions by route and outcome.");
        for ((route, outcome), count) in &counts.outcomes {
            page.line("outcome", &[("route", route), ("outcome", outcome.word())], *count);
        }
        page.family("rule", "Decisions by route, deciding rule and link of its chain.");
        for ((route, rule, link), count) in &counts.rules {
            let link = link.map_or_else(String::new, |link| link.to_string());
            page.line("rule", &[("route", route), ("rule", rule), ("link", &link)], *count);
        }
        for (name, help, by) in [
            ("team", "Leads given by teams.", &counts.teams),
            ("queue", "Leads sent to queues.", &counts.queues),
            ("rep", "Leads given to reps.", &counts.reps),
        ] {
            page.family(name, help);
            by.iter().for_each(|(one, count)| page.line(name, &[(name, one)], *count));
        }
        page.family("tried", "Members and persons considered.");
        page.line("tried", &[], counts.tried);
        page.family("skipped", "Members and persons who could not get a lead, by team and reason.");
        for ((team, reason), count) in &counts.skipped {
            page.line("skipped", &[("team", team), ("reason", reason.word())], *count);
        }
        page.text
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn family(&mut self, name: &str, help: &str) {
        let _ = write!(self.text, "# HELP pointsman_{name}_total {help}\n# TYPE pointsman_{name}_total counter\n");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], count: u64) {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "pointsman_{name}_total{labels} {count}");
    }
}

/// Rep ids are the host's and may hold anything.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
