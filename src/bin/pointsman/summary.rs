//! What a run decided, counted by outcome, team and rep.

use crate::out::plain;
use pointsman::{Assignment, Lead, Outcome};
use std::collections::BTreeMap;
use std::fmt;

/// Counts over all decisions of a run.
#[derive(Default)]
pub(crate) struct Summary {
    leads: u64,
    outcomes: BTreeMap<Outcome, u64>,
    teams: BTreeMap<String, u64>,
    queues: BTreeMap<String, u64>,
    reps: BTreeMap<String, u64>,
    noted: u64,
    invalid: u64,
    unknown_keys: BTreeMap<String, u64>,
}

impl Summary {
    /// Counts one decision.
    pub(crate) fn add(&mut self, answer: &Assignment) {
        self.leads += 1;
        *self.outcomes.entry(answer.outcome).or_default() += 1;
        let count = |counts: &mut BTreeMap<String, u64>, name: &Option<std::sync::Arc<str>>| {
            let Some(name) = name else { return };
            match counts.get_mut(&**name) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(name.to_string(), 1);
                }
            }
        };
        count(&mut self.queues, &answer.queue);
        if answer.outcome == Outcome::Assigned {
            count(&mut self.teams, &answer.team);
            count(&mut self.reps, &answer.rep);
        }
        if !answer.data_notes.is_empty() {
            self.noted += 1;
        }
    }

    /// Counts whether a lead is invalid, and keys that the schema does not know.
    pub(crate) fn read(&mut self, lead: &Lead) {
        self.invalid += u64::from(!lead.is_valid());
        for key in lead.unknown_keys() {
            *self.unknown_keys.entry(key.to_string()).or_default() += 1;
        }
    }

    /// Adds what another thread counted.
    pub(crate) fn merge(&mut self, other: Self) {
        self.leads += other.leads;
        self.noted += other.noted;
        self.invalid += other.invalid;
        for (outcome, more) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += more;
        }
        let lists = [
            (&mut self.teams, other.teams),
            (&mut self.queues, other.queues),
            (&mut self.reps, other.reps),
            (&mut self.unknown_keys, other.unknown_keys),
        ];
        for (counts, others) in lists {
            for (name, more) in others {
                *counts.entry(name).or_default() += more;
            }
        }
    }

    /// Whether a lead was invalid, wherever `on invalid` sent it.
    pub(crate) fn has_invalid(&self) -> bool {
        self.invalid > 0
    }

    /// Whether a key came that the schema does not know.
    pub(crate) fn has_unknown_keys(&self) -> bool {
        !self.unknown_keys.is_empty()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} leads", self.leads)?;
        for outcome in Outcome::ALL {
            if let Some(count) = self.outcomes.get(&outcome) {
                writeln!(f, "  {:<14}{count:>8}", outcome.word())?;
            }
        }
        for (title, counts) in [("team", &self.teams), ("queue", &self.queues), ("rep", &self.reps)] {
            for (name, count) in counts {
                writeln!(f, "  {title:<6}{:<20}{count:>8}", plain(name))?;
            }
        }
        if self.noted > 0 {
            writeln!(f, "  {} leads with data notes", self.noted)?;
        }
        for (key, count) in &self.unknown_keys {
            writeln!(f, "  the policy knows no field or column `{}`: ignored in {count} leads", plain(key))?;
        }
        Ok(())
    }
}
