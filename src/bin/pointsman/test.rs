//! `pointsman test`: runs the tests that stand in policies.

use crate::fault::{Exit, Fault};
use crate::{out, policy};
use pointsman::{Beside, CompileError, Ruleset, Severity, Snapshot, TestReport, TestResult, Unread};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, folders of them, or `-`: standard input; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Runs only tests whose title contains this.
    #[arg(long)]
    filter: Option<String>,
    /// Writes the golden explanations as they are now.
    #[arg(long)]
    bless: bool,
    /// Says what the tests came by: decisions, conditions, rows, lines, links.
    #[arg(long)]
    coverage: bool,
    /// Writes tests for what no test came by to standard output.
    #[arg(long, conflicts_with_all = ["mutate", "coverage"])]
    suggest: bool,
    /// Changes the policy in one place at a time and lists the changes that no test notices.
    #[arg(long, conflicts_with = "coverage")]
    mutate: bool,
    /// Percent that must be reached: `decisions=90` of the coverage (also conditions, rows, lines, links), or a number
    /// alone, of the changes of `--mutate` or of everything that `--coverage` counts; may be given several times.
    #[arg(long, value_name = "[WHAT=]PERCENT", value_parser = least)]
    min: Vec<(Option<String>, usize)>,
    /// `text` for people, `junit` for build servers.
    #[arg(long, default_value = "text", value_parser = ["text", "junit"])]
    format: String,
}

/// What coverage counts.
const COUNTED: [&str; 5] = ["decisions", "conditions", "rows", "lines", "links"];

/// `decisions=90` or `90`.
fn least(text: &str) -> Result<(Option<String>, usize), String> {
    let (what, percent) = match text.split_once('=') {
        Some((what, percent)) if COUNTED.contains(&what) => (Some(what.to_owned()), percent),
        Some((what, _)) => return Err(format!("`{what}` is not counted; there are: {}", COUNTED.join(", "))),
        None => (None, text),
    };
    match percent.parse() {
        Ok(percent) if percent <= 100 => Ok((what, percent)),
        _ => Err(format!("{percent} is not a percentage from 0 to 100")),
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    if !arguments.min.is_empty() && !arguments.coverage && !arguments.mutate {
        return Err(Fault::Input("--min: of what? add --coverage or --mutate".to_owned()));
    }
    if let Some((Some(what), _)) = arguments.min.iter().find(|(what, _)| what.is_some()).filter(|_| arguments.mutate) {
        return Err(Fault::Input(format!("--min {what}=…: with --mutate write the number alone")));
    }
    let given: Vec<(&str, &Path)> = arguments.policies.iter().map(|path| ("POLICY", path.as_path())).collect();
    policy::one_standard_input(&given)?;
    let plain = !arguments.mutate && !arguments.suggest;
    let mut document = (arguments.format == "junit" && plain).then(TestReport::default);
    let (mut fine, mut ran) = (true, 0);
    for path in &arguments.policies {
        let rules = match (policy::compiled(path)?, &mut document) {
            (Ok(rules), _) => rules,
            (Err(error), Some(document)) => {
                document.unread.extend(unread(path, &error));
                fine = false;
                continue;
            }
            (Err(_), None) => return Err(Fault::Policy),
        };
        let mut folder = Folder::of(&rules, path, arguments.bless);
        fine &= if arguments.mutate {
            mutated(arguments, &rules, &mut folder)?
        } else if arguments.suggest {
            suggested(arguments, &rules, &mut folder)?
        } else {
            let report = rules.run_tests(arguments.filter.as_deref(), &mut folder);
            let passed = report.counts().1 == 0;
            ran += report.results.len();
            match &mut document {
                Some(document) => document.results.extend(beneath(&policy::folder(path), report)),
                None => out::print(&report)?,
            }
            passed & covered(arguments, &rules, &mut folder)?
        };
    }
    if let Some(document) = document {
        out::print(document.to_junit())?;
    }
    // A word with a slip in it would pass for ever.
    if let Some(filter) = arguments.filter.as_ref().filter(|_| plain && fine && ran == 0) {
        return Err(Fault::Input(format!("--filter {filter}: no test has this in its name")));
    }
    Ok(if fine { Exit::Fine } else { Exit::Findings })
}

/// The results with their files as the caller would open them.
fn beneath(folder: &str, report: TestReport) -> impl Iterator<Item = TestResult> {
    report
        .results
        .into_iter()
        .map(move |result| TestResult { file: format!("{folder}{}", result.file).into(), ..result })
}

/// The errors of a policy that could not be tested.
fn unread(path: &Path, error: &CompileError) -> Vec<Unread> {
    let errors = error.diagnostics().iter().filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| {
            let source = error.sources().get(finding.primary.span.source);
            let file = source.map_or("", |source| source.name());
            Unread {
                file: format!("{}{file}", policy::folder(path)).into(),
                line: source.map_or(1, |source| source.place(finding.primary.span.start).0),
                error: format!("{}: {}", finding.code, finding.message),
            }
        })
        .collect()
}

/// What the tests came by, where that is asked for; whether it is enough.
fn covered(arguments: &Arguments, rules: &Ruleset, folder: &mut Folder<'_>) -> Result<bool, Fault> {
    let mut fine = true;
    if arguments.coverage {
        let coverage = rules.coverage(arguments.filter.as_deref(), folder);
        if arguments.format == "junit" {
            out::tell(coverage.to_string())?;
        } else {
            out::print(format_args!("\n{coverage}"))?;
        }
        for (what, least) in &arguments.min {
            for part in coverage.parts.iter().filter(|part| what.as_ref().is_none_or(|what| what == part.name)) {
                if part.percent() < *least {
                    out::tell(format_args!("{}: {} %, at least {least} % are asked for\n", part.name, part.percent()))?;
                    fine = false;
                }
            }
        }
    }
    Ok(fine)
}

fn mutated(arguments: &Arguments, rules: &Ruleset, folder: &mut Folder<'_>) -> Result<bool, Fault> {
    let report = rules.mutate(arguments.filter.as_deref(), folder, &mut |_, _| ());
    out::print(&report)?;
    Ok(arguments.min.iter().all(|(_, least)| report.noticed_percent() >= *least))
}

fn suggested(arguments: &Arguments, rules: &Ruleset, folder: &mut Folder<'_>) -> Result<bool, Fault> {
    let suggested = rules.suggest(arguments.filter.as_deref(), folder);
    out::print(&suggested.text)?;
    out::tell(format_args!(
        "{} tests; each says what the policy does now: read them before you keep them\n",
        suggested.tests
    ))?;
    for left in &suggested.left {
        out::tell(format_args!("no lead found for: {left}\n"))?;
    }
    Ok(true)
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
        policy::quiet_snapshot(self.rules, &self.folder.join(path)).map_err(|fault| fault.to_string())
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
