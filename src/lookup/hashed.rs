//! A table of numbers by machine words, asked in one look.

#![allow(clippy::inline_always, reason = "keys stay in registers")]

use crate::text::Packed;
use std::fmt::Debug;
use std::hint::select_unpredictable;
use std::sync::Arc;

/// What numbers are found by.
pub(super) trait Key: Copy + Default + PartialEq + Debug {
    /// Nothing, aligned so that no slot lies in two lines of the processor's cache.
    type Within: Copy + Default + Debug;

    /// A number whose highest bits differ where keys do, nearly always. The same in every process.
    fn hash(self) -> u64;
}

/// Odd, its bits in no order.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
pub(super) struct QuarterLine;

impl Key for u64 {
    type Within = QuarterLine;

    #[inline(always)]
    fn hash(self) -> u64 {
        self.wrapping_mul(FACTOR)
    }
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub(super) struct HalfLine;

impl Key for Packed {
    type Within = HalfLine;

    #[inline(always)]
    fn hash(self) -> u64 {
        Self::hash(self, FACTOR)
    }
}

/// Room for a key; free where the number is [`NONE`].
#[derive(Clone, Copy, Debug)]
struct Slot<K: Key> {
    key: K,
    number: u32,
    _within: K::Within,
}

impl<K: Key> Slot<K> {
    fn of(key: K, number: u32) -> Self {
        Self { key, number, _within: K::Within::default() }
    }

    fn free() -> Self {
        Self::of(K::default(), NONE)
    }
}

const _: () = assert!(size_of::<Slot<u64>>() == 16 && size_of::<Slot<Packed>>() == 32, "parts of a line");

/// No number.
const NONE: u32 = u32::MAX;

/// Made once and only asked then; a copy shares it.
///
/// Each key has a slot of its own, and nobody else's has to be looked at: keys whose hashes begin alike make up a group, and the
/// group has a factor that sends each of them to another slot. Most of the table is keys, so that much of it stays near.
#[derive(Clone, Debug)]
pub(super) struct Hashed<K: Key> {
    /// By the first bits of a hash, as many as a power of two: what the hash is multiplied by.
    factors: Arc<[u32]>,
    /// By the first bits of that product, as many as a power of two.
    slots: Arc<[Slot<K>]>,
    /// The shifts that leave these bits.
    to_factor: u32,
    to_slot: u32,
    /// Keys for whose group no factor was found.
    strays: Arc<[(K, u32)]>,
}

/// So many keys a group, on average, or fewer.
const GROUP: usize = 4;
/// So many factors are tried for a group.
const TRIED: u32 = 1 << 14;

impl<K: Key> Default for Hashed<K> {
    fn default() -> Self {
        let shift = u64::BITS - 1;
        let (factors, slots, strays) = Default::default();
        Self { factors, slots, to_factor: shift, to_slot: shift, strays }
    }
}

impl<K: Key> Hashed<K> {
    /// Of a key that comes twice the first counts.
    pub(super) fn new(pairs: &[(K, u32)]) -> Self {
        if pairs.is_empty() {
            return Self::default();
        }
        let bits = |count: usize| count.next_power_of_two().trailing_zeros().max(1);
        // A fifth of the slots stays free, or more: then nearly every group finds its factor soon.
        let (few, many) = (bits(pairs.len().div_ceil(GROUP)), bits(pairs.len().saturating_add(pairs.len() / 4)));
        let to_factor = u64::BITS.saturating_sub(few);
        let mut factors = vec![1; 1 << few];
        let mut slots = Slots { all: vec![Slot::free(); 1 << many], shift: u64::BITS.saturating_sub(many) };
        let mut strays = Vec::new();
        for group in Groups::of(pairs, to_factor).largest_first() {
            match (0..TRIED).map(factor).find(|factor| slots.take(group, *factor)) {
                Some(found) => {
                    let place = group.first().and_then(|(hash, ..)| usize::try_from(hash >> to_factor).ok());
                    if let Some(factor) = place.and_then(|place| factors.get_mut(place)) {
                        *factor = found;
                    }
                }
                None => strays.extend(group.iter().map(|(_, key, number)| (*key, *number))),
            }
        }
        let Slots { all, shift } = slots;
        Self { factors: factors.into(), slots: all.into(), to_factor, to_slot: shift, strays: strays.into() }
    }

