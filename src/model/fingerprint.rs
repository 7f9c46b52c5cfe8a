//! The fingerprint: SHA-256 over what a policy means.
//!
//! Hashed are the model's parts as they decide, without comments, titles and layout; the cells of CSV files as they were
//! read; the edition; the number of the decision semantics; the versions of the zone database, of Unicode and of the
//! regular expressions.

use super::Model;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// Raised whenever some lead could go elsewhere with the same policy.
pub(crate) const SEMANTICS: u32 = 1;

/// The version of the regular expressions, kept in step with the lock file by a test.
const REGEX: &str = "1";

impl Model {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> Arc<str> {
        let mut hash = Sink(Sha256::new());
        let bare = self.without_titles();
        let _ = writeln!(
            hash,
            "pointsman {} semantics {SEMANTICS} tz {} {} regex {REGEX}",
            bare.edition,
            crate::calendar::tzdb_version(),
            crate::text::unicode_version()
        );
        let _ = write!(
            hash,
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            bare.zone, bare.enums, bare.lead, bare.rep, bare.checks, bare.lists, bare.lookups
        );
        let _ = write!(
            hash,
            "{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
            bare.territories, bare.records, bare.channel_costs, bare.derived, bare.tables, bare.scores, bare.scorers
        );
        let _ = write!(hash, "{:?}{:?}{:?}{:?}", bare.grades, bare.hours, bare.calendars, bare.teams);
        let _ = write!(hash, "{:?}{:?}{:?}{:?}", bare.queues, bare.slas, bare.matches, bare.dedupe);
        let _ = write!(hash, "{:?}{:?}", bare.routes, bare.rules);
        for pattern in &bare.regexes {
            let _ = write!(hash, "{:?}", pattern.text);
        }
        let hex = hash.0.finalize().iter().fold(String::from("sha256:"), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        hex.into()
    }

    fn without_titles(&self) -> Self {
        let mut bare = self.clone();
        bare.enums.iter_mut().for_each(|one| one.title = None);
        bare.lists.iter_mut().for_each(|one| one.title = None);
        bare.lookups.iter_mut().for_each(|one| one.title = None);
        bare.territories.iter_mut().for_each(|one| one.title = None);
        bare.records.iter_mut().for_each(|one| one.title = None);
        bare.derived.iter_mut().for_each(|one| one.title = None);
        bare.tables.iter_mut().for_each(|one| one.title = None);
        bare.scores.iter_mut().for_each(|one| one.title = None);
        bare.grades.iter_mut().for_each(|one| one.title = None);
        bare.hours.iter_mut().for_each(|one| one.title = None);
        bare.teams.iter_mut().for_each(|one| one.title = None);
        bare.queues.iter_mut().for_each(|one| one.title = None);
        bare.slas.iter_mut().for_each(|one| one.title = None);
        bare.routes.iter_mut().for_each(|one| one.title = None);
        for rule in &mut bare.rules {
            rule.title = None;
            rule.describe = None;
        }
        bare
    }
}

/// Text goes straight into the hash.
struct Sink(Sha256);

impl std::fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
