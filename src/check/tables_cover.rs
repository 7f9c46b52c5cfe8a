//! Whether a table has a row for every lead, and whether rows of a `unique` table agree.
//!
//! Each input's values fall into a few classes: missing, each value that a row names, and what lies between and outside.
//! Trying one value of each class in every combination is exact; a table with too many combinations is not judged.

use super::tables_sure::{Doubt, Doubted};
use super::{Checker, wording};
use crate::calendar::{WEEKDAYS, weekday_name};
use crate::domain::{Decimal, FieldId, Kind, List, Presence, TableId, Text, Value};
use crate::model::{Cell, Comparison, Expr, SetItem, TablePolicy, TableRow};
use crate::syntax::tree;
use crate::text::{Diagnostic, Span};
use jiff::SignedDuration;

/// Combinations that are tried before the table counts as too large to judge.
const COMBINATIONS: usize = 200_000;

/// Pairs of rows that a quick look takes down: of some it may turn out that no lead has both.
const CLASHES: usize = 64;

/// One value standing for a class, `None` for missing, and how it is shown.
#[derive(Clone, Debug)]
struct Sample {
    value: Option<Value>,
    shown: String,
}

impl Checker<'_> {
    /// Looks for holes and clashes; false when the table is too large for that.
    pub(super) fn cover(&mut self, id: TableId, written: &tree::Table, kinds: &[Kind], spans: &[Span]) -> bool {
        let Some(table) = self.model.tables.get(id.index()) else { return true };
        let mut samples = Vec::new();
        for (place, kind) in kinds.iter().enumerate() {
            let cells: Vec<&Cell> = table.rows.iter().filter_map(|row| row.tests.get(place)).collect();
            let input = table.inputs.get(place);
            match self.samples(kind, input, &cells) {
                Some(found) => samples.push(found),
                None => return false,
            }
        }
        let combinations = samples.iter().fold(1_usize, |all, found| all.saturating_mul(found.len().max(1)));
        if combinations.saturating_mul(table.rows.len().max(1)) > COMBINATIONS * 20 || combinations > COMBINATIONS {
            return false;
        }
        let complete = written.otherwise.is_some() || table.policy == TablePolicy::Collect;
        let mut hole = None;
        let mut clashes: Vec<(usize, usize, String)> = Vec::new();
        let mut place = vec![0_usize; samples.len()];
        'all: loop {
            let lead: Vec<&Sample> = samples.iter().zip(&place).filter_map(|(all, at)| all.get(*at)).collect();
            let mut fitting = table.rows.iter().enumerate().filter(|(_, row)| fits(row, &lead));
            match fitting.next() {
                None if !complete && hole.is_none() => {
                    hole = Some((shown(written, &lead, self), neighbours(table, &lead)));
                }
                Some((first, row)) if table.policy == TablePolicy::Unique && clashes.len() < CLASHES => {
                    let found = fitting.find(|(_, other)| other.values != row.values).map(|(second, _)| second);
                    let known = |second| clashes.iter().any(|(one, other, _)| (*one, *other) == (first, second));
                    if let Some(second) = found.filter(|second| !known(*second)) {
                        clashes.push((first, second, shown(written, &lead, self)));
                    }
                }
                _ => {}
            }
            for (at, all) in place.iter_mut().zip(&samples) {
                *at += 1;
                if *at < all.len() {
                    continue 'all;
                }
                *at = 0;
            }
            break;
        }
        if let Some((example, beside)) = hole {
            let finding = self.table_hole(written, &example, &beside);
            self.doubts.push(Doubt { table: id, what: Doubted::Gap, finding });
        }
        for (one, other, example) in clashes {
            if let (Some(first), Some(second)) = (spans.get(one), spans.get(other)) {
                let finding = wording::table_clash(&written.name.text, *first, *second, &example);
                self.doubts.push(Doubt { table: id, what: Doubted::Overlap(one, other), finding });
            }
        }
        true
    }

    /// A hole, with the cells on both sides of it where the table is written in the policy.
    fn table_hole(&self, written: &tree::Table, example: &str, beside: &[Beside]) -> Diagnostic {
        let cell = |beside: &Beside| written.body.rows.get(beside.row)?.inputs.get(beside.column).map(|cell| cell.span);
        let known: Vec<(Span, &Beside)> = beside.iter().filter_map(|beside| Some((cell(beside)?, beside))).collect();
        let finding = wording::table_hole(&written.name.text, written.body.span, example);
        let Some(((first, one), rest)) = known.split_first().filter(|_| written.csv.is_none()) else { return finding };
        let mut finding = wording::beside_hole(
            finding,
            written.body.span,
            (*first, one.above, one.out, &one.bound),
            rest.iter().map(|(span, beside)| (*span, beside.above, beside.out, beside.bound.as_str())),
        );
        if let Some((span, beside)) = known.iter().find(|(_, beside)| beside.touches) {
            let text = self.sources.slice(*span).trim();
            let closed = text.replacen('>', ">=", 1).replacen('<', "<=", 1);
            if beside.out && !text.contains('=') && text.starts_with(['<', '>']) {
                finding = finding.suggest(*span, closed);
            }
        }
        finding
    }

    /// One value of each class of an input; `None` when its classes cannot be told.
    fn samples(&self, kind: &Kind, input: Option<&Expr>, cells: &[&Cell]) -> Option<Vec<Sample>> {
        let mut samples = Vec::new();
        if self.may_be_missing(input?) {
            samples.push(Sample { value: None, shown: "missing".to_owned() });
        }
        let sample = |value: Value, shown: String| Sample { value: Some(value), shown };
        match kind {
            Kind::Boolean => {
                samples.push(sample(Value::Bool(false), "no".to_owned()));
                samples.push(sample(Value::Bool(true), "yes".to_owned()));
            }
            Kind::Enum(id) => {
                for (place, value) in self.model.enums.get(id.index())?.values.iter().enumerate() {
                    samples.push(sample(Value::Enum(*id, u32::try_from(place).ok()?), value.name.to_string()));
                }
            }
            kind if kind.is_number() => {
                let step = if *kind == Kind::Integer { Decimal::SCALE } else { 1 };
                let mut points: Vec<i128> = Vec::new();
                for bound in bounds(cells) {
                    let at = match bound {
                        Value::Integer(number) => Decimal::from(number).scaled(),
                        Value::Decimal(number) => number.scaled(),
                        _ => return None,
                    };
                    points.extend([at - step, at, at + step]);
                }
                let (least, most) = input.map_or((None, None), |input| self.ends(input));
                points.extend([least.or(most).unwrap_or(0), most.or(least).unwrap_or(0)]);
                points.sort_unstable();
                points.dedup();
                points.retain(|at| least.is_none_or(|least| *at >= least) && most.is_none_or(|most| *at <= most));
                for at in points {
                    let number = Decimal::from_scaled(at);
                    let value = if *kind == Kind::Integer {
                        Value::Integer(number.to_whole()?)
                    } else {
                        Value::Decimal(number)
                    };
                    samples.push(sample(value, number.to_string()));
                }
            }
            kind => {
                let mut values: Vec<Value> = Vec::new();
                let beside = |value: Value| if kind.is_ordered() { around(value) } else { vec![value] };
                let weekdays = input.filter(|input| self.is_weekday(input)).map(|_| weekdays());
                for bound in weekdays.iter().flatten().cloned().chain(bounds(cells).into_iter().flat_map(beside)) {
                    // With so many, combinations are too many whatever the other inputs are.
                    if values.len().saturating_mul(cells.len()) > COMBINATIONS * 20 {
                        return None;
                    }
                    if !values.contains(&bound) {
                        values.push(bound);
                    }
                }
                let other = match kind {
                    _ if weekdays.is_some() => None,
                    Kind::Rep => Some(Value::Rep("somebody else".into())),
                    Kind::Country => ["BR", "US", "DE", "ZA", "IS"]
                        .iter()
                        .chain(&["AQ", "BV", "HM", "TF"])
                        .filter_map(|code| crate::domain::Country::from_code(code))
                        .map(Value::Country)
                        .find(|value| !values.contains(value)),
                    kind if kind.is_text() => Some(Value::Text(Text::folded("something else"))),
                    // No cell looks at it: some value, or the other columns would not be looked at either.
                    _ if values.is_empty() => {
                        samples.push(Sample { value: Some(Value::List(List::default())), shown: "any".to_owned() });
                        None
                    }
                    _ => None,
                };
                for value in values.into_iter().chain(other) {
                    let shown = self.model.print(&value);
                    samples.push(sample(value, shown));
                }
            }
        }
        Some(samples)
    }

    /// Whether a value is today's weekday, perhaps under another name.
    fn is_weekday(&self, input: &Expr) -> bool {
        matches!(self.renamed(input), Expr::Weekday(_))
    }

    fn may_be_missing(&self, input: &Expr) -> bool {
        let required = |field: &FieldId| {
            let field = self.model.lead.fields.get(field.index());
            field.is_some_and(|field| field.presence != Presence::Optional)
        };
        match input {
            Expr::Field(field) => !required(field),
            Expr::Derived(id) => !matches!(
                self.derived.get(id.index()),
                Some(super::definitions::Progress::Done(Some(derived))) if self.always_there(&derived.body)
            ),
            Expr::Now
            | Expr::Today(_)
            | Expr::Weekday(_)
            | Expr::Hour(_)
            | Expr::Attempt
            | Expr::Waiting
            | Expr::Channel => false,
            _ => true,
        }
    }

    /// Whether a derived value has a value for every lead.
    fn always_there(&self, body: &crate::model::DerivedBody) -> bool {
        use crate::model::DerivedBody;
        let literal = |value: &Expr| matches!(value, Expr::Literal(_));
        match body {
            DerivedBody::Classify { arms, otherwise } => {
                arms.iter().all(|(value, _)| literal(value)) && otherwise.as_ref().is_some_and(literal)
            }
            // A table that was found complete gives a value wherever its cells do.
            DerivedBody::Table { table, output } => self.model.tables.get(table.index()).is_some_and(|table| {
                !table.rows.is_empty()
                    && table.rows.iter().all(|row| row.values.get(*output).is_some_and(Option::is_some))
            }),
            DerivedBody::Value(value) => match value {
                Expr::DomainOf(inner) => !self.may_be_missing(inner),
                value => !self.may_be_missing(value),
            },
        }
    }
}

