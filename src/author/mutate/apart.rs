//! Neighbours that no lead fits both: their order does not matter. Proved over sets of leads.

use super::{Change, Operator};
use crate::Ruleset;
use crate::model::{DerivedBody, Line, Model, RuleKind, Statement as Meaning};
use crate::region::{Formula, Found, Search, Space};
use crate::syntax::tree::{BranchBody, Document, ItemKind, Statement};
use crate::text::Span;

/// One question ends after so many looks at a part of a condition.
const STEPS: u64 = 200_000;

/// Whether a change swaps two things that exclude each other.
pub(super) fn apart(rules: &Ruleset, documents: &[Document], change: &Change) -> bool {
    let [a, b] = &change.edits[..] else { return false };
    if change.operator != Operator::Order {
        return false;
    }
    let space = Space::of(rules.model());
    let of = |span: Span| formula(rules.model(), &space, documents, span);
    let (Some(a), Some(b)) = (of(a.span), of(b.span)) else { return false };
    Search::new(&space).find(&[&a, &b], &mut { STEPS }) == Found::Nothing
}

/// The leads that fit the statement or the arm that stands at a place.
fn formula(model: &Model, space: &Space<'_>, documents: &[Document], span: Span) -> Option<Formula> {
    documents.iter().flat_map(|document| &document.items).find_map(|item| match &item.kind {
        ItemKind::Classify(classify) => {
            let arm = classify.arms.iter().position(|(value, condition)| value.span.to(condition.span) == span)?;
            let derived = model.derived.iter().find(|derived| *derived.name == *classify.name.text)?;
            let DerivedBody::Classify { arms, .. } = &derived.body else { return None };
            Some(space.yes(&arms.get(arm)?.1))
        }
        ItemKind::Route(route) => {
            let name = statement_at(&route.statements, span)?;
            let known = model.routes.iter().find(|known| *known.name == *route.name.text)?;
            lines_of(model, space, &known.statements, name)
        }
        _ => None,
    })
}

fn statement_at(statements: &[Statement], span: Span) -> Option<&str> {
    statements.iter().find_map(|statement| match statement {
        Statement::Step(rule) | Statement::Rule(rule) => (rule.span == span).then_some(rule.name.text.as_str()),
        Statement::Branch(branch) if branch.span == span => Some(branch.name.text.as_str()),
        Statement::Branch(branch) => match &branch.body {
            BranchBody::Statements(inside) => statement_at(inside, span),
            _ => None,
        },
        Statement::Otherwise { .. } | Statement::Bad(_) => None,
    })
}

fn lines_of(model: &Model, space: &Space<'_>, statements: &[Meaning], name: &str) -> Option<Formula> {
    statements.iter().find_map(|statement| match statement {
        Meaning::Rule(id) => {
            let rule = model.rules.get(id.index()).filter(|rule| *rule.name == *name)?;
            // Whether a shadow rule was come to is told, so that its place matters.
            if rule.kind == RuleKind::Shadow { None } else { lines(space, &rule.when, &rule.unless) }
        }
        Meaning::Branch(branch) if *branch.name == *name => lines(space, &branch.when, &branch.unless),
        Meaning::Branch(branch) => match &branch.body {
            crate::model::BranchBody::Statements(inside) => lines_of(model, space, inside, name),
            crate::model::BranchBody::Uses(_) => None,
        },
    })
}

/// `None` where a scorer is asked: when, depends on the order.
fn lines(space: &Space<'_>, when: &[Line], unless: &[Line]) -> Option<Formula> {
    if when.iter().chain(unless).any(|line| !line.asks.is_empty()) {
        return None;
    }
    let when = when.iter().map(|line| space.yes(&line.condition));
    let unless = unless.iter().map(|line| space.outside(&space.yes(&line.condition)));
    Some(space.all(when.chain(unless)))
}
