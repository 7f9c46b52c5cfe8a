//! Leads of tests: typed stand-ins for what is left out, and everything read as a lead is that comes in.

use super::constants::constants;
use super::palette::choices;
use crate::Ruleset;
use crate::domain::{Country, Decimal, Field, FieldId, Kind, Lead, Presence, Raw, Snapshot, TeamId, Text, Value};
use crate::proof::raw;
use jiff::{SignedDuration, Timestamp};

/// The lead of a test: what is given, and for required fields that are left out a typed stand-in.
pub(super) fn lead(rules: &Ruleset, given: &[(FieldId, Option<Value>)], now: Timestamp) -> Lead {
    let fields = rules.model().lead.fields.iter().enumerate();
    let mut values: Vec<Option<Value>> = fields
        .map(|(place, field)| match &field.presence {
            Presence::Default(_) | Presence::Optional => None,
            Presence::Required if given.iter().any(|(known, _)| *known == FieldId::at(place)) => None,
            Presence::Required => passing(rules, place, field, now),
        })
        .collect();
    for (field, value) in given {
        if let Some(slot) = values.get_mut(field.index()) {
            slot.clone_from(value);
        }
    }
    assemble(rules, &values)
}

/// The lead that comes in with these values: its checks, normalisers and defaults are those of any lead.
pub(super) fn assemble(rules: &Ruleset, values: &[Option<Value>]) -> Lead {
    let model = rules.model();
    let fields = model.lead.fields.iter().zip(values);
    let attributes: Vec<(&str, Raw<'_>)> =
        fields.filter_map(|(field, value)| Some((&*field.name, raw(model, value.as_ref()?, &field.kind)))).collect();
    rules.lead(&attributes)
}

/// A stand-in that the field's checks let through, if one is found.
fn passing(rules: &Ruleset, place: usize, field: &Field, now: Timestamp) -> Option<Value> {
    let first = stand_in(rules, field, now);
    if field.checks.is_empty() {
        return first;
    }
    let passes = |value: &Value| {
        let mut values = vec![None; rules.model().lead.fields.len()];
        if let Some(slot) = values.get_mut(place) {
            *slot = Some(value.clone());
        }
        assemble(rules, &values).problems().iter().all(|problem| problem.field != field.name)
    };
    let named = constants(rules.model(), &Snapshot::default(), now).into_iter().nth(place).unwrap_or_default();
    let more = choices(rules, field, named, now).into_iter().flatten();
    first.clone().into_iter().chain(more).find(passes).or(first)
}

pub(super) fn stand_in(rules: &Ruleset, field: &Field, now: Timestamp) -> Option<Value> {
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
        Kind::Rep => Value::Rep("example".into()),
        Kind::Team if rules.model().teams.is_empty() => return None,
        Kind::Team => Value::Team(TeamId::at(0)),
        Kind::List(_) => Value::List(crate::domain::List::default()),
        _ => Value::Text(Text::folded("example")),
    })
}
