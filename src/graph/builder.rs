//! The one maker of graphs: equal nodes are built once, edges lead only to nodes that are there already.

#![allow(clippy::indexing_slicing, reason = "places of nodes that were just built")]

use super::DecisionGraph;
use super::invariants;
use super::node::{Door, Node, NodeId, Spot};
use crate::domain::{Value, key_of};
use crate::model::{Active, Comparison, Cond, Expr, Set, SetItem};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A run of at least so many tests of one subject becomes a switch.
const RUN: usize = 3;

/// Collects nodes from the end of a decision to its start.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    nodes: Vec<Node>,
    known: BTreeMap<Node, NodeId>,
    tests: Vec<Cond>,
    known_tests: BTreeMap<String, usize>,
    subjects: Vec<Expr>,
    seasons: Vec<Active>,
    spots: Vec<Spot>,
    doors: Vec<Door>,
    starts: Vec<(NodeId, Option<usize>)>,
    shared: usize,
}

impl Builder {
    /// The node, built now or before.
    pub(crate) fn node(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.known.get(&node) {
            self.shared = self.shared.saturating_add(1);
            return *id;
        }
        let id = NodeId::at(self.nodes.len());
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    /// The place of a single test.
    pub(crate) fn test(&mut self, test: &Cond) -> usize {
        let key = format!("{test:?}");
        if let Some(place) = self.known_tests.get(&key) {
            return *place;
        }
        self.tests.push(test.clone());
        self.known_tests.insert(key, self.tests.len() - 1);
        self.tests.len() - 1
    }

    pub(crate) fn season(&mut self, season: &Active) -> usize {
        self.seasons.push(season.clone());
        self.seasons.len() - 1
    }

    pub(crate) fn spot(&mut self, spot: Spot) -> usize {
        self.spots.push(spot);
        self.spots.len() - 1
    }

    pub(crate) fn door(&mut self, door: Door) -> usize {
        self.doors.push(door);
        self.doors.len() - 1
    }

    /// Where the next route begins.
    pub(crate) fn start(&mut self, node: NodeId, on_invalid: Option<usize>) {
        self.starts.push((node, on_invalid));
    }

    /// The graph, with runs of tests of one subject made switches.
    pub(crate) fn finish(mut self) -> DecisionGraph {
        self.switches();
        let graph = DecisionGraph {
            nodes: self.nodes,
            tests: self.tests,
            subjects: self.subjects,
            seasons: self.seasons,
            spots: self.spots,
            doors: self.doors,
            starts: self.starts,
            shared: self.shared,
        };
        debug_assert_eq!(invariants::broken(&graph), None);
        graph
    }

    pub(super) fn parts(graph: &DecisionGraph) -> (&[Node], usize, usize, usize, usize, usize) {
        let DecisionGraph { nodes, tests, subjects, seasons, spots, doors, .. } = graph;
        (nodes, tests.len(), subjects.len(), seasons.len(), spots.len(), doors.len())
    }

    /// The head of each run becomes a switch; the tests behind it stay for those who come from elsewhere.
    fn switches(&mut self) {
        let mut is_inside = vec![false; self.nodes.len()];
        let mut subjects: BTreeMap<String, usize> = BTreeMap::new();
        for place in (0..self.nodes.len()).rev() {
            if is_inside[place] {
                continue;
            }
            let Some((subject, _, _, _)) = self.equality(place) else { continue };
            let subject = subject.clone();
            let mut cases: BTreeMap<Arc<str>, NodeId> = BTreeMap::new();
            let (mut at, mut length) = (place, 0_usize);
            let otherwise = loop {
                let Some((other, keys, then, next)) = self.equality(at) else { break NodeId::at(at) };
                if *other != subject {
                    break NodeId::at(at);
                }
                for key in keys {
                    cases.entry(key).or_insert(then);
                }
                length += 1;
                if at != place {
                    is_inside[at] = true;
                }
                at = next.index();
            };
            if length < RUN {
                continue;
            }
            let count = self.subjects.len();
            let known = *subjects.entry(format!("{subject:?}")).or_insert(count);
            if known == count {
                self.subjects.push(subject);
            }
            self.nodes[place] = Node::Switch { subject: known, cases: cases.into_iter().collect(), otherwise };
        }
    }

    /// A test whether a subject is one of some constants, with where it leads.
    fn equality(&self, place: usize) -> Option<(&Expr, Vec<Arc<str>>, NodeId, NodeId)> {
        let Some(Node::Test { test, wants_no: false, then, otherwise }) = self.nodes.get(place) else { return None };
        let (subject, keys) = match self.tests.get(*test)? {
            Cond::Compare(Comparison::Is, subject, Expr::Literal(value)) => (subject, vec![switch_key(value)?]),
            Cond::In(subject, Set::Items(items)) => {
                let keys: Option<Vec<Arc<str>>> = items
                    .iter()
                    .map(|item| match item {
                        SetItem::Value(value) => switch_key(value),
                        SetItem::Range { .. } => None,
                    })
                    .collect();
                (subject, keys?)
            }
            _ => return None,
        };
        Some((subject, keys, *then, *otherwise))
    }
}

/// Lists are compared item by item, not by a key.
fn switch_key(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::List(_) => None,
        other => Some(key_of(other)),
    }
}
