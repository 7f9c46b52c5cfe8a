//! The rules as a list of tests that every language of a peer can say. What is missing is a word of its own, below every
//! number, an empty list or a no: then no peer pays for asking twice.

use crate::common::realistic::Rule;
use crate::common::record::Record;

/// Stands for a text that is missing; no lead has it.
pub const MISSING: &str = "-";
/// Stands for a number that is missing; no rule reaches so low.
pub const LOW: i64 = -1;

/// A field that holds a text.
pub const TEXTS: [&str; 6] = ["country", "state", "domain", "industry", "source", "level"];

/// One test; all of a rule's must hold.
pub enum Test<'r> {
    OneOf(&'static str, Vec<&'r str>),
    IsNot(&'static str, &'r str),
    /// The ZIP code begins so.
    Zip(&'r str),
    Between(&'static str, i64, i64),
    AtLeast(&'static str, i64),
    /// This product is among those asked for.
    Product(&'r str),
    /// This state, or a trial with more employees.
    StateOrTrial(&'r str, i64),
}

/// What a rule asks for; nothing of the last one.
pub fn tests(rule: &Rule) -> Vec<Test<'_>> {
    match rule {
        Rule::Accounts(domains) => vec![Test::OneOf("domain", domains.iter().map(|domain| &**domain).collect())],
        Rule::Patch { zip, low, high } => vec![Test::Zip(zip), Test::Between("employees", *low, *high)],
        Rule::Segment { countries, industry, low, sources, state } => vec![
            Test::OneOf("country", countries.clone()),
            Test::OneOf("industry", vec![industry]),
            Test::AtLeast("employees", *low),
            Test::OneOf("source", sources.clone()),
            Test::OneOf("state", vec![state]),
        ],
        Rule::Product { country, low, high, product, levels, unless } => vec![
            Test::OneOf("country", vec![country]),
            Test::Between("revenue", low * 10_000, high * 10_000),
            Test::Product(product),
            Test::OneOf("level", levels.clone()),
            Test::IsNot("source", unless),
        ],
        Rule::Trial { country, not, state, above, level, zip } => vec![
            Test::OneOf("country", vec![country]),
            Test::IsNot("industry", MISSING),
            Test::IsNot("industry", not),
            Test::StateOrTrial(state, *above),
            Test::OneOf("level", vec![level]),
            Test::Zip(zip),
        ],
        Rule::Otherwise => Vec::new(),
    }
}

/// The ZIP codes that begin so, as numbers, for languages that know no prefixes but ranges.
pub fn zips(prefix: &str) -> (i64, i64) {
    let wide = 10_i64.pow(5 - prefix.len() as u32);
    let low = prefix.parse::<i64>().expect("digits") * wide;
    (low, low + wide - 1)
}

/// A list of quoted texts with this between them.
pub fn quoted(texts: &[&str], between: &str) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(between)
}

/// The value of a field of texts.
pub fn text<'r>(lead: &Record<'r>, field: &str) -> &'r str {
    let value = match field {
        "country" => lead.country,
        "state" => lead.state,
        "domain" => lead.domain,
        "industry" => lead.industry,
        "source" => lead.source,
        "level" => lead.level,
        "zip" => lead.zip,
        _ => None,
    };
    value.unwrap_or(MISSING)
}

/// The ZIP code as a number.
pub fn zip(lead: &Record<'_>) -> i64 {
    lead.zip.and_then(|zip| zip.parse().ok()).unwrap_or(LOW)
}

/// A lead as JSON with every field there.
pub fn json(lead: &Record<'_>) -> serde_json::Value {
    serde_json::json!({
        "country": text(lead, "country"),
        "state": text(lead, "state"),
        "domain": text(lead, "domain"),
        "industry": text(lead, "industry"),
        "source": text(lead, "source"),
        "level": text(lead, "level"),
        "zip": text(lead, "zip"),
        "employees": lead.employees().unwrap_or(LOW),
        "revenue": lead.revenue().unwrap_or(LOW),
        "products": lead.products.as_deref().unwrap_or_default(),
        "trial": lead.trial().unwrap_or(false),
    })
}
