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

    /// In tenths: there is one digit behind the point.
    pub fn revenue(&self) -> Option<i64> {
        let (whole, tenths) = self.revenue?.rsplit_once('.')?;
        Some(whole.parse::<i64>().ok()? * 10 + tenths.parse::<i64>().ok()?)
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
