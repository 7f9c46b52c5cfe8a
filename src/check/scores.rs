//! Score cards, scorers, grades.

use super::context::Context;
use super::fields::title;
use super::{Checker, wording};
use crate::domain::{Decimal, GradeId, Kind, ScorerId, Value};
use crate::model::{Arithmetic, Band, CardLine, Expr as Meaning, Grade, Points, Score, ScoreBody};
use crate::syntax::tree::{self, CellKind, Comparison as Sign, ExprKind};

impl Checker<'_> {
    pub(super) fn score(&mut self, module: usize, score: &tree::Score) {
        let body = match &score.body {
            tree::ScoreBody::Scorer(name) => {
                let name = crate::text::name(name.text.as_str());
                let known = self.model.scorers.iter().position(|known| *known == name);
                let place = known.unwrap_or_else(|| {
                    self.model.scorers.push(name);
                    self.model.scorers.len() - 1
                });
                ScoreBody::Scorer(ScorerId::at(place))
            }
            tree::ScoreBody::Card(lines) => self.card(module, lines),
        };
        self.model.scores.push(Score {
            name: score.name.text.as_str().into(),
            title: title(score.title.as_ref()),
            body,
            asks: Vec::new(),
        });
    }

    fn card(&mut self, module: usize, lines: &[tree::ScoreLine]) -> ScoreBody {
        let (mut start, mut limit, mut read) = (Decimal::ZERO, None, Vec::new());
        for line in lines {
            match line {
                tree::ScoreLine::StartAt(value) => start = self.decimal(value, module).unwrap_or(start),
                tree::ScoreLine::LimitTo(range) => {
                    let ExprKind::Range { low, high, top_out: false } = &range.kind else {
                        self.report(wording::limit_to(range.span));
                        continue;
                    };
                    if let (Some(low), Some(high)) = (self.decimal(low, module), self.decimal(high, module)) {
                        if low > high {
                            self.report(wording::empty_range(range.span));
                        }
                        limit = Some((low, high));
                    }
                }
                tree::ScoreLine::Points(points) => read.extend(self.points(module, points).map(CardLine::Points)),
                tree::ScoreLine::BestOf { title: shown, lines, .. } => {
                    let lines = lines.iter().filter_map(|points| self.points(module, points)).collect();
                    read.push(CardLine::BestOf { title: title(shown.as_ref()), lines });
                }
            }
        }
        ScoreBody::Card { start, limit, lines: read }
    }

    fn points(&mut self, module: usize, points: &tree::Points) -> Option<Points> {
        let context = Context::lead(module);
        let amount = self.decimal(&points.points, module);
        let condition = self.condition(&points.condition, &context);
        let halve = match &points.halve {
            None => None,
            Some((every, since)) => {
                let every = self.clock_length(every)?;
                let (since_value, kind) = self.value(since, Some(&Kind::DateTime), &context)?;
                if !matches!(kind.kind, Kind::Date | Kind::DateTime) {
                    self.report(wording::within_last(since.span));
                    return None;
                }
                if every <= jiff::SignedDuration::ZERO {
                    self.report(wording::out_of_range(points.span));
                    return None;
                }
                Some((every, since_value))
            }
        };
        let amount = amount?;
        let points_signed = if points.subtract { Decimal::from_scaled(-amount.scaled()) } else { amount };
        Some(Points { points: points_signed, condition, because: title(points.because.as_ref()), halve })
    }

    pub(super) fn grade(&mut self, module: usize, grade: &tree::Grade) {
        let id = GradeId::at(self.model.grades.len());
        let from = self.value(&grade.from, Some(&Kind::Decimal), &Context::lead(module));
        let (from, private) = match from.filter(|(_, kind)| kind.kind.is_number()) {
            Some((value, kind)) => (Some(value), kind.private),
            None => (None, false),
        };
        let known = from.is_some();
        if !known && grade.from.kind != ExprKind::Bad && !self.found.has_errors() {
            self.report(wording::not_a_number("something else", grade.from.span));
        }
        let bands: Vec<Option<Band>> = grade.bands.iter().map(|band| self.band(module, band)).collect();
        let all: Option<Vec<Band>> = bands.into_iter().collect();
        if let (Some(all), Some(from)) = (&all, &from) {
            self.bands_cover(grade, all, from);
        }
        self.model.grades.push(Grade {
            name: grade.name.text.as_str().into(),
            title: title(grade.title.as_ref()),
            from: from.unwrap_or(Meaning::Literal(Value::Integer(0))),
            private,
            values: self.grade_values(id),
            bands: all.unwrap_or_default(),
        });
    }

    fn band(&mut self, module: usize, band: &tree::Band) -> Option<Band> {
        let open = Band { low: None, low_out: false, high: None, high_out: false };
        match &band.test.kind {
            CellKind::Compare(sign, value) => {
                let at = self.decimal(value, module)?;
                Some(match sign {
                    Sign::AtLeast => Band { low: Some(at), ..open },
                    Sign::Above => Band { low: Some(at), low_out: true, ..open },
                    Sign::AtMost => Band { high: Some(at), ..open },
                    _ => Band { high: Some(at), high_out: true, ..open },
                })
            }
            CellKind::Values(values) => match values.as_slice() {
                [tree::Expr { kind: ExprKind::Range { low, high, top_out }, .. }] => {
                    let (low, high) = (self.decimal(low, module)?, self.decimal(high, module)?);
                    if low > high {
                        self.report(wording::empty_range(band.test.span));
                        return None;
                    }
                    Some(Band { low: Some(low), low_out: false, high: Some(high), high_out: *top_out })
                }
                [value] => {
                    let at = self.decimal(value, module)?;
                    Some(Band { low: Some(at), low_out: false, high: Some(at), high_out: false })
                }
                _ => {
                    self.report(wording::band(band.test.span));
                    None
                }
            },
            CellKind::Bad => None,
            _ => {
                self.report(wording::band(band.test.span));
                None
            }
        }
    }

    /// Every score has exactly one band. Scores have four digits, or none where everything is whole points.
    fn bands_cover(&mut self, grade: &tree::Grade, bands: &[Band], from: &Meaning) {
        let whole = self.is_whole(from);
        let step = if whole { Decimal::SCALE } else { 1 };
        let (lowest, highest) = self.ends(from);
        let mut points: Vec<i128> = vec![lowest.unwrap_or(0), highest.unwrap_or(0)];
        for bound in bands.iter().flat_map(|band| [band.low, band.high]).flatten() {
            points.extend([bound.scaled() - step, bound.scaled(), bound.scaled() + step]);
        }
        points.sort_unstable();
        points.dedup();
        points.retain(|at| lowest.is_none_or(|low| *at >= low) && highest.is_none_or(|high| *at <= high));
        if whole {
            points.retain(|at| at % Decimal::SCALE == 0);
        }
        for at in points {
            let score = Decimal::from_scaled(at);
            let inside: Vec<usize> =
                bands.iter().enumerate().filter(|(_, band)| band.holds(score)).map(|(place, _)| place).collect();
            match inside.as_slice() {
                [] => {
                    let place =
                        |band: Option<usize>| band.and_then(|band| grade.bands.get(band)).map(|band| band.test.span);
                    let above = bands.iter().enumerate().filter_map(|(place, band)| Some((band.low?, place)));
                    let above = above.filter(|(low, _)| *low >= score).min();
                    let below = bands.iter().enumerate().filter_map(|(place, band)| Some((band.high?, place)));
                    let below = below.filter(|(high, _)| *high <= score).max();
                    let beside = |end: Option<(Decimal, usize)>| {
                        Some((place(end.map(|(_, band)| band))?, end.map(|(bound, _)| bound.to_string())?))
                    };
                    let mut finding = wording::band_hole(
                        &grade.name.text,
                        score,
                        grade.name.span,
                        !whole,
                        beside(above),
                        beside(below),
                    );
                    if let (Some((low, _)), Some((_, band)), Some(span)) =
                        (above, below, place(below.map(|(_, band)| band)))
                        && bands.get(band).is_some_and(|band| !band.high_out)
                        && let Some((from, _)) = self.sources.slice(span).split_once("..")
                    {
                        finding = finding.suggest(span, format!("{}..<{low}", from.trim()));
                    }
                    self.report(finding);
                    return;
                }
                [_] => {}
                [first, second, ..] => {
                    if let (Some(a), Some(b)) = (grade.bands.get(*first), grade.bands.get(*second)) {
                        self.report(wording::band_overlap(&grade.name.text, score, a.test.span, b.test.span));
                    }
                    return;
                }
            }
        }
    }

    fn is_whole(&self, from: &Meaning) -> bool {
        match from {
            Meaning::Score(id) => match self.model.scores.get(id.index()).map(|score| &score.body) {
                Some(ScoreBody::Card { start, limit, lines }) => {
                    let whole = |points: &Points| points.points.is_whole() && points.halve.is_none();
                    start.is_whole()
                        && limit.is_none_or(|(low, high)| low.is_whole() && high.is_whole())
                        && lines.iter().all(|line| match line {
                            CardLine::Points(points) => whole(points),
                            CardLine::BestOf { lines, .. } => lines.iter().all(whole),
                        })
                }
                _ => false,
            },
            Meaning::Field(field) => {
                self.model.lead.fields.get(field.index()).is_some_and(|field| field.kind == Kind::Integer)
            }
            Meaning::Literal(Value::Integer(_)) => true,
            Meaning::Arithmetic(Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply, a, b) => {
                self.is_whole(a) && self.is_whole(b)
            }
            _ => false,
        }
    }
}
