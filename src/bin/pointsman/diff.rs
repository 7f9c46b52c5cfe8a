//! `pointsman diff`: what differs between two versions of a policy, and what becomes of leads.

use crate::fault::{Exit, Fault};
use crate::leads::{Arrived, Leads};
use crate::{out, policy, route};
use jiff::Timestamp;
use pointsman::{AskedLead, Impact, Limits, Ruleset, Snapshot};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The version before: a *.route file, a folder of them, or `-`: standard input.
    old: PathBuf,
    /// The version after.
    new: PathBuf,
    /// Leads to route through both, as JSON Lines or CSV.
    #[arg(long, requires = "snapshot")]
    leads: Option<PathBuf>,
    /// The reps and what the engine remembers, as JSON, or the reps alone, as CSV. Both versions decide on it and change
    /// nothing.
    #[arg(long)]
    snapshot: Option<PathBuf>,
    /// The moment of the decisions; default: the clock for given leads, else a Monday at noon.
    #[arg(long)]
    now: Option<Timestamp>,
    /// `text` for people, `json` for programs, `markdown` for a pull request.
    #[arg(long, default_value = "text", value_parser = ["text", "json", "markdown"])]
    format: String,
}

/// The moment that tests have where they say nothing else.
const MONDAY: &str = "2026-01-05T12:00:00Z";

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut given: Vec<(&str, &Path)> = vec![("OLD", &arguments.old), ("NEW", &arguments.new)];
    given.extend(arguments.snapshot.iter().map(|path| ("--snapshot", path.as_path())));
    given.extend(arguments.leads.iter().map(|path| ("--leads", path.as_path())));
    policy::one_standard_input(&given)?;
    let (old, new) = (policy::load(&arguments.old)?, policy::load(&arguments.new)?);
    // Without leads nothing is asked of the present: the same two versions give the same text on any day.
    let monday = || MONDAY.parse().map_err(|_| Fault::Internal(format!("{MONDAY} is no moment")));
    let now = match arguments.now {
        Some(now) => now,
        None if arguments.leads.is_some() => route::clock(),
        None => monday()?,
    };
    let snapshots = match &arguments.snapshot {
        Some(path) => {
            let text = policy::data(path)?;
            (policy::snapshot_in(&old, path, &text)?, policy::snapshot_in(&new, path, &text)?)
        }
        None => (Snapshot::default(), Snapshot::default()),
    };
    let mut diff = old.diff(&new, &snapshots.1, now);
    if let Some(leads) = &arguments.leads {
        diff.impact = Some(impact((&old, &new), snapshots, leads, now)?);
    }
    let text = match arguments.format.as_str() {
        "json" => diff.to_json() + "\n",
        "markdown" => diff.to_markdown(),
        _ => diff.to_string(),
    };
    out::print(text)?;
    Ok(Exit::Fine)
}

/// Every lead is read and routed by both versions, each time on the same snapshot.
fn impact(
    (old, new): (&Ruleset, &Ruleset),
    snapshots: (Snapshot, Snapshot),
    path: &Path,
    now: Timestamp,
) -> Result<Impact, Fault> {
    let (before, after) = (old.bind(snapshots.0), new.bind(snapshots.1));
    let mut leads = Leads::open(path, Limits::default().lead_bytes)?;
    let mut impact = Impact::of(new);
    while let Some((line, arrived)) = leads.next()? {
        let place = leads.place(line);
        let read = |rules: &Ruleset| -> Result<AskedLead, Fault> {
            match &arrived {
                Arrived::Json(text) => rules.asked_from_json(text),
                Arrived::Row(row) => Ok(rules.asked_from_row(row)),
            }
            .map_err(|error| Fault::Input(format!("{place}: {error}")))
        };
        let (one, other) = (read(old)?, read(new)?);
        let (one, other) = (one.request(now, None), other.request(now, None));
        impact.add((&before, &one), (&after, &other)).map_err(|error| Fault::Input(format!("{place}: {error}")))?;
    }
    Ok(impact)
}
