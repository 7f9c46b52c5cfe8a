//! From a lead of raw texts to the rule that decides, as fast as a host can have it through the interface.

#![allow(dead_code, reason = "each user takes a part")]

use super::common::record::{Column, Record, Strings};
use pointsman::domain::Raw;
use pointsman::{AttributeKey, Columns, Draft, Header, Live, Ruleset};

/// What the leads of the realistic policy bring, if they bring all of it.
const COLUMNS: [&str; 13] = [
    "id",
    "country",
    "state",
    "zip",
    "domain",
    "company",
    "employees",
    "revenue",
    "industry",
    "source",
    "level",
    "products",
    "trial",
];

/// An attribute as JSON has it: texts, numbers as they were written; a list of products is the record's.
fn raw<'a>(name: &str, value: &'a str, record: &'a Record<'a>) -> Raw<'a> {
    match name {
        "employees" | "revenue" => Raw::Number(value.into()),
        "trial" => Raw::Bool(value == "yes"),
        "products" => Raw::Texts(record.products.as_deref().unwrap_or_default()),
        _ => Raw::from(value),
    }
}

/// The attributes of a lead of the realistic policy, each with its name.
pub(crate) fn attributes<'a>(
    lead: &'a [(&'static str, String)],
    record: &'a Record<'a>,
) -> Vec<(&'static str, Raw<'a>)> {
    lead.iter().map(|(name, value)| (*name, raw(name, value, record))).collect()
}

/// Leads as rows under one header, in one piece of memory, one behind the other.
pub(crate) struct Rows<'a> {
    header: Header,
    values: Vec<Raw<'a>>,
}

/// A row.
pub(crate) type Row<'a> = [Raw<'a>];

impl<'a> Rows<'a> {
    pub(crate) fn new(rules: &Ruleset, leads: &'a [Vec<(&'static str, String)>], records: &'a [Record<'a>]) -> Self {
        let header = rules.header(COLUMNS).expect("fields of the policy");
        let value = |lead: &'a [(&'static str, String)], record, name: &str| {
            let came = lead.iter().find(|(known, _)| *known == name);
            came.map_or(Raw::Null, |(_, value)| raw(name, value, record))
        };
        let row = |(lead, record): (&'a Vec<_>, &'a Record<'a>)| COLUMNS.map(|name| value(lead, record, name));
        Self { header, values: leads.iter().zip(records).flat_map(row).collect() }
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    pub(crate) fn each(&self) -> Vec<&Row<'a>> {
        self.values.chunks(COLUMNS.len()).collect()
    }
}

/// The first rule that holds.
pub(crate) fn first<'l>(live: &'l Live, header: &Header, row: &Row<'_>) -> Option<&'l str> {
    live.first_rule_of_row(header, row, Default::default()).expect("a row of this ruleset")
}

/// Leads by columns: of each attribute all texts, one behind the other.
pub(crate) struct Texts {
    columns: Vec<(&'static str, AttributeKey, String, Vec<u32>)>,
    rows: usize,
}

impl Texts {
    pub(crate) fn new(rules: &Ruleset, leads: &[Vec<(&'static str, String)>]) -> Self {
        let column = |name: &'static str| {
            let (mut text, mut ends) = (String::new(), Vec::new());
            for lead in leads {
                match lead.iter().find(|(known, _)| *known == name) {
                    // A list in one cell, as a file has it.
                    Some((_, value)) if name == "products" => text.push_str(&value.trim_matches('|').replace('|', ";")),
                    Some((_, value)) => text.push_str(value),
                    None => {}
                }
                ends.push(u32::try_from(text.len()).expect("less than four gigabytes"));
            }
            (name, rules.attribute(name).expect("a field of the policy"), text, ends)
        };
        Self { columns: COLUMNS.into_iter().map(column).collect(), rows: leads.len() }
    }

    pub(crate) fn columns(&self, rules: &Ruleset) -> Columns<'_> {
        let columns = rules.columns(self.rows);
        self.columns
            .iter()
            .fold(columns, |columns, (_, key, text, ends)| columns.texts(*key, text, ends).expect("texts"))
    }

    /// The same columns for a program that knows this workload, which cuts them by itself.
    pub(crate) fn strings(&self) -> Strings<'_> {
        let get = |name: &str| {
            let found = self.columns.iter().find(|(known, ..)| *known == name);
            let (.., text, ends) = found.expect("one of these columns");
            Column { text, ends }
        };
        Strings {
            country: get("country"),
            state: get("state"),
            zip: get("zip"),
            domain: get("domain"),
            employees: get("employees"),
            revenue: get("revenue"),
            industry: get("industry"),
            source: get("source"),
            level: get("level"),
            products: get("products"),
            trial: get("trial"),
        }
    }

    /// The same leads cut beforehand, their texts where they stand here.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let all = self.strings();
        (0..self.rows).map(|row| all.record(row)).collect()
    }
}

/// The first rule that holds for each lead of some columns, made of their texts on the way.
pub(crate) fn first_of_columns(live: &Live, rules: &Ruleset, texts: &Texts, take: impl FnMut(usize, Option<&str>)) {
    live.first_rules(&texts.columns(rules), Default::default(), take).expect("columns");
}

/// A lead by keys that were resolved beforehand.
pub(crate) type Keyed<'a> = [(AttributeKey, Raw<'a>)];

/// Leads whose attributes have their keys beside them, in one piece of memory, one behind the other.
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
pub(crate) fn first_keyed<'l>(live: &'l Live, attributes: &Keyed<'_>) -> Option<&'l str> {
    live.first_rule(attributes, Default::default()).expect("keys of this ruleset")
}

/// A lead that is filled: all of it is read, whatever the rules look at.
pub(crate) fn filled(draft: &mut Draft, header: &Header, row: &Row<'_>) -> bool {
    draft.clear();
    draft.fill(header, row).expect("a row of this ruleset");
    draft.lead().is_valid()
}

/// How the policy calls the rule at this place, the last of so many being the one for the rest.
pub(crate) fn name(place: u32, rules: usize) -> String {
    let is_last = usize::try_from(place).is_ok_and(|place| place + 1 == rules);
    if is_last { "otherwise".to_owned() } else { format!("r{place}") }
}
