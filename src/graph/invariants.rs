//! What holds for every graph, proved when it is built: every place exists, every edge leads back.

use super::DecisionGraph;
use super::builder::Builder;
use super::node::Node;

/// What is broken, if anything is. An edge to an earlier node can never close a cycle.
pub(super) fn broken(graph: &DecisionGraph) -> Option<String> {
    let (nodes, tests, subjects, seasons, spots, doors) = Builder::parts(graph);
    for (place, node) in nodes.iter().enumerate() {
        if node.edges().iter().any(|edge| edge.index() >= place) {
            return Some(format!("node {place} leads forward"));
        }
        let fine = match node {
            Node::Test { test, .. } => *test < tests,
            Node::Switch { subject, cases, .. } => *subject < subjects && cases.is_sorted_by(|a, b| a.0 < b.0),
            Node::Season { season, .. } => *season < seasons,
            Node::Step { spot, .. } | Node::Shadow { spot, .. } | Node::Pick { spot, .. } => *spot < spots,
            Node::End { spot } | Node::Nobody { spot } => *spot < spots,
            Node::Enter { door } => *door < doors,
            Node::Gate { .. } | Node::Ask { .. } => true,
        };
        if !fine {
            return Some(format!("node {place} names something that is not there"));
        }
    }
    None
}
