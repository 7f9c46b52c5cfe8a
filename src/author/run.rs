//! Running the tests of a policy.

use super::bench::Bench;
use super::beside::Beside;
use super::expect::outcome_words;
use super::golden::line_diff;
use super::nearest::neighbours;
use super::palette::Palette;
use super::report::{Failure, TestOutcome, TestReport, TestResult};
use super::why_not::why_no_rule;
use super::{defaults, written};
use crate::Ruleset;
use crate::domain::{Assignment, Lead, Snapshot};
use crate::model::{Cond, Expect, ExpectKind, Expr, TestCase};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many leads a property is tried on.
pub(super) const TRIED: usize = 500;

/// So many leads are made for one that a property speaks of, before the search ends.
const FOR_EACH: usize = 20;

/// Snapshots that tests name, read once.
pub(super) struct Bases<'b> {
    beside: &'b mut dyn Beside,
    known: BTreeMap<Arc<str>, Result<Snapshot, String>>,
}

impl<'b> Bases<'b> {
    pub(super) fn new(beside: &'b mut dyn Beside) -> Self {
        Self { beside, known: BTreeMap::new() }
    }

    pub(super) fn of(&mut self, test: &TestCase) -> Result<Snapshot, String> {
        match &test.given.snapshot {
            None => Ok(Snapshot::default()),
            Some(path) => self.known.entry(Arc::clone(path)).or_insert_with(|| self.beside.snapshot(path)).clone(),
        }
    }
}

impl Ruleset {
    /// Runs the tests that stand in the policy. `filter`: only those whose title contains it. `beside` gives the files
    /// that they name.
    pub fn run_tests(&self, filter: Option<&str>, beside: &mut dyn Beside) -> TestReport {
        let mut bases = Bases::new(beside);
        let mut report = TestReport::default();
        for test in &self.model().tests {
            if asked_for(test, filter) {
                let result = run_test(self, test, &mut bases);
                report.results.push(result);
            }
        }
        report
    }
}

/// Whether a filter leaves a test in: its title contains the text.
pub(super) fn asked_for(test: &TestCase, filter: Option<&str>) -> bool {
    filter.is_none_or(|filter| test.title.contains(filter))
}

fn run_test(rules: &Ruleset, test: &TestCase, bases: &mut Bases<'_>) -> TestResult {
    let (mut failures, mut tried) = (Vec::new(), None);
    match bases.of(test) {
        Err(reason) => failures.push(Failure {
            expected: format!("the snapshot {:?}", test.given.snapshot.as_deref().unwrap_or_default()),
            got: reason,
            because: Vec::new(),
            nearest: None,
        }),
        Ok(base) => {
            let bench = Bench::new(rules, &test.given, base);
            if test.is_property {
                let (count, found) = property(&bench, test);
                tried = Some(count);
                failures.extend(found);
            } else {
                let lead = defaults::lead(rules, &test.given.lead, test.given.now);
                failures = failures_of(&bench, test, &lead);
                failures.extend(golden(&bench, test, &lead, bases.beside));
            }
        }
    }
    let outcome = match (failures.is_empty(), test.todo) {
        (true, false) => TestOutcome::Passed,
        (true, true) => TestOutcome::TodoPassed,
        (false, false) => TestOutcome::Failed(failures),
        (false, true) => TestOutcome::Todo(failures),
    };
    TestResult {
        title: Arc::clone(&test.title),
        file: Arc::clone(&test.file),
        line: rules.line_of(test.span),
        row: test.row.clone(),
        outcome,
        tried,
    }
}

/// What is not as expected, with the nearest lead that would pass.
fn failures_of(bench: &Bench<'_>, test: &TestCase, lead: &Lead) -> Vec<Failure> {
    let mut failures = first_look(bench, test, lead);
    if !failures.is_empty() {
        let model = bench.rules.model();
        let palette = Palette::new(bench.rules, bench.live.snapshot(), test.given.now);
        let nearest = neighbours(bench.rules, &palette, lead).find(|near| bench.passes(test, near));
        if let (Some(near), Some(failure)) = (nearest, failures.last_mut()) {
            failure.nearest = Some(written::changes(model, &near, lead).join(", "));
        }
    }
    failures
}

fn first_look(bench: &Bench<'_>, test: &TestCase, lead: &Lead) -> Vec<Failure> {
    match bench.judge(test, lead) {
        Ok((answer, unmet)) => unmet
            .into_iter()
            .map(|(expect, got)| Failure {
                expected: words(expect),
                got,
                because: because(bench, lead, &answer, expect),
                nearest: None,
            })
            .collect(),
        Err(error) => vec![Failure {
            expected: "a decision".to_owned(),
            got: error.to_string(),
            because: Vec::new(),
            nearest: None,
        }],
    }
}

