//! Reading a snapshot: strict about what is the engine's, lenient about what only the policy's fields need.

use super::node::{JsonError, Node, parse};
use super::raw::{attributes, raw_value};
use super::snapshot_write::FORMAT;
use super::state_read;
use crate::calendar::{Hours, Zone};
use crate::domain::{Away, Field, Raw, ReadOptions, Reading, RecordId, Rep, RepHours, Snapshot, Spare, Value};
use crate::limits::Limits;
use crate::model::Model;
use crate::route::read_row;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a snapshot for a policy.
pub(crate) fn read_snapshot(model: &Model, limits: &Limits, text: &str) -> Result<Snapshot, JsonError> {
    let node = parse(text, limits.json_depth)?;
    let mut snapshot = Snapshot::default();
    let mut reader = Reader::new(model, limits);
    let mut entries = node.entries()?;
    entries.sort_by_key(|(key, _)| key.as_ref() != "format");
    for (key, value) in entries {
        match key.as_ref() {
            "format" => {
                let format = value.as_count()?;
                if format > FORMAT {
                    return Err(value.fault(format!("this is format {format}; the newest that is read is {FORMAT}")));
                }
            }
            "version" => snapshot.version = value.as_count()?,
            "reps" => snapshot.reps = reader.reps(&value)?,
            "teams" => {
                for (name, team) in value.entries()? {
                    snapshot.teams.insert(name.as_ref().into(), state_read::team(&team)?);
                }
            }
            "sticky" => snapshot.sticky = state_read::sticky(&value)?,
            "calendars" => {
                for (name, days) in value.entries()? {
                    let mut days = days.items()?.iter().map(Node::as_day).collect::<Result<Vec<_>, _>>()?;
                    days.sort_unstable();
                    days.dedup();
                    snapshot.calendars.insert(name.as_ref().into(), days);
                }
            }
            "tables" => {
                for (name, rows) in value.entries()? {
                    snapshot.tables_written.insert(name.as_ref().into(), rows.compact().into());
                    if let Some(read) = reader.table(&name, &rows)? {
                        snapshot.tables.insert(name.as_ref().into(), read);
                    }
                }
            }
            _ => return Err(value.fault("a snapshot has no such key")),
        }
    }
    snapshot.notes = reader.finish();
    snapshot.notes.extend(missing_calendars(model, &snapshot));
    Ok(snapshot)
}

/// Calendars that nobody gives: hours that are closed on their days are open then.
pub(super) fn missing_calendars(model: &Model, snapshot: &Snapshot) -> Vec<String> {
    let given = |name: &Arc<str>| {
        snapshot.calendars.contains_key(name) || model.calendars.iter().any(|(known, _)| known == name)
    };
    let note = |hours: &crate::model::NamedHours, calendar: &Arc<str>| {
        let hours = &hours.name;
        format!("calendars: hours `{hours}` are closed on `{calendar}`, which neither the policy nor the snapshot has")
    };
    let named = model.hours.iter().flat_map(|hours| hours.hours.calendars().iter().map(move |name| (hours, name)));
    named.filter(|(_, name)| !given(name)).map(|(hours, name)| note(hours, name)).collect()
}

/// One rep, as a snapshot has him.
pub(super) fn read_rep(model: &Model, limits: &Limits, node: &Node<'_>) -> Result<Rep, JsonError> {
    Reader::new(model, limits).rep(node)
}

pub(super) struct Reader<'m> {
    model: &'m Model,
    limits: &'m Limits,
    notes: Vec<String>,
    /// Undeclared keys of reps with how often they came.
    unknown: BTreeMap<String, u64>,
    /// The same of channels that they have a capacity for.
    channels: BTreeMap<String, u64>,
}

