//! Leaves: which of their cases hold.

#![allow(clippy::indexing_slicing, reason = "the layout proved every place")]

use super::code::{
    BITS, CLASSES, ELEMENTS, FORMULA, Group, HOLDS, LINE, LONG_BITS, LONG_RUN, RUN, SET, attribute, bits,
    halves, high, is_last, low, rows_at, subject, test_kind, words,
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
    /// Groups of which several rows are joined: their descriptors, where they begin, which of yes-or-no attributes hold.
    several: [(u64, u32, u32); JOINED_PER_LEAF],
    joined: usize,
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
        let rows = self.rows(node, words);
        let entries = &node[at..at + 2 * entries];
        if words < LINE {
            for word in 0..words {
                let [left] = self.block::<1>(node, words, &rows, word);
                if !self.survivors(node, entries, word, left, goal) {
                    return;
                }
            }
            return;
        }
        for word in (0..words).step_by(LINE) {
            let block = self.block::<LINE>(node, words, &rows, word);
            if block.iter().fold(0, |any, word| any | word) == 0 {
                continue;
            }
            for (place, left) in block.into_iter().enumerate() {
                if !self.survivors(node, entries, word + place, left, goal) {
                    return;
                }
            }
        }
    }

    fn rows(&self, node: &[u64], words: usize) -> Rows {
        let count = subject(node[0]) as usize;
        let several = [(0, 0, 0); JOINED_PER_LEAF];
        let mut rows = Rows { singles: [0; ROWS_PER_LEAF], single: 0, several, joined: 0 };
        let mut first = rows_at(count, words);
        for descriptor in &node[2..2 + count] {
            let group = Group::of(*descriptor);
            if group.kind == CLASSES {
                let class = self.source.class(group.attribute);
                let row = (class.saturating_sub(group.lowest) >> group.shift).min(group.last);
                rows.singles[rows.single] = (first + row as usize * words) as u32;
                rows.single += 1;
            } else {
                let holding = if group.kind == ELEMENTS { 0 } else { self.truths(&node[first..], group, words) };
                rows.several[rows.joined] = (*descriptor, first as u32, holding);
                rows.joined += 1;
            }
            first += group.words(words);
        }
        rows
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
    fn block<const N: usize>(&self, node: &[u64], words: usize, rows: &Rows, word: usize) -> [u64; N] {
        let mut left = [u64::MAX; N];
        for row in &rows.singles[..rows.single] {
            let row = &node[*row as usize + word..][..N];
            left.iter_mut().zip(row).for_each(|(left, row)| *left &= row);
        }
        for (descriptor, first, holding) in &rows.several[..rows.joined] {
            let (group, rows) = (Group::of(*descriptor), &node[*first as usize + word..]);
            let mut any = [0; N];
            let mut join = |row: u32| {
                let row = &rows[row as usize * words..][..N];
                any.iter_mut().zip(row).for_each(|(any, row)| *any |= row);
            };
            join(group.last);
            if group.kind == ELEMENTS {
                self.source.elements(group.attribute, &mut |element| {
                    let row = element.wrapping_sub(group.lowest) >> group.shift;
                    if row < group.last {
                        join(row);
                    }
                });
            } else {
                let mut holding = *holding;
                while holding != 0 {
                    join(holding.trailing_zeros());
                    holding &= holding - 1;
                }
            }
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
