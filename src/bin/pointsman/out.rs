//! What the command prints: a reader that has gone is no fault, a full disk is one.

use crate::fault::Fault;
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write as _};

/// Prints an answer on standard output, at once; where nobody reads that, what was found is still what was found.
pub(crate) fn print(text: impl Display) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    heard(write!(out, "{text}").and_then(|()| out.flush()))
}

/// Says something beside the answer, on standard error; where nobody reads that, the answer goes on.
pub(crate) fn tell(text: impl Display) -> Result<(), Fault> {
    heard(write!(io::stderr().lock(), "{text}"))
}

fn heard(written: io::Result<()>) -> Result<(), Fault> {
    match written.map_err(Fault::writing) {
        Err(Fault::OutputClosed) => Ok(()),
        heard => heard,
    }
}

/// A text from data on one line, without what would steer a terminal.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
