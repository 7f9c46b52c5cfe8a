//! Leads and requests as they arrive from outside.

use super::flat;
use super::node::JsonError;
use super::request::read_asked;
use crate::Ruleset;
use crate::domain::{Decimal, Lead, Raw, Snapshot};
use crate::route::{Filling, Request, Score, Told};
use jiff::Timestamp;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A lead that arrived, with whatever its request states about the moment.
#[derive(Clone, Debug)]
pub struct AskedLead {
    lead: Lead,
    /// The lead's JSON text, for the log.
    pub(crate) text: String,
    pub(crate) now: Option<Timestamp>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) route: Option<Arc<str>>,
    pub(crate) attempt: Option<u32>,
    pub(crate) exclude: Vec<Arc<str>>,
    pub(crate) answers: BTreeMap<Arc<str>, Option<Decimal>>,
    pub(crate) rows: Told,
}

impl AskedLead {
    /// A lead of which the request states nothing.
    fn new(lead: Lead, text: String) -> Self {
        Self {
            lead,
            text,
            now: None,
            since: None,
            route: None,
            attempt: None,
            exclude: Vec::new(),
            answers: BTreeMap::new(),
            rows: Told::new(),
        }
    }

    /// The lead as the policy's schema sees it.
    pub fn lead(&self) -> &Lead {
        &self.lead
    }

    /// The question: what it states itself wins over the `now` and the `route` given here.
    pub fn request(&self, now: Timestamp, route: Option<&str>) -> Request<'_> {
        let mut request =
            Request::new(&self.lead).at(self.now.unwrap_or(now)).exclude(self.exclude.iter().map(Arc::clone));
        if let Some(since) = self.since {
            request = request.since(since);
        }
        if let Some(attempt) = self.attempt {
            request = request.attempt(attempt);
        }
        if let Some(route) = self.route.as_deref().or(route) {
            request = request.route(route);
        }
        request.rows.clone_from(&self.rows);
        for (scorer, answer) in &self.answers {
            request = request.answer(Arc::clone(scorer), answer.map(Score::new));
        }
        request
    }
}

impl Ruleset {
    /// Reads a lead: one JSON object of attributes by field names or columns.
    ///
    /// # Errors
    ///
    /// When the text is no JSON object or beyond a limit. What is wrong with the attributes makes no error but an
    /// invalid lead, or one with notes.
    pub fn lead_from_json(&self, text: &str) -> Result<Lead, JsonError> {
        Ok(self.asked_from_json(text)?.lead)
    }

    /// Reads a lead, or a request around one: an object whose key `lead` holds an object.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::lead_from_json`], and for keys that a request does not have.
    pub fn asked_from_json(&self, text: &str) -> Result<AskedLead, JsonError> {
        if let Some(lead) = self.in_one_go(text) {
            return Ok(AskedLead::new(lead, text.trim().to_owned()));
        }
        let asked = read_asked(text, self.limits())?;
        Ok(AskedLead {
            lead: self.read(&asked.attributes),
            text: asked.lead_text.to_owned(),
            now: asked.now,
            since: asked.since,
            route: asked.route,
            attempt: asked.attempt,
            exclude: asked.exclude,
            answers: asked.answers,
            rows: asked.rows,
        })
    }

    /// The lead of a line as nearly all of them are; `None`: it must be read piece by piece, faults are told there.
    fn in_one_go(&self, text: &str) -> Option<Lead> {
        // An object with a list in it is two deep.
        if text.len() > self.limits().lead_bytes || self.limits().json_depth < 2 {
            return None;
        }
        let reader = self.reader();
        let mut filling = Filling::new(reader);
        let mut came: SmallVec<[u64; 4]> = SmallVec::new();
        let mut last = None;
        flat::each(text, |key, raw| {
            let Some(slot) = reader.intake.slot_after(last, key) else {
                filling.unknown(key);
                return Some(());
            };
            last = Some(slot);
            let (word, bit) = (slot.number() / 64, slot.number() % 64);
            if came.len() <= word {
                came.resize(word.saturating_add(1), 0);
            }
            let word = came.get_mut(word)?;
            let before = std::mem::replace(word, *word | 1 << bit);
            filling.set(reader, slot, raw);
            // Of a key that comes twice the other reading tells.
            (before >> bit & 1 == 0).then_some(())
        })?;
        let unknown = filling.lead().unknown_keys.len();
        filling.finish(reader);
        Some(filling.into_lead()).filter(|lead| lead.unknown_keys.len() == unknown)
    }

    /// Takes the columns of a table's row as a lead.
    pub fn asked_from_row(&self, row: &[(String, String)]) -> AskedLead {
        let attributes: Vec<(&str, Raw<'_>)> =
            row.iter().map(|(column, cell)| (column.as_str(), Raw::Text(cell.as_str().into()))).collect();
        AskedLead::new(self.lead(&attributes), super::write::line(&Row(row)))
    }

    /// Reads a snapshot for this policy.
    ///
    /// # Errors
    ///
    /// For a wrong shape of what the engine owns, a duplicate rep, a newer format. What only the policy's own fields
    /// need is noted instead: [`Snapshot::notes`].
    pub fn snapshot_from_json(&self, text: &str) -> Result<Snapshot, JsonError> {
        super::snapshot_read::read_snapshot(self.model(), self.limits(), text)
    }
}

/// A row as a JSON object.
struct Row<'a>(&'a [(String, String)]);

impl serde::Serialize for Row<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(column, cell)| (column, cell)))
    }
}
