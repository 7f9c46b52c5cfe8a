//! The tables of switches: from a class or an element to a reference.
//!
//! ```text
//! direct   references, two a word, by key - lowest
//! hashed   1 << size slots, key 32 | reference 32, each at its place or behind it; NONE | NONE for an empty one
//! sorted   first key 32 | reference 32, each up to the next
//! ```

#![allow(clippy::indexing_slicing, reason = "places that lowering has just counted, and that `sound` proved")]

use super::code::{NONE, high, low, pair};

const DIRECT: u32 = 0;
const HASHED: u32 = 1;
const SORTED: u32 = 2;

/// A table over at most so many keys a run, and a line's worth, is direct.
const SPARSE: usize = 4;
/// So many single keys or more are hashed.
const MANY: usize = 8;

/// How keys find their references.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Table {
    kind: u32,
    /// The lowest key that is written.
    lowest: u32,
    /// Of a hashed one: the number of its bits.
    size: u32,
}

impl Table {
    /// The smallest that takes one look, or the sorted one.
    pub(super) fn of<T: Copy>(runs: &[(u32, u32, T)]) -> Self {
        let (Some((lowest, ..)), Some((_, last, _))) = (runs.first(), runs.last()) else {
            return Self { kind: SORTED, lowest: 0, size: 0 };
        };
        let (lowest, span) = (*lowest, (last - lowest) as usize + 1);
        if span <= SPARSE * runs.len() + 16 {
            return Self { kind: DIRECT, lowest, size: span as u32 };
        }
        if runs.len() >= MANY && runs.iter().all(|(first, last, _)| first == last) {
            // Two thirds full at most.
            return Self { kind: HASHED, lowest, size: (runs.len() * 3 / 2).next_power_of_two().trailing_zeros() };
        }
        Self { kind: SORTED, lowest, size: starts(runs).count() as u32 }
    }

    pub(super) const fn read(kind: u32, word: u64) -> Self {
        Self { kind, lowest: high(word), size: low(word) }
    }

    pub(super) const fn kind(self) -> u32 {
        self.kind
    }

    pub(super) const fn word(self) -> u64 {
        pair(self.lowest, self.size)
    }

    pub(super) const fn words(self) -> usize {
        match self.kind {
            DIRECT => (self.size as usize).div_ceil(2),
            HASHED => 1 << self.size,
            _ => self.size as usize,
        }
    }

    /// The table's words; what no run holds leads to `default`.
    pub(super) fn write(self, words: &mut Vec<u64>, runs: &[(u32, u32, u32)], default: u32) {
        match self.kind {
            DIRECT => {
                let mut table = vec![default; (self.size as usize).next_multiple_of(2)];
                for (first, last, at) in runs {
                    table[(first - self.lowest) as usize..=(last - self.lowest) as usize].fill(*at);
                }
                words.extend(table.chunks_exact(2).map(|two| pair(two[1], two[0])));
            }
            HASHED => {
                let mut table = vec![pair(NONE, NONE); 1 << self.size];
                for (key, _, at) in runs {
                    let mut slot = self.slot(*key);
                    while high(table[slot]) != NONE {
                        slot = self.after(slot);
                    }
                    table[slot] = pair(*key, *at);
                }
                words.extend(table);
            }
            _ => words.extend(starts(runs).map(|(start, at)| pair(start, at.unwrap_or(default)))),
        }
    }

    /// The reference of a key.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words of a node stay in registers")]
    pub(super) fn find(self, words: &[u64], key: u32, default: u32) -> u32 {
        match self.kind {
            DIRECT => {
                let index = key.wrapping_sub(self.lowest);
                if index >= self.size {
                    return default;
                }
                let word = words[(index >> 1) as usize];
                if index & 1 == 0 { low(word) } else { high(word) }
            }
            HASHED => {
                let mut slot = self.slot(key);
                loop {
                    let word = words[slot];
                    if high(word) == key {
                        return low(word);
                    }
                    if high(word) == NONE {
                        return default;
                    }
                    slot = self.after(slot);
                }
            }
            _ => {
                let after = words[..self.size as usize].partition_point(|word| high(*word) <= key);
                if after == 0 { default } else { low(words[after - 1]) }
            }
        }
    }

    /// Every reference that is written.
    pub(super) fn references(self, words: &[u64]) -> impl Iterator<Item = u32> + '_ {
        let both = self.kind == DIRECT;
        words.iter().flat_map(move |word| [low(*word)].into_iter().chain(both.then_some(high(*word))))
    }

    /// Whether a search for a key that is not there ends.
    pub(super) fn ends(self, words: &[u64]) -> bool {
        self.kind != HASHED || words.iter().any(|word| high(*word) == NONE)
    }

    /// Where a key is looked for first.
    const fn slot(self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> (32 - self.size)) as usize
    }

    const fn after(self, slot: usize) -> usize {
        (slot + 1) & ((1 << self.size) - 1)
    }
}

/// Where runs and the gaps between them begin; a gap has no reference.
fn starts<T: Copy>(runs: &[(u32, u32, T)]) -> impl Iterator<Item = (u32, Option<T>)> + '_ {
    runs.iter().enumerate().flat_map(|(place, (first, last, at))| {
        let gap = runs.get(place + 1).is_none_or(|(next, ..)| *next != last + 1);
        [(*first, Some(*at))].into_iter().chain(gap.then_some((last + 1, None)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(runs: &[(u32, u32, u32)], kind: u32) {
        let table = Table::of(runs);
        assert_eq!(table.kind, kind);
        let mut words = Vec::new();
        table.write(&mut words, runs, 7);
        assert_eq!(words.len(), table.words());
        assert!(table.ends(&words));
        let last = runs.last().map_or(0, |(_, last, _)| *last);
        for key in 0..=last + 3 {
            let known = runs.iter().find(|(first, last, _)| (*first..=*last).contains(&key));
            assert_eq!(table.find(&words, key, 7), known.map_or(7, |(.., at)| *at), "{key}");
        }
    }

    #[test]
    fn every_kind_of_table_finds_what_was_written() {
        agree(&[], SORTED);
        agree(&[(3, 9, 100), (10, 10, 101), (20, 30, 102)], DIRECT);
        agree(&[(3, 900, 100), (901, 901, 101), (1_000, 1_100, NONE)], SORTED);
        let spread: Vec<(u32, u32, u32)> = (0..500).map(|key| (1 + key * 37, 1 + key * 37, 1_000 + key)).collect();
        agree(&spread, HASHED);
        agree(&spread[..8], HASHED);
    }
}
