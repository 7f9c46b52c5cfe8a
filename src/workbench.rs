//! Doors for benches and for tests of growth. No part of the interface: it may change at any time.

use crate::domain::{Lead, RouteId, Snapshot};
use crate::graph::{ClassSource, DecisionGraph, NOBODY, Probe, RouteGraph};
use crate::route::{Engine, Facts, Preparing, Request, Roster, World};
use crate::{RouteError, Ruleset};
use std::sync::Arc;

pub use crate::route::Prepared;

/// Matching by itself: which case of a policy's route is the first that holds for a lead.
#[derive(Debug)]
pub struct Workbench {
    rules: Ruleset,
    one_by_one: DecisionGraph,
    route: RouteId,
    snapshot: Snapshot,
    roster: Roster,
    fingerprint: Arc<str>,
}

/// What a search looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Switches and leaves.
    pub nodes: usize,
    /// Cases whose tests were run.
    pub cases: usize,
}

impl Probe for &mut Looked {
    fn node(&mut self) {
        self.nodes = self.nodes.saturating_add(1);
    }

    fn case(&mut self) {
        self.cases = self.cases.saturating_add(1);
    }
}

impl Workbench {
    /// The main route of a policy.
    ///
    /// # Errors
    ///
    /// When it is not clear which route is meant.
    pub fn new(rules: &Ruleset) -> Result<Self, RouteError> {
        let snapshot = Snapshot::default();
        let roster = Roster::new(rules.model(), &snapshot);
        Ok(Self {
            one_by_one: crate::lower::one_by_one(rules.model()),
            route: rules.route_named(None)?,
            fingerprint: rules.fingerprint().into(),
            rules: rules.clone(),
            snapshot,
            roster,
        })
    }

    fn engine<'a>(&'a self, graph: &'a DecisionGraph) -> Engine<'a> {
        let world = World { model: self.rules.model(), snapshot: &self.snapshot, roster: &self.roster };
        Engine {
            world,
            graph,
            limits: self.rules.limits(),
            fingerprint: &self.fingerprint,
            scorers: &[],
            directories: &[],
            decided: None,
        }
    }

    fn searched<'a>(&self, graph: &'a DecisionGraph) -> Option<&'a RouteGraph> {
        graph.route(self.route)
    }

    /// All classes of some leads.
    pub fn prepare(&self, leads: &[Lead]) -> Vec<Prepared> {
        let mut preparing = Preparing::default();
        for lead in leads {
            self.engine(self.rules.graph()).lead_facts(&Request::new(lead), |facts| preparing.add(facts));
        }
        preparing.done()
    }

    /// The first case, from prepared classes.
    pub fn first(&self, lead: &Prepared) -> Option<u32> {
        self.found(self.rules.graph(), lead)
    }

    /// The same by testing one case after another: the same tests on the same classes.
    pub fn linear(&self, lead: &Prepared) -> Option<u32> {
        self.found(&self.one_by_one, lead)
    }

    fn found(&self, graph: &DecisionGraph, lead: &impl ClassSource) -> Option<u32> {
        let case = self.searched(graph)?.search.first(lead, 0);
        (case != NOBODY).then_some(case)
    }

    /// The first case, each class looked up when it is asked for.
    pub fn lazy(&self, lead: &Lead) -> Option<u32> {
        let graph = self.rules.graph();
        self.engine(graph).lead_facts(&Request::new(lead), |facts| self.found(graph, facts))
    }

    /// The first case by the conditions of the policy as they stand: no class, no box. Only for routes of rules alone.
    pub fn naive(&self, lead: &Lead) -> Option<u32> {
        let model = self.rules.model();
        let statements = &model.routes.get(self.route.index())?.statements;
        let holds = |facts: &dyn Facts| {
            statements.iter().position(|statement| match statement {
                crate::model::Statement::Rule(id) => model.rules.get(id.index()).is_some_and(|rule| {
                    let yes = |line: &crate::model::Line| facts.judge(&line.condition, None).is_yes();
                    rule.when.iter().all(yes) && !rule.unless.iter().any(yes)
                }),
                crate::model::Statement::Branch(_) => false,
            })
        };
        let place = self.engine(self.rules.graph()).lead_facts(&Request::new(lead), |facts| holds(facts))?;
        u32::try_from(place).ok()
    }

    /// What the search for the first case looks at.
    pub fn looked(&self, lead: &Prepared) -> Looked {
        let mut looked = Looked::default();
        if let Some(route) = self.searched(self.rules.graph()) {
            route.search.first_with(lead, 0, &mut looked);
        }
        looked
    }

    /// Lowers the policy anew: what compiling costs beyond reading and checking.
    pub fn lower(&self) -> usize {
        crate::lower::lower(self.rules.model()).summary().nodes
    }

    /// Reads a text into its tree and nothing more: what parsing costs. The statements found at the top.
    pub fn parse(text: &str) -> usize {
        let source = crate::Source::new("policy.route", text);
        let id = crate::Sources::new().add(source.clone());
        crate::syntax::read(id, &source, &crate::Limits::default()).0.items.len()
    }
}
