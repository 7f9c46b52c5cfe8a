//! Score cards: which lines a lead must have so that its score, or what is calculated from it, lies where it is wanted.

use crate::domain::{Decimal, Value};
use crate::model::{Arithmetic, CardLine, DerivedBody, Expr, Model, Points, ScoreBody};
use crate::region::{Attribute, AttributeId, ClassSet, Classes, Definition, Formula, Limits, Point, Search, Subject};
use std::collections::BTreeSet;

/// Hundred-millionths: products of two numbers with four digits are exact in them.
const FINE: i128 = 100_000_000;

/// A number that must lie in some classes.
pub(super) struct Wanted {
    value: Expr,
    attribute: AttributeId,
    set: ClassSet,
}

/// The lines of all cards that matter, each condition once.
pub(super) struct Cards<'m> {
    model: &'m Model,
    /// The weightiest first.
    pub(super) lines: Vec<Formula>,
    /// By score, in the order of its card: which of the lines.
    places: Vec<(usize, Vec<usize>)>,
    pub(super) wanted: Vec<Wanted>,
    /// Something else than lines goes into the scores: scorers, points that fade.
    pub(super) is_open: bool,
}

/// What is known of each line.
pub(super) type Bits = [Option<bool>];

impl<'m> Cards<'m> {
    /// The cards behind what a box limits and what a lead in it was asked about.
    pub(super) fn of(search: &Search<'_, 'm>, limits: &Limits, point: &Point) -> Self {
        let model = search.space.model;
        let mut wanted = Vec::new();
        for (attribute, set) in limits {
            want(search, *attribute, set.as_ref().clone(), &mut wanted);
        }
        let mut scores = BTreeSet::new();
        let asked = point.asked.iter().chain(limits.keys());
        for id in asked {
            if let Some(Subject::Value(value)) = search.space.attribute(*id).map(|known| &known.subject) {
                named(model, value, &mut scores);
            }
        }
        let mut cards = Self { model, lines: Vec::new(), places: Vec::new(), wanted, is_open: false };
        let mut weights: Vec<i128> = Vec::new();
        for score in scores {
            let mut places = Vec::new();
            match model.scores.get(score).map(|score| &score.body) {
                Some(ScoreBody::Card { lines, .. }) => {
                    for points in lines.iter().flat_map(points) {
                        cards.is_open |= points.halve.is_some();
                        let formula = search.space.yes(&points.condition);
                        let known = cards.lines.iter().position(|line| *line == formula);
                        let place = known.unwrap_or_else(|| {
                            cards.lines.push(formula);
                            weights.push(0);
                            cards.lines.len().saturating_sub(1)
                        });
                        if let Some(weight) = weights.get_mut(place) {
                            *weight = (*weight).max(points.points.scaled().abs());
                        }
                        places.push(place);
                    }
                }
                _ => cards.is_open = true,
            }
            cards.places.push((score, places));
        }
        cards.sort(&weights);
        cards
    }

