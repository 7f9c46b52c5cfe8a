//! A set of places in a team, as bits: up to 256 places without an allocation.

use smallvec::SmallVec;
use std::cmp::Ordering;

const BITS: usize = 64;

/// Places, each below the number that the set was made for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    words: SmallVec<[u64; 4]>,
}

impl Clone for Places {
    #[inline]
    fn clone(&self) -> Self {
        Self { words: SmallVec::from_slice(&self.words) }
    }
}

impl Places {
    /// No place, of this many.
    pub(crate) fn none(count: usize) -> Self {
        Self { words: SmallVec::from_elem(0, count.div_ceil(BITS)) }
    }

    /// All of this many places.
    pub(crate) fn all(count: usize) -> Self {
        let mut words = SmallVec::from_elem(u64::MAX, count.div_ceil(BITS));
        if let Some(last) = words.last_mut()
            && !count.is_multiple_of(BITS)
        {
            *last = (1_u64 << (count % BITS)).wrapping_sub(1);
        }
        Self { words }
    }

    #[inline]
    fn word(place: usize) -> (usize, u64) {
        (place / BITS, 1_u64 << (place % BITS))
    }

    #[inline]
    pub(crate) fn contains(&self, place: usize) -> bool {
        let (word, bit) = Self::word(place);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Puts a place in or takes it out; one beyond the set's size stays out.
    #[inline]
    pub(crate) fn set(&mut self, place: usize, inside: bool) {
        let (word, bit) = Self::word(place);
        if let Some(word) = self.words.get_mut(word) {
            *word = if inside { *word | bit } else { *word & !bit };
        }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether at most one place is left.
    #[inline]
    pub(crate) fn is_settled(&self) -> bool {
        let mut seen = false;
        for word in &self.words {
            if *word != 0 {
                if seen || !word.is_power_of_two() {
                    return false;
                }
                seen = true;
            }
        }
        true
    }

    /// Whether, among these places, two other sets have the same.
    pub(crate) fn agree(&self, one: &Self, other: &Self) -> bool {
        self.words.iter().zip(&one.words).zip(&other.words).all(|((word, one), other)| (one ^ other) & word == 0)
    }

    pub(crate) fn clear(&mut self) {
        self.words.iter_mut().for_each(|word| *word = 0);
    }

    /// Keeps those that the other set has too.
    #[inline]
    pub(crate) fn keep(&mut self, other: &Self) {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        self.words.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
    }

    /// Takes those of the other set out.
    #[inline]
    pub(crate) fn drop_all(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Puts those of the other set in.
    #[inline]
    pub(crate) fn add_all(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Whether the other set has all of these.
    #[inline]
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        self.words.iter().zip(others).all(|(word, other)| word & !other == 0)
    }

    #[inline]
    pub(crate) fn first(&self) -> Option<usize> {
        self.iter().next()
    }

    /// The first of a list that is in.
    pub(crate) fn first_of(&self, mut list: impl Iterator<Item = usize>) -> Option<usize> {
        let words = &self.words[..];
        list.find(|place| {
            let (word, bit) = Self::word(*place);
            words.get(word).is_some_and(|word| word & bit != 0)
        })
    }

    /// The first that is not below a place.
    pub(crate) fn first_from(&self, place: usize) -> Option<usize> {
        let (start, bit) = Self::word(place);
        for (number, word) in self.words.iter().enumerate().skip(start) {
            let word = if number == start { word & !bit.wrapping_sub(1) } else { *word };
            if word != 0 {
                return Some(number.saturating_mul(BITS).saturating_add(trailing(word)));
            }
        }
        None
    }

    /// In their order.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(number, word)| {
            let base = number.saturating_mul(BITS);
            let mut left = *word;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let place = base.saturating_add(trailing(left));
                left &= left.wrapping_sub(1);
                Some(place)
            })
        })
    }

    /// Leaves the one place, if there is one.
    pub(crate) fn only(&mut self, place: Option<usize>) {
        self.clear();
        if let Some(place) = place {
            self.set(place, true);
        }
    }

    /// Leaves those of whom a test holds.
    pub(crate) fn keep_if(&mut self, test: impl Fn(usize) -> bool) {
        for place in self.clone().iter().filter(|place| !test(*place)) {
            self.set(place, false);
        }
    }

    /// Leaves those with the greatest value; each is asked once.
    pub(crate) fn keep_best<T: Ord>(&mut self, value: impl Fn(usize) -> T) {
        let mut best: Option<T> = None;
        for number in 0..self.words.len() {
            let Some(mut word) = self.words.get(number).copied() else { break };
            while word != 0 {
                let bit = word & word.wrapping_neg();
                word ^= bit;
                let value = value(number.saturating_mul(BITS).saturating_add(trailing(bit)));
                let order = best.as_ref().map_or(Ordering::Greater, |best| value.cmp(best));
                match order {
                    Ordering::Less => self.unset(number, bit),
                    Ordering::Equal => {}
                    Ordering::Greater => {
                        // All before this one were worse: whatever of them is left goes.
                        self.words.iter_mut().take(number).for_each(|word| *word = 0);
                        if let Some(word) = self.words.get_mut(number) {
                            *word &= bit.wrapping_neg();
                        }
                        best = Some(value);
                    }
                }
            }
        }
    }

    fn unset(&mut self, number: usize, bit: u64) {
        if let Some(word) = self.words.get_mut(number) {
            *word &= !bit;
        }
    }
}

