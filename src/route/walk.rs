//! Walking the graph: from a route's start to a decision. Everything that the answer needs is noted on the way.

#![allow(clippy::indexing_slicing, reason = "edges were proved to exist when the graph was built")]

use super::chain::Tried;
use super::eligible::Eligibility;
use super::facts::LeadFacts;
use super::truth::{Facts, Truth};
use crate::domain::{RouteId, RuleId, Value, key_of};
use crate::graph::{DecisionGraph, Node, NodeId, Spot};
use crate::model::{Active, Decision, Listed, Rule};
use std::sync::Arc;

/// What evaluation came by and where it ended.
pub(crate) struct Walk<'a> {
    /// Route, branches, rule; of every route that took over.
    pub(crate) path: Vec<Arc<str>>,
    /// Steps that spoke, and rules that handed over, in their order.
    pub(crate) spoke: Vec<(RuleId, &'a Rule)>,
    /// What the ways here name.
    pub(crate) named: Vec<&'a Listed>,
    /// Every chain whose rule was yes.
    pub(crate) tried: Vec<Tried<'a>>,
    /// Shadow rules that evaluation came to.
    pub(crate) reached: Vec<RuleId>,
    /// Routes that a rule handed over to.
    pub(crate) went: Vec<RouteId>,
    pub(crate) end: End<'a>,
    /// Steps of the present route that hold; those in branches that do not enclose the end are left behind.
    waiting: Vec<(&'a Spot, &'a Rule)>,
}

/// Where evaluation ended.
#[derive(Clone, Copy)]
pub(crate) enum End<'a> {
    /// A chain gave somebody: the last one tried.
    Chain(&'a Rule),
    /// A rule decided without a chain.
    Rule(&'a Rule),
    /// Even the last `otherwise` found nobody.
    Nobody(Option<&'a Rule>),
}

impl<'a> Walk<'a> {
    /// A walk that came by nothing.
    pub(crate) const fn nothing() -> Self {
        Self {
            path: Vec::new(),
            spoke: Vec::new(),
            named: Vec::new(),
            tried: Vec::new(),
            reached: Vec::new(),
            went: Vec::new(),
            end: End::Nobody(None),
            waiting: Vec::new(),
        }
    }

    /// Evaluation leaves a route at this path: the steps around it have spoken.
    fn leave(&mut self, path: &[Arc<str>]) {
        for (spot, rule) in std::mem::take(&mut self.waiting) {
            let around = spot.path.split_last().map_or(&[][..], |(_, around)| around);
            if path.starts_with(around) {
                self.spoke.push((spot.rule, rule));
                self.named.push(&spot.listed);
            }
        }
        self.path.extend(path.iter().cloned());
    }

    pub(crate) fn run(graph: &'a DecisionGraph, all: &Eligibility<'a, LeadFacts<'a>>, start: NodeId) -> Self {
        let mut walk = Self::nothing();
        let mut at = start;
        while let Some(node) = graph.node(at) {
            match walk.step(graph, all, node) {
                Some(next) => at = next,
                None => break,
            }
        }
        walk
    }

    /// The next node; `None` at the end.
    fn step(
        &mut self,
        graph: &'a DecisionGraph,
        all: &Eligibility<'a, LeadFacts<'a>>,
        node: &'a Node,
    ) -> Option<NodeId> {
        let facts = all.facts;
        let rule_at = |spot: usize| {
            let spot = graph.spot(spot)?;
            Some((spot, all.world.model.rules.get(spot.rule.index())?))
        };
        match node {
            Node::Test { test, wants_no, then, otherwise } => {
                let truth = graph.test(*test).map_or(Truth::Unknown, |test| facts.judge(test, None));
                let taken = truth == Truth::of(!wants_no) || super::faults::unknown_is_no(truth, *wants_no);
                Some(if taken { *then } else { *otherwise })
            }
            Node::Switch { subject, cases, otherwise } => {
                let value = graph.subject(*subject).and_then(|subject| facts.value(subject, None));
                let key = value.as_ref().map(key_of);
                let case = key.and_then(|key| cases.binary_search_by(|(case, _)| (**case).cmp(&key)).ok());
                Some(case.map_or(*otherwise, |place| cases[place].1))
            }
            Node::Gate { grade, bands, unknown } => {
                let band = match facts.grade(*grade) {
                    Some(Value::Enum(_, band)) => usize::try_from(band).ok().and_then(|band| bands.get(band)),
                    _ => None,
                };
                Some(band.copied().unwrap_or(*unknown))
            }
            Node::Season { season, then, otherwise } => {
                let now = facts.moment.now;
                let inside = graph.season(*season).is_some_and(|season| is_active(season, now));
                Some(if inside { *then } else { *otherwise })
            }
            Node::Ask { scorers, next } => {
                scorers.iter().for_each(|scorer| facts.scores.ask(*scorer));
                Some(*next)
            }
            Node::Step { spot, next } => {
                self.waiting.extend(rule_at(*spot));
                Some(*next)
            }
            Node::Shadow { spot, next } => {
                self.reached.extend(graph.spot(*spot).map(|spot| spot.rule));
                Some(*next)
            }
            Node::Pick { spot, nobody } => {
                let (spot, rule) = rule_at(*spot)?;
                let chain = rule.decision.as_ref().and_then(Decision::chain)?;
                let tried = all.chain(chain);
                let won = tried.won.is_some();
                self.tried.push(tried);
                if !won {
                    return Some(*nobody);
                }
                self.leave(&spot.path);
                self.named.push(&spot.listed);
                self.end = End::Chain(rule);
                None
            }
            Node::End { spot } => {
                let (spot, rule) = rule_at(*spot)?;
                self.leave(&spot.path);
                self.named.push(&spot.listed);
                self.end = End::Rule(rule);
                None
            }
            Node::Enter { door } => {
                let door = graph.door(*door)?;
                self.leave(&door.path);
                self.named.push(&door.listed);
                if let Some(id) = door.rule
                    && let Some(rule) = all.world.model.rules.get(id.index())
                {
                    self.spoke.push((id, rule));
                    self.went.push(door.to);
                }
                graph.start(door.to)
            }
            Node::Nobody { spot } => {
                let spot = graph.spot(*spot)?;
                self.leave(&spot.path);
                self.named.push(&spot.listed);
                self.end = End::Nobody(all.world.model.rules.get(spot.rule.index()));
                None
            }
        }
    }
}

/// Whether a moment lies within `active FROM..TO`, both days in.
pub(crate) fn is_active(active: &Active, now: jiff::Timestamp) -> bool {
    let today = active.zone.clock(now).date();
    active.from.is_none_or(|from| from <= today) && active.to.is_none_or(|to| today <= to)
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use crate::{Compiler, Request, Snapshot, Source};

    #[test]
    fn a_step_in_a_branch_that_falls_through_leaves_nothing_behind() {
        let text = r#"pointsman 1
lead { id: text  n: integer optional }
queue desk
route r {
  branch b when n > 1 {
    step s { when n > 1  tag "inside" }
    rule high { when n > 9  assign queue desk }
  }
  otherwise { assign queue desk }
}
"#;
        let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect("a policy");
        for (n, tags) in [(5, 0), (10, 1)] {
            let lead = rules.lead_from_json(&format!("{{\"id\": \"1\", \"n\": {n}}}")).expect("a lead");
            let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("an answer");
            assert_eq!(answer.tags.len(), tags, "n = {n}");
        }
    }
}
