//! `pointsman check`: every finding with its place.

use crate::fault::{Exit, Fault};
use crate::findings::{self, Format};
use crate::{out, policy};
use pointsman::{Diagnostics, Limits, Reported, Review, Severity};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, folders of them, or `-`: standard input; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Judges the policy together with the people of this snapshot.
    #[arg(long)]
    snapshot: Option<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What makes the run fail beside errors.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
    /// Sets a limit, such as `rows=1000`; findings name them.
    #[arg(long = "limit", value_name = "NAME=N")]
    limits: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Denied {
    Warnings,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let limits = limits(&arguments.limits)?;
    let mut given: Vec<(&str, &Path)> = arguments.policies.iter().map(|path| ("POLICY", path.as_path())).collect();
    given.extend(arguments.snapshot.iter().map(|path| ("--snapshot", path.as_path())));
    policy::one_standard_input(&given)?;
    let mut people: Option<String> = None;
    let mut judged: Vec<(String, Review, Diagnostics)> = Vec::new();
    for path in &arguments.policies {
        let compiler = policy::compiler(path)?;
        let review = compiler.limits(limits.clone()).review();
        let snapshot = match (&arguments.snapshot, review.rules()) {
            (Some(path), Some(rules)) => {
                // Standard input can be read only once.
                let text = match people.take() {
                    Some(text) => text,
                    None => policy::data(path)?,
                };
                let snapshot = policy::snapshot_in(rules, path, &text)?;
                people = Some(text);
                Some(snapshot)
            }
            _ => None,
        };
        let found = review.findings(snapshot.as_ref());
        if arguments.format == Format::Text {
            policy::show(review.sources(), &found)?;
            let contents = review.rules().map(|rules| format!("{}, ", rules.contents())).unwrap_or_default();
            out::print(format_args!("{}: {contents}{}\n", path.display(), counts(&found)))?;
        }
        judged.push((policy::folder(path), review, found));
    }
    let reported: Vec<Reported<'_>> = judged
        .iter()
        .map(|(folder, review, findings)| Reported { folder, sources: review.sources(), findings })
        .collect();
    findings::print(&reported, arguments.format)?;
    let fails = |found: &Diagnostics| found.has_errors() || (arguments.deny.is_some() && !found.is_empty());
    Ok(if judged.iter().any(|(_, _, found)| fails(found)) { Exit::Findings } else { Exit::Fine })
}

fn limits(set: &[String]) -> Result<Limits, Fault> {
    let mut limits = Limits::default();
    for limit in set {
        let read = limit.split_once('=').and_then(|(name, value)| Some((name, value.parse().ok()?)));
        if read.and_then(|(name, value)| limits.set(name, value)).is_none() {
            return Err(Fault::Input(format!("--limit {limit}: write NAME=N with the name of a limit")));
        }
    }
    Ok(limits)
}

fn counts(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", plural(errors, "error"), plural(diagnostics.len() - errors, "warning"))
}
