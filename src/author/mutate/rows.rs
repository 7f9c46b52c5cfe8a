//! Rows, lines and arms: left out, swapped, with another result.

use super::Operator;
use super::changes::Changes;
use crate::syntax::tree::{
    Cell, CellKind, Classify, Comparison, ExprKind, Grade, List, ListBody, Lookup, Points, Score, ScoreBody, ScoreLine,
    Table, TablePolicy,
};
use crate::text::Span;

impl Changes<'_> {
    pub(super) fn list(&mut self, list: &List) {
        let ListBody::Inline(items) = &list.body else { return };
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
        self.elements(first.span.to(last.span), items, "", "");
    }

    pub(super) fn lookup(&mut self, lookup: &Lookup) {
        for row in &lookup.rows {
            self.write(Operator::Row, row.span, "");
        }
        for (row, other) in lookup.rows.iter().zip(lookup.rows.iter().skip(1)) {
            for (cell, other) in row.cells.iter().zip(&other.cells) {
                self.other_result(cell.span, other.span);
            }
        }
    }

    pub(super) fn classify(&mut self, classify: &Classify) {
        let spans: Vec<Span> = classify.arms.iter().map(|(value, condition)| value.span.to(condition.span)).collect();
        for ((value, condition), span) in classify.arms.iter().zip(&spans) {
            self.condition(condition);
            self.write(Operator::Row, *span, "");
            if let Some(otherwise) = &classify.otherwise {
                self.other_result(value.span, otherwise.span);
            }
        }
        for (a, b) in spans.iter().zip(spans.iter().skip(1)) {
            self.swap(*a, *b);
        }
        if let (Some(otherwise), Some((value, _))) = (&classify.otherwise, classify.arms.first()) {
            self.other_result(otherwise.span, value.span);
        }
    }

    /// A result that stands elsewhere, in its place.
    fn other_result(&mut self, here: Span, there: Span) {
        let (own, other) = (self.text(here), self.text(there));
        if own.trim() != other.trim() {
            self.write(Operator::Target, here, other.trim());
        }
    }

    pub(super) fn table(&mut self, table: &Table) {
        let rows = &table.body.rows;
        for column in 0..table.body.inputs.len() {
            let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.inputs.get(column)).collect();
            let whole =
                !cells.iter().any(|cell| self.text(cell.span).contains('.') && !self.text(cell.span).contains(".."));
            self.cuts(&cells, whole);
        }
        for row in rows {
            row.inputs.iter().for_each(|cell| self.cell(cell));
            self.write(Operator::Row, row.span, "");
        }
        for away in [1, 2] {
            for (row, other) in rows.iter().zip(rows.iter().cycle().skip(away)) {
                for (cell, other) in row.outputs.iter().zip(&other.outputs) {
                    self.other_result(cell.span, other.span);
                }
            }
        }
        if table.policy == TablePolicy::First {
            for (a, b) in rows.iter().zip(rows.iter().skip(1)) {
                self.swap(a.span, b.span);
            }
        }
    }

    fn cell(&mut self, cell: &Cell) {
        match &cell.kind {
            CellKind::Values(values) => self.elements(cell.span, values, "", ""),
            CellKind::Not(values) => self.elements(cell.span, values, "not ", ""),
            CellKind::Compare(sign, bound) => {
                let bound = self.text(bound.span);
                let signs: &[&str] = match sign {
                    Comparison::AtLeast => &[">", "<"],
                    Comparison::Above => &[">=", "<="],
                    Comparison::AtMost => &["<", ">"],
                    _ => &["<=", ">="],
                };
                for sign in signs {
                    self.write(Operator::Comparison, cell.span, format!("{sign} {}", bound.trim()));
                }
            }
            _ => {}
        }
    }

    pub(super) fn score(&mut self, score: &Score) {
        let ScoreBody::Card(lines) = &score.body else { return };
        for line in lines {
            match line {
                ScoreLine::StartAt(value) => self.number(Operator::Points, value),
                ScoreLine::LimitTo(range) => {
                    if let ExprKind::Range { low, high, .. } = &range.kind {
                        self.number(Operator::Bound, low);
                        self.number(Operator::Bound, high);
                    }
                }
                ScoreLine::Points(points) => self.points(points),
                ScoreLine::BestOf { lines, .. } => lines.iter().for_each(|points| self.points(points)),
            }
        }
    }

    fn points(&mut self, points: &Points) {
        self.number(Operator::Points, &points.points);
        self.condition(&points.condition);
        self.write(Operator::Row, points.span, "");
    }

    pub(super) fn grade(&mut self, grade: &Grade) {
        let cells: Vec<&Cell> = grade.bands.iter().map(|band| &band.test).collect();
        self.cuts(&cells, false);
    }
}
