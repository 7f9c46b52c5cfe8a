//! Leads for tests and properties: typed defaults for what a test leaves out, and varied leads for "for any lead".

use crate::domain::{Country, Decimal, Field, Kind, Lead, Presence, Text, Value};
use crate::model::{Cond, Expr, Model, Set, SetItem};
use jiff::{SignedDuration, Timestamp, civil};
use std::sync::Arc;

/// How many leads a property is tried on.
pub(super) const TRIED: usize = 300;

/// The lead of a test: what is given, defaults, and for required fields a typed stand-in.
pub(super) fn lead(model: &Model, given: &[(crate::domain::FieldId, Option<Value>)], now: Timestamp) -> Lead {
    let mut values: Vec<Option<Value>> = model
        .lead
        .fields
        .iter()
        .map(|field| match &field.presence {
            Presence::Default(value) => Some(value.clone()),
            Presence::Optional => None,
            Presence::Required => stand_in(field, now),
        })
        .collect();
    for (field, value) in given {
        if let Some(slot) = values.get_mut(field.index()) {
            *slot = value.clone();
        }
    }
    assemble(model, values)
}

/// A lead of these values, without anything to complain about.
pub(super) fn assemble(model: &Model, values: Vec<Option<Value>>) -> Lead {
    let id = match model.id_field.and_then(|field| values.get(field.index())?.as_ref()) {
        Some(Value::Text(text)) => text.original().into(),
        Some(value) => model.print(value).into(),
        None => Arc::from(""),
    };
    Lead { id, values, problems: Vec::new(), notes: Vec::new(), unknown_keys: Vec::new() }
}

fn stand_in(field: &Field, now: Timestamp) -> Option<Value> {
    Some(match &field.kind {
        Kind::Boolean => Value::Bool(false),
        Kind::Integer => Value::Integer(1),
        Kind::Decimal | Kind::Money(_) => Value::Decimal(Decimal::from(1)),
        Kind::Percent => Value::Decimal(Decimal::from_scaled(0)),
        Kind::ExactText => Value::Text(Text::exact("example")),
        Kind::Email => Value::Text(Text::folded("lead@company.example")),
        Kind::Phone => Value::Text(Text::folded("+15550100")),
        Kind::Domain => Value::Text(Text::folded("company.example")),
        Kind::Url => Value::Text(Text::folded("https://company.example/")),
        Kind::Country => Value::Country(Country(*b"US")),
        Kind::Date => Value::Date(crate::calendar::Zone::utc().clock(now).date()),
        Kind::DateTime => Value::DateTime(now),
        Kind::Duration => Value::Duration(SignedDuration::ZERO),
        Kind::Enum(id) => Value::Enum(*id, 0),
        Kind::Rep | Kind::Team => return None,
        Kind::List(_) => Value::List(Arc::from([])),
        _ => Value::Text(Text::folded("example")),
    })
}

/// Splitmix64 with a fixed seed: the same leads in each run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }
}

/// Values worth trying for each field: those that the policy compares it with, their neighbours, one outsider, nothing.
pub(super) struct Palette {
    choices: Vec<Vec<Option<Value>>>,
}

impl Palette {
    pub(super) fn new(model: &Model, now: Timestamp) -> Self {
        let mut constants: Vec<Vec<Value>> = vec![Vec::new(); model.lead.fields.len()];
        let mut collector = Collector { model, constants: &mut constants };
        collector.model();
        let choices = model
            .lead
            .fields
            .iter()
            .zip(constants)
            .map(|(field, constants)| choices(model, field, constants, now))
            .collect();
        Self { choices }
    }

    pub(super) fn lead(&self, model: &Model, dice: &mut Dice) -> Lead {
        let values = self.choices.iter().map(|all| all.get(dice.below(all.len())).cloned().flatten()).collect();
        assemble(model, values)
    }
}

fn choices(model: &Model, field: &Field, constants: Vec<Value>, now: Timestamp) -> Vec<Option<Value>> {
    let mut all: Vec<Option<Value>> = Vec::new();
    match &field.presence {
        Presence::Optional => all.push(None),
        Presence::Default(value) => all.push(Some(value.clone())),
        Presence::Required => {}
    }
    let mut add = |value: Value| {
        if !all.contains(&Some(value.clone())) {
            all.push(Some(value));
        }
    };
    for constant in constants {
        match constant {
            Value::Integer(number) => {
                for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                    add(Value::Integer(near));
                }
            }
            Value::Decimal(number) => {
                for near in [-1, 0, 1] {
                    add(Value::Decimal(Decimal::from_scaled(number.scaled().saturating_add(near))));
                }
            }
            other => add(other),
        }
    }
    match &field.kind {
        Kind::Boolean => {
            add(Value::Bool(false));
            add(Value::Bool(true));
        }
        Kind::Enum(id) => {
            let count = model.enums.get(id.index()).map_or(0, |known| known.values.len());
            for place in 0..count {
                add(Value::Enum(*id, u32::try_from(place).unwrap_or_default()));
            }
        }
        Kind::Country => {
            for code in [*b"DE", *b"US", *b"JP", *b"BR"] {
                add(Value::Country(Country(code)));
            }
        }
        Kind::DateTime => {
            for hours in [1, 24 * 3, 24 * 30] {
                if let Ok(earlier) = now.checked_sub(SignedDuration::from_hours(hours)) {
                    add(Value::DateTime(earlier));
                }
            }
        }
        Kind::Date => add(Value::Date(civil::date(2026, 1, 1))),
        _ => {}
    }
    if let Some(value) = stand_in(field, now) {
        add(value);
    }
    all.retain(|value| value.as_ref().is_none_or(|value| honest(model, field, value)));
    all
}

