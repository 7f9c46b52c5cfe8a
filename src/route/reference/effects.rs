//! 4, 10: tags, notes, notifications, data for the host, of the steps that spoke and of the deciding rule.

use super::print::{fill, plain};
use super::world::World;
use crate::domain::{MatchId, Notification, Printed, RecordId, Value};
use crate::model::{Effect, Rule};
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Told {
    pub(super) tags: Vec<Arc<str>>,
    pub(super) notes: Vec<String>,
    pub(super) notifications: Vec<Notification>,
    pub(super) set: Printed,
}

/// In the order in which they spoke; a tag once. A flagged duplicate sets `duplicate_of` (8).
pub(super) fn tell<'a>(world: &'a World<'a>, speaking: &[&'a Rule], flagged: Option<&'a [Option<Value>]>) -> Told {
    let mut told = Told::default();
    if let Some(row) = flagged {
        let name = world.model.dedupe.as_ref().and_then(|dedupe| row_name(world, dedupe.against?, row));
        told.set.insert(Arc::from("duplicate_of"), name.map(Into::into));
    }
    for effect in speaking.iter().flat_map(|rule| &rule.effects) {
        match effect {
            Effect::Tag(tag) => {
                if !told.tags.contains(tag) {
                    told.tags.push(tag.clone());
                }
            }
            Effect::Note(template) => told.notes.push(fill(world, template)),
            Effect::Notify { channel, to, text } => told.notifications.push(Notification {
                channel: channel.clone(),
                to: to.clone(),
                text: text.as_ref().map(|text| fill(world, text)),
            }),
            Effect::Set { name, value } => {
                let value = world.lead().value(value).map(|value| plain(world, &value));
                told.set.insert(name.clone(), value.map(Into::into));
            }
        }
    }
    told
}

/// A row by its record and, where it has one, its id.
pub(super) fn row_name(world: &World<'_>, record: RecordId, row: &[Option<Value>]) -> Option<String> {
    let record = world.model.records.get(record.index())?;
    let id = record.schema.fields.iter().position(|field| *field.name == *"id");
    match id.and_then(|place| row.get(place)?.as_ref()) {
        Some(id) => Some(format!("{}:{}", record.name, plain(world, id))),
        None => Some(record.name.to_string()),
    }
}

/// The row that a match found.
pub(super) fn match_name<'a>(world: &'a World<'a>, id: MatchId) -> Option<String> {
    let row = world.lead().matched_row(id)?;
    row_name(world, world.model.matches.get(id.index())?.record, row)
}
