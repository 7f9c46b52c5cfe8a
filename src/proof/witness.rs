//! Leads that show what is claimed.

use super::Prover;
use super::example::Example;
use crate::Ruleset;
use crate::domain::Decimal;
use crate::model::{CardLine, Cond, Expr, Line, Points, RuleKind, ScoreBody};
use crate::region::{Formula, Found, Point, Subject};
use crate::route::Truth;
use std::sync::Arc;

/// Leads that are tried before a claim is not made.
const LEADS_TRIED: usize = 60;

/// An example that was routed.
pub(super) struct Shown {
    pub(super) example: String,
    /// The rule that decides about it when nobody is there.
    pub(super) rule: Arc<str>,
    /// In words.
    pub(super) goes_to: String,
    /// The same, and that nobody is there where a rule before it would have had somebody.
    pub(super) ends_up: String,
}

impl Prover<'_, '_> {
    /// A lead in all formulas for which a claim is true. `route` is where it is routed.
    pub(super) fn show(
        &mut self,
        formulas: &[&Formula],
        route: &str,
        mut claim: impl FnMut(&Example, &str, &crate::Assignment) -> bool,
    ) -> Option<Shown> {
        let mut steps = self.budget.question();
        let shown = self.shown(formulas, route, &mut steps, &mut claim);
        self.budget.spent(steps);
        shown
    }

    fn shown(
        &self,
        formulas: &[&Formula],
        route: &str,
        steps: &mut u64,
        claim: &mut dyn FnMut(&Example, &str, &crate::Assignment) -> bool,
    ) -> Option<Shown> {
        let Found::Point(point) = self.search.find(formulas, steps) else { return None };
        let mut tried = 0;
        let mut attempt = |point: &Point| {
            let example = Example::of(self.search.space, point)?;
            let answer = example.routed(self.rules, route)?;
            let rule = answer.rule.clone().unwrap_or_else(|| "nothing".into());
            let goes_to = self.destination(&answer);
            claim(&example, &rule, &answer).then(|| {
                let passed_on = example.is_passed_on(self.rules, route);
                Shown {
                    example: example.shown(self.rules),
                    rule: Arc::clone(&rule),
                    ends_up: if passed_on { format!("{goes_to} when nobody is there") } else { goes_to.clone() },
                    goes_to,
                }
            })
        };
        if let Some(shown) = attempt(&point) {
            return Some(shown);
        }
        // Scores and grades are had by having the lines of their cards.
        let lines = self.card_lines(&point);
        for raise in [true, false] {
            let mut wanted: Vec<Formula> = Vec::new();
            for points in lines.iter().filter(|points| (points.points > Decimal::from(0)) == raise) {
                tried += 1;
                if tried > LEADS_TRIED {
                    return None;
                }
                wanted.push(self.search.space.yes(&points.condition));
                let all: Vec<&Formula> = formulas.iter().copied().chain(&wanted).collect();
                match self.search.find(&all, steps) {
                    Found::Point(point) => {
                        if let Some(shown) = attempt(&point) {
                            return Some(shown);
                        }
                    }
                    _ => {
                        wanted.pop();
                    }
                }
            }
        }
        None
    }

    /// The lines of all cards that scores and grades asked for at a point rest on, the heaviest first.
    fn card_lines(&self, point: &Point) -> Vec<&Points> {
        let model = self.rules.model();
        let asks_score = point.asked.iter().any(|id| {
            let subject = self.search.space.attribute(*id).map(|attribute| &attribute.subject);
            matches!(
                subject,
                Some(Subject::Value(Expr::Score(_) | Expr::Grade(_) | Expr::Derived(_) | Expr::Arithmetic(..)))
            )
        });
        let mut lines: Vec<&Points> = Vec::new();
        for score in model.scores.iter().filter(|_| asks_score) {
            let ScoreBody::Card { lines: card, .. } = &score.body else { continue };
            for line in card {
                match line {
                    CardLine::Points(points) => lines.push(points),
                    CardLine::BestOf { lines: best, .. } => lines.extend(best),
                }
            }
        }
        lines.sort_by_key(|points| std::cmp::Reverse(points.points.scaled().abs()));
        lines
    }

    /// "`emea`", or the way through branches where that says more.
    fn destination(&self, answer: &crate::Assignment) -> String {
        match &answer.rule {
            None => "nobody: no rule takes it".to_owned(),
            Some(rule) if &**rule == "otherwise" => match answer.path.len() {
                0..=2 => "`otherwise`".to_owned(),
                many => {
                    format!("`otherwise` of `{}`", answer.path.get(many.saturating_sub(2)).map_or("", |name| &**name))
                }
            },
            Some(rule) => format!("`{rule}`"),
        }
    }

    pub(super) fn route_name(&self, route: usize) -> Arc<str> {
        self.rules.model().routes.get(route).map_or_else(|| "".into(), |route| Arc::clone(&route.name))
    }
}

/// Whether all lines let a lead pass.
pub(super) fn passes(rules: &Ruleset, example: &Example, route: &str, when: &[Line], unless: &[Line]) -> bool {
    let judged = |condition: &Cond| example.judged(rules, route, condition);
    when.iter().all(|line| judged(&line.condition) == Truth::Yes)
        && unless.iter().all(|line| judged(&line.condition) != Truth::Yes)
}

/// What a rule is called in messages.
pub(super) const fn word(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Step => "step",
        RuleKind::Shadow => "shadow rule",
        _ => "rule",
    }
}
