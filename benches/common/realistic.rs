//! A policy like those that people write, of any number of rules: territories by lists and ranges, named accounts by
//! domain, segments, ZIP prefixes, product interests, some negations and alternatives, the rest last.

use super::random::Random;
use super::{END, Made};
use std::fmt::Write;

pub const COUNTRIES: [&str; 40] = [
    "US", "CA", "MX", "BR", "AR", "CL", "GB", "IE", "FR", "DE", "AT", "CH", "NL", "BE", "LU", "ES", "PT", "IT", "SE",
    "NO", "DK", "FI", "PL", "CZ", "HU", "RO", "GR", "TR", "IL", "AE", "SA", "ZA", "IN", "SG", "JP", "KR", "AU", "NZ",
    "TH", "VN",
];
pub const INDUSTRIES: [&str; 20] = [
    "finance",
    "saas",
    "retail",
    "energy",
    "health",
    "public",
    "media",
    "telecom",
    "mining",
    "farming",
    "travel",
    "legal",
    "insurance",
    "transport",
    "chemicals",
    "textiles",
    "aerospace",
    "education",
    "housing",
    "food",
];
pub const SOURCES: [&str; 10] =
    ["web", "chat", "phone", "event", "partner", "referral", "ads", "social", "import", "webinar"];
pub const LEVELS: [&str; 6] = ["c_level", "vp", "director", "manager", "staff", "other"];
pub const PRODUCTS: [&str; 16] = [
    "crm", "erp", "billing", "mail", "search", "chatbot", "storage", "backup", "payroll", "tickets", "survey", "maps",
    "voice", "video", "forms", "sign",
];

const FIELDS: &str = r#"  id: text
  country: country optional
  state: text optional
  zip: text optional
  domain: domain optional
  company: text optional
  employees: integer optional
  revenue: decimal optional
  industry: Industry optional
  source: Source optional
  level: Level optional
  products: list of text optional
  trial: boolean optional
"#;

/// The vocabulary, with a queue for each of so many teams.
fn head(queues: usize) -> String {
    let mut text = String::from("pointsman 1\n");
    for (name, values) in [("Industry", &INDUSTRIES[..]), ("Source", &SOURCES[..]), ("Level", &LEVELS[..])] {
        let _ = writeln!(text, "enum {name} {{ {} }}", values.join(" "));
    }
    let _ = writeln!(text, "lead {{\n{FIELDS}}}");
    for queue in 0..queues {
        let _ = writeln!(text, "queue q{queue}");
    }
    text.push_str("queue rest\n");
    text
}

fn state(number: usize) -> String {
    format!("s{number:02}")
}

fn domain(number: usize) -> String {
    format!("account-{number}.example")
}

/// What a rule asks for. All of it must hold; a value that is missing holds nowhere but in what an `unless` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One of these domains.
    Accounts(Vec<String>),
    /// A ZIP code that begins so, and employees from `low` to `high`.
    Patch { zip: String, low: i64, high: i64 },
    /// One of these countries and sources, this industry and state, so many employees at least.
    Segment {
        countries: Vec<&'static str>,
        industry: &'static str,
        low: i64,
        sources: Vec<&'static str>,
        state: String,
    },
    /// This country and product, one of these levels, a revenue from `low` to `high` thousand, `unless` this source.
    Product {
        country: &'static str,
        low: i64,
        high: i64,
        product: &'static str,
        levels: Vec<&'static str>,
        unless: &'static str,
    },
    /// This country and level, a ZIP code that begins so, an industry but this one, and either this state or a trial
    /// with more than `above` employees.
    Trial { country: &'static str, not: &'static str, state: String, above: i64, level: &'static str, zip: String },
    /// What is left.
    Otherwise,
}

impl Rule {
    /// Rule `number` of `count`.
    fn new(random: &mut Random, number: usize, count: usize) -> Self {
        let size = |random: &mut Random| {
            ([5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000][random.below(10)] + random.below(count / 50 + 5))
                as i64
        };
        match random.below(100) {
            0..=29 => Self::Accounts(vec![domain(number)]),
            30..=39 => {
                let wanted = 2 + random.below(5);
                Self::Accounts((0..wanted).map(|_| domain(random.below(count))).collect())
            }
            40..=59 => {
                let mut zip = format!("{:05}", random.below(100_000));
                zip.truncate(if count > 1_000 { 4 + random.below(2) } else { 3 + random.below(2) });
                let low = size(random);
                Self::Patch { zip, low, high: low * 2 }
            }
            60..=79 => {
                let wanted = 1 + random.below(3);
                let countries = random.some(&COUNTRIES, wanted);
                let (low, industry, some) = (size(random), random.below(INDUSTRIES.len()), 1 + random.below(3));
                let sources = random.some(&SOURCES, some);
                Self::Segment {
                    countries,
                    industry: INDUSTRIES[industry],
                    low,
                    sources,
                    state: state(random.below(60)),
                }
            }
            80..=89 => {
                let (country, low) = (random.pick(&COUNTRIES), size(random));
                let product = random.pick(&PRODUCTS);
                let levels = random.some(&LEVELS, 2);
                Self::Product { country, low, high: low * 2, product, levels, unless: random.pick(&SOURCES) }
            }
            _ => {
                let (country, low) = (random.pick(&COUNTRIES), size(random));
                Self::Trial {
                    country,
                    not: random.pick(&INDUSTRIES),
                    state: state(random.below(60)),
                    above: low * 3,
                    level: random.pick(&LEVELS),
                    zip: (random.below(1_000) + 100).to_string(),
                }
            }
        }
    }

