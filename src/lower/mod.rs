//! text ──syntax──▶ Document ──check──▶ Model ──**lower**──▶ DecisionGraph
//!
//! Turns each route into nodes, from its end to its start: a rule's condition leads to its decision or on to what stands
//! behind it; falling through a branch leads behind the branch. After this stage nobody walks over statements.

mod condition;

use crate::check::Found;
use crate::domain::{RouteId, RuleId, ScorerId};
use crate::graph::{Builder, DecisionGraph, Door, Node, NodeId, Spot};
use crate::model::{Branch, BranchBody, Decision, Line, Listed, Model, Route, Rule, RuleKind, Statement};
use std::sync::Arc;

/// Builds the graph of a model.
pub(crate) fn lower(model: &Model) -> DecisionGraph {
    let mut builder = Builder::default();
    for route in &model.routes {
        let mut lowering = Lowering { model, builder: &mut builder, route };
        lowering.route();
    }
    builder.finish()
}

struct Lowering<'a> {
    model: &'a Model,
    builder: &'a mut Builder,
    route: &'a Route,
}

/// What stands around a statement of a route.
#[derive(Clone, Default)]
struct Around<'a> {
    path: Vec<Arc<str>>,
    lines: Vec<&'a Line>,
}

impl<'a> Lowering<'a> {
    fn route(&mut self) {
        let around = Around { path: vec![Arc::clone(&self.route.name)], lines: Vec::new() };
        let nobody = match self.route.statements.last() {
            Some(Statement::Rule(rule)) => *rule,
            _ => RuleId::at(usize::MAX),
        };
        let mut path = around.path.clone();
        path.push("otherwise".into());
        let listed = self.model.rules.get(nobody.index()).map(|rule| rule.listed.clone()).unwrap_or_default();
        let spot = self.builder.spot(Spot { rule: nobody, path, listed });
        let end = self.builder.node(Node::Nobody { spot });
        let start = self.statements(&self.route.statements, &around, end);
        let on_invalid = self.route.on_invalid.and_then(|id| {
            let rule = self.model.rules.get(id.index())?;
            Some(self.spot(id, rule, &around))
        });
        self.builder.start(start, on_invalid);
    }

    fn statements(&mut self, statements: &'a [Statement], around: &Around<'a>, behind: NodeId) -> NodeId {
        statements.iter().rev().fold(behind, |next, statement| match statement {
            Statement::Rule(id) => match self.model.rules.get(id.index()) {
                Some(rule) if !rule.disabled => self.rule(*id, rule, around, next),
                _ => next,
            },
            Statement::Branch(branch) if branch.disabled => next,
            Statement::Branch(branch) => self.branch(branch, around, next),
        })
    }

    fn spot(&mut self, id: RuleId, rule: &Rule, around: &Around<'a>) -> usize {
        let mut path = around.path.clone();
        path.push(Arc::clone(&rule.name));
        self.builder.spot(Spot { rule: id, path, listed: rule.listed.clone() })
    }

    fn rule(&mut self, id: RuleId, rule: &'a Rule, around: &Around<'a>, next: NodeId) -> NodeId {
        let spot = match rule.kind {
            RuleKind::OnInvalid => return next,
            _ => self.spot(id, rule, around),
        };
        // A shadow rule is judged afterwards; here it only counts that evaluation came to it.
        if rule.kind == RuleKind::Shadow {
            return self.builder.node(Node::Shadow { spot, next });
        }
        let decided = match (&rule.kind, &rule.decision) {
            (RuleKind::Step, _) => self.builder.node(Node::Step { spot, next }),
            (_, Some(Decision::GoTo(to))) => {
                let mut path = around.path.clone();
                path.push(Arc::clone(&rule.name));
                let lines = around.lines.iter().copied().chain(&rule.when).chain(&rule.unless);
                let listed = self.listed(lines, Some(rule));
                let door = self.builder.door(Door { to: *to, path, listed, rule: Some(id) });
                self.builder.node(Node::Enter { door })
            }
            (_, Some(decision)) if decision.chain().is_some() => self.builder.node(Node::Pick { spot, nobody: next }),
            _ => self.builder.node(Node::End { spot }),
        };
        let judged = self.lines(&rule.when, &rule.unless, &rule.asks, decided, next);
        match &rule.active {
            Some(active) => {
                let season = self.builder.season(active);
                self.builder.node(Node::Season { season, then: judged, otherwise: next })
            }
            None => judged,
        }
    }

    fn branch(&mut self, branch: &'a Branch, around: &Around<'a>, next: NodeId) -> NodeId {
        let mut inner = around.clone();
        inner.path.push(Arc::clone(&branch.name));
        inner.lines.extend(branch.when.iter().chain(&branch.unless));
        let inside = match &branch.body {
            BranchBody::Statements(statements) => self.statements(statements, &inner, next),
            BranchBody::Uses(to) => self.uses(*to, &inner),
        };
        self.lines(&branch.when, &branch.unless, &[], inside, next)
    }

    fn uses(&mut self, to: RouteId, inner: &Around<'a>) -> NodeId {
        let listed = self.listed(inner.lines.iter().copied(), None);
        let door = self.builder.door(Door { to, path: inner.path.clone(), listed, rule: None });
        self.builder.node(Node::Enter { door })
    }

    /// What the lines on the way name, and the effects of a rule that hands over.
    fn listed<'l>(&self, lines: impl Iterator<Item = &'l Line>, rule: Option<&Rule>) -> Listed {
        let mut found = Found::default();
        lines.for_each(|line| found.line(self.model, line));
        rule.iter().flat_map(|rule| &rule.effects).for_each(|effect| found.effect(self.model, effect));
        found.listed(self.model)
    }

    /// All `when` lines yes and no `unless` line yes: then `then`. Lines without a scorer come first; when they leave it
    /// open, the scorers that the rest depends on are asked.
    fn lines(&mut self, when: &[Line], unless: &[Line], more: &[ScorerId], then: NodeId, otherwise: NodeId) -> NodeId {
        let free = |line: &&Line| line.asks.is_empty();
        let mut scorers: Vec<ScorerId> =
            when.iter().chain(unless).flat_map(|line| &line.asks).chain(more).copied().collect();
        scorers.sort_unstable();
        scorers.dedup();
        let mut node = then;
        for line in unless.iter().rev().filter(|line| !free(line)) {
            node = self.yes(&line.condition, otherwise, node);
        }
        for line in when.iter().rev().filter(|line| !free(line)) {
            node = self.yes(&line.condition, node, otherwise);
        }
        if !scorers.is_empty() {
            node = self.builder.node(Node::Ask { scorers, next: node });
        }
        for line in unless.iter().rev().filter(free) {
            node = self.yes(&line.condition, otherwise, node);
        }
        for line in when.iter().rev().filter(free) {
            node = self.yes(&line.condition, node, otherwise);
        }
        node
    }
}
