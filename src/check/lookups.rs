//! Lookups and everything else that comes from CSV.

use super::context::Context;
use super::fields::title;
use super::names::Thing;
use super::values::{Understood, comparable};
use super::{Checker, wording};
use crate::data::{self, Row, Table};
use crate::domain::{
    Field, Kind, LookupId, MatchId, Presence, Raw, ReadOptions, Reading, Schema, Spare, Unreadable, Value, key_of,
};
use crate::model::{Expr as Meaning, Lookup, LookupRow};
use crate::syntax::tree::{self, Csv, Document, Expr, ExprKind, ItemKind, Name};
use crate::text::{Source, SourceId, Span, bad_byte};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Parts of headings under which postal codes stand.
const POSTAL: [&str; 4] = ["zip", "postal", "postcode", "plz"];

/// Postal codes that begin with zeros have five digits, or more.
const WHOLE_CODE: usize = 5;

/// Whether a path of a policy stays in its folder.
pub(super) fn stays_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(['/', '\\'])
        && !path.contains([':', '\\'])
        && path.split('/').all(|part| part != ".." && !part.is_empty())
}

impl Checker<'_> {
    /// Lookups with their rows, and the rows of records that come from CSV.
    pub(super) fn lookups_and_records(&mut self, documents: &[Document]) {
        let mut records = 0;
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Lookup(lookup) => self.lookup(module, lookup),
                    ItemKind::Record(record) => {
                        if let Some(csv) = &record.csv {
                            let rows = self.record_rows(records, csv);
                            if let Some(record) = self.model.records.get_mut(records) {
                                record.rows = Some(rows);
                            }
                        }
                        records += 1;
                    }
                    _ => {}
                }
            }
        }
    }

    fn lookup(&mut self, module: usize, lookup: &tree::Lookup) {
        let columns = self.schema(module, &lookup.columns, false);
        let (key_name, key_kind, by_prefix, key_span) = match lookup.keys.as_slice() {
            [key] => {
                let kind = self.kind(module, &key.kind).unwrap_or(Kind::Text);
                (key.name.text.clone(), kind, key.by_prefix, key.name.span)
            }
            _ => {
                self.report(wording::one_key(&lookup.name.text, lookup.name.span));
                ("".to_owned(), Kind::Text, false, lookup.name.span)
            }
        };
        if by_prefix && !key_kind.is_text() {
            self.report(wording::prefix_of_text(key_span));
        }
        let mut rows: Vec<(Arc<str>, Vec<Option<Value>>, Span)> = Vec::new();
        if let Some(csv) = &lookup.csv {
            rows = self.lookup_csv(&key_name, &key_kind, &columns, csv, by_prefix);
        }
        for row in &lookup.rows {
            if let Some(row) = self.lookup_row(module, &key_kind, &columns, row) {
                rows.push(row);
            }
        }
        let rows = self.distinct(&lookup.name.text, rows);
        self.model.lookups.push(Lookup { title: title(lookup.title.as_ref()), key_kind, by_prefix, columns, rows });
    }

    fn lookup_row(
        &mut self,
        module: usize,
        key: &Kind,
        columns: &Schema,
        row: &tree::LookupRow,
    ) -> Option<(Arc<str>, Vec<Option<Value>>, Span)> {
        if row.cells.len() != columns.fields.len() {
            self.report(wording::row_width(row.cells.len(), columns.fields.len(), row.span));
            return None;
        }
        let key = self.literal(&row.key, key, module);
        let mut values = Vec::new();
        for (cell, column) in row.cells.iter().zip(&columns.fields) {
            let is_missing = matches!(&cell.kind, ExprKind::Name(word) if word == "missing");
            let value = if is_missing { None } else { self.literal(cell, &column.kind, module) };
            // A text is changed as one from a file is.
            let value = match value {
                Some(Value::Text(text)) if !column.normalize.is_empty() || !column.missing_when.is_empty() => {
                    self.read_field(column, text.original()).unwrap_or(Some(Value::Text(text)))
                }
                other => other,
            };
            values.push(value.or_else(|| column.presence.stand_in()));
        }
        self.rows += 1;
        Some((key_of(&key?), values, row.span))
    }

    fn lookup_csv(
        &mut self,
        key_name: &str,
        key_kind: &Kind,
        columns: &Schema,
        csv: &Csv,
        by_prefix: bool,
    ) -> Vec<(Arc<str>, Vec<Option<Value>>, Span)> {
        self.headed(csv, "its `key` and `column` lines");
        let Some((table, _)) = self.csv(csv) else { return Vec::new() };
        let Some(key_place) = self.column(&table, key_name, csv) else { return Vec::new() };
        let places: Vec<Option<usize>> = columns
            .fields
            .iter()
            .map(|field| self.column(&table, field.column.as_deref().unwrap_or(&field.name), csv))
            .collect();
        if *key_kind != Kind::ExactText {
            self.lost_zeros(&table, key_place, csv, by_prefix);
        }
        let mut rows = Vec::new();
        for row in &table.rows {
            let Some(cell) = row.cells.get(key_place) else { continue };
            let key = match self.read_value(key_kind, &cell.text) {
                Ok(key) => key,
                Err(reason) => {
                    self.report(wording::cell(&reason, cell.span, csv.span));
                    continue;
                }
            };
            let values = columns
                .fields
                .iter()
                .zip(&places)
                .map(|(field, place)| self.csv_value(row, *place, field, csv))
                .collect();
            rows.push((key_of(&key), values, cell.span));
        }
        rows
    }

    fn csv_value(&mut self, row: &Row, place: Option<usize>, field: &Field, csv: &Csv) -> Option<Value> {
        let cell = row.cells.get(place?)?;
        match self.read_field(field, &cell.text) {
            Ok(None) if field.presence == Presence::Required => {
                self.report(wording::cell("empty, though its column is not optional", cell.span, csv.span));
                None
            }
            Ok(value) => {
                if let Some(Value::Team(team)) = &value {
                    self.names.use_of(Thing::Team(*team));
                }
                value
            }
            Err(reason) => {
                let finding = wording::cell(&reason, cell.span, csv.span);
                let finding = if field.kind == Kind::Team {
                    let known: Vec<&str> = self.model.teams.iter().map(|team| &*team.name).collect();
                    let row = self.sources.get(cell.span.source).map_or(0, |source| source.place(cell.span.start).0);
                    wording::no_such_team(finding, row, &cell.text, cell.span, &known)
                } else {
                    finding
                };
                self.report(finding);
                None
            }
        }
    }

    /// Tells of postal codes that a spreadsheet program has shortened: all digits, of two lengths, none with a zero first.
    ///
    /// Beginnings of codes may be of any length: there, most codes must be whole, and nothing longer may begin with the short
    /// ones.
    fn lost_zeros(&mut self, table: &Table, place: usize, csv: &Csv, by_prefix: bool) {
        let heading = table.header.get(place).map(|cell| crate::text::fold(&cell.text)).unwrap_or_default();
        if !POSTAL.iter().any(|word| heading.contains(word)) {
            return;
        }
        let cells: Vec<&data::Cell> = table.rows.iter().filter_map(|row| row.cells.get(place)).collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !cells.iter().all(|cell| digits(&cell.text) && !cell.text.starts_with('0')) {
            return;
        }
        let longest = cells.iter().map(|cell| cell.text.len()).max().unwrap_or_default();
        let (whole, mut short): (Vec<&data::Cell>, Vec<_>) =
            cells.into_iter().partition(|cell| cell.text.len() == longest);
        if by_prefix {
            let begins = |cell: &data::Cell| whole.iter().any(|code| code.text.starts_with(&cell.text));
            if longest < WHOLE_CODE || short.len() > whole.len() / 4 || short.iter().any(|cell| begins(cell)) {
                short.clear();
            }
        }
        if let Some(first) = short.first() {
            let second = short.get(1).map(|cell| (cell.text.as_str(), cell.span));
            let first = (first.text.as_str(), first.span);
            self.report(wording::lost_zeros(&csv.path.text, short.len(), longest, first, second, csv.span));
        }
    }

    /// Sorted by key; a key that comes twice with different values is an error.
    fn distinct(&mut self, name: &str, rows: Vec<(Arc<str>, Vec<Option<Value>>, Span)>) -> Vec<LookupRow> {
        let mut known: BTreeMap<Arc<str>, (Vec<Option<Value>>, Span)> = BTreeMap::new();
        for (key, values, span) in rows {
            match known.get(&key) {
                Some((before, first)) if *before != values => {
                    let finding = wording::key_twice(name, &key, span, *first);
                    self.report(finding);
                }
                Some(_) => {}
                None => {
                    known.insert(key, (values, span));
                }
            }
        }
        self.places.lookups.push(known.values().map(|(_, span)| *span).collect());
        known.into_iter().map(|(key, (values, _))| LookupRow { key, values }).collect()
    }

    fn record_rows(&mut self, record: usize, csv: &Csv) -> Vec<Vec<Option<Value>>> {
        let Some(schema) = self.model.records.get(record).map(|record| record.schema.clone()) else {
            return Vec::new();
        };
        self.headed(csv, "its fields");
        let Some((table, _)) = self.csv(csv) else { return Vec::new() };
        let places: Vec<Option<usize>> = schema
            .fields
            .iter()
            .map(|field| {
                let name = field.column.as_deref().unwrap_or(&field.name);
                if field.presence == Presence::Required { self.column(&table, name, csv) } else { table.column(name) }
            })
            .collect();
        table
            .rows
            .iter()
            .map(|row| {
                let cells = schema.fields.iter().zip(&places);
                cells.map(|(field, place)| self.csv_value(row, *place, field, csv)).collect()
            })
            .collect()
    }

    pub(super) fn list_from_csv(&mut self, csv: &Csv) -> (Kind, Vec<Value>) {
        let Some((table, _)) = self.csv(csv) else { return (Kind::Text, Vec::new()) };
        let place = match &csv.column {
            Some(column) => self.column(&table, &column.text, csv),
            None => Some(0),
        };
        let Some(place) = place else { return (Kind::Text, Vec::new()) };
        self.lost_zeros(&table, place, csv, false);
        let cells = table.rows.iter().filter_map(|row| row.cells.get(place)).filter(|cell| !cell.text.is_empty());
        (Kind::Text, cells.map(|cell| Value::Text(crate::domain::Text::folded(&cell.text))).collect())
    }

    /// `column` chooses one column; where several are read by name it would choose nothing.
    pub(super) fn headed(&mut self, csv: &Csv, by: &str) {
        if let Some(column) = &csv.column {
            self.report(wording::csv_column(by, column.span));
        }
    }

    /// The rows that a `where` lets through: comparisons of columns with texts.
    fn filtered(&mut self, mut table: Table, csv: &Csv) -> Table {
        let Some(filter) = &csv.filter else { return table };
        let kept = self.fitting(&table, csv, filter);
        table.rows.retain(|row| {
            kept.as_ref()
                .and_then(|(place, wanted)| Some(crate::text::fold(&row.cells.get(*place)?.text) == *wanted))
                .unwrap_or(false)
        });
        table
    }

    /// The column that a `where` asks for, and the folded text that stands there.
    fn fitting(&mut self, table: &Table, csv: &Csv, filter: &Expr) -> Option<(usize, String)> {
        let ExprKind::Compare { operator: tree::Comparison::Is, left, right, .. } = &filter.kind else {
            self.report(wording::csv_where(filter.span));
            return None;
        };
        let (ExprKind::Name(column), ExprKind::Text(wanted) | ExprKind::Name(wanted)) = (&left.kind, &right.kind)
        else {
            self.report(wording::csv_where(filter.span));
            return None;
        };
        Some((self.column(table, column, csv)?, crate::text::fold(wanted)))
    }

    pub(super) fn column(&mut self, table: &Table, name: &str, csv: &Csv) -> Option<usize> {
        let place = table.column(name);
        if place.is_none() {
            let known: Vec<&str> = table.header.iter().map(|cell| cell.text.as_str()).collect();
            let written = csv.column.as_ref().filter(|column| column.text == name).map(|column| column.span);
            self.report(wording::no_column(name, &csv.path.text, written, csv.path.span, &known));
        }
        place
    }

    /// Reads a CSV that the policy names. The path stays inside the policy's folder.
    pub(super) fn csv(&mut self, csv: &Csv) -> Option<(Table, SourceId)> {
        let path = csv.path.text.as_str();
        if !stays_inside(path) {
            self.report(wording::path_outside(path, csv.path.span));
            return None;
        }
        let Some(bytes) = (self.data)(path) else {
            self.report(wording::missing_csv(path, csv.path.span));
            return None;
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                self.report(wording::csv_not_utf8(path, bad_byte(&error), csv.path.span));
                return None;
            }
        };
        let source = Source::new(path, text);
        let id = self.sources.add(source.clone());
        match data::read_table(&source, id, self.limits.rows) {
            Ok(table) => {
                if self.noted.insert(path.to_owned())
                    && let Some(finding) = wording::written_its_own_way(path, &source, &table, csv.span)
                {
                    self.report(finding);
                }
                self.rows += table.rows.len();
                if self.rows > self.limits.rows {
                    self.report(wording::limit("rows", self.rows, self.limits.rows, "rows", csv.path.span));
                }
                Some((self.filtered(table, csv), id))
            }
            Err(finding) => {
                self.report(finding.also(csv.path.span, "read from here"));
                None
            }
        }
    }

    /// A text as a value of a kind, as leads are read.
    pub(super) fn read_value(&self, kind: &Kind, text: &str) -> Result<Value, String> {
        let options = ReadOptions { percent_points: false, decimal_comma: false, zone: crate::calendar::Zone::utc() };
        self.reading(|reading| reading.value(kind, &Raw::Text(text.into()), &options))
    }

    /// A text as the value of a column, by its options; `None` where it means "missing" and nothing stands in.
    fn read_field(&self, field: &Field, text: &str) -> Result<Option<Value>, String> {
        let options = ReadOptions::of(field, &self.model.zone);
        self.reading(|reading| reading.stored(field, &Raw::Text(text.into()), &options))
    }

    fn reading<T>(&self, read: impl FnOnce(&mut Reading<'_>) -> Result<T, Unreadable>) -> Result<T, String> {
        let teams = |name: &str| self.model.team_named(name);
        let (enums, spare) = (&*self.model.enums, &mut Spare::default());
        let mut reading = Reading { enums, spellings: None, teams: &teams, limits: self.limits, spare };
        read(&mut reading).map_err(|reason| reason.to_string())
    }

    /// The key that is looked up, read as the lookup's kind.
    pub(super) fn lookup_key(&mut self, lookup: LookupId, key: &Expr, context: &Context) -> Understood {
        let kind = self.model.lookups.get(lookup.index())?.key_kind.clone();
        let (value, found) = self.value(key, Some(&kind), context)?;
        if !comparable(&kind, &found.kind) {
            self.different_kinds(&kind, &found.kind, key);
            return None;
        }
        Some((value, found))
    }

    /// `lookup[key].column`, or `lookup[key]` of one column.
    pub(super) fn lookup_column(
        &mut self,
        base: &str,
        of: &Expr,
        key: &Expr,
        column: Option<&Name>,
        context: &Context,
    ) -> Understood {
        use super::names::{Space, Thing};
        let Some(Thing::Lookup(lookup)) = self.names.find(context.module, Space::Value, base) else {
            let known: Vec<String> = self
                .names
                .known(context.module, Space::Value)
                .into_iter()
                .filter(|name| matches!(self.names.find(context.module, Space::Value, name), Some(Thing::Lookup(_))))
                .map(str::to_owned)
                .collect();
            self.report(wording::unknown("lookup", base, of.span, known.iter().map(String::as_str)));
            return None;
        };
        let (key_value, found) = self.lookup_key(lookup, key, context)?;
        let columns = self.model.lookups.get(lookup.index())?.columns.clone();
        let place = match column {
            Some(name) => match columns.fields.iter().position(|field| *field.name == *name.text) {
                Some(place) => place,
                None => {
                    let known = columns.fields.iter().map(|field| &*field.name);
                    self.report(wording::unknown_part("lookup", &name.text, name.span, known));
                    return None;
                }
            },
            None if columns.fields.len() == 1 => 0,
            None => {
                self.report(wording::which_column(base, of.span));
                return None;
            }
        };
        let field = columns.fields.get(place)?;
        let kind = super::values::typed(field.kind.clone(), found.private || field.private);
        Some((Meaning::Lookup { lookup, key: Box::new(key_value), column: place }, kind))
    }

    pub(super) fn matched_schema(&self, matched: MatchId) -> Schema {
        let record = self.names.match_records.get(matched.index()).copied().flatten();
        record
            .and_then(|record| self.model.records.get(record.index()))
            .map(|record| record.schema.clone())
            .unwrap_or_default()
    }
}
