//! What the command prints: a reader that has gone is no fault, a full disk is one.

use crate::fault::Fault;
use std::fmt::Display;
use std::io::{self, Write as _};

/// Prints an answer on standard output, at once.
pub(crate) fn print(text: impl Display) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    write!(out, "{text}").and_then(|()| out.flush()).map_err(Fault::writing)
}

/// Says something beside the answer, on standard error; where nobody reads that, the answer goes on.
pub(crate) fn tell(text: impl Display) -> Result<(), Fault> {
    match write!(io::stderr().lock(), "{text}").map_err(Fault::writing) {
        Err(Fault::OutputClosed) => Ok(()),
        told => told,
    }
}
