//! Reading a policy and whatever else a subcommand names.

use crate::fault::Fault;
use crate::render::Drawing;
use crate::{leads, out};
use pointsman::{CompileError, Compiler, Diagnostics, Limits, Ruleset, Snapshot, Source, Sources};
use std::fs;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

/// A policy file or folder; `-` is one from standard input, beside the modules and data of the present folder.
pub(crate) fn compiler(path: &Path) -> Result<Compiler, Fault> {
    let compiler = if path == Path::new("-") {
        Compiler::beside(Source::new("standard input", text(path)?), ".")
    } else {
        Compiler::from_path(path)
    };
    compiler.map_err(|error| Fault::Input(error.to_string()))
}

/// Compiles a policy. Findings go to standard error; an error among them ends the run.
pub(crate) fn load(path: &Path) -> Result<Ruleset, Fault> {
    compiled(path)?.map_err(|_| Fault::Policy)
}

/// The same, for a caller who goes on when there are errors.
pub(crate) fn compiled(path: &Path) -> Result<Result<Ruleset, Box<CompileError>>, Fault> {
    let compiled = compiler(path)?.compile();
    match &compiled {
        Ok(rules) => show(rules.sources(), rules.warnings())?,
        Err(error) => show(error.sources(), error.diagnostics())?,
    }
    Ok(compiled.map_err(Box::new))
}

/// What names of a policy's texts are relative to.
pub(crate) fn folder(path: &Path) -> String {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    match folder.map(|folder| folder.to_string_lossy().replace('\\', "/")) {
        None => String::new(),
        Some(folder) if folder.is_empty() || folder == "." => String::new(),
        Some(folder) if folder.ends_with('/') => folder,
        Some(folder) => folder + "/",
    }
}

/// Draws findings on standard error.
pub(crate) fn show(sources: &Sources, diagnostics: &Diagnostics) -> Result<(), Fault> {
    if diagnostics.is_empty() {
        return Ok(());
    }
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    out::tell(Drawing::new(colour, Limits::default().diagnostics_shown).report(sources, diagnostics))
}

/// Reads a snapshot for a policy, JSON or the reps as CSV; what is odd in it goes to standard error.
pub(crate) fn snapshot(rules: &Ruleset, path: &Path) -> Result<Snapshot, Fault> {
    snapshot_in(rules, path, &data(path)?)
}

/// The same, and nothing is said about what is odd in it.
pub(crate) fn quiet_snapshot(rules: &Ruleset, path: &Path) -> Result<Snapshot, Fault> {
    read_snapshot(rules, path, &data(path)?)
}

fn read_snapshot(rules: &Ruleset, path: &Path, text: &str) -> Result<Snapshot, Fault> {
    if leads::is_csv(path, text.as_bytes()) {
        rules.snapshot_from_csv(text).map_err(|error| Fault::Input(format!("{}:{error}", path.display())))
    } else {
        rules.snapshot_from_json(text).map_err(|error| Fault::Input(format!("{}: {error}", path.display())))
    }
}

/// The same from a text that was read from there.
pub(crate) fn snapshot_in(rules: &Ruleset, path: &Path, text: &str) -> Result<Snapshot, Fault> {
    let snapshot = read_snapshot(rules, path, text)?;
    for note in snapshot.notes() {
        out::tell(format_args!("{}: {note}\n", path.display()))?;
    }
    Ok(snapshot)
}

/// A whole file of data as text, without a byte-order mark; `-` is standard input.
pub(crate) fn data(path: &Path) -> Result<String, Fault> {
    let mut text = text(path)?;
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

/// Refuses two streams of standard input: the second would be empty. Each is an option with what was given for it.
pub(crate) fn one_standard_input(given: &[(&str, &Path)]) -> Result<(), Fault> {
    let streams: Vec<&str> = given.iter().filter(|(_, path)| *path == Path::new("-")).map(|(name, _)| *name).collect();
    match streams.as_slice() {
        [] | [_] => Ok(()),
        [first, second, ..] => Err(Fault::Input(format!("{first} - and {second} -: standard input can be given once"))),
    }
}

/// A whole file as text; `-` is standard input.
pub(crate) fn text(path: &Path) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(path).map(|read| bytes = read)
    };
    read.map_err(|error| Fault::Input(format!("{}: {error}", path.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        // Counted from 1 in its line, as where lines are read one by one.
        let byte = at - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1) + 1;
        Fault::Input(format!("{}:{line}: byte {byte} is not UTF-8", path.display()))
    })
}

/// Connects models from files: each `NAME=PATH`, NAME being the scorer that the policy asks for.
pub(crate) fn with_models(mut rules: Ruleset, models: &[String]) -> Result<Ruleset, Fault> {
    for model in models {
        let Some((name, path)) = model.split_once('=') else {
            return Err(Fault::Input(format!("--model {model}: write NAME=PATH")));
        };
        if !rules.scorers().any(|known| known == pointsman::text::nfc(name)) {
            let known: Vec<&str> = rules.scorers().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Fault::Input(format!(
                "--model {name}: the policy asks for no such scorer (it asks for: {known})"
            )));
        }
        let read = rules.model_from_json(&data(Path::new(path))?);
        let read = read.map_err(|error| Fault::Input(format!("{path}: {error}")))?;
        rules = rules.with_scorer(name, read);
    }
    Ok(rules)
}

/// The `*.route` files that a path names: itself, or those of a folder, by name.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let fault = |error: std::io::Error| Fault::Input(format!("{}: {error}", path.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(fault)? {
        let file = entry.map_err(fault)?.path();
        if file.extension().is_some_and(|ending| ending == "route") && file.is_file() {
            found.push(file);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Fault::Input(format!("{}: no *.route file in this folder", path.display())));
    }
    Ok(found)
}
