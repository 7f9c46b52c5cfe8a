//! `pointsman explain`: why one lead goes where it goes.

use crate::fault::{Exit, Fault};
use crate::{policy, route};
use jiff::Timestamp;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, or a folder of them.
    policy: PathBuf,
    /// The reps and what the engine remembers, as JSON.
    #[arg(long)]
    snapshot: PathBuf,
    /// One lead or request as JSON; `-` is standard input.
    #[arg(long)]
    lead: PathBuf,
    /// The moment of the decision; default: the clock.
    #[arg(long)]
    now: Option<Timestamp>,
    /// The route to ask; default: the one marked `main route`.
    #[arg(long)]
    route: Option<String>,
    /// `text` for people, `json` for programs.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    let snapshot = policy::snapshot(&rules, &arguments.snapshot)?;
    route::route_exists(&rules, arguments.route.as_deref())?;
    let text = policy::text(&arguments.lead)?;
    let name = arguments.lead.display();
    let asked = rules.asked_from_json(text.trim()).map_err(|error| Fault::Input(format!("{name}: {error}")))?;
    let request = asked.request(arguments.now.unwrap_or_else(route::clock), arguments.route.as_deref());
    let explained = rules.explain(&request, &snapshot).map_err(|error| Fault::Input(error.to_string()))?;
    if arguments.format == "json" {
        println!("{}", explained.to_json());
    } else {
        print!("{}", explained.to_text());
    }
    Ok(Exit::Fine)
}
