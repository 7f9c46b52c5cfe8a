//! Reading a lead: columns → placeholder words → normalising → kinds → defaults → checks.
//!
//! A lead is never dropped: what makes it invalid is listed, what was odd is noted with the text as it came.

mod alone;
mod intake;

pub(crate) use alone::Alone;
pub(crate) use intake::Intake;

use super::truth::Truth;
use crate::domain::{DataNote, Field, FieldId, Lead, Presence, Problem, Raw, Reading, Value, normalize};
use crate::limits::Limits;
use crate::model::{Cond, Model};
use intake::{FieldIntake, Slot};
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

/// What came for a field: under its name, and from its column.
type Came<'r, 'a> = [Option<&'r Raw<'a>>; 2];

/// Reads the attributes of one lead.
///
/// Of a key that comes twice the last one counts, as in JSON; keys that the schema does not know are listed.
pub(crate) fn read_lead<K: AsRef<str>>(
    model: &Model,
    limits: &Limits,
    intake: &Intake,
    attributes: &[(K, Raw<'_>)],
) -> Lead {
    let fields = &model.lead.fields;
    let mut came: SmallVec<[Came<'_, '_>; 32]> = smallvec![[None, None]; fields.len()];
    let mut unknown: Vec<&str> = Vec::new();
    for (key, raw) in attributes {
        let (place, from) = match intake.slot(key.as_ref()) {
            Some(Slot::Name(place)) => (place, 0),
            Some(Slot::Column(place)) => (place, 1),
            None => {
                unknown.push(key.as_ref());
                continue;
            }
        };
        if let Some(slot) = came.get_mut(place).and_then(|came| came.get_mut(from)) {
            *slot = Some(raw);
        }
    }
    unknown.sort_unstable();
    unknown.dedup();
    let mut reader = Reader { model, limits, intake, problems: Vec::new(), notes: Vec::new() };
    let mut values = Vec::with_capacity(fields.len());
    for (((place, field), how), came) in fields.iter().enumerate().zip(&intake.fields).zip(&came) {
        let at = At { place, field, how };
        let raw = reader.choose(&at, *came);
        values.push(reader.field(&at, raw));
    }
    let Reader { problems, notes, .. } = reader;
    let id = match model.id_field.and_then(|field| values.get(field.index())?.as_ref()) {
        Some(Value::Text(text)) => text.shared(),
        Some(Value::Integer(number)) => number.to_string().into(),
        _ => "".into(),
    };
    let unknown_keys = unknown.into_iter().map(Arc::from).collect();
    let mut lead = Lead { id, values, problems: Vec::new(), notes: Vec::new(), unknown_keys };
    check(model, intake, &came, &mut lead, problems, notes);
    lead
}

/// A field of the schema, its place, and how it is read.
struct At<'m> {
    place: usize,
    field: &'m Field,
    how: &'m FieldIntake,
}

struct Reader<'m> {
    model: &'m Model,
    limits: &'m Limits,
    intake: &'m Intake,
    /// By place in the schema.
    problems: Vec<(usize, Problem)>,
    notes: Vec<(usize, DataNote)>,
}

impl Reader<'_> {
    fn note(&mut self, at: &At<'_>, message: String, raw: Option<&Raw<'_>>) {
        let original = raw.filter(|_| !at.field.private).map(Raw::shown);
        self.notes.push((at.place, DataNote { field: Arc::clone(&at.field.name), message, original }));
    }

    fn problem(&mut self, at: &At<'_>, message: String) {
        self.problems.push((at.place, Problem { field: Arc::clone(&at.field.name), message }));
    }

    /// Of the field's name and its column the one that says something; the name when both do.
    fn choose<'r, 'a>(&mut self, at: &At<'_>, came: Came<'r, 'a>) -> Option<&'r Raw<'a>> {
        let [named, column] = came.map(|raw| raw.filter(|raw| says_something(at.how, raw)));
        if let (Some(first), Some(second)) = (named, column)
            && first != second
        {
            let spelt = at.field.column.as_deref().unwrap_or_default();
            let message = format!("`{}` and `{spelt}` disagree; `{}` is used", at.field.name, at.field.name);
            self.note(at, message, Some(second));
        }
        named.or(column)
    }

    fn field(&mut self, at: &At<'_>, raw: Option<&Raw<'_>>) -> Option<Value> {
        let field = at.field;
        let Some(raw) = raw else { return self.absent(at) };
        let normalized = match raw {
            Raw::Text(text) if !field.normalize.is_empty() => {
                Some(Raw::Text(normalize::apply(&field.normalize, text).into()))
            }
            _ => None,
        };
        let reading = Reading {
            enums: &self.model.enums,
            spellings: Some(&self.intake.spellings),
            teams: &|name| self.model.team_named(name),
            limits: self.limits,
        };
        match reading.field(field, normalized.as_ref().unwrap_or(raw), &at.how.options) {
            Ok(Some(value)) => Some(value),
            Ok(None) => self.absent(at),
            Err(reason) => self.unreadable(at, raw, &reason.to_string()),
        }
    }

    fn absent(&mut self, at: &At<'_>) -> Option<Value> {
        match &at.field.presence {
            Presence::Default(value) => Some(value.clone()),
            Presence::Optional => None,
            Presence::Required => {
                self.problem(at, "is missing".to_owned());
                None
            }
        }
    }

    fn unreadable(&mut self, at: &At<'_>, raw: &Raw<'_>, reason: &str) -> Option<Value> {
        match &at.field.presence {
            Presence::Required => {
                self.problem(at, format!("is {reason}"));
                None
            }
            Presence::Optional => {
                self.note(at, format!("{reason}; taken as missing"), Some(raw));
                None
            }
            Presence::Default(value) => {
                self.note(at, format!("{reason}; the default is used"), Some(raw));
                Some(value.clone())
            }
        }
    }
}

