//! The command `pointsman`: one file a subcommand, built on the public interface as any other program would be.

#![allow(clippy::indexing_slicing, clippy::as_conversions, reason = "small sizes, checked where they come from")]

mod check;
mod diff;
mod explain;
mod fault;
mod findings;
mod fix;
mod fmt;
mod graph;
mod help;
mod leads;
mod out;
mod piped;
mod policy;
mod render;
mod replay;
mod route;
mod saving;
mod simulate;
mod summary;
mod test;
mod threads;

use clap::{Parser, Subcommand};
use fault::{Exit, Fault};
use std::process::ExitCode;

/// Routes leads by readable policies, and says why.
#[derive(Parser)]
#[command(name = "pointsman", version, about, arg_required_else_help = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Routes a file of leads: one assignment a line, in input order.
    Route(route::Arguments),
    /// Decides the leads of a log again and names the first byte that differs.
    Replay(replay::Arguments),
    /// Checks policies and prints every finding with its place.
    Check(check::Arguments),
    /// Says what differs between two versions of a policy.
    Diff(diff::Arguments),
    /// Says why one lead goes where it goes.
    Explain(explain::Arguments),
    /// Puts policies into the one style.
    Fmt(fmt::Arguments),
    /// Applies the repairs that keep the meaning.
    Fix(fix::Arguments),
    /// Draws a policy's decision graph.
    Graph(graph::Arguments),
    /// Says what a code means, such as R0310, or how a subcommand is used.
    Help(help::Arguments),
    /// Routes leads over time: shares, waits, overflow, and who was passed over why.
    Simulate(simulate::Arguments),
    /// Runs the tests that stand in a policy.
    Test(test::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let printed = error.print().map_err(Fault::writing);
            let refused = error.use_stderr() || matches!(printed, Err(Fault::Output(_)));
            return if refused { Exit::Usage.code() } else { ExitCode::SUCCESS };
        }
    };
    let ended = match arguments.command {
        Command::Route(arguments) => route::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Graph(arguments) => graph::run(&arguments),
        Command::Help(arguments) => help::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
    };
    match ended {
        Ok(exit) => exit.code(),
        Err(Fault::OutputClosed) => ExitCode::SUCCESS,
        Err(fault) => {
            // Where this cannot be said either, the exit code says it.
            let _ = out::tell(format_args!("pointsman: {fault}\n"));
            fault.exit().code()
        }
    }
}