impl<'m> Reader<'m> {
    pub(super) fn new(model: &'m Model, limits: &'m Limits) -> Self {
        Self { model, limits, notes: Vec::new(), unknown: BTreeMap::new(), channels: BTreeMap::new() }
    }
}

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Vec<String> {
        for (key, times) in self.unknown {
            self.notes.push(format!("reps: the policy declares no field `{key}`; ignored for {times} reps"));
        }
        for (channel, times) in self.channels {
            let known: Vec<&str> = self.model.channel_values().map(|known| &**known).collect();
            let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
            self.notes.push(format!(
                "reps: `capacity` has `{channel}`, which is neither `units` nor `lead` nor a channel of the policy{known}; \
                 ignored for {times} reps"
            ));
        }
        self.notes
    }

    fn reps(&mut self, node: &Node<'_>) -> Result<Vec<Rep>, JsonError> {
        let items = node.items()?;
        if items.len() > self.limits.reps {
            return Err(node.fault(format!("{} reps; the limit is {} (reps)", items.len(), self.limits.reps)));
        }
        let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let mut reps = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            let rep = self.rep(item)?;
            if let Some(first) = places.insert(Arc::clone(&rep.id), place) {
                return Err(item.fault(format!("the rep `{}` occurs twice: also at reps[{first}]", rep.id)));
            }
            reps.push(rep);
        }
        reps.sort_by(|a, b| a.id.as_bytes().cmp(b.id.as_bytes()));
        Ok(reps)
    }

    pub(super) fn rep(&mut self, node: &Node<'_>) -> Result<Rep, JsonError> {
        let entries = node.entries()?;
        let Some((_, id)) = entries.iter().find(|(key, _)| key == "id") else {
            return Err(node.fault("a rep needs an `id`"));
        };
        let name = id.as_name()?;
        if name.is_empty() {
            return Err(id.fault("a rep's `id` is empty"));
        }
        let mut rep = Rep::new(name);
        rep.fields = vec![None; self.model.rep.fields.len()];
        for (key, value) in &entries {
            self.rep_entry(&mut rep, key, value)?;
        }
        self.defaults(&mut rep);
        Ok(rep)
    }

    fn rep_entry(&mut self, rep: &mut Rep, key: &str, value: &Node<'_>) -> Result<(), JsonError> {
        match key {
            "id" => {}
            "name" => rep.name = optional(value, Node::as_text)?.map(|name| name.as_ref().into()),
            "active" => rep.active = value.as_bool()?,
            "paused" => rep.paused = value.as_bool()?,
            "zone" => rep.zone = optional(value, zone)?,
            "hours" => {
                rep.hours = optional(value, |value| self.hours(value))?;
                rep.hours_written = (!value.is_null()).then(|| value.compact().into());
            }
            "manager" => rep.manager = optional(value, Node::as_name)?,
            "away" => rep.away = optional(value, away)?.unwrap_or_default(),
            "capacity" => {
                for (channel, limit) in value.entries()? {
                    if limit.is_null() {
                        continue;
                    }
                    let limit = i64::try_from(limit.as_count()?).unwrap_or(i64::MAX);
                    if channel == "units" {
                        rep.unit_limit = Some(limit);
                    } else {
                        if channel != "lead" && self.model.channel_values().all(|known| **known != *channel) {
                            let times = self.channels.entry(channel.to_string()).or_default();
                            *times = times.saturating_add(1);
                        }
                        rep.item_limits.insert(channel.as_ref().into(), limit);
                    }
                }
            }
            "open" => {
                for (channel, items) in value.entries()? {
                    let items = i64::try_from(items.as_count()?).unwrap_or(i64::MAX);
                    rep.open.insert(channel.as_ref().into(), items);
                }
            }
            "seq" => rep.seq = value.as_count()?,
            _ => self.rep_field(rep, key, value)?,
        }
        Ok(())
    }

    fn rep_field(&mut self, rep: &mut Rep, key: &str, value: &Node<'_>) -> Result<(), JsonError> {
        let Some(place) = self.model.rep.place_of(key) else {
            let times = self.unknown.entry(key.to_owned()).or_default();
            *times = times.saturating_add(1);
            rep.extra.insert(key.into(), value.compact().into());
            return Ok(());
        };
        rep.written.insert(key.into(), value.compact().into());
        let Some(field) = self.model.rep.fields.get(place) else { return Ok(()) };
        match self.value(field, &raw_value(value)?) {
            Ok(read) => {
                if let Some(slot) = rep.fields.get_mut(place) {
                    *slot = read;
                }
            }
            Err(reason) => self.notes.push(format!("rep {}: `{}` is {reason}", rep.id, field.name)),
        }
        Ok(())
    }

    /// Fields with a default have it; a declared field that nothing gives is noted.
    fn defaults(&mut self, rep: &mut Rep) {
        for (slot, field) in rep.fields.iter_mut().zip(&self.model.rep.fields) {
            if slot.is_some() {
                continue;
            }
            match &field.presence {
                crate::domain::Presence::Default(value) => *slot = Some(value.clone()),
                crate::domain::Presence::Optional => {}
                crate::domain::Presence::Required if rep.written.contains_key(&field.name) => {}
                crate::domain::Presence::Required => {
                    self.notes.push(format!("rep {}: `{}` is missing", rep.id, field.name));
                }
            }
        }
    }

    fn hours(&self, node: &Node<'_>) -> Result<RepHours, JsonError> {
        if !node.is_object() {
            let name = node.as_name()?;
            let known = self.model.hours.iter().position(|item| *item.name == *name);
            let known = known.ok_or_else(|| node.fault(format!("the policy has no hours called `{name}`")))?;
            return Ok(RepHours::Item(crate::domain::HoursId::at(known)));
        }
        let (mut own_zone, mut lines, mut closed) = (None, Vec::new(), Vec::new());
        for (key, value) in node.entries()? {
            match key.as_ref() {
                "zone" => own_zone = Some(zone(&value)?),
                "closed" => {
                    for day in value.items()? {
                        closed.push(day.as_day()?);
                    }
                }
                days => {
                    let blocks = value
                        .items()?
                        .iter()
                        .map(|block| block.as_text().map(String::from))
                        .collect::<Result<_, _>>()?;
                    lines.push((days.to_owned(), blocks));
                }
            }
        }
        let hours = Hours::inline(own_zone, &lines, &closed).map_err(|error| node.fault(error.to_string()))?;
        Ok(RepHours::Inline(Box::new(hours)))
    }

    /// Rows of a record; `None` for a table that the policy does not know.
    fn table(&mut self, name: &str, node: &Node<'_>) -> Result<Option<Vec<Vec<Option<Value>>>>, JsonError> {
        let known = |record: &crate::model::Record| *record.name == *name && !record.decided_only;
        let Some(place) = self.model.records.iter().position(known) else {
            self.notes.push(format!("tables: the policy has no record `{name}`; ignored"));
            return Ok(None);
        };
        let (model, limits) = (self.model, self.limits);
        let mut rows = Vec::new();
        for item in node.items()? {
            let cells = attributes(item.entries()?)?;
            let cells = cells.iter().map(|(key, raw)| (key.as_ref(), raw));
            rows.push(read_row(model, limits, RecordId::at(place), cells, |field, reason| {
                self.notes.push(format!("tables.{name}: `{field}` of a row is {reason}"));
            }));
        }
        Ok(Some(rows))
    }

    fn value(&self, field: &Field, raw: &Raw<'_>) -> Result<Option<Value>, String> {
        let options = ReadOptions::of(field, &self.model.zone);
        Reading {
            enums: &self.model.enums,
            spellings: None,
            teams: &|name| self.model.team_named(name),
            limits: self.limits,
            spare: &mut Spare::default(),
        }
        .stored(field, raw, &options)
        .map_err(|reason| reason.to_string())
    }
}

/// `null` is like an absent key.
fn optional<'a, T>(
    node: &Node<'a>,
    read: impl FnOnce(&Node<'a>) -> Result<T, JsonError>,
) -> Result<Option<T>, JsonError> {
    if node.is_null() { Ok(None) } else { read(node).map(Some) }
}

fn zone(node: &Node<'_>) -> Result<Zone, JsonError> {
    let name = node.as_text()?;
    Zone::named(&name).ok_or_else(|| node.fault(format!("`{name}` is not a time zone")))
}

fn away(node: &Node<'_>) -> Result<Vec<Away>, JsonError> {
    let mut all = Vec::new();
    for item in node.items()? {
        let (mut from, mut until) = (None, None);
        for (key, value) in item.entries()? {
            match key.as_ref() {
                "from" => from = Some(value.as_instant()?),
                "until" => until = Some(value.as_instant()?),
                _ => return Err(value.fault("an absence has only `from` and `until`")),
            }
        }
        let (Some(from), Some(until)) = (from, until) else {
            return Err(item.fault("an absence needs `from` and `until`"));
        };
        if from > until {
            return Err(item.fault("an absence ends before it begins"));
        }
        all.push(Away { from, until });
    }
    all.sort_unstable();
    Ok(all)
}
