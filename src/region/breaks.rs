//! Among which of many sorted numbers a number stands, without halving all of them.

/// Sorted numbers, each once. Numbers are put into buckets by their distance from the first: each distance below 32 has its
/// own, and each doubling beyond has 32 more, since what people write gets coarser as it gets larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breaks {
    all: Vec<i64>,
    /// By bucket: how many stand before it. Of all but few.
    before: Box<[u32]>,
}

/// So few are halved at once.
const FEW: usize = 16;
/// Bits of a distance, from its highest one down, that tell its bucket, but for the highest one.
const BITS: u32 = 5;

impl Breaks {
    pub(crate) fn new(all: Vec<i64>) -> Self {
        let mut before = Vec::new();
        if let (Some(first), Some(last), true) = (all.first(), all.last(), all.len() > FEW) {
            let end = bucket(last.abs_diff(*first)).saturating_add(1);
            let place = |bucket_wanted| all.partition_point(|at| bucket(at.abs_diff(*first)) < bucket_wanted);
            before.extend((0..=end).map(|bucket| u32::try_from(place(bucket)).unwrap_or(u32::MAX)));
        }
        Self { all, before: before.into() }
    }

    /// How many are not above a number.
    #[inline]
    pub(crate) fn up_to(&self, number: i64) -> usize {
        let among = |numbers: &[i64]| numbers.partition_point(|at| *at <= number);
        let Some(first) = self.all.first().filter(|_| !self.before.is_empty()) else { return among(&self.all) };
        if number < *first {
            return 0;
        }
        let near = self.before.get(bucket(number.abs_diff(*first))..).unwrap_or_default();
        let [from, to, ..] = near else { return self.all.len() };
        let place = |place: &u32| usize::try_from(*place).unwrap_or(usize::MAX);
        let (from, to) = (place(from), place(to));
        from.saturating_add(among(self.all.get(from..to).unwrap_or_default()))
    }
}

/// The bucket of a distance: never a lower one for a larger distance.
#[inline]
fn bucket(distance: u64) -> usize {
    let coarse = (u64::BITS - 1 - BITS).saturating_sub(distance.leading_zeros());
    let within = usize::try_from(distance >> coarse).unwrap_or(usize::MAX);
    usize::try_from(coarse << BITS).unwrap_or(usize::MAX).saturating_add(within)
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
        fn buckets_follow_distances(distance in any::<u64>(), shift in 0..64_u32) {
            let distance = distance >> shift;
            prop_assert!(bucket(distance) <= bucket(distance.saturating_add(1)));
            prop_assert!(bucket(distance) < 64 << BITS);
        }
    }
}
