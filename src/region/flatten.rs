//! A route as a list: every statement with all that stands around it, in the order of evaluation.

use super::formula::Formula;
use super::space::Space;
use crate::domain::{RouteId, RuleId, ScorerId};
use crate::model::{Branch, BranchBody, Line, Route, Rule, RuleKind, Statement};
use std::sync::Arc;

/// A statement at its place; its index in the list is its place in the order. Statements that are disabled, and
/// `on invalid`, are left out.
#[derive(Clone, Debug)]
pub(crate) struct Case<'m> {
    pub(crate) what: What,
    /// The branches around it, the outermost first.
    pub(crate) around: Arc<[&'m Branch]>,
    /// Where evaluation that comes by finds it to hold: all lines of the branches around it and its own. Nothing more is
    /// needed for falling through a branch.
    pub(crate) holds: Formula,
    /// How many cases before it may end evaluation, questions to scorers counted.
    pub(crate) turns: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A `rule` or `otherwise`.
    Rule(RuleId),
    Step(RuleId),
    /// A shadow rule; it holds where evaluation comes to it, its own lines apart.
    Shadow(RuleId),
    /// A branch that hands over to another route.
    Uses(RouteId),
    /// The scorers that the statement behind it depends on, where its other lines leave it open and they were not asked.
    Ask(Vec<ScorerId>),
}

/// The scorers that lines, and what stands behind them, depend on: sorted, each once.
pub(super) fn scorers(when: &[Line], unless: &[Line], more: &[ScorerId]) -> Vec<ScorerId> {
    let mut all: Vec<ScorerId> = when.iter().chain(unless).flat_map(|line| &line.asks).chain(more).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The cases of a route.
pub(crate) fn cases<'m>(space: &Space<'m>, route: &'m Route) -> Vec<Case<'m>> {
    let mut walk = Walk { space, cases: Vec::new(), turns: 0 };
    walk.statements(&route.statements, &Arc::from([]), &Formula::Always(true));
    walk.cases
}

struct Walk<'s, 'm> {
    space: &'s Space<'m>,
    cases: Vec<Case<'m>>,
    turns: u32,
}

impl<'m> Walk<'_, 'm> {
    fn statements(&mut self, statements: &'m [Statement], around: &Arc<[&'m Branch]>, outer: &Formula) {
        for statement in statements {
            match statement {
                Statement::Rule(id) => {
                    if let Some(rule) = self.space.model.rules.get(id.index()).filter(|rule| !rule.disabled) {
                        self.rule(*id, rule, around, outer);
                    }
                }
                Statement::Branch(branch) if branch.disabled => {}
                Statement::Branch(branch) => self.branch(branch, around, outer),
            }
        }
    }

    fn push(&mut self, what: What, around: &Arc<[&'m Branch]>, holds: Formula) {
        if holds != Formula::Always(false) {
            let turns = self.turns;
            if !matches!(what, What::Step(_) | What::Shadow(_)) {
                self.turns = turns.saturating_add(1);
            }
            self.cases.push(Case { what, around: Arc::clone(around), holds, turns });
        }
    }

    fn rule(&mut self, id: RuleId, rule: &'m Rule, around: &Arc<[&'m Branch]>, outer: &Formula) {
        let what = match rule.kind {
            RuleKind::OnInvalid => return,
            RuleKind::Shadow => return self.push(What::Shadow(id), around, outer.clone()),
            RuleKind::Step => What::Step(id),
            RuleKind::Rule | RuleKind::Otherwise => What::Rule(id),
        };
        let outer = match &rule.active {
            Some(active) => self.space.all([outer.clone(), self.space.season(active)]),
            None => outer.clone(),
        };
        let holds = self.lines(&rule.when, &rule.unless, &rule.asks, around, &outer);
        self.push(what, around, holds);
    }

    fn branch(&mut self, branch: &'m Branch, around: &Arc<[&'m Branch]>, outer: &Formula) {
        let inside = self.lines(&branch.when, &branch.unless, &[], around, outer);
        let around: Arc<[&Branch]> = around.iter().copied().chain([branch]).collect();
        match &branch.body {
            BranchBody::Statements(statements) => self.statements(statements, &around, &inside),
            BranchBody::Uses(to) => self.push(What::Uses(*to), &around, inside),
        }
    }

    /// Where all `when` lines are yes and no `unless` line is; with a case before that asks the scorers.
    fn lines(
        &mut self,
        when: &'m [Line],
        unless: &'m [Line],
        more: &[ScorerId],
        around: &Arc<[&'m Branch]>,
        outer: &Formula,
    ) -> Formula {
        let space = self.space;
        let held = |free: bool| {
            let lines = move |lines: &'m [Line]| lines.iter().filter(move |line| line.asks.is_empty() == free);
            let yes = lines(when).map(|line| space.yes(&line.condition));
            let blocked = lines(unless).map(|line| space.outside(&space.yes(&line.condition)));
            space.all(yes.chain(blocked))
        };
        let scorers = scorers(when, unless, more);
        if scorers.is_empty() {
            return space.all([outer.clone(), held(true)]);
        }
        let open = space.all([outer.clone(), held(true)]);
        let not_asked = space.outside(&space.asked(&scorers));
        self.push(What::Ask(scorers), around, space.all([open.clone(), not_asked]));
        space.all([open, held(false)])
    }
}
