//! A table of numbers by machine words, mostly asked in one look.

use crate::text::Packed;
use std::fmt::Debug;
use std::sync::Arc;

/// What numbers are found by.
pub(super) trait Key: Copy + Default + PartialEq + Debug {
    /// A key with one more than its number; 0 is free. Several fill a line of the processor's cache, and none lies in two.
    type Entry: Copy + Default + Debug;

    fn entry(self, number: u32) -> Self::Entry;

    fn of(entry: &Self::Entry) -> (Self, u32);

    /// A number whose highest bits differ where keys do, nearly always. The same in every process.
    fn hash(self) -> u64;
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
pub(super) struct WordEntry(u64, u32);

impl Key for u64 {
    type Entry = WordEntry;

    fn entry(self, number: u32) -> WordEntry {
        WordEntry(self, number)
    }

    #[inline]
    fn of(WordEntry(key, number): &WordEntry) -> (Self, u32) {
        (*key, *number)
    }

    #[inline]
    fn hash(self) -> u64 {
        self.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub(super) struct PackedEntry(Packed, u32);

impl Key for Packed {
    type Entry = PackedEntry;

    fn entry(self, number: u32) -> PackedEntry {
        PackedEntry(self, number)
    }

    #[inline]
    fn of(PackedEntry(key, number): &PackedEntry) -> (Self, u32) {
        (*key, *number)
    }

    #[inline]
    fn hash(self) -> u64 {
        Self::hash(self)
    }
}

/// Made once and only asked then; a copy shares it.
#[derive(Clone, Debug)]
pub(super) struct Hashed<K: Key>(Arc<[K::Entry]>);

impl<K: Key> Default for Hashed<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Tables of so many keys have more room: nearly every search ends where it begins, and the processor foresees it.
const SMALL: usize = 512;

impl<K: Key> Hashed<K> {
    /// Of a key that comes twice the first counts.
    pub(super) fn new(pairs: &[(K, u32)]) -> Self {
        // At least half is free, so that a search soon comes to a free place.
        let room = if pairs.len() > SMALL { 2 } else { 4 };
        let mut entries = vec![K::Entry::default(); pairs.len().saturating_mul(room)];
        for (key, number) in pairs {
            if let Some(entry) = place(&entries, *key).and_then(|place| entries.get_mut(place))
                && let (_, 0) = K::of(entry)
            {
                *entry = key.entry(number.saturating_add(1));
            }
        }
        Self(entries.into())
    }

    /// The number of a key.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(super) fn get(&self, key: K) -> Option<u32> {
        K::of(self.0.get(place(&self.0, key)?)?).1.checked_sub(1)
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.0.iter().map(K::of).filter(|(_, number)| *number != 0).map(|(key, _)| key)
    }

    /// Gives each key another number.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for entry in Arc::make_mut(&mut self.0) {
            let (key, known) = K::of(entry);
            if let Some(known) = known.checked_sub(1) {
                *entry = key.entry(number(known).saturating_add(1));
            }
        }
    }
}

/// Where a key stands, or the free place where it would.
#[inline(always)]
#[allow(clippy::inline_always, reason = "keys stay in registers")]
fn place<K: Key>(entries: &[K::Entry], key: K) -> Option<usize> {
    // As far through the entries as the hash is through all hashes.
    let count = u64::try_from(entries.len()).ok()?;
    let mut place = usize::try_from((u128::from(key.hash()) * u128::from(count)) >> 64).ok()?;
    loop {
        let (known, number) = K::of(entries.get(place)?);
        if known == key || number == 0 {
            return Some(place);
        }
        place = if place + 1 == entries.len() { 0 } else { place + 1 };
    }
}
