//! Test results for build servers.

use super::report::{Failure, TestOutcome, TestReport, TestResult, Unread};
use std::fmt::Write as _;

impl TestReport {
    /// JUnit's XML: a suite a file, a case a test; what is to do is skipped, and what could not be tested is an error.
    pub fn to_junit(&self) -> String {
        let (_, failed, todo) = self.counts();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (errors, count) = (self.unread.len(), self.results.len().saturating_add(self.unread.len()));
        let _ = writeln!(
            text,
            "<testsuites tests=\"{count}\" failures=\"{failed}\" errors=\"{errors}\" skipped=\"{todo}\">"
        );
        for file in self.results.chunk_by(|a, b| a.file == b.file) {
            let own = Self { results: file.to_vec(), unread: Vec::new() };
            let (_, failed, todo) = own.counts();
            let name = file.first().map_or("", |result| &*result.file);
            let _ = writeln!(
                text,
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{todo}\">",
                escaped(name),
                file.len()
            );
            for result in file {
                case(&mut text, result);
            }
            text.push_str("  </testsuite>\n");
        }
        for file in self.unread.chunk_by(|a, b| a.file == b.file) {
            let (count, name) = (file.len(), file.first().map_or("", |unread| &*unread.file));
            let _ = writeln!(
                text,
                "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"0\" errors=\"{count}\" skipped=\"0\">",
                escaped(name)
            );
            for unread in file {
                broken(&mut text, unread);
            }
            text.push_str("  </testsuite>\n");
        }
        text.push_str("</testsuites>\n");
        text
    }
}

fn case(text: &mut String, result: &TestResult) {
    let mut name = result.title.to_string();
    if let Some((number, cells)) = &result.row {
        let _ = write!(name, ", row {number}: {cells}");
    }
    let (file, line) = (escaped(&result.file), result.line);
    let head =
        format!("    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"", escaped(&name));
    match &result.outcome {
        TestOutcome::Passed | TestOutcome::TodoPassed => {
            let _ = writeln!(text, "{head}/>");
        }
        TestOutcome::Failed(failures) => {
            let _ = writeln!(text, "{head}>");
            for failure in failures {
                let message = escaped(&format!("expected {}, got {}", failure.expected, failure.got));
                let _ = writeln!(text, "      <failure message=\"{message}\">{}</failure>", escaped(&details(failure)));
            }
            text.push_str("    </testcase>\n");
        }
        TestOutcome::Todo(_) => {
            let _ = writeln!(text, "{head}>\n      <skipped message=\"to do\"/>\n    </testcase>");
        }
    }
}

/// A policy that could not be read is a case that says why.
fn broken(text: &mut String, unread: &Unread) {
    let (file, line, error) = (escaped(&unread.file), unread.line, escaped(&unread.error));
    let _ = writeln!(
        text,
        "    <testcase name=\"the policy can be read\" classname=\"{file}\" file=\"{file}\" line=\"{line}\">\n      <error message=\"{error}\"/>\n    </testcase>"
    );
}

fn details(failure: &Failure) -> String {
    let mut lines = failure.because.clone();
    lines.extend(failure.nearest.as_ref().map(|nearest| format!("nearest lead that passes: {nearest}")));
    lines.join("\n")
}

/// Text for XML; signs that it cannot hold become a question mark.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(sign),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => out.push('?'),
            sign => out.push(sign),
        }
    }
    out
}
