//! What a run of a policy's tests found.

use std::fmt;
use std::sync::Arc;

/// The results in the order of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestReport {
    /// One a test; one a row of `test cases`; one a property.
    pub results: Vec<TestResult>,
    /// Errors of policies that therefore could not be tested; empty where a caller tests only what compiles.
    pub unread: Vec<Unread>,
}

/// An error for which a policy was not tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file it is in.
    pub file: Arc<str>,
    /// The 1-based line.
    pub line: usize,
    /// Its code and what is wrong.
    pub error: String,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The title.
    pub title: Arc<str>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// The 1-based line it begins on.
    pub line: usize,
    /// The 1-based row of `test cases` with its input cells as written.
    pub row: Option<(usize, Arc<str>)>,
    /// How it went.
    pub outcome: TestOutcome,
    /// How many leads a property was tried on.
    pub tried: Option<usize>,
}

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestOutcome {
    /// Everything was as expected.
    Passed,
    /// Something was not.
    Failed(Vec<Failure>),
    /// A `todo test` that does not pass yet; it is reported and does no harm.
    Todo(Vec<Failure>),
    /// A `todo test` that passes: the word `todo` can go.
    TodoPassed,
}

/// One thing that was not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the test expects, in its own words.
    pub expected: String,
    /// What happened instead.
    pub got: String,
    /// Why: the decision in a few lines; for a property the lead that breaks it.
    pub because: Vec<String>,
    /// The smallest change of the lead with which the test passes, where one was found.
    pub nearest: Option<String>,
}

impl TestReport {
    /// How many passed, failed, and are still to do.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.results.iter().fold((0, 0, 0), |(passed, failed, todo), result| match result.outcome {
            TestOutcome::Passed | TestOutcome::TodoPassed => (passed.saturating_add(1), failed, todo),
            TestOutcome::Failed(_) => (passed, failed.saturating_add(1), todo),
            TestOutcome::Todo(_) => (passed, failed, todo.saturating_add(1)),
        })
    }
}

impl fmt::Display for TestReport {
    /// The report for people: a line a test, failures with expected, got, because.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut file = None;
        for result in &self.results {
            if file != Some(&result.file) {
                writeln!(f, "{}", result.file)?;
                file = Some(&result.file);
            }
            let (word, failures) = match &result.outcome {
                TestOutcome::Passed => ("ok  ", &[][..]),
                TestOutcome::Failed(failures) => ("FAIL", &failures[..]),
                TestOutcome::Todo(failures) => ("todo", &failures[..]),
                TestOutcome::TodoPassed => ("ok  ", &[][..]),
            };
            write!(f, "  {word}  {}", result.title)?;
            if let Some((number, cells)) = &result.row {
                write!(f, ", row {number}: {cells}")?;
            }
            if let Some(tried) = result.tried {
                write!(f, "  {tried} leads tried")?;
            }
            if result.outcome == TestOutcome::TodoPassed {
                write!(f, "  passes: the word `todo` can go")?;
            }
            writeln!(f)?;
            for failure in failures {
                writeln!(f, "          expected {}", failure.expected)?;
                writeln!(f, "          got      {}", failure.got)?;
                for (number, line) in failure.because.iter().enumerate() {
                    writeln!(f, "          {} {line}", if number == 0 { "because " } else { "        " })?;
                }
                if let Some(nearest) = &failure.nearest {
                    writeln!(f, "          nearest lead that passes: {nearest}")?;
                }
            }
        }
        let (passed, failed, todo) = self.counts();
        write!(f, "\n{passed} passed, {failed} failed")?;
        if todo > 0 {
            write!(f, ", {todo} to do")?;
        }
        writeln!(f)
    }
}
