//! 4: shadow rules are judged for every valid lead whose enclosing branches hold, on the snapshot before the decision,
//! with what the decision asked and no more.

use super::chain::run;
use super::end::target;
use super::walk::{Walk, active, holds};
use crate::domain::{Outcome, RuleId, Shadow};
use crate::model::{BranchBody, Decision, Rule, RuleKind, Statement};

pub(super) fn shadows<'a>(walk: &Walk<'a>, statements: &'a [Statement]) -> Vec<Shadow> {
    let world = walk.world;
    let mut all = Vec::new();
    for statement in statements {
        match statement {
            Statement::Rule(id) => {
                let Some(rule) = world.model.rules.get(id.index()).filter(|rule| !rule.disabled) else { continue };
                if rule.kind == RuleKind::Shadow {
                    all.extend(entry(walk, *id, rule));
                }
                if let Some(Decision::GoTo(to)) = rule.decision.as_ref().filter(|_| rule.kind == RuleKind::Rule) {
                    let route = world.model.routes.get(to.index()).filter(|_| walk.went.contains(to));
                    all.extend(route.into_iter().flat_map(|route| shadows(walk, &route.statements)));
                }
            }
            Statement::Branch(branch) => {
                if branch.disabled || !holds(world, &branch.when, &branch.unless).is_yes() {
                    continue;
                }
                let inside = match &branch.body {
                    BranchBody::Statements(statements) => Some(statements),
                    BranchBody::Uses(id) => world.model.routes.get(id.index()).map(|route| &route.statements),
                };
                all.extend(inside.into_iter().flat_map(|statements| shadows(walk, statements)));
            }
        }
    }
    all
}

fn entry<'a>(walk: &Walk<'a>, id: RuleId, rule: &'a Rule) -> Option<Shadow> {
    let world = walk.world;
    if !active(world, rule.active.as_ref()) || !holds(world, &rule.when, &rule.unless).is_yes() {
        return None;
    }
    world.count("shadow");
    let mut shadow = Shadow {
        rule: rule.name.clone(),
        outcome: None,
        rep: None,
        team: None,
        queue: None,
        reached: walk.reached.contains(&id),
    };
    match rule.decision.as_ref()? {
        Decision::Assign(chain) | Decision::Attach { assign: Some(chain), .. } => {
            if let Some((_, given)) = run(world, chain).won {
                let target = target(world, &given);
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
