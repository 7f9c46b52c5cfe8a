//! Reading a lead: columns → placeholder words → normalising → kinds → defaults → checks.
//!
//! A lead is never dropped: what makes it invalid is listed, what was odd is noted with the text as it came.

use super::facts::LeadFacts;
use super::matching::Matcher;
use super::records::{Indexes, Records};
use super::roster::Silent;
use super::truth::{Facts, Moment, Truth};
use crate::domain::{
    DataNote, Field, FieldId, Lead, Presence, Problem, Raw, ReadOptions, Reading, Snapshot, Value, normalize,
};
use crate::limits::Limits;
use crate::model::{Cond, Model};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads the attributes of one lead.
///
/// Of a key that comes twice the last one counts, as in JSON; keys that the schema does not know are listed.
pub(crate) fn read_lead(model: &Model, limits: &Limits, attributes: &[(&str, Raw<'_>)]) -> Lead {
    let judge = |lead: &Lead, condition: &Cond| judge_alone(model, lead, condition);
    let mut keys: BTreeMap<&str, &Raw<'_>> = attributes.iter().map(|(key, raw)| (*key, raw)).collect();
    let mut reader = Reader { model, limits, problems: Vec::new(), notes: Vec::new() };
    let mut values = Vec::with_capacity(model.lead.fields.len());
    for field in &model.lead.fields {
        let named = keys.remove(&*field.name);
        let column = field.column.as_deref().and_then(|column| keys.remove(column));
        let raw = reader.choose(field, named, column);
        values.push(reader.field(field, raw));
    }
    let Reader { problems, notes, .. } = reader;
    let id = match model.id_field.and_then(|field| values.get(field.index())?.as_ref()) {
        Some(Value::Text(text)) => text.original().into(),
        Some(Value::Integer(number)) => number.to_string().into(),
        _ => "".into(),
    };
    let unknown_keys = keys.into_keys().map(Arc::from).collect();
    let mut lead = Lead { id, values: Vec::new(), problems: Vec::new(), notes: Vec::new(), unknown_keys };
    lead.values = values;
    check(model, attributes, &mut lead, problems, notes, &judge);
    lead
}

/// Judges a condition on a lead that nothing else is known of: there is no snapshot yet, and no scorer is asked.
pub(crate) fn judge_alone(model: &Model, lead: &Lead, condition: &Cond) -> Truth {
    let (snapshot, indexes) = (Snapshot::default(), Indexes::new(model));
    let matcher = Matcher::new(model, Records::new(model, &snapshot, &indexes, None));
    let now = jiff::Timestamp::UNIX_EPOCH;
    let moment = Moment { now, since: now, attempt: 1, exclude: Vec::new(), channel: "lead".into() };
    LeadFacts::new(model, lead, &moment, &matcher, &Silent).judge(condition, None)
}

struct Reader<'m> {
    model: &'m Model,
    limits: &'m Limits,
    /// By place in the schema.
    problems: Vec<(usize, Problem)>,
    notes: Vec<(usize, DataNote)>,
}

impl Reader<'_> {
    fn place(&self, field: &Field) -> usize {
        self.model.lead.fields.iter().position(|known| known.name == field.name).unwrap_or_default()
    }

    fn note(&mut self, field: &Field, message: String, raw: Option<&Raw<'_>>) {
        let original = raw.filter(|_| !field.private).map(Raw::shown);
        let note = DataNote { field: Arc::clone(&field.name), message, original };
        self.notes.push((self.place(field), note));
    }

    /// Of the field's name and its column the one that says something; the name when both do.
    fn choose<'r, 'a>(
        &mut self,
        field: &Field,
        named: Option<&'r Raw<'a>>,
        column: Option<&'r Raw<'a>>,
    ) -> Option<&'r Raw<'a>> {
        let (named, column) = (self.present(field, named), self.present(field, column));
        if let (Some(first), Some(second)) = (named, column)
            && first != second
        {
            let spelt = field.column.as_deref().unwrap_or_default();
            let message = format!("`{}` and `{spelt}` disagree; `{}` is used", field.name, field.name);
            self.note(field, message, Some(second));
        }
        named.or(column)
    }

    /// `None` for what means "missing": null, empty text, placeholder words.
    fn present<'r, 'a>(&self, field: &Field, raw: Option<&'r Raw<'a>>) -> Option<&'r Raw<'a>> {
        let raw = raw?;
        let text = match raw {
            Raw::Null => return None,
            Raw::Text(text) | Raw::Number(text) => text,
            _ => return Some(raw),
        };
        if text.trim().is_empty() {
            return None;
        }
        if field.missing_when.is_empty() {
            return Some(raw);
        }
        let folded = crate::text::fold(text);
        let placeholder = field.missing_when.iter().any(|word| crate::text::fold(word) == folded);
        (!placeholder).then_some(raw)
    }

    fn field(&mut self, field: &Field, raw: Option<&Raw<'_>>) -> Option<Value> {
        let Some(raw) = raw else { return self.absent(field) };
        let normalized = match raw {
            Raw::Text(text) if !field.normalize.is_empty() => {
                Some(Raw::Text(normalize::apply(&field.normalize, text).into()))
            }
            _ => None,
        };
        let reading =
            Reading { enums: &self.model.enums, teams: &|name| self.model.team_named(name), limits: self.limits };
        let options = ReadOptions::of(field, &self.model.zone);
        match reading.field(field, normalized.as_ref().unwrap_or(raw), &options) {
            Ok(Some(value)) => Some(value),
            Ok(None) => self.absent(field),
            Err(reason) => self.unreadable(field, raw, &reason.to_string()),
        }
    }

    fn absent(&mut self, field: &Field) -> Option<Value> {
        match &field.presence {
            Presence::Default(value) => Some(value.clone()),
            Presence::Optional => None,
            Presence::Required => {
                let problem = Problem { field: Arc::clone(&field.name), message: "is missing".to_owned() };
                self.problems.push((self.place(field), problem));
                None
            }
        }
    }

    fn unreadable(&mut self, field: &Field, raw: &Raw<'_>, reason: &str) -> Option<Value> {
        match &field.presence {
            Presence::Required => {
                let problem = Problem { field: Arc::clone(&field.name), message: format!("is {reason}") };
                self.problems.push((self.place(field), problem));
                None
            }
            Presence::Optional => {
                self.note(field, format!("{reason}; taken as missing"), Some(raw));
                None
            }
            Presence::Default(value) => {
                self.note(field, format!("{reason}; the default is used"), Some(raw));
                Some(value.clone())
            }
        }
    }
}

