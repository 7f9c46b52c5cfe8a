//! `pointsman graph`: a policy's decision graph as a picture.

use crate::fault::{Exit, Fault};
use crate::policy;
use std::io::{self, Write as _};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, or a folder of them.
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
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let rules = policy::load(&arguments.policy)?;
    let route = arguments.route.as_deref();
    let drawn = if arguments.svg {
        rules.svg(route)
    } else if arguments.mermaid {
        rules.mermaid(route)
    } else {
        rules.dot(route)
    };
    let drawn = drawn.map_err(|error| Fault::Input(error.to_string()))?;
    io::stdout().write_all(drawn.as_bytes()).map_err(Fault::writing)?;
    Ok(Exit::Fine)
}
