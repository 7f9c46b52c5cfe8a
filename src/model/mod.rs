//! text ──syntax──▶ Document ──check──▶ **Model** ──lower──▶ DecisionGraph
//!
//! What a policy means: typed, plain data. Every name is resolved to an id, every literal to a value, every CSV is read.
//! Nothing here knows what the text looked like; nothing behind this stage looks at text.

mod condition;
mod fingerprint;
mod people;
mod print;
mod renumber;
mod routes;
mod tests;
mod timely;
mod uses;
mod vocabulary;

pub(crate) use condition::*;
pub(crate) use people::*;
pub(crate) use print::length_words;
pub(crate) use renumber::{Constants, Places, Renumber};
pub(crate) use routes::*;
pub(crate) use tests::*;
pub(crate) use timely::{Timely, asks_request};
pub(crate) use uses::Uses;
pub(crate) use vocabulary::*;

use crate::calendar::{Hours, Zone};
use crate::domain::{EnumDef, FieldId, Kind, Schema};
use std::sync::Arc;

/// A whole policy. Ids are places in these lists.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) edition: u32,
    /// The zone of the module that holds the main route: what "local" means where nothing says otherwise.
    pub(crate) zone: Zone,
    pub(crate) enums: Vec<EnumDef>,
    pub(crate) lead: Schema,
    pub(crate) rep: Schema,
    /// The lead's field `id`, which every answer repeats.
    pub(crate) id_field: Option<FieldId>,
    /// The lead's field `created`, a `datetime`.
    pub(crate) created_field: Option<FieldId>,
    /// The lead's field `channel`, an enum.
    pub(crate) channel_field: Option<FieldId>,
    /// Conditions of `check` options of lead fields; `FieldCheck::condition` is a place here.
    pub(crate) checks: Vec<Cond>,
    pub(crate) lists: Vec<List>,
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) territories: Vec<Territory>,
    pub(crate) records: Vec<Record>,
    /// What one item of a channel costs in units, by channel name; 1 where nothing is said. Sorted by name.
    pub(crate) channel_costs: Vec<(Arc<str>, i64)>,
    /// In an order in which each depends only on earlier ones or on what the others of this list do not use.
    pub(crate) derived: Vec<Derived>,
    pub(crate) tables: Vec<Table>,
    pub(crate) scores: Vec<Score>,
    /// Names of scorers that the host connects.
    pub(crate) scorers: Vec<Arc<str>>,
    pub(crate) grades: Vec<Grade>,
    pub(crate) hours: Vec<NamedHours>,
    /// Calendars from CSV: name and sorted days. The snapshot may bring others; one of the same name here wins.
    pub(crate) calendars: Vec<(Arc<str>, Vec<jiff::civil::Date>)>,
    pub(crate) teams: Vec<Team>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) slas: Vec<Sla>,
    pub(crate) matches: Vec<Match>,
    pub(crate) dedupe: Option<Dedupe>,
    pub(crate) routes: Vec<Route>,
    /// Every rule, step, shadow rule, `otherwise` and `on invalid` of every route; `RuleId` is a place here.
    pub(crate) rules: Vec<Rule>,
    pub(crate) regexes: Vec<Pattern>,
    pub(crate) tests: Vec<TestCase>,
}

impl Model {
    /// The names of the channels that the lead's schema lists.
    pub(crate) fn channel_values(&self) -> impl Iterator<Item = &Arc<str>> {
        let field = self.channel_field.and_then(|field| self.lead.fields.get(field.index()));
        let values = field.and_then(|field| match field.kind {
            Kind::Enum(id) => self.enums.get(id.index()),
            _ => None,
        });
        values.into_iter().flat_map(|values| values.values.iter().map(|value| &value.name))
    }
}

/// An `hours` item.
#[derive(Clone, Debug)]
pub(crate) struct NamedHours {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) hours: Hours,
}

/// A regular expression, compiled once.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// As written.
    pub(crate) text: Arc<str>,
    pub(crate) regex: regex::Regex,
}
