//! The one maker of graphs.

use super::DecisionGraph;
use super::card::Card;
use super::forest::Forest;
use super::invariants;
use super::node::{Beside, Door, RouteGraph, Spot, Turn};
use super::viewed::Viewed;
use crate::domain::key_of;
use crate::lookup::TextLookup;
use crate::region::Subject;
use std::sync::atomic::{AtomicU64, Ordering};

/// From 1: 0 is no graph's.
static NEXT_MARK: AtomicU64 = AtomicU64::new(1);

/// Collects what routes come to; the forests say when.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    spots: Vec<Spot>,
    doors: Vec<Door>,
    routes: Vec<RouteGraph>,
    tables: Vec<Option<Forest>>,
    cards: Vec<Option<Card>>,
}

impl Builder {
    pub(crate) fn spot(&mut self, spot: Spot) -> u32 {
        self.spots.push(spot);
        place(self.spots.len())
    }

    pub(crate) fn door(&mut self, door: Door) -> u32 {
        self.doors.push(door);
        place(self.doors.len())
    }

    /// The next route.
    pub(crate) fn route(&mut self, route: RouteGraph) {
        self.routes.push(route);
    }

    /// The next table: its rows as cases; none where it is asked row by row.
    pub(crate) fn table(&mut self, rows: Option<Forest>) {
        self.tables.push(rows);
    }

    /// The next score: its card over classes; none where it is judged line by line.
    pub(crate) fn card(&mut self, card: Option<Card>) {
        self.cards.push(card);
    }

    pub(crate) fn finish(self, mut viewed: Vec<Viewed>) -> DecisionGraph {
        let mut elements: Vec<Vec<_>> = vec![Vec::new(); viewed.len()];
        for (place, viewed) in (0..).zip(&viewed) {
            if let Subject::Element { list, value } = &viewed.subject
                && let Some(elements) = elements.get_mut(list.index())
            {
                elements.push((key_of(value), place));
            }
        }
        for (list, elements) in viewed.iter_mut().zip(elements) {
            list.set_elements(TextLookup::new(elements));
        }
        let shadows = self.routes.iter().flat_map(|route| &route.besides).any(|beside| !beside.is_step);
        let Self { spots, doors, routes, tables, cards } = self;
        let mark = super::Mark(NEXT_MARK.fetch_add(1, Ordering::Relaxed));
        let graph = DecisionGraph { viewed, spots, doors, routes, tables, cards, shadows, mark };
        debug_assert_eq!(invariants::broken(&graph), None);
        graph
    }

    pub(super) fn parts(graph: &DecisionGraph) -> Parts<'_> {
        let DecisionGraph { viewed, spots, doors, routes, tables, cards, .. } = graph;
        Parts { viewed: viewed.len(), spots: spots.len(), doors: doors.len(), routes, tables, cards }
    }
}

/// What invariants look at.
pub(super) struct Parts<'g> {
    pub(super) viewed: usize,
    pub(super) spots: usize,
    pub(super) doors: usize,
    pub(super) routes: &'g [RouteGraph],
    pub(super) tables: &'g [Option<Forest>],
    pub(super) cards: &'g [Option<Card>],
}

impl Parts<'_> {
    /// Whether what is done at a case is there.
    pub(super) fn has(&self, turn: &Turn) -> bool {
        match turn {
            Turn::Pick { spot } | Turn::End { spot } => self.has_spot(*spot),
            Turn::Enter { door } => usize::try_from(*door).is_ok_and(|door| door < self.doors),
            Turn::Ask { scorers } => !scorers.is_empty(),
        }
    }

    pub(super) fn has_spot(&self, spot: u32) -> bool {
        usize::try_from(spot).is_ok_and(|spot| spot < self.spots)
    }

    pub(super) fn has_beside(&self, beside: &Beside, turns: usize) -> bool {
        self.has_spot(beside.spot) && usize::try_from(beside.turns).is_ok_and(|before| before <= turns)
    }
}

/// The place of the last of so many.
fn place(count: usize) -> u32 {
    u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX)
}