/// The decision in a few lines: who, on which way; why the expected rule did not decide; what the scores are made of.
fn because(bench: &Bench<'_>, lead: &Lead, answer: &Assignment, expect: &Expect) -> Vec<String> {
    let mut lines = vec![outcome_words(answer), format!("path {}", answer.path.join(" > "))];
    let Ok(told) = bench.explain(lead) else { return lines };
    let rule = match &expect.kind {
        ExpectKind::Rule(rule) if !expect.negated => rule.as_ref(),
        ExpectKind::Path(path) if !expect.negated => path.last(),
        _ => None,
    };
    if let Some(rule) = rule {
        lines.extend(why_no_rule(bench.rules, &bench.live, &bench.request(lead), &told, rule).unwrap_or_default());
    }
    let of_scores = match &expect.kind {
        ExpectKind::Rule(_) | ExpectKind::Path(_) | ExpectKind::Score(..) => true,
        ExpectKind::Condition(condition) => speaks_of_scores(condition),
        _ => false,
    };
    if of_scores {
        let scores = told.explanation.scores.iter().flat_map(|score| score.lines_in_words());
        lines.extend(scores.map(|line| line.trim_end().to_owned()));
    }
    lines
}

fn speaks_of_scores(condition: &Cond) -> bool {
    match condition {
        Cond::Compare(_, value, _) | Cond::In(value, _) => matches!(value, Expr::Score(_) | Expr::Grade(_)),
        Cond::Not(inner) => speaks_of_scores(inner),
        _ => false,
    }
}

/// Compares the explanation with the one that is kept.
fn golden(bench: &Bench<'_>, test: &TestCase, lead: &Lead, beside: &mut dyn Beside) -> Vec<Failure> {
    let mut failures = Vec::new();
    for expect in &test.expect {
        let ExpectKind::Explain(path) = &expect.kind else { continue };
        let Ok(told) = bench.explain(lead) else { continue };
        let now = told.to_golden();
        let (got, because) = match beside.golden(path, &now) {
            Ok(Some(kept)) if kept == now => continue,
            Ok(Some(kept)) => ("another explanation".to_owned(), line_diff(&kept, &now)),
            Ok(None) => (format!("no {path} yet"), vec!["`pointsman test --bless` writes it".to_owned()]),
            Err(reason) => (reason, Vec::new()),
        };
        failures.push(Failure { expected: words(expect), got, because, nearest: None });
    }
    failures
}

/// Tries leads until one breaks the property; then makes that lead as small as it can.
fn property(bench: &Bench<'_>, test: &TestCase) -> (usize, Option<Failure>) {
    let model = bench.rules.model();
    let palette = Palette::new(bench.rules, bench.live.snapshot(), test.given.now);
    let mut tried = 0_usize;
    for lead in palette.leads(bench.rules).take(TRIED.saturating_mul(FOR_EACH)) {
        if tried >= TRIED {
            break;
        }
        if !bench.speaks_of(test.property.as_ref(), &lead) {
            continue;
        }
        tried = tried.saturating_add(1);
        if !bench.passes(test, &lead) {
            let smallest = shrink(bench, test, lead, &palette);
            let mut failure = first_look(bench, test, &smallest).into_iter().next();
            if let Some(failure) = &mut failure {
                let lead = written::given_lead(model, &smallest, palette.plain());
                failure.because.insert(0, format!("smallest lead that breaks it: {lead}"));
            }
            return (tried, failure);
        }
    }
    (tried, (tried == 0).then(speaks_of_nobody))
}

/// A property without leads holds whatever the policy does, so that it tells nothing.
fn speaks_of_nobody() -> Failure {
    Failure {
        expected: "leads that fit `for any lead where …`".to_owned(),
        got: format!("none of {} that were made", TRIED.saturating_mul(FOR_EACH)),
        because: vec!["without a lead nothing is proved: compare fields with values that leads can have".to_owned()],
        nearest: None,
    }
}

/// Puts field after field back to its default, or to the smallest number, while the property still breaks, until nothing
/// more can go.
fn shrink(bench: &Bench<'_>, test: &TestCase, mut lead: Lead, palette: &Palette) -> Lead {
    let breaks = |lead: &Lead| bench.speaks_of(test.property.as_ref(), lead) && !bench.passes(test, lead);
    loop {
        let before = lead.clone();
        for (place, default) in palette.plain().values.iter().enumerate() {
            let smaller = std::iter::once(default.clone()).chain(palette.smaller(place, &lead));
            let smaller = smaller.filter(|value| lead.values.get(place) != Some(value)).find_map(|value| {
                let mut values = lead.values.clone();
                if let Some(slot) = values.get_mut(place) {
                    *slot = value;
                }
                let smaller = defaults::assemble(bench.rules, &values);
                (smaller != lead && breaks(&smaller)).then_some(smaller)
            });
            if let Some(smaller) = smaller {
                lead = smaller;
            }
        }
        if lead == before {
            return lead;
        }
    }
}

fn words(expect: &Expect) -> String {
    if expect.negated { format!("not {}", expect.words) } else { expect.words.to_string() }
}
