//! What shadow rules would have done, on the snapshot before the decision, with what the decision asked and no more.

use super::eligible::Eligibility;
use super::ending::target;
use super::facts::LeadFacts;
use super::truth::Facts;
use super::walk::{Walk, is_active};
use crate::domain::{Outcome, RouteId, RuleId, Shadow};
use crate::model::{BranchBody, Decision, Line, Rule, RuleKind, Statement};
use std::sync::Arc;

/// The shadow rules of a route whose enclosing branches hold, in the order of the policy.
pub(crate) fn shadows<'a>(all: &Eligibility<'a, LeadFacts<'a>>, walk: &Walk<'a>, route: RouteId) -> Vec<Shadow> {
    let mut found = Vec::new();
    if let Some(route) = all.world.model.routes.get(route.index()) {
        within(all, walk, &route.statements, &mut found);
    }
    found
}

fn within<'a>(
    all: &Eligibility<'a, LeadFacts<'a>>,
    walk: &Walk<'a>,
    statements: &'a [Statement],
    found: &mut Vec<Shadow>,
) {
    let model = all.world.model;
    for statement in statements {
        match statement {
            Statement::Rule(id) => {
                let Some(rule) = model.rules.get(id.index()).filter(|rule| !rule.disabled) else { continue };
                match (&rule.kind, &rule.decision) {
                    (RuleKind::Shadow, _) => found.extend(judged(all, walk, *id, rule)),
                    (RuleKind::Rule | RuleKind::Otherwise, Some(Decision::GoTo(to))) if walk.went.contains(to) => {
                        if let Some(route) = model.routes.get(to.index()) {
                            within(all, walk, &route.statements, found);
                        }
                    }
                    _ => {}
                }
            }
            Statement::Branch(branch) if branch.disabled || !holds(all, &branch.when, &branch.unless) => {}
            Statement::Branch(branch) => match &branch.body {
                BranchBody::Statements(statements) => within(all, walk, statements, found),
                BranchBody::Uses(to) => {
                    if let Some(route) = model.routes.get(to.index()) {
                        within(all, walk, &route.statements, found);
                    }
                }
            },
        }
    }
}

fn holds(all: &Eligibility<'_, LeadFacts<'_>>, when: &[Line], unless: &[Line]) -> bool {
    let yes = |line: &Line| all.facts.judge(&line.condition, None).is_yes();
    when.iter().all(yes) && !unless.iter().any(yes)
}

fn judged<'a>(all: &Eligibility<'a, LeadFacts<'a>>, walk: &Walk<'a>, id: RuleId, rule: &'a Rule) -> Option<Shadow> {
    let now = all.facts.moment.now;
    let in_season = rule.active.as_ref().is_none_or(|active| is_active(active, now));
    if !in_season || !holds(all, &rule.when, &rule.unless) {
        return None;
    }
    let mut shadow = Shadow {
        rule: Arc::clone(&rule.name),
        outcome: None,
        rep: None,
        team: None,
        queue: None,
        reached: walk.reached.contains(&id),
    };
    match rule.decision.as_ref()? {
        Decision::Assign(chain) | Decision::Attach { assign: Some(chain), .. } => {
            if let Some((_, given)) = all.chain(chain).won {
                let target = target(all, &given);
                shadow.outcome = Some(target.outcome);
                (shadow.rep, shadow.team, shadow.queue) = (target.rep, target.team, target.queue);
            }
        }
        Decision::Disqualify(_) => shadow.outcome = Some(Outcome::Disqualified),
        Decision::Nurture { .. } => shadow.outcome = Some(Outcome::Nurtured),
        Decision::Attach { assign: None, .. } => shadow.outcome = Some(Outcome::Attached),
        Decision::KeepOwner => shadow.outcome = Some(Outcome::Kept),
        Decision::GoTo(_) => {}
    }
    Some(shadow)
}
