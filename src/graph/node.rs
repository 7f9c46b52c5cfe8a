//! The nodes.

use crate::domain::{GradeId, RouteId, RuleId, ScorerId};
use crate::model::Listed;
use std::fmt;
use std::sync::Arc;

/// The place of a node in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// One step of a decision. Every edge leads to a node that was built before, so that there are no cycles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    /// Is the test yes (or, where `wants_no`, no)? Unknown satisfies neither.
    Test { test: usize, wants_no: bool, then: NodeId, otherwise: NodeId },
    /// Which of the values is it? The head of a run of tests of one subject.
    Switch { subject: usize, cases: Vec<(Arc<str>, NodeId)>, otherwise: NodeId },
    /// Which band does a grade give? One way a band, and one for an unknown score.
    Gate { grade: GradeId, bands: Vec<NodeId>, unknown: NodeId },
    /// Is today within `active`?
    Season { season: usize, then: NodeId, otherwise: NodeId },
    /// From here on the decision depends on these scorers.
    Ask { scorers: Vec<ScorerId>, next: NodeId },
    /// A step adds its data.
    Step { spot: usize, next: NodeId },
    /// Evaluation came to a shadow rule.
    Shadow { spot: usize, next: NodeId },
    /// A chain is tried; the edge is taken when it ends with nobody.
    Pick { spot: usize, nobody: NodeId },
    /// A rule decides without a chain.
    End { spot: usize },
    /// Another route takes over and does not give back.
    Enter { door: usize },
    /// Even the last `otherwise` of a route found nobody.
    Nobody { spot: usize },
}

/// A rule at its place in a route.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) rule: RuleId,
    /// The route, the branches around it, its own name.
    pub(crate) path: Vec<Arc<str>>,
    /// What the answer lists.
    pub(crate) listed: Listed,
}

/// A way into another route.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Door {
    pub(crate) to: RouteId,
    /// Where it stands: what the path gains before the other route's name.
    pub(crate) path: Vec<Arc<str>>,
    /// Named by the conditions on the way.
    pub(crate) listed: Listed,
    /// The rule that says `go to`, whose effects count like a step's.
    pub(crate) rule: Option<RuleId>,
}

/// The size and shape of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Nodes by sort, in a fixed order.
    pub nodes: Vec<(&'static str, usize)>,
    /// Different single tests.
    pub tests: usize,
    /// The longest way from a start to an end.
    pub depth: usize,
    /// Nodes that were asked for again and built once.
    pub shared: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.nodes.iter().fold(0_usize, |sum, (_, count)| sum.saturating_add(*count));
        write!(f, "{total} nodes (")?;
        let shown: Vec<String> =
            self.nodes.iter().filter(|(_, count)| *count > 0).map(|(sort, count)| format!("{count} {sort}")).collect();
        write!(f, "{}), {} tests, {} deep, {} shared", shown.join(", "), self.tests, self.depth, self.shared)
    }
}

impl Node {
    pub(crate) const SORTS: [&'static str; 11] =
        ["test", "switch", "gate", "season", "ask", "step", "shadow", "pick", "end", "enter", "nobody"];

    /// The place of its sort in [`Node::SORTS`].
    pub(crate) const fn sort(&self) -> usize {
        match self {
            Self::Test { .. } => 0,
            Self::Switch { .. } => 1,
            Self::Gate { .. } => 2,
            Self::Season { .. } => 3,
            Self::Ask { .. } => 4,
            Self::Step { .. } => 5,
            Self::Shadow { .. } => 6,
            Self::Pick { .. } => 7,
            Self::End { .. } => 8,
            Self::Enter { .. } => 9,
            Self::Nobody { .. } => 10,
        }
    }

    /// The nodes it leads to.
    pub(crate) fn edges(&self) -> Vec<NodeId> {
        match self {
            Self::Test { then, otherwise, .. } | Self::Season { then, otherwise, .. } => vec![*then, *otherwise],
            Self::Switch { cases, otherwise, .. } => cases.iter().map(|(_, node)| *node).chain([*otherwise]).collect(),
            Self::Gate { bands, unknown, .. } => bands.iter().copied().chain([*unknown]).collect(),
            Self::Ask { next, .. } | Self::Step { next, .. } | Self::Shadow { next, .. } => vec![*next],
            Self::Pick { nobody, .. } => vec![*nobody],
            Self::End { .. } | Self::Enter { .. } | Self::Nobody { .. } => Vec::new(),
        }
    }
}

pub(super) fn summary(nodes: &[Node], tests: usize, shared: usize) -> Summary {
    let mut counts = [0_usize; 11];
    let mut depths: Vec<usize> = Vec::with_capacity(nodes.len());
    for node in nodes {
        if let Some(count) = counts.get_mut(node.sort()) {
            *count = count.saturating_add(1);
        }
        let below = node.edges().iter().filter_map(|edge| depths.get(edge.index())).max().copied().unwrap_or(0);
        depths.push(below.saturating_add(1));
    }
    let nodes = Node::SORTS.into_iter().zip(counts).collect();
    Summary { nodes, tests, depth: depths.into_iter().max().unwrap_or(0), shared }
}
