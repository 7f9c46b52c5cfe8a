//! A lead, or a request around one, as one JSON object.

use super::node::{Entries, JsonError, Node, parse};
use super::raw::attributes;
use crate::domain::{Decimal, Raw};
use crate::limits::Limits;
use crate::model::Model;
use crate::route::{AskedRows, DirectoryRow, Told};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one line asks: a lead's attributes, and whatever the request states about the moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) attributes: Vec<(std::borrow::Cow<'a, str>, Raw<'a>)>,
    /// The lead's own JSON text, for the log.
    pub(crate) lead_text: &'a str,
    pub(crate) stated: Stated,
}

/// What a request states beside its lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stated {
    pub(crate) now: Option<Timestamp>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) route: Option<Arc<str>>,
    pub(crate) attempt: Option<u32>,
    pub(crate) exclude: Vec<Arc<str>>,
    /// Stand in for scorers; `None`: unknown.
    pub(crate) answers: BTreeMap<Arc<str>, Option<Decimal>>,
    /// Stand in for directories.
    pub(crate) rows: Told,
}

impl Stated {
    /// Whether the policy asks for all that is answered beforehand: a misspelt name would be passed over in silence.
    pub(crate) fn stands_in_for(&self, model: &Model) -> Result<(), JsonError> {
        let fault = |name: &str, reason: String| Err(JsonError::new(format!("answers.{name}"), reason));
        for name in self.answers.keys() {
            if !model.scorers.contains(name) {
                let all = model.scorers.iter().map(|known| &**known).collect::<Vec<_>>().join(", ");
                return fault(name, format!("the policy asks for no such scorer (it asks for: {all})"));
            }
        }
        for AskedRows { record, field, .. } in self.rows.keys() {
            let name = format!("{record}.{field}");
            let Some(known) = model.records.iter().find(|known| known.name == *record && !known.decided_only) else {
                let records = model.records.iter().filter(|known| !known.decided_only);
                let all = records.map(|known| &*known.name).collect::<Vec<_>>().join(", ");
                return fault(&name, format!("the policy has no such record (it has: {all})"));
            };
            if known.schema.fields.iter().all(|known| known.name != *field) {
                let all = known.schema.fields.iter().map(|known| &*known.name).collect::<Vec<_>>().join(", ");
                return fault(&name, format!("the record has no such field (it has: {all})"));
            }
        }
        Ok(())
    }
}

/// Reads a lead or a request: a line whose key `lead` holds an object is a request.
pub(crate) fn read_asked<'a>(text: &'a str, limits: &Limits) -> Result<Asked<'a>, JsonError> {
    if text.len() > limits.lead_bytes {
        let message = format!("{} bytes; the limit is {} (lead_bytes)", text.len(), limits.lead_bytes);
        return Err(JsonError::new("", message));
    }
    let node = parse(text, limits.json_depth)?;
    let entries = node.entries()?;
    let is_request = entries.iter().any(|(key, value)| key == "lead" && value.is_object());
    if is_request {
        request(entries)
    } else {
        Ok(Asked { lead_text: node.text(), attributes: attributes(entries)?, ..Asked::default() })
    }
}

fn request<'a>(entries: Entries<'a>) -> Result<Asked<'a>, JsonError> {
    let mut asked = Asked::default();
    let stated = &mut asked.stated;
    for (key, value) in entries {
        if value.is_null() {
            continue;
        }
        match key.as_ref() {
            "lead" => {
                asked.lead_text = value.text();
                asked.attributes = attributes(value.entries()?)?;
            }
            "now" => stated.now = Some(value.as_instant()?),
            "since" => stated.since = Some(value.as_instant()?),
            "route" => stated.route = Some(value.as_name()?),
            "attempt" => {
                let attempt = u32::try_from(value.as_count()?).ok().filter(|attempt| *attempt > 0);
                let wanted = || value.expected(&format!("a whole number from 1 to {}", u32::MAX));
                stated.attempt = Some(attempt.ok_or_else(wanted)?);
            }
            "exclude" => {
                let reps = value.items()?;
                stated.exclude = reps.iter().map(Node::as_name).collect::<Result<_, _>>()?;
            }
            "answers" => {
                for (name, answer) in value.entries()? {
                    if answer.is_object() {
                        rows_of(&name, &answer, &mut stated.rows)?;
                    } else {
                        stated.answers.insert(name.as_ref().into(), self::answer(&answer)?);
                    }
                }
            }
            _ => return Err(value.fault("a request has no such key")),
        }
    }
    Ok(asked)
}

/// What a directory answered: `"account.domain": { "firm.example": [ {…} ] }`, `null` where it could not say.
fn rows_of(name: &str, node: &Node<'_>, told: &mut Told) -> Result<(), JsonError> {
    let Some((record, field)) = name.rsplit_once('.') else {
        return Err(node.fault("rows stand in for a directory under the name RECORD.FIELD"));
    };
    for (key, rows) in node.entries()? {
        let rows = if rows.is_null() {
            None
        } else {
            let rows = rows.items()?;
            Some(rows.iter().map(|row| Ok(directory_row(attributes(row.entries()?)?))).collect::<Result<_, _>>()?)
        };
        let asked = AskedRows { record: record.into(), field: field.into(), key: key.as_ref().into() };
        told.insert(asked, rows);
    }
    Ok(())
}

fn directory_row(cells: Vec<(std::borrow::Cow<'_, str>, Raw<'_>)>) -> DirectoryRow {
    DirectoryRow { cells: cells.into_iter().map(|(name, raw)| (name.as_ref().into(), raw.into_owned())).collect() }
}

fn answer(node: &Node<'_>) -> Result<Option<Decimal>, JsonError> {
    if node.is_null() {
        return Ok(None);
    }
    Decimal::parse(&node.as_digits()?).map(Some).ok_or_else(|| node.expected("a number"))
}
