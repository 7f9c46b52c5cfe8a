//! `pointsman fmt`: one style.

use crate::fault::{Exit, Fault};
use crate::{out, policy};
use std::fs;
use std::io::{self, Read as _};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// *.route files, or folders of them; `-` is standard input, formatted to standard output.
    #[arg(required_unless_present = "stdin")]
    policies: Vec<PathBuf>,
    /// Writes nothing, names the lines that would change, and exits 1 if there are any.
    #[arg(long)]
    check: bool,
    /// The same as `-`.
    #[arg(long, conflicts_with = "policies")]
    stdin: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    if arguments.stdin || arguments.policies.iter().any(|path| path.as_os_str() == "-") {
        return stream(arguments.check);
    }
    let mut unformatted = 0_u32;
    for policy in &arguments.policies {
        for path in policy::files(policy)? {
            let text = policy::text(&path)?;
            let name = path.display();
            let formatted = pointsman::format(&text).map_err(|error| Fault::Internal(format!("{name}: {error}")))?;
            if formatted == text {
                continue;
            }
            unformatted += 1;
            if arguments.check {
                would_change(&name.to_string(), &text, &formatted)?;
            } else {
                fs::write(&path, formatted).map_err(|error| Fault::Input(format!("{name}: {error}")))?;
                out::print(format_args!("{name}\n"))?;
            }
        }
    }
    Ok(if arguments.check && unformatted > 0 { Exit::Findings } else { Exit::Fine })
}

fn stream(check: bool) -> Result<Exit, Fault> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text).map_err(|error| Fault::Input(format!("standard input: {error}")))?;
    let formatted = pointsman::format(&text).map_err(|error| Fault::Internal(error.to_string()))?;
    if check {
        if formatted != text {
            would_change("standard input", &text, &formatted)?;
            return Ok(Exit::Findings);
        }
    } else {
        out::print(formatted)?;
    }
    Ok(Exit::Fine)
}

/// At most this many lines are shown of one file.
const SHOWN: usize = 8;

/// Names the lines that change; formatting keeps the order of lines, and only empty ones come and go.
fn would_change(name: &str, before: &str, after: &str) -> Result<(), Fault> {
    let full = |text: &str| -> Vec<(usize, String)> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(number, line)| (number + 1, line.to_owned())).collect()
    };
    let (old, new) = (full(before), full(after));
    let changed: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old.1 != new.1).collect();
    let mut told = match changed.len() {
        0 => format!("would change {name} (empty lines)\n"),
        1 => format!("would change {name} (1 line)\n"),
        count => format!("would change {name} ({count} lines)\n"),
    };
    for ((number, old), (_, new)) in changed.iter().take(SHOWN).map(|(old, new)| (old, new)) {
        told += &format!("{number:5} - {old}\n{number:5} + {new}\n");
    }
    if changed.len() > SHOWN {
        told += &format!("      … and {} more\n", changed.len() - SHOWN);
    }
    out::print(told)
}