/// Judges the `check` options in the order of the schema and puts problems and notes in that order.
fn check(
    model: &Model,
    attributes: &[(&str, Raw<'_>)],
    lead: &mut Lead,
    mut problems: Vec<(usize, Problem)>,
    mut notes: Vec<(usize, DataNote)>,
    judge: &dyn Fn(&Lead, &Cond) -> Truth,
) {
    let as_read = lead.clone();
    for (place, field) in model.lead.fields.iter().enumerate() {
        if as_read.value(FieldId::at(place)).is_none() {
            continue;
        }
        for check in &field.checks {
            let Some(condition) = model.checks.get(check.condition) else { continue };
            if judge(&as_read, condition) != Truth::No {
                continue;
            }
            if check.or_invalid || field.presence == Presence::Required {
                problems.push((place, Problem { field: Arc::clone(&field.name), message: check.message.to_string() }));
                continue;
            }
            let (value, consequence) = match &field.presence {
                Presence::Default(value) => (Some(value.clone()), "the default is used"),
                _ => (None, "taken as missing"),
            };
            if let Some(slot) = lead.values.get_mut(place) {
                *slot = value;
            }
            let original = original(field, attributes).filter(|_| !field.private);
            let message = format!("{}; {consequence}", check.message);
            notes.push((place, DataNote { field: Arc::clone(&field.name), message, original }));
            break;
        }
    }
    problems.sort_by_key(|(place, _)| *place);
    notes.sort_by_key(|(place, _)| *place);
    lead.problems = problems.into_iter().map(|(_, problem)| problem).collect();
    lead.notes = notes.into_iter().map(|(_, note)| note).collect();
}

/// The text of a field as it came.
fn original(field: &Field, attributes: &[(&str, Raw<'_>)]) -> Option<String> {
    let by = |name: &str| attributes.iter().rev().find(|(key, _)| *key == name).map(|(_, raw)| raw.shown());
    by(&field.name).or_else(|| field.column.as_deref().and_then(by))
}
