//! Leads of flesh and blood: from classes to values, read and asked as any lead is.

use crate::domain::{FieldId, Kind, Lead, MatchId, Presence, Raw, Text, Value};
use crate::model::{Comparison, Cond, DerivedBody, Expr, Model};
use crate::region::{AttributeId, Point, Space, Subject, YES};
use crate::route::{Request, Truth};
use crate::{Assignment, Ruleset, Snapshot};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Monday, 2026-01-05, 12:00 UTC, at which tests of policies run too.
const NOW: i64 = 1_767_614_400;
/// Hours from there on that are tried when a rule asks for a time of the day or the week.
const HOURS_TRIED: i64 = 24 * 8;
/// How deep definitions are followed from a wanted value back to fields.
const DEPTH: usize = 16;

/// A lead at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    values: Vec<Option<Value>>,
    pub(crate) now: Timestamp,
    attempt: u32,
    waiting: SignedDuration,
    /// The fields that matter.
    named: Vec<FieldId>,
    /// Whether the moment matters.
    timed: bool,
    /// Rows that matches find, with the fields that were asked for.
    rows: BTreeMap<MatchId, Vec<Option<Value>>>,
}

impl Example {
    /// A lead of the classes of a point, as far as they can be had.
    pub(crate) fn of(space: &Space<'_>, point: &Point) -> Option<Self> {
        let model = space.model;
        let mut example = Self {
            values: vec![None; model.lead.fields.len()],
            now: Timestamp::from_second(NOW).ok()?,
            attempt: 1,
            waiting: SignedDuration::ZERO,
            named: Vec::new(),
            timed: false,
            rows: BTreeMap::new(),
        };
        for (place, attribute) in space.attributes().iter().enumerate() {
            let Subject::Field(field) = attribute.subject else { continue };
            let id = AttributeId::at(place);
            let value = if matches!(attribute.classes, crate::region::Classes::Presence) {
                list(space, point, id)
            } else {
                attribute.example(point.class(id))
            };
            *example.values.get_mut(field.index())? = value;
            if point.asked.contains(&id) {
                example.named.push(field);
            }
        }
        for id in &point.asked {
            let Some(attribute) = space.attribute(*id) else { continue };
            match &attribute.subject {
                Subject::Value(expr) => {
                    let class = point.class(*id);
                    if let Expr::Condition(condition) = expr {
                        example.make(model, condition, class == YES, class == 0, 0);
                    } else if is_time(expr) {
                        example.timed = true;
                    } else {
                        example.set(model, expr, attribute.example(class), 0);
                    }
                }
                Subject::Element { list, .. } => {
                    if let Some(Subject::Field(field)) = space.attribute(*list).map(|list| &list.subject) {
                        example.named.push(*field);
                    }
                }
                Subject::Field(_) | Subject::Asked(_) => {}
            }
        }
        if example.timed {
            example.now = moment(space, point, example.now)?;
        }
        example.named.sort_unstable();
        example.named.dedup();
        Some(example)
    }

    /// Takes values of another lead where nothing was asked for and they are of the same classes.
    pub(crate) fn lean(&mut self, space: &Space<'_>, point: &Point, other: &[Option<Value>]) {
        for (place, attribute) in space.attributes().iter().enumerate() {
            let Subject::Field(field) = attribute.subject else { continue };
            let value = other.get(field.index()).and_then(Option::as_ref);
            let class = attribute.classes.class(value);
            let kept = matches!(attribute.classes, crate::region::Classes::Presence)
                || self.named.binary_search(&field).is_ok();
            if let Some(slot) = self.values.get_mut(field.index()).filter(|_| !kept)
                && class == point.class(AttributeId::at(place))
                && class == attribute.classes.class(slot.as_ref())
            {
                *slot = value.cloned();
            }
        }
    }

