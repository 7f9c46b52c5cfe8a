//! text ──syntax──▶ Document ──**check**──▶ Model ──lower──▶ DecisionGraph
//!
//! Finds out what every name means, whether every value fits, and builds the model. One mistake gives one finding: what
//! could not be understood is passed over in silence afterwards.

mod alone;
mod chains;
mod conditions;
mod context;
mod decisions;
mod definitions;
mod ends;
mod fields;
mod handing_over;
mod has;
mod hours;
mod keys;
mod listed;
mod literals;
mod lookups;
mod matching;
mod modules;
mod names;
mod nested;
mod places;
mod promises;
mod promises_told;
mod routes;
mod scores;
mod strategies;
mod tables;
mod tables_cover;
mod tables_sure;
mod teams;
mod template;
mod test_cases;
mod tests_in_policy;
mod values;
mod wording;

use crate::calendar::Zone;
use crate::domain::{DerivedId, Schema};
use crate::limits::Limits;
use crate::model::Model;
use crate::syntax::tree::Document;
use crate::text::{Diagnostic, Diagnostics, Sources, Span};
use context::Context;
use names::Names;
use std::collections::BTreeSet;

pub(crate) use alone::condition_over_fields;
pub(crate) use listed::Found;
pub(crate) use places::{BranchPlace, Places, RulePlace, TablePlace};
pub(crate) use wording::logic;

/// Checks the files of a policy together. `data` gives the bytes of a CSV by its path relative to the policy's folder.
/// There is a model exactly when no finding is an error.
pub(crate) fn check(
    documents: Vec<Document>,
    sources: &mut Sources,
    data: &dyn Fn(&str) -> Option<Vec<u8>>,
    limits: &Limits,
) -> (Option<(Model, Places)>, Diagnostics) {
    let mut checker = Checker {
        limits,
        sources,
        data,
        found: Diagnostics::new(),
        names: Names::default(),
        model: empty_model(),
        places: Places::default(),
        noted: BTreeSet::new(),
        promised: Vec::new(),
        doubts: Vec::new(),
        derived: Vec::new(),
        zones: Vec::new(),
        lists_as: Vec::new(),
        written: Vec::new(),
        rows: 0,
        depth: 0,
        deriving: Vec::new(),
        shares: Vec::new(),
    };
    checker.modules(&documents);
    checker.declare(&documents);
    checker.schemas(&documents);
    checker.vocabulary(&documents);
    checker.definitions(&documents);
    checker.people(&documents);
    checker.all_routes(&documents);
    checker.shares_agree();
    checker.tests(&documents);
    checker.derived_done();
    checker.cycles();
    checker.promises_in_office_hours();
    checker.tables_for_sure();
    checker.places.unused = checker.unused();
    let Checker { found, model, places, .. } = checker;
    // A route without an end is judged all the same, to show a lead that comes there.
    let usable = !found.iter().any(|finding| finding.code.is_error() && finding.code != wording::NO_OTHERWISE);
    (usable.then_some((model, places)), found)
}

/// Everything known so far.
pub(super) struct Checker<'a> {
    limits: &'a Limits,
    sources: &'a mut Sources,
    data: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    found: Diagnostics,
    names: Names,
    model: Model,
    places: Places,
    /// Data files about whose form something was said.
    noted: BTreeSet<String>,
    /// Promises by rules, for what is said about them at the end.
    promised: Vec<promises_told::Promised>,
    /// Gaps and overlaps of tables that are still to be confirmed.
    doubts: Vec<tables_sure::Doubt>,
    /// How far each derived value is understood.
    derived: Vec<definitions::Progress>,
    /// The zone of each module.
    zones: Vec<Zone>,
    /// Lists from CSV, read again as the kind they are compared with.
    lists_as: Vec<(crate::domain::ListId, crate::domain::Kind, crate::domain::ListId)>,
    /// By table: its rows, from the policy or a CSV, until they are understood; whether nothing was said of them.
    written: Vec<(Vec<crate::syntax::tree::TableRow>, bool)>,
    /// Rows of lists, lookups and tables so far.
    rows: usize,
    /// How deep definitions are being looked into.
    depth: usize,
    /// Each `evenly` with its place and the team it is for; `None`: any team.
    shares: Vec<strategies::Share>,
    /// Definitions that are looked at right now, each needed by the one before it.
    deriving: Vec<(DerivedId, String, Span)>,
}

impl Checker<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    fn people(&mut self, documents: &[Document]) {
        self.all_teams(documents);
        self.all_matches(documents);
        self.all_promises(documents);
    }
}

fn empty_model() -> Model {
    Model {
        edition: 1,
        zone: Zone::utc(),
        enums: Vec::new(),
        lead: Schema::default(),
        rep: Schema::default(),
        id_field: None,
        created_field: None,
        channel_field: None,
        checks: Vec::new(),
        lists: Vec::new(),
        lookups: Vec::new(),
        territories: Vec::new(),
        records: Vec::new(),
        channel_costs: Vec::new(),
        derived: Vec::new(),
        tables: Vec::new(),
        scores: Vec::new(),
        scorers: Vec::new(),
        grades: Vec::new(),
        hours: Vec::new(),
        calendars: Vec::new(),
        teams: Vec::new(),
        queues: Vec::new(),
        slas: Vec::new(),
        matches: Vec::new(),
        dedupe: None,
        routes: Vec::new(),
        rules: Vec::new(),
        regexes: Vec::new(),
        tests: Vec::new(),
    }
}
