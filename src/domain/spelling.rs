//! Values of enums by their spellings in data.

use super::{EnumDef, EnumId};
use crate::lookup::TextLookup;
use crate::text::{Packed, fold};

impl EnumDef {
    /// The place of the value that a folded text means: by name, or by title or another spelling.
    pub(crate) fn spelt(&self, folded: &str) -> Option<u32> {
        let is = |spelling: &str| fold(spelling) == folded;
        let by_name = self.values.iter().position(|value| is(&value.name));
        let place = by_name.or_else(|| {
            self.values
                .iter()
                .position(|value| value.title.as_deref().is_some_and(is) || value.also.iter().any(|also| is(also)))
        });
        u32::try_from(place?).ok()
    }

    /// Every way to write a value, names first, each with the value's place.
    fn spellings(&self) -> impl Iterator<Item = (u32, &str)> {
        let names = (0..).zip(&self.values).map(|(place, value)| (place, &*value.name));
        let others = (0..)
            .zip(&self.values)
            .flat_map(|(place, value)| value.title.iter().chain(&value.also).map(move |other| (place, &**other)));
        names.chain(others)
    }
}

/// Folded spelling → place of the value, by enum.
#[derive(Debug)]
pub(crate) struct Spellings(Vec<TextLookup>);

impl Spellings {
    pub(crate) fn of(enums: &[EnumDef]) -> Self {
        let one = |known: &EnumDef| {
            TextLookup::new(known.spellings().map(|(place, spelling)| (fold(spelling).into(), place)))
        };
        Self(enums.iter().map(one).collect())
    }

    pub(crate) fn place(&self, id: EnumId, folded: &str) -> Option<u32> {
        self.0.get(id.index())?.get(folded.as_bytes())
    }

    /// Short spellings of an enum with something else than the place of their value; `None` where a value has none.
    pub(crate) fn with(&self, id: EnumId, of: impl Fn(u32) -> Option<u32>) -> Option<TextLookup> {
        let mut known = self.0.get(id.index())?.clone();
        let all_have = std::cell::Cell::new(true);
        known.renumber(|place| {
            of(place).unwrap_or_else(|| {
                all_have.set(false);
                place
            })
        });
        all_have.get().then_some(known)
    }

    /// The place that a short spelling means.
    #[inline]
    pub(crate) fn place_of_short(&self, id: EnumId, folded: Packed) -> Option<u32> {
        self.0.get(id.index())?.short(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EnumValueDef;

    #[test]
    fn spellings_known_beforehand_mean_what_a_search_finds() {
        let value = |name: &str, title: Option<&str>, also: &[&str]| EnumValueDef {
            name: name.into(),
            title: title.map(Into::into),
            also: also.iter().map(|other| (*other).into()).collect(),
        };
        // A name wins over another value's title, an earlier title over a later one.
        let values = vec![
            value("web", Some("Form"), &["Site", "STRASSE"]),
            value("form", Some("straße"), &["web"]),
            value("x", None, &["form"]),
        ];
        let known = EnumDef { name: "source".into(), title: None, values };
        let spellings = Spellings::of(std::slice::from_ref(&known));
        for text in ["web", "WEB", "form", "site", "strasse", "Straße", "x", "y", ""] {
            let folded = fold(text);
            assert_eq!(spellings.place(EnumId::at(0), &folded), known.spelt(&folded), "{text}");
        }
        assert_eq!(spellings.place(EnumId::at(0), "form"), Some(1));
        assert_eq!(spellings.place(EnumId::at(0), "strasse"), Some(0));
    }
}