    /// Sees to it that a value is this, by the fields that it comes from.
    fn set(&mut self, model: &Model, expr: &Expr, value: Option<Value>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let depth = depth.saturating_add(1);
        match expr {
            Expr::Field(field) => {
                if let Some(slot) = self.values.get_mut(field.index()) {
                    *slot = value;
                    self.named.push(*field);
                }
            }
            Expr::Default(first, _) => self.set(model, first, value, depth),
            Expr::DomainOf(inner) => {
                let mail = value.and_then(|value| match value {
                    Value::Text(text) => Some(Value::Text(Text::folded(&format!("someone@{}", text.original())))),
                    _ => None,
                });
                self.set(model, inner, mail, depth);
            }
            Expr::Derived(id) => match model.derived.get(id.index()).map(|derived| &derived.body) {
                Some(DerivedBody::Value(Expr::Condition(condition))) => {
                    self.make(model, condition, value == Some(Value::Bool(true)), value.is_none(), depth);
                }
                Some(DerivedBody::Value(body)) => self.set(model, body, value, depth),
                _ => {}
            },
            Expr::DaysSince(inner, _) => {
                let Some(Value::Integer(days)) = value else { return self.set(model, inner, None, depth) };
                let hours = days.checked_mul(24).map(SignedDuration::from_hours);
                let at = hours.and_then(|back| self.now.checked_sub(back).ok());
                self.set(model, inner, at.map(Value::DateTime), depth);
            }
            Expr::Attempt => {
                if let Some(Value::Integer(attempt)) = value {
                    self.attempt = u32::try_from(attempt).unwrap_or(1).max(1);
                }
            }
            Expr::Waiting => {
                if let Some(Value::Duration(length)) = value {
                    self.waiting = length;
                }
            }
            Expr::Channel => {
                let field = model.channel_field;
                let kind = field.and_then(|field| model.lead.fields.get(field.index())).map(|field| &field.kind);
                if let (Some(field), Some(Kind::Enum(id)), Some(Value::Text(text))) = (field, kind, value) {
                    let values = model.enums.get(id.index()).map(|known| &known.values[..]).unwrap_or_default();
                    let place = values.iter().position(|known| *known.name == *text.original());
                    if let Some(place) = place.and_then(|place| u32::try_from(place).ok()) {
                        self.set(model, &Expr::Field(field), Some(Value::Enum(*id, place)), depth);
                    }
                }
            }
            Expr::Matched { matched, field } if value.is_some() => {
                self.row(model, *matched);
                if let Some(slot) = self.rows.get_mut(matched).and_then(|row| row.get_mut(field.index())) {
                    *slot = value;
                }
            }
            Expr::Lookup { lookup, key, column } => {
                let Some(lookup) = model.lookups.get(lookup.index()) else { return };
                let row = lookup.rows.iter().find(|row| value.is_some() && row.values.get(*column) == Some(&value));
                let text = row.map(|row| Value::Text(Text::folded(&row.key)));
                self.set(model, key, text.filter(|_| lookup.key_kind.is_text()), depth);
            }
            _ => {}
        }
    }

    /// Sees to it that a match has a row to find; rows of the policy's own data stay as they are.
    fn row(&mut self, model: &Model, matched: MatchId) {
        let record = model.matches.get(matched.index()).and_then(|known| model.records.get(known.record.index()));
        if let Some(record) = record.filter(|record| record.rows.is_none()) {
            self.rows.entry(matched).or_insert_with(|| vec![None; record.schema.fields.len()]);
        }
    }

    /// A snapshot without reps, with the rows that matches find by their first clause.
    fn snapshot(&self, rules: &Ruleset, request: &Request<'_>) -> Snapshot {
        let nobody = Snapshot::default();
        let value = |value: &Expr| rules.with_facts(request, &nobody, |facts| facts.value(value, None));
        let mut snapshot = Snapshot::default();
        for (record, row) in self.rows(rules.model(), &value) {
            snapshot.tables.entry(record).or_default().push(row);
        }
        snapshot
    }

