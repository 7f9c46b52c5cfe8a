//! Derived values, tables, lookups, scores, grades: each computed anew wherever it is asked for.

use super::compare::{compare, in_items};
use super::number;
use super::value::At;
use crate::domain::{Decimal, DerivedId, GradeId, Halved, LookupId, ScoreId, TableId, Value, key_of};
use crate::model::{Band, CardLine, Cell, DerivedBody, Points, ScoreBody, TablePolicy};
use crate::route::Truth;

impl<'a> At<'a> {
    pub(super) fn derived(self, id: DerivedId) -> Option<Value> {
        // A definition speaks of the lead alone, never of the rep or row at hand.
        let lead = At { world: self.world, rep: None, row: None };
        match &self.world.model.derived.get(id.index())?.body {
            DerivedBody::Value(expr) => lead.value(expr),
            DerivedBody::Classify { arms, otherwise } => {
                match arms.iter().find(|(_, condition)| lead.judge(condition).is_yes()) {
                    Some((value, _)) => lead.value(value),
                    None => lead.value(otherwise.as_ref()?),
                }
            }
            DerivedBody::Table { table, output } => lead.table(*table, *output),
        }
    }

    fn table(self, id: TableId, output: usize) -> Option<Value> {
        let table = self.world.model.tables.get(id.index())?;
        let inputs: Vec<Option<Value>> = table.inputs.iter().map(|input| self.value(input)).collect();
        let mut fitting = table
            .rows
            .iter()
            .filter(|row| row.tests.iter().zip(&inputs).all(|(cell, input)| fits(cell, input.as_ref()).is_yes()));
        let otherwise = table.otherwise.get(output).cloned().flatten();
        match table.policy {
            TablePolicy::First | TablePolicy::Unique => match fitting.next() {
                Some(row) => row.values.get(output)?.clone(),
                None => {
                    self.world.count("table gap");
                    otherwise
                }
            },
            TablePolicy::Collect => {
                let all: Vec<&crate::model::TableRow> = fitting.collect();
                if all.is_empty() {
                    return otherwise.or_else(|| Some(Value::List(Vec::new().into())));
                }
                let values: Vec<Value> = all.iter().filter_map(|row| row.values.get(output)?.clone()).collect();
                Some(Value::List(values.into()))
            }
        }
    }

    /// The columns of the row for a key; of a lookup by prefix the longest key that the text begins with.
    pub(super) fn lookup(self, id: LookupId, key: &crate::model::Expr) -> Option<&'a [Option<Value>]> {
        let key = key_of(&self.value(key)?);
        let lookup = self.world.model.lookups.get(id.index())?;
        let row = if lookup.by_prefix {
            lookup.rows.iter().filter(|row| key.starts_with(&*row.key)).max_by_key(|row| row.key.len())
        } else {
            lookup.rows.iter().find(|row| row.key == key)
        };
        if lookup.by_prefix && row.is_some() {
            self.world.count("lookup prefix");
        }
        row.map(|row| &*row.values)
    }

    /// 7: points for conditions that are yes, clamped once at the end; or what the scorer said.
    pub(super) fn score(self, id: ScoreId) -> Option<Decimal> {
        let lead = At { world: self.world, rep: None, row: None };
        match &self.world.model.scores.get(id.index())?.body {
            ScoreBody::Scorer(scorer) => self.world.answer(*scorer),
            ScoreBody::Card { start, limit, lines } => {
                let mut total = Halved::new(*start, 0);
                for line in lines {
                    let points = match line {
                        CardLine::Points(points) => lead.points(points),
                        CardLine::BestOf { lines, .. } => lines.iter().filter_map(|line| lead.points(line)).max(),
                    };
                    if let Some(points) = points {
                        total = total.checked_add(points)?;
                    }
                }
                let total = total.round()?;
                Some(limit.map_or(total, |(low, high)| total.max(low).min(high)))
            }
        }
    }

    /// The points of a line that is yes, halved once for each whole period since the given instant.
    fn points(self, line: &Points) -> Option<Halved> {
        if self.judge(&line.condition) != Truth::Yes {
            return None;
        }
        let Some((period, since)) = &line.halve else { return Some(Halved::new(line.points, 0)) };
        let since = Self::instant(&self.value(since)?, &self.world.model.zone)?;
        let passed = self.world.now().duration_since(since).as_nanos();
        let periods = passed.checked_div_euclid(period.as_nanos())?.max(0);
        if periods > 0 {
            self.world.count("halved");
        }
        Some(Halved::new(line.points, u32::try_from(periods).unwrap_or(u32::MAX)))
    }

    pub(super) fn grade(self, id: GradeId) -> Option<Value> {
        let lead = At { world: self.world, rep: None, row: None };
        let grade = self.world.model.grades.get(id.index())?;
        let value = number::exact(&lead.value(&grade.from)?)?.round()?;
        let place = grade.bands.iter().position(|band| within(value, band))?;
        Some(Value::Enum(grade.values, u32::try_from(place).ok()?))
    }
}

fn within(value: Decimal, band: &Band) -> bool {
    let above = band.low.is_none_or(|low| if band.low_out { value > low } else { value >= low });
    let below = band.high.is_none_or(|high| if band.high_out { value < high } else { value <= high });
    above && below
}

fn fits(cell: &Cell, input: Option<&Value>) -> Truth {
    match (cell, input) {
        (Cell::Any, _) => Truth::Yes,
        (Cell::Missing, _) => Truth::of(input.is_none()),
        (_, None) => Truth::Unknown,
        (Cell::In(items), Some(value)) => Truth::of(in_items(value, items)),
        (Cell::NotIn(items), Some(value)) => Truth::of(!in_items(value, items)),
        (Cell::Compare(comparison, other), Some(value)) => {
            compare(*comparison, value, other).map_or(Truth::Unknown, Truth::of)
        }
    }
}
