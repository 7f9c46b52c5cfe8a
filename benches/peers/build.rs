//! Writes the rules as Rust source: the `if` chain.

#[path = "../common/mod.rs"]
mod common;

use common::realistic::{Rule, rules};
use std::fmt::Write as _;
use std::path::Path;

/// Rules a function: one function of ten thousand takes the compiler forever.
const EACH: usize = 250;

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../common");
    let mut text = String::new();
    for size in SIZES {
        chain(&mut text, size)?;
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
fn chain(text: &mut String, size: usize) -> std::fmt::Result {
    let rules = rules(size);
    let parts: Vec<&[Rule]> = rules.chunks(EACH).collect();
    writeln!(text, "pub fn chain_{size}(lead: &Record<'_>) -> u32 {{")?;
    for part in 0..parts.len() {
        writeln!(text, "    if let Some(rule) = part_{size}_{part}(lead) {{ return rule; }}")?;
    }
    writeln!(text, "    u32::MAX\n}}")?;
    for (part, rules) in parts.iter().enumerate() {
        writeln!(text, "fn part_{size}_{part}(lead: &Record<'_>) -> Option<u32> {{\n{LOCALS}")?;
        for (place, rule) in rules.iter().enumerate() {
            writeln!(text, "    if {} {{ return Some({}); }}", condition(rule), part * EACH + place)?;
        }
        writeln!(text, "    None\n}}")?;
    }
    Ok(())
}

/// What the rules look at, missing values as words and numbers that no rule names.
const LOCALS: &str = "    let (country, state) = (lead.country.unwrap_or_default(), lead.state.unwrap_or_default());
    let (zip, domain) = (lead.zip.unwrap_or_default(), lead.domain.unwrap_or_default());
    let (industry, source) = (lead.industry.unwrap_or_default(), lead.source.unwrap_or_default());
    let (level, trial) = (lead.level.unwrap_or_default(), lead.trial == Some(true));
    let (employees, revenue) = (lead.employees.unwrap_or(-1), lead.revenue.unwrap_or(-1));
    let products = lead.products.as_deref().unwrap_or_default();";

/// A rule as a programmer would write it.
fn condition(rule: &Rule) -> String {
    let one = |field: &str, of: &[&str]| {
        let of: Vec<String> = of.iter().map(|value| format!("{value:?}")).collect();
        format!("matches!({field}, {})", of.join(" | "))
    };
    match rule {
        Rule::Accounts(domains) => one("domain", &domains.iter().map(|domain| &**domain).collect::<Vec<_>>()),
        Rule::Patch { zip, low, high } => {
            format!("zip.starts_with({zip:?}) && ({low}..={high}).contains(&employees)")
        }
        Rule::Segment { countries, industry, low, sources, state } => format!(
            "{} && industry == {industry:?} && employees >= {low} && {} && state == {state:?}",
            one("country", countries),
            one("source", sources),
        ),
        Rule::Product { country, low, high, product, levels, unless } => format!(
            "country == {country:?} && ({}..={}).contains(&revenue) && products.contains(&{product:?}) && {} && source != {unless:?}",
            low * 10_000,
            high * 10_000,
            one("level", levels),
        ),
        Rule::Trial { country, not, state, above, level, zip } => format!(
            "country == {country:?} && !matches!(industry, \"\" | {not:?}) && (state == {state:?} || employees > {above} && trial) && level == {level:?} && zip.starts_with({zip:?})",
        ),
        Rule::Otherwise => "true".to_owned(),
    }
}