/// Whether a value passes the simple checks of its field: leads of a property are valid ones.
fn honest(model: &Model, field: &Field, value: &Value) -> bool {
    field.checks.iter().all(|check| match model.checks.get(check.condition) {
        Some(Cond::Compare(comparison, Expr::Field(_), Expr::Literal(bound))) => {
            use crate::model::Comparison;
            use std::cmp::Ordering;
            let order = value.compare(bound);
            match comparison {
                Comparison::Is => order == Some(Ordering::Equal),
                Comparison::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                Comparison::Above => order == Some(Ordering::Greater),
                Comparison::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                Comparison::Below => order == Some(Ordering::Less),
            }
        }
        _ => true,
    })
}

/// Walks over a policy and notes what each field is compared with.
struct Collector<'a> {
    model: &'a Model,
    constants: &'a mut Vec<Vec<Value>>,
}

impl Collector<'_> {
    fn model(&mut self) {
        let model = self.model;
        for territory in &model.territories {
            self.condition(&territory.condition);
        }
        for derived in &model.derived {
            if let crate::model::DerivedBody::Classify { arms, .. } = &derived.body {
                for (_, condition) in arms {
                    self.condition(condition);
                }
            }
        }
        for table in &model.tables {
            for row in &table.rows {
                for (input, cell) in table.inputs.iter().zip(&row.tests) {
                    match cell {
                        crate::model::Cell::In(items) | crate::model::Cell::NotIn(items) => self.items(input, items),
                        crate::model::Cell::Compare(_, value) => self.note(input, value),
                        _ => {}
                    }
                }
            }
        }
        for score in &model.scores {
            let crate::model::ScoreBody::Card { lines, .. } = &score.body else { continue };
            for line in lines {
                match line {
                    crate::model::CardLine::Points(points) => self.condition(&points.condition),
                    crate::model::CardLine::BestOf { lines, .. } => {
                        lines.iter().for_each(|points| self.condition(&points.condition));
                    }
                }
            }
        }
        for rule in &model.rules {
            for line in rule.when.iter().chain(&rule.unless) {
                self.condition(&line.condition);
            }
        }
    }

    fn condition(&mut self, condition: &Cond) {
        match condition {
            Cond::All(all) | Cond::Any(all) => all.iter().for_each(|part| self.condition(part)),
            Cond::Not(inner) => self.condition(inner),
            Cond::Compare(_, value, Expr::Literal(constant)) => self.note(value, constant),
            Cond::In(value, Set::Items(items)) => self.items(value, items),
            Cond::In(value, Set::List(list)) => {
                let values = self.model.lists.get(list.index()).map(|list| &list.values[..]).unwrap_or_default();
                values.iter().take(4).for_each(|constant| self.note(value, constant));
            }
            Cond::LookupHas(lookup, key) => {
                let Some(lookup) = self.model.lookups.get(lookup.index()) else { return };
                for row in lookup.rows.iter().take(4) {
                    self.note(key, &Value::Text(Text::folded(&row.key)));
                }
            }
            Cond::StartsWith(value, Expr::Literal(constant)) => self.note(value, constant),
            _ => {}
        }
    }

    fn items(&mut self, value: &Expr, items: &[SetItem]) {
        for item in items {
            match item {
                SetItem::Value(constant) => self.note(value, constant),
                SetItem::Range { low, high, .. } => {
                    self.note(value, low);
                    self.note(value, high);
                }
            }
        }
    }

    /// A constant reaches a field directly, or as the domain of a mail address.
    fn note(&mut self, value: &Expr, constant: &Value) {
        match value {
            Expr::Field(field) => {
                if let Some(constants) = self.constants.get_mut(field.index()) {
                    constants.push(constant.clone());
                }
            }
            Expr::Derived(id) => {
                if let Some(crate::model::DerivedBody::Value(inner)) =
                    self.model.derived.get(id.index()).map(|derived| &derived.body)
                {
                    self.note(inner, constant);
                }
            }
            Expr::DomainOf(inner) => {
                if let Value::Text(domain) = constant {
                    let address = Value::Text(Text::folded(&format!("x@{}", domain.original())));
                    self.note(inner, &address);
                }
            }
            _ => {}
        }
    }
}
