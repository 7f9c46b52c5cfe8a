//! A lead as a program that knows this very workload would hold it: raw texts and numbers, nothing looked up; and the
//! plain evaluation that every other way is compared with.

use super::Made;
use super::realistic::Rule;

/// A lead of the realistic policy.
#[derive(Clone, Debug, Default)]
pub struct Record<'a> {
    pub country: Option<&'a str>,
    pub state: Option<&'a str>,
    pub zip: Option<&'a str>,
    pub domain: Option<&'a str>,
    pub company: Option<&'a str>,
    pub employees: Option<&'a str>,
    pub revenue: Option<&'a str>,
    pub industry: Option<&'a str>,
    pub source: Option<&'a str>,
    pub level: Option<&'a str>,
    pub products: Option<Vec<&'a str>>,
    pub trial: Option<&'a str>,
}

/// A number in tenths: there is one digit behind the point.
pub fn tenths(text: &str) -> Option<i64> {
    let (whole, tenths) = text.rsplit_once('.')?;
    Some(whole.parse::<i64>().ok()? * 10 + tenths.parse::<i64>().ok()?)
}

/// What the index by hand asks of a lead, each text where it stands.
pub trait Asked {
    fn country(&self) -> Option<&str>;
    fn state(&self) -> Option<&str>;
    fn zip(&self) -> Option<&str>;
    fn domain(&self) -> Option<&str>;
    fn employees(&self) -> Option<&str>;
    fn revenue(&self) -> Option<&str>;
    fn industry(&self) -> Option<&str>;
    fn source(&self) -> Option<&str>;
    fn level(&self) -> Option<&str>;
    fn trial(&self) -> Option<&str>;
    fn has_products(&self) -> bool;
    fn products(&self, each: impl FnMut(&str));
}

macro_rules! fields {
    ($($name:ident)*) => {
        $(fn $name(&self) -> Option<&str> {
            self.$name
        })*
    };
}

impl Asked for Record<'_> {
    fields!(country state zip domain employees revenue industry source level trial);

    fn has_products(&self) -> bool {
        self.products.is_some()
    }

    fn products(&self, each: impl FnMut(&str)) {
        self.products.iter().flatten().copied().for_each(each);
    }
}

/// Texts one behind the other, and by row where each ends; one without a letter is missing.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    pub text: &'a str,
    pub ends: &'a [u32],
}

impl<'a> Column<'a> {
    pub fn get(&self, row: usize) -> Option<&'a str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        let end = self.ends[row] as usize;
        if start == end { None } else { Some(&self.text[start..end]) }
    }
}

/// Leads by columns, lists as one text.
pub struct Strings<'a> {
    pub country: Column<'a>,
    pub state: Column<'a>,
    pub zip: Column<'a>,
    pub domain: Column<'a>,
    pub employees: Column<'a>,
    pub revenue: Column<'a>,
    pub industry: Column<'a>,
    pub source: Column<'a>,
    pub level: Column<'a>,
    pub products: Column<'a>,
    pub trial: Column<'a>,
}

impl<'a> Strings<'a> {
    /// A row of them, all of it cut.
    pub fn record(&self, row: usize) -> Record<'a> {
        Record {
            country: self.country.get(row),
            state: self.state.get(row),
            zip: self.zip.get(row),
            domain: self.domain.get(row),
            // No rule asks for it.
            company: None,
            employees: self.employees.get(row),
            revenue: self.revenue.get(row),
            industry: self.industry.get(row),
            source: self.source.get(row),
            level: self.level.get(row),
            products: self.products.get(row).map(|list| list.split(';').collect()),
            trial: self.trial.get(row),
        }
    }
}

/// A row of them, cut where it is asked.
pub struct Row<'a>(pub &'a Strings<'a>, pub usize);

macro_rules! cells {
    ($($name:ident)*) => {
        $(fn $name(&self) -> Option<&str> {
            self.0.$name.get(self.1)
        })*
    };
}

impl Asked for Row<'_> {
    cells!(country state zip domain employees revenue industry source level trial);

    fn has_products(&self) -> bool {
        self.0.products.get(self.1).is_some()
    }

    fn products(&self, each: impl FnMut(&str)) {
        self.0.products.get(self.1).into_iter().flat_map(|list| list.split(';')).for_each(each);
    }
}

impl<'a> Record<'a> {
    /// A lead of [`super::realistic::realistic`].
    pub fn new(lead: &'a [(&'static str, String)]) -> Self {
        let get = |name: &str| lead.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
        Self {
            country: get("country"),
            state: get("state"),
            zip: get("zip"),
            domain: get("domain"),
            company: get("company"),
            employees: get("employees"),
            revenue: get("revenue"),
            industry: get("industry"),
            source: get("source"),
            level: get("level"),
            products: get("products").map(|list| list.split('|').filter(|item| !item.is_empty()).collect()),
            trial: get("trial"),
        }
    }

    pub fn employees(&self) -> Option<i64> {
        self.employees?.parse().ok()
    }

    pub fn revenue(&self) -> Option<i64> {
        tenths(self.revenue?)
    }

    pub fn trial(&self) -> Option<bool> {
        Some(self.trial? == "yes")
    }

    /// Whether a rule holds, by its words.
    pub fn fits(&self, rule: &Rule) -> bool {
        let one = |value: Option<&str>, of: &[&str]| value.is_some_and(|value| of.contains(&value));
        match rule {
            Rule::Accounts(domains) => self.domain.is_some_and(|domain| domains.iter().any(|known| known == domain)),
            Rule::Patch { zip, low, high } => {
                self.zip.is_some_and(|known| known.starts_with(&**zip))
                    && self.employees().is_some_and(|count| (*low..=*high).contains(&count))
            }
            Rule::Segment { countries, industry, low, sources, state } => {
                one(self.country, countries)
                    && self.industry == Some(*industry)
                    && self.employees().is_some_and(|count| count >= *low)
                    && one(self.source, sources)
                    && self.state == Some(&**state)
            }
            Rule::Product { country, low, high, product, levels, unless } => {
                self.country == Some(*country)
                    && self.revenue().is_some_and(|tenths| (low * 10_000..=high * 10_000).contains(&tenths))
                    && self.products.as_ref().is_some_and(|products| products.contains(product))
                    && one(self.level, levels)
                    && self.source != Some(*unless)
            }
            Rule::Trial { country, not, state, above, level, zip } => {
                self.country == Some(*country)
                    && self.industry.is_some_and(|industry| industry != *not)
                    && (self.state == Some(&**state)
                        || self.employees().is_some_and(|count| count > *above) && self.trial() == Some(true))
                    && self.level == Some(*level)
                    && self.zip.is_some_and(|known| known.starts_with(&**zip))
            }
            Rule::Otherwise => true,
        }
    }

    /// The place of the first rule that holds.
    pub fn first(&self, rules: &[Rule]) -> u32 {
        rules.iter().position(|rule| self.fits(rule)).map_or(u32::MAX, |place| place as u32)
    }
}

/// All leads of a made-up policy.
pub fn records(made: &Made) -> Vec<Record<'_>> {
    made.leads.iter().map(|lead| Record::new(lead)).collect()
}
