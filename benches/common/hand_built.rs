//! What a good programmer would write for this very workload and no other: a map for each attribute from its texts to
//! small numbers, and for each kind of rule a table by what narrows it most, its lists in the order of the rules.

use super::clock::Way;
use super::realistic::Rule;
use super::record::{Asked, Row, Strings, tenths};
#[allow(clippy::disallowed_types, reason = "asked, never walked")]
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::hint::black_box;

#[allow(clippy::disallowed_types, reason = "asked, never walked")]
type Map<K, V, S> = HashMap<K, V, S>;

/// The hashing of the index: a fast one, or the library's own.
pub trait Hashing: BuildHasher + Clone {
    fn seeded() -> Self;
}

impl Hashing for ahash::RandomState {
    fn seeded() -> Self {
        Self::with_seeds(1, 2, 3, 4)
    }
}

impl Hashing for std::hash::RandomState {
    fn seeded() -> Self {
        Self::new()
    }
}

/// Texts with small numbers; 0 is for all others.
struct Words<S>(Map<String, u32, S>);

impl<S: Hashing> Words<S> {
    fn new() -> Self {
        Self(Map::with_hasher(S::seeded()))
    }

    fn add(&mut self, text: &str) -> u32 {
        let next = self.0.len() as u32 + 1;
        *self.0.entry(text.to_owned()).or_insert(next)
    }

    fn get(&self, text: Option<&str>) -> u32 {
        text.and_then(|text| self.0.get(text)).copied().unwrap_or(0)
    }
}

/// Lists by a small number, one behind the other.
struct Lists<T> {
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T: Copy> Lists<T> {
    fn new(mut pairs: Vec<(u32, T)>) -> Self {
        // Stable: within a list the order of the rules stays.
        pairs.sort_by_key(|(key, _)| *key);
        let end = pairs.last().map_or(0, |(key, _)| *key + 1);
        let starts = (0..=end).map(|key| pairs.partition_point(|(known, _)| *known < key) as u32).collect();
        Self { starts, entries: pairs.into_iter().map(|(_, entry)| entry).collect() }
    }

    fn get(&self, key: u32) -> &[T] {
        let key = key as usize;
        match self.starts.get(key..key + 2) {
            Some(&[start, end]) => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }
}

#[derive(Clone, Copy)]
struct Patch {
    rule: u32,
    /// The ZIP codes, as numbers of five digits.
    from: u32,
    to: u32,
    low: i64,
    high: i64,
}

#[derive(Clone, Copy)]
struct Segment {
    rule: u32,
    /// A bit a source.
    sources: u32,
    low: i64,
}

#[derive(Clone, Copy)]
struct Product {
    rule: u32,
    product: u32,
    unless: u32,
    /// In tenths.
    low: i64,
    high: i64,
}

#[derive(Clone, Copy)]
struct Trial {
    rule: u32,
    from: u32,
    to: u32,
    country: u32,
    not: u32,
    state: u32,
    level: u32,
    above: i64,
}

/// The index.
pub struct HandBuilt<S = ahash::RandomState> {
    otherwise: u32,
    accounts: Map<String, u32, S>,
    countries: Words<S>,
    states: Words<S>,
    industries: Words<S>,
    sources: Words<S>,
    levels: Words<S>,
    products: Words<S>,
    /// By the first three digits.
    patches: Lists<Patch>,
    trials: Lists<Trial>,
    /// By country, industry and state.
    segments: Map<u32, Vec<Segment>, S>,
    /// By country and level.
    wanted: Lists<Product>,
}

const fn triple(country: u32, industry: u32, state: u32) -> u32 {
    (country << 20) | (industry << 12) | state
}

const fn pair(country: u32, level: u32) -> u32 {
    (country << 3) | level
}

/// The five-digit numbers that begin with these digits.
fn codes(prefix: &str) -> (u32, u32) {
    let wide = 10_u32.pow(5 - prefix.len() as u32);
    let from = prefix.parse::<u32>().unwrap_or(0) * wide;
    (from, from + wide - 1)
}

/// A ZIP code of five digits.
fn code(zip: &str) -> Option<u32> {
    let digits: &[u8; 5] = zip.as_bytes().try_into().ok()?;
    let number = digits.iter().try_fold(0, |number, digit| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        (digit < 10).then_some(number * 10 + digit)
    })?;
    Some(number)
}

impl<S: Hashing> HandBuilt<S> {
    /// Builds the index of some rules.
    pub fn new(rules: &[Rule]) -> Self {
        let mut index = Self {
            otherwise: rules.len() as u32 - 1,
            accounts: Map::with_hasher(S::seeded()),
            countries: Words::new(),
            states: Words::new(),
            industries: Words::new(),
            sources: Words::new(),
            levels: Words::new(),
            products: Words::new(),
            patches: Lists::new(Vec::new()),
            trials: Lists::new(Vec::new()),
            segments: Map::with_hasher(S::seeded()),
            wanted: Lists::new(Vec::new()),
        };
        let (mut patches, mut trials, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        for (rule, asked) in (0_u32..).zip(rules) {
            match asked {
                Rule::Accounts(domains) => {
                    for domain in domains {
                        index.accounts.entry(domain.clone()).or_insert(rule);
                    }
                }
                Rule::Patch { zip, low, high } => {
                    let (from, to) = codes(zip);
                    patches.push((from / 100, Patch { rule, from, to, low: *low, high: *high }));
                }
                Rule::Segment { countries, industry, low, sources, state } => {
                    let sources = sources.iter().fold(0, |set, source| set | (1 << index.sources.add(source)));
                    let (industry, state) = (index.industries.add(industry), index.states.add(state));
                    for country in countries {
                        let key = triple(index.countries.add(country), industry, state);
                        index.segments.entry(key).or_default().push(Segment { rule, sources, low: *low });
                    }
                }
                Rule::Product { country, low, high, product, levels, unless } => {
                    let (product, unless) = (index.products.add(product), index.sources.add(unless));
                    let entry = Product { rule, product, unless, low: low * 10_000, high: high * 10_000 };
                    for level in levels {
                        wanted.push((pair(index.countries.add(country), index.levels.add(level)), entry));
                    }
                }
                Rule::Trial { country, not, state, above, level, zip } => {
                    let (from, to) = codes(zip);
                    let entry = Trial {
                        rule,
                        from,
                        to,
                        country: index.countries.add(country),
                        not: index.industries.add(not),
                        state: index.states.add(state),
                        level: index.levels.add(level),
                        above: *above,
                    };
                    trials.push((from / 100, entry));
                }
                Rule::Otherwise => {}
            }
        }
        Self { patches: Lists::new(patches), trials: Lists::new(trials), wanted: Lists::new(wanted), ..index }
    }

    /// Asks for the first rule of so many leads, each cut out of columns on the way.
    pub fn of_columns<'a>(&'a self, columns: &'a Strings<'a>, leads: usize) -> Way<'a> {
        Way::all(leads, move || {
            for row in 0..leads {
                black_box(self.first(&Row(columns, row)));
            }
        })
    }

