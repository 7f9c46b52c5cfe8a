//! A table of numbers by machine words, mostly asked in one look.

use crate::text::Packed;
use std::fmt::Debug;
use std::hint::select_unpredictable;
use std::sync::Arc;

/// What numbers are found by.
pub(super) trait Key: Copy + Default + PartialEq + Debug {
    /// A key with one more than its number; 0 is free. Several fill a line of the processor's cache, and none lies in two.
    type Entry: Copy + Default + Debug;

    fn entry(self, number: u32) -> Self::Entry;

    fn of(entry: &Self::Entry) -> (Self, u32);

    /// A number whose highest bits differ where keys do, nearly always. The same in every process.
    fn hash(self) -> u64;

    /// 0 for equal keys only.
    fn differs(self, other: Self) -> u64;
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

    #[inline]
    fn differs(self, other: Self) -> u64 {
        self ^ other
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

    #[inline]
    fn differs(self, other: Self) -> u64 {
        Self::differs(self, other)
    }
}

/// Made once and only asked then; a copy shares it.
#[derive(Clone, Debug)]
pub(super) struct Hashed<K: Key> {
    /// The last one is free.
    entries: Arc<[K::Entry]>,
    /// Searches begin at one of so many.
    begins: u64,
}

impl<K: Key> Default for Hashed<K> {
    fn default() -> Self {
        Self { entries: Arc::default(), begins: 0 }
    }
}

/// Tables of so many keys have more room: nearly every search ends where it begins, and the processor foresees it.
const SMALL: usize = 8_192;

impl<K: Key> Hashed<K> {
    /// Of a key that comes twice the first counts.
    pub(super) fn new(pairs: &[(K, u32)]) -> Self {
        if pairs.is_empty() {
            return Self::default();
        }
        // At least half is free, so that a search soon comes to a free place.
        let room = if pairs.len() > SMALL { 2 } else { 4 };
        let begins = pairs.len().saturating_mul(room);
        let mut table = Self { entries: Arc::default(), begins: u64::try_from(begins).unwrap_or(u64::MAX) };
        // What finds no place before the end goes on behind it; two are always looked at together.
        let mut entries = vec![K::Entry::default(); begins.saturating_add(2)];
        for (key, number) in pairs {
            let place = end_of_search(&entries, table.begin(*key), *key);
            if let Some(entry) = entries.get_mut(place)
                && let (_, 0) = K::of(entry)
            {
                *entry = key.entry(number.saturating_add(1));
                if place.saturating_add(2) == entries.len() {
                    entries.push(K::Entry::default());
                }
            }
        }
        table.entries = entries.into();
        table
    }

    /// Where the search for a key begins.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    fn begin(&self, key: K) -> usize {
        // As far through the entries as the hash is through all hashes.
        usize::try_from((u128::from(key.hash()) * u128::from(self.begins)) >> 64).unwrap_or(usize::MAX)
    }

    /// The number of a key.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(super) fn get(&self, key: K) -> Option<u32> {
        K::of(self.entries.get(end_of_search(&self.entries, self.begin(key), key))?).1.checked_sub(1)
    }

    /// The same, `u32::MAX` for none. Nearly always nothing depends on whether the key is there: where keys come in no order
    /// the processor has nothing to foresee.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(super) fn number(&self, key: K) -> u32 {
        let place = self.begin(key);
        let Some([one, two]) = self.entries.get(place..place.wrapping_add(2)) else { return u32::MAX };
        let ((first, one), (second, two)) = (K::of(one), K::of(two));
        // 0 where the search ends: the key stands there, or it is free and has no number.
        let (at_one, at_two) = (first.differs(key).min(one.into()), second.differs(key).min(two.into()));
        if at_one.min(at_two) != 0 {
            return self.get(key).unwrap_or(u32::MAX);
        }
        select_unpredictable(at_one == 0, one, two).wrapping_sub(1)
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.entries.iter().map(K::of).filter(|(_, number)| *number != 0).map(|(key, _)| key)
    }

    /// Gives each key another number.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for entry in Arc::make_mut(&mut self.entries) {
            let (key, known) = K::of(entry);
            if let Some(known) = known.checked_sub(1) {
                *entry = key.entry(number(known).saturating_add(1));
            }
        }
    }
}

/// Where a key stands, or the free place where it would, from where its search begins.
#[inline(always)]
#[allow(clippy::inline_always, reason = "keys stay in registers")]
fn end_of_search<K: Key>(entries: &[K::Entry], begin: usize, key: K) -> usize {
    let mut place = begin;
    while let Some((known, number)) = entries.get(place).map(K::of)
        && known != key
        && number != 0
    {
        place += 1;
    }
    place
}
