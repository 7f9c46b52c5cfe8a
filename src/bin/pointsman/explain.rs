//! `pointsman explain`: why one lead goes where it goes.

use crate::fault::{Exit, Fault};
use crate::{out, policy, route};
use jiff::Timestamp;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, a folder of them, or `-`: standard input.
    policy: PathBuf,
    /// The reps and what the engine remembers, as JSON; or the reps alone, as CSV.
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
    /// Why this rule did not decide, or this rep did not get the lead, and the smallest change that would have done it.
    #[arg(long, value_name = "RULE|REP")]
    why_not: Option<String>,
    /// The smallest changes of the lead that lead elsewhere.
    #[arg(long)]
    nearest: bool,
    /// `text` for people, `json` for programs, `html` for one page that needs nothing else.
    #[arg(long, default_value = "text", value_parser = ["text", "json", "html"])]
    format: String,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    policy::one_standard_input(&[
        ("POLICY", &arguments.policy),
        ("--snapshot", &arguments.snapshot),
        ("--lead", &arguments.lead),
    ])?;
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    let snapshot = policy::snapshot(&rules, &arguments.snapshot)?;
    route::route_exists(&rules, arguments.route.as_deref())?;
    // Many write the lead itself here. It is not printed: it may be private.
    if arguments.lead.to_string_lossy().starts_with('{') && !arguments.lead.exists() {
        return Err(Fault::Input("--lead takes a file, or `-`: pipe the lead in from standard input".to_owned()));
    }
    let text = policy::data(&arguments.lead)?;
    let name = arguments.lead.display();
    let asked = rules.asked_from_json(text.trim()).map_err(|error| Fault::Input(format!("{name}: {error}")))?;
    let request = asked.request(arguments.now.unwrap_or_else(route::clock), arguments.route.as_deref());
    let explained = rules.explain(&request, &snapshot).map_err(|error| Fault::Input(error.to_string()))?;
    let why_not = match &arguments.why_not {
        None => None,
        Some(asked) => {
            let found = rules.why_not(&request, &snapshot, asked).map_err(|error| Fault::Input(error.to_string()))?;
            let none =
                || Fault::Input(format!("--why-not {asked}: neither a rule of the policy nor a rep of the snapshot"));
            Some(found.ok_or_else(none)?)
        }
    };
    let nearest = if arguments.nearest {
        rules.nearest(&request, &snapshot).map_err(|error| Fault::Input(error.to_string()))?
    } else {
        Vec::new()
    };
    let mut told = String::new();
    match arguments.format.as_str() {
        "html" => told = explained.to_html(why_not.as_ref(), &nearest),
        "json" => {
            // One line a question, the explanation itself only where nothing else was asked.
            match &why_not {
                Some(why_not) => told = why_not.to_json() + "\n",
                None if arguments.nearest => {}
                None => told = explained.to_json() + "\n",
            }
            nearest.iter().for_each(|near| told += &(near.to_json() + "\n"));
        }
        _ => {
            if why_not.is_none() && !arguments.nearest {
                told = explained.to_text();
            }
            if let Some(why_not) = &why_not {
                told += &why_not.to_string();
            }
            if arguments.nearest {
                told += "Small changes that lead elsewhere\n";
                nearest.iter().for_each(|near| told += &format!("  {near}\n"));
            }
        }
    }
    out::print(told)?;
    Ok(Exit::Fine)
}
