//! Countries by code and by the names that forms and people use.

use super::Country;
use super::country_table::{COUNTRIES, Row};
use crate::lookup::Lookup;
use crate::text::{fold, folded};
use std::sync::OnceLock;

impl Country {
    /// The country with exactly this code, in capitals: how policies write it.
    ///
    /// ```
    /// use pointsman::domain::Country;
    /// assert_eq!(Country::from_code("DE").map(|country| country.name()), Some("Germany"));
    /// assert_eq!(Country::from_code("UK"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Self> {
        row(code).and_then(|(code, ..)| <[u8; 2]>::try_from(code.as_bytes()).ok()).map(Self)
    }

    /// The country that data mean: a code of two or three letters, a name, or a common other name, in any case.
    ///
    /// ```
    /// use pointsman::domain::Country;
    /// for text in ["GB", "gbr", "uk", "United Kingdom", " great britain "] {
    ///     assert_eq!(Country::read(text), Country::from_code("GB"), "{text}");
    /// }
    /// assert_eq!(Country::read("Atlantis"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        static NAMES: OnceLock<Lookup<String, Country>> = OnceLock::new();
        let names = NAMES.get_or_init(|| {
            let mut names = Lookup::new();
            for (code, long, name, others) in COUNTRIES {
                let Some(country) = Self::from_code(code) else { continue };
                for spelling in [code, long, name].into_iter().chain(*others) {
                    names.insert(fold(spelling), country);
                }
            }
            names
        });
        names.get(&*folded(text)).copied()
    }

    /// Two capitals that ISO 3166-1 gives to no country.
    pub(crate) fn unassigned(code: &str) -> Option<Self> {
        let letters = <[u8; 2]>::try_from(code.as_bytes()).ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// Every country, by code.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.iter().filter_map(|(code, ..)| Self::from_code(code))
    }

    /// The English short name.
    pub fn name(&self) -> &'static str {
        row(self.code()).map_or("", |(_, _, name, _)| name)
    }

    /// The country that an author probably means by something that is no code: `UK` is GB.
    pub fn meant_by(text: &str) -> Option<Self> {
        if Self::from_code(text).is_some() { None } else { Self::read(text) }
    }
}

fn row(code: &str) -> Option<&'static Row> {
    COUNTRIES.binary_search_by(|(known, ..)| (*known).cmp(code)).ok().and_then(|place| COUNTRIES.get(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_name_means_two_countries() {
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(COUNTRIES.len(), 249);
        let mut seen = std::collections::BTreeMap::new();
        for (code, long, name, others) in COUNTRIES {
            for spelling in [code, long, name].into_iter().chain(*others) {
                let before = seen.insert(fold(spelling), code);
                assert!(before.is_none_or(|before| before == code), "{spelling} means {before:?} and {code}");
            }
        }
    }
}
