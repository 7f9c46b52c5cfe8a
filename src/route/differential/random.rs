//! Small deterministic pseudo-random numbers (splitmix64), so that a seed names a case for good.

pub(super) struct Random(u64);

impl Random {
    /// Cases are told apart by their seed, parts of a case by their salt.
    pub(super) fn new(seed: u64, salt: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt.wrapping_mul(0xd1b5_4a32_d192_ed03));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end`, `end` out.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(1);
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// Yes in `of` cases of a hundred.
    pub(super) fn chance(&mut self, of: usize) -> bool {
        self.below(100) < of
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Some of them, in their order; at least one.
    pub(super) fn some<'a>(&mut self, from: &[&'a str]) -> Vec<&'a str> {
        let mut chosen: Vec<&str> = from.iter().copied().filter(|_| self.chance(45)).collect();
        if chosen.is_empty() {
            chosen.push(self.pick(from));
        }
        chosen
    }
}
