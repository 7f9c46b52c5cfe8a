//! The decision graph: how a policy decides. A route is a list of cases; a forest finds the first that holds.
//!
//! Made by lowering a checked policy through [`Builder`] and by nothing else; the walk runs it.

mod builder;
mod draw;
mod forest;
mod invariants;
mod node;
mod viewed;

pub(crate) use builder::Builder;
pub use draw::Traffic;
pub(crate) use draw::{dot, mermaid, svg};
#[cfg(feature = "workbench")]
pub(crate) use forest::Probe;
pub(crate) use forest::{By, ClassSource, Entry, Forest, NAMED_ATTRIBUTES, NOBODY, Ref, Rows, Sketch, Test, Want, layout};
pub use node::Summary;
pub(crate) use node::{Beside, Door, RouteGraph, Spot, Turn};
pub(crate) use viewed::Viewed;

use crate::domain::{RouteId, TableId};

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
    /// Whether any rule is tried in the shadow of others.
    shadows: bool,
}

impl DecisionGraph {
    pub(crate) fn viewed(&self) -> &[Viewed] {
        &self.viewed
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
        let viewed = self.viewed.iter().map(Viewed::bytes);
        summary.bytes = viewed.fold(summary.bytes, usize::saturating_add);
        summary
    }
}
