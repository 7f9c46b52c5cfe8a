//! How a run ends.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// The exit codes of every subcommand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// The policy has errors, tests failed, leads were invalid under `--strict`, a replay differs.
    Findings,
    /// Wrong usage or unreadable input.
    Usage,
    /// A fault of ours.
    Internal,
}

impl Exit {
    /// The code for the operating system.
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Internal => 3,
        })
    }
}

/// Why a run could not go on.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Something that was asked for or given cannot be used; the text names it.
    Input(String),
    /// The policy has errors, which were printed.
    Policy,
    /// Whoever read our output stopped reading.
    OutputClosed,
    /// The answer could not be written.
    Output(io::Error),
    /// A fault of ours.
    Internal(String),
}

impl Fault {
    /// What the operating system is told.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Input(_) | Self::Output(_) => Exit::Usage,
            Self::Policy => Exit::Findings,
            Self::OutputClosed => Exit::Fine,
            Self::Internal(_) => Exit::Internal,
        }
    }

    /// With the place of the input that it is about.
    pub(crate) fn at(self, place: &str) -> Self {
        match self {
            Self::Input(text) => Self::Input(format!("{place}: {text}")),
            other => other,
        }
    }

    /// For writing answers: a closed pipe is no fault.
    pub(crate) fn writing(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::OutputClosed } else { Self::Output(error) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(text) => f.write_str(text),
            Self::Policy => f.write_str("the policy has errors"),
            Self::OutputClosed => f.write_str("the output was closed"),
            Self::Output(error) => write!(f, "cannot write the answer: {error}"),
            Self::Internal(text) => write!(f, "a fault of pointsman itself: {text}"),
        }
    }
}