    fn sort(&mut self, weights: &[i128]) {
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(weights.get(*place).copied().unwrap_or(0)));
        let now = |place: &usize| order.iter().position(|known| known == place).unwrap_or(0);
        for (_, places) in &mut self.places {
            places.iter_mut().for_each(|place| *place = now(place));
        }
        self.lines = order.iter().filter_map(|place| self.lines.get(*place).cloned()).collect();
    }

    /// The lines that a lead has.
    pub(super) fn bits(&self, point: &Point) -> Vec<Option<bool>> {
        self.lines.iter().map(|line| Some(line.holds(&|attribute| point.class(attribute)))).collect()
    }

    /// Whether everything that is wanted can come of these lines.
    pub(super) fn can_be(&self, search: &Search<'_, '_>, bits: &Bits) -> bool {
        self.wanted.iter().all(|wanted| {
            let Some((least, most)) = self.range(&wanted.value, bits) else { return true };
            let Some(Classes::Numbers(numbers)) = search.space.attribute(wanted.attribute).map(Attribute::classes)
            else {
                return true;
            };
            let class = |number: i128| numbers.class(&Value::Decimal(Decimal::from_scaled(number)));
            match (class(rounded(least)), class(rounded(most))) {
                (Some(first), Some(last)) => !ClassSet::run(first, last).is_disjoint(&wanted.set),
                _ => true,
            }
        })
    }

    /// The least and the most that a value can come to, in hundred-millionths; `None` where that is not known.
    fn range(&self, value: &Expr, bits: &Bits) -> Option<(i128, i128)> {
        match value {
            Expr::Literal(Value::Integer(number)) => {
                let fine = i128::from(*number).checked_mul(FINE)?;
                Some((fine, fine))
            }
            Expr::Literal(Value::Decimal(number)) => {
                let fine = number.scaled().checked_mul(FINE / Decimal::SCALE)?;
                Some((fine, fine))
            }
            Expr::Score(id) => self.sum(id.index(), bits),
            Expr::Negative(inner) => self.range(inner, bits).map(|(least, most)| (-most, -least)),
            Expr::Derived(id) => match &self.model.derived.get(id.index())?.body {
                DerivedBody::Value(inner @ (Expr::Score(_) | Expr::Literal(_))) => self.range(inner, bits),
                _ => None,
            },
            Expr::Arithmetic(sign, one, other) => {
                let ((a, b), (c, d)) = (self.range(one, bits)?, self.range(other, bits)?);
                match sign {
                    Arithmetic::Add => Some((a.checked_add(c)?, b.checked_add(d)?)),
                    Arithmetic::Subtract => Some((a.checked_sub(d)?, b.checked_sub(c)?)),
                    Arithmetic::Multiply => {
                        let ends = [product(a, c)?, product(a, d)?, product(b, c)?, product(b, d)?];
                        Some((*ends.iter().min()?, *ends.iter().max()?))
                    }
                    Arithmetic::Divide => None,
                }
            }
            _ => None,
        }
    }

    fn sum(&self, score: usize, bits: &Bits) -> Option<(i128, i128)> {
        if self.is_open {
            return None;
        }
        let ScoreBody::Card { start, limit, lines } = &self.model.scores.get(score)?.body else { return None };
        let (_, places) = self.places.iter().find(|(known, _)| *known == score)?;
        let mut places = places.iter();
        let (mut least, mut most) = (start.scaled(), start.scaled());
        for line in lines {
            let own: Vec<(i128, Option<bool>)> = points(line)
                .iter()
                .map(|points| {
                    let bit = places.next().and_then(|place| bits.get(*place)).copied().flatten();
                    (points.points.scaled(), bit)
                })
                .collect();
            let (low, high) = of_a_line(&own);
            least = least.checked_add(low)?;
            most = most.checked_add(high)?;
        }
        if let Some((low, high)) = limit {
            (least, most) = (least.max(low.scaled()).min(high.scaled()), most.max(low.scaled()).min(high.scaled()));
        }
        let fine = FINE / Decimal::SCALE;
        Some((least.checked_mul(fine)?, most.checked_mul(fine)?))
    }
}

/// What the lines of which the best counts can give; a line by itself is the best of one.
fn of_a_line(lines: &[(i128, Option<bool>)]) -> (i128, i128) {
    let sure = lines.iter().filter(|(_, bit)| *bit == Some(true)).map(|(points, _)| *points).max();
    let open = || lines.iter().filter(|(_, bit)| bit.is_none()).map(|(points, _)| *points);
    match sure {
        Some(sure) => (sure, open().max().map_or(sure, |open| open.max(sure))),
        None => (open().min().unwrap_or(0).min(0), open().max().unwrap_or(0).max(0)),
    }
}

fn points(line: &CardLine) -> &[Points] {
    match line {
        CardLine::Points(points) => std::slice::from_ref(points),
        CardLine::BestOf { lines, .. } => lines,
    }
}

/// Exact, or nothing.
fn product(a: i128, b: i128) -> Option<i128> {
    let product = a.checked_mul(b)?;
    (product % FINE == 0).then_some(product / FINE)
}

/// To four digits, half to even.
fn rounded(fine: i128) -> i128 {
    let unit = FINE / Decimal::SCALE;
    let (whole, rest) = (fine.div_euclid(unit), fine.rem_euclid(unit));
    let up = match (rest.saturating_mul(2)).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    whole.saturating_add(i128::from(up))
}

/// What a limit wants of numbers: of a grade those of its bands.
fn want(search: &Search<'_, '_>, attribute: AttributeId, set: ClassSet, wanted: &mut Vec<Wanted>) {
    let Some(known) = search.space.attribute(attribute) else { return };
    if let Some(Definition::Of(from, classes)) = search.definition(attribute).as_deref() {
        let places = (0_u32..).zip(classes).filter(|(_, class)| set.has(**class));
        let set = ClassSet::of(places.map(|(place, _)| (place, place)));
        return want(search, *from, set, wanted);
    }
    if let (Subject::Value(value), Classes::Numbers(_)) = (&known.subject, &known.classes) {
        wanted.push(Wanted { value: value.clone(), attribute, set });
    }
}

/// The scores that go into a value.
fn named(model: &Model, value: &Expr, found: &mut BTreeSet<usize>) {
    match value {
        Expr::Score(id) => {
            found.insert(id.index());
        }
        Expr::Grade(id) => {
            if let Some(grade) = model.grades.get(id.index()) {
                named(model, &grade.from, found);
            }
        }
        Expr::Derived(id) => {
            if let Some(DerivedBody::Value(inner)) = model.derived.get(id.index()).map(|derived| &derived.body) {
                named(model, inner, found);
            }
        }
        Expr::Arithmetic(_, one, other) | Expr::Default(one, other) => {
            named(model, one, found);
            named(model, other, found);
        }
        Expr::Negative(inner) => named(model, inner, found),
        _ => {}
    }
}
