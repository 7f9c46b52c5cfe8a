//! What the two evaluators said: disagreements, shown as the lines that differ, and how often each construct decided.

use crate::domain::Assignment;
use crate::route::reference::Decided;
use std::collections::BTreeMap;

/// Constructs that a full run must have exercised, each this often.
#[cfg(test)]
const LEAST: u64 = 30;
#[cfg(test)]
const CONSTRUCTS: [&str; 63] = [
    "key round robin",
    "key longest idle",
    "key in order",
    "key least loaded",
    "key most free",
    "key highest",
    "key lowest",
    "key stable on",
    "key evenly",
    "key best match",
    "reason UnknownRep",
    "reason Inactive",
    "reason Paused",
    "reason Excluded",
    "reason Away",
    "reason OffHours",
    "reason AtCapacity",
    "reason Capped",
    "reason NotQualified",
    "reason NoWeight",
    "reason Reserved",
    "outcome assigned",
    "outcome queued",
    "outcome held",
    "outcome nurtured",
    "outcome disqualified",
    "outcome attached",
    "outcome kept",
    "outcome invalid",
    "unless",
    "unknown",
    "chain fall-through",
    "branch fall-through",
    "step",
    "shadow",
    "scorer known",
    "scorer unknown",
    "table gap",
    "lookup prefix",
    "halved",
    "out of season",
    "same rep",
    "nested team",
    "wait",
    "hold",
    "hold over",
    "link condition not yes",
    "uses",
    "go to",
    "dedupe attach",
    "dedupe flag",
    "invalid",
    "turn",
    "newcomer",
    "credit for an absence",
    "relaxed",
    "promise",
    "matched",
    "row of a directory",
    "decided before",
    "retry",
    "retry by conditions",
    "counts for a team",
];

/// Where a decision comes from.
pub(super) struct Case<'a> {
    pub(super) seed: u64,
    pub(super) which: u64,
    pub(super) policy: &'a str,
    pub(super) lead: &'a str,
}

/// How often each scorer was asked.
type Asked = BTreeMap<&'static str, u32>;

#[derive(Default)]
pub(super) struct Report {
    decisions: u64,
    tally: BTreeMap<String, u64>,
    /// By the first line that differs.
    disagreements: BTreeMap<String, Disagreement>,
    refused: Vec<String>,
}

/// How often something differs, and where first.
#[derive(Default)]
struct Disagreement {
    count: u64,
    seed: u64,
    first: String,
}

impl Report {
    pub(super) fn refused(&mut self, seed: u64, text: &str, problems: &str) {
        let numbered: Vec<String> =
            text.lines().enumerate().map(|(number, line)| format!("{:4} {line}", number + 1)).collect();
        let shown = if self.refused.is_empty() { numbered.join("\n") } else { String::new() };
        self.refused.push(format!("policy {seed} is refused:\n{problems}\n{shown}"));
    }

    /// A condition or a definition that the two sides see differently.
    pub(super) fn differs(&mut self, name: &str, seed: u64, snapshot: u64, lead: &str, expected: &str, actual: &str) {
        let kind = name.split(' ').next().unwrap_or_default();
        let entry = self.disagreements.entry(kind.to_owned()).or_default();
        entry.count += 1;
        if entry.first.is_empty() {
            let lines = format!("  reference {expected}\n  graph     {actual}");
            entry.seed = seed;
            entry.first = format!("seed {seed}, snapshot {snapshot}, {name}, lead {lead}\n{lines}");
        }
    }

    /// What constructs a decision came to.
    pub(super) fn count(&mut self, decided: &Decided) {
        self.decisions += 1;
        for (what, count) in &decided.tally {
            *self.tally.entry(what.clone()).or_default() += count;
        }
    }

    pub(super) fn compare(&mut self, case: &Case<'_>, expected: &Decided, actual: &Assignment, asked: &(Asked, Asked)) {
        let mut lines = Vec::new();
        if !expected.unasked.is_empty() {
            lines.push(format!("unasked: {:?}", expected.unasked));
        }
        if expected.assignment != *actual || asked.0 != asked.1 {
            lines.extend(differences(&expected.assignment, actual, asked));
        }
        let Some(first) = lines.first() else { return };
        let (kind, _) = first.split_once(':').unwrap_or((first, ""));
        let rule = expected.assignment.rule.as_deref().unwrap_or("-");
        let entry = self.disagreements.entry(kind.to_owned()).or_default();
        entry.count += 1;
        if entry.first.is_empty() {
            entry.seed = case.seed;
            entry.first = format!(
                "seed {}, snapshot {}, rule {rule}, lead {}\n{}\n--- policy ---\n{}",
                case.seed,
                case.which,
                case.lead,
                lines.join("\n"),
                around(case.policy),
            );
        }
    }

