//! Among which of many sorted numbers a number stands, without halving all of them.

#![allow(clippy::inline_always, reason = "part of the loops over columns of numbers")]

use std::hint::select_unpredictable;

/// Sorted numbers, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breaks {
    /// Behind them stand as many of the largest number as may be alike.
    all: Box<[i64]>,
    /// One less than the first of them: distances are taken from here, up to the last one.
    origin: i64,
    last: i64,
    find: Find,
}

/// How the place of a number among them is found.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Find {
    /// By its distance: how many are not above it.
    Dense(Box<[u32]>),
    Near(Near),
    Halving,
}

/// The distances of numbers, in a unit that tells nearly all of them apart. They are put into buckets: small ones have one
/// each, and each doubling beyond has as many more, since what people write gets coarser as it gets larger.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Near {
    /// So many halvings of a distance make its whole units.
    unit: u32,
    /// Behind them stand as many of the largest as a search may look at.
    distances: Box<[i32]>,
    /// By bucket: how many stand before it.
    before: Box<[u32]>,
    /// Bits of a distance, from its highest one down, that tell its bucket, but for the highest one.
    bits: u32,
    /// A power of two of lines, and no bucket has twice as many numbers; 0 where each has less than a line.
    half: u32,
}

/// Numbers so close to each other, or so many distances a number, are dense; more distances than the last never are.
const SPAN: usize = 1_024;
const SPARSE: usize = 64;
const LARGEST_SPAN: usize = 65_536;
/// So few are compared all at once: a line of the processor's cache.
type Line = [i32; 16];
const LINE: u32 = 16;
/// At most so many numbers have one distance: the end of a range and what begins behind it.
const ALIKE: usize = 2;
/// The most bits that tell a bucket.
const BITS: u32 = 7;

impl Breaks {
    pub(crate) fn new(mut all: Vec<i64>) -> Self {
        // Room on both sides, so that a number beyond all of them has a distance, too.
        let ends = all.first().and_then(|first| first.checked_sub(1)).zip(all.last().copied());
        let ends = ends.filter(|(_, last)| *last < i64::MAX);
        let find = ends.and_then(|(origin, _)| {
            let distances: Vec<u64> = all.iter().map(|at| at.abs_diff(origin)).collect();
            dense(&distances).map(Find::Dense).or_else(|| Near::new(&distances).map(Find::Near))
        });
        let (origin, last) = ends.unwrap_or((0, 0));
        all.resize(all.len().saturating_add(ALIKE), i64::MAX);
        Self { all: all.into(), origin, last, find: find.unwrap_or(Find::Halving) }
    }

    /// How many are not above a number.
    #[inline(always)]
    pub(crate) fn up_to(&self, number: i64) -> u32 {
        let within = number.max(self.origin).min(self.last);
        let distance = within.wrapping_sub(self.origin).cast_unsigned();
        match &self.find {
            Find::Dense(up_to) => usize::try_from(distance).ok().and_then(|at| up_to.get(at)).copied().unwrap_or(0),
            Find::Near(near) => {
                let less = near.less(distance);
                // Of those with the same distance some are not above it, too.
                let alike = self.all.get(place_of(less)..).and_then(<[i64]>::first_chunk::<ALIKE>);
                less + alike.map_or(0, |alike| alike.iter().map(|at| u32::from(*at <= within)).sum())
            }
            Find::Halving => {
                let count = self.all.len().saturating_sub(ALIKE);
                let up_to = self.all.get(..count).unwrap_or_default().partition_point(|at| *at <= number);
                u32::try_from(up_to).unwrap_or(u32::MAX)
            }
        }
    }
}

/// By distance: how many are not above; `None` where that takes much memory.
fn dense(distances: &[u64]) -> Option<Box<[u32]>> {
    let span = usize::try_from(*distances.last()?).ok()?;
    if span > SPAN.max(distances.len().saturating_mul(SPARSE)).min(LARGEST_SPAN) {
        return None;
    }
    let mut up_to = Vec::with_capacity(span.saturating_add(1));
    for (distance, count) in distances.iter().zip(0_u32..) {
        up_to.resize(usize::try_from(*distance).ok()?, count);
        up_to.push(count.saturating_add(1));
    }
    Some(up_to.into())
}

