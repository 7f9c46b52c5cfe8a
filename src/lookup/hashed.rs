//! A table of numbers by machine words, asked in one look.

#![allow(clippy::inline_always, reason = "keys stay in registers")]

use crate::text::Packed;
use std::fmt::Debug;
use std::hint::select_unpredictable;
use std::sync::Arc;

/// What numbers are found by.
pub(super) trait Key: Copy + Default + PartialEq + Debug {
    /// Nothing, aligned so that no bucket lies in two lines of the processor's cache.
    type Line: Copy + Default + Debug;

    /// A number whose highest bits differ where keys do, nearly always. The same in every process.
    fn hash(self, factor: u64) -> u64;
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub(super) struct HalfLine;

impl Key for u64 {
    type Line = HalfLine;

    #[inline(always)]
    fn hash(self, factor: u64) -> u64 {
        self.wrapping_mul(factor)
    }
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(super) struct WholeLine;

impl Key for Packed {
    type Line = WholeLine;

    #[inline(always)]
    fn hash(self, factor: u64) -> u64 {
        Self::hash(self, factor)
    }
}

/// Room for two keys; free where the number is 0.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket<K: Key> {
    keys: [K; 2],
    /// One more than theirs.
    numbers: [u32; 2],
    /// Keys that had no room here stand further on.
    is_over: bool,
    _line: K::Line,
}

impl<K: Key> Bucket<K> {
    /// One more than the number of a key; 0 where it is not here. Nothing depends on whether it is: where keys come in no order
    /// the processor has nothing to foresee.
    #[inline(always)]
    fn find(&self, key: K) -> u32 {
        let ([one, two], [first, second]) = (self.keys, self.numbers);
        select_unpredictable(one == key, first, 0) | select_unpredictable(two == key, second, 0)
    }

    /// Whether there was room.
    fn put(&mut self, key: K, number: u32) -> bool {
        let mut rooms = self.keys.iter_mut().zip(&mut self.numbers);
        let free = rooms.find(|(_, known)| **known == 0);
        self.is_over |= free.is_none();
        free.map(|(room, known)| (*room, *known) = (key, number)).is_some()
    }
}

/// Made once and only asked then; a copy shares it.
#[derive(Clone, Debug)]
pub(super) struct Hashed<K: Key> {
    /// As many as a power of two, or none.
    buckets: Arc<[Bucket<K>]>,
    /// A key belongs into the bucket that so many bits of its hash, from the highest one down, are the number of.
    bits: u32,
    /// Which way keys are hashed.
    turn: u32,
}

impl<K: Key> Default for Hashed<K> {
    fn default() -> Self {
        Self { buckets: Arc::default(), bits: 1, turn: 0 }
    }
}

/// Of so few keys each is in its own bucket: there is a way of hashing them for which they are.
const FEW: usize = 256;
/// So many buckets a key, then.
const ROOM: usize = 8;
/// Up to so many keys nearly all are.
const SMALL: usize = 8_192;
/// So many ways are tried.
const TURNS: u32 = 32;

impl<K: Key> Hashed<K> {
    /// Of a key that comes twice the first counts.
    pub(super) fn new(pairs: &[(K, u32)]) -> Self {
        match pairs.len() {
            0 => Self::default(),
            count @ ..=FEW => {
                let turned = |turn| Self::turned(pairs, count * ROOM, turn);
                (0..TURNS).map(turned).find(|table| !table.is_over()).unwrap_or_else(|| turned(0))
            }
            count @ ..=SMALL => Self::turned(pairs, count * 2, 0),
            // Memory counts more than looks, then: a bucket for each key or a little more.
            count => Self::turned(pairs, count - count / 8, 0),
        }
    }

    fn turned(pairs: &[(K, u32)], room: usize, turn: u32) -> Self {
        let count = room.next_power_of_two().max(2);
        let mut buckets = vec![Bucket::default(); count];
        let mut table = Self { buckets: Arc::default(), bits: count.trailing_zeros(), turn };
        for (key, number) in pairs {
            let mut place = table.begin(*key);
            let number = number.saturating_add(1);
            while let Some(bucket) = buckets.get_mut(place)
                && bucket.find(*key) == 0
                && !bucket.put(*key, number)
            {
                place = (place + 1) % count;
            }
        }
        table.buckets = buckets.into();
        table
    }

    /// Whether a key is not in its own bucket.
    fn is_over(&self) -> bool {
        self.buckets.iter().any(|bucket| bucket.is_over)
    }

    /// The bucket of a key.
    #[inline(always)]
    fn begin(&self, key: K) -> usize {
        let factor = 0x9e37_79b9_7f4a_7c15_u64.rotate_left(self.turn) | 1;
        usize::try_from(key.hash(factor) >> (u64::BITS - self.bits)).unwrap_or(usize::MAX)
    }

    /// One more than the number of a key, 0 for none.
    #[inline(always)]
    fn find(&self, key: K) -> u32 {
        let place = self.begin(key);
        let Some(bucket) = self.buckets.get(place) else { return 0 };
        let found = bucket.find(key);
        // Asked together, so that only their rare meeting is foreseen.
        if (found == 0) & bucket.is_over { self.further(key, place) } else { found }
    }

    /// The same of a key from a bucket on that is over.
    #[cold]
    #[inline(never)]
    fn further(&self, key: K, mut place: usize) -> u32 {
        for _ in 0..self.buckets.len() {
            let Some(bucket) = self.buckets.get(place) else { return 0 };
            let found = bucket.find(key);
            if found != 0 || !bucket.is_over {
                return found;
            }
            place = (place + 1) % self.buckets.len();
        }
        0
    }

    /// The number of a key.
    #[inline(always)]
    pub(super) fn get(&self, key: K) -> Option<u32> {
        self.find(key).checked_sub(1)
    }

    /// The same by one look: `u32::MAX` for none, and whether that is all there is to know. Nothing depends on either.
    #[inline(always)]
    pub(super) fn glance(&self, key: K) -> (u32, bool) {
        match self.buckets.get(self.begin(key)) {
            Some(bucket) => (bucket.find(key).wrapping_sub(1), !bucket.is_over),
            None => (u32::MAX, true),
        }
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        let each = |bucket: &Bucket<K>| bucket.keys.into_iter().zip(bucket.numbers);
        self.buckets.iter().flat_map(each).filter(|(_, number)| *number != 0).map(|(key, _)| key)
    }

    /// Gives each key another number.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for known in Arc::make_mut(&mut self.buckets).iter_mut().flat_map(|bucket| &mut bucket.numbers) {
            *known = known.checked_sub(1).map_or(0, |known| number(known).saturating_add(1));
        }
    }
}
