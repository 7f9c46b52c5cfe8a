//! The fingerprint: SHA-256 over what a policy means.
//!
//! Hashed are the model's parts as they decide, without comments, titles and layout; the cells of CSV files as they were
//! read; the edition; the number of the decision semantics; the versions of the zone database, of Unicode and of the
//! regular expressions.

use super::{Model, Rule};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::sync::Arc;

/// Raised whenever some lead could go elsewhere with the same policy.
pub(crate) const SEMANTICS: u32 = 1;

/// The version of the regular expressions, kept in step with the lock file by a test.
const REGEX: &str = "1";

impl Model {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> Arc<str> {
        let mut hash = Sink { hash: Sha256::new(), waiting: String::with_capacity(2 * PIECE) };
        let _ = writeln!(
            hash,
            "pointsman {} semantics {SEMANTICS} tz {} {} regex {REGEX}",
            self.edition,
            crate::calendar::tzdb_version(),
            crate::text::unicode_version()
        );
        let _ = write!(hash, "{:?}", self.zone);
        hash.bare(&self.enums, |one| one.title = None);
        let _ = write!(hash, "{:?}{:?}{:?}", self.lead, self.rep, self.checks);
        hash.bare(&self.lists, |one| one.title = None);
        hash.bare(&self.lookups, |one| one.title = None);
        hash.bare(&self.territories, |one| one.title = None);
        hash.bare(&self.records, |one| one.title = None);
        let _ = write!(hash, "{:?}", self.channel_costs);
        hash.bare(&self.derived, |one| one.title = None);
        hash.bare(&self.tables, |one| one.title = None);
        hash.bare(&self.scores, |one| one.title = None);
        let _ = write!(hash, "{:?}", self.scorers);
        hash.bare(&self.grades, |one| one.title = None);
        hash.bare(&self.hours, |one| one.title = None);
        let _ = write!(hash, "{:?}", self.calendars);
        hash.bare(&self.teams, |one| one.title = None);
        hash.bare(&self.queues, |one| one.title = None);
        hash.bare(&self.slas, |one| one.title = None);
        let _ = write!(hash, "{:?}{:?}", self.matches, self.dedupe);
        hash.bare(&self.routes, |one| one.title = None);
        hash.list(self.rules.iter().map(Bare));
        for pattern in &self.regexes {
            let _ = write!(hash, "{:?}", pattern.text);
        }
        let hex = hash.finished().as_ref().iter().fold(String::from("sha256:"), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        hex.into()
    }
}

/// Bytes that are hashed together.
const PIECE: usize = 4 << 10;

/// What is written goes into the hash, many small pieces at a time.
struct Sink {
    hash: Sha256,
    waiting: String,
}

impl Sink {
    /// A list as `{:?}` writes it, of things without what only people read.
    fn bare<T: Clone + fmt::Debug>(&mut self, all: &[T], strip: impl Fn(&mut T)) {
        self.list(all.iter().cloned().map(|mut one| {
            strip(&mut one);
            one
        }));
    }

    fn list(&mut self, all: impl Iterator<Item = impl fmt::Debug>) {
        self.waiting.push('[');
        for (place, one) in all.enumerate() {
            let _ = write!(self, "{}{one:?}", if place == 0 { "" } else { ", " });
        }
        self.waiting.push(']');
    }

    fn finished(mut self) -> impl AsRef<[u8]> {
        self.hash.update(self.waiting.as_bytes());
        self.hash.finalize()
    }
}

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.waiting.push_str(text);
        if self.waiting.len() >= PIECE {
            self.hash.update(self.waiting.as_bytes());
            self.waiting.clear();
        }
        Ok(())
    }
}

/// A rule as `{:?}` writes it, without what only people read. There may be many of them: none is copied.
struct Bare<'m>(&'m Rule);

impl fmt::Debug for Bare<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[rustfmt::skip]
        let Rule {
            kind, name, title: _, describe: _, disabled, active, when, unless, decision, sla, effects, asks, listed,
        } = self.0;
        let nothing: Option<Arc<str>> = None;
        let mut out = out.debug_struct("Rule");
        out.field("kind", kind).field("name", name).field("title", &nothing).field("describe", &nothing);
        out.field("disabled", disabled).field("active", active).field("when", when).field("unless", unless);
        out.field("decision", decision).field("sla", sla).field("effects", effects).field("asks", asks);
        out.field("listed", listed).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compiler, Source};

    #[test]
    fn a_bare_rule_is_written_like_one_that_never_had_a_title() {
        let text = "pointsman 1\nlead { id: text  zip: text optional }\nqueue q\nroute r {\n\
            rule a \"A\" { when zip is \"1\" unless zip is \"2\" describe \"d\" assign queue q tag \"t\" }\n\
            otherwise \"Rest\" { assign queue q }\n}\n";
        let rules = Compiler::new().add(Source::new("a.route", text)).compile().unwrap();
        for rule in &rules.model().rules {
            assert!(rule.title.is_some());
            let without = Rule { title: None, describe: None, ..rule.clone() };
            assert_eq!(format!("{:?}", Bare(rule)), format!("{without:?}"));
        }
    }
}