impl Near {
    /// `None`: there is no such unit.
    fn new(distances: &[u64]) -> Option<Self> {
        // The largest distance of all is none of theirs.
        let unit = (u64::BITS + 2).saturating_sub(distances.last()?.leading_zeros()).saturating_sub(u32::BITS);
        let units = distances.iter().map(|distance| i32::try_from(*distance >> unit).ok());
        let mut distances = units.collect::<Option<Vec<i32>>>()?;
        if distances.windows(ALIKE + 1).any(|alike| alike.first() == alike.last()) {
            return None;
        }
        let count = u32::try_from(distances.len()).ok()?;
        let (last, bits) = (distances.last().copied()?, count.ilog2().min(BITS));
        let place = |wanted| distances.partition_point(|distance| bucket(*distance, bits) < wanted);
        let before: Box<[u32]> = (0..=bucket(last, bits).saturating_add(1))
            .map(|bucket| u32::try_from(place(bucket)).unwrap_or(u32::MAX))
            .collect();
        let most = before.iter().zip(before.iter().skip(1)).map(|(from, to)| to.abs_diff(*from)).max()?;
        let half = if most < LINE { 0 } else { 1 << most.ilog2() };
        distances.resize(place_of(count.checked_add(LINE.max(2 * half))?), i32::MAX);
        Some(Self { unit, distances: distances.into(), before, bits, half })
    }

    /// How many have less whole units than a distance, which is not beyond the last one. Nothing here depends on it but where
    /// it looks: where numbers come in no order the processor has nothing to foresee.
    #[inline(always)]
    fn less(&self, distance: u64) -> u32 {
        let distance = i32::try_from(distance >> self.unit).unwrap_or(i32::MAX);
        let (mut from, mut half) = (self.before.get(bucket(distance, self.bits)).copied().unwrap_or(0), self.half);
        while half >= LINE {
            let Some(middle) = self.distances.get(place_of(from + half - 1)) else { break };
            from = select_unpredictable(*middle < distance, from + half, from);
            half /= 2;
        }
        let line: Option<&Line> = self.distances.get(place_of(from)..).and_then(<[i32]>::first_chunk);
        // The sign of a difference, so that they are counted in one step.
        let is_less = |one: &i32| one.wrapping_sub(distance).cast_unsigned() >> 31;
        from + line.map_or(0, |line| line.iter().map(is_less).sum())
    }
}

/// The bucket of a distance: never a lower one for a larger distance.
#[inline(always)]
fn bucket(distance: i32, bits: u32) -> usize {
    let distance = distance.unsigned_abs();
    let coarse = (distance | 1).ilog2().saturating_sub(bits);
    place_of((coarse << bits) + (distance >> coarse))
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
                (1..40_000_i64, proptest::collection::btree_set(-300..3_000_i64, 0..600))
                    .prop_map(|(unit, all)| all.into_iter().map(|at| at * unit).collect()),
            ],
            asked in proptest::collection::vec(number(), 1..20),
        ) {
            let all: Vec<i64> = all.into_iter().collect();
            let breaks = Breaks::new(all.clone());
            let near = all.iter().flat_map(|at| [at.saturating_sub(1), *at, at.saturating_add(1)]);
            for number in asked.into_iter().chain(near) {
                prop_assert_eq!(place_of(breaks.up_to(number)), all.partition_point(|at| *at <= number), "{}", number);
            }
        }

        #[test]
        fn buckets_follow_distances(distance in 0..i32::MAX, shift in 0..31_u32, bits in 0..=BITS) {
            let distance = distance >> shift;
            prop_assert!(bucket(distance, bits) <= bucket(distance + 1, bits));
            prop_assert!(bucket(distance, bits) < 32 << bits);
        }
    }
}
