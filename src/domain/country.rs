//! Countries by code and by the names that forms and people use.

use super::country_table::{COUNTRIES, Row};
use super::{Country, Text};
use crate::lookup::Lookup;
use crate::text::fold;
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
        if let Some(known) = Self::assigned(text) {
            return Some(known);
        }
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
        names.get(Text::folded(text).compared()).copied()
    }

    /// The same as [`Country::from_code`], without a search.
    #[inline]
    pub(crate) fn assigned(code: &str) -> Option<Self> {
        let letters = <[u8; 2]>::try_from(code.as_bytes()).ok()?;
        let known = Self::pair(letters).and_then(|place| ASSIGNED.get(place));
        known.is_some_and(|known| *known).then_some(Self(letters))
    }

    /// Every pair of capitals, a country's or nobody's, in their order.
    pub(crate) fn pairs() -> impl Iterator<Item = Self> {
        (b'A'..=b'Z').flat_map(|first| (b'A'..=b'Z').map(move |second| Self([first, second])))
    }

    /// The place of its code among [`Country::pairs`].
    pub(crate) fn place(self) -> usize {
        Self::pair(self.0).unwrap_or(0)
    }

    /// The place of two capitals among [`Country::pairs`].
    #[inline]
    pub(crate) const fn pair(letters: [u8; 2]) -> Option<usize> {
        let [first, second] = letters;
        if !first.is_ascii_uppercase() || !second.is_ascii_uppercase() {
            return None;
        }
        #[allow(clippy::as_conversions, reason = "a byte fits; `From` is not const")]
        Some((first - b'A') as usize * 26 + (second - b'A') as usize)
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

/// Pairs of capitals.
const PAIRS: usize = 26 * 26;

/// By two capitals: whether they are a country's.
static ASSIGNED: [bool; PAIRS] = assigned();

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "worked out when this is compiled")]
const fn assigned() -> [bool; PAIRS] {
    let mut all = [false; PAIRS];
    let mut row = 0;
    while row < COUNTRIES.len() {
        if let [first, second] = *COUNTRIES[row].0.as_bytes()
            && let Some(place) = Country::pair([first, second])
        {
            all[place] = true;
        }
        row += 1;
    }
    all
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
        for (place, pair) in Country::pairs().enumerate() {
            assert_eq!(Country::assigned(pair.code()), Country::from_code(pair.code()), "{pair:?}");
            assert_eq!(pair.place(), place);
        }
        let mut seen = std::collections::BTreeMap::new();
        for (code, long, name, others) in COUNTRIES {
            for spelling in [code, long, name].into_iter().chain(*others) {
                let before = seen.insert(fold(spelling), code);
                assert!(before.is_none_or(|before| before == code), "{spelling} means {before:?} and {code}");
            }
        }
    }
}
