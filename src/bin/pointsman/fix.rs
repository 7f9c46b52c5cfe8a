//! `pointsman fix`: applies the repairs that keep the meaning.

use crate::fault::{Exit, Fault};
use crate::out;
use pointsman::Compiler;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, or folders of them; each is a policy of its own.
    #[arg(required = true)]
    policies: Vec<PathBuf>,
    /// Writes nothing, names the repairs, and exits 1 if there are any.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut open = 0_usize;
    for path in &arguments.policies {
        let compiler = Compiler::from_path(path).map_err(|error| Fault::Input(error.to_string()))?;
        let folder = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new("")) };
        for mended in compiler.mended() {
            let file = folder.join(mended.after.name());
            let repairs: String = mended.repairs.iter().map(|repair| format!("    {repair}\n")).collect();
            out::print(format_args!("{}\n{repairs}", file.display()))?;
            open += mended.repairs.len();
            if !arguments.check {
                write(&file, mended.after.text())?;
            }
        }
    }
    let plural = if open == 1 { "" } else { "s" };
    out::print(format_args!("{open} repair{plural}{}\n", if arguments.check && open > 0 { " to apply" } else { "" }))?;
    Ok(if arguments.check && open > 0 { Exit::Findings } else { Exit::Fine })
}

/// Beside the file first, so that a full disk leaves the old text whole.
fn write(file: &Path, text: &str) -> Result<(), Fault> {
    let fault = |error: std::io::Error| Fault::Input(format!("{}: {error}", file.display()));
    let beside = file.with_extension("route.new");
    let written = fs::write(&beside, text).and_then(|()| {
        fs::set_permissions(&beside, fs::metadata(file)?.permissions())?;
        fs::rename(&beside, file)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(fault)
}
