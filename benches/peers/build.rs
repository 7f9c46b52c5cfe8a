//! Writes the rules as Rust source: the `if` chain, in the form that is faster for its size.

#[path = "../common/mod.rs"]
mod common;

use common::realistic::{COUNTRIES, INDUSTRIES, LEVELS, PRODUCTS, Rule, SOURCES, rules};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Rules a function: one function of ten thousand takes the compiler forever.
const EACH: usize = 250;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

/// From so many rules on it pays to look all texts up once and to compare small numbers then.
const NUMBERED: usize = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../common");
    let mut text = String::new();
    for size in SIZES {
        if size < NUMBERED {
            chain(&mut text, size, "Texts", &by_texts)?;
        } else {
            let rules = rules(size);
            let domains = domains(&rules);
            let mut named: Vec<(&str, u32)> = domains.iter().map(|(domain, number)| (*domain, *number)).collect();
            named.sort_by_key(|(_, number)| *number);
            let named: Vec<&str> = named.into_iter().map(|(domain, _)| domain).collect();
            writeln!(text, "static NUMBERS_{size}: LazyLock<Numbers> = LazyLock::new(|| Numbers::new(&{named:?}));")?;
            chain(&mut text, size, "Numbered", &|rule| by_numbers(rule, &domains))?;
        }
    }
    writeln!(text, "pub const CHAINS: [(usize, fn(&Record<'_>) -> u32); {}] = [", SIZES.len())?;
    for size in SIZES {
        writeln!(text, "    ({size}, chain_{size}),")?;
    }
    text.push_str("];\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("chains.rs"), text)?;
    Ok(())
}

/// `chain_SIZE`, which asks its parts one after another.
fn chain(text: &mut String, size: usize, form: &str, condition: &dyn Fn(&Rule) -> String) -> std::fmt::Result {
    let rules = rules(size);
    let parts: Vec<&[Rule]> = rules.chunks(EACH).collect();
    let lead = if form == "Texts" { "Texts::new(lead)".to_owned() } else { format!("NUMBERS_{size}.of(lead)") };
    writeln!(text, "pub fn chain_{size}(lead: &Record<'_>) -> u32 {{\n    let lead = &{lead};")?;
    for part in 0..parts.len() {
        writeln!(text, "    if let Some(rule) = part_{size}_{part}(lead) {{ return rule; }}")?;
    }
    writeln!(text, "    u32::MAX\n}}")?;
    for (part, rules) in parts.iter().enumerate() {
        writeln!(text, "fn part_{size}_{part}(lead: &{form}<'_>) -> Option<u32> {{")?;
        for (place, rule) in rules.iter().enumerate() {
            writeln!(text, "    if {} {{ return Some({}); }}", condition(rule), part * EACH + place)?;
        }
        writeln!(text, "    None\n}}")?;
    }
    Ok(())
}

/// One of several numbers.
fn one(field: &str, of: impl Iterator<Item = String>) -> String {
    format!("matches!({field}, {})", of.collect::<Vec<_>>().join(" | "))
}

/// A rule over texts, as a programmer would write it, what seldom holds first.
fn by_texts(rule: &Rule) -> String {
    let one = |field: &str, of: &[&str]| one(field, of.iter().map(|value| format!("{value:?}")));
    match rule {
        Rule::Accounts(domains) => one("lead.domain", &domains.iter().map(|domain| &**domain).collect::<Vec<_>>()),
        Rule::Patch { zip, low, high } => {
            format!("lead.zip.starts_with({zip:?}) && ({low}..={high}).contains(&lead.employees)")
        }
        Rule::Segment { countries, industry, low, sources, state } => format!(
            "lead.state == {state:?} && lead.industry == {industry:?} && lead.employees >= {low} && {} && {}",
            one("lead.country", countries),
            one("lead.source", sources),
        ),
        Rule::Product { country, low, high, product, levels, unless } => format!(
            "lead.country == {country:?} && {} && ({}..={}).contains(&lead.revenue) && lead.source != {unless:?} && lead.products.contains(&{product:?})",
            one("lead.level", levels),
            low * 10_000,
            high * 10_000,
        ),
        Rule::Trial { country, not, state, above, level, zip } => format!(
            "lead.zip.starts_with({zip:?}) && lead.country == {country:?} && lead.level == {level:?} && !matches!(lead.industry, \"\" | {not:?}) && (lead.state == {state:?} || lead.employees > {above} && lead.trial)",
        ),
        Rule::Otherwise => "true".to_owned(),
    }
}

/// The domains that rules name, numbered from 1.
fn domains(rules: &[Rule]) -> BTreeMap<&str, u32> {
    let mut domains = BTreeMap::new();
    for rule in rules {
        if let Rule::Accounts(named) = rule {
            for domain in named {
                let next = domains.len() as u32 + 1;
                domains.entry(&**domain).or_insert(next);
            }
        }
    }
    domains
}

/// A rule over small numbers, what seldom holds first.
fn by_numbers(rule: &Rule, domains: &BTreeMap<&str, u32>) -> String {
    let place = |all: &[&str], value: &str| 1 + all.iter().position(|known| *known == value).expect("a known value");
    let prefix = |zip: &str| {
        let wide = 10_u32.pow(5 - zip.len() as u32);
        let from = zip.parse::<u32>().expect("digits") * wide;
        format!("({from}..={}).contains(&lead.zip)", from + wide - 1)
    };
    let state = |state: &str| format!("lead.state == {}", 1 + state[1..].parse::<u32>().expect("s00"));
    match rule {
        Rule::Accounts(named) => one("lead.domain", named.iter().map(|domain| domains[&**domain].to_string())),
        Rule::Patch { zip, low, high } => {
            format!("{} && ({low}..={high}).contains(&lead.employees)", prefix(zip))
        }
        Rule::Segment { countries, industry, low, sources, state: wanted } => format!(
            "{} && lead.industry == {} && lead.employees >= {low} && {} && {}",
            state(wanted),
            place(&INDUSTRIES, industry),
            one("lead.country", countries.iter().map(|country| place(&COUNTRIES, country).to_string())),
            one("lead.source", sources.iter().map(|source| place(&SOURCES, source).to_string())),
        ),
        Rule::Product { country, low, high, product, levels, unless } => format!(
            "lead.country == {} && {} && ({}..={}).contains(&lead.revenue) && lead.source != {} && lead.products >> {} & 1 == 1",
            place(&COUNTRIES, country),
            one("lead.level", levels.iter().map(|level| place(&LEVELS, level).to_string())),
            low * 10_000,
            high * 10_000,
            place(&SOURCES, unless),
            place(&PRODUCTS, product),
        ),
        Rule::Trial { country, not, state: wanted, above, level, zip } => format!(
            "{} && lead.country == {} && lead.level == {} && !matches!(lead.industry, 0 | {}) && ({} || lead.employees > {above} && lead.trial)",
            prefix(zip),
            place(&COUNTRIES, country),
            place(&LEVELS, level),
            place(&INDUSTRIES, not),
            state(wanted),
        ),
        Rule::Otherwise => "true".to_owned(),
    }
}