fn trailing(word: u64) -> usize {
    usize::try_from(word.trailing_zeros()).unwrap_or(0)
}

impl FromIterator<bool> for Places {
    /// Place by place whether it is in.
    fn from_iter<I: IntoIterator<Item = bool>>(places: I) -> Self {
        let mut words = SmallVec::new();
        for (place, inside) in places.into_iter().enumerate() {
            let (word, bit) = Self::word(place);
            if word == words.len() {
                words.push(0);
            }
            if let Some(word) = words.get_mut(word)
                && inside
            {
                *word |= bit;
            }
        }
        Self { words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn of(count: usize, inside: &BTreeSet<usize>) -> Places {
        (0..count).map(|place| inside.contains(&place)).collect()
    }

    proptest! {
        /// The bits say what a set of numbers says.
        #[test]
        fn places_are_a_set(
            count in 0_usize..400,
            a in proptest::collection::btree_set(0_usize..400, 0..60),
            b in proptest::collection::btree_set(0_usize..400, 0..60),
            from in 0_usize..400,
        ) {
            let within = |set: &BTreeSet<usize>| set.iter().copied().filter(|place| *place < count).collect::<BTreeSet<_>>();
            let (a, b) = (within(&a), within(&b));
            let (left, right) = (of(count, &a), of(count, &b));
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(Places::all(count).iter().count(), count);
            prop_assert_eq!(left.first_from(from), a.range(from..).next().copied());
            prop_assert_eq!(left.is_settled(), a.len() < 2);
            prop_assert_eq!(left.is_empty(), a.is_empty());
            prop_assert_eq!(left.is_within(&right), a.is_subset(&b));
            let third: BTreeSet<usize> = a.iter().map(|place| place / 2).collect();
            prop_assert_eq!(of(count, &third).agree(&left, &right), (&third & &a) == (&third & &b));
            let mut kept = left.clone();
            kept.keep(&right);
            prop_assert_eq!(kept.iter().collect::<BTreeSet<_>>(), &a & &b);
            let mut less = left.clone();
            less.drop_all(&right);
            prop_assert_eq!(less.iter().collect::<BTreeSet<_>>(), &a - &b);
            let mut more = left.clone();
            more.add_all(&right);
            prop_assert_eq!(more.iter().collect::<BTreeSet<_>>(), &a | &b);
            let mut best = left;
            best.keep_best(|place| place % 7);
            let greatest = a.iter().map(|place| place % 7).max();
            let expected: BTreeSet<usize> = a.iter().copied().filter(|place| Some(place % 7) == greatest).collect();
            prop_assert_eq!(best.iter().collect::<BTreeSet<_>>(), expected);
        }
    }
}