    /// The slot of a key, if it has one.
    #[inline(always)]
    fn slot(&self, key: K) -> Option<&Slot<K>> {
        let hash = key.hash();
        let factor = self.factors.get(usize::try_from(hash >> self.to_factor).ok()?)?;
        self.slots.get(place(hash, *factor, self.to_slot))
    }

    /// The number of a key.
    #[inline(always)]
    pub(super) fn get(&self, key: K) -> Option<u32> {
        match self.glance(key) {
            (NONE, true) => None,
            (NONE, false) => self.stray(key),
            (number, _) => Some(number),
        }
    }

    #[cold]
    fn stray(&self, key: K) -> Option<u32> {
        self.strays.iter().find(|(known, _)| *known == key).map(|(_, number)| *number)
    }

    /// The same by one look: `u32::MAX` for none, and whether that is all there is to know. Nothing depends on whether the key is
    /// there: where keys come in no order the processor has nothing to foresee.
    #[inline(always)]
    pub(super) fn glance(&self, key: K) -> (u32, bool) {
        let number = self.slot(key).map_or(NONE, |slot| select_unpredictable(slot.key == key, slot.number, NONE));
        (number, self.strays.is_empty())
    }

    /// All keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.pairs().map(|(key, _)| key)
    }

    /// All keys with their numbers, in no order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (K, u32)> {
        let slots = self.slots.iter().map(|slot| (slot.key, slot.number)).filter(|(_, number)| *number != NONE);
        slots.chain(self.strays.iter().copied())
    }

    /// Gives each key another number.
    pub(super) fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        let slots = Arc::make_mut(&mut self.slots).iter_mut().map(|slot| &mut slot.number);
        let strays = Arc::make_mut(&mut self.strays).iter_mut().map(|(_, number)| number);
        slots.filter(|number| **number != NONE).chain(strays).for_each(|known| *known = number(*known));
    }
}

/// The factor of a turn, always an odd one.
fn factor(turn: u32) -> u32 {
    turn.wrapping_mul(0x9e37_79b9) | 1
}

/// Where a product leads.
#[inline(always)]
fn place(hash: u64, factor: u32, shift: u32) -> usize {
    usize::try_from(hash.wrapping_mul(factor.into()) >> shift).unwrap_or(usize::MAX)
}

/// Slots that are being filled.
struct Slots<K: Key> {
    all: Vec<Slot<K>>,
    shift: u32,
}

impl<K: Key> Slots<K> {
    /// Puts a group into the slots to which a factor sends it; false where one of them is taken.
    fn take(&mut self, group: &[Hash<K>], factor: u32) -> bool {
        for (count, (hash, key, number)) in group.iter().enumerate() {
            let slot = self.all.get_mut(place(*hash, factor, self.shift));
            match slot.filter(|slot| slot.number == NONE) {
                Some(slot) => *slot = Slot::of(*key, *number),
                None => {
                    // Those before it go out again.
                    for (hash, ..) in group.iter().take(count) {
                        let slot = self.all.get_mut(place(*hash, factor, self.shift));
                        slot.into_iter().for_each(|slot| *slot = Slot::free());
                    }
                    return false;
                }
            }
        }
        true
    }
}

/// A key with its hash and its number.
type Hash<K> = (u64, K, u32);

/// Keys by groups, each key once.
struct Groups<K> {
    all: Vec<Hash<K>>,
    shift: u32,
}