fn weekdays() -> [Value; 7] {
    WEEKDAYS.map(|day| Value::Text(Text::folded(weekday_name(day))))
}

/// A day, an instant or a length of time with what lies just before and behind it.
fn around(value: Value) -> Vec<Value> {
    let near = |seconds: i64, nanos: i32| {
        let apart = SignedDuration::new(seconds, nanos);
        Some(match &value {
            Value::Date(day) => Value::Date(if seconds < 0 { day.yesterday() } else { day.tomorrow() }.ok()?),
            Value::DateTime(at) => Value::DateTime(at.checked_add(apart).ok()?),
            Value::Duration(length) => Value::Duration(length.checked_add(apart)?),
            _ => return None,
        })
    };
    // Whole seconds first: they are easier to read.
    let beside = [(-1, 0), (1, 0), (0, -1), (0, 1)].into_iter().filter_map(|(seconds, nanos)| near(seconds, nanos));
    let beside: Vec<Value> = beside.collect();
    [value].into_iter().chain(beside).collect()
}

/// Every value that a cell names.
fn bounds(cells: &[&Cell]) -> Vec<Value> {
    let mut all = Vec::new();
    for cell in cells {
        match cell {
            Cell::Any | Cell::Missing => {}
            Cell::In(items) | Cell::NotIn(items) => {
                for item in items {
                    match item {
                        SetItem::Value(value) => all.push(value.clone()),
                        SetItem::Range { low, high, .. } => all.extend([low.clone(), high.clone()]),
                    }
                }
            }
            Cell::Compare(_, value) => all.push(value.clone()),
        }
    }
    all
}

