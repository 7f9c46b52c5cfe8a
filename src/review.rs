//! Everything that can be said about a policy before it ships.

use crate::check::Places;
use crate::domain::Snapshot;
use crate::ruleset::Ruleset;
use crate::text::{Allows, Diagnostics, Sources};

/// A policy and what is to be told about it: mistakes of the texts, and what can be proved about its logic.
///
/// [`crate::Compiler::compile`] is for routing and finds only what stops a policy or can be seen in passing; a review
/// looks at every rule together with those before it, which takes longer.
#[derive(Clone, Debug)]
pub struct Review {
    rules: Option<(Ruleset, Places)>,
    sources: Sources,
    found: Diagnostics,
    allows: Allows,
}

impl Review {
    pub(crate) fn new(rules: Option<(Ruleset, Places)>, sources: Sources, found: Diagnostics, allows: Allows) -> Self {
        Self { rules, sources, found, allows }
    }

    /// The compiled policy; `None` when it has errors.
    pub fn rules(&self) -> Option<&Ruleset> {
        self.rules.as_ref().map(|(rules, _)| rules)
    }

    /// The texts that the findings speak of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All findings but those that comments allow, in reading order; with a snapshot also those about its people.
    pub fn findings(&self, snapshot: Option<&Snapshot>) -> Diagnostics {
        let mut allows = self.allows.clone();
        let mut found = allows.apply(self.found.clone());
        if let Some((_, places)) = &self.rules {
            let mut proved = Diagnostics::new();
            places.unused.iter().for_each(|finding| proved.push(finding.clone()));
            found.append(allows.apply(proved));
            let about_people = |code: &str| code.starts_with("W035");
            found.append(allows.unused(|code| snapshot.is_some() || !about_people(code)));
        }
        found.sort();
        found
    }

    /// Mistakes of the texts alone, which are quick to find.
    pub(crate) fn findings_of_texts(&self) -> Diagnostics {
        self.allows.clone().apply(self.found.clone())
    }
}
