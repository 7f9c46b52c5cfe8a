//! Data files.

use super::{error, offer};
use crate::text::{Diagnostic, Span};

pub(in super::super) fn path_outside(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(406), format!("`{path}` does not stay inside the policy's folder"), span, "")
        .help("data paths are relative to the folder of the policy, without `..` and without a drive")
}

pub(in super::super) fn missing_csv(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(407), format!("there is no file `{path}`"), span, "looked for in the policy's folder")
}

pub(in super::super) fn csv_not_utf8(path: &str, at: usize, span: Span) -> Diagnostic {
    Diagnostic::new(error(408), format!("`{path}` is not UTF-8 at byte {at}"), span, "")
        .help("save it as \"CSV UTF-8\" in the spreadsheet program")
}

/// `written` is where the column is named, if it is named beside the path.
pub(in super::super) fn no_column(
    name: &str,
    path: &str,
    written: Option<Span>,
    at: Span,
    known: &[&str],
) -> Diagnostic {
    let message = format!("`{path}` has no column `{name}`");
    let Some(written) = written else {
        return Diagnostic::new(error(409), message, at, "").help(format!("its columns are: {}", known.join(", ")));
    };
    let finding = Diagnostic::new(error(409), message, written, "not in the first line of the file");
    offer(finding, name, written, known.iter().copied())
}

pub(in super::super) fn cell(reason: &str, cell: Span, read_by: Span) -> Diagnostic {
    Diagnostic::new(error(402), format!("this cell is {reason}"), cell, "").also(read_by, "read through this")
}

pub(in super::super) fn with_nearest(finding: Diagnostic, name: &str, span: Span, known: &[&str]) -> Diagnostic {
    let finding = Diagnostic { message: format!("there is no team called `{name}`"), ..finding };
    offer(finding, name, span, known.iter().copied())
}

pub(in super::super) fn key_twice(lookup: &str, key: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("lookup `{lookup}` has `{key}` twice, with different values");
    Diagnostic::new(error(410), message, span, "here again").also(first, "here first")
}

pub(in super::super) fn list_item(list: &str, item: &str, reason: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(412), format!("list `{list}` holds \"{item}\", which is {reason}"), span, "compared here")
}

pub(in super::super) fn csv_where(span: Span) -> Diagnostic {
    Diagnostic::new(error(414), "rows are picked by one column: `where region is \"DE-BE\"`", span, "")
}

pub(in super::super) fn one_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(415), format!("lookup `{name}` needs exactly one `key` line"), span, "")
}

pub(in super::super) fn prefix_of_text(span: Span) -> Diagnostic {
    Diagnostic::new(error(415), "only texts begin with a prefix", span, "")
}
