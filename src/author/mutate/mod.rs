//! Changing a policy in one place at a time: does any of its tests notice?
//!
//! `changes` lists the changes, from the tree (`conditions`, `bounds`, `rows`, `routes`); each is compiled like a policy that
//! somebody wrote. `same` and `apart` prove that a change cannot matter; `report` prints.

mod apart;
mod bounds;
mod changes;
mod conditions;
mod report;
mod routes;
mod rows;
mod same;

pub use report::{Mutant, MutantEnd, MutationReport, Operator};

use super::bench::Bench;
use super::beside::Beside;
use super::defaults;
use super::palette::Palette;
use super::run::{Bases, TRIED, asked_for};
use crate::Ruleset;
use crate::domain::Snapshot;
use crate::model::TestCase;
use crate::text::Edit;
use std::sync::Arc;

/// A change before it was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    operator: Operator,
    edits: Vec<Edit>,
}

/// Whether two policies surely decide alike: a border where a stronger proof can be plugged in. The first is the policy,
/// the second the changed one.
pub(crate) type Proof<'p> = &'p dyn Fn(&Ruleset, &Ruleset) -> bool;

impl Ruleset {
    /// Changes one condition, limit, row, order or target at a time, and runs the policy's tests on each change. Golden
    /// explanations do not count, nor do tests that fail already or are marked `todo`, nor those whose title does not
    /// contain `filter`. `seen` is told how many changes were tried of how many.
    pub fn mutate(
        &self,
        filter: Option<&str>,
        beside: &mut dyn Beside,
        seen: &mut dyn FnMut(usize, usize),
    ) -> MutationReport {
        self.mutate_with(filter, beside, &|_, _| false, seen)
    }

    /// The same with a proof beside the one that is built in.
    pub(crate) fn mutate_with(
        &self,
        filter: Option<&str>,
        beside: &mut dyn Beside,
        proof: Proof<'_>,
        seen: &mut dyn FnMut(usize, usize),
    ) -> MutationReport {
        let mut bases = Bases::new(beside);
        let bases: Vec<Option<Snapshot>> = self.model().tests.iter().map(|test| bases.of(test).ok()).collect();
        let useful = self.useful(filter, &bases);
        let usual = same::normal_fingerprint(self);
        let documents = self.documents();
        let changes = changes::changes(self, &documents);
        let mut report = MutationReport { tests: useful.len(), mutants: Vec::new() };
        for (number, change) in changes.iter().enumerate() {
            seen(number, changes.len());
            let end = match self.edited(&documents, &change.edits, None) {
                Err(_) => MutantEnd::Refused,
                Ok(changed) if changed.fingerprint() == self.fingerprint() => MutantEnd::Same,
                Ok(changed)
                    if same::normal_fingerprint(&changed) == usual
                        || apart::apart(self, &documents, change)
                        || proof(self, &changed) =>
                {
                    MutantEnd::Same
                }
                Ok(changed) => match noticed(&changed, &useful, &bases) {
                    Some(title) => MutantEnd::Noticed(title),
                    None => MutantEnd::Unnoticed,
                },
            };
            report.mutants.push(report::mutant(self, change, end));
        }
        report
    }

    /// The places of tests that count, those of single leads first: they are quick.
    fn useful(&self, filter: Option<&str>, bases: &[Option<Snapshot>]) -> Vec<usize> {
        let mut places: Vec<(bool, usize)> = self
            .model()
            .tests
            .iter()
            .enumerate()
            .filter(|(place, test)| {
                let base = bases.get(*place).and_then(Option::as_ref);
                !test.todo && asked_for(test, filter) && base.is_some_and(|base| passes(self, test, base))
            })
            .map(|(place, test)| (test.is_property, place))
            .collect();
        places.sort_unstable();
        places.into_iter().map(|(_, place)| place).collect()
    }
}

/// The title of the first test that a changed policy fails.
fn noticed(changed: &Ruleset, useful: &[usize], bases: &[Option<Snapshot>]) -> Option<Arc<str>> {
    useful.iter().find_map(|place| {
        let test = changed.model().tests.get(*place)?;
        let base = bases.get(*place)?.as_ref()?;
        (!passes(changed, test, base)).then(|| Arc::clone(&test.title))
    })
}

fn passes(rules: &Ruleset, test: &TestCase, base: &Snapshot) -> bool {
    let bench = Bench::new(rules, &test.given, base.clone());
    if !test.is_property {
        return bench.passes(test, &defaults::lead(rules, &test.given.lead, test.given.now));
    }
    let palette = Palette::new(rules, bench.live.snapshot(), test.given.now);
    let spoken = palette.leads(rules).take(TRIED).filter(|lead| bench.speaks_of(test.property.as_ref(), lead));
    spoken.into_iter().all(|lead| bench.passes(test, &lead))
}
