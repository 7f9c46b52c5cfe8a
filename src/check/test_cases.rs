//! `test cases`: one test a row.

use super::context::Context;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::domain::{FieldId, Kind};
use crate::model::{Comparison, Cond, Expect, ExpectKind, Expr as Meaning, Set, TestCase};
use crate::syntax::tree::{self, Cell, CellKind, Expr, ExprKind, Name};
use std::sync::Arc;

/// What a column behind `=>` is about.
enum Column {
    Rule,
    Team,
    Rep,
    Queue,
    Outcome,
    /// A field, derived value, score or grade.
    Value(Meaning, Kind),
}

impl Checker<'_> {
    pub(super) fn test_cases(&mut self, module: usize, file: &Arc<str>, cases: &tree::TestCases) {
        let given = self.given(module, &cases.given);
        let mut inputs: Vec<Option<(FieldId, Kind)>> = Vec::new();
        for input in &cases.table.inputs {
            let found = match &input.kind {
                ExprKind::Name(name) => self.model.lead.fields.iter().position(|field| *field.name == **name),
                _ => None,
            };
            let field =
                found.and_then(|place| Some((FieldId::at(place), self.model.lead.fields.get(place)?.kind.clone())));
            if field.is_none() {
                let name = self.words_of(input);
                let known: Vec<String> = self.model.lead.fields.iter().map(|field| field.name.to_string()).collect();
                self.report(wording::test_field(&name, input.span, &known));
            }
            inputs.push(field);
        }
        let columns: Vec<Option<Column>> =
            cases.table.outputs.iter().map(|(name, _)| self.column_of_cases(module, name)).collect();
        for (number, row) in cases.table.rows.iter().enumerate() {
            if row.inputs.len() != inputs.len() || row.outputs.len() != columns.len() {
                self.report(wording::table_width(row, inputs.len(), columns.len()));
                continue;
            }
            let mut lead = given.lead.clone();
            for (cell, field) in row.inputs.iter().zip(&inputs) {
                let Some((field, kind)) = field else { continue };
                if let Some(value) = self.case_input(module, cell, kind) {
                    lead.push((*field, value));
                }
            }
            let mut expect = Vec::new();
            for ((cell, column), (name, _)) in row.outputs.iter().zip(&columns).zip(&cases.table.outputs) {
                let Some(column) = column else { continue };
                expect.extend(self.case_expect(module, cell, column, name));
            }
            let words = row.inputs.iter().map(|cell| super::literals::one_line(self.sources.slice(cell.span)));
            let words = words.collect::<Vec<_>>().join(", ");
            let mut given = given.clone();
            given.lead = lead;
            self.model.tests.push(TestCase {
                title: cases.title.text.as_str().into(),
                file: Arc::clone(file),
                span: row.span,
                row: Some((number + 1, words.into())),
                todo: cases.todo,
                property: None,
                is_property: false,
                given,
                expect,
            });
        }
    }

    fn case_input(&mut self, module: usize, cell: &Cell, kind: &Kind) -> Option<Option<crate::domain::Value>> {
        match &cell.kind {
            CellKind::Missing => Some(None),
            CellKind::Values(values) => match values.as_slice() {
                [value] => self.given_value(module, value, kind),
                several => {
                    let span = cell.span;
                    let list = Expr { kind: ExprKind::List(several.to_vec()), span };
                    self.given_value(module, &list, kind)
                }
            },
            CellKind::Bad => None,
            _ => {
                self.report(wording::one_output(cell.span));
                None
            }
        }
    }

    fn column_of_cases(&mut self, module: usize, name: &Name) -> Option<Column> {
        Some(match name.text.as_str() {
            "rule" => Column::Rule,
            "team" => Column::Team,
            "rep" => Column::Rep,
            "queue" => Column::Queue,
            "outcome" => Column::Outcome,
            text => {
                let known = self.model.lead.fields.iter().any(|field| *field.name == *text)
                    || matches!(
                        self.names.find(module, Space::Value, text),
                        Some(Thing::Derived(_) | Thing::Table(_) | Thing::Score(_) | Thing::Grade(_))
                    );
                if !known {
                    let mut all: Vec<String> =
                        self.names.known(module, Space::Value).into_iter().map(str::to_owned).collect();
                    all.extend(["rule", "team", "rep", "queue", "outcome"].map(str::to_owned));
                    self.report(wording::unknown("column", text, name.span, all.iter().map(String::as_str)));
                    return None;
                }
                let expr = Expr { kind: ExprKind::Name(text.to_owned()), span: name.span };
                let (value, kind) = self.value(&expr, None, &Context::lead(module))?;
                Column::Value(value, kind.kind)
            }
        })
    }

    fn case_expect(&mut self, module: usize, cell: &Cell, column: &Column, name: &Name) -> Option<Expect> {
        let text = super::literals::one_line(self.sources.slice(cell.span));
        let words: Arc<str> = format!("{} {text}", name.text).into();
        let expect = |kind: ExpectKind| Some(Expect { negated: false, kind, words: Arc::clone(&words) });
        let Column::Value(value, kind) = column else {
            if cell.kind == CellKind::Any {
                return expect(ExpectKind::Anything);
            }
            match (&cell.kind, column) {
                (CellKind::Bad, _) => return None,
                (CellKind::Missing, Column::Rule) => return expect(ExpectKind::Rule(None)),
                (CellKind::Missing, Column::Team) => return expect(ExpectKind::Team(None)),
                (CellKind::Missing, Column::Rep) => return expect(ExpectKind::Rep(None)),
                (CellKind::Missing, Column::Queue) => return expect(ExpectKind::Queue(None)),
                (CellKind::Not(_) | CellKind::Compare(..), _) => {
                    self.report(wording::one_output(cell.span));
                    return None;
                }
                (CellKind::Values(values), _) if values.len() > 1 => {
                    self.report(wording::one_output(cell.span));
                    return None;
                }
                _ => {}
            }
            let word = text.trim_matches('"').to_owned();
            let name = Name { text: word.clone(), span: cell.span };
            return match column {
                Column::Rule => {
                    self.rule_exists(&name)?;
                    expect(ExpectKind::Rule(Some(word.into())))
                }
                Column::Team => {
                    self.team_named(module, &name)?;
                    expect(ExpectKind::Team(Some(word.into())))
                }
                Column::Queue => {
                    self.queue_named(module, &name)?;
                    expect(ExpectKind::Queue(Some(word.into())))
                }
                Column::Outcome => {
                    let outcome = self.outcome(&name)?;
                    expect(ExpectKind::Outcome(outcome))
                }
                Column::Rep | Column::Value(..) => expect(ExpectKind::Rep(Some(crate::text::nfc(&word).into()))),
            };
        };
        let condition = match &cell.kind {
            CellKind::Any => return expect(ExpectKind::Anything),
            CellKind::Missing => Cond::Missing(value.clone()),
            CellKind::Values(values) => {
                let items: Option<Vec<_>> = values.iter().map(|item| self.wanted(item, kind, module)).collect();
                Cond::In(value.clone(), Set::Items(items?))
            }
            CellKind::Not(values) => {
                let items: Option<Vec<_>> = values.iter().map(|item| self.wanted(item, kind, module)).collect();
                Cond::Not(Box::new(Cond::In(value.clone(), Set::Items(items?))))
            }
            CellKind::Compare(sign, bound) => {
                let bound = self.literal(bound, kind, module)?;
                let comparison = match sign {
                    tree::Comparison::AtLeast => Comparison::AtLeast,
                    tree::Comparison::Above => Comparison::Above,
                    tree::Comparison::AtMost => Comparison::AtMost,
                    _ => Comparison::Below,
                };
                Cond::Compare(comparison, value.clone(), Meaning::Literal(bound))
            }
            CellKind::Bad => return None,
        };
        expect(ExpectKind::Condition(condition))
    }
}
