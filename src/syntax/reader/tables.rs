//! Tables: a row is a line of text; its cells are split here and read one by one, each with its own finding.

use super::Reader;
use crate::syntax::codes;
use crate::syntax::grammar::{self, Node, Rule};
use crate::syntax::tree::{
    Cell, CellKind, Comparison, Expr, ExprKind, KindName, LookupRow, Name, Table, TableBody, TablePolicy, TableRow,
};
use crate::text::{Diagnostic, Span};

/// A cell's text: where it begins and ends, blanks around it taken off.
type Piece = (usize, usize);

/// A row cut into cells, and whether it has a `=>`.
struct Cut {
    inputs: Vec<Piece>,
    outputs: Vec<Piece>,
    arrow: bool,
}

impl Reader<'_> {
    pub(super) fn table(&mut self, node: &Node<'_>) -> Table {
        let span = self.span(node);
        let (name, title) = (self.own_name(node), self.title(node));
        let policy = match node.child(Rule::table_policy).and_then(|part| part.only_child()).map(|part| part.rule()) {
            Some(Rule::kw_unique) => TablePolicy::Unique,
            Some(Rule::kw_collect) => TablePolicy::Collect,
            Some(_) => TablePolicy::First,
            None => {
                let text = format!("table `{}` does not say which row counts", name.text);
                let finding = Diagnostic::new(codes::NEEDS, text, name.span, "`first`, `unique` or `collect` is missing")
                    .help("`first`: the top row that fits; `unique`: rows may overlap only when they agree; `collect`: a list of all")
                    .suggest(title.as_ref().map_or(name.span, |title| title.span).after(), " first");
                self.report(finding);
                TablePolicy::First
            }
        };
        let csv = self.csv_in(node);
        let rows: Vec<Node<'_>> = node
            .child(Rule::table_block)
            .map(|block| block.children().filter(|row| row.rule() == Rule::row).collect())
            .unwrap_or_default();
        let (lines, rests): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !is_else(row.text()));
        if lines.is_empty() {
            let finding = if csv.is_some() {
                let text = format!("table `{}` does not say which columns it asks and which it gives", name.text);
                Diagnostic::new(codes::ROW_SHAPE, text, name.span, "has no headings").help(
                    "write the headings of the columns in braces: `from csv \"data/x.csv\" { country => segment }`",
                )
            } else {
                let text = format!("table `{}` has no rows", name.text);
                Diagnostic::new(codes::ROW_SHAPE, text, name.span, "nothing between the braces")
                    .help("begin with the headings: `country | employees => segment`")
            };
            self.report(finding);
        }
        let body = self.table_body(&lines, span);
        if let (Some(csv), Some(row)) = (&csv, body.rows.first()) {
            let text = format!("the rows of table `{}` come from a file", name.text);
            let finding = Diagnostic::new(codes::ROW_SHAPE, text, row.span, "a row beside them")
                .also(csv.span, "the file")
                .help("move the row into the file; here stand only the headings and `else`");
            self.report(finding);
        }
        if let [first, second, ..] = rests.as_slice() {
            let place = |row: &Node<'_>| self.origin.span(row.start(), row.start() + row.text().trim_end().len());
            let (second, first) = (place(second), place(first));
            self.twice("else", second, first);
        }
        let otherwise = rests.first().map(|row| self.else_row(row, body.outputs.len()));
        Table { name, title, policy, csv, body, otherwise }
    }

    /// Headings and rows. `whole` is what is pointed at when there are none.
    pub(super) fn table_body(&mut self, lines: &[Node<'_>], whole: Span) -> TableBody {
        let Some((first, rest)) = lines.split_first() else {
            return TableBody { inputs: Vec::new(), outputs: Vec::new(), rows: Vec::new(), span: whole, broken: true };
        };
        let span = self.origin.span(first.start(), first.start() + first.text().trim_end().len());
        let cut = cut(first.text());
        if !cut.arrow {
            let text = "the headings of a table need `=>` before the answer";
            let help =
                "write the columns asked, then `=>`, then the columns answered: `country | employees => segment`";
            self.report(Diagnostic::new(codes::ROW_SHAPE, text, span, "no `=>` in this line").help(help));
            return TableBody { inputs: Vec::new(), outputs: Vec::new(), rows: Vec::new(), span, broken: true };
        }
        let inputs: Vec<Expr> = cut.inputs.iter().map(|piece| self.heading_input(first, *piece)).collect();
        let outputs: Vec<_> = cut.outputs.iter().map(|piece| self.heading_output(first, *piece)).collect();
        let (mut rows, before) = (Vec::with_capacity(rest.len()), self.findings.len());
        for row in rest {
            rows.extend(self.table_row(row, inputs.len(), outputs.len(), span));
        }
        let broken = self.findings.len() > before;
        TableBody { inputs, outputs, rows, span, broken }
    }

    fn heading_input(&mut self, row: &Node<'_>, (start, end): Piece) -> Expr {
        let text = &row.text()[start..end];
        match grammar::parse(Rule::expr_only, text) {
            Ok(node) => self.inside(row.start() + start, |reader| reader.expr_in(&node)),
            Err(_) => {
                let span = self.origin.span(row.start() + start, row.start() + end);
                self.error(
                    codes::BAD_CELL,
                    "this heading is not a field or a value",
                    span,
                    "a field's name belongs here",
                );
                Expr { kind: ExprKind::Bad, span }
            }
        }
    }

    fn heading_output(&mut self, row: &Node<'_>, (start, end): Piece) -> (Name, Option<KindName>) {
        let text = &row.text()[start..end];
        let word_only = text == "rule";
        match grammar::parse(Rule::heading_only, text) {
            Ok(node) => self.inside(row.start() + start, |reader| {
                let kind = node.child(Rule::kind).map(|kind| reader.kind(&kind));
                (reader.own_name(&node), kind)
            }),
            Err(_) => {
                let span = self.origin.span(row.start() + start, row.start() + end);
                if !word_only {
                    let help = "write a name, or a name with its kind: `segment: Segment`";
                    let text = "this heading is not a name";
                    self.report(Diagnostic::new(codes::BAD_CELL, text, span, "a name belongs here").help(help));
                }
                (Name { text: text.to_owned(), span }, None)
            }
        }
    }

    fn table_row(&mut self, row: &Node<'_>, inputs: usize, outputs: usize, headings: Span) -> Option<TableRow> {
        let span = self.origin.span(row.start(), row.start() + row.text().trim_end().len());
        let cut = cut(row.text());
        let (has, has_out) = (cut.inputs.len(), cut.outputs.len());
        if !cut.arrow || has != inputs || has_out != outputs {
            let text = if cut.arrow {
                format!("this row has {has} + {has_out} cells, the headings {inputs} + {outputs}")
            } else {
                "this row has no `=>`".to_owned()
            };
            let finding =
                Diagnostic::new(codes::ROW_SHAPE, text, span, "cells are separated by `|`, the answer by `=>`")
                    .also(headings, "the headings");
            self.report(finding.help("write one cell under each heading; `any` where a column does not matter"));
            return None;
        }
        let read = |reader: &mut Self, pieces: &[Piece]| -> Vec<Cell> {
            pieces.iter().map(|(start, end)| reader.cell(&row.text()[*start..*end], row.start() + start)).collect()
        };
        Some(TableRow { inputs: read(self, &cut.inputs), outputs: read(self, &cut.outputs), span })
    }

    fn else_row(&mut self, row: &Node<'_>, outputs: usize) -> Vec<Cell> {
        let text = row.text();
        let from = text.find("else").map_or(0, |at| at + 4);
        let from = text[from..]
            .find("=>")
            .filter(|at| text[from..from + at].trim().is_empty())
            .map_or(from, |at| from + at + 2);
        let mut pieces = cut_at(&text[from..], "|");
        if let [(start, end)] = *pieces.as_slice()
            && outputs > 1
        {
            pieces =
                cut_at(&text[from + start..from + end], ",").into_iter().map(|(a, b)| (a + start, b + start)).collect();
        }
        pieces.iter().map(|(a, b)| self.cell(&text[from + a..from + b], row.start() + from + a)).collect()
    }

    pub(super) fn lookup_row(&mut self, row: &Node<'_>) -> Option<LookupRow> {
        let span = self.origin.span(row.start(), row.start() + row.text().trim_end().len());
        let cut = cut(row.text());
        if !cut.arrow || cut.inputs.is_empty() {
            let text = "a lookup has `key` lines, `column` lines and rows with `=>`";
            let help = "write a row as `\"941\" => emea_mm`";
            self.report(Diagnostic::new(codes::UNKNOWN_LINE, text, span, "none of these").help(help));
            return None;
        }
        let value = |reader: &mut Self, (start, end): Piece| -> Expr {
            let text = &row.text()[start..end];
            match grammar::parse(Rule::expr_only, text) {
                Ok(node) => reader.inside(row.start() + start, |reader| reader.expr_in(&node)),
                Err(_) => reader.bad_value(row.start() + start, row.start() + end),
            }
        };
        let key = cut.inputs.first().map(|piece| value(self, *piece))?;
        let cells = cut.outputs.iter().map(|piece| value(self, *piece)).collect();
        Some(LookupRow { key, cells, span })
    }

    fn bad_value(&mut self, start: usize, end: usize) -> Expr {
        let span = self.origin.span(start, end);
        self.error(codes::BAD_CELL, "this cell is not a value", span, "one value belongs here");
        Expr { kind: ExprKind::Bad, span }
    }

    /// One cell, which begins at byte `start` of the text that is being read.
    pub(in crate::syntax) fn cell(&mut self, text: &str, start: usize) -> Cell {
        let span = self.origin.span(start, start + text.len());
        let kind = match text {
            "" | "any" => CellKind::Any,
            "missing" => CellKind::Missing,
            _ => match grammar::parse(Rule::cell_only, text) {
                Ok(node) => return self.inside(start, |reader| reader.read_cell(&node, span)),
                Err(stuck) => {
                    self.bad_cell(text, start, stuck.at);
                    CellKind::Bad
                }
            },
        };
        Cell { kind, span }
    }

    fn bad_cell(&mut self, text: &str, start: usize, at: usize) {
        let at = if text.get(at..).is_some_and(|rest| !rest.is_empty()) { at } else { 0 };
        let span = self.origin.span(start + at, start + text.len());
        let rest = text.get(at..).unwrap_or_default();
        let finding =
            Diagnostic::new(codes::BAD_CELL, "this cell cannot be read", span, format!("`{rest}` is not clear")).help(
                "a cell is `any`, `missing`, a value, a list `a, b`, `not a, b`, a range `100..999`, or `>= 500`",
            );
        self.report(finding);
    }

    fn read_cell(&mut self, node: &Node<'_>, span: Span) -> Cell {
        let Some(cell) = node.child(Rule::cell).and_then(|cell| cell.only_child()) else {
            return Cell { kind: CellKind::Any, span };
        };
        let kind = match cell.rule() {
            Rule::cell_any => CellKind::Any,
            Rule::cell_missing => CellKind::Missing,
            Rule::cell_not => CellKind::Not(self.exprs(&cell)),
            _ => return Cell { span, ..self.cell_test(&cell) },
        };
        Cell { kind, span }
    }

    /// A comparison, or values; of a grade's band too.
    pub(super) fn cell_test(&mut self, node: &Node<'_>) -> Cell {
        let span = self.span(node);
        let Some(sign) = node.child(Rule::cell_sign) else {
            return Cell { kind: CellKind::Values(self.exprs(node)), span };
        };
        let operator = match sign.text() {
            ">=" => Comparison::AtLeast,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Above,
            "<" => Comparison::Below,
            wrong => {
                let right = if wrong == "=>" { ">=" } else { "<=" };
                let text = format!("`{wrong}` does not compare two values");
                let place = self.span(&sign);
                self.report(
                    Diagnostic::new(codes::WRONG_SIGN, text, place, format!("write `{right}`")).fix(place, right),
                );
                if wrong == "=>" { Comparison::AtLeast } else { Comparison::AtMost }
            }
        };
        Cell { kind: CellKind::Compare(operator, self.expr_in(node)), span }
    }

    /// Reads nodes of a text that begins at `at` of the text that is being read.
    pub(super) fn inside<T>(&mut self, at: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let piece = self.origin.piece(at);
        let outer = std::mem::replace(&mut self.origin, piece);
        let read = read(self);
        self.origin = outer;
        read
    }
}

