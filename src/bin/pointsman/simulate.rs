//! `pointsman simulate`: what a policy would do with leads over time.

use crate::fault::{Exit, Fault};
use crate::leads::{Arrived, Leads};
use crate::{out, policy, route};
use jiff::{SignedDuration, Timestamp};
use pointsman::{AskedLead, Limits};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, a folder of them, or `-`: standard input.
    policy: PathBuf,
    /// The reps and what the engine remembers, as JSON; or the reps alone, as CSV.
    #[arg(long)]
    snapshot: PathBuf,
    /// JSON Lines or CSV; `-` is standard input. Each lead comes at the moment of its `created`.
    #[arg(long)]
    leads: PathBuf,
    /// The moment of leads that have no `created`; default: the clock.
    #[arg(long)]
    now: Option<Timestamp>,
    /// The route to ask; default: the one marked `main route`.
    #[arg(long)]
    route: Option<String>,
    /// After how many hours a rep has finished what he was given.
    #[arg(long, default_value_t = 8, value_name = "HOURS")]
    close_after: u32,
    /// `text` for people, `json` for programs.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    policy::one_standard_input(&[
        ("POLICY", &arguments.policy),
        ("--snapshot", &arguments.snapshot),
        ("--leads", &arguments.leads),
    ])?;
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    let snapshot = policy::snapshot(&rules, &arguments.snapshot)?;
    route::route_exists(&rules, arguments.route.as_deref())?;
    let now = arguments.now.unwrap_or_else(route::clock);
    let mut leads = Leads::open(&arguments.leads, Limits::default().lead_bytes)?;
    let mut asked: Vec<AskedLead> = Vec::new();
    while let Some((line, arrived)) = leads.next()? {
        let read = match &arrived {
            Arrived::Json(text) => rules.asked_from_json(text),
            Arrived::Row(row) => Ok(rules.asked_from_row(row)),
        };
        asked.push(read.map_err(|error| Fault::Input(format!("{}: {error}", leads.place(line))))?);
    }
    let requests: Vec<_> = asked.iter().map(|asked| asked.request(now, arguments.route.as_deref())).collect();
    let close_after = SignedDuration::from_hours(i64::from(arguments.close_after));
    let told = rules.simulate(snapshot, &requests, close_after).map_err(|error| Fault::Input(error.to_string()))?;
    if arguments.format == "json" {
        out::print(format_args!("{}\n", told.to_json()))?;
    } else {
        out::print(told)?;
    }
    Ok(Exit::Fine)
}