fn fits(row: &TableRow, lead: &[&Sample]) -> bool {
    row.tests.iter().zip(lead).all(|(cell, sample)| match (cell, &sample.value) {
        (Cell::Any, _) | (Cell::Missing, None) => true,
        (_, None) | (Cell::Missing, Some(_)) => false,
        (Cell::In(items), Some(value)) => items.iter().any(|item| holds(item, value)),
        (Cell::NotIn(items), Some(value)) => !items.iter().any(|item| holds(item, value)),
        (Cell::Compare(comparison, bound), Some(value)) => compares(*comparison, value, bound),
    })
}

fn holds(item: &SetItem, value: &Value) -> bool {
    match item {
        SetItem::Value(wanted) => value == wanted,
        SetItem::Range { low, high, top_out } => {
            let below = if *top_out { Comparison::Below } else { Comparison::AtMost };
            compares(Comparison::AtLeast, value, low) && compares(below, value, high)
        }
    }
}

fn compares(comparison: Comparison, value: &Value, bound: &Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let Some(order) = value.compare(bound) else { return false };
    match comparison {
        Comparison::Is => order == Equal,
        Comparison::AtLeast => order != Less,
        Comparison::Above => order == Greater,
        Comparison::AtMost => order != Greater,
        Comparison::Below => order == Less,
    }
}