/// Not so for what means "missing": null, empty text, placeholder words.
fn says_something(how: &FieldIntake, raw: &Raw<'_>) -> bool {
    match raw {
        Raw::Null => false,
        Raw::Text(text) | Raw::Number(text) => {
            // One letter that shows is enough, and mostly the first.
            let shows = text.bytes().any(|byte| (b'!'..=b'~').contains(&byte)) || !text.trim().is_empty();
            shows && !how.is_placeholder(text)
        }
        _ => true,
    }
}

/// Judges the `check` options in the order of the schema, all on the lead as it was read, and puts problems and notes in
/// that order.
fn check(
    model: &Model,
    intake: &Intake,
    came: &[Came<'_, '_>],
    lead: &mut Lead,
    mut problems: Vec<(usize, Problem)>,
    mut notes: Vec<(usize, DataNote)>,
) {
    let failed = failed_checks(model, intake, lead);
    let mut replaced = None;
    for (place, nth) in failed {
        let Some((field, check)) = model.lead.fields.get(place).and_then(|field| Some((field, field.checks.get(nth)?)))
        else {
            continue;
        };
        if replaced == Some(place) {
            continue;
        }
        if check.or_invalid || field.presence == Presence::Required {
            problems.push((place, Problem { field: Arc::clone(&field.name), message: check.message.to_string() }));
            continue;
        }
        // Once the value is gone nothing more is said of it.
        replaced = Some(place);
        let (value, consequence) = match &field.presence {
            Presence::Default(value) => (Some(value.clone()), "the default is used"),
            _ => (None, "taken as missing"),
        };
        if let Some(slot) = lead.values.get_mut(place) {
            *slot = value;
        }
        let said = |raw: &&Raw<'_>| intake.fields.get(place).is_some_and(|how| says_something(how, raw));
        let original = came.get(place).and_then(|[named, column]| named.filter(said).or(*column)).map(Raw::shown);
        let message = format!("{}; {consequence}", check.message);
        let original = original.filter(|_| !field.private);
        notes.push((place, DataNote { field: Arc::clone(&field.name), message, original }));
    }
    problems.sort_by_key(|(place, _)| *place);
    notes.sort_by_key(|(place, _)| *place);
    lead.problems = problems.into_iter().map(|(_, problem)| problem).collect();
    lead.notes = notes.into_iter().map(|(_, note)| note).collect();
}

/// The checks of present values that do not hold: the field's place, and which of its checks.
fn failed_checks(model: &Model, intake: &Intake, lead: &Lead) -> SmallVec<[(usize, usize); 4]> {
    if model.checks.is_empty() {
        return SmallVec::new();
    }
    intake.alone.with(model, lead, |judge: &dyn Fn(&Cond) -> Truth| {
        let mut failed = SmallVec::new();
        for (place, field) in model.lead.fields.iter().enumerate() {
            if lead.value(FieldId::at(place)).is_none() {
                continue;
            }
            for (nth, check) in field.checks.iter().enumerate() {
                let condition = model.checks.get(check.condition);
                if condition.is_some_and(|condition| judge(condition) == Truth::No) {
                    failed.push((place, nth));
                }
            }
        }
        failed
    })
}
