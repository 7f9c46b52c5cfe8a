//! Findings for other programs.

use crate::fault::Fault;
use crate::out;
use pointsman::{Diagnostic, Reported, Severity, Span};
use std::fmt::Write as _;

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people: drawn with their lines, on standard error.
    Text,
    /// One line a finding.
    Short,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// Prints findings on standard output; [`Format::Text`] has been printed as they came.
pub(crate) fn print(all: &[Reported<'_>], format: Format) -> Result<(), Fault> {
    let text = match format {
        Format::Text => return Ok(()),
        Format::Short => lines(all, short),
        Format::Github => lines(all, github),
        Format::Json => Reported::json(all) + "\n",
        Format::Sarif => Reported::sarif(all) + "\n",
    };
    out::print(text)
}

fn lines(all: &[Reported<'_>], line: fn(&Reported<'_>, &Diagnostic) -> String) -> String {
    let mut text = String::new();
    for reported in all {
        for finding in reported.findings {
            text += &line(reported, finding);
            text.push('\n');
        }
    }
    text
}

fn word(finding: &Diagnostic) -> &'static str {
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The file and both ends, as line and column.
fn place(reported: &Reported<'_>, span: Span) -> (String, (usize, usize), (usize, usize)) {
    match reported.sources.get(span.source) {
        Some(source) => {
            (format!("{}{}", reported.folder, source.name()), source.place(span.start), source.place(span.end))
        }
        None => (reported.folder.to_owned(), (1, 1), (1, 1)),
    }
}

fn short(reported: &Reported<'_>, finding: &Diagnostic) -> String {
    let (file, (line, column), _) = place(reported, finding.primary.span);
    format!("{file}:{line}:{column}: {} {}: {}", word(finding), finding.code, finding.message)
}

/// `::error file=…,line=…::…`, escaped as the runner wants it.
fn github(reported: &Reported<'_>, finding: &Diagnostic) -> String {
    let (file, (line, column), (end_line, end_column)) = place(reported, finding.primary.span);
    let mut message = finding.message.clone();
    for more in [&finding.primary.text].into_iter().chain(&finding.notes).chain(&finding.helps) {
        if !more.is_empty() {
            message.push('\n');
            message += more;
        }
    }
    let text = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |value: &str| text(value).replace(':', "%3A").replace(',', "%2C");
    let mut written = format!("::{} file={},line={line}", word(finding), property(&file));
    if end_line == line {
        let _ = write!(written, ",col={column},endColumn={end_column}");
    } else {
        let _ = write!(written, ",endLine={end_line}");
    }
    let _ = write!(written, ",title={}::{}", finding.code, text(&message));
    written
}
