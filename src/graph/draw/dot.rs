//! The nodes of one route for Graphviz.

use super::Traffic;
use crate::domain::RouteId;
use crate::graph::{DecisionGraph, Node, NodeId};
use crate::model::Model;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Every node that a route can come to.
pub(crate) fn dot(model: &Model, graph: &DecisionGraph, route: RouteId, traffic: Option<&Traffic>) -> String {
    let mut text = String::from("digraph pointsman {\n  node [fontname=\"sans-serif\", shape=box];\n");
    let mut waiting: Vec<NodeId> = graph.start(route).into_iter().collect();
    let mut seen: BTreeSet<NodeId> = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let Some(node) = graph.node(id).filter(|_| seen.insert(id)) else { continue };
        let (mut label, shape) = label(model, graph, node);
        if let (Some(traffic), Node::Pick { spot, .. } | Node::End { spot }) = (traffic, node)
            && let Some(spot) = graph.spot(*spot)
        {
            let _ = write!(label, " ({})", traffic.words(&spot.path));
        }
        let _ = writeln!(text, "  n{} [label=\"{}\", shape={shape}];", id.index(), escaped(&label));
        for (edge, to) in edges(model, node) {
            let _ = writeln!(text, "  n{} -> n{} [label=\"{}\"];", id.index(), to.index(), escaped(&edge));
            waiting.push(to);
        }
    }
    text.push_str("}\n");
    text
}

fn label(model: &Model, graph: &DecisionGraph, node: &Node) -> (String, &'static str) {
    let spot = |spot: usize| {
        let found = graph.spot(spot);
        found.map_or_else(String::new, |spot| spot.path.join(" > "))
    };
    match node {
        Node::Test { test, wants_no, .. } => {
            let words = graph.test(*test).map_or_else(String::new, |test| super::metro::words(model, test));
            (if *wants_no { format!("no: {words}") } else { words }, "diamond")
        }
        Node::Switch { cases, .. } => (format!("one of {} values", cases.len()), "diamond"),
        Node::Gate { grade, .. } => (
            model.grades.get(grade.index()).map_or_else(String::new, |grade| format!("grade {}", grade.name)),
            "diamond",
        ),
        Node::Season { .. } => ("active today?".to_owned(), "diamond"),
        Node::Ask { .. } => ("ask the scorers".to_owned(), "note"),
        Node::Step { spot: at, .. } => (format!("step {}", spot(*at)), "note"),
        Node::Shadow { spot: at, .. } => (format!("shadow {}", spot(*at)), "note"),
        Node::Pick { spot: at, .. } | Node::End { spot: at } => (spot(*at), "box"),
        Node::Enter { door } => {
            let to = graph.door(*door).and_then(|door| model.routes.get(door.to.index()));
            (to.map_or_else(String::new, |route| format!("go to {}", route.name)), "box")
        }
        Node::Nobody { .. } => ("held: nobody available".to_owned(), "box"),
    }
}

fn edges(model: &Model, node: &Node) -> Vec<(String, NodeId)> {
    let name = |text: &str| text.to_owned();
    match node {
        Node::Test { then, otherwise, .. } | Node::Season { then, otherwise, .. } => {
            vec![(name("yes"), *then), (name("else"), *otherwise)]
        }
        Node::Switch { cases, otherwise, .. } => {
            let mut edges: Vec<(String, NodeId)> = cases.iter().map(|(key, node)| (key.to_string(), *node)).collect();
            edges.push((name("else"), *otherwise));
            edges
        }
        Node::Gate { grade, bands, unknown } => {
            let values = model.grades.get(grade.index()).and_then(|grade| model.enums.get(grade.values.index()));
            let mut edges: Vec<(String, NodeId)> = Vec::new();
            for (place, node) in bands.iter().enumerate() {
                let band = values
                    .and_then(|values| values.values.get(place))
                    .map_or_else(String::new, |band| band.name.to_string());
                edges.push((band, *node));
            }
            edges.push((name("unknown"), *unknown));
            edges
        }
        Node::Pick { nobody, .. } => vec![(name("nobody available"), *nobody)],
        other => other.edges().into_iter().map(|to| (String::new(), to)).collect(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}
