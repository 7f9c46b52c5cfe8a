//! Leaves: which of their cases hold.

#![allow(clippy::indexing_slicing, reason = "the layout proved every place")]

use super::code::{
    BITS, CLASSES, ELEMENTS, FORMULA, Group, HOLDS, LINE, LONG_BITS, LONG_RUN, RUN, SET, attribute, bits, halves, high,
    is_last, kept, low, rows_at, subject, test_kind, words,
};
use super::search::{Goal, Search};
use super::{ClassSource, Probe};
use crate::limits::{JOINED_PER_LEAF, ROWS_PER_LEAF};
use crate::region::YES;

/// The rows that count for a lead.
struct Rows {
    /// Where those begin that count by themselves.
    singles: [u32; ROWS_PER_LEAF],
    single: usize,
    several: [Several; JOINED_PER_LEAF],
    joined: usize,
}

/// Rows of a group of which several are joined.
#[derive(Clone, Copy, Default)]
struct Several {
    /// Where they begin.
    first: u32,
    /// The row that always counts.
    last: u32,
    /// A bit for each other row that counts.
    rows: u64,
}

impl Several {
    /// Calls with the number of each row.
    fn each(self, mut join: impl FnMut(usize)) {
        join(self.last as usize);
        let mut rows = self.rows;
        while rows != 0 {
            join(rows.trailing_zeros() as usize);
            rows &= rows - 1;
        }
    }
}

