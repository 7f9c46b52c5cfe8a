//! 10: how values are printed in facts, notes and `set`.

use super::world::World;
use crate::domain::{Decimal, PRIVATE, Value};
use crate::model::{Template, TemplatePart};

/// Names of enum values, ids, ISO dates, decimals without trailing zeros, lists joined by ", ".
pub(super) fn plain(world: &World<'_>, value: &Value) -> String {
    print(world, value, false)
}

/// The same, but with the titles of enum values.
pub(super) fn titled(world: &World<'_>, value: &Value) -> String {
    print(world, value, true)
}

fn print(world: &World<'_>, value: &Value, titles: bool) -> String {
    match value {
        Value::Bool(answer) => if *answer { "yes" } else { "no" }.to_owned(),
        Value::Integer(whole) => whole.to_string(),
        Value::Decimal(number) => decimal(*number),
        Value::Text(text) => text.original().to_owned(),
        Value::Country(country) => country.code().to_owned(),
        Value::Date(day) => day.to_string(),
        Value::DateTime(instant) => instant.to_string(),
        Value::Duration(length) => length.to_string(),
        Value::Enum(id, place) => {
            let found = world.model.enums.get(id.index());
            let found = found.and_then(|known| known.values.get(usize::try_from(*place).ok()?));
            let title = found.and_then(|value| value.title.clone()).filter(|_| titles);
            title.map_or_else(|| world.enum_name(*id, *place).to_string(), |title| title.to_string())
        }
        Value::Rep(id) => id.to_string(),
        Value::Team(team) => world.model.teams.get(team.index()).map_or_else(String::new, |team| team.name.to_string()),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| print(world, item, titles)).collect();
            items.join(", ")
        }
    }
}

pub(super) fn decimal(number: Decimal) -> String {
    let scaled = number.scaled();
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (scaled.unsigned_abs() / 10_000, scaled.unsigned_abs() % 10_000);
    let text = format!("{sign}{whole}.{part:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The form in which a value is a key of the state: a text's compared form, else its print, since state outlives
/// policies and is keyed by names (11).
pub(super) fn key_form(world: &World<'_>, value: &Value) -> String {
    match value {
        Value::Text(text) => text.compared().to_owned(),
        Value::List(items) => items.iter().map(|item| key_form(world, item)).collect::<Vec<_>>().join(", "),
        other => plain(world, other),
    }
}

/// A template with its places filled in: nothing for a missing value, but for what stands instead.
pub(super) fn fill<'a>(world: &'a World<'a>, template: &Template) -> String {
    let mut filled = String::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(text) => filled.push_str(text),
            TemplatePart::Value { value, private, instead } => match world.lead().value(value) {
                None => filled.push_str(instead.as_deref().unwrap_or_default()),
                Some(_) if *private && !template.reveal => filled.push_str(PRIVATE),
                Some(value) => filled.push_str(&titled(world, &value)),
            },
        }
    }
    filled
}
