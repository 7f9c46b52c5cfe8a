//! `pointsman replay`: decides the leads of a log again.

use crate::fault::{Exit, Fault};
use crate::policy;
use pointsman::{LogReader, Replayed};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, or a folder of them.
    policy: PathBuf,
    /// The log that `pointsman route --log` wrote.
    #[arg(long)]
    log: PathBuf,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    let name = arguments.log.display();
    let file = File::open(&arguments.log).map_err(|error| Fault::Input(format!("{name}: {error}")))?;
    // The reader says `line 7: …`, every other place is `file:7: …`.
    let fault = |error: pointsman::JsonError| {
        let text = error.to_string();
        Fault::Input(text.strip_prefix("line ").map_or(format!("{name}: {text}"), |rest| format!("{name}:{rest}")))
    };
    let mut log = LogReader::open(BufReader::new(file), &rules).map_err(fault)?;
    for difference in log.header_differences() {
        eprintln!("{name}:1: {difference}");
    }
    let mut decisions = 0_u64;
    loop {
        match log.next_decision().map_err(fault)? {
            Replayed::End => break,
            Replayed::Same => decisions += 1,
            Replayed::Different(difference) => {
                println!("{name}:{}: {difference}", log.line());
                return Ok(Exit::Findings);
            }
        }
    }
    println!("{decisions} decisions, no difference");
    Ok(if log.header_differences().is_empty() { Exit::Fine } else { Exit::Findings })
}