fn is_else(row: &str) -> bool {
    row.strip_prefix("else").is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

fn cut(row: &str) -> Cut {
    // A comparison may be mistyped `=> 500`; the last arrow separates the answer.
    let arrows = places(row, "=>");
    let Some(&arrow) = arrows.last() else {
        return Cut { inputs: cut_at(row, "|"), outputs: Vec::new(), arrow: false };
    };
    let outputs = cut_at(&row[arrow + 2..], "|").into_iter().map(|(a, b)| (a + arrow + 2, b + arrow + 2)).collect();
    Cut { inputs: cut_at(&row[..arrow], "|"), outputs, arrow: true }
}

/// The pieces between separators, blanks around them taken off.
fn cut_at(text: &str, separator: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in places(text, separator).into_iter().chain([text.len()]) {
        let piece = &text[from..at];
        let start = from + (piece.len() - piece.trim_start().len());
        pieces.push((start, (from + piece.trim_end().len()).max(start)));
        from = at + separator.len();
    }
    pieces
}

/// Where a separator stands outside of texts, names in backticks and brackets.
fn places(text: &str, separator: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let (mut found, mut at, mut quote, mut depth) = (Vec::new(), 0, None, 0_usize);
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(open) if byte == open => quote = None,
            Some(b'"') if byte == b'\\' => at += 1,
            Some(_) => {}
            None if byte == b'"' || byte == b'`' => quote = Some(byte),
            None if matches!(byte, b'(' | b'[') => depth += 1,
            None if matches!(byte, b')' | b']') => depth = depth.saturating_sub(1),
            None if depth == 0 && bytes[at..].starts_with(separator.as_bytes()) => {
                found.push(at);
                at += separator.len() - 1;
            }
            None => {}
        }
        at += 1;
    }
    found
}