impl<K: Key> Groups<K> {
    fn of(pairs: &[(K, u32)], shift: u32) -> Self {
        let mut all: Vec<Hash<K>> = pairs.iter().map(|(key, number)| (key.hash(), *key, *number)).collect();
        // Stable: equal keys stay in their order.
        all.sort_by_key(|(hash, ..)| *hash);
        all.dedup_by(|later, first| later.1 == first.1);
        Self { all, shift }
    }

    fn largest_first(&self) -> Vec<&[Hash<K>]> {
        let mut groups: Vec<&[Hash<K>]> =
            self.all.chunk_by(|(a, ..), (b, ..)| a >> self.shift == b >> self.shift).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_key_has_its_number_and_no_other_has(
            keys in proptest::collection::vec(prop_oneof![0_u64..64, any::<u64>(), (0_u64..64).prop_map(|n| n << 56)], 0..600),
            asked: u64,
        ) {
            let pairs: Vec<(u64, u32)> = keys.iter().copied().zip(0..).collect();
            let mut table = Hashed::new(&pairs);
            let expected = |key: u64| pairs.iter().find(|(known, _)| *known == key).map(|(_, number)| *number);
            for key in keys.iter().copied().chain([asked, 0]) {
                prop_assert_eq!(table.get(key), expected(key));
                let (number, is_sure) = table.glance(key);
                prop_assert!(!is_sure || number == expected(key).unwrap_or(NONE));
            }
            let mut all: Vec<(u64, u32)> = table.pairs().collect();
            all.sort_unstable();
            let mut each: Vec<(u64, u32)> = pairs.iter().copied().filter(|(key, number)| expected(*key) == Some(*number)).collect();
            each.sort_unstable();
            prop_assert_eq!(all, each);
            table.renumber(|number| number * 3);
            for key in keys.iter().copied().chain([asked]) {
                prop_assert_eq!(table.get(key), expected(key).map(|number| number * 3));
            }
        }
    }

    /// A key of which others have the same hash.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct Alike(u32);

    impl Key for Alike {
        type Within = QuarterLine;

        fn hash(self) -> u64 {
            u64::from(self.0 % 2).wrapping_mul(FACTOR)
        }
    }

    #[test]
    fn keys_that_no_factor_parts_are_found_all_the_same() {
        let pairs: Vec<(Alike, u32)> = (0..10).map(|key| (Alike(key), key * 5)).chain([(Alike(4), 7)]).collect();
        let mut table = Hashed::new(&pairs);
        assert!(!table.strays.is_empty());
        for key in 0..10 {
            assert_eq!(table.get(Alike(key)), Some(key * 5));
            assert!(!table.glance(Alike(key)).1, "it takes more than a glance");
        }
        assert_eq!(table.get(Alike(10)), None);
        table.renumber(|number| number + 1);
        assert_eq!(table.get(Alike(4)), Some(21));
        assert_eq!(table.keys().count(), 11, "a key that came twice is left behind the first");
    }

    #[test]
    fn nearly_every_group_finds_its_factor() {
        for count in [1, 2, 5, 20, 257, 6_500, 50_000] {
            let packed: Vec<(Packed, u32)> = (0..count)
                .filter_map(|number| Some((Packed::of(format!("account-{number}.example").as_bytes())?, number)))
                .collect();
            assert!(Hashed::new(&packed).strays.is_empty(), "{count}");
            let words: Vec<(u64, u32)> = packed.iter().map(|(_, number)| (u64::from(*number) << 24, *number)).collect();
            assert!(Hashed::new(&words).strays.is_empty(), "{count} words");
        }
        // Texts of eight bytes that differ only behind.
        for (count, written) in [(100, "promo-"), (9_000, "code")] {
            let digits = 8 - written.len();
            let word = |number: u32| Packed::of(format!("{written}{number:0digits$}").as_bytes())?.word();
            let words: Vec<(u64, u32)> = (0..count).filter_map(|number| Some((word(number)?, number))).collect();
            assert!(Hashed::new(&words).strays.is_empty(), "{count} of {written}");
        }
    }
}
