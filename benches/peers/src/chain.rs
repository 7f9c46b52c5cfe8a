//! The rules as Rust, written by `build.rs`, and the two forms of a lead that they ask: what a good programmer would read
//! a lead's texts into before he writes so many conditions.

#![allow(unreachable_patterns, unused_variables, reason = "a policy may name an account twice, and no industry")]

use crate::common::realistic::{COUNTRIES, INDUSTRIES, LEVELS, PRODUCTS, SOURCES};
use crate::common::record::Record;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/chains.rs"));

/// Texts as they are, numbers read; what is missing is a text and a number that no rule names.
struct Texts<'a> {
    country: &'a str,
    state: &'a str,
    zip: &'a str,
    domain: &'a str,
    industry: &'a str,
    source: &'a str,
    level: &'a str,
    employees: i64,
    revenue: i64,
    trial: bool,
    products: &'a [&'a str],
}

impl<'a> Texts<'a> {
    #[inline]
    fn new(lead: &'a Record<'a>) -> Self {
        Self {
            country: lead.country.unwrap_or_default(),
            state: lead.state.unwrap_or_default(),
            zip: lead.zip.unwrap_or_default(),
            domain: lead.domain.unwrap_or_default(),
            industry: lead.industry.unwrap_or_default(),
            source: lead.source.unwrap_or_default(),
            level: lead.level.unwrap_or_default(),
            employees: lead.employees().unwrap_or(-1),
            revenue: lead.revenue().unwrap_or(-1),
            trial: lead.trial() == Some(true),
            products: lead.products.as_deref().unwrap_or_default(),
        }
    }
}

/// Texts as small numbers, 0 for what is missing or in no rule.
struct Numbered<'a> {
    country: u32,
    state: u32,
    zip: u32,
    domain: u32,
    industry: u32,
    source: u32,
    level: u32,
    /// A bit each.
    products: u32,
    employees: i64,
    revenue: i64,
    trial: bool,
    of: PhantomData<&'a ()>,
}

type Words = HashMap<String, u32, ahash::RandomState>;

struct Numbers {
    countries: Words,
    states: Words,
    domains: Words,
    industries: Words,
    sources: Words,
    levels: Words,
    products: Words,
}

/// Numbers from 1 on.
fn numbers<T: ToString>(all: impl IntoIterator<Item = T>) -> Words {
    let mut words = Words::with_hasher(ahash::RandomState::with_seeds(1, 2, 3, 4));
    words.extend(all.into_iter().zip(1..).map(|(text, number)| (text.to_string(), number)));
    words
}

impl Numbers {
    fn new(domains: &[&str]) -> Self {
        Self {
            countries: numbers(COUNTRIES),
            states: numbers((0..60).map(|number| format!("s{number:02}"))),
            domains: numbers(domains),
            industries: numbers(INDUSTRIES),
            sources: numbers(SOURCES),
            levels: numbers(LEVELS),
            products: numbers(PRODUCTS),
        }
    }

    #[inline]
    fn of(&self, lead: &Record<'_>) -> Numbered<'_> {
        let get = |words: &Words, text: Option<&str>| text.and_then(|text| words.get(text)).copied().unwrap_or(0);
        let products = lead.products.as_deref().unwrap_or_default();
        Numbered {
            country: get(&self.countries, lead.country),
            state: get(&self.states, lead.state),
            zip: lead.zip.and_then(|zip| zip.parse().ok()).unwrap_or(u32::MAX),
            domain: get(&self.domains, lead.domain),
            industry: get(&self.industries, lead.industry),
            source: get(&self.sources, lead.source),
            level: get(&self.levels, lead.level),
            products: products.iter().fold(0, |set, product| set | 1 << get(&self.products, Some(product))),
            employees: lead.employees().unwrap_or(-1),
            revenue: lead.revenue().unwrap_or(-1),
            trial: lead.trial() == Some(true),
            of: PhantomData,
        }
    }
}
