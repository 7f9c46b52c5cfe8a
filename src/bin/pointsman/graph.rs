//! `pointsman graph`: a policy's decision graph as a picture.

use crate::fault::{Exit, Fault};
use crate::{out, policy};
use pointsman::{Ruleset, Traffic};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, a folder of them, or `-`: standard input.
    policy: PathBuf,
    /// The route to draw; default: the one marked `main route`.
    #[arg(long)]
    route: Option<String>,
    /// Graphviz (the default).
    #[arg(long, group = "form")]
    dot: bool,
    /// Mermaid, for pages that draw it.
    #[arg(long, group = "form")]
    mermaid: bool,
    /// A picture: the route as a line with its rules and outcomes.
    #[arg(long, group = "form")]
    svg: bool,
    /// Writes on it how many decisions came where: what `route` wrote, or its log.
    #[arg(long, value_name = "DECISIONS")]
    counts: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let rules = policy::load(&arguments.policy)?;
    let route = arguments.route.as_deref();
    let traffic = arguments.counts.as_deref().map(|path| counts(&rules, path)).transpose()?;
    let drawn = match (&traffic, arguments.svg, arguments.mermaid) {
        (None, true, _) => rules.svg(route),
        (None, _, true) => rules.mermaid(route),
        (None, ..) => rules.dot(route),
        (Some(traffic), true, _) => rules.svg_with(route, traffic),
        (Some(traffic), _, true) => rules.mermaid_with(route, traffic),
        (Some(traffic), ..) => rules.dot_with(route, traffic),
    };
    let drawn = drawn.map_err(|error| Fault::Input(error.to_string()))?;
    out::print(drawn)?;
    Ok(Exit::Fine)
}

/// The decisions of a file, a line each.
fn counts(rules: &Ruleset, path: &Path) -> Result<Traffic, Fault> {
    let text = policy::data(path)?;
    let mut traffic = Traffic::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        rules
            .count_from_json(&mut traffic, line)
            .map_err(|error| Fault::Input(format!("{}:{}: {error}", path.display(), number + 1)))?;
    }
    Ok(traffic)
}
