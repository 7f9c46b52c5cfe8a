//! `pointsman check`: every finding with its place.

use crate::fault::{Exit, Fault};
use crate::policy;
use pointsman::{Compiler, Diagnostics, Severity};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, or folders of them; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Checks that this snapshot can be read for the policy.
    #[arg(long)]
    snapshot: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut errors = 0;
    for path in &arguments.policies {
        let compiler = Compiler::from_path(path).map_err(|error| Fault::Input(error.to_string()))?;
        match compiler.compile() {
            Ok(rules) => {
                policy::show(rules.sources(), rules.warnings());
                println!("{}: {}, {}", path.display(), rules.contents(), counts(rules.warnings()));
                if let Some(snapshot) = &arguments.snapshot {
                    policy::snapshot(&rules, snapshot)?;
                }
            }
            Err(error) => {
                policy::show(error.sources(), error.diagnostics());
                println!("{}: {}", path.display(), counts(error.diagnostics()));
                errors += 1;
            }
        }
    }
    Ok(if errors > 0 { Exit::Findings } else { Exit::Fine })
}

fn counts(diagnostics: &Diagnostics) -> String {
    let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", plural(errors, "error"), plural(diagnostics.len() - errors, "warning"))
}
