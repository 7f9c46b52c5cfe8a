//! Tables: rows that are never hit; gaps and overlaps of those that are too large for a quick look.

use super::Prover;
use super::example::Example;
use super::list::{Entry, Left, List};
use crate::check::logic as wording;
use crate::domain::{DerivedId, TableId};
use crate::model::{Derived, DerivedBody, Expr, Table, TablePolicy};
use crate::region::{Formula, Found};
use crate::text::Span;

/// Rows of one table that are told; a table that was sorted the wrong way round has thousands.
const ROWS_TOLD: usize = 5;

impl Prover<'_, '_> {
    pub(super) fn tables(&mut self) {
        for table in 0..self.rules.model().tables.len() {
            self.rows(TableId::at(table));
        }
    }

    fn rows(&mut self, id: TableId) {
        let model = self.rules.model();
        let (Some(table), Some(place)) = (model.tables.get(id.index()), self.places.tables.get(id.index())) else {
            return;
        };
        let rows = table.rows.iter().map(|row| self.search.space.row(&table.inputs, row));
        let Some(rows) = rows.collect::<Option<Vec<_>>>() else { return };
        let entries = rows.into_iter().map(|holds| Entry { holds, certain: true });
        let list = List::new(entries.collect());
        let (spans, head) = (place.rows.clone(), place.head);
        if !place.judged {
            self.gap(&list, id, head, place.open && table.policy != TablePolicy::Collect);
            if table.policy == TablePolicy::Unique {
                self.overlap(&list, table, &spans);
            }
        }
        if table.policy != TablePolicy::First {
            return;
        }
        let mut told = 0;
        for row in 0..list.entries().len() {
            match list.left(self.search, row, &mut self.budget) {
                Left::Reached(_) | Left::Nobody => {}
                Left::TooLarge => {
                    let what = format!("whether all rows of table `{}` can be hit", table.name);
                    self.report(wording::too_large(&what, head, "steps_per_question"));
                    return;
                }
                Left::Taken(by) => {
                    let Some(entry) = list.entries().get(row) else { continue };
                    let mut steps = self.budget.question();
                    let found = self.search.find(&[&entry.holds], &mut steps);
                    self.budget.spent(steps);
                    let Found::Point(point) = found else { continue };
                    let Some(example) = Example::of(self.search.space, &point) else { continue };
                    let Some(gets) = self.gets(id, table, &by, &example) else { continue };
                    let by: Vec<Span> = by.iter().filter_map(|place| spans.get(*place)).copied().collect();
                    if let Some(span) = spans.get(row) {
                        let shown = example.shown(self.rules);
                        self.report(wording::row_never_hit(&table.name, *span, &by, (&shown, &gets)));
                        told += 1;
                    }
                }
            }
            if told >= ROWS_TOLD {
                return;
            }
        }
    }

    /// What a lead is given by one of some rows, in words; `None` when it is given something else.
    fn gets(&self, id: TableId, table: &Table, by: &[usize], example: &Example) -> Option<String> {
        let mut given = Vec::new();
        for (place, derived) in self.rules.model().derived.iter().enumerate() {
            let DerivedBody::Table { table, output } = derived.body else { continue };
            if table == id {
                given.push((
                    output,
                    derived.typed.private,
                    example.valued(self.rules, &Expr::Derived(DerivedId::at(place)))?,
                ));
            }
        }
        let gives = |row: &usize| {
            let row = table.rows.get(*row);
            given.iter().all(|(output, _, value)| row.and_then(|row| row.values.get(*output)) == Some(value))
        };
        if !by.iter().any(gives) {
            return None;
        }
        let words = given.iter().map(|(_, private, value)| match value {
            Some(_) if *private => "(private)".to_owned(),
            Some(value) => format!("`{}`", self.rules.model().print(value)),
            None => "nothing".to_owned(),
        });
        Some(words.collect::<Vec<_>>().join(" and "))
    }

    /// Whether a table gives a lead nothing.
    fn is_given_nothing(&self, id: TableId, example: &Example) -> bool {
        let of_table = |(place, derived): (usize, &Derived)| {
            matches!(derived.body, DerivedBody::Table { table, .. } if table == id)
                .then(|| Expr::Derived(DerivedId::at(place)))
        };
        let values = self.rules.model().derived.iter().enumerate().filter_map(of_table);
        values.into_iter().all(|value| example.valued(self.rules, &value) == Some(None))
    }

    /// A lead without a row, in a table that was too large for a quick look.
    fn gap(&mut self, list: &List, id: TableId, head: Span, matters: bool) {
        let Some(name) = self.rules.model().tables.get(id.index()).map(|table| &table.name).filter(|_| matters) else {
            return;
        };
        match list.outside(self.search, &Formula::Always(true), list.entries().len(), &mut self.budget) {
            Left::Reached(point) => {
                let example = Example::of(self.search.space, &point);
                if let Some(example) = example.filter(|example| self.is_given_nothing(id, example)) {
                    self.report(wording::table_gap(name, head, &example.shown(self.rules)));
                }
            }
            Left::TooLarge => {
                let what = format!("whether table `{name}` has a row for every lead");
                self.report(wording::too_large(&what, head, "steps_per_question"));
            }
            Left::Taken(_) | Left::Nobody => {}
        }
    }

    /// Two rows that fit one lead and disagree; the first such pair is told.
    fn overlap(&mut self, list: &List, table: &Table, spans: &[Span]) {
        for (place, entry) in list.entries().iter().enumerate() {
            let values = table.rows.get(place).map(|row| &row.values);
            for other in list.meeting(place) {
                if table.rows.get(other).map(|row| &row.values) == values {
                    continue;
                }
                let Some(before) = list.entries().get(other) else { continue };
                let mut steps = self.budget.question();
                let found = self.search.find(&[&before.holds, &entry.holds], &mut steps);
                self.budget.spent(steps);
                let Found::Point(point) = found else { continue };
                let Some(example) = Example::of(self.search.space, &point) else { continue };
                if let (Some(first), Some(second)) = (spans.get(other), spans.get(place)) {
                    let shown = example.shown(self.rules);
                    self.report(wording::table_overlap(&table.name, *first, *second, &shown));
                    return;
                }
            }
        }
    }
}
