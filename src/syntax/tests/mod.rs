//! The layer against whole files: what is valid gives no finding, what is broken gives each mistake once.

mod layout;
mod mistakes;
mod reference;
mod robust;
mod traps;

use super::*;

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read_str(text: &str) -> (Document, Diagnostics) {
    read(SourceId::FIRST, &Source::new("test.route", text), &Limits::default())
}

/// `R0110 25:3 a score card has no …` for each finding.
fn shown(text: &str) -> Vec<String> {
    let source = Source::new("test.route", text);
    let (_, findings) = read(SourceId::FIRST, &source, &Limits::default());
    let line = |finding: &Diagnostic| {
        let (line, column) = source.place(finding.primary.span.start);
        format!("{} {line}:{column} {}", finding.code, finding.message)
    };
    findings.iter().map(line).collect()
}

#[test]
fn valid_files_give_no_finding() {
    for path in [
        "examples/acme/inbound.route",
        "examples/acme/shared.route",
        "tests/corpus/accept/names.route",
        "tests/corpus/parse/constructs.route",
    ] {
        assert_eq!(shown(&file(path)), Vec::<String>::new(), "{path}");
    }
}

/// Whether the many cases of slow tests are tried at a tenth: they were tried at full count in another run.
#[allow(clippy::disallowed_methods, reason = "how many cases are tried reaches no decision")]
pub(super) fn tenth() -> bool {
    std::env::var("POINTSMAN_CASES").is_ok_and(|cases| cases == "tenth")
}
