//! Sets of classes of one attribute. Everything is asked of them: evaluation, shadowing, gaps, differences.

use smallvec::{SmallVec, smallvec};
use std::cmp::Ordering;

/// Classes as sorted inclusive runs that neither overlap nor touch, so that equal sets are equal values.
///
/// Nothing here knows what a class means, but for class 0, which is "missing" in every attribute: [`ClassSet::denied`]
/// leaves it out, [`ClassSet::complement`] does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClassSet {
    runs: Runs,
}

/// Most sets are one run or two, which then lie in the set itself.
type Runs = SmallVec<[(u32, u32); 2]>;

impl ClassSet {
    pub(crate) fn none() -> Self {
        Self { runs: SmallVec::new() }
    }

    pub(crate) fn one(class: u32) -> Self {
        Self { runs: smallvec![(class, class)] }
    }

    /// From the first to the last, both in; nothing when they are the wrong way round.
    pub(crate) fn run(first: u32, last: u32) -> Self {
        if first <= last { Self { runs: smallvec![(first, last)] } } else { Self::none() }
    }

    /// Every class of an attribute that has so many, missing too.
    pub(crate) fn all(classes: u32) -> Self {
        classes.checked_sub(1).map_or_else(Self::none, |last| Self::run(0, last))
    }

    /// Every class but missing.
    pub(crate) fn present(classes: u32) -> Self {
        classes.checked_sub(1).map_or_else(Self::none, |last| Self::run(1, last))
    }

    /// Runs in any order, which may overlap.
    pub(crate) fn of(runs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut all: Runs = runs.into_iter().filter(|(first, last)| first <= last).collect();
        all.sort_unstable();
        let mut runs = Runs::with_capacity(all.len());
        for (first, last) in all {
            match runs.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => runs.push((first, last)),
            }
        }
        Self { runs }
    }

    pub(crate) fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub(crate) fn is_all(&self, classes: u32) -> bool {
        matches!(self.runs[..], [(0, last)] if Some(last) == classes.checked_sub(1))
    }

    pub(crate) fn has(&self, class: u32) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= class);
        after.checked_sub(1).and_then(|place| self.runs.get(place)).is_some_and(|(_, last)| class <= *last)
    }

    pub(crate) fn first(&self) -> Option<u32> {
        self.runs.first().map(|(first, _)| *first)
    }

    /// How many classes are in it.
    pub(crate) fn count(&self) -> u64 {
        self.runs
            .iter()
            .fold(0, |sum, (first, last)| sum.saturating_add(u64::from(last.saturating_sub(*first))).saturating_add(1))
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut runs = Runs::new();
        self.meet(other, |first, last| {
            runs.push((first, last));
            true
        });
        Self { runs }
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        Self::of(self.runs.iter().chain(&other.runs).copied())
    }

    /// Every class that is not in it, of an attribute that has so many; missing counts like any other.
    pub(crate) fn complement(&self, classes: u32) -> Self {
        let mut runs = Runs::with_capacity(self.runs.len().saturating_add(1));
        let mut next = 0;
        for (first, last) in &self.runs {
            if let Some(before) = first.checked_sub(1).filter(|before| next <= *before) {
                runs.push((next, before));
            }
            next = last.saturating_add(1);
        }
        if let Some(last) = classes.checked_sub(1).filter(|last| next <= *last) {
            runs.push((next, last));
        }
        Self { runs }
    }

    /// Where a test that is yes in this set is no: every other class but missing, for which it is unknown.
    pub(crate) fn denied(&self, classes: u32) -> Self {
        self.complement(classes).and(&Self::present(classes))
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        let mut theirs = other.runs.iter();
        let mut run = theirs.next();
        self.runs.iter().all(|(first, last)| {
            while run.is_some_and(|(_, end)| end < first) {
                run = theirs.next();
            }
            run.is_some_and(|(start, end)| start <= first && last <= end)
        })
    }

    pub(crate) fn is_disjoint(&self, other: &Self) -> bool {
        let mut disjoint = true;
        self.meet(other, |_, _| {
            disjoint = false;
            false
        });
        disjoint
    }

    /// The common runs, as long as the answer is to go on.
    fn meet(&self, other: &Self, mut found: impl FnMut(u32, u32) -> bool) {
        let (mut ours, mut theirs) = (self.runs.iter().peekable(), other.runs.iter().peekable());
        while let (Some((a, b)), Some((c, d))) = (ours.peek(), theirs.peek()) {
            let (first, last) = ((*a).max(*c), (*b).min(*d));
            if first <= last && !found(first, last) {
                return;
            }
            match b.cmp(d) {
                Ordering::Less => ours.next(),
                _ => theirs.next(),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A set of a dozen classes by the bits of a number.
    fn set(bits: u32) -> ClassSet {
        ClassSet::of((0..12).filter(|class| bits >> class & 1 == 1).map(|class| (class, class)))
    }

    #[test]
    fn every_operation_is_that_of_sets() {
        for a in (0..4_096_u32).step_by(7) {
            for b in (0..4_096_u32).step_by(61) {
                let (left, right) = (set(a), set(b));
                assert_eq!(left.and(&right), set(a & b));
                assert_eq!(left.or(&right), set(a | b));
                assert_eq!(left.is_subset(&right), a & !b == 0);
                assert_eq!(left.is_disjoint(&right), a & b == 0);
            }
            assert_eq!(set(a).complement(12), set(!a & 0xfff));
            assert_eq!(set(a).denied(12), set(!a & 0xffe));
            assert_eq!(set(a).count(), u64::from(a.count_ones()));
            assert_eq!(set(a).first(), (a != 0).then(|| a.trailing_zeros()));
            assert!((0..12).all(|class| set(a).has(class) == (a >> class & 1 == 1)));
            assert_eq!(set(a).is_all(12), a == 0xfff);
        }
        assert_eq!(ClassSet::all(3), set(0b111));
        assert_eq!(ClassSet::present(3), set(0b110));
        assert!(ClassSet::all(0).is_empty() && ClassSet::run(3, 2).is_empty());
    }

    #[test]
    fn runs_are_joined_where_they_touch() {
        assert_eq!(ClassSet::of([(5, 9), (0, 1), (2, 3), (7, 12)]).runs(), [(0, 3), (5, 12)]);
    }
}
