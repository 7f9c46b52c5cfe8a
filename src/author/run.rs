//! Running the tests of a policy.

use super::examples::{self, Dice, Palette};
use super::expect::{outcome_words, unmet};
use super::report::{Failure, TestOutcome, TestReport, TestResult};
use crate::Ruleset;
use crate::domain::{Assignment, Lead, Rep, Snapshot};
use crate::model::{Expect, Given, GivenFact, TestCase};
use crate::route::Request;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A seed of no meaning: each run tries the same leads.
const SEED: u64 = 7;

impl Ruleset {
    /// Runs the tests that stand in the policy. `filter`: only those whose title contains it. `snapshot` gives the
    /// snapshot that a path of the policy names, or says why it cannot.
    pub fn run_tests(
        &self,
        filter: Option<&str>,
        snapshot: &mut dyn FnMut(&str) -> Result<Snapshot, String>,
    ) -> TestReport {
        let mut known: BTreeMap<Arc<str>, Result<Snapshot, String>> = BTreeMap::new();
        let mut report = TestReport::default();
        for test in &self.model().tests {
            if filter.is_some_and(|filter| !test.title.contains(filter)) {
                continue;
            }
            let base = match &test.given.snapshot {
                None => Ok(Snapshot::default()),
                Some(path) => known.entry(Arc::clone(path)).or_insert_with(|| snapshot(path)).clone(),
            };
            report.results.push(self.run_test(test, base));
        }
        report
    }

    fn run_test(&self, test: &TestCase, base: Result<Snapshot, String>) -> TestResult {
        let (mut failures, mut tried) = (Vec::new(), None);
        match base {
            Err(reason) => failures.push(Failure {
                expected: format!("the snapshot {:?}", test.given.snapshot.as_deref().unwrap_or_default()),
                got: reason,
                because: Vec::new(),
            }),
            Ok(base) => {
                let base = self.with_given(base, &test.given);
                if test.is_property {
                    let (count, found) = self.run_property(test, &base);
                    tried = Some(count);
                    failures.extend(found);
                } else {
                    let lead = examples::lead(self.model(), &test.given.lead, test.given.now);
                    failures = self.judge(test, &lead, &base);
                }
            }
        }
        let outcome = match (failures.is_empty(), test.todo) {
            (true, false) => TestOutcome::Passed,
            (true, true) => TestOutcome::TodoPassed,
            (false, false) => TestOutcome::Failed(failures),
            (false, true) => TestOutcome::Todo(failures),
        };
        let line = self.line_of(test.span);
        TestResult {
            title: Arc::clone(&test.title),
            file: Arc::clone(&test.file),
            line,
            row: test.row.clone(),
            outcome,
            tried,
        }
    }

    fn judge(&self, test: &TestCase, lead: &Lead, snapshot: &Snapshot) -> Vec<Failure> {
        let request = request(self, &test.given, lead);
        let answer = match self.route(&request, snapshot) {
            Ok(answer) => answer,
            Err(error) => {
                return vec![Failure {
                    expected: "a decision".to_owned(),
                    got: error.to_string(),
                    because: Vec::new(),
                }];
            }
        };
        let unmet = self.unmet(test, &request, snapshot, &answer);
        unmet
            .into_iter()
            .map(|(expect, got)| Failure {
                expected: words(expect),
                got,
                because: vec![outcome_words(&answer), format!("path {}", answer.path.join(" > "))],
            })
            .collect()
    }

