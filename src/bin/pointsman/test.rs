//! `pointsman test`: runs the tests that stand in policies.

use crate::fault::{Exit, Fault};
use crate::policy;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, or folders of them; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Runs only tests whose title contains this.
    #[arg(long)]
    filter: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut failed = 0;
    for path in &arguments.policies {
        let rules = policy::load(path)?;
        let folder = if path.is_dir() { path.clone() } else { path.parent().map(Path::to_owned).unwrap_or_default() };
        let report = rules.run_tests(arguments.filter.as_deref(), &mut |name| {
            let text = policy::text(&folder.join(name)).map_err(|fault| fault.to_string())?;
            rules.snapshot_from_json(&text).map_err(|error| error.to_string())
        });
        print!("{report}");
        failed += report.counts().1;
    }
    Ok(if failed > 0 { Exit::Findings } else { Exit::Fine })
}
