//! Why a score is what it is: every line of a card, given or not.

use super::explain::{Telling, named, subject, word};
use super::explanation::{ScoreLine, ScoreReason};
use super::truth::{Facts as _, Truth};
use crate::domain::{Halved, PRIVATE};
use crate::model::{CardLine, Part, Points, ScoreBody};
use std::sync::Arc;

impl Telling<'_, '_, '_> {
    pub(super) fn scores(&mut self) {
        let model = self.model();
        for (name, value) in &self.answer.scores {
            let Some(score) = model.scores.iter().find(|score| score.name == *name) else { continue };
            let mut reason = ScoreReason {
                name: Arc::clone(name),
                value: value.as_ref().map(ToString::to_string),
                ..ScoreReason::default()
            };
            match &score.body {
                ScoreBody::Card { start, lines, .. } => {
                    reason.start = Some(start.to_string());
                    for line in lines {
                        match line {
                            CardLine::Points(points) => {
                                let given = self.all.facts.given(points);
                                reason.lines.push(self.score_line(points, given, None));
                            }
                            CardLine::BestOf { title, lines } => {
                                reason.lines.extend(self.score_lines(lines, title.as_ref()));
                            }
                        }
                    }
                }
                ScoreBody::Scorer(scorer) => {
                    let asked = model.scorers.get(scorer.index());
                    let answers = self.all.facts.scores.asked().into_iter();
                    let answer = answers.filter(|(name, _)| Some(name) == asked).find_map(|(_, answer)| answer);
                    if let Some(score) = answer {
                        (reason.version, reason.reasons) = (score.version, score.reasons);
                    }
                }
            }
            self.told.scores.push(reason);
        }
        for (name, value) in &self.answer.grades {
            let Some(grade) = model.grades.iter().find(|grade| grade.name == *name) else { continue };
            let values = model.enums.get(grade.values.index()).map(|found| &found.values[..]).unwrap_or_default();
            let band = value.as_ref().and_then(|value| values.iter().find(|band| *band.name == **value));
            let from = self.all.facts.number(&grade.from, None).and_then(|number| number.round());
            self.told.scores.push(ScoreReason {
                name: Arc::clone(name),
                value: value.as_ref().map(ToString::to_string),
                title: band.and_then(|band| band.title.clone()),
                from: from.map(|number| if grade.private { PRIVATE.to_owned() } else { number.to_string() }),
                ..ScoreReason::default()
            });
        }
    }

    /// The lines of a `best of`, of which one is given at most.
    fn score_lines(&self, lines: &[Points], best_of: Option<&Arc<str>>) -> Vec<ScoreLine> {
        let given: Vec<_> = lines.iter().map(|points| self.all.facts.given(points)).collect();
        let best = given.iter().flatten().max();
        let first = given.iter().position(|given| given.is_some() && given.as_ref() == best);
        let told = |(place, (points, given))| {
            let line = self.score_line(points, given, best_of);
            ScoreLine { given: Some(place) == first, ..line }
        };
        lines.iter().zip(given.iter().copied()).enumerate().map(told).collect()
    }

    fn score_line(&self, line: &Points, given: Option<Halved>, best_of: Option<&Arc<str>>) -> ScoreLine {
        let judged = self.all.facts.judge(&line.condition, None);
        let because = match &line.because {
            Some(because) => because.to_string(),
            None => subject(self.model(), self.all.facts, &line.condition).unwrap_or_default(),
        };
        let (judged, points) = match given {
            // Without the date nothing is known of its age, and nothing is given.
            None if judged.is_yes() => (Truth::Unknown, line.points),
            Some(given) => (judged, given.round().unwrap_or(line.points)),
            None => (judged, line.points),
        };
        let missing = if judged == Truth::Unknown { self.missing(line) } else { Vec::new() };
        let sign = if points.scaled() < 0 { "" } else { "+" };
        ScoreLine {
            best_of: best_of.cloned(),
            points: format!("{sign}{points}"),
            because,
            judged: word(judged),
            given: given.is_some(),
            missing,
        }
    }

    /// What would have to be known of a line that is unknown.
    fn missing(&self, line: &Points) -> Vec<Arc<str>> {
        let mut names = Vec::new();
        self.unknown_in(Part::Condition(&line.condition), &mut names);
        // Its age is of no interest before its condition holds.
        if let (true, Some((_, since))) = (names.is_empty(), &line.halve) {
            self.unknown_in(Part::Value(since), &mut names);
        }
        names
    }

    fn unknown_in(&self, part: Part<'_>, names: &mut Vec<Arc<str>>) {
        let facts = self.all.facts;
        match part {
            Part::Condition(condition) if facts.judge(condition, None) == Truth::Unknown => {
                condition.parts(&mut |part| self.unknown_in(part, names));
            }
            Part::Value(value) if facts.value(value, None).is_none() => match named(self.model(), value) {
                Some((name, _)) if names.contains(&name) => {}
                Some((name, _)) => names.push(name),
                None => value.parts(&mut |part| self.unknown_in(part, names)),
            },
            Part::Condition(_) | Part::Value(_) => {}
        }
    }
}
