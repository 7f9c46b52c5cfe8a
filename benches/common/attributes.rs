//! From a lead of raw texts to the rule that decides, as fast as a host can have it through the interface.

#![allow(dead_code, reason = "each user takes a part")]

use super::common::record::Record;
use pointsman::domain::Raw;
use pointsman::{AttributeKey, Draft, Live, Ruleset};

/// A lead as a host has it: names and texts, numbers as they were written.
pub(crate) type Attributes<'a> = Vec<(&'static str, Raw<'a>)>;

/// The attributes of a lead of the realistic policy; its list of products is the record's.
pub(crate) fn attributes<'a>(lead: &'a [(&'static str, String)], record: &'a Record<'a>) -> Attributes<'a> {
    let raw = |name: &str, value: &'a str| match name {
        "employees" | "revenue" => Raw::Number(value.into()),
        "trial" => Raw::Bool(value == "yes"),
        "products" => Raw::Texts(record.products.as_deref().unwrap_or_default()),
        _ => Raw::from(value),
    };
    lead.iter().map(|(name, value)| (*name, raw(name, value))).collect()
}

/// A lead by keys that were resolved beforehand, as a host does that reads many leads.
pub(crate) type Keyed<'a> = [(AttributeKey, Raw<'a>)];

/// Leads in one piece of memory, one behind the other.
pub(crate) struct KeyedLeads<'a> {
    attributes: Vec<(AttributeKey, Raw<'a>)>,
    ends: Vec<usize>,
}

impl<'a> KeyedLeads<'a> {
    pub(crate) fn new(rules: &Ruleset, leads: &'a [Vec<(&'static str, String)>], records: &'a [Record<'a>]) -> Self {
        let key = |name: &str| rules.attribute(name).expect("a field of the policy");
        let mut all = Self { attributes: Vec::new(), ends: Vec::new() };
        for (lead, record) in leads.iter().zip(records) {
            all.attributes.extend(attributes(lead, record).into_iter().map(|(name, raw)| (key(name), raw)));
            all.ends.push(all.attributes.len());
        }
        all
    }

    pub(crate) fn each(&self) -> Vec<&Keyed<'a>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.attributes[start..*end]).collect()
    }
}

/// The first rule that holds.
pub(crate) fn first<'l>(live: &'l Live, attributes: &Keyed<'_>) -> Option<&'l str> {
    live.first_rule(attributes, Default::default()).expect("keys of this ruleset")
}

/// A lead that is filled: all of it is read, whatever the rules look at.
pub(crate) fn filled(draft: &mut Draft, attributes: &Keyed<'_>) -> bool {
    draft.clear();
    for (key, raw) in attributes {
        draft.set(*key, raw).expect("a key of this ruleset");
    }
    draft.lead().is_valid()
}

/// How the policy calls the rule at this place, the last of so many being the one for the rest.
pub(crate) fn name(place: u32, rules: usize) -> String {
    if place as usize + 1 == rules { "otherwise".to_owned() } else { format!("r{place}") }
}
