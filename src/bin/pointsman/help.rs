//! `pointsman help CODE`: what a finding means.

use crate::fault::{Exit, Fault};
use crate::out;
use clap::CommandFactory as _;
use pointsman::CodeHelp;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A code such as R0310, or a subcommand; `codes` lists all codes.
    what: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    let mut command = crate::Arguments::command();
    let Some(what) = arguments.what.as_deref() else {
        out::print(format_args!("{}\n", command.render_help()))?;
        return Ok(Exit::Fine);
    };
    if what == "codes" {
        let mut all: Vec<CodeHelp> = CodeHelp::all().collect();
        all.sort_by_key(|help| (help.code.get(1..), help.code));
        let lines: String = all.iter().map(|help| format!("{}  {}\n", help.code, help.title)).collect();
        out::print(lines)?;
        return Ok(Exit::Fine);
    }
    command.build();
    if let Some(subcommand) = command.find_subcommand_mut(what) {
        out::print(format_args!("{}\n", subcommand.render_help()))?;
        return Ok(Exit::Fine);
    }
    let Some(help) = CodeHelp::of(what) else {
        let hint = "give a code such as R0310, a subcommand, or `codes` for all codes";
        return Err(Fault::Input(format!("help {what}: {hint}")));
    };
    out::print(format_args!("{help}\n"))?;
    Ok(Exit::Fine)
}
