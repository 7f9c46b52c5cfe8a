//! Reading what came for one field.

use super::Reader;
use super::intake::FieldIntake;
use crate::domain::{DataNote, Field, Presence, Problem, Raw, Reading, Spare, Value, normalize};
use std::sync::Arc;

/// A field of the schema, its place, and how it is read.
pub(super) struct At<'m> {
    pub(super) place: usize,
    pub(super) field: &'m Field,
    pub(super) how: &'m FieldIntake,
}

impl<'m> At<'m> {
    pub(super) fn new(reader: Reader<'m>, place: usize) -> Option<Self> {
        Some(Self { place, field: reader.model.lead.fields.get(place)?, how: reader.intake.fields.get(place)? })
    }

    /// What came, as far as it may be shown.
    fn original(&self, raw: Option<&Raw<'_>>) -> Option<String> {
        raw.filter(|_| !self.field.private).map(Raw::shown)
    }
}

/// What came for a field: under its name, and from its column.
pub(super) type Came<'r, 'a> = [Option<&'r Raw<'a>>; 2];

/// What reading has to say, by place in the schema.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) problems: Vec<(usize, Problem)>,
    pub(super) notes: Vec<(usize, DataNote)>,
    pub(super) spare: Spare,
}

impl Said {
    /// Nothing was said of any field.
    pub(super) fn is_silent(&self) -> bool {
        self.problems.is_empty() && self.notes.is_empty()
    }

    /// Nothing was said of this field.
    #[inline]
    pub(super) fn is_silent_on(&self, place: usize) -> bool {
        self.is_silent()
            || !(self.problems.iter().any(|(told, _)| *told == place)
                || self.notes.iter().any(|(told, _)| *told == place))
    }

    /// The value of a field; what was said of it before is taken back.
    pub(super) fn read(&mut self, reader: Reader<'_>, at: &At<'_>, came: Came<'_, '_>) -> Option<Value> {
        if !self.is_silent() {
            self.problems.retain(|(place, _)| *place != at.place);
            self.notes.retain(|(place, _)| *place != at.place);
        }
        let raw = self.choose(at, came)?;
        self.field(reader, at, raw)
    }

    fn note(&mut self, at: &At<'_>, message: String, raw: Option<&Raw<'_>>) {
        let original = at.original(raw);
        self.notes.push((at.place, DataNote { field: Arc::clone(&at.field.name), message, original }));
    }

    /// Of the field's name and its column the one that says something; the name when both do.
    fn choose<'r, 'a>(&mut self, at: &At<'_>, came: Came<'r, 'a>) -> Option<&'r Raw<'a>> {
        let [named, column] = came.map(|raw| raw.filter(|raw| at.how.says_something(raw)));
        if let (Some(first), Some(second)) = (named, column)
            && first != second
        {
            let spelt = at.field.column.as_deref().unwrap_or_default();
            let message = format!("`{}` and `{spelt}` disagree; `{}` is used", at.field.name, at.field.name);
            self.note(at, message, Some(second));
        }
        named.or(column)
    }

    fn field(&mut self, reader: Reader<'_>, at: &At<'_>, raw: &Raw<'_>) -> Option<Value> {
        let field = at.field;
        let normalized = normalize::normalized(&field.normalize, &field.kind, raw);
        let mut reading = Reading {
            enums: &reader.model.enums,
            spellings: Some(&reader.intake.spellings),
            teams: &|name| reader.model.team_named(name),
            limits: reader.limits,
            spare: &mut self.spare,
        };
        match reading.field(field, normalized.as_ref().unwrap_or(raw), &at.how.options) {
            Ok(value) => value,
            Err(reason) => self.unreadable(at, raw, &reason.to_string()),
        }
    }

    fn unreadable(&mut self, at: &At<'_>, raw: &Raw<'_>, reason: &str) -> Option<Value> {
        match &at.field.presence {
            Presence::Required => {
                let problem = Problem {
                    field: Arc::clone(&at.field.name),
                    message: format!("is {reason}"),
                    original: at.original(Some(raw)),
                };
                self.problems.push((at.place, problem));
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
