//! The decision graph: how a policy decides. Nodes in one list, shared, without cycles; the walk runs it and nothing else.
//!
//! A later way of building it may look quite different inside; what stands behind it asks only for [`DecisionGraph::start`]
//! and the nodes.

mod builder;
mod draw;
mod invariants;
mod node;

pub(crate) use builder::Builder;
pub use draw::Traffic;
pub(crate) use draw::{dot, mermaid, svg};
pub use node::Summary;
pub(crate) use node::{Door, Node, NodeId, Spot};

use crate::domain::RouteId;
use crate::model::{Active, Cond, Expr};

/// The graph of a whole policy. Made by lowering a checked policy and by nothing else.
#[derive(Clone, Debug)]
pub struct DecisionGraph {
    nodes: Vec<Node>,
    /// Single tests, each once.
    tests: Vec<Cond>,
    /// What switches look at.
    subjects: Vec<Expr>,
    seasons: Vec<Active>,
    spots: Vec<Spot>,
    doors: Vec<Door>,
    /// Where each route begins, and its `on invalid`.
    starts: Vec<(NodeId, Option<usize>)>,
    shared: usize,
}

impl DecisionGraph {
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    pub(crate) fn test(&self, place: usize) -> Option<&Cond> {
        self.tests.get(place)
    }

    pub(crate) fn subject(&self, place: usize) -> Option<&Expr> {
        self.subjects.get(place)
    }

    pub(crate) fn season(&self, place: usize) -> Option<&Active> {
        self.seasons.get(place)
    }

    pub(crate) fn spot(&self, place: usize) -> Option<&Spot> {
        self.spots.get(place)
    }

    pub(crate) fn door(&self, place: usize) -> Option<&Door> {
        self.doors.get(place)
    }

    /// Where a route begins.
    pub(crate) fn start(&self, route: RouteId) -> Option<NodeId> {
        self.starts.get(route.index()).map(|(start, _)| *start)
    }

    /// What a route does with invalid leads.
    pub(crate) fn on_invalid(&self, route: RouteId) -> Option<usize> {
        self.starts.get(route.index()).and_then(|(_, spot)| *spot)
    }

    /// How many nodes of which sort there are, how many tests, how deep it is, how much is shared.
    pub fn summary(&self) -> Summary {
        node::summary(&self.nodes, self.tests.len(), self.shared)
    }
}
