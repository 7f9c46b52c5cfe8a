//! Proves of a forest what a search takes for granted: whatever the lead is, everything that is read is there.

use super::code::{
    CLASSES, DONE, EACH, ELEMENTS, FEW, FORMULA, Group, LEAF, LONG_BITS, LONG_RUN, LONG_SET, SET, SWITCH, TRUTHS,
    attribute, halves, high, is_last, kept, kind, low, rows_at, subject, table, test_kind, words,
};
use super::table::Table;
use super::{Forest, NOBODY};
use crate::limits::{JOINED_PER_LEAF, ROWS_PER_ATTRIBUTE, ROWS_PER_LEAF, TRUTHS_PER_GROUP};
use std::collections::BTreeSet;

/// What there is besides nodes.
struct Bounds {
    cases: usize,
    attributes: usize,
}

impl Forest {
    /// Whether every reference leads to a node of the arena or to one of so many cases, no node looks at an attribute that
    /// is not there, and a search comes to an end.
    pub(crate) fn is_sound(&self, cases: usize, attributes: usize) -> bool {
        let bounds = Bounds { cases, attributes };
        let mut seen = BTreeSet::new();
        let mut waiting = vec![self.root];
        while let Some(at) = waiting.pop() {
            if at == NOBODY {
                continue;
            }
            if at & DONE != 0 {
                if !bounds.has_case(at & !DONE) {
                    return false;
                }
                continue;
            }
            if !seen.insert(at) {
                continue;
            }
            match self.ways(at as usize, &bounds) {
                Some(ways) => waiting.extend(ways),
                None => return false,
            }
        }
        true
    }

    /// Where a node leads; `None` when something of it is not there.
    fn ways(&self, place: usize, bounds: &Bounds) -> Option<Vec<u32>> {
        let node = self.arena.words().get(place..)?;
        let head = *node.first()?;
        match kind(head) {
            SWITCH | EACH => {
                let (refs, size) = (*node.get(1)?, *node.get(2)?);
                let table = Table::read(table(head), size);
                let words = node.get(3..3_usize.checked_add(table.words())?)?;
                let fine = bounds.has_attribute(subject(head)) && table.ends(words);
                fine.then(|| table.references(words).chain([high(refs), low(refs)]).collect())
            }
            FEW => {
                let mut at = 1_usize;
                for _ in 0..subject(head) {
                    let entry = *node.get(at)?;
                    let end = at.checked_add(1)?.checked_add(low(entry) as usize)?;
                    let tests = node.get(at.checked_add(1)?..end)?;
                    if !bounds.has_case(high(entry)) || !(tests.is_empty() || self.are_tests(tests, bounds)?) {
                        return None;
                    }
                    at = end;
                }
                Some(Vec::new())
            }
            LEAF => self.is_leaf(node, bounds)?.then(Vec::new),
            _ => None,
        }
    }

    fn is_leaf(&self, node: &[u64], bounds: &Bounds) -> Option<bool> {
        let (count, entries, at) =
            (subject(*node.first()?) as usize, high(*node.get(1)?) as usize, low(*node.get(1)?) as usize);
        let words = words(entries);
        let groups: Vec<Group> = node.get(2..count.checked_add(2)?)?.iter().map(|word| Group::of(*word)).collect();
        let joined = groups.iter().filter(|group| group.kind >= ELEMENTS).count();
        if count == 0 || count > ROWS_PER_LEAF || joined > JOINED_PER_LEAF {
            return Some(false);
        }
        let mut first = rows_at(count, words);
        for group in groups {
            let end = first.checked_add(group.words(words))?;
            let rows = node.get(first..end)?;
            let (bits, attributes) =
                rows.split_at_checked((group.last as usize).checked_add(1)?.checked_mul(words)?)?;
            let named =
                attributes.iter().all(|two| bounds.has_attribute(low(*two)) && bounds.has_attribute(high(*two)));
            let fits = match group.kind {
                CLASSES => true,
                TRUTHS => group.last as usize <= TRUTHS_PER_GROUP,
                _ => group.last as usize <= ROWS_PER_ATTRIBUTE,
            };
            // No row may let a case through that is not there.
            let spare = bits.chunks_exact(words).all(|row| {
                let mut before = (0..words).map(|word| entries.saturating_sub(word.saturating_mul(64)));
                row.iter().zip(&mut before).all(|(word, left)| left >= 64 || word >> left == 0)
            });
            // What a leaf says that its rows keep they keep.
            let kept = kept(*node.first()?, entries);
            let mut counting =
                bits.chunks_exact(words).skip(if group.kind == CLASSES { 0 } else { group.last as usize });
            let keeps = counting.all(|row| row.last().is_some_and(|word| word & kept == kept));
            if !(named && fits && spare && keeps && bounds.has_attribute(group.attribute)) {
                return Some(false);
            }
            first = end;
        }
        let behind = at.checked_add(entries.checked_mul(2)?)?;
        for entry in node.get(at..behind)?.chunks_exact(2) {
            let &[entry, test] = entry else { return None };
            let further = low(entry) as usize;
            let inline = self.test(test, None, bounds) && (is_last(test) == (further == 0));
            if !bounds.has_case(high(entry))
                || !inline
                || (further != 0 && !self.are_tests(node.get(further..)?, bounds)?)
            {
                return Some(false);
            }
        }
        Some(first == at)
    }

    /// Whether tests are all right up to the last one.
    fn are_tests(&self, mut tests: &[u64], bounds: &Bounds) -> Option<bool> {
        loop {
            let (test, behind) = tests.split_first()?;
            let long = test_kind(*test) >= LONG_RUN;
            let word = if long { Some(*behind.first()?) } else { None };
            if !self.test(*test, word, bounds) {
                return Some(false);
            }
            if is_last(*test) {
                return Some(true);
            }
            tests = if long { behind.get(1..)? } else { behind };
        }
    }

    fn test(&self, test: u64, word: Option<u64>, bounds: &Bounds) -> bool {
        let has_runs = |(first, count): (u32, u32)| {
            (first as usize).checked_add(count as usize).is_some_and(|end| end <= self.runs.len())
        };
        match (test_kind(test), word) {
            (FORMULA, _) => (low(test) as usize) < self.residuals.len(),
            (SET, _) => bounds.has_attribute(attribute(test)) && has_runs(halves(test)),
            (LONG_SET, Some(word)) => bounds.has_attribute(low(test)) && has_runs((high(word), low(word))),
            (LONG_RUN | LONG_BITS, Some(_)) => bounds.has_attribute(low(test)),
            (LONG_RUN | LONG_BITS | LONG_SET, None) => false,
            _ => bounds.has_attribute(attribute(test)),
        }
    }
}

impl Bounds {
    const fn has_case(&self, case: u32) -> bool {
        (case as usize) < self.cases
    }

    const fn has_attribute(&self, attribute: u32) -> bool {
        (attribute as usize) < self.attributes
    }
}