impl<S: ClassSource, P: Probe> Search<'_, S, P> {
    /// Cases one after another.
    pub(super) fn few(&mut self, mut cases: &[u64], count: u32, goal: &mut impl Goal) {
        for _ in 0..count {
            let (case, length) = (high(cases[0]), low(cases[0]) as usize);
            if case >= goal.limit() {
                return;
            }
            self.probe.case();
            if case >= self.from && (length == 0 || self.passes(&cases[1..])) {
                goal.found(case);
            }
            cases = &cases[1 + length..];
        }
    }

    /// Cases by their bits.
    pub(super) fn leaf(&mut self, node: &[u64], goal: &mut impl Goal) {
        let (entries, at) = (high(node[1]) as usize, low(node[1]) as usize);
        let words = words(entries);
        let (kept, entries) = (kept(node[0], entries), &node[at..at + 2 * entries]);
        match words {
            1 => self.narrow::<1>(node, entries, kept, goal),
            2 => self.narrow::<2>(node, entries, kept, goal),
            3 => self.narrow::<3>(node, entries, kept, goal),
            4 => self.narrow::<4>(node, entries, kept, goal),
            _ => self.wide(node, words, entries, goal),
        }
    }

    /// A leaf of few words. Its groups of rows are asked only as long as any other case than the one that all of them keep
    /// is left: mostly the first few rule all others out.
    #[inline]
    fn narrow<const N: usize>(&mut self, node: &[u64], entries: &[u64], kept: u64, goal: &mut impl Goal) {
        let count = subject(node[0]) as usize;
        let mut left = [u64::MAX; N];
        let mut first = rows_at(count, N);
        for descriptor in &node[2..2 + count] {
            if Group::is_by_class(*descriptor) {
                // The class first: nothing else of the descriptor waits for it.
                let class = self.source.class(Group::only_attribute(*descriptor));
                let group = Group::of(*descriptor);
                let row = &node[first + group.row(class) * N..][..N];
                left.iter_mut().zip(row).for_each(|(left, row)| *left &= row);
                first += (group.last as usize + 1) * N;
            } else {
                let (group, rows, mut any) = (Group::of(*descriptor), &node[first..], [0; N]);
                self.several(rows, group, N).each(|row| {
                    any.iter_mut().zip(&rows[row * N..][..N]).for_each(|(any, row)| *any |= row);
                });
                left.iter_mut().zip(any).for_each(|(left, any)| *left &= any);
                first += group.words(N);
            }
            let others = left
                .iter()
                .zip(0..N)
                .fold(0, |any, (left, word)| any | if word == N - 1 { left & !kept } else { *left });
            if others == 0 {
                break;
            }
        }
        for (word, left) in left.into_iter().enumerate() {
            if left != 0 && !self.survivors(node, entries, word, left, goal) {
                return;
            }
        }
    }

    /// A leaf of many words, a line of them at a time where they are whole lines.
    fn wide(&mut self, node: &[u64], words: usize, entries: &[u64], goal: &mut impl Goal) {
        let rows = self.rows(node, words);
        let step = if words < LINE { 1 } else { LINE };
        for word in (0..words).step_by(step) {
            let block = if words < LINE {
                let [only] = Self::block::<1>(node, words, &rows, word);
                let mut block = [0; LINE];
                block[0] = only;
                block
            } else {
                Self::block::<LINE>(node, words, &rows, word)
            };
            if block.iter().fold(0, |any, word| any | word) == 0 {
                continue;
            }
            for (place, left) in block.into_iter().enumerate().take(step) {
                if !self.survivors(node, entries, word + place, left, goal) {
                    return;
                }
            }
        }
    }

    fn rows(&self, node: &[u64], words: usize) -> Rows {
        let count = subject(node[0]) as usize;
        let several = [Several::default(); JOINED_PER_LEAF];
        let mut rows = Rows { singles: [0; ROWS_PER_LEAF], single: 0, several, joined: 0 };
        let mut first = rows_at(count, words);
        for descriptor in &node[2..2 + count] {
            let group = Group::of(*descriptor);
            if group.kind == CLASSES {
                rows.singles[rows.single] = (first + group.row(self.source.class(group.attribute)) * words) as u32;
                rows.single += 1;
            } else {
                let several = self.several(&node[first..], group, words);
                rows.several[rows.joined] = Several { first: first as u32, ..several };
                rows.joined += 1;
            }
            first += group.words(words);
        }
        rows
    }

    /// Which rows of elements that came, or of attributes that are yes, are joined.
    fn several(&self, rows: &[u64], group: Group, words: usize) -> Several {
        let joined = if group.kind == ELEMENTS {
            let mut joined = 0;
            self.source.elements(group.attribute, &mut |element| {
                let row = element.wrapping_sub(group.lowest) >> group.shift;
                if row < group.last {
                    joined |= 1_u64 << row;
                }
            });
            joined
        } else {
            self.truths(rows, group, words).into()
        };
        Several { first: 0, last: group.last, rows: joined }
    }

    /// Which of the attributes behind these rows are yes.
    fn truths(&self, rows: &[u64], group: Group, words: usize) -> u32 {
        let attributes = &rows[(group.last as usize + 1) * words..];
        (0..group.last).fold(0, |holding, place| {
            let two = attributes[place as usize / 2];
            let attribute = if place & 1 == 0 { low(two) } else { high(two) };
            holding | u32::from(self.source.class(attribute) == YES) << place
        })
    }

    /// So many words from a place on of the bits of cases that may hold.
    #[inline]
    fn block<const N: usize>(node: &[u64], words: usize, rows: &Rows, word: usize) -> [u64; N] {
        let mut left = [u64::MAX; N];
        for row in &rows.singles[..rows.single] {
            let row = &node[*row as usize + word..][..N];
            left.iter_mut().zip(row).for_each(|(left, row)| *left &= row);
        }
        for several in &rows.several[..rows.joined] {
            let rows = &node[several.first as usize + word..];
            let mut any = [0; N];
            several.each(|row| {
                any.iter_mut().zip(&rows[row * words..][..N]).for_each(|(any, row)| *any |= row);
            });
            left.iter_mut().zip(any).for_each(|(left, any)| *left &= any);
        }
        left
    }

    /// Tests the cases whose bits are left; whether those behind them are still of interest.
    #[inline]
    fn survivors(&mut self, node: &[u64], entries: &[u64], word: usize, mut left: u64, goal: &mut impl Goal) -> bool {
        while left != 0 {
            let entry = &entries[2 * (word * 64 + left.trailing_zeros() as usize)..][..2];
            left &= left - 1;
            let case = high(entry[0]);
            if case >= goal.limit() {
                return false;
            }
            self.probe.case();
            if case >= self.from
                && self.passes(&entry[1..])
                && (low(entry[0]) == 0 || self.passes(&node[low(entry[0]) as usize..]))
            {
                goal.found(case);
            }
        }
        true
    }

    /// Whether all tests hold, up to the last one.
    fn passes(&self, mut tests: &[u64]) -> bool {
        while let [test, behind @ ..] = tests {
            let class = || self.source.class(attribute(*test));
            let long = || (self.source.class(low(*test)), behind.first().copied().unwrap_or(0));
            let mut words = 1;
            let holds = match test_kind(*test) {
                HOLDS => true,
                RUN => {
                    let (first, more) = halves(*test);
                    class().wrapping_sub(first) <= more
                }
                BITS => bits(*test).checked_shr(class()).is_some_and(|bits| bits & 1 == 1),
                SET => self.is_in(halves(*test), class()),
                FORMULA => {
                    let formula = &self.forest.residuals[low(*test) as usize];
                    formula.holds(&|id| self.source.class(id.index() as u32))
                }
                kind => {
                    words = 2;
                    let (class, word) = long();
                    match kind {
                        LONG_RUN => class.wrapping_sub(high(word)) <= low(word),
                        LONG_BITS => word.checked_shr(class).is_some_and(|bits| bits & 1 == 1),
                        _ => self.is_in((high(word), low(word)), class),
                    }
                }
            };
            if !holds {
                return false;
            }
            if is_last(*test) {
                return true;
            }
            tests = &tests[words..];
        }
        true
    }

    /// Whether a class lies in some of the forest's runs.
    fn is_in(&self, (first, count): (u32, u32), class: u32) -> bool {
        let runs = &self.forest.runs[first as usize..][..count as usize];
        let after = runs.partition_point(|(first, _)| *first <= class);
        after > 0 && class <= runs[after - 1].1
    }
}
