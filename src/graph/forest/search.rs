//! Going through a forest. Nothing is allocated; recursion is as deep as the forest, which `limits` bounds.

#![allow(clippy::indexing_slicing, reason = "the layout proved every place")]

use super::code::{BITS, DIRECT, DONE, EACH, NONE, RUN, SET, SORTED, high, low};
use super::{ClassSource, Forest, NOBODY, Probe};
use crate::limits::{FOREST_DEPTH, ROWS_PER_LEAF};

/// What is looked for: the first case, or each.
trait Goal {
    /// Cases from here on are of no interest any more.
    fn limit(&self) -> u32;
    /// A case that holds.
    fn found(&mut self, case: u32);
}

struct First(u32);

impl Goal for First {
    fn limit(&self) -> u32 {
        self.0
    }

    fn found(&mut self, case: u32) {
        self.0 = self.0.min(case);
    }
}

struct Each<F> {
    limit: u32,
    found: F,
}

impl<F: FnMut(u32)> Goal for Each<F> {
    fn limit(&self) -> u32 {
        self.limit
    }

    fn found(&mut self, case: u32) {
        if case < self.limit {
            (self.found)(case);
        }
    }
}

struct Search<'f, S, P> {
    forest: &'f Forest,
    source: &'f S,
    /// Cases before this one are passed over.
    from: u32,
    probe: P,
}

impl Forest {
    /// The first case from a place on that holds; [`NOBODY`] when none does.
    pub(crate) fn first<S: ClassSource>(&self, source: &S, from: u32) -> u32 {
        self.first_with(source, from, ())
    }

    /// The same, telling of every step.
    pub(crate) fn first_with<S: ClassSource, P: Probe>(&self, source: &S, from: u32, probe: P) -> u32 {
        let mut goal = First(NOBODY);
        Search { forest: self, source, from, probe }.visit(self.root, &mut goal);
        goal.0
    }

    /// Every case before a place that holds, in no order; a case of several boxes may come more than once.
    pub(crate) fn each<S: ClassSource>(&self, source: &S, before: u32, found: impl FnMut(u32)) {
        Search { forest: self, source, from: 0, probe: () }.visit(self.root, &mut Each { limit: before, found });
    }
}

