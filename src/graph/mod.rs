//! The decision graph: how a policy decides. A route is a list of cases; a forest finds the first that holds.
//!
//! Made by lowering a checked policy through [`Builder`] and by nothing else; the walk runs it.

mod builder;
mod card;
mod draw;
mod forest;
mod invariants;
mod node;
mod viewed;

pub(crate) use builder::Builder;
pub(crate) use card::{Card, Sums};
pub use draw::Traffic;
pub(crate) use draw::{dot, mermaid, svg};
#[cfg(feature = "workbench")]
pub(crate) use forest::Probe;
pub(crate) use forest::{
    By, ClassSource, Entry, Forest, NAMED_ATTRIBUTES, NOBODY, Ref, Rows, Sketch, Test, Want, layout,
};
pub use node::Summary;
pub(crate) use node::{Beside, Door, RouteGraph, Spot, Turn};
pub(crate) use viewed::Viewed;

use crate::domain::{RouteId, ScoreId, TableId};
use std::fmt;

/// The graph of a whole policy. Made by lowering a checked policy and by nothing else.
#[derive(Clone, Debug)]
pub struct DecisionGraph {
    /// What conditions look at; classes are asked by the places here.
    viewed: Vec<Viewed>,
    spots: Vec<Spot>,
    doors: Vec<Door>,
    routes: Vec<RouteGraph>,
    /// By table: its rows as cases, where there are many.
    tables: Vec<Option<Forest>>,
    /// By score: its card over classes, where classes tell any of it.
    cards: Vec<Option<Card>>,
    /// Whether any rule is tried in the shadow of others.
    shadows: bool,
    /// No other graph of this process has it. Whose classes a lead brings is told by it, and nothing else.
    mark: Mark,
}

/// What tells a graph from every other of this process. Two graphs of one policy print alike.
#[derive(Clone, Copy)]
struct Mark(u64);

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark")
    }
}

impl DecisionGraph {
    pub(crate) fn viewed(&self) -> &[Viewed] {
        &self.viewed
    }

    pub(crate) const fn mark(&self) -> u64 {
        self.mark.0
    }

    pub(crate) const fn has_shadows(&self) -> bool {
        self.shadows
    }

    pub(crate) fn spot(&self, place: u32) -> Option<&Spot> {
        self.spots.get(usize::try_from(place).ok()?)
    }

    pub(crate) fn door(&self, place: u32) -> Option<&Door> {
        self.doors.get(usize::try_from(place).ok()?)
    }

    pub(crate) fn route(&self, route: RouteId) -> Option<&RouteGraph> {
        self.routes.get(route.index())
    }

    /// The rows of a table as cases.
    pub(crate) fn table(&self, table: TableId) -> Option<&Forest> {
        self.tables.get(table.index())?.as_ref()
    }

    /// A score card over classes.
    pub(crate) fn card(&self, score: ScoreId) -> Option<&Card> {
        self.cards.get(score.index())?.as_ref()
    }

    /// How large it is.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { attributes: self.viewed.len(), ..Summary::default() };
        for route in &self.routes {
            summary.cases = summary.cases.saturating_add(route.turns.len()).saturating_add(route.besides.len());
        }
        let forests =
            self.routes.iter().flat_map(|route| [&route.search, &route.beside]).chain(self.tables.iter().flatten());
        for forest in forests {
            summary.nodes = summary.nodes.saturating_add(forest.nodes());
            summary.bytes = summary.bytes.saturating_add(forest.bytes());
        }
        let parts = self.viewed.iter().map(Viewed::bytes).chain(self.cards.iter().flatten().map(Card::bytes));
        summary.bytes = parts.fold(summary.bytes, usize::saturating_add);
        summary
    }
}
