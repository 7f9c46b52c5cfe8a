//! A route for Graphviz: a line of stops with their outcomes.

use super::Traffic;
use super::metro::{stops, ways};
use crate::domain::RouteId;
use crate::model::Model;
use std::fmt::Write as _;

/// Every stop of a route, what it asks and where it leads.
pub(crate) fn dot(model: &Model, route: RouteId, traffic: Option<&Traffic>) -> String {
    let stops = stops(model, route);
    let mut text = String::from("digraph pointsman {\n  node [fontname=\"sans-serif\", shape=box];\n");
    for (place, stop) in stops.iter().enumerate() {
        let title = stop.called();
        let (shown, shape) = match stop.when.is_empty() {
            true => (title, "box"),
            false => (format!("{title}\\n{}", stop.when), "diamond"),
        };
        let _ = writeln!(text, "  s{place} [label=\"{}\", shape={shape}];", escaped(&shown));
        if !stop.outcome.is_empty() {
            let _ = writeln!(text, "  o{place} [label=\"{}\", shape=ellipse];", escaped(&stop.outcome));
        }
        for way in ways(&stops, place, traffic) {
            let to = way.to.map_or_else(|| format!("o{place}"), |next| format!("s{next}"));
            let label = (!way.word.is_empty()).then(|| format!("label=\"{}\"", way.word));
            let style = way.only_drawn.then(|| "style=dashed".to_owned());
            let said: Vec<String> = label.into_iter().chain(style).collect();
            let said = if said.is_empty() { String::new() } else { format!(" [{}]", said.join(", ")) };
            let _ = writeln!(text, "  s{place} -> {to}{said};");
        }
    }
    text.push_str("}\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}