    /// Sees to it that a condition is yes, no, or unknown, where that is simple.
    fn make(&mut self, model: &Model, condition: &Cond, yes: bool, unknown: bool, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let depth = depth.saturating_add(1);
        match condition {
            Cond::Not(inner) => self.make(model, inner, !yes && !unknown, unknown, depth),
            Cond::All(parts) if yes => parts.iter().for_each(|part| self.make(model, part, true, false, depth)),
            Cond::Any(parts) if !yes && !unknown => {
                parts.iter().for_each(|part| self.make(model, part, false, false, depth));
            }
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().take(1).for_each(|part| self.make(model, part, yes, unknown, depth));
            }
            Cond::Truth(value) => self.set(model, value, (!unknown).then_some(Value::Bool(yes)), depth),
            Cond::Matched(matched) if yes => self.row(model, *matched),
            Cond::Missing(value) if yes => self.set(model, value, None, depth),
            Cond::Contains(value, Expr::Literal(part)) | Cond::EndsWith(value, Expr::Literal(part)) if !unknown => {
                let text = if yes { part.clone() } else { Value::Text(Text::folded("something else")) };
                self.set(model, value, Some(text), depth);
            }
            Cond::WithinLast(value, back, _) if !unknown => {
                let ago = if yes { SignedDuration::ZERO } else { back.saturating_mul(2) };
                let at = self.now.checked_sub(ago).ok().map(Value::DateTime);
                self.set(model, value, at, depth);
            }
            Cond::Compare(Comparison::Is, Expr::Field(one), Expr::Field(other)) if yes => {
                let known =
                    [one, other].into_iter().find_map(|field| self.values.get(field.index()).cloned().flatten());
                let kind = model.lead.fields.get(one.index()).map(|field| &field.kind);
                let value = known.or_else(|| kind.and_then(some_value));
                self.set(model, &Expr::Field(*one), value.clone(), depth);
                self.set(model, &Expr::Field(*other), value, depth);
            }
            Cond::Compare(Comparison::Is, value, Expr::Literal(wanted)) if yes => {
                self.set(model, value, Some(wanted.clone()), depth);
            }
            _ => {}
        }
    }

    /// Its attributes, as they would come in; of two fields of one name the first that is there.
    pub(crate) fn attributes(&self, model: &Model) -> Vec<(String, Raw<'static>)> {
        let mut written: Vec<(String, Raw<'static>)> = Vec::new();
        for (field, value) in model.lead.fields.iter().zip(&self.values) {
            if let Some(value) = value
                && written.iter().all(|(name, _)| **name != *field.name)
            {
                written.push((field.name.to_string(), raw(model, value, &field.kind)));
            }
        }
        written
    }

    /// The lead, read as any other.
    pub(crate) fn lead(&self, rules: &Ruleset) -> Lead {
        let written = self.attributes(rules.model());
        let attributes: Vec<(&str, Raw<'_>)> = written.iter().map(|(name, raw)| (name.as_str(), raw.clone())).collect();
        rules.lead(&attributes)
    }

    /// Whether the moment matters.
    pub(crate) const fn is_timed(&self) -> bool {
        self.timed
    }

    /// Whether it must be asked at its own moment: by the clock, or by values that were reckoned from there.
    pub(crate) fn has_moment(&self) -> bool {
        let is_instant = |field: &FieldId| matches!(self.values.get(field.index()), Some(Some(Value::DateTime(_))));
        self.timed || !self.waiting.is_zero() || self.named.iter().any(is_instant)
    }

    /// Rows that matches find, by match: in the numbers of the model, what was not asked for made up.
    pub(crate) fn rows<'e>(
        &'e self,
        model: &'e Model,
        value: &'e dyn Fn(&Expr) -> Option<Value>,
    ) -> impl Iterator<Item = (Arc<str>, Vec<Option<Value>>)> + 'e {
        self.rows.iter().filter_map(|(matched, row)| {
            let known = model.matches.get(matched.index())?;
            let record = model.records.get(known.record.index())?;
            let clause = known.clauses.iter().find(|clause| clause.similarity.is_none())?;
            let mut row = row.clone();
            for (slot, field) in row.iter_mut().zip(&record.schema.fields) {
                if slot.is_none() && field.presence == Presence::Required {
                    *slot = some_value(&field.kind);
                }
            }
            if let Some(slot) = row.get_mut(clause.field.index()) {
                *slot = value(&clause.value);
            }
            Some((Arc::clone(&record.name), row))
        })
    }

    pub(crate) fn request<'l>(&self, lead: &'l Lead, route: &str) -> Request<'l> {
        let asked = Request::new(lead).at(self.now).route(route).attempt(self.attempt);
        if self.waiting.is_zero() {
            return asked;
        }
        match self.now.checked_sub(self.waiting) {
            Ok(since) => asked.since(since),
            Err(_) => asked,
        }
    }

    /// Where it goes, through the same door as a host's leads, when nobody is there.
    pub(crate) fn routed(&self, rules: &Ruleset, route: &str) -> Option<Assignment> {
        let lead = self.lead(rules);
        if !lead.is_valid() {
            return None;
        }
        let request = self.request(&lead, route);
        rules.route(&request, &self.snapshot(rules, &request)).ok()
    }

    /// Whether a rule that it fits finds nobody, before another decides.
    pub(crate) fn is_passed_on(&self, rules: &Ruleset, route: &str) -> bool {
        let lead = self.lead(rules);
        let request = self.request(&lead, route);
        let explained = rules.explain(&request, &self.snapshot(rules, &request));
        explained.is_ok_and(|told| told.explanation.rules.iter().any(|tried| tried.then == "nobody available"))
    }

    /// What a value is for it; the outer `None`: it is no valid lead.
    pub(crate) fn valued(&self, rules: &Ruleset, value: &Expr) -> Option<Option<Value>> {
        let lead = self.lead(rules);
        if !lead.is_valid() {
            return None;
        }
        let request = self.request(&lead, "");
        Some(rules.with_facts(&request, &self.snapshot(rules, &request), |facts| facts.value(value, None)))
    }

    /// What is true of it.
    pub(crate) fn judged(&self, rules: &Ruleset, route: &str, condition: &Cond) -> Truth {
        let lead = self.lead(rules);
        let request = self.request(&lead, route);
        rules.with_facts(&request, &self.snapshot(rules, &request), |facts| facts.judge(condition, None))
    }

    /// "country = DE, employees = 1000", with whatever was asked about; private values are not shown.
    pub(crate) fn shown(&self, rules: &Ruleset) -> String {
        let model = rules.model();
        let mut parts = Vec::new();
        for (place, known) in model.lead.fields.iter().enumerate() {
            let field = FieldId::at(place);
            // What was not asked for is shown where a lead that leaves it out would be another one.
            let by_itself = match &known.presence {
                Presence::Required => {
                    !known.private && Some(field) != model.id_field && Some(field) != model.created_field
                }
                _ => false,
            };
            if !by_itself && self.named.binary_search(&field).is_err() {
                continue;
            }
            parts.push(match self.values.get(field.index()).and_then(Option::as_ref) {
                None => format!("{} missing", known.name),
                Some(_) if known.private => format!("{} (private)", known.name),
                Some(value @ Value::Text(_)) => format!("{} = \"{}\"", known.name, model.print(value)),
                Some(value @ Value::List(_)) => format!("{} = [{}]", known.name, model.print(value)),
                Some(value) => format!("{} = {}", known.name, model.print(value)),
            });
        }
        if self.attempt > 1 {
            parts.push(format!("attempt {}", self.attempt));
        }
        if !self.waiting.is_zero() {
            parts.push(format!("waiting {}", crate::model::length_words(self.waiting)));
        }
        if self.timed {
            let clock = model.zone.clock(self.now);
            parts.push(format!("at {} {}", clock.date(), clock.time().strftime("%H:%M")));
        }
        for (matched, row) in &self.rows {
            let Some(known) = model.matches.get(matched.index()) else { continue };
            let Some(record) = model.records.get(known.record.index()) else { continue };
            let fields = record.schema.fields.iter().zip(row);
            let fields: Vec<String> = fields
                .filter_map(|(field, value)| Some((field, value.as_ref()?)))
                .map(|(field, value)| format!("{} {}", field.name, model.print(value)))
                .collect();
            let with = if fields.is_empty() { String::new() } else { format!(" of {}", fields.join(" and ")) };
            parts.push(format!("a known {}{with}", record.name));
        }
        if parts.is_empty() { "an ordinary lead".to_owned() } else { parts.join(", ") }
    }
}

