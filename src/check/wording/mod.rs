//! All messages of the layer, in words of the trade; one function a finding, so that they can be read side by side.
//!
//! Codes: R0201–R0238 names and kinds, R0240–R0269 people and routes, R03xx logic, R04xx data files, R05xx tests.

mod data;
pub(crate) mod logic;
mod names;
mod people;
mod tests;
mod values;

pub(super) use data::*;
pub(super) use names::*;
pub(super) use people::*;
pub(super) use tests::*;
pub(super) use values::*;

use crate::text::{Code, Diagnostic, Span, nearest, plain_letters};

const fn error(number: u16) -> Code {
    Code::error(number)
}

const fn warning(number: u16) -> Code {
    Code::warning(number)
}

/// Offers the nearest known name as a repair, or lists what is known.
fn offer<'k>(finding: Diagnostic, name: &str, span: Span, known: impl IntoIterator<Item = &'k str>) -> Diagnostic {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(near) = nearest(name, known.iter().copied()) {
        // What is wrong then is the other name, which has a finding and a repair of its own.
        if plain_letters(near).as_deref() == Some(name) {
            return finding.help(format!("`{near}` is written with letters that only look like these"));
        }
        return finding.help(format!("did you mean `{near}`?")).suggest(span, near);
    }
    if known.is_empty() || known.len() > 30 {
        finding
    } else {
        finding.help(format!("there are: {}", known.join(", ")))
    }
}

/// Tells somebody who wrote `is null` how absence is asked for.
fn no_value(finding: &Diagnostic, name: &str, span: Span) -> Option<Diagnostic> {
    /// What other languages call a value that is not there.
    const NO_VALUE: [&str; 7] = ["null", "nil", "none", "empty", "blank", "undefined", "nothing"];
    let help = "whether there is no value is asked with `is missing`";
    NO_VALUE.contains(&name.to_ascii_lowercase().as_str()).then(|| finding.clone().help(help).suggest(span, "missing"))
}

/// A limit is exceeded.
pub(in super::super) fn limit(what: &str, actual: usize, limit: usize, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        error(238),
        format!("too many {what}: {actual}; the limit is {limit}"),
        span,
        format!("limit `{name}`"),
    )
}
