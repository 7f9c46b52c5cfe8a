//! Texts to small numbers, asked in one look where the text is short: the constants of a policy, millions of times.

use super::{Bytes, Lookup};
use crate::text::Packed;
use std::sync::Arc;

/// Made once and only asked then. What is asked for is never put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextLookup {
    short: ShortTexts,
    long: Lookup<Bytes, u32>,
}

/// The short ones of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortTexts {
    /// A power of two of them, at least half of them free, so that a search soon comes to a free one.
    entries: Box<[Entry]>,
    /// How far a hash is shifted for its highest bits to tell a place.
    shift: u32,
}

/// Two of them in one line of the processor's cache, and none in two.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
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
        Self { short: ShortTexts::new(&short), long }
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
        self.short.entries.iter().filter(|entry| entry.number != 0).all(|entry| holds(entry.key))
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
        for entry in &mut self.short.entries {
            if let Some(known) = entry.number.checked_sub(1) {
                entry.number = number(known).saturating_add(1);
            }
        }
        self.long.map.values_mut().for_each(|known| *known = number(*known));
    }
}

impl ShortTexts {
    fn new(pairs: &[(Packed, u32)]) -> Self {
        let size = if pairs.is_empty() { 0 } else { pairs.len().saturating_mul(2).next_power_of_two() };
        let shift = u64::BITS.saturating_sub(size.trailing_zeros());
        let mut all = Self { entries: vec![Entry::default(); size].into(), shift };
        for (key, number) in pairs {
            if let Some(place) = all.place(*key)
                && let Some(entry @ Entry { number: 0, .. }) = all.entries.get_mut(place)
            {
                *entry = Entry { key: *key, number: number.saturating_add(1) };
            }
        }
        all
    }

    /// Where a key stands, or the free place where it would.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    fn place(&self, key: Packed) -> Option<usize> {
        let last = self.entries.len().checked_sub(1)?;
        let mut place = usize::try_from(key.hash() >> (self.shift % u64::BITS)).unwrap_or(0) & last;
        loop {
            let entry = self.entries.get(place)?;
            if entry.key == key || entry.number == 0 {
                return Some(place);
            }
            place = place.wrapping_add(1) & last;
        }
    }

    /// The number of a text.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn get(&self, key: Packed) -> Option<u32> {
        self.entries.get(self.place(key)?)?.number.checked_sub(1)
    }

    /// The same of a text as it was written, where that is the compared form of a known one: whatever is done to a text
    /// before it is compared changes nothing then. `None` says nothing.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn as_written(&self, key: Packed) -> Option<u32> {
        self.get(key).filter(|_| key.is_ascii())
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
