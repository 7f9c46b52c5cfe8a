//! Texts to small numbers, asked in one look where the text is short: the constants of a policy, millions of times.

use super::hashed::Hashed;
use super::{Bytes, Lookup};
use crate::text::Packed;
use std::sync::Arc;

/// Made once and only asked then. What is asked for is never put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextLookup {
    short: ShortTexts,
    long: Lookup<Bytes, u32>,
}

/// The short ones of them: most are one machine word, the others three.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortTexts {
    words: Hashed<u64>,
    others: Hashed<Packed>,
}

impl TextLookup {
    /// Of a text that comes twice the first counts. Numbers are below 2³² − 1.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (Arc<str>, u32)>) -> Self {
        let (mut words, mut others, mut long) = (Vec::new(), Vec::new(), Lookup::new());
        for (text, number) in pairs {
            match Packed::of(text.as_bytes()) {
                Some(key) => match key.word() {
                    Some(word) => words.push((word, number)),
                    None => others.push((key, number)),
                },
                None if long.get(text.as_bytes()).is_none() => {
                    long.insert(Bytes(text), number);
                }
                None => {}
            }
        }
        Self { short: ShortTexts { words: Hashed::new(&words), others: Hashed::new(&others) }, long }
    }

    /// The number of a short text.
    #[inline]
    pub(crate) fn short(&self, key: Packed) -> Option<u32> {
        self.short.get(key)
    }

    /// The short texts alone.
    #[inline]
    pub(crate) const fn all_short(&self) -> &ShortTexts {
        &self.short
    }

    /// The same.
    pub(crate) fn into_short(self) -> ShortTexts {
        self.short
    }

    /// Whether something holds for each short text.
    pub(crate) fn each_short(&self, holds: impl Fn(Packed) -> bool) -> bool {
        let ShortTexts { words, others } = &self.short;
        words.keys().all(|word| holds(Packed::of_word(word))) && others.keys().all(holds)
    }

    /// Each text as a machine word, as [`Packed::word`] says, with its number, in no order; `None` where one is longer.
    pub(crate) fn all_words(&self) -> Option<impl Iterator<Item = (u64, u32)>> {
        let ShortTexts { words, others } = &self.short;
        (others.keys().next().is_none() && self.long.map.is_empty()).then(|| words.pairs())
    }

    /// The number of any text.
    #[inline]
    pub(crate) fn get(&self, text: &[u8]) -> Option<u32> {
        match Packed::of(text) {
            Some(key) => self.short(key),
            None => self.long.get(text).copied(),
        }
    }

    /// Gives each text another number.
    pub(crate) fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        self.short.words.renumber(&number);
        self.short.others.renumber(&number);
        self.long.map.values_mut().for_each(|known| *known = number(*known));
    }
}

impl ShortTexts {
    /// Whether no text of up to eight bytes ends in a zero: each of them is found by [`ShortTexts::of_word`].
    pub(crate) fn has_all_words(&self) -> bool {
        self.others.keys().all(|text| text.length() > 8)
    }

    /// Whether no text of up to eight bytes is there.
    pub(crate) fn has_no_words(&self) -> bool {
        self.words.keys().next().is_none()
    }

    /// The number of a text of up to eight bytes that does not end in a zero, by one look: `u32::MAX` for none, and whether that
    /// is all there is to know.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn of_word(&self, word: u64) -> (u32, bool) {
        self.words.glance(word)
    }

    /// The same of a text of more than eight bytes.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn of_words(&self, key: Packed) -> (u32, bool) {
        self.others.glance(key)
    }

    /// The number of a text.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn get(&self, key: Packed) -> Option<u32> {
        match key.word() {
            Some(word) => self.words.get(word),
            None => self.others.get(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_has_its_number_and_no_other_has(
            texts in proptest::collection::vec("[ab\\x00]{0,10}|[a-z]{20,30}", 0..60),
            asked in "[ab\\x00]{0,10}|[a-z]{20,30}",
        ) {
            let pairs = texts.iter().zip(0..).map(|(text, number)| (Arc::from(&**text), number));
            let mut lookup = TextLookup::new(pairs);
            let expected = |text: &str| {
                let place = texts.iter().position(|known| known == text)?;
                u32::try_from(place).ok()
            };
            for text in texts.iter().chain([&asked]) {
                prop_assert_eq!(lookup.get(text.as_bytes()), expected(text));
            }
            lookup.renumber(|number| number * 2);
            for text in texts.iter().chain([&asked]) {
                prop_assert_eq!(lookup.get(text.as_bytes()), expected(text).map(|number| number * 2));
            }
        }
    }
}
