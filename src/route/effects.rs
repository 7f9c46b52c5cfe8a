//! What a decision says: tags, notes, messages, data for the host; and what it lists.

use super::facts::LeadFacts;
use super::records::Place;
use super::truth::Facts;
use crate::domain::{Assignment, MatchId, Notification, PRIVATE, RecordId, Short};
use crate::model::{Effect, Listed, Rule, Template, TemplatePart};
use std::sync::Arc;

/// What a step or the deciding rule says, behind what was said before; a tag once.
pub(crate) fn say(answer: &mut Assignment, facts: &LeadFacts<'_>, rule: &Rule, note_bytes: usize) {
    for effect in &rule.effects {
        match effect {
            Effect::Tag(tag) => {
                if !answer.tags.contains(tag) {
                    answer.tags.push(Arc::clone(tag));
                }
            }
            Effect::Note(template) => answer.notes.push(cut(fill(facts, template), note_bytes)),
            Effect::Notify { channel, to, text } => answer.notifications.push(Notification {
                channel: Arc::clone(channel),
                to: Arc::clone(to),
                text: text.as_ref().map(|text| cut(fill(facts, text), note_bytes)),
            }),
            Effect::Set { name, value } => {
                let value = facts.value(value, None).map(|value| facts.model.printed(&value));
                answer.set.insert(Arc::clone(name), value);
            }
        }
    }
}

/// At most so many bytes, cut between characters.
fn cut(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let mut end = bytes;
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        text.truncate(end);
    }
    text
}

/// A text with its places filled in.
pub(crate) fn fill(facts: &LeadFacts<'_>, template: &Template) -> String {
    let mut filled = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(text) => filled.push_str(text),
            TemplatePart::Value { value, private, instead } => match facts.value(value, None) {
                None => filled.push_str(instead.as_deref().unwrap_or_default()),
                Some(_) if *private && !template.reveal => filled.push_str(PRIVATE),
                Some(value) => filled.push_str(&facts.model.print_title(&value)),
            },
        }
    }
    filled
}

/// Adds the facts, scores and grades that one place names. A scorer's value is listed only when it was asked.
pub(crate) fn add_listed(
    answer: &mut Assignment,
    facts: &LeadFacts<'_>,
    listed: &Listed,
    asked: &dyn Fn(crate::domain::ScorerId) -> bool,
) {
    let model = facts.model;
    for id in &listed.derived {
        let Some(derived) = model.derived.get(id.index()) else { continue };
        let value =
            facts.derived(*id).map(|value| if derived.typed.private { PRIVATE.into() } else { model.printed(&value) });
        answer.facts.insert(Arc::clone(&derived.name), value);
    }
    for id in &listed.scores {
        let Some(score) = model.scores.get(id.index()) else { continue };
        if score.asks.iter().all(|scorer| asked(*scorer)) {
            answer.scores.insert(Arc::clone(&score.name), facts.score(*id).map(Short::from));
        }
    }
    for id in &listed.grades {
        let Some(grade) = model.grades.get(id.index()) else { continue };
        let value = facts.grade(*id).map(|value| model.printed(&value));
        answer.grades.insert(Arc::clone(&grade.name), value);
    }
}

/// A row by its record and, where it has one, its id.
pub(crate) fn row_name(facts: &LeadFacts<'_>, record: RecordId, row: Place) -> Option<String> {
    let cells = facts.matcher.records.row(record, row)?;
    let record = facts.model.records.get(record.index())?;
    let id = record.schema.fields.iter().position(|field| &*field.name == "id");
    Some(match id.and_then(|place| cells.get(place)?.as_ref()) {
        Some(id) => format!("{}:{}", record.name, facts.model.print(id)),
        None => record.name.to_string(),
    })
}

/// The row that a match found.
pub(crate) fn match_name(facts: &LeadFacts<'_>, id: MatchId) -> Option<String> {
    let row = facts.found(id).row?;
    row_name(facts, facts.model.matches.get(id.index())?.record, row)
}
