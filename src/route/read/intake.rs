//! What reading needs to know of a schema, worked out once a ruleset: keys, placeholder words, spellings.

use super::alone::Alone;
use crate::domain::{ReadOptions, Spellings};
use crate::lookup::Lookup;
use crate::model::Model;
use std::sync::Arc;

/// Which field an attribute fills.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// The place of the field with this name.
    Name(usize),
    /// The place of the field that comes `from` this column.
    Column(usize),
}

/// How one field is read.
#[derive(Debug)]
pub(super) struct FieldIntake {
    pub(super) options: ReadOptions,
    /// Words that mean "missing", folded.
    placeholders: Vec<String>,
}

impl FieldIntake {
    /// Whether a text means "missing".
    pub(super) fn is_placeholder(&self, text: &str) -> bool {
        if self.placeholders.is_empty() {
            return false;
        }
        let folded = crate::text::folded(text);
        self.placeholders.iter().any(|word| **word == *folded)
    }
}

/// A lead schema, ready to read.
#[derive(Debug)]
pub(crate) struct Intake {
    keys: Lookup<Arc<str>, Slot>,
    /// One a field of the schema.
    pub(super) fields: Vec<FieldIntake>,
    pub(super) spellings: Spellings,
    pub(super) alone: Alone,
}

impl Intake {
    pub(crate) fn new(model: &Model) -> Self {
        let mut keys: Lookup<Arc<str>, Slot> = Lookup::new();
        // A key that two fields claim belongs to the first, and to a field's name before its column.
        let mut claim = |key: &Arc<str>, slot| {
            if keys.get(&**key).is_none() {
                keys.insert(Arc::clone(key), slot);
            }
        };
        for (place, field) in model.lead.fields.iter().enumerate() {
            claim(&field.name, Slot::Name(place));
            if let Some(column) = &field.column {
                claim(column, Slot::Column(place));
            }
        }
        let fields = model.lead.fields.iter().map(|field| FieldIntake {
            options: ReadOptions::of(field, &model.zone),
            placeholders: field.missing_when.iter().map(|word| crate::text::fold(word)).collect(),
        });
        let (fields, spellings) = (fields.collect(), Spellings::of(&model.enums));
        Self { keys, fields, spellings, alone: Alone::new(model) }
    }

    pub(super) fn slot(&self, key: &str) -> Option<Slot> {
        self.keys.get(key).copied()
    }
}
