//! The rule that a lead comes to by its conditions alone: no chain is tried.

use super::Request;
use super::came::Came;
use super::decide::Engine;
use super::read::Reader;
use super::sights::Sights;
use super::unread::{Known, REMEMBERED, Unread};
use crate::domain::{OPEN, RouteId, RuleId, ScorerId};
use crate::graph::{ClassSource, DecisionGraph, NOBODY, Turn};
use std::cell::Cell;

/// Goes from case to case to the first rule; `ask` asks scorers, or says that it cannot.
fn first_of(
    graph: &DecisionGraph,
    start: RouteId,
    source: &impl ClassSource,
    mut ask: impl FnMut(&[ScorerId]) -> bool,
) -> Option<RuleId> {
    let (mut at, mut from) = (graph.route(start)?, 0);
    loop {
        let case = at.search.first(source, from);
        if case == NOBODY {
            return None;
        }
        match at.turns.get(usize::try_from(case).ok()?)? {
            Turn::Pick { spot } | Turn::End { spot } => return graph.spot(*spot).map(|spot| spot.rule),
            Turn::Enter { door } => (at, from) = (graph.route(graph.door(*door)?.to)?, 0),
            Turn::Ask { scorers } => {
                if !ask(scorers) {
                    return None;
                }
                from = case.saturating_add(1);
            }
        }
    }
}

/// The name of the rule for attributes as they came; the outer `None`: the lead must be read as a whole.
pub(crate) fn at_a_glance<'s: 'a, 'a>(
    reader: Reader<'a>,
    graph: &'a DecisionGraph,
    sights: &'s Sights,
    start: RouteId,
    attributes: impl Came<'a>,
) -> Option<Option<&'s str>> {
    let unread = Unread::new(reader, graph, sights, attributes, [const { Cell::new(OPEN) }; REMEMBERED]);
    if unread.is_valid() { found(&unread, graph, sights, start) } else { None }
}

/// The same of what is known of a valid lead.
#[inline(always)]
pub(super) fn found<'s: 'a, 'a>(
    unread: &Unread<'a, impl Came<'a>, impl Known>,
    graph: &'a DecisionGraph,
    sights: &'s Sights,
    start: RouteId,
) -> Option<Option<&'s str>> {
    let mut at = start;
    let found = loop {
        let route = graph.route(at)?;
        let case = route.search.first(unread, 0);
        let end = sights.end(at, case);
        if end.is_some() || case == NOBODY {
            break end;
        }
        match route.turns.get(usize::try_from(case).ok()?)? {
            Turn::Enter { door } => at = graph.door(*door)?.to,
            // A scorer needs all of a lead.
            Turn::Ask { .. } | Turn::Pick { .. } | Turn::End { .. } => return None,
        }
    };
    (!unread.gave_up()).then_some(found)
}

impl Engine<'_> {
    /// The rule that a lead comes to; none for an invalid one.
    pub(crate) fn first_rule(&self, request: &Request<'_>, start: RouteId) -> Option<RuleId> {
        if !request.lead.is_valid() {
            return None;
        }
        self.lead_facts(request, |facts| {
            first_of(self.graph, start, facts, |scorers| {
                facts.ask(scorers.iter().copied());
                true
            })
        })
    }
}
