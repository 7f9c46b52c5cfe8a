//! What tests read from beside their policy.

use crate::domain::Snapshot;

/// Files that tests name, by paths relative to the policy's folder.
pub trait Beside {
    /// A snapshot.
    ///
    /// # Errors
    ///
    /// Why there is none, in words for the report.
    fn snapshot(&mut self, path: &str) -> Result<Snapshot, String>;

    /// The golden explanation that is kept at a path, given how it would be now; `None`: none was written yet.
    ///
    /// # Errors
    ///
    /// Why it cannot be read, in words for the report.
    fn golden(&mut self, path: &str, now: &str) -> Result<Option<String>, String> {
        let _ = (path, now);
        Ok(None)
    }
}

/// Nothing is there: for policies whose tests name no files.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingBeside;

impl Beside for NothingBeside {
    fn snapshot(&mut self, path: &str) -> Result<Snapshot, String> {
        Err(format!("{path}: no files are at hand"))
    }
}
