//! From a lead of raw texts to the rule that decides, as fast as a host can have it through the interface.

use pointsman::Ruleset;
use pointsman::domain::Raw;
use pointsman::workbench::Workbench;

/// A lead as a host has it: names and texts, numbers as they were written.
pub(crate) type Attributes<'a> = Vec<(&'static str, Raw<'a>)>;

/// The attributes of a lead of the realistic policy.
pub(crate) fn attributes<'a>(lead: &'a [(&'static str, String)]) -> Attributes<'a> {
    let raw = |name: &str, value: &'a str| match name {
        "employees" | "revenue" => Raw::Number(value.into()),
        "trial" => Raw::Bool(value == "yes"),
        _ => match value.strip_prefix('|') {
            Some(items) => Raw::List(items.split('|').filter(|item| !item.is_empty()).map(Raw::from).collect()),
            None => Raw::from(value),
        },
    };
    lead.iter().map(|(name, value)| (*name, raw(name, value))).collect()
}

/// The place of the first rule that holds.
pub(crate) fn first(rules: &Ruleset, bench: &Workbench, attributes: &Attributes<'_>) -> Option<u32> {
    bench.lazy(&rules.lead(attributes))
}