    /// Adds what another part of the run found.
    #[cfg(test)]
    pub(super) fn add(&mut self, other: Self) {
        self.decisions += other.decisions;
        for (what, count) in other.tally {
            *self.tally.entry(what).or_default() += count;
        }
        for (kind, theirs) in other.disagreements {
            let ours = self.disagreements.entry(kind).or_default();
            ours.count += theirs.count;
            if ours.first.is_empty() || theirs.seed < ours.seed {
                (ours.seed, ours.first) = (theirs.seed, theirs.first);
            }
        }
        self.refused.extend(other.refused);
        self.refused.sort();
    }

    #[cfg(test)]
    pub(super) fn print(&self) {
        let mut text = format!("{} decisions\n", self.decisions);
        for (what, count) in &self.tally {
            text.push_str(&format!("{count:9} {what}\n"));
        }
        println!("{text}");
    }

    pub(super) fn must_agree(&self) {
        for problem in self.refused.iter().take(5) {
            println!("{problem}");
        }
        assert!(self.refused.is_empty(), "{} policies are refused", self.refused.len());
        for (kind, Disagreement { count, first, .. }) in &self.disagreements {
            println!("=== {count} times {kind}; first:\n{first}\n");
        }
        let count: u64 = self.disagreements.values().map(|differs| differs.count).sum();
        assert!(count == 0, "{count} of {} decisions differ", self.decisions);
    }

    /// Whether anything differed: what a planted fault must bring about.
    #[cfg(all(test, feature = "planted-faults"))]
    pub(super) fn disagrees(&self) -> bool {
        !self.disagreements.is_empty()
    }

    /// Full runs only: a small one cannot reach everything.
    #[cfg(test)]
    pub(super) fn must_cover(&self, cases: u64) {
        if cases < 500 {
            return;
        }
        let missing: Vec<String> = CONSTRUCTS
            .iter()
            .map(|what| (what, self.tally.get(*what).copied().unwrap_or(0)))
            .filter(|(_, count)| *count < LEAST)
            .map(|(what, count)| format!("{what}: {count}"))
            .collect();
        assert!(missing.is_empty(), "decided less than {LEAST} times: {missing:?}");
    }
}

/// The lines that differ in the printed assignments, each with its field.
fn differences(expected: &Assignment, actual: &Assignment, asked: &(Asked, Asked)) -> Vec<String> {
    let mut lines = Vec::new();
    let mut field = |name: &str, expected: &dyn std::fmt::Debug, actual: &dyn std::fmt::Debug| {
        let (expected, actual) = (format!("{expected:?}"), format!("{actual:?}"));
        if expected != actual {
            lines.push(format!("{name}:\n  reference {expected}\n  graph     {actual}"));
        }
    };
    field("outcome", &expected.outcome, &actual.outcome);
    field("rule", &expected.rule, &actual.rule);
    field("link", &expected.link, &actual.link);
    field("rep", &expected.rep, &actual.rep);
    field("team", &expected.team, &actual.team);
    field("queue", &expected.queue, &actual.queue);
    field("route", &expected.route, &actual.route);
    field("path", &expected.path, &actual.path);
    field("reason", &expected.reason, &actual.reason);
    field("facts", &expected.facts, &actual.facts);
    field("scores", &expected.scores, &actual.scores);
    field("grades", &expected.grades, &actual.grades);
    field("sla", &expected.sla, &actual.sla);
    field("tags", &expected.tags, &actual.tags);
    field("notes", &expected.notes, &actual.notes);
    field("notifications", &expected.notifications, &actual.notifications);
    field("set", &expected.set, &actual.set);
    field("relaxed", &expected.relaxed, &actual.relaxed);
    field("attached_to", &expected.attached_to, &actual.attached_to);
    field("shadow", &expected.shadow, &actual.shadow);
    field("retry_at", &expected.retry_at, &actual.retry_at);
    field("since", &expected.since, &actual.since);
    field("data_notes", &expected.data_notes, &actual.data_notes);
    field("reads", &expected.delta.reads, &actual.delta.reads);
    field("open", &expected.delta.open, &actual.delta.open);
    field("sticky", &expected.delta.sticky, &actual.delta.sticky);
    for team in expected.delta.teams.keys().chain(actual.delta.teams.keys()) {
        let (expected, actual) = (expected.delta.teams.get(team), actual.delta.teams.get(team));
        field("team state present", &expected.is_some(), &actual.is_some());
        let (Some(expected), Some(actual)) = (expected, actual) else { continue };
        field("team last", &expected.last, &actual.last);
        field("team levels", &expected.levels, &actual.levels);
        for member in expected.members.keys().chain(actual.members.keys()) {
            field("member", &expected.members.get(member), &actual.members.get(member));
        }
    }
    field("rest", &expected, &actual);
    field("asked", &asked.0, &asked.1);
    lines
}

/// The part of the policy from its routes on, and the teams; the vocabulary is the same everywhere.
fn around(policy: &str) -> String {
    let start = policy.find("\nterritory homeland").unwrap_or(0);
    policy.get(start..).unwrap_or_default().to_owned()
}
