//! What the tests of a policy came by: decisions, outcomes of conditions, rows of tables, lines of score cards, links of
//! chains. Never lines of text: authors ask about rules.
//!
//! `units` lists what there is, `seen` notes what one decision came by, `suggest` writes tests for the rest.

mod seen;
mod suggest;
mod units;

pub use suggest::Suggested;

use super::bench::Bench;
use super::beside::Beside;
use super::defaults;
use super::run::{Bases, asked_for};
use crate::Ruleset;
use seen::Seen;
use std::fmt;
use units::{Unit, Units};

/// What the tests came by, and what they did not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Decisions, conditions, table rows, score lines, chain links.
    pub parts: Vec<CoveragePart>,
}

/// One sort of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoveragePart {
    /// `decisions`, `conditions`, `rows`, `lines`, `links`.
    pub name: &'static str,
    /// How many the tests came by.
    pub seen: usize,
    /// How many there are.
    pub all: usize,
    /// The others, in the words of the policy.
    pub missing: Vec<String>,
}

impl CoveragePart {
    /// Percent that were seen, rounded down; 100 when there are none.
    pub fn percent(&self) -> usize {
        self.seen.saturating_mul(100).checked_div(self.all).unwrap_or(100)
    }
}

impl Ruleset {
    /// Runs the tests, or those whose title contains `filter`, and says what they came by. Properties do not count: they
    /// try everything and say little.
    pub fn coverage(&self, filter: Option<&str>, beside: &mut dyn Beside) -> Coverage {
        let units = Units::of(self.model());
        let seen = self.seen(&units, filter, beside);
        Coverage { parts: units.parts(self.model(), &seen) }
    }

    fn seen<'m>(&'m self, units: &Units<'m>, filter: Option<&str>, beside: &mut dyn Beside) -> Seen {
        let mut bases = Bases::new(beside);
        let mut seen = Seen::default();
        for test in self.model().tests.iter().filter(|test| !test.is_property && asked_for(test, filter)) {
            let Ok(base) = bases.of(test) else { continue };
            let bench = Bench::new(self, &test.given, base);
            let lead = defaults::lead(self, &test.given.lead, test.given.now);
            // A route that cannot be asked is told by the test itself.
            let _ = bench.live.told(&bench.request(&lead), |all, walk, answer| {
                seen.note(units, all, walk, answer);
            });
        }
        seen
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            let (what, not) = match part.name {
                "decisions" => ("decisions", "not chosen by any test"),
                "conditions" => ("conditions", "not seen both ways"),
                "rows" => ("table rows", "not used"),
                "lines" => ("score lines", "not given"),
                _ => ("chain links", "nobody came from"),
            };
            writeln!(f, "{what:<12} {} of {} ({} %)", part.seen, part.all, part.percent())?;
            if !part.missing.is_empty() {
                writeln!(f, "  {not}:")?;
            }
            for missing in &part.missing {
                writeln!(f, "    {missing}")?;
            }
        }
        Ok(())
    }
}

/// Everything that is not seen yet.
fn missing(units: &Units<'_>, seen: &Seen) -> Vec<Unit> {
    units.all.iter().copied().filter(|unit| !seen.units.contains(unit)).collect()
}