    /// The place of the first rule that holds.
    pub fn first(&self, lead: &impl Asked) -> u32 {
        let mut best = self.otherwise;
        if let Some(rule) = lead.domain().and_then(|domain| self.accounts.get(domain)) {
            best = *rule;
        }
        let employees = lead.employees().and_then(|count| count.parse().ok()).unwrap_or(i64::MIN);
        let country = self.countries.get(lead.country());
        let state = self.states.get(lead.state());
        let (industry, industry_given) = (self.industries.get(lead.industry()), lead.industry().is_some());
        let source = self.sources.get(lead.source());
        let level = self.levels.get(lead.level());
        if let Some(code) = lead.zip().and_then(code) {
            for patch in self.patches.get(code / 100) {
                if patch.rule >= best {
                    break;
                }
                if (patch.from..=patch.to).contains(&code) && (patch.low..=patch.high).contains(&employees) {
                    best = patch.rule;
                    break;
                }
            }
            for trial in self.trials.get(code / 100) {
                if trial.rule >= best {
                    break;
                }
                if trial.country == country
                    && trial.level == level
                    && (trial.from..=trial.to).contains(&code)
                    && trial.not != industry
                    && industry_given
                    && (trial.state == state || employees > trial.above && lead.trial() == Some("yes"))
                {
                    best = trial.rule;
                    break;
                }
            }
        }
        if country != 0 && industry != 0 && state != 0 {
            for segment in self.segments.get(&triple(country, industry, state)).into_iter().flatten() {
                if segment.rule >= best {
                    break;
                }
                if employees >= segment.low && source != 0 && segment.sources >> source & 1 == 1 {
                    best = segment.rule;
                    break;
                }
            }
        }
        if level != 0
            && country != 0
            && let (true, Some(revenue)) = (lead.has_products(), lead.revenue().and_then(tenths))
        {
            let list = self.wanted.get(pair(country, level));
            if list.first().is_some_and(|product| product.rule < best) {
                let mut has = 0;
                lead.products(|product| has |= 1 << self.products.get(Some(product)));
                for product in list {
                    if product.rule >= best {
                        break;
                    }
                    if has >> product.product & 1 == 1
                        && product.unless != source
                        && (product.low..=product.high).contains(&revenue)
                    {
                        best = product.rule;
                        break;
                    }
                }
            }
        }
        best
    }
}
