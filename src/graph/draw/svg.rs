//! A route as a picture: a line down the page with a stop for each rule, outcomes to the right, branches indented.

use super::Traffic;
use super::metro::{Sort, Stop, stops};
use crate::domain::RouteId;
use crate::model::Model;
use std::fmt::Write as _;

const ROW: usize = 46;
const LEFT: usize = 28;
const STEP: usize = 28;
const OUTCOME: usize = 520;
const WIDTH: usize = 1_080;
/// Where counts stand, and how long the bar of all decisions is.
const COUNT: usize = 960;
const COUNT_BAR: u64 = 100;
/// Letters of an outcome, with the whole width and beside a count.
const ALONE: usize = 84;
const BESIDE_COUNT: usize = 58;

/// A picture that stands alone: no script, no fonts from elsewhere.
pub(crate) fn svg(model: &Model, route: RouteId, traffic: Option<&Traffic>) -> String {
    let stops = stops(model, route);
    let title = model
        .routes
        .get(route.index())
        .map_or_else(String::new, |route| route.title.as_ref().unwrap_or(&route.name).to_string());
    let height = stops.len().saturating_mul(ROW).saturating_add(90);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"30\" font-size=\"18\" font-weight=\"600\" fill=\"#1b2733\">{}</text>\n",
        escaped(&title)
    );
    for (place, stop) in stops.iter().enumerate() {
        line(&mut text, &stops, place, stop);
    }
    for (place, stop) in stops.iter().enumerate() {
        station(&mut text, place, stop, if traffic.is_some() { BESIDE_COUNT } else { ALONE });
        if let Some(traffic) = traffic {
            count(&mut text, place, stop, traffic);
        }
    }
    text.push_str("</svg>\n");
    text
}

const fn x(depth: usize) -> usize {
    LEFT + 8 + depth * STEP
}

const fn y(place: usize) -> usize {
    64 + place * ROW
}

/// The track from a stop to the next one of its depth, and the turnout into a branch.
fn line(text: &mut String, stops: &[Stop], place: usize, stop: &Stop) {
    let rest = stops.get(place.saturating_add(1)..).unwrap_or_default();
    let same = rest.iter().take_while(|later| later.depth >= stop.depth).position(|later| later.depth == stop.depth);
    if let Some(next) = same {
        let to = place.saturating_add(1).saturating_add(next);
        let _ = writeln!(
            text,
            "<line x1=\"{0}\" y1=\"{1}\" x2=\"{0}\" y2=\"{2}\" stroke=\"#9fb3c8\" stroke-width=\"4\"/>",
            x(stop.depth),
            y(place),
            y(to)
        );
    }
    if rest.first().is_some_and(|next| next.depth > stop.depth) {
        let _ = writeln!(
            text,
            "<path d=\"M{0} {1} C{0} {3} {2} {1} {2} {3}\" fill=\"none\" stroke=\"#3b82c4\" stroke-width=\"4\"/>",
            x(stop.depth),
            y(place),
            x(stop.depth.saturating_add(1)),
            y(place.saturating_add(1))
        );
    }
}

/// `room`: so many letters of the outcome are shown.
fn station(text: &mut String, place: usize, stop: &Stop, room: usize) {
    let (x, y) = (x(stop.depth), y(place));
    let (fill, ring) = match stop.sort {
        Sort::Rule => ("#ffffff", "#1f6f43"),
        Sort::Step => ("#f4d35e", "#8a6d1a"),
        Sort::Shadow => ("#d8dee6", "#6b7a8c"),
        Sort::Branch => ("#3b82c4", "#255a8a"),
        Sort::Otherwise => ("#1b2733", "#1b2733"),
        Sort::Disabled => ("#ffffff", "#c3ccd6"),
    };
    let _ =
        writeln!(text, "<circle cx=\"{x}\" cy=\"{y}\" r=\"7\" fill=\"{fill}\" stroke=\"{ring}\" stroke-width=\"3\"/>");
    let title = stop.called();
    let beside = x.saturating_add(16);
    let _ = writeln!(
        text,
        "<text x=\"{beside}\" y=\"{}\" fill=\"#1b2733\"><tspan font-weight=\"600\">{}</tspan><tspan dx=\"7\" fill=\"#6b7a8c\">{}</tspan></text>",
        y.saturating_sub(2),
        escaped(&short(&title, 44)),
        escaped(if stop.title.is_empty() { "" } else { &stop.name })
    );
    if !stop.when.is_empty() {
        let letters = 68_usize.saturating_sub(stop.depth.saturating_mul(4));
        let _ = writeln!(
            text,
            "<text x=\"{beside}\" y=\"{}\" fill=\"#52606d\" font-size=\"11\">{}</text>",
            y.saturating_add(13),
            escaped(&short(&stop.when, letters))
        );
    }
    if !stop.outcome.is_empty() {
        // A letter is about eight points wide; the dots begin behind the name.
        let letters = title.chars().count().min(44).saturating_add(stop.name.chars().count());
        let from = beside.saturating_add(letters.saturating_mul(8)).max(OUTCOME.saturating_sub(60));
        if from < OUTCOME.saturating_sub(16) {
            let _ = writeln!(
                text,
                "<line x1=\"{from}\" y1=\"{1}\" x2=\"{0}\" y2=\"{1}\" stroke=\"#d0d9e2\" stroke-dasharray=\"2 4\"/>",
                OUTCOME.saturating_sub(8),
                y
            );
        }
        let _ = writeln!(
            text,
            "<text x=\"{OUTCOME}\" y=\"{}\" fill=\"#1f6f43\" font-size=\"12\">→ {}</text>",
            y.saturating_add(4),
            escaped(&short(&stop.outcome, room))
        );
    }
}

/// How many decisions came here, as a number and a bar; a stop where none did is told in red.
fn count(text: &mut String, place: usize, stop: &Stop, traffic: &Traffic) {
    if matches!(stop.sort, Sort::Step | Sort::Shadow | Sort::Disabled) {
        return;
    }
    let route = traffic.through(stop.path.get(..1).unwrap_or_default());
    let own = traffic.through(&stop.path);
    let bar = own.saturating_mul(COUNT_BAR).checked_div(route).unwrap_or_default().max(u64::from(own > 0));
    let (ink, y) = (if own == 0 { "#b3261e" } else { "#1b2733" }, y(place));
    if own > 0 {
        let _ = writeln!(
            text,
            "<rect x=\"{COUNT}\" y=\"{}\" width=\"{bar}\" height=\"5\" rx=\"2\" fill=\"#3b82c4\"/>",
            y.saturating_add(6)
        );
    }
    let _ = writeln!(
        text,
        "<text x=\"{COUNT}\" y=\"{}\" fill=\"{ink}\" font-size=\"12\">{}</text>",
        y.saturating_add(2),
        escaped(&traffic.words(&stop.path))
    );
}

fn short(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// As XML allows it: of control characters only what it knows.
fn escaped(text: &str) -> String {
    let text = text.replace(|sign: char| sign.is_control() && !matches!(sign, '\t' | '\n'), "\u{fffd}");
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
