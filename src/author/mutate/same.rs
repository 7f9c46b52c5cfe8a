//! Changes that surely do not matter, proved cheaply: what is proved here is certain, and much that is equal is not found.

use crate::Ruleset;
use crate::domain::{Decimal, Value};
use crate::model::{CardLine, Cell, Comparison, Model, Points, ScoreBody, SetItem, TablePolicy, TableRow};
use std::cmp::Ordering;
use std::sync::Arc;

/// Rows of larger tables are left in their order.
const ROWS: usize = 60;

/// The fingerprint of a policy in which what never matters is written in one way: rows of a `first` table that no lead
/// fits both stand in one order, and a limit that no sum of a score card reaches is none.
pub(super) fn normal_fingerprint(rules: &Ruleset) -> Arc<str> {
    let mut model: Model = rules.model().clone();
    for table in &mut model.tables {
        if table.policy == TablePolicy::First && table.rows.len() <= ROWS {
            in_one_order(&mut table.rows);
        }
    }
    for score in &mut model.scores {
        if let ScoreBody::Card { start, limit: Some((low, high)), lines } = &mut score.body
            && let Some((least, most)) = sums(*start, lines)
        {
            *low = (*low).max(least);
            *high = (*high).min(most);
        }
    }
    model.fingerprint()
}

/// Neighbours that exclude each other change places until they stand by their text.
fn in_one_order(rows: &mut [TableRow]) {
    for _ in 0..rows.len() {
        for place in 1..rows.len() {
            let Some([a, b]) = rows.get(place.saturating_sub(1)..=place) else { continue };
            let excluded = a.tests.iter().zip(&b.tests).any(|(a, b)| exclude(a, b));
            if (excluded || a.values == b.values) && format!("{b:?}") < format!("{a:?}") {
                rows.swap(place.saturating_sub(1), place);
            }
        }
    }
}

/// Whether no value fits both cells.
fn exclude(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Any, _) | (_, Cell::Any) | (Cell::Missing, Cell::Missing) => false,
        (Cell::Missing, _) | (_, Cell::Missing) => true,
        _ => match (spans(a), spans(b)) {
            (Some(a), Some(b)) => a.iter().all(|a| b.iter().all(|b| a.apart(b))),
            _ => false,
        },
    }
}

/// From one value to another, each end in or out; `None` is open.
struct Stretch {
    low: Option<(Value, bool)>,
    high: Option<(Value, bool)>,
}

impl Stretch {
    fn apart(&self, other: &Self) -> bool {
        let below = |high: &Option<(Value, bool)>, low: &Option<(Value, bool)>| {
            let (Some((high, high_in)), Some((low, low_in))) = (high, low) else { return false };
            match high.compare(low) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => !(*high_in && *low_in),
                // Without an order two values are apart exactly when they differ.
                None => high != low,
                Some(Ordering::Greater) => false,
            }
        };
        below(&self.high, &other.low) || below(&other.high, &self.low)
    }
}

fn spans(cell: &Cell) -> Option<Vec<Stretch>> {
    let ends = |low: Option<(&Value, bool)>, high: Option<(&Value, bool)>| {
        let end = |(value, inside): (&Value, bool)| (value.clone(), inside);
        Stretch { low: low.map(end), high: high.map(end) }
    };
    match cell {
        Cell::In(items) => Some(
            items
                .iter()
                .map(|item| match item {
                    SetItem::Value(value) => ends(Some((value, true)), Some((value, true))),
                    SetItem::Range { low, high, top_out } => ends(Some((low, true)), Some((high, !top_out))),
                })
                .collect(),
        ),
        Cell::Compare(comparison, value) => Some(vec![match comparison {
            Comparison::Is => ends(Some((value, true)), Some((value, true))),
            Comparison::AtLeast => ends(Some((value, true)), None),
            Comparison::Above => ends(Some((value, false)), None),
            Comparison::AtMost => ends(None, Some((value, true))),
            Comparison::Below => ends(None, Some((value, false))),
        }]),
        _ => None,
    }
}

/// The least and the most that the lines of a card can come to.
fn sums(start: Decimal, lines: &[CardLine]) -> Option<(Decimal, Decimal)> {
    let (mut least, mut most) = (start, start);
    let below = |points: &Points| points.points.min(Decimal::ZERO);
    let above = |points: &Points| points.points.max(Decimal::ZERO);
    for line in lines {
        let (low, high) = match line {
            CardLine::Points(points) => (below(points), above(points)),
            CardLine::BestOf { lines, .. } => (
                lines.iter().map(below).min().unwrap_or(Decimal::ZERO),
                lines.iter().map(above).max().unwrap_or(Decimal::ZERO),
            ),
        };
        (least, most) = (least.checked_add(low)?, most.checked_add(high)?);
    }
    Some((least, most))
}