/// A cell next to a hole.
#[derive(Clone, Debug)]
struct Beside {
    row: usize,
    column: usize,
    /// Its values lie above the hole.
    above: bool,
    /// The value at its end is not in it.
    out: bool,
    /// The value at its end.
    bound: String,
    /// Its end is the very value that is not covered.
    touches: bool,
}

/// The nearest cells below and above a lead without a row, among rows that fit it otherwise.
fn neighbours(table: &crate::model::Table, lead: &[&Sample]) -> Vec<Beside> {
    let mut found: Vec<Beside> = Vec::new();
    for column in 0..lead.len() {
        let Some(value) = lead.get(column).and_then(|sample| sample.value.as_ref()) else { continue };
        for above in [true, false] {
            let mut best: Option<(Value, Beside)> = None;
            for (row, test) in table.rows.iter().enumerate() {
                let Some(cell) = test.tests.get(column) else { continue };
                let others = TableRow { tests: test.tests.clone(), values: Vec::new() };
                let mut tests = others.tests;
                if let Some(slot) = tests.get_mut(column) {
                    *slot = Cell::Any;
                }
                if !fits(&TableRow { tests, values: Vec::new() }, lead) {
                    continue;
                }
                let Some((bound, out)) = end_towards(cell, above) else { continue };
                let apart = if above {
                    compares(Comparison::AtLeast, &bound, value)
                } else {
                    compares(Comparison::AtMost, &bound, value)
                };
                let nearer = best.as_ref().is_none_or(|(known, _)| {
                    compares(if above { Comparison::Below } else { Comparison::Above }, &bound, known)
                });
                if apart && nearer {
                    let touches = compares(Comparison::Is, &bound, value);
                    let shown = match &bound {
                        Value::Integer(number) => number.to_string(),
                        Value::Decimal(number) => number.to_string(),
                        _ => continue,
                    };
                    best = Some((bound, Beside { row, column, above, out, bound: shown, touches }));
                }
            }
            found.extend(best.map(|(_, beside)| beside));
        }
    }
    found
}

/// The end of a cell's values that looks at a hole below (`above`) or above them, and whether it is out of the cell.
fn end_towards(cell: &Cell, above: bool) -> Option<(Value, bool)> {
    match cell {
        Cell::Compare(Comparison::AtLeast, value) if above => Some((value.clone(), false)),
        Cell::Compare(Comparison::Above, value) if above => Some((value.clone(), true)),
        Cell::Compare(Comparison::AtMost, value) if !above => Some((value.clone(), false)),
        Cell::Compare(Comparison::Below, value) if !above => Some((value.clone(), true)),
        Cell::In(items) => match items.as_slice() {
            [SetItem::Range { low, .. }] if above => Some((low.clone(), false)),
            [SetItem::Range { high, top_out, .. }] => Some((high.clone(), *top_out)),
            _ => None,
        },
        _ => None,
    }
}

/// "employees = 1000, country = BR".
fn shown(written: &tree::Table, lead: &[&Sample], checker: &Checker<'_>) -> String {
    let parts = written.body.inputs.iter().zip(lead);
    parts
        .map(|(input, sample)| format!("{} = {}", checker.words_of(input), sample.shown))
        .collect::<Vec<_>>()
        .join(", ")
}