    /// Its lines in a policy.
    fn written(&self) -> String {
        match self {
            Self::Accounts(domains) => match &domains[..] {
                [one] => format!("    when domain is \"{one}\"\n"),
                several => {
                    let several: Vec<String> = several.iter().map(|domain| format!("\"{domain}\"")).collect();
                    format!("    when domain in [{}]\n", several.join(", "))
                }
            },
            Self::Patch { zip, low, high } => {
                format!("    when zip starts with \"{zip}\"\n    when employees in {low}..{high}\n")
            }
            Self::Segment { countries, industry, low, sources, state } => format!(
                "    when country in [{}]\n    when industry is {industry}\n    when employees >= {low}\n    when source in [{}]\n    when state is \"{state}\"\n",
                countries.join(", "),
                sources.join(", "),
            ),
            Self::Product { country, low, high, product, levels, unless } => format!(
                "    when country is {country} and revenue in {low}k..{high}k\n    when products has \"{product}\"\n    when level in [{}]\n    unless source is {unless}\n",
                levels.join(", "),
            ),
            Self::Trial { country, not, state, above, level, zip } => format!(
                "    when country is {country}\n    when industry is not {not}\n    when (state is \"{state}\") or (employees > {above} and trial)\n    when level is {level}\n    when zip starts with \"{zip}\"\n",
            ),
            Self::Otherwise => String::new(),
        }
    }
}

/// The rules of the policy with so many, the last one for what is left.
pub fn rules(count: usize) -> Vec<Rule> {
    drawn(&mut Random::new(count as u64), count)
}

fn drawn(random: &mut Random, count: usize) -> Vec<Rule> {
    let mut rules: Vec<Rule> = (0..count.saturating_sub(1)).map(|number| Rule::new(random, number, count)).collect();
    rules.push(Rule::Otherwise);
    rules
}

/// The policy with so many rules, the last one `otherwise`, and so many leads.
pub fn realistic(rules: usize, leads: usize) -> Made {
    let queues = rules.clamp(1, 300);
    let mut random = Random::new(rules as u64);
    let mut text = head(queues);
    text.push_str("main route inbound \"Inbound\" {\n");
    for (number, rule) in drawn(&mut random, rules).iter().enumerate() {
        if *rule != Rule::Otherwise {
            let lines = rule.written();
            let _ = write!(text, "  rule r{number} {{\n{lines}    assign queue q{}\n  }}\n", number % queues);
        }
    }
    text.push_str(END);
    let leads = (0..leads).map(|number| lead(&mut random, number, rules)).collect();
    Made { name: format!("realistic/{rules}"), text, leads }
}

fn lead(random: &mut Random, number: usize, rules: usize) -> Vec<(&'static str, String)> {
    let mut lead = vec![("id", format!("L{number}"))];
    let mut add = |random: &mut Random, name, missing: usize, value: String| {
        if !random.chance(missing) {
            lead.push((name, value));
        }
    };
    let country = random.pick(&COUNTRIES).to_owned();
    add(random, "country", 3, country);
    let value = state(random.below(60));
    add(random, "state", 10, value);
    let value = format!("{:05}", random.below(100_000));
    add(random, "zip", 10, value);
    // Half of the domains are named somewhere.
    let value = domain(random.below(rules * 2));
    add(random, "domain", 5, value);
    let value = format!("Company {}", random.below(10_000));
    add(random, "company", 5, value);
    let value =
        ([3, 8, 15, 40, 90, 150, 400, 900, 3_000, 9_000][random.below(10)] + random.below(rules / 50 + 7)).to_string();
    add(random, "employees", 5, value);
    let value = format!("{}.5", random.below(9_000_000));
    add(random, "revenue", 20, value);
    let value = random.pick(&INDUSTRIES).to_owned();
    add(random, "industry", 5, value);
    let value = random.pick(&SOURCES).to_owned();
    add(random, "source", 2, value);
    let value = random.pick(&LEVELS).to_owned();
    add(random, "level", 10, value);
    let wanted = random.below(4);
    let value = format!("|{}", random.some(&PRODUCTS, wanted).join("|"));
    add(random, "products", 20, value);
    let value = random.pick(&["yes", "no"]).to_owned();
    add(random, "trial", 20, value);
    lead
}
