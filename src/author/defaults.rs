//! Leads of tests: typed stand-ins for what is left out.

use crate::domain::{Country, Decimal, Field, Kind, Lead, Presence, Text, Value};
use crate::model::Model;
use jiff::{SignedDuration, Timestamp};

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
        None => crate::domain::LeadId::default(),
    };
    Lead::of(id, values)
}

pub(super) fn stand_in(field: &Field, now: Timestamp) -> Option<Value> {
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
        Kind::List(_) => Value::List(crate::domain::List::default()),
        _ => Value::Text(Text::folded("example")),
    })
}
