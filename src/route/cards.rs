//! Scores and grades of the lead at hand: cards over the classes of the graph, line by line where classes cannot tell.

use super::facts::LeadFacts;
use super::number;
use super::truth::Facts as _;
use crate::domain::{Decimal, GradeId, Halved, ScoreId, Value};
use crate::model::{CardLine, Points, ScoreBody};

impl LeadFacts<'_> {
    /// A score as it is now: a scorer that was not asked is unknown.
    pub(crate) fn score(&self, id: ScoreId) -> Option<Decimal> {
        let score = self.model.scores.get(id.index())?;
        if let ScoreBody::Scorer(scorer) = score.body {
            return self.scores.answer(scorer);
        }
        self.memo.scores.get(id, || match self.before {
            Some((before, timely)) if !timely.score(id) => before.score(id),
            _ if score.asks.is_empty() => self.by_classes(id, &score.body),
            _ => self.card(&score.body),
        })
    }

    /// A card of a valid lead: one look at the class of each attribute, and the lines that classes cannot tell.
    fn by_classes(&self, id: ScoreId, body: &ScoreBody) -> Option<Decimal> {
        let card = self.known.graph().and_then(|graph| graph.card(id)).filter(|_| self.lead.is_valid());
        let (Some(card), ScoreBody::Card { limit, lines, .. }) = (card, body) else { return self.card(body) };
        let told = Decimal::from_scaled(i128::from(card.points(self)));
        if card.judged.is_empty() {
            return limited(told, *limit);
        }
        let judged = card.judged.iter().filter_map(|place| lines.get(*place));
        limited(self.sum(Halved::new(told, 0), judged)?.round()?, *limit)
    }

    fn card(&self, body: &ScoreBody) -> Option<Decimal> {
        let ScoreBody::Card { start, limit, lines } = body else { return None };
        limited(self.sum(Halved::new(*start, 0), lines.iter())?.round()?, *limit)
    }

    /// What lines add to a sum.
    fn sum<'l>(&self, start: Halved, lines: impl Iterator<Item = &'l CardLine>) -> Option<Halved> {
        let mut total = start;
        for line in lines {
            let given = match line {
                CardLine::Points(points) => self.given(points),
                CardLine::BestOf { lines, .. } => lines.iter().filter_map(|points| self.given(points)).max(),
            };
            if let Some(given) = given {
                total = total.checked_add(given)?;
            }
        }
        Some(total)
    }

    /// The points of a line that is yes.
    pub(crate) fn given(&self, points: &Points) -> Option<Halved> {
        if !self.judge(&points.condition, None).is_yes() {
            return None;
        }
        let Some((every, since)) = &points.halve else { return Some(Halved::new(points.points, 0)) };
        // Without the date nothing is known of its age, and nothing is given.
        let since = self.value(since, None).and_then(|since| number::instant_of(&since, self.model))?;
        Some(number::halved(points.points, since, self.moment.now, *every))
    }

    pub(crate) fn grade(&self, id: GradeId) -> Option<Value> {
        let grade = self.model.grades.get(id.index())?;
        let score = self.number(&grade.from, None)?.round()?;
        let place = grade.bands.iter().position(|band| band.holds(score))?;
        Some(Value::Enum(grade.values, u32::try_from(place).ok()?))
    }
}

/// Clamped once, at the end.
fn limited(total: Decimal, limit: Option<(Decimal, Decimal)>) -> Option<Decimal> {
    Some(limit.map_or(total, |(low, high)| total.max(low).min(high)))
}
