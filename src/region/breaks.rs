//! Among which of many sorted numbers a number stands, without halving all of them.

use std::hint::select_unpredictable;

/// Sorted numbers, each once. Numbers are put into buckets by their distance from the first: small distances have one each,
/// and each doubling beyond has as many more, since what people write gets coarser as it gets larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breaks {
    /// Behind them stand as many of the largest number as a search may look at.
    all: Box<[i64]>,
    count: usize,
    /// By bucket: how many stand before it; only one bucket of few.
    before: Box<[u32]>,
    /// Bits of a distance, from its highest one down, that tell its bucket, but for the highest one.
    bits: u32,
    /// A power of two: no bucket has twice as many; 0 where all are empty.
    half: usize,
}

/// So few are halved at once.
const FEW: usize = 16;
/// The most bits that tell a bucket.
const BITS: u32 = 7;

impl Breaks {
    pub(crate) fn new(mut all: Vec<i64>) -> Self {
        let count = all.len();
        let (mut before, mut most) = (Box::from([0]), count);
        let bits = count.checked_ilog2().unwrap_or(0).min(BITS);
        if let (Some(first), Some(last), true) = (all.first(), all.last(), count > FEW) {
            let end = bucket(last.abs_diff(*first), bits).saturating_add(1);
            let place = |wanted| all.partition_point(|at| bucket(at.abs_diff(*first), bits) < wanted);
            before = (0..=end).map(|bucket| u32::try_from(place(bucket)).unwrap_or(u32::MAX)).collect();
            let ends = before.iter().skip(1);
            most = before.iter().zip(ends).map(|(from, to)| place_of(to.abs_diff(*from))).max().unwrap_or(count);
        }
        let half = most.checked_ilog2().map_or(0, |bits| 1 << bits);
        all.resize(count.saturating_add(2 * half), i64::MAX);
        Self { all: all.into(), count, before, bits, half }
    }

    /// How many are not above a number. Nothing here depends on the number but where it looks: where numbers come in no order
    /// the processor has nothing to foresee.
    #[inline]
    pub(crate) fn up_to(&self, number: i64) -> usize {
        let first = self.all.first().copied().unwrap_or(i64::MAX);
        let distance = select_unpredictable(number < first, 0, number.abs_diff(first));
        let last = self.before.len().saturating_sub(1);
        let from = self.before.get(bucket(distance, self.bits).min(last)).map_or(0, |from| place_of(*from));
        let near = self.all.get(from..).unwrap_or_default();
        let (mut found, mut half) = (0_usize, self.half);
        while half > 0 {
            let Some(at) = near.get(found + half - 1) else { break };
            found += usize::from(*at <= number) * half;
            half /= 2;
        }
        (from + found).min(self.count)
    }
}

/// The bucket of a distance: never a lower one for a larger distance.
#[inline]
fn bucket(distance: u64, bits: u32) -> usize {
    let coarse = (u64::BITS - 1 - bits).saturating_sub(distance.leading_zeros());
    let within = usize::try_from(distance >> coarse).unwrap_or(usize::MAX);
    usize::try_from(coarse << bits).unwrap_or(usize::MAX).saturating_add(within)
}

/// An index, as places are kept.
fn place_of(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = i64> {
        prop_oneof![-70..70_i64, -5_000..50_000_i64, any::<i64>(), Just(i64::MIN), Just(i64::MAX)]
    }

    proptest! {
        #[test]
        fn numbers_stand_where_halving_finds_them(
            all in prop_oneof![
                proptest::collection::btree_set(number(), 0..60),
                proptest::collection::btree_set(0..3_000_i64, 0..600),
            ],
            asked in proptest::collection::vec(number(), 1..20),
        ) {
            let all: Vec<i64> = all.into_iter().collect();
            let breaks = Breaks::new(all.clone());
            let near = all.iter().flat_map(|at| [at.saturating_sub(1), *at, at.saturating_add(1)]);
            for number in asked.into_iter().chain(near) {
                prop_assert_eq!(breaks.up_to(number), all.partition_point(|at| *at <= number), "{}", number);
            }
        }

        #[test]
        fn buckets_follow_distances(distance in any::<u64>(), shift in 0..64_u32, bits in 1..=BITS) {
            let distance = distance >> shift;
            prop_assert!(bucket(distance, bits) <= bucket(distance.saturating_add(1), bits));
            prop_assert!(bucket(distance, bits) < 64 << bits);
        }
    }
}