/// The elements that a list has at a point; `None` when it is missing.
fn list(space: &Space<'_>, point: &Point, list: AttributeId) -> Option<Value> {
    if point.class(list) == 0 {
        return None;
    }
    let elements = space.attributes().iter().enumerate().filter_map(|(place, attribute)| match &attribute.subject {
        Subject::Element { list: of, value } if *of == list && point.class(AttributeId::at(place)) == YES => {
            Some(value.clone())
        }
        _ => None,
    });
    Some(Value::List(elements.collect::<Vec<_>>().into()))
}

const fn is_time(expr: &Expr) -> bool {
    matches!(expr, Expr::Now | Expr::Today(_) | Expr::Weekday(_) | Expr::Hour(_))
}

/// A moment at which the facts of the moment have the classes of a point.
fn moment(space: &Space<'_>, point: &Point, base: Timestamp) -> Option<Timestamp> {
    let asked: Vec<(AttributeId, &Expr)> = point
        .asked
        .iter()
        .filter_map(|id| match space.attribute(*id).map(|attribute| &attribute.subject) {
            Some(Subject::Value(expr)) if is_time(expr) => Some((*id, expr)),
            _ => None,
        })
        .collect();
    // From the day or instant that is asked for, else from an ordinary one.
    let mut from = base;
    for (id, expr) in &asked {
        match (expr, space.attribute(*id)?.example(point.class(*id))) {
            (Expr::Today(zone), Some(Value::Date(day))) => from = zone.start_of_day(day)?,
            (Expr::Now, Some(Value::DateTime(at))) => from = at,
            _ => {}
        }
    }
    let fits = |at: Timestamp| {
        asked.iter().all(|(id, expr)| {
            let value = match expr {
                Expr::Now => Value::DateTime(at),
                Expr::Today(zone) => Value::Date(zone.clock(at).date()),
                Expr::Weekday(zone) => {
                    let day = zone.clock(at).date().weekday();
                    Value::Text(Text::folded(crate::calendar::weekday_name(day)))
                }
                Expr::Hour(zone) => Value::Integer(i64::from(zone.clock(at).hour())),
                _ => return true,
            };
            let class = space.attribute(*id).map(|attribute| attribute.classes.class(Some(&value)));
            class == Some(point.class(*id))
        })
    };
    (0..HOURS_TRIED).filter_map(|hours| from.checked_add(SignedDuration::from_hours(hours)).ok()).find(|at| fits(*at))
}

fn some_value(kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Boolean => Value::Bool(true),
        Kind::Integer => Value::Integer(1),
        Kind::Country => Value::Country(crate::domain::Country::from_code("DE")?),
        Kind::Enum(id) => Value::Enum(*id, 0),
        Kind::Email => Value::Text(Text::folded("someone@other.example")),
        kind if kind.is_text() => Value::Text(Text::folded("something")),
        _ => return None,
    })
}

/// A value as it would come in.
pub(crate) fn raw(model: &Model, value: &Value, kind: &Kind) -> Raw<'static> {
    match value {
        Value::Bool(known) => Raw::Bool(*known),
        Value::Decimal(share) if *kind == Kind::Percent => {
            let points = crate::domain::Decimal::in_range(share.scaled().saturating_mul(100));
            Raw::Text(format!("{}%", points.unwrap_or(*share)).into())
        }
        Value::Integer(number) => Raw::Number(number.to_string().into()),
        Value::Decimal(number) => Raw::Number(number.to_string().into()),
        Value::List(items) => {
            let inner = if let Kind::List(inner) = kind { inner } else { kind };
            Raw::List(items.iter().map(|item| raw(model, item, inner)).collect())
        }
        other => Raw::Text(model.print(other).into()),
    }
}
