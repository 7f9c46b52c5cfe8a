//! Texts to small numbers, asked in one look where the text is short: the constants of a policy, millions of times.

use super::{Bytes, Lookup};
use crate::text::Packed;
use std::sync::Arc;

/// Made once and only asked then. What is asked for is never put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextLookup {
    /// A power of two of them, at least half of them free, so that a search soon comes to a free one.
    short: Box<[Entry]>,
    long: Lookup<Bytes, u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    key: Packed,
    /// One more than the number; 0 is free.
    number: u32,
}

impl TextLookup {
    /// Of a text that comes twice the first counts. Numbers are below 2³² − 1.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (Arc<str>, u32)>) -> Self {
        let (mut short, mut long) = (Vec::new(), Lookup::new());
        for (text, number) in pairs {
            match Packed::of(text.as_bytes()) {
                Some(key) => short.push((key, number)),
                None if long.get(text.as_bytes()).is_none() => {
                    long.insert(Bytes(text), number);
                }
                None => {}
            }
        }
        let size = if short.is_empty() { 0 } else { short.len().saturating_mul(2).next_power_of_two() };
        let mut lookup = Self { short: vec![Entry::default(); size].into(), long };
        for (key, number) in short {
            if let Some(place) = lookup.place(key)
                && let Some(entry @ Entry { number: 0, .. }) = lookup.short.get_mut(place)
            {
                *entry = Entry { key, number: number.saturating_add(1) };
            }
        }
        lookup
    }

    /// Where a key stands, or the free place where it would.
    #[inline]
    fn place(&self, key: Packed) -> Option<usize> {
        let last = self.short.len().checked_sub(1)?;
        // The upper half: the product's lower bits are of the lowest letters only.
        let mut place = usize::try_from(key.hash() >> 20).unwrap_or(0) & last;
        loop {
            let entry = self.short.get(place)?;
            if entry.key == key || entry.number == 0 {
                return Some(place);
            }
            place = place.wrapping_add(1) & last;
        }
    }

    /// The number of a short text.
    #[inline]
    pub(crate) fn short(&self, key: Packed) -> Option<u32> {
        self.short.get(self.place(key)?)?.number.checked_sub(1)
    }

    /// Whether something holds for each short text.
    pub(crate) fn each_short(&self, holds: impl Fn(Packed) -> bool) -> bool {
        self.short.iter().filter(|entry| entry.number != 0).all(|entry| holds(entry.key))
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
        for entry in &mut self.short {
            if let Some(known) = entry.number.checked_sub(1) {
                entry.number = number(known).saturating_add(1);
            }
        }
        self.long.map.values_mut().for_each(|known| *known = number(*known));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_has_its_number_and_no_other_has(
            texts in proptest::collection::vec("[ab]{0,5}|[a-z]{20,30}", 0..60),
            asked in "[ab]{0,5}|[a-z]{20,30}",
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
