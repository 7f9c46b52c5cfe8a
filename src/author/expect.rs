//! Whether a decision is what a test expects.

use crate::domain::{Assignment, Outcome, ScoreId, Value};
use crate::model::{Cond, Expect, ExpectKind, Expr, Model, SetItem};
use crate::route::{Facts, Truth};

/// `None` when the expectation holds, else what was there instead. Golden explanations are compared elsewhere.
pub(super) fn unmet(model: &Model, facts: &dyn Facts, answer: &Assignment, expect: &Expect) -> Option<String> {
    if matches!(expect.kind, ExpectKind::Explain(_)) {
        return None;
    }
    let (holds, got) = judge(model, facts, answer, &expect.kind);
    (holds == expect.negated).then_some(got)
}

fn judge(model: &Model, facts: &dyn Facts, answer: &Assignment, kind: &ExpectKind) -> (bool, String) {
    let same = |found: Option<&str>, wanted: Option<&str>| (found == wanted, found.unwrap_or("none").to_owned());
    match kind {
        ExpectKind::Anything | ExpectKind::Explain(_) => (true, String::new()),
        ExpectKind::Rule(name) => {
            let (holds, got) = same(answer.rule.as_deref(), name.as_deref());
            (holds, format!("rule {got}"))
        }
        ExpectKind::Path(path) => {
            let got: Vec<&str> = answer.path.iter().map(|step| &**step).collect();
            (path.iter().map(|step| &**step).eq(got.iter().copied()), format!("path {}", got.join(" > ")))
        }
        ExpectKind::Assigned => (matches!(answer.outcome, Outcome::Assigned | Outcome::Queued), outcome_words(answer)),
        ExpectKind::Rep(rep) => (answer.rep.as_deref() == rep.as_deref(), outcome_words(answer)),
        ExpectKind::Team(team) => (answer.team.as_deref() == team.as_deref(), outcome_words(answer)),
        ExpectKind::Queue(queue) => (answer.queue.as_deref() == queue.as_deref(), outcome_words(answer)),
        ExpectKind::Outcome(word) => (answer.outcome.word() == &**word, outcome_words(answer)),
        ExpectKind::Score(score, wanted) => score_is(model, facts, *score, wanted),
        ExpectKind::Sla(name) => {
            let (holds, got) = same(answer.sla.as_ref().map(|promise| &*promise.name), Some(name));
            (holds, format!("sla {got}"))
        }
        ExpectKind::Tag(tag) => (answer.tags.contains(tag), format!("tags {:?}", answer.tags)),
        ExpectKind::NoteContains(text) => {
            (answer.notes.iter().any(|note| note.contains(&**text)), format!("notes {:?}", answer.notes))
        }
        ExpectKind::Condition(condition) => {
            let truth = facts.judge(condition, None);
            let word = match truth {
                Truth::Yes => "yes",
                Truth::No => "no",
                Truth::Unknown => "unknown",
            };
            (truth.is_yes(), subject(model, facts, condition).unwrap_or_else(|| word.to_owned()))
        }
    }
}

/// The value that a simple comparison looks at, named and printed.
fn subject(model: &Model, facts: &dyn Facts, condition: &Cond) -> Option<String> {
    let value = match condition {
        Cond::Compare(_, value, _) | Cond::In(value, _) | Cond::Truth(value) => value,
        Cond::Not(inner) => return subject(model, facts, inner),
        _ => return None,
    };
    let (name, private) = match value {
        Expr::Field(field) => model.lead.fields.get(field.index()).map(|field| (&field.name, field.private))?,
        Expr::Derived(id) => model.derived.get(id.index()).map(|derived| (&derived.name, derived.typed.private))?,
        Expr::Score(id) => model.scores.get(id.index()).map(|score| (&score.name, false))?,
        Expr::Grade(id) => model.grades.get(id.index()).map(|grade| (&grade.name, false))?,
        _ => return None,
    };
    let shown = match facts.value(value, None) {
        None => "missing".to_owned(),
        Some(_) if private => crate::domain::PRIVATE.to_owned(),
        Some(value) => model.print(&value),
    };
    Some(format!("{name} {shown}"))
}

fn score_is(model: &Model, facts: &dyn Facts, score: ScoreId, wanted: &SetItem) -> (bool, String) {
    let name = model.scores.get(score.index()).map_or("", |score| &*score.name);
    let Some(value) = facts.value(&Expr::Score(score), None) else { return (false, format!("{name} unknown")) };
    (within(&value, wanted), format!("{name} {}", model.print(&value)))
}

fn within(value: &Value, wanted: &SetItem) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match wanted {
        SetItem::Value(wanted) => value.compare(wanted) == Some(Equal),
        SetItem::Range { low, high, top_out } => {
            let above = matches!(value.compare(low), Some(Greater | Equal));
            let below = match value.compare(high) {
                Some(Less) => true,
                Some(Equal) => !top_out,
                _ => false,
            };
            above && below
        }
    }
}

/// "assigned to rep anna (team emea_mm) by rule dach_mm".
pub(super) fn outcome_words(answer: &Assignment) -> String {
    let mut words = answer.outcome.word().to_owned();
    let mut add = |before: &str, what: Option<&str>, behind: &str| {
        if let Some(what) = what {
            words.push_str(before);
            words.push_str(what);
            words.push_str(behind);
        }
    };
    add(" to rep ", answer.rep.as_deref(), "");
    add(" (team ", answer.team.as_deref(), ")");
    add(" in queue ", answer.queue.as_deref(), "");
    add(" by rule ", answer.rule.as_deref(), "");
    add(": ", answer.reason.as_deref(), "");
    words
}
