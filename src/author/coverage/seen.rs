//! What one decision came by.

use super::units::{Unit, Units, points_of};
use crate::check::Found;
use crate::domain::{Assignment, RouteId, RuleId};
use crate::model::{BranchBody, Decision, DerivedBody, Line, Listed, Model, RuleKind, Statement};
use crate::route::{Eligibility, Facts, LeadFacts, Walk, is_active};
use std::collections::BTreeSet;

/// What decisions came by.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) units: BTreeSet<Unit>,
}

/// One decision gone through once more, in its order.
struct Pass<'p, 'm, 'w> {
    units: &'p Units<'m>,
    model: &'m Model,
    facts: &'p LeadFacts<'p>,
    walk: &'p Walk<'w>,
    seen: &'p mut BTreeSet<Unit>,
    /// Definitions that were asked for.
    asked: Found,
    /// Chains that were passed.
    chains: usize,
    ended: Option<RuleId>,
}

impl Seen {
    pub(super) fn note(
        &mut self,
        units: &Units<'_>,
        all: &Eligibility<'_, LeadFacts<'_>>,
        walk: Option<&Walk<'_>>,
        answer: &Assignment,
    ) {
        let model = all.world.model;
        let Some(walk) = walk else { return };
        let route = model.routes.iter().position(|route| route.name == answer.route);
        let Some(route) = route.map(RouteId::at) else { return };
        for tried in &walk.tried {
            if let (Some(rule), Some((link, _))) = (units.chain(tried.chain), &tried.won) {
                self.units.insert(Unit::Link(rule, *link));
            }
        }
        for shadow in answer.shadow.iter().filter(|shadow| shadow.reached) {
            let place = model.rules.iter().position(|rule| rule.name == shadow.rule && rule.kind == RuleKind::Shadow);
            self.units.extend(place.map(|place| Unit::Decision(RuleId::at(place))));
        }
        if !all.facts.lead.is_valid() {
            return;
        }
        let mut pass = Pass {
            units,
            model,
            facts: all.facts,
            walk,
            seen: &mut self.units,
            asked: Found::default(),
            chains: 0,
            ended: None,
        };
        pass.route(route);
        pass.definitions();
    }
}

impl Pass<'_, '_, '_> {
    /// Whether evaluation ended inside.
    fn route(&mut self, id: RouteId) -> bool {
        let model = self.model;
        model.routes.get(id.index()).is_some_and(|route| self.statements(&route.statements))
    }

    fn statements(&mut self, statements: &[Statement]) -> bool {
        statements.iter().any(|statement| match statement {
            Statement::Rule(id) => self.rule(*id),
            Statement::Branch(branch) if branch.disabled => false,
            Statement::Branch(branch) => {
                self.lines(&branch.when, &branch.unless)
                    && match &branch.body {
                        BranchBody::Statements(inside) => self.statements(inside),
                        BranchBody::Uses(to) => self.route(*to),
                    }
            }
        })
    }

    fn rule(&mut self, id: RuleId) -> bool {
        let model = self.model;
        let Some(rule) = model.rules.get(id.index()).filter(|rule| !rule.disabled) else { return false };
        let active = rule.active.as_ref().is_none_or(|active| is_active(active, self.facts.moment.now));
        if !active || !self.lines(&rule.when, &rule.unless) {
            return false;
        }
        if !matches!(rule.kind, RuleKind::Rule | RuleKind::Otherwise) {
            return false;
        }
        match &rule.decision {
            Some(Decision::GoTo(to)) => {
                self.seen.insert(Unit::Decision(id));
                self.route(*to);
                true
            }
            Some(decision) if decision.chain().is_some() => {
                let won = self.walk.tried.get(self.chains).is_some_and(|tried| tried.won.is_some());
                self.chains = self.chains.saturating_add(1);
                won && self.decided(id)
            }
            _ => self.decided(id),
        }
    }

    fn decided(&mut self, id: RuleId) -> bool {
        self.seen.insert(Unit::Decision(id));
        self.ended = Some(id);
        true
    }

    /// Whether lines hold; notes each that was needed to know.
    fn lines(&mut self, when: &[Line], unless: &[Line]) -> bool {
        unless.iter().all(|line| !self.judge(line)) && when.iter().all(|line| self.judge(line))
    }

    fn judge(&mut self, line: &Line) -> bool {
        let yes = self.facts.judge(&line.condition, None).is_yes();
        self.asked.line(self.model, line);
        self.seen.extend(self.units.line(line).map(|place| Unit::Condition(place, yes)));
        yes
    }

    /// Rows and lines of the definitions that were asked for.
    fn definitions(self) {
        let Self { model, facts, seen, asked, ended, .. } = self;
        let own = ended.and_then(|id| model.rules.get(id.index())).map(|rule| &rule.listed);
        let asked = asked.listed(model);
        for Listed { derived, scores, .. } in own.into_iter().chain([&asked]) {
            for id in derived {
                if let Some(DerivedBody::Table { table, .. }) = model.derived.get(id.index()).map(|found| &found.body) {
                    seen.extend(facts.hits(*table).into_iter().map(|row| Unit::Row(*table, row)));
                }
            }
            for id in scores {
                let Some(score) = model.scores.get(id.index()) else { continue };
                let given = points_of(&score.body).enumerate();
                let given = given.filter(|(_, points)| facts.judge(&points.condition, None).is_yes());
                seen.extend(given.map(|(line, _)| Unit::Points(*id, line)));
            }
        }
    }
}
