//! `pointsman replay`: decides the leads of a log again.

use crate::fault::{Exit, Fault};
use crate::{out, policy};
use pointsman::{LogReader, Replayed};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, a folder of them, or `-`: standard input.
    policy: PathBuf,
    /// The log that `pointsman route --log` wrote; `-` is standard input.
    #[arg(long)]
    log: PathBuf,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    policy::one_standard_input(&[("POLICY", &arguments.policy), ("--log", &arguments.log)])?;
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    let name = arguments.log.display();
    let log: Box<dyn BufRead> = if arguments.log == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&arguments.log).map_err(|error| Fault::Input(format!("{name}: {error}")))?;
        Box::new(BufReader::new(file))
    };
    // The reader says `line 7: …`, every other place is `file:7: …`.
    let fault = |error: pointsman::JsonError| {
        let text = error.to_string();
        Fault::Input(text.strip_prefix("line ").map_or(format!("{name}: {text}"), |rest| format!("{name}:{rest}")))
    };
    let mut log = LogReader::open(log, &rules).map_err(fault)?;
    for difference in log.header_differences() {
        out::tell(format_args!("{name}:1: {difference}\n"))?;
    }
    let mut decisions = 0_u64;
    loop {
        match log.next_decision().map_err(fault)? {
            Replayed::End => break,
            Replayed::Same => decisions += 1,
            Replayed::Different(difference) => {
                out::print(format_args!("{name}:{}: {difference}\n", log.line()))?;
                return Ok(Exit::Findings);
            }
        }
    }
    out::print(format_args!("{decisions} decisions, no difference\n"))?;
    // Another policy that decides the same is what a backtest hopes for.
    let other = log.header_differences().len() > usize::from(log.is_backtest());
    Ok(if other { Exit::Findings } else { Exit::Fine })
}
