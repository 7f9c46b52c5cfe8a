//! text ──**syntax**──▶ Document ──check──▶ Model ──lower──▶ DecisionGraph
//!
//! Reads one file into a tree of what was written. After this stage nobody looks at text again.
//!
//! `prescan` and `repair` mend what a grammar cannot explain; the grammar has catch-alls in every block, so that one
//! tree comes out of a broken file; `reader` makes the tree, `explain` says what is wrong with each bad fragment.

#![allow(clippy::indexing_slicing, reason = "places come from the lexer and the parser, on borders of characters")]

mod blocks;
mod codes;
mod explain;
mod format;
mod grammar;
mod prescan;
mod reader;
mod repair;
pub(crate) mod shape;
#[cfg(test)]
mod tests;
mod tokens;
pub(crate) mod tree;
mod words;

use crate::limits::Limits;
use crate::text::{Diagnostic, Diagnostics, Source, SourceId, Span};
use grammar::{Rule, Stuck};
use reader::{Origin, Reader};
use std::borrow::Cow;
use tokens::{Kind, tokens};
use tree::{Cell, CellKind, Comment, Document, Expr, ExprKind};

pub use format::{FormatError, format};
pub(crate) use words::{written_name, written_text};

/// The newest edition of the language that is known here.
pub(crate) const EDITION: u32 = 1;

/// Reads one file. The tree is there whatever the file looks like; what could not be read is reported and marked in it.
pub(crate) fn read(id: SourceId, source: &Source, limits: &Limits) -> (Document, Diagnostics) {
    let mut findings = Vec::new();
    let document = read_text(id, source.text(), limits, &mut findings);
    (document, sorted(findings))
}

/// Reads one cell of a table that is kept elsewhere: `offset` is where it begins in the text `id`.
pub(crate) fn read_cell(id: SourceId, offset: u32, text: &str) -> (Cell, Diagnostics) {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let (value, findings) = foreign(id, offset, text, |reader| reader.cell(trimmed, start));
    let bad = Cell { kind: CellKind::Bad, span: whole(id, offset, text) };
    (value.unwrap_or(bad), findings)
}

/// Reads a condition or a value of another text: a model's `when`, a cell, the command line.
pub(crate) fn read_condition(id: SourceId, offset: u32, text: &str) -> (Expr, Diagnostics) {
    let (value, findings) = foreign(id, offset, text, |reader| {
        let parsed = grammar::parse(Rule::expr_only, text);
        match parsed {
            Ok(node) => reader.expr_in(&node),
            Err(Stuck { at, .. }) => {
                let span = reader.origin.span(at, text.trim_end().len().max(at));
                let message = "this is not a condition or a value";
                reader.report(Diagnostic::new(codes::UNCLEAR, message, span, "not clear from here on"));
                Expr { kind: ExprKind::Bad, span: whole(id, offset, text) }
            }
        }
    });
    (value.unwrap_or(Expr { kind: ExprKind::Bad, span: whole(id, offset, text) }), findings)
}

/// Reads a value of another text; the same as [`read_condition`], since only names tell the two apart.
pub(crate) fn read_value(id: SourceId, offset: u32, text: &str) -> (Expr, Diagnostics) {
    read_condition(id, offset, text)
}

fn read_text(id: SourceId, written: &str, limits: &Limits, findings: &mut Vec<Diagnostic>) -> Document {
    let mut document = Document {
        source: id,
        edition: None,
        module: None,
        zone: None,
        uses: Vec::new(),
        items: Vec::new(),
        comments: Vec::new(),
    };
    let start = Span::new(id, 0, 0);
    if written.len() > limits.source_bytes || u32::try_from(written.len()).is_err() {
        let text = format!("a file of {} bytes; the limit is {}", written.len(), limits.source_bytes);
        findings
            .push(Diagnostic::new(codes::TOO_LARGE, text, start, "").help("move long tables and lists into CSV files"));
        return document;
    }
    let (text, readable) = mended(id, written, limits, findings);
    document.edition = edition(id, &text);
    document.comments = comments(id, &text);
    if !first_line(id, &text, document.edition, findings) || !readable {
        return document;
    }
    let mut reader = Reader::new(&text, Origin::new(id, 0, written.len()), limits.nesting);
    reader.comments = document.comments;
    match grammar::parse(Rule::file, &text) {
        Ok(file) => document = Document { edition: document.edition, ..reader.file(&file) },
        Err(stuck) => {
            let span = reader.origin.span(stuck.at, stuck.at);
            reader.report(Diagnostic::new(codes::UNCLEAR, "the file cannot be read from here on", span, "not clear"));
            document.comments = Vec::new();
        }
    }
    document.comments = reader.comments;
    findings.append(&mut reader.findings);
    document
}

