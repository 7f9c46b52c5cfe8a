//! Tests.

use super::{error, offer};
use crate::text::{Diagnostic, Span};

pub(in super::super) fn test_field(name: &str, span: Span, known: &[String]) -> Diagnostic {
    let finding =
        Diagnostic::new(error(501), format!("there is no field called `{name}` to give a value to"), span, "");
    offer(finding, name, span, known.iter().map(String::as_str))
}

pub(in super::super) fn unknown_given(name: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(error(502), format!("a test cannot be given a `{name}`"), span, "");
    let known = ["now", "snapshot", "lead", "rep", "attempt", "since", "exclude", "route"];
    offer(finding, name, span, known)
}

pub(in super::super) fn given_twice(what: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(error(125), format!("the test is given `{what}` twice"), span, "the second")
        .also(first, "the first")
        .help("keep the one that is to count")
}

pub(in super::super) fn expects_nothing(span: Span) -> Diagnostic {
    Diagnostic::new(error(503), "this test expects nothing, so it can never fail", span, "")
        .help("add a line such as `expect rule …` or `expect assigned`")
}
