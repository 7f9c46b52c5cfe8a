//! What a call that did not succeed has to say; becomes a `pointsman_error` where the caller wants one.

use super::status;
use super::words::{Found, Word};
use crate::{CompileError, FolderError, JsonError, RouteError, Stale};
use std::fmt::Display;

/// A refusal, with everything that the error object tells.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) status: i32,
    pub(super) message: Word,
    /// Where in a JSON text, as the wire names it: `reps[3].open.chat`.
    pub(super) path: Word,
    /// The 1-based line of a text with several, and the column; 0: none.
    pub(super) place: (u32, u32),
    pub(super) diagnostics: Vec<Found>,
}

pub(super) type Outcome<T = ()> = Result<T, Box<Fault>>;

impl Fault {
    pub(super) fn new(status: i32, message: impl AsRef<str>) -> Box<Self> {
        let (message, path) = (Word::of(message.as_ref()), Word::of(""));
        Box::new(Self { status, message, path, place: (0, 0), diagnostics: Vec::new() })
    }

    pub(super) fn null(what: impl Display) -> Box<Self> {
        Self::new(status::NULL_ARGUMENT, format!("`{what}` is NULL"))
    }

    pub(super) fn argument(message: impl AsRef<str>) -> Box<Self> {
        Self::new(status::BAD_ARGUMENT, message)
    }

    pub(super) fn busy(what: impl Display) -> Box<Self> {
        Self::new(status::BUSY, format!("`{what}` is in use by a call that has not returned"))
    }

    pub(super) fn unknown(what: &str, name: &str) -> Box<Self> {
        Self::new(status::UNKNOWN_NAME, format!("there is no {what} `{name}`"))
    }

    /// A text of several lines: which one.
    pub(super) fn on_line(mut self: Box<Self>, line: usize) -> Box<Self> {
        self.place = (u32::try_from(line).unwrap_or(u32::MAX), 0);
        self
    }
}

impl From<JsonError> for Box<Fault> {
    fn from(error: JsonError) -> Self {
        let mut fault = Fault::new(status::BAD_JSON, error.to_string());
        fault.path = Word::of(error.path());
        fault
    }
}

impl From<RouteError> for Box<Fault> {
    fn from(error: RouteError) -> Self {
        let foreign = matches!(error, RouteError::ForeignLead | RouteError::ForeignKey | RouteError::ForeignSnapshot);
        Fault::new(if foreign { status::FOREIGN } else { status::NO_ROUTE }, error.to_string())
    }
}

impl From<Stale> for Box<Fault> {
    fn from(error: Stale) -> Self {
        Fault::new(status::STALE, error.to_string())
    }
}

impl From<FolderError> for Box<Fault> {
    fn from(error: FolderError) -> Self {
        let status = match error {
            FolderError::NotUtf8 { .. } => status::BAD_UTF8,
            FolderError::TooLarge { .. } => status::TOO_LARGE,
            _ => status::UNREADABLE,
        };
        Fault::new(status, error.to_string())
    }
}

impl From<CompileError> for Box<Fault> {
    fn from(error: CompileError) -> Self {
        let mut fault = Fault::new(status::COMPILE_FAILED, error.to_string());
        fault.diagnostics = Found::all(error.diagnostics(), error.sources());
        let first = fault.diagnostics.iter().find(|found| found.severity == status::SEVERITY_ERROR);
        fault.place = first.map_or((0, 0), |found| found.start);
        fault
    }
}
