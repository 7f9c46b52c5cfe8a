//! text ──syntax──▶ Document ──check──▶ Model ──region──▶ sets of leads ──**proof**──▶ findings
//!
//! What can be proved about the logic of a policy: rules that can never be chosen, lines that contradict each other or
//! change nothing, leads that no rule decides, chains that can end with nobody, rows that are never hit.
//!
//! Exact for tests of one subject against constants, and for definitions that cases give. Of free texts, patterns, scores
//! and rows that a match finds nothing is assumed, so that what is told is true whatever they are; what depends on them is
//! not told. Every finding shows a lead, and no finding is told whose lead does not go where the finding says: it is routed
//! first, through the door that a host's leads take. Every question has a limit; beyond it the finding says "too large".

mod budget;
mod chains;
mod defaults;
mod example;
mod lines;
mod list;
mod people;
mod rules;
mod tables;
mod week;
mod witness;

pub(crate) use crate::check::logic::is_of_logic;
pub(crate) use example::{Example, raw};
pub(crate) use list::{Entry, List};
pub(crate) use rules::decides;

use crate::Ruleset;
use crate::check::Places;
use crate::domain::Snapshot;
use crate::region::{Search, Space};
use crate::text::{Diagnostic, Diagnostics, Span};
use budget::Budget;

/// All findings of a policy: those of its texts and those that are proved, which may say more about one of the former.
pub(crate) fn proved(rules: &Ruleset, places: &Places, found: Diagnostics, snapshot: Option<&Snapshot>) -> Diagnostics {
    let space = Space::deep(rules.model());
    let search = Search::new(&space);
    let never = found.iter().filter(|finding| crate::check::logic::says_never(finding.code));
    let spoken = never.map(|finding| finding.primary.span).collect();
    let budget = Budget::new();
    let mut prover = Prover { rules, places, search: &search, budget, found: Diagnostics::new(), spoken };
    let mut all = prover.routes_without_end(found);
    if !all.has_errors() {
        places.unused.iter().for_each(|finding| all.push(finding.clone()));
        prover.defaults();
        prover.routes();
        prover.tables();
        snapshot.iter().for_each(|snapshot| prover.people(snapshot));
    }
    all.append(prover.found);
    all
}

/// Who proves.
struct Prover<'a, 'm> {
    rules: &'m Ruleset,
    places: &'a Places,
    search: &'a Search<'a, 'm>,
    budget: Budget,
    found: Diagnostics,
    /// What was said never to match: what follows from that is not said too.
    spoken: Vec<Span>,
}

impl Prover<'_, '_> {
    /// Whether something inside a piece of the policy was said never to match.
    fn was_told(&self, piece: Span) -> bool {
        self.spoken.iter().any(|span| span.source == piece.source && piece.start <= span.start && span.end <= piece.end)
    }

    fn report(&mut self, finding: Diagnostic) {
        self.found.push(finding);
    }
}
