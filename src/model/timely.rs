//! What of a policy depends on the moment at which it is asked.

use super::{CardLine, Cond, DerivedBody, Expr, Model, Part, Points, ScoreBody};
use crate::domain::{DerivedId, GradeId, MatchId, ScoreId, TerritoryId};

/// Which definitions do, by their places.
#[derive(Debug, Default)]
pub(crate) struct Timely {
    derived: Vec<bool>,
    scores: Vec<bool>,
    grades: Vec<bool>,
    territories: Vec<bool>,
    matches: Vec<bool>,
}

impl Timely {
    pub(crate) fn of(model: &Model) -> Self {
        let mut known = Self::default();
        // Definitions use each other without cycles, so that this ends; most do after two rounds.
        loop {
            let next = known.once_more(model);
            let same = next.derived == known.derived
                && next.scores == known.scores
                && next.grades == known.grades
                && next.territories == known.territories
                && next.matches == known.matches;
            known = next;
            if same {
                return known;
            }
        }
    }

    /// The same, knowing what is known.
    fn once_more(&self, model: &Model) -> Self {
        Self {
            derived: model.derived.iter().map(|derived| self.body(model, &derived.body)).collect(),
            scores: model.scores.iter().map(|score| self.card(&score.body)).collect(),
            grades: model.grades.iter().map(|grade| self.value(&grade.from)).collect(),
            territories: model.territories.iter().map(|territory| self.condition(&territory.condition)).collect(),
            matches: (model.matches.iter())
                .map(|matched| {
                    matched.clauses.iter().any(|clause| {
                        self.value(&clause.value)
                            || clause.condition.as_ref().is_some_and(|condition| self.condition(condition))
                    })
                })
                .collect(),
        }
    }

    fn body(&self, model: &Model, body: &DerivedBody) -> bool {
        match body {
            DerivedBody::Value(value) => self.value(value),
            DerivedBody::Classify { arms, otherwise } => {
                arms.iter().any(|(value, condition)| self.value(value) || self.condition(condition))
                    || otherwise.as_ref().is_some_and(|value| self.value(value))
            }
            DerivedBody::Table { table, .. } => {
                let inputs = model.tables.get(table.index()).map(|table| &table.inputs[..]).unwrap_or_default();
                inputs.iter().any(|input| self.value(input))
            }
        }
    }

    fn card(&self, body: &ScoreBody) -> bool {
        let points = |points: &Points| points.halve.is_some() || self.condition(&points.condition);
        match body {
            ScoreBody::Card { lines, .. } => lines.iter().any(|line| match line {
                CardLine::Points(one) => points(one),
                CardLine::BestOf { lines, .. } => lines.iter().any(points),
            }),
            ScoreBody::Scorer(_) => false,
        }
    }

    pub(crate) fn condition(&self, condition: &Cond) -> bool {
        match condition {
            Cond::WithinLast(..) => true,
            Cond::Matched(id) | Cond::Ambiguous(id) => self.matched(*id),
            Cond::InTerritory(id) => self.territory(*id),
            _ => {
                let mut found = false;
                condition.parts(&mut |part| found = found || self.part(part));
                found
            }
        }
    }

    pub(crate) fn value(&self, value: &Expr) -> bool {
        match value {
            Expr::Now | Expr::Today(_) | Expr::Weekday(_) | Expr::Hour(_) | Expr::Waiting | Expr::DaysSince(..) => true,
            Expr::Derived(id) => self.derived(*id),
            Expr::Score(id) => self.score(*id),
            Expr::Grade(id) => self.grade(*id),
            Expr::Matched { matched, .. } => self.matched(*matched),
            _ => {
                let mut found = false;
                value.parts(&mut |part| found = found || self.part(part));
                found
            }
        }
    }

    fn part(&self, part: Part<'_>) -> bool {
        match part {
            Part::Condition(condition) => self.condition(condition),
            Part::Value(value) => self.value(value),
        }
    }

    pub(crate) fn derived(&self, id: DerivedId) -> bool {
        self.derived.get(id.index()).copied().unwrap_or(false)
    }

    pub(crate) fn score(&self, id: ScoreId) -> bool {
        self.scores.get(id.index()).copied().unwrap_or(false)
    }

    pub(crate) fn grade(&self, id: GradeId) -> bool {
        self.grades.get(id.index()).copied().unwrap_or(false)
    }

    pub(crate) fn territory(&self, id: TerritoryId) -> bool {
        self.territories.get(id.index()).copied().unwrap_or(false)
    }

    pub(crate) fn matched(&self, id: MatchId) -> bool {
        self.matches.get(id.index()).copied().unwrap_or(false)
    }
}

/// Whether something depends on the moment of a request, its attempt or its channel, definitions aside.
pub(crate) fn asks_request(part: Part<'_>) -> bool {
    let mut found = false;
    let mut each = |part: Part<'_>| found = found || asks_request(part);
    match part {
        Part::Condition(Cond::WithinLast(..)) => return true,
        Part::Value(
            Expr::Now
            | Expr::Today(_)
            | Expr::Weekday(_)
            | Expr::Hour(_)
            | Expr::Waiting
            | Expr::DaysSince(..)
            | Expr::Attempt
            | Expr::Channel,
        ) => return true,
        Part::Condition(condition) => condition.parts(&mut each),
        Part::Value(value) => value.parts(&mut each),
    }
    found
}
