//! Definitions as regions: which class of a `classify` or table stands where.

use super::attribute::{Attribute, AttributeId, Classes, NO, Subject, YES};
use super::formula::Formula;
use super::numbers::{Stretch, Unit, stretch};
use super::set::ClassSet;
use super::space::Space;
use crate::domain::{Decimal, Value};
use crate::model::{Band, Comparison, DerivedBody, Expr, Grade, Lookup, LookupRow, Score, TablePolicy};
use std::cmp::Reverse;

pub(super) fn defined(space: &Space<'_>, attribute: &Attribute) -> Option<Vec<(Formula, u32)>> {
    let class = |value: Option<&Value>| attribute.classes.class(value);
    let id = match &attribute.subject {
        Subject::Value(Expr::Derived(id)) => id,
        Subject::Value(Expr::Grade(id)) if space.is_deep() => {
            return graded(space, space.model.grades.get(id.index())?);
        }
        Subject::Value(Expr::Lookup { lookup, key, column }) if space.is_deep() => {
            let lookup = space.model.lookups.get(lookup.index()).filter(|lookup| lookup.key_kind.is_text())?;
            return looked_up(space, lookup, key, |row| class(row.values.get(*column).and_then(Option::as_ref)));
        }
        _ => return None,
    };
    match &space.model.derived.get(id.index())?.body {
        DerivedBody::Value(Expr::Condition(condition)) => {
            Some(vec![(space.yes(condition), YES), (space.no(condition), NO), (Formula::Always(true), 0)])
        }
        DerivedBody::Value(_) => None,
        DerivedBody::Classify { arms, otherwise } => {
            let mut all = Vec::with_capacity(arms.len().saturating_add(1));
            for (value, condition) in arms {
                let Expr::Literal(value) = value else { return None };
                all.push((space.yes(condition), class(Some(value))));
            }
            let last = match otherwise {
                None => 0,
                Some(Expr::Literal(value)) => class(Some(value)),
                Some(_) => return None,
            };
            all.push((Formula::Always(true), last));
            Some(all)
        }
        DerivedBody::Table { table, output } => {
            let table = space.model.tables.get(table.index())?;
            if table.policy == TablePolicy::Collect {
                return None;
            }
            let rows = table.rows.iter().map(|row| {
                let value = row.values.get(*output).and_then(Option::as_ref);
                Some((space.row(&table.inputs, row)?, class(value)))
            });
            let last = table.otherwise.get(*output).and_then(Option::as_ref);
            rows.chain([Some((Formula::Always(true), class(last)))]).collect()
        }
    }
}

/// The stretch of points of a band.
pub(super) fn band(unit: Unit, band: &Band) -> Option<Stretch> {
    let end = |comparison, bound: Decimal| stretch(unit, comparison, &Value::Decimal(bound));
    let from = match band.low {
        None => None,
        Some(low) => end(if band.low_out { Comparison::Above } else { Comparison::AtLeast }, low)?.0,
    };
    let to = match band.high {
        None => None,
        Some(high) => end(if band.high_out { Comparison::Below } else { Comparison::AtMost }, high)?.1,
    };
    Some((from, to))
}

impl Space<'_> {
    /// What is always true of a score: it lies between the least and the most that its card can give, or is missing.
    pub(super) fn of_score(&self, id: AttributeId, attribute: &Attribute) -> Formula {
        let Subject::Value(Expr::Score(score)) = &attribute.subject else { return Formula::Always(true) };
        let ends = self.model.scores.get(score.index()).and_then(Score::ends);
        let (Some((least, most)), Classes::Numbers(numbers)) = (ends, &attribute.classes) else {
            return Formula::Always(true);
        };
        let end = |at| Some(Decimal::from_scaled(at));
        let all = Band { low: end(least), low_out: false, high: end(most), high_out: false };
        let run = band(numbers.unit, &all).map(|stretch| numbers.touched(stretch));
        self.within(id, ClassSet::of(run.into_iter().chain([(0, 0)])))
    }
}

fn graded(space: &Space<'_>, grade: &Grade) -> Option<Vec<(Formula, u32)>> {
    let from = space.subject(&grade.from)?;
    let Classes::Numbers(numbers) = &space.attribute(from)?.classes else { return None };
    let bands = (1_u32..).zip(&grade.bands).map(|(class, of)| {
        let run = numbers.run(band(numbers.unit, of)?);
        let set = run.map_or_else(ClassSet::none, |(first, last)| ClassSet::run(first, last));
        Some((space.within(from, set), class))
    });
    bands.chain([Some((Formula::Always(true), 0))]).collect()
}

/// The longest key that fits is found.
fn looked_up(
    space: &Space<'_>,
    lookup: &Lookup,
    key: &Expr,
    class: impl Fn(&LookupRow) -> u32,
) -> Option<Vec<(Formula, u32)>> {
    let key = space.subject(key)?;
    let Classes::Texts(texts) = &space.attribute(key)?.classes else { return None };
    let mut rows: Vec<&LookupRow> = lookup.rows.iter().collect();
    if lookup.by_prefix {
        rows.sort_by_key(|row| Reverse(row.key.len()));
    }
    let arms = rows.into_iter().map(|row| {
        let run = match lookup.by_prefix {
            true => texts.prefix(&row.key)?,
            false => texts.constant(&row.key).map(|class| (class, class))?,
        };
        Some((space.within(key, ClassSet::run(run.0, run.1)), class(row)))
    });
    arms.chain([Some((Formula::Always(true), 0))]).collect()
}
