//! Leads and values as a test would write them.

use crate::domain::{Decimal, Kind, Lead, Value};
use crate::model::Model;
use crate::syntax::{written_name, written_text};

/// `given lead { country: DE  employees: 450 }`: what a lead says beyond the plain one. Values are those that the policy
/// names itself; nothing here comes from anybody's data.
pub(super) fn given_lead(model: &Model, lead: &Lead, plain: &Lead) -> String {
    let said = changes(model, lead, plain);
    if said.is_empty() { "given lead { }".to_owned() } else { format!("given lead {{ {} }}", said.join("  ")) }
}

/// `employees: 450` for each field in which a lead differs from another.
pub(super) fn changes(model: &Model, lead: &Lead, from: &Lead) -> Vec<String> {
    let pairs = model.lead.fields.iter().zip(lead.values.iter().zip(&from.values));
    pairs
        .filter(|(_, (value, plain))| value != plain)
        .map(|(field, (value, _))| {
            let written =
                value.as_ref().map_or_else(|| "missing".to_owned(), |value| literal(model, value, &field.kind));
            format!("{}: {written}", written_name(&field.name))
        })
        .collect()
}

/// A value as its kind is written in a policy.
pub(super) fn literal(model: &Model, value: &Value, kind: &Kind) -> String {
    match (value, kind) {
        (Value::Text(text), _) => written_text(text.original()),
        (Value::Rep(id), _) => written_text(id),
        (Value::Enum(..) | Value::Team(_), _) => written_name(&model.print(value)),
        (Value::Country(country), _) => written_name(country.code()),
        (Value::Decimal(share), Kind::Percent) => percent(*share),
        (Value::List(items), Kind::List(kind)) => {
            let items: Vec<String> = items.iter().map(|item| literal(model, item, kind)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => model.print(value),
    }
}

/// `12.5%`, where the language can say it; else the share itself.
fn percent(share: Decimal) -> String {
    match Decimal::in_range(share.scaled().saturating_mul(100)) {
        Some(points) if points >= Decimal::ZERO => format!("{points}%"),
        _ => share.to_string(),
    }
}