/// The text with its repairs, and whether it may be parsed.
fn mended<'t>(id: SourceId, written: &'t str, limits: &Limits, findings: &mut Vec<Diagnostic>) -> (Cow<'t, str>, bool) {
    let mut scanned = prescan::prescan(id, written, limits);
    findings.append(&mut scanned.findings);
    let mut text = scanned.text.map_or(Cow::Borrowed(written), Cow::Owned);
    if !scanned.hopeless && !repair::balanced(&text) {
        let (repaired, found) = repair::repair(id, &text);
        // What the first repair wrote behind the end is no place that anybody can look at.
        findings.extend(found.into_iter().map(|finding| within(finding, written.len())));
        text = Cow::Owned(repaired);
    }
    (text, !scanned.hopeless)
}

fn within(mut finding: Diagnostic, length: usize) -> Diagnostic {
    let end = u32::try_from(length).unwrap_or(u32::MAX);
    let labels = std::iter::once(&mut finding.primary).chain(&mut finding.secondary).map(|label| &mut label.span);
    let edits = finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span);
    for span in labels.chain(edits) {
        *span = Span::new(span.source, span.start.min(end), span.end.min(end));
    }
    finding
}

fn edition(id: SourceId, text: &str) -> Option<(u32, Span)> {
    let mut pieces = tokens(text).filter(|token| !matches!(token.kind, Kind::Comment | Kind::NewLine));
    let word = pieces.next().filter(|word| word.text(text) == "pointsman")?;
    let number = pieces.next().filter(|number| number.kind == Kind::Number)?;
    let edition = number.text(text).split('.').next()?.parse().ok()?;
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Some((edition, Span::new(id, place(word.start), place(number.end))))
}

/// Reports a first line that is missing or too new; whether it is worth reading on.
fn first_line(id: SourceId, text: &str, edition: Option<(u32, Span)>, findings: &mut Vec<Diagnostic>) -> bool {
    let start = Span::new(id, 0, 0);
    match edition {
        Some((edition, span)) if edition > EDITION => {
            let message =
                format!("this file needs edition {edition} of the language; this program knows edition {EDITION}");
            let finding = Diagnostic::new(codes::NEWER_EDITION, message, span, "newer than this program");
            // A newer edition may mean other things: nothing else is said.
            findings.clear();
            findings.push(finding.help("use a newer version of pointsman"));
            false
        }
        Some((0, span)) => {
            let finding = Diagnostic::new(codes::NO_EDITION, "there is no edition 0 of the language", span, "");
            findings.push(finding.fix(span, "pointsman 1"));
            true
        }
        Some(_) => true,
        None if text.trim().is_empty() => {
            let finding =
                Diagnostic::new(codes::NO_EDITION, "this file is empty", start, "a policy begins with `pointsman 1`");
            findings.push(finding.suggest(start, "pointsman 1\n"));
            false
        }
        None => {
            let message = "the first line `pointsman 1` is missing";
            let finding =
                Diagnostic::new(codes::NO_EDITION, message, start, "it says which edition of the language this is");
            findings.push(finding.fix(start, "pointsman 1\n"));
            true
        }
    }
}

fn comments(id: SourceId, text: &str) -> Vec<Comment> {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    tokens(text)
        .filter(|token| token.kind == Kind::Comment)
        .map(|token| Comment {
            text: token.text(text).to_owned(),
            span: Span::new(id, place(token.start), place(token.end)),
        })
        .collect()
}

/// Reads a short text that is no file. `None` when it is nested too deep.
fn foreign<T>(
    id: SourceId,
    offset: u32,
    text: &str,
    read: impl FnOnce(&mut Reader<'_>) -> T,
) -> (Option<T>, Diagnostics) {
    let limits = Limits::default();
    let scanned = prescan::prescan(id, text, &limits);
    let start = usize::try_from(offset).unwrap_or(0);
    let origin = Origin::new(id, start, start.saturating_add(text.len()));
    if scanned.hopeless {
        let found = scanned.findings.into_iter().filter(|finding| finding.code == codes::TOO_DEEP);
        return (None, sorted(found.map(|finding| moved(finding, whole(id, offset, text))).collect()));
    }
    let mut reader = Reader::new(text, origin, limits.nesting);
    let value = read(&mut reader);
    (Some(value), sorted(reader.findings))
}

fn moved(mut finding: Diagnostic, span: Span) -> Diagnostic {
    finding.primary.span = span;
    finding
}

fn whole(id: SourceId, offset: u32, text: &str) -> Span {
    Span::new(id, offset, offset.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX)))
}

fn sorted(all: Vec<Diagnostic>) -> Diagnostics {
    let mut findings = Diagnostics::new();
    for finding in all {
        findings.push(finding);
    }
    findings.sort();
    findings
}