    fn unmet<'t>(
        &self,
        test: &'t TestCase,
        request: &Request<'_>,
        snapshot: &Snapshot,
        answer: &Assignment,
    ) -> Vec<(&'t Expect, String)> {
        self.with_facts(request, snapshot, |facts| {
            let all = test.expect.iter();
            all.filter_map(|expect| Some((expect, unmet(self.model(), facts, answer, expect)?))).collect()
        })
    }

    /// Tries leads until one breaks the property; then makes that lead as small as it can.
    fn run_property(&self, test: &TestCase, snapshot: &Snapshot) -> (usize, Option<Failure>) {
        let palette = Palette::new(self.model(), test.given.now);
        let mut dice = Dice::new(SEED);
        let mut tried = 0_usize;
        for _ in 0..examples::TRIED.saturating_mul(20) {
            if tried >= examples::TRIED {
                break;
            }
            let lead = palette.lead(self.model(), &mut dice);
            if !self.speaks_of(test, &lead, snapshot) {
                continue;
            }
            tried = tried.saturating_add(1);
            let found = self.judge(test, &lead, snapshot);
            if let Some(mut failure) = found.into_iter().next() {
                let smallest = self.shrink(test, lead, snapshot);
                failure.because = vec![self.model().print_lead(&smallest)];
                return (tried, Some(failure));
            }
        }
        (tried, None)
    }

    fn speaks_of(&self, test: &TestCase, lead: &Lead, snapshot: &Snapshot) -> bool {
        let Some(condition) = &test.property else { return true };
        let request = request(self, &test.given, lead);
        self.with_facts(&request, snapshot, |facts| facts.judge(condition, None).is_yes())
    }

    /// Puts field after field back to its default while the property still breaks.
    fn shrink(&self, test: &TestCase, mut lead: Lead, snapshot: &Snapshot) -> Lead {
        let plain = examples::lead(self.model(), &[], test.given.now);
        for place in 0..lead.values.len() {
            let mut smaller = lead.values.clone();
            if let (Some(slot), Some(value)) = (smaller.get_mut(place), plain.values.get(place)) {
                slot.clone_from(value);
            }
            let smaller = examples::assemble(self.model(), smaller);
            if self.speaks_of(test, &smaller, snapshot) && !self.judge(test, &smaller, snapshot).is_empty() {
                lead = smaller;
            }
        }
        lead
    }

    fn with_given(&self, mut snapshot: Snapshot, given: &Given) -> Snapshot {
        for facts in &given.reps {
            if snapshot.rep(&facts.id).is_none() {
                let mut rep = Rep::new(Arc::clone(&facts.id));
                rep.fields = vec![None; self.model().rep.fields.len()];
                snapshot.reps.push(rep);
                snapshot.reps.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
            }
            let Some(rep) = snapshot.rep_mut(&facts.id) else { continue };
            for fact in &facts.facts {
                give(rep, fact);
            }
        }
        for (record, row) in &given.records {
            if let Some(record) = self.model().records.get(record.index()) {
                snapshot.tables.entry(Arc::clone(&record.name)).or_default().push(row.clone());
            }
        }
        snapshot
    }
}

fn give(rep: &mut Rep, fact: &GivenFact) {
    match fact {
        GivenFact::Active(active) => rep.active = *active,
        GivenFact::Paused(paused) => rep.paused = *paused,
        GivenFact::Open(channel, items) => {
            rep.open.insert(Arc::clone(channel), *items);
        }
        GivenFact::Capacity(what, limit) if &**what == "units" => rep.unit_limit = Some(*limit),
        GivenFact::Capacity(channel, limit) => {
            rep.item_limits.insert(Arc::clone(channel), *limit);
        }
        GivenFact::Field(field, value) => {
            if let Some(slot) = rep.fields.get_mut(field.index()) {
                slot.clone_from(value);
            }
        }
    }
}

fn request<'a>(rules: &Ruleset, given: &Given, lead: &'a Lead) -> Request<'a> {
    let mut request =
        Request::new(lead).at(given.now).attempt(given.attempt).exclude(given.exclude.iter().map(Arc::clone));
    if let Some(since) = given.since {
        request = request.since(since);
    }
    if let Some(route) = given.route.and_then(|route| rules.model().routes.get(route.index())) {
        request = request.route(Arc::clone(&route.name));
    }
    request
}

fn words(expect: &Expect) -> String {
    if expect.negated { format!("not {}", expect.words) } else { expect.words.to_string() }
}
