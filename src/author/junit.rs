//! Test results for build servers.

use super::report::{Failure, TestOutcome, TestReport, TestResult};
use std::fmt::Write as _;

impl TestReport {
    /// JUnit's XML: a suite a file, a case a test; what is to do is skipped.
    pub fn to_junit(&self) -> String {
        let (_, failed, todo) = self.counts();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let count = self.results.len();
        let _ = writeln!(text, "<testsuites tests=\"{count}\" failures=\"{failed}\" skipped=\"{todo}\">");
        for file in self.results.chunk_by(|a, b| a.file == b.file) {
            let own = Self { results: file.to_vec() };
            let (_, failed, todo) = own.counts();
            let name = file.first().map_or("", |result| &*result.file);
            let _ = writeln!(
                text,
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" skipped=\"{todo}\">",
                escaped(name),
                file.len()
            );
            for result in file {
                case(&mut text, result);
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
