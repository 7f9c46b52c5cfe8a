//! A route for Graphviz: a line of stops with their outcomes.

use super::Traffic;
use super::metro::stops;
use crate::domain::RouteId;
use crate::model::Model;
use std::fmt::Write as _;

/// Every stop of a route, what it asks and where it leads.
pub(crate) fn dot(model: &Model, route: RouteId, traffic: Option<&Traffic>) -> String {
    let stops = stops(model, route);
    let mut text = String::from("digraph pointsman {\n  node [fontname=\"sans-serif\", shape=box];\n");
    for (place, stop) in stops.iter().enumerate() {
        let title = if stop.title.is_empty() { &stop.name } else { &stop.title };
        let (shown, shape) = match stop.when.is_empty() {
            true => (title.clone(), "box"),
            false => (format!("{title}\\n{}", stop.when), "diamond"),
        };
        let _ = writeln!(text, "  s{place} [label=\"{}\", shape={shape}];", escaped(&shown));
        let yes = stop.counted("yes", traffic);
        if !stop.outcome.is_empty() {
            let _ = writeln!(text, "  o{place} [label=\"{}\", shape=ellipse];", escaped(&stop.outcome));
            let _ = writeln!(text, "  s{place} -> o{place} [label=\"{yes}\"];");
        }
        let Some(next) = place.checked_add(1).filter(|next| *next < stops.len()) else { continue };
        let deeper = stops.get(next).is_some_and(|next| next.depth > stop.depth);
        let word = if deeper { &yes } else { "else" };
        let _ = writeln!(text, "  s{place} -> s{next} [label=\"{word}\"];");
        if deeper && let Some(behind) = stops.iter().skip(next).position(|later| later.depth <= stop.depth) {
            let _ = writeln!(text, "  s{place} -> s{} [label=\"else\"];", next.saturating_add(behind));
        }
    }
    text.push_str("}\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('"', "\\\"").replace('\n', " ")
}