impl<S: ClassSource, P: Probe> Search<'_, S, P> {
    /// A node and the chain of rests behind it: first the whole chain, so that the loads of its nodes overlap, then what
    /// the switches of the chain led to.
    fn visit(&mut self, start: u32, goal: &mut impl Goal) {
        let arena = &self.forest.arena[..];
        let mut led = [NONE; FOREST_DEPTH];
        let mut count = 0;
        let mut at = start;
        loop {
            if at & DONE != 0 {
                self.done(at, goal);
                break;
            }
            let place = at as usize;
            let head = arena[place];
            if low(head) >= goal.limit() {
                break;
            }
            self.probe.node();
            let kind = high(head) >> 24;
            if kind > SORTED {
                if kind == EACH {
                    self.elements(place, goal);
                    at = low(arena[place + 1]);
                    continue;
                }
                self.leaf(place, high(head) & 0xff_ffff, goal);
                break;
            }
            let child = self.switch(place, kind);
            if child != NONE {
                led[count] = child;
                count += 1;
            }
            at = low(arena[place + 1]);
        }
        for child in &led[..count] {
            self.visit_child(*child, goal);
        }
    }

    fn visit_child(&mut self, child: u32, goal: &mut impl Goal) {
        if child & DONE != 0 {
            self.done(child, goal);
        } else {
            self.visit(child, goal);
        }
    }

    fn done(&self, at: u32, goal: &mut impl Goal) {
        let case = at & !DONE;
        if at != NONE && case >= self.from {
            goal.found(case);
        }
    }

    fn switch(&self, place: usize, kind: u32) -> u32 {
        let arena = &self.forest.arena[..];
        let default = high(arena[place + 1]);
        let subject = arena[place + 2];
        let class = self.source.class(high(subject));
        let number = arena[place + 3] as usize;
        let table = &arena[place + 4..];
        if kind == DIRECT {
            let index = class.wrapping_sub(low(subject)) as usize;
            if index >= number {
                return default;
            }
            let word = table[index >> 1];
            return if index & 1 == 0 { low(word) } else { high(word) };
        }
        let after = table[..number].partition_point(|word| high(*word) <= class);
        if after == 0 { default } else { low(table[after - 1]) }
    }

    fn elements(&mut self, place: usize, goal: &mut impl Goal) {
        let arena = &self.forest.arena[..];
        let number = high(arena[place + 1]) as usize;
        let table = &arena[place + 3..place + 3 + number];
        let source = self.source;
        let list = low(arena[place + 2]);
        source.elements(list, &mut |element| {
            if let Ok(found) = table.binary_search_by_key(&element, |word| high(*word)) {
                self.visit_child(low(table[found]), goal);
            }
        });
    }

    fn leaf(&mut self, place: usize, count: u32, goal: &mut impl Goal) {
        let arena = &self.forest.arena[place..];
        let (entries, words) = (high(arena[1]) as usize, low(arena[1]) as usize);
        let count = count as usize;
        let mut rows = [0_usize; ROWS_PER_LEAF];
        let mut lists: [(u32, usize); ROWS_PER_LEAF] = [(0, 0); ROWS_PER_LEAF];
        let (mut singles, mut several) = (0, 0);
        for descriptor in arena[2..2 + 2 * count].chunks_exact(2) {
            let (subject, place) = (descriptor[0], descriptor[1]);
            let (is_list, shift, number) = (low(subject) >> 24, low(subject) >> 16 & 0xff, low(subject) & 0xffff);
            let first = low(place) as usize;
            if is_list == 0 {
                let class = self.source.class(high(subject));
                let lowest = high(place);
                let row = ((class.max(lowest) - lowest) >> shift).min(number) as usize;
                rows[singles] = first + row * words;
                singles += 1;
            } else {
                lists[several] = (high(subject), first);
                several += 1;
            }
        }
        let table = &arena[2 + 2 * count..2 + 2 * count + entries];
        for word in 0..words {
            let rest = entries - word * 64;
            let mut left = if rest >= 64 { u64::MAX } else { (1 << rest) - 1 };
            for row in &rows[..singles] {
                left &= arena[row + word];
            }
            for (list, first) in &lists[..several] {
                if left != 0 {
                    left &= self.list_word(arena, *list, *first, words, word);
                }
            }
            while left != 0 {
                let entry = table[word * 64 + left.trailing_zeros() as usize];
                left &= left - 1;
                let case = high(entry);
                if case >= goal.limit() {
                    return;
                }
                self.probe.case();
                if case >= self.from && self.passes(arena, low(entry) as usize) {
                    goal.found(case);
                }
            }
        }
    }

    /// The bits of the cases that ask for none of a list's elements, or for one that the lead has.
    fn list_word(&self, arena: &[u64], list: u32, first: usize, words: usize, word: usize) -> u64 {
        let (lowest, number) = (high(arena[first]), low(arena[first]) as usize);
        let shift = arena[first + 1] as u32;
        let rows = first + 2;
        let mut bits = arena[rows + number * words + word];
        self.source.elements(list, &mut |element| {
            let row = (element.wrapping_sub(lowest) >> shift) as usize;
            if row < number {
                bits |= arena[rows + row * words + word];
            }
        });
        bits
    }

    fn passes(&self, arena: &[u64], mut at: usize) -> bool {
        while at != 0 {
            let (test, word) = (arena[at], arena[at + 1]);
            let kind = high(test) >> 28 & 7;
            let attribute = high(test) & 0xfff_ffff;
            let holds = match kind {
                RUN => {
                    let class = self.source.class(attribute);
                    high(word) <= class && class <= low(word)
                }
                BITS => word >> self.source.class(attribute) & 1 == 1,
                SET => {
                    let runs = &self.forest.runs[high(word) as usize..][..low(word) as usize];
                    let class = self.source.class(attribute);
                    let after = runs.partition_point(|(first, _)| *first <= class);
                    after > 0 && class <= runs[after - 1].1
                }
                _ => {
                    let formula = &self.forest.residuals[low(test) as usize];
                    formula.holds(&|id| self.source.class(id.index() as u32))
                }
            };
            if !holds {
                return false;
            }
            at = if high(test) >> 31 == 1 { 0 } else { at + 2 };
        }
        true
    }
}
