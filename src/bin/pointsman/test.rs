//! `pointsman test`: runs the tests that stand in policies.

use crate::fault::{Exit, Fault};
use crate::policy;
use pointsman::{Beside, Ruleset, Snapshot};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, or folders of them; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Runs only tests whose title contains this.
    #[arg(long)]
    filter: Option<String>,
    /// Writes the golden explanations as they are now.
    #[arg(long)]
    bless: bool,
    /// Changes the policy in one place at a time and lists the changes that no test notices.
    #[arg(long)]
    mutate: bool,
    /// Percent that must be reached: of changes noticed (`--mutate`).
    #[arg(long)]
    min: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut failed = 0;
    for path in &arguments.policies {
        let rules = policy::load(path)?;
        let mut folder = Folder::of(&rules, path, arguments.bless);
        if arguments.mutate {
            let report = rules.mutate(&mut folder, &mut |_, _| ());
            print!("{report}");
            failed += usize::from(arguments.min.is_some_and(|min| report.noticed_percent() < min));
            continue;
        }
        let report = rules.run_tests(arguments.filter.as_deref(), &mut folder);
        print!("{report}");
        failed += report.counts().1;
    }
    Ok(if failed > 0 { Exit::Findings } else { Exit::Fine })
}

/// The files beside a policy.
pub(crate) struct Folder<'r> {
    rules: &'r Ruleset,
    folder: PathBuf,
    bless: bool,
}

impl<'r> Folder<'r> {
    pub(crate) fn of(rules: &'r Ruleset, policy: &Path, bless: bool) -> Self {
        let folder = if policy.is_dir() { policy } else { policy.parent().unwrap_or(Path::new("")) };
        Self { rules, folder: folder.to_owned(), bless }
    }
}

impl Beside for Folder<'_> {
    fn snapshot(&mut self, path: &str) -> Result<Snapshot, String> {
        let text = policy::text(&self.folder.join(path)).map_err(|fault| fault.to_string())?;
        self.rules.snapshot_from_json(&text).map_err(|error| error.to_string())
    }

    fn golden(&mut self, path: &str, now: &str) -> Result<Option<String>, String> {
        let file = self.folder.join(path);
        let told = |error: std::io::Error| format!("{path}: {error}");
        let actual = file.with_extension("actual.txt");
        if self.bless {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).map_err(told)?;
            }
            fs::write(&file, now).map_err(told)?;
        }
        let kept = match fs::read_to_string(&file) {
            Ok(kept) => Some(kept),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(told(error)),
        };
        if kept.as_deref().is_some_and(|kept| kept != now) {
            fs::write(&actual, now).map_err(told)?;
        } else if actual.exists() {
            fs::remove_file(&actual).map_err(told)?;
        }
        Ok(kept)
    }
}
