//! Data files.

use super::{error, offer, warning};
use crate::data::Table;
use crate::text::{Diagnostic, Source, Span};

pub(in super::super) fn path_outside(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(406), format!("`{path}` does not stay inside the policy's folder"), span, "")
        .help("data paths are relative to the folder of the policy, without `..` and without a drive")
}

pub(in super::super) fn missing_csv(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(407), format!("there is no file `{path}`"), span, "looked for in the policy's folder")
}

pub(in super::super) fn csv_not_utf8(path: &str, (line, at): (usize, usize), span: Span) -> Diagnostic {
    Diagnostic::new(error(408), format!("`{path}` is not UTF-8: byte {at} of line {line}"), span, "")
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

pub(in super::super) fn no_such_team(
    finding: Diagnostic,
    row: usize,
    name: &str,
    span: Span,
    known: &[&str],
) -> Diagnostic {
    let finding = Diagnostic { message: format!("row {row} names a team that is not defined"), ..finding };
    offer(finding, name, span, known.iter().copied()).help(format!("teams: {}", known.join(", ")))
}

/// A column of postal codes without zeros in front; the first two that are too short are shown.
pub(in super::super) fn lost_zeros(
    path: &str,
    count: usize,
    digits: usize,
    first: (&str, Span),
    second: Option<(&str, Span)>,
    read_by: Span,
) -> Diagnostic {
    let padded = |code: &str| format!("should this be {code:0>digits$}?");
    let codes = if count == 1 { "1 postal code".to_owned() } else { format!("{count} postal codes") };
    let has = if count == 1 { "has" } else { "have" };
    let message = format!("{codes} in `{path}` {has} fewer than {digits} digits");
    let finding = Diagnostic::new(error(401), message, first.1, padded(first.0));
    let finding = second.into_iter().fold(finding, |finding, (code, span)| finding.also(span, padded(code)));
    finding
        .also(read_by, "read through this")
        .note("spreadsheet programs drop leading zeros when a column is not formatted as text")
        .help("format the column as text and fill the zeros in; where the lengths are meant, read it as `exact text`")
}

/// Other separators than commas, or a mark in front.
pub(in super::super) fn written_its_own_way(
    path: &str,
    source: &Source,
    table: &Table,
    read_by: Span,
) -> Option<Diagnostic> {
    let mark = source.text().starts_with('\u{feff}').then_some("begins with a byte-order mark");
    let separator = match table.delimiter {
        ',' => None,
        ';' => Some("separates its columns by `;`"),
        _ => Some("separates its columns by tabs"),
    };
    let said: Vec<&str> = mark.into_iter().chain(separator).collect();
    let (first, last) = (table.header.first()?, table.header.last()?);
    (!said.is_empty()).then(|| {
        let message = format!("`{path}` {}", said.join(" and "));
        Diagnostic::new(warning(416), message, first.span.to(last.span), "read so")
            .also(read_by, "read through this")
            .help("nothing has to be done, if that is meant")
    })
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

pub(in super::super) fn csv_column(by: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(417), "`column` chooses one column, and here several are read", span, "")
        .help(format!("take it out; the columns are named by {by}"))
}

pub(in super::super) fn one_key(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(error(415), format!("lookup `{name}` needs exactly one `key` line"), span, "")
}

pub(in super::super) fn prefix_of_text(span: Span) -> Diagnostic {
    Diagnostic::new(error(415), "only texts begin with a prefix", span, "")
}

pub(in super::super) fn private_in_text(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(warning(421), format!("`{name}` is private and is not printed here"), span, "a mark stands for it")
        .help("leave it out, or write `reveal` before the text where its readers may see it")
}
