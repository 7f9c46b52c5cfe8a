//! From a lead of raw texts to the rule that decides, as fast as a host can have it through the interface.

use pointsman::domain::Raw;
use pointsman::workbench::Workbench;
use pointsman::{AttributeKey, Draft, Ruleset};

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

/// The same with the keys resolved beforehand, as a host does that reads many leads.
pub(crate) fn keyed<'a>(rules: &Ruleset, attributes: &Attributes<'a>) -> Keyed<'a> {
    let key = |name: &str| rules.attribute(name).expect("a field of the policy");
    attributes.iter().map(|(name, raw)| (key(name), raw.clone())).collect()
}

/// A lead by keys.
pub(crate) type Keyed<'a> = Vec<(AttributeKey, Raw<'a>)>;

/// The place of the first rule that holds.
pub(crate) fn first(draft: &mut Draft, bench: &Workbench, attributes: &Keyed<'_>) -> Option<u32> {
    draft.clear();
    for (key, raw) in attributes {
        draft.set(*key, raw).expect("a key of this ruleset");
    }
    bench.lazy(draft.lead())
}
