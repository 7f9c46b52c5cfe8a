//! Walking the graph: from one case that holds to the next, until one decides. Everything that the answer needs is noted
//! on the way.

use super::chain::Tried;
use super::eligible::Eligibility;
use super::facts::LeadFacts;
use crate::domain::{Path, RouteId, RuleId};
use crate::graph::{DecisionGraph, NOBODY, RouteGraph, Spot, Turn};
use crate::model::{Active, Decision, Listed, Rule};
use smallvec::SmallVec;
use std::sync::Arc;

/// What evaluation came by and where it ended.
pub(crate) struct Walk<'a> {
    /// Route, branches, rule; of every route that took over.
    pub(crate) path: Path,
    /// Steps that spoke, and rules that handed over, in their order.
    pub(crate) spoke: SmallVec<[(RuleId, &'a Rule); 2]>,
    /// What the ways here name.
    pub(crate) named: SmallVec<[&'a Listed; 4]>,
    /// Every chain whose rule was yes.
    pub(crate) tried: SmallVec<[Tried<'a>; 1]>,
    /// Shadow rules that evaluation came to.
    pub(crate) reached: SmallVec<[RuleId; 2]>,
    /// Routes that a rule handed over to.
    pub(crate) went: SmallVec<[RouteId; 2]>,
    pub(crate) end: End<'a>,
    /// Steps of the present route that hold; those in branches that do not enclose the end are left behind.
    waiting: SmallVec<[(&'a Spot, &'a Rule); 2]>,
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
    #[inline]
    pub(crate) fn nothing() -> Self {
        Self {
            path: Path::new(),
            spoke: SmallVec::new(),
            named: SmallVec::new(),
            tried: SmallVec::new(),
            reached: SmallVec::new(),
            went: SmallVec::new(),
            end: End::Nobody(None),
            waiting: SmallVec::new(),
        }
    }

    /// Evaluation leaves a route at this path: the steps around it have spoken.
    fn leave(&mut self, path: &[Arc<str>]) {
        for (spot, rule) in self.waiting.drain(..) {
            if path.starts_with(&spot.around) {
                self.spoke.push((spot.rule, rule));
                self.named.push(&rule.listed);
            }
        }
        path.iter().for_each(|name| self.path.push(Arc::clone(name)));
    }

    /// From the start of a route to the end of evaluation.
    pub(crate) fn run(&mut self, graph: &'a DecisionGraph, all: &Eligibility<'a, LeadFacts<'a>>, start: RouteId) {
        let mut at = graph.route(start);
        while let Some(route) = at {
            at = self.route(graph, route, all);
        }
    }

    /// The route that takes over; `None` at the end.
    fn route(
        &mut self,
        graph: &'a DecisionGraph,
        route: &'a RouteGraph,
        all: &Eligibility<'a, LeadFacts<'a>>,
    ) -> Option<&'a RouteGraph> {
        let (facts, model) = (all.facts, all.world.model);
        let rule_at = |spot: u32| {
            let spot = graph.spot(spot)?;
            Some((spot, model.rules.get(spot.rule.index())?))
        };
        let mut from = 0;
        loop {
            let case = route.search.first(facts, from);
            let turn =
                if case == NOBODY { None } else { usize::try_from(case).ok().and_then(|case| route.turns.get(case)) };
            from = case.saturating_add(1);
            match turn {
                Some(Turn::Ask { scorers }) => {
                    facts.ask(scorers.iter().copied());
                }
                Some(Turn::Pick { spot }) => {
                    let (spot, rule) = rule_at(*spot)?;
                    let chain = rule.decision.as_ref().and_then(Decision::chain)?;
                    self.tried.push(Tried::nothing(chain));
                    let tried = self.tried.last_mut()?;
                    all.try_chain(chain, tried);
                    if tried.won.is_some() {
                        self.comes_by(graph, route, all, case);
                        self.ends(spot, rule);
                        self.end = End::Chain(rule);
                        return None;
                    }
                }
                Some(Turn::End { spot }) => {
                    let (spot, rule) = rule_at(*spot)?;
                    self.comes_by(graph, route, all, case);
                    self.ends(spot, rule);
                    self.end = End::Rule(rule);
                    return None;
                }
                Some(Turn::Enter { door }) => {
                    self.comes_by(graph, route, all, case);
                    let door = graph.door(*door)?;
                    self.leave(&door.path);
                    self.named.push(&door.listed);
                    if let Some(id) = door.rule
                        && let Some(rule) = model.rules.get(id.index())
                    {
                        self.spoke.push((id, rule));
                        self.went.push(door.to);
                    }
                    return graph.route(door.to);
                }
                None => {
                    self.comes_by(graph, route, all, NOBODY);
                    let (spot, rule) = rule_at(route.nobody)?;
                    self.ends(spot, rule);
                    self.end = End::Nobody(Some(rule));
                    return None;
                }
            }
        }
    }

    /// At a rule, whose name is the last of the path; the steps around it are those around its branches.
    fn ends(&mut self, spot: &Spot, rule: &'a Rule) {
        self.leave(&spot.around);
        self.path.push(Arc::clone(&rule.name));
        self.named.push(&rule.listed);
    }

    /// The steps that hold and the shadow rules in front of the case where evaluation ended, in their order. Whether they
    /// hold is the same now as it was then: what they depend on was asked before, or is without meaning for them.
    fn comes_by(
        &mut self,
        graph: &'a DecisionGraph,
        route: &'a RouteGraph,
        all: &Eligibility<'a, LeadFacts<'a>>,
        case: u32,
    ) {
        let before = route.besides.partition_point(|beside| beside.turns <= case);
        if before == 0 {
            return;
        }
        let mut found: SmallVec<[u32; 8]> = SmallVec::new();
        route.beside.each(all.facts, u32::try_from(before).unwrap_or(u32::MAX), |place| found.push(place));
        found.sort_unstable();
        found.dedup();
        for beside in found.into_iter().filter_map(|place| route.besides.get(usize::try_from(place).ok()?)) {
            let Some(spot) = graph.spot(beside.spot) else { continue };
            match all.world.model.rules.get(spot.rule.index()) {
                Some(rule) if beside.is_step => self.waiting.push((spot, rule)),
                _ => self.reached.push(spot.rule),
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
