//! Everything that can be said about a policy before it ships.

use crate::check::Places;
use crate::compiler::{Built, Compiler};
use crate::domain::Snapshot;
use crate::proof;
use crate::ruleset::Ruleset;
use crate::text::{Allows, Diagnostics, Sources};

/// A policy and what is to be told about it: mistakes of the texts, and what can be proved about its logic.
///
/// [`Compiler::compile`] is for routing and finds only what stops a policy or can be seen in passing; a review looks at
/// every rule together with those before it, which takes longer.
#[derive(Clone, Debug)]
pub struct Review {
    /// There are some also when the only errors are routes without an end.
    rules: Option<(Ruleset, Places)>,
    sources: Sources,
    found: Diagnostics,
    allows: Allows,
}

impl Compiler {
    /// Compiles as far as possible and keeps everything that is needed to judge the policy.
    ///
    /// ```
    /// use pointsman::{Compiler, Source};
    /// let text = "pointsman 1\nlead { id: text }\nqueue triage\nroute a { otherwise { assign queue triage } }\n";
    /// let review = Compiler::new().add(Source::new("a.route", text)).review();
    /// assert!(review.rules().is_some() && review.findings(None).is_empty());
    /// ```
    pub fn review(self) -> Review {
        let policies = self.texts().len();
        let Built { model, sources, found, allows, limits } = self.build();
        let readable = !found.iter().any(|finding| finding.code.is_error() && !proof::is_of_logic(finding.code));
        let rules = model
            .filter(|_| readable)
            .map(|(model, places)| (Ruleset::new(model, sources.clone(), policies, found.clone(), limits), places));
        Review { rules, sources, found, allows }
    }
}

impl Review {
    /// The compiled policy; `None` when it has errors.
    pub fn rules(&self) -> Option<&Ruleset> {
        self.rules.as_ref().map(|(rules, _)| rules).filter(|_| !self.found.has_errors())
    }

    /// The texts that the findings speak of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All findings but those that comments allow, in reading order; with a snapshot also those about its people.
    pub fn findings(&self, snapshot: Option<&Snapshot>) -> Diagnostics {
        let mut allows = self.allows.clone();
        let Some((rules, places)) = &self.rules else { return self.findings_of_texts() };
        let found = proof::proved(rules, places, self.found.clone(), snapshot);
        let mut found = allows.apply(found);
        if !found.has_errors() {
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
