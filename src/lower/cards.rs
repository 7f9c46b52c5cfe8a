//! Score cards over classes. Lines of a card that look at one attribute become one table of points by its class; lines
//! that look at several stay conditions over classes; lines that ask somebody (a match may ask a directory) or depend on
//! a scorer are judged when their turn comes, as they stand.

use super::ground::Ground;
use crate::domain::{Decimal, DerivedId};
use crate::graph::{Card, Sums};
use crate::limits::CARD_STEPS;
use crate::model::{CardLine, Cond, DerivedBody, Expr, Model, Points, Score, ScoreBody, Set};
use crate::region::{AttributeId, Formula, Space, Subject};

/// A card on its way into the graph: its lines as conditions over the space's classes.
pub(super) struct Plan {
    start: i64,
    /// Each line, or the lines of which the best counts; `None` is judged.
    lines: Vec<Option<Vec<(Formula, i64)>>>,
}

impl Plan {
    /// `None` where the sum is no plain number: points that age, points of any size, answers of scorers.
    pub(super) fn new(space: &Space<'_>, ground: &mut Ground, score: &Score) -> Option<Self> {
        let ScoreBody::Card { start, lines, .. } = &score.body else { return None };
        if !score.asks.is_empty() || !is_bounded(*start, lines) {
            return None;
        }
        let plan = |line: &CardLine| {
            let told: Vec<(Formula, i64)> =
                parts(line).iter().map(|points| told(space, points)).collect::<Option<_>>()?;
            told.iter().for_each(|(condition, _)| ground.formula(space, condition));
            Some(told)
        };
        Some(Self { start: scaled(*start)?, lines: lines.iter().map(plan).collect() })
    }

    /// The card in the graph's numbering.
    pub(super) fn card(&self, ground: &Ground) -> Card {
        let mut card = Card { start: self.start, ..Card::default() };
        let mut alone: Vec<(AttributeId, Vec<(Formula, i64)>)> = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            let Some(line) = line else {
                card.judged.push(place);
                continue;
            };
            let group: Vec<(Formula, i64)> =
                line.iter().map(|(condition, points)| (ground.residual(condition), *points)).collect();
            let mut named = Vec::new();
            group.iter().for_each(|(condition, _)| condition.attributes(&mut named));
            named.sort_unstable();
            named.dedup();
            match named.as_slice() {
                [attribute] => alone.push((*attribute, group)),
                _ => card.groups.push(group),
            }
        }
        alone.sort_by_key(|(attribute, _)| *attribute);
        for groups in alone.chunk_by(|(a, _), (b, _)| a == b) {
            match sums(groups) {
                Some(sums) => card.sums.push(sums),
                None => card.groups.extend(groups.iter().map(|(_, group)| group.clone())),
            }
        }
        card
    }
}

/// The lines of one entry of a card.
fn parts(line: &CardLine) -> &[Points] {
    match line {
        CardLine::Points(points) => std::slice::from_ref(points),
        CardLine::BestOf { lines, .. } => lines,
    }
}

/// Whether nothing ages, and no sum of any lines comes near the ends of 63 bits.
fn is_bounded(start: Decimal, lines: &[CardLine]) -> bool {
    let all = || lines.iter().flat_map(parts);
    let sizes = all().map(|points| points.points).chain([start]).map(|points| points.scaled().unsigned_abs());
    all().all(|points| points.halve.is_none()) && sizes.fold(0, u128::saturating_add) < 1 << 62
}

fn scaled(points: Decimal) -> Option<i64> {
    i64::try_from(points.scaled()).ok()
}

/// Where a line gives points, if classes tell and nobody is asked.
fn told(space: &Space<'_>, points: &Points) -> Option<(Formula, i64)> {
    let condition = space.yes(&points.condition);
    let mut named = Vec::new();
    condition.attributes(&mut named);
    let quiet = named.iter().all(|attribute| is_quiet(space, *attribute));
    Some((condition, scaled(points.points)?)).filter(|_| quiet)
}

