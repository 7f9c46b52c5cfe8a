//! Before whole decisions: every condition and every definition of a policy, by both sides.

use super::pipeline::Connected;
use crate::domain::{Decimal, DerivedId, GradeId, MatchId, ScoreId, ScorerId, Snapshot, Value};
use crate::model::{Cond, Expr, Members, Model, Statement};
use crate::route::facts::{LeadFacts, Scores};
use crate::route::matching::Matcher;
use crate::route::records::{Indexes, Records};
use crate::route::reference::{Alike, Host, Views};
use crate::route::truth::Moment;
use crate::route::{Facts, Request, Scorer};
use std::sync::Arc;

struct Answers(Vec<Option<Decimal>>);

impl Scores for Answers {
    fn answer(&self, scorer: ScorerId) -> Option<Decimal> {
        self.0.get(scorer.index()).copied().flatten()
    }

    fn ask(&self, _: ScorerId) {}

    fn was_asked(&self, _: ScorerId) -> bool {
        true
    }
}

/// What a condition or an expression is called when the two sides differ, and what each says.
pub(super) fn differences(
    model: &Model,
    request: &Request<'_>,
    snapshot: &Snapshot,
    alike: &Alike,
) -> Vec<(String, String, String)> {
    let connected = Connected::default();
    let list = connected.list(model);
    let list: Vec<Option<&dyn Scorer>> = list.iter().map(Option::as_deref).collect();
    let views = Views::new(model, request, snapshot, Host { scorers: &list, alike: Some(alike), ..Host::default() });
    let answers = Answers((0..model.scorers.len()).map(|place| views.answer(ScorerId::at(place))).collect());
    let moment = moment(&views, request);
    let indexes = Indexes::new(model);
    let matcher = Matcher::new(model, Records::new(model, snapshot, &indexes, None));
    let facts = LeadFacts::new(model, request.lead, &moment, &matcher, &answers);
    let mut found = Vec::new();
    let mut compare = |name: String, expected: String, actual: String| {
        if expected != actual {
            found.push((name, expected, actual));
        }
    };
    for (name, condition) in conditions(model) {
        let (expected, actual) = (views.judge(condition, None), facts.judge(condition, None));
        if expected != actual {
            compare(name, format!("{expected:?} {condition:?}"), format!("{actual:?} {condition:?}"));
        }
    }
    for (name, expr) in values(model) {
        let (expected, actual) = (views.value(&expr, None), facts.value(&expr, None));
        compare(name, shown(expected.as_ref()), shown(actual.as_ref()));
    }
    super::chains::compare(model, snapshot, &views, &facts, &mut compare);
    for rep in &snapshot.reps {
        for (name, condition) in of_reps(model) {
            let (expected, actual) = (views.judge(condition, Some(rep)), facts.judge(condition, Some(rep)));
            if expected != actual {
                let name = format!("{name} of {}", rep.id);
                compare(name, format!("{expected:?} {condition:?}"), format!("{actual:?} {condition:?}"));
            }
        }
    }
    found
}

fn moment(views: &Views<'_>, request: &Request<'_>) -> Moment {
    let text = |expr: &Expr| match views.value(expr, None) {
        Some(Value::Text(text)) => Arc::from(text.original()),
        _ => Arc::from("lead"),
    };
    let waiting = match views.value(&Expr::Waiting, None) {
        Some(Value::Duration(length)) => length,
        _ => jiff::SignedDuration::ZERO,
    };
    Moment {
        now: request.now,
        since: request.now.checked_sub(waiting).unwrap_or(request.now),
        attempt: request.attempt,
        exclude: request.exclude.clone(),
        channel: text(&Expr::Channel),
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        // Whole numbers and decimals of one size are one value.
        Some(Value::Integer(whole)) => format!("{:?}", Some(Value::Decimal(Decimal::from(*whole)))),
        other => format!("{other:?}"),
    }
}

fn conditions(model: &Model) -> Vec<(String, &Cond)> {
    let mut all = Vec::new();
    for rule in &model.rules {
        for line in rule.when.iter().chain(&rule.unless) {
            all.push((format!("rule {}: {}", rule.name, line.words), &line.condition));
        }
    }
    for route in &model.routes {
        branches(&route.statements, &mut all);
    }
    all.extend(
        model.territories.iter().map(|territory| (format!("territory {}", territory.name), &territory.condition)),
    );
    all
}

fn branches<'a>(statements: &'a [Statement], all: &mut Vec<(String, &'a Cond)>) {
    for statement in statements {
        let Statement::Branch(branch) = statement else { continue };
        for line in branch.when.iter().chain(&branch.unless) {
            all.push((format!("branch {}: {}", branch.name, line.words), &line.condition));
        }
        if let crate::model::BranchBody::Statements(inside) = &branch.body {
            branches(inside, all);
        }
    }
}

fn values(model: &Model) -> Vec<(String, Expr)> {
    let mut all = Vec::new();
    for (place, derived) in model.derived.iter().enumerate() {
        all.push((format!("derived {}", derived.name), Expr::Derived(DerivedId::at(place))));
    }
    for (place, score) in model.scores.iter().enumerate() {
        all.push((format!("score {}", score.name), Expr::Score(ScoreId::at(place))));
    }
    for (place, grade) in model.grades.iter().enumerate() {
        all.push((format!("grade {}", grade.name), Expr::Grade(GradeId::at(place))));
    }
    for (place, matched) in model.matches.iter().enumerate() {
        let id = MatchId::at(place);
        let conditions = [Cond::Matched(id), Cond::Ambiguous(id)];
        for condition in conditions {
            all.push((format!("match {}", matched.name), Expr::Condition(Box::new(condition))));
        }
    }
    all.extend([("channel".to_owned(), Expr::Channel), ("waiting".to_owned(), Expr::Waiting)]);
    all
}

fn of_reps(model: &Model) -> Vec<(String, &Cond)> {
    let mut all = Vec::new();
    for team in &model.teams {
        if let Members::Where(condition) = &team.members {
            all.push((format!("members of {}", team.name), condition));
        }
        all.extend(team.needs.iter().map(|need| (format!("needs of {}", team.name), &need.condition)));
    }
    all
}
