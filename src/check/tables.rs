//! Tables: headings, cells, outputs; inline or from CSV.

use super::context::Context;
use super::fields::title;
use super::names::{Space, Thing};
use super::values::typed;
use super::{Checker, TablePlace, wording};
use crate::data;
use crate::domain::{DerivedId, Kind, TableId, Value};
use crate::model::{Cell as Test, Comparison, SetItem, Table, TableOutput, TablePolicy, TableRow, Typed};
use crate::syntax::tree::{self, Cell, CellKind, Comparison as Sign, Document, Expr, ExprKind, ItemKind};
use crate::text::{SourceId, Span};
use std::sync::Arc;

impl Checker<'_> {
    /// Names and kinds of all outputs, so that anything may speak of them; rows come later.
    pub(super) fn table_heads(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                let ItemKind::Table(table) = &item.kind else { continue };
                let found_before = self.found.len();
                let written = match &table.csv {
                    Some(csv) => self.csv_rows(table, csv),
                    None => table.body.rows.clone(),
                };
                let whole = self.found.len() == found_before;
                let mut outputs = Vec::new();
                for (place, (name, kind)) in table.body.outputs.iter().enumerate() {
                    let kind = match kind {
                        Some(kind) => self.kind(module, kind).unwrap_or(Kind::Text),
                        None => self.output_kind(module, table, &written, place, &name.text, name.span),
                    };
                    outputs.push(TableOutput { name: name.text.as_str().into(), kind });
                }
                let policy = match table.policy {
                    tree::TablePolicy::First => TablePolicy::First,
                    tree::TablePolicy::Unique => TablePolicy::Unique,
                    tree::TablePolicy::Collect => TablePolicy::Collect,
                };
                self.written.push((written, whole));
                self.model.tables.push(Table {
                    name: table.name.text.as_str().into(),
                    title: title(table.title.as_ref()),
                    policy,
                    inputs: Vec::new(),
                    outputs,
                    rows: Vec::new(),
                    otherwise: Vec::new(),
                });
            }
        }
    }

    /// The kind of an output that none is stated for: teams, the one enum that has all its words, or what the literals say.
    fn output_kind(
        &mut self,
        module: usize,
        table: &tree::Table,
        written: &[tree::TableRow],
        place: usize,
        name: &str,
        span: Span,
    ) -> Kind {
        let mut cells: Vec<Expr> = Vec::new();
        let rows = written.iter().filter_map(|row| row.outputs.get(place));
        for cell in rows.chain(table.otherwise.iter().filter_map(|cells| cells.get(place))) {
            if let CellKind::Values(values) = &cell.kind {
                cells.extend(values.iter().cloned());
            }
        }
        let words: Option<Vec<&str>> = cells
            .iter()
            .map(|cell| match &cell.kind {
                ExprKind::Name(word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            let is_team = |word: &&str| self.names.find(module, Space::Team, word).is_some();
            if words.iter().all(is_team) {
                return Kind::Team;
            }
            if let Some(Thing::Enum(id)) = self.enum_by_words(&words) {
                return Kind::Enum(id);
            }
            if name == "team" || words.iter().any(is_team) {
                return Kind::Team;
            }
            self.report(wording::state_the_kind(name, span));
            return Kind::Text;
        }
        if cells.iter().all(|cell| matches!(cell.kind, ExprKind::Bool(_))) && !cells.is_empty() {
            return Kind::Boolean;
        }
        if cells.iter().all(|cell| matches!(cell.kind, ExprKind::Duration(_))) && !cells.is_empty() {
            return Kind::Duration;
        }
        if cells.is_empty() {
            return if name == "team" { Kind::Team } else { Kind::Text };
        }
        self.kind_of_items(&cells).unwrap_or(Kind::Text)
    }

    fn enum_by_words(&self, words: &[&str]) -> Option<Thing> {
        self.only_enum_with(words).map(Thing::Enum)
    }

    pub(super) fn outputs_of(&self, table: TableId) -> Vec<DerivedId> {
        let is = |place: &usize| match self.derived.get(*place) {
            Some(super::definitions::Progress::Waiting(source)) => {
                matches!(source.item, super::definitions::SourceItem::Table { table: of, .. } if of == table)
            }
            Some(super::definitions::Progress::Done(Some(derived))) => {
                matches!(derived.body, crate::model::DerivedBody::Table { table: of, .. } if of == table)
            }
            _ => false,
        };
        (0..self.derived.len()).filter(is).map(DerivedId::at).collect()
    }

    pub(super) fn output_names(&self, table: TableId) -> Vec<Arc<str>> {
        let table = self.model.tables.get(table.index());
        table.map(|table| table.outputs.iter().map(|output| Arc::clone(&output.name)).collect()).unwrap_or_default()
    }

    pub(super) fn table_output_kind(&mut self, table: TableId, output: usize) -> Option<(Typed, Option<Arc<str>>)> {
        let table = self.model.tables.get(table.index())?;
        let kind = table.outputs.get(output)?.kind.clone();
        let kind = if table.policy == TablePolicy::Collect { Kind::List(Box::new(kind)) } else { kind };
        // Rows answer yes-or-no questions about their inputs, so that an output is never private.
        Some((typed(kind, false), table.title.clone()))
    }

    /// Inputs and rows of all tables, and whether they leave holes.
    pub(super) fn fill_tables(&mut self, documents: &[Document]) {
        let mut place = 0;
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                let ItemKind::Table(table) = &item.kind else { continue };
                let head = table.body.span;
                self.places.tables.push(TablePlace { head, rows: Vec::new(), judged: true, open: false });
                self.fill_table(module, TableId::at(place), table);
                place += 1;
            }
        }
    }

    fn fill_table(&mut self, module: usize, id: TableId, table: &tree::Table) {
        let context = Context::lead(module);
        let (mut inputs, mut kinds) = (Vec::new(), Vec::new());
        for input in &table.body.inputs {
            let Some((value, kind)) = self.value(input, None, &context) else { return };
            inputs.push(value);
            kinds.push(kind.kind);
        }
        let outputs: Vec<Kind> = self
            .model
            .tables
            .get(id.index())
            .map_or_else(Vec::new, |table| table.outputs.iter().map(|output| output.kind.clone()).collect());
        let found_before = self.found.len();
        let mut rows = Vec::new();
        let mut spans = Vec::new();
        let (written, read_whole) = self.written.get_mut(id.index()).map(std::mem::take).unwrap_or_default();
        self.rows += if table.csv.is_some() { 0 } else { written.len() };
        for row in &written {
            if row.inputs.len() != kinds.len() || row.outputs.len() != outputs.len() {
                self.report(wording::table_width(row, kinds.len(), outputs.len()));
                continue;
            }
            let tests: Vec<Option<Test>> =
                row.inputs.iter().zip(&kinds).map(|(cell, kind)| self.test(cell, kind, module)).collect();
            let values: Vec<Option<Option<Value>>> =
                row.outputs.iter().zip(&outputs).map(|(cell, kind)| self.output(cell, kind, module)).collect();
            let (tests, values): (Option<Vec<_>>, Option<Vec<_>>) =
                (tests.into_iter().collect(), values.into_iter().collect());
            if let (Some(tests), Some(values)) = (tests, values) {
                rows.push(TableRow { tests, values });
                spans.push(row.span);
            }
        }
        let mut otherwise = vec![None; outputs.len()];
        if let Some(cells) = &table.otherwise {
            for ((slot, cell), kind) in otherwise.iter_mut().zip(cells).zip(&outputs) {
                *slot = self.output(cell, kind, module).flatten();
            }
        }
        if let Some(made) = self.model.tables.get_mut(id.index()) {
            made.inputs = inputs;
            made.rows = rows;
            made.otherwise = otherwise;
        }
        let whole = read_whole && self.found.len() == found_before && !table.body.broken;
        let judged = !whole || self.cover(id, table, &kinds, &spans);
        let open = table.otherwise.is_none();
        let place = TablePlace { head: table.body.span, rows: spans, judged, open };
        if let Some(slot) = self.places.tables.get_mut(id.index()) {
            *slot = place;
        }
    }

    /// Rows of a CSV: its columns by the headings of the table, cells as in an inline table.
    fn csv_rows(&mut self, table: &tree::Table, csv: &tree::Csv) -> Vec<tree::TableRow> {
        self.headed(csv, "the headings in braces");
        let Some((read, id)) = self.csv(csv) else { return Vec::new() };
        let inputs: Vec<Option<usize>> = table
            .body
            .inputs
            .iter()
            .map(|input| {
                let name = self.words_of(input);
                self.column(&read, name.trim_matches('`'), csv)
            })
            .collect();
        let outputs: Vec<Option<usize>> =
            table.body.outputs.iter().map(|(name, _)| self.column(&read, &name.text, csv)).collect();
        if inputs.iter().chain(&outputs).any(Option::is_none) {
            return Vec::new();
        }
        let mut rows = Vec::new();
        for row in &read.rows {
            let mut cells = |places: &[Option<usize>]| -> Vec<Cell> {
                places.iter().filter_map(|place| row.cells.get((*place)?)).map(|cell| self.csv_cell(cell, id)).collect()
            };
            rows.push(tree::TableRow { inputs: cells(&inputs), outputs: cells(&outputs), span: row.span });
        }
        rows
    }

    fn csv_cell(&mut self, cell: &data::Cell, id: SourceId) -> Cell {
        if cell.text.is_empty() {
            return Cell { kind: CellKind::Any, span: cell.span };
        }
        let (read, found) = crate::syntax::read_cell(id, cell.span.start, &cell.text);
        for finding in found {
            self.report(finding);
        }
        Cell { kind: read.kind, span: cell.span }
    }

    fn test(&mut self, cell: &Cell, kind: &Kind, module: usize) -> Option<Test> {
        Some(match &cell.kind {
            CellKind::Any => Test::Any,
            CellKind::Missing => Test::Missing,
            CellKind::Values(values) => Test::In(self.cell_items(values, kind, module)?),
            CellKind::Not(values) => Test::NotIn(self.cell_items(values, kind, module)?),
            CellKind::Compare(sign, value) => {
                if !kind.is_ordered() {
                    self.report(wording::no_order(cell.span));
                    return None;
                }
                let value = self.literal(value, kind, module)?;
                let comparison = match sign {
                    Sign::AtLeast => Comparison::AtLeast,
                    Sign::Above => Comparison::Above,
                    Sign::AtMost => Comparison::AtMost,
                    Sign::Below => Comparison::Below,
                    _ => Comparison::Is,
                };
                Test::Compare(comparison, value)
            }
            CellKind::Bad => return None,
        })
    }

    fn cell_items(&mut self, values: &[Expr], kind: &Kind, module: usize) -> Option<Vec<SetItem>> {
        let items: Vec<Option<SetItem>> = values
            .iter()
            .map(|value| match &value.kind {
                // Texts in cells may stand without quotes where they are one word.
                ExprKind::Name(word) if kind.is_text() => {
                    let text = if *kind == Kind::ExactText {
                        crate::domain::Text::exact(word)
                    } else {
                        crate::domain::Text::folded(word)
                    };
                    Some(SetItem::Value(Value::Text(text)))
                }
                // Postal codes and the like, which are digits and no numbers.
                ExprKind::Number(_) if kind.is_text() => {
                    let text = self.sources.slice(value.span).trim();
                    let text = if *kind == Kind::ExactText {
                        crate::domain::Text::exact(text)
                    } else {
                        crate::domain::Text::folded(text)
                    };
                    Some(SetItem::Value(Value::Text(text)))
                }
                _ => self.set_item(value, kind, module),
            })
            .collect();
        items.into_iter().collect()
    }

    /// An output's value; `missing` gives none.
    fn output(&mut self, cell: &Cell, kind: &Kind, module: usize) -> Option<Option<Value>> {
        match &cell.kind {
            CellKind::Missing => Some(None),
            CellKind::Values(values) => match values.as_slice() {
                [Expr { kind: ExprKind::Name(word), .. }] if kind.is_text() => {
                    Some(Some(Value::Text(crate::domain::Text::folded(word))))
                }
                [value] => self.literal(value, kind, module).map(Some),
                _ => {
                    self.report(wording::one_output(cell.span));
                    None
                }
            },
            CellKind::Bad => None,
            _ => {
                self.report(wording::one_output(cell.span));
                None
            }
        }
    }
}