/// One table for groups that look at one attribute; `None` where it would be too long.
fn sums(groups: &[(AttributeId, Vec<(Formula, i64)>)]) -> Option<Sums> {
    let (attribute, _) = groups.first()?;
    let mut from = vec![0];
    groups.iter().flat_map(|(_, group)| group).for_each(|(condition, _)| starts(condition, &mut from));
    from.sort_unstable();
    from.dedup();
    if from.len() > CARD_STEPS {
        return None;
    }
    let best = |class: u32, group: &[(Formula, i64)]| {
        let given = group.iter().filter(|(condition, _)| condition.holds(&|_| class)).map(|(_, points)| *points);
        given.max().unwrap_or(0)
    };
    let points =
        from.iter().map(|class| groups.iter().map(|(_, group)| best(*class, group)).fold(0, i64::saturating_add));
    Some(Sums::new(u32::try_from(attribute.index()).ok()?, from.clone(), points.collect()))
}

/// The classes from which on a condition may say something else.
fn starts(condition: &Formula, from: &mut Vec<u32>) {
    match condition {
        Formula::Always(_) => {}
        Formula::In(_, set) => {
            from.extend(set.runs().iter().flat_map(|(first, last)| [*first, last.saturating_add(1)]));
        }
        Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| starts(part, from)),
    }
}

/// Whether the class of an attribute follows from the lead and the moment alone, so that nobody hears of it.
fn is_quiet(space: &Space<'_>, attribute: AttributeId) -> bool {
    match space.attribute(attribute).map(|known| &known.subject) {
        Some(Subject::Field(_)) => true,
        Some(Subject::Value(value)) => value_is_quiet(space.model, value),
        Some(Subject::Element { list, .. }) => is_quiet(space, *list),
        Some(Subject::Asked(_)) | None => false,
    }
}

fn value_is_quiet(model: &Model, value: &Expr) -> bool {
    let quiet = |value: &Expr| value_is_quiet(model, value);
    match value {
        Expr::Literal(_)
        | Expr::Field(_)
        | Expr::Now
        | Expr::Today(_)
        | Expr::Weekday(_)
        | Expr::Hour(_)
        | Expr::Attempt
        | Expr::Waiting
        | Expr::Channel => true,
        Expr::Derived(id) => definition_is_quiet(model, *id),
        Expr::Lookup { key: inner, .. }
        | Expr::DomainOf(inner)
        | Expr::DaysSince(inner, _)
        | Expr::Minutes(inner)
        | Expr::Negative(inner) => quiet(inner),
        Expr::Default(left, right) | Expr::Arithmetic(_, left, right) => quiet(left) && quiet(right),
        Expr::Condition(condition) => condition_is_quiet(model, condition),
        Expr::List(items) => items.iter().all(quiet),
        Expr::Score(_)
        | Expr::Grade(_)
        | Expr::Matched { .. }
        | Expr::RowField(_)
        | Expr::RepField(_)
        | Expr::RepId => false,
    }
}

fn definition_is_quiet(model: &Model, id: DerivedId) -> bool {
    let quiet = |value: &Expr| value_is_quiet(model, value);
    // Definitions have no cycles.
    match model.derived.get(id.index()).map(|derived| &derived.body) {
        Some(DerivedBody::Value(value)) => quiet(value),
        Some(DerivedBody::Classify { arms, otherwise }) => {
            arms.iter().all(|(value, condition)| quiet(value) && condition_is_quiet(model, condition))
                && otherwise.iter().all(quiet)
        }
        Some(DerivedBody::Table { .. }) | None => false,
    }
}

fn condition_is_quiet(model: &Model, condition: &Cond) -> bool {
    let quiet = |value: &Expr| value_is_quiet(model, value);
    match condition {
        Cond::Always(_) => true,
        Cond::All(parts) | Cond::Any(parts) => parts.iter().all(|part| condition_is_quiet(model, part)),
        Cond::Not(inner) => condition_is_quiet(model, inner),
        Cond::Truth(value)
        | Cond::Matches(value, _)
        | Cond::LookupHas(_, value)
        | Cond::Missing(value)
        | Cond::WithinLast(value, ..) => quiet(value),
        Cond::Compare(_, left, right)
        | Cond::Contains(left, right)
        | Cond::StartsWith(left, right)
        | Cond::EndsWith(left, right)
        | Cond::Has(left, right)
        | Cond::HasAnyOf(left, right)
        | Cond::HasAllOf(left, right) => quiet(left) && quiet(right),
        Cond::In(value, set) => {
            quiet(value)
                && match set {
                    Set::Expr(list) => quiet(list),
                    Set::Items(_) | Set::List(_) => true,
                }
        }
        Cond::Matched(_) | Cond::Ambiguous(_) | Cond::InTerritory(_) => false,
    }
}
