//! Going through a forest. Nothing is allocated; recursion is as deep as the forest, which `limits` bounds.

#![allow(clippy::indexing_slicing, reason = "the layout proved every place")]

use super::code::{DONE, EACH, FEW, SWITCH, high, kind, low, subject, table};
use super::table::Table;
use super::{ClassSource, Forest, NOBODY, Probe};

/// What is looked for: the first case, or each.
pub(super) trait Goal {
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

pub(super) struct Search<'f, S, P> {
    pub(super) forest: &'f Forest,
    pub(super) arena: &'f [u64],
    pub(super) source: &'f S,
    /// Cases before this one are passed over.
    pub(super) from: u32,
    pub(super) probe: P,
}

impl Forest {
    /// The first case from a place on that holds; [`NOBODY`] when none does.
    pub(crate) fn first<S: ClassSource>(&self, source: &S, from: u32) -> u32 {
        self.first_with(source, from, ())
    }

    /// The same, telling of every step.
    pub(crate) fn first_with<S: ClassSource, P: Probe>(&self, source: &S, from: u32, probe: P) -> u32 {
        let mut goal = First(NOBODY);
        Search { forest: self, arena: self.arena.words(), source, from, probe }.visit(self.root, &mut goal);
        goal.0
    }

    /// Every case before a place that holds, in no order; a case of several boxes may come more than once.
    pub(crate) fn each<S: ClassSource>(&self, source: &S, before: u32, found: impl FnMut(u32)) {
        let mut goal = Each { limit: before, found };
        Search { forest: self, arena: self.arena.words(), source, from: 0, probe: () }.visit(self.root, &mut goal);
    }
}

/// Nodes that were come by and not looked at yet, each with the lowest case below it, in the order they were come by.
struct Waiting {
    nodes: [(u32, u32); Waiting::MOST],
    next: usize,
    count: usize,
}

impl Waiting {
    /// Few searches have more; those go on by recursion.
    const MOST: usize = 16;

    const fn new() -> Self {
        Self { nodes: [(0, 0); Self::MOST], next: 0, count: 0 }
    }

    /// Whether there was room.
    fn push(&mut self, node: (u32, u32)) -> bool {
        let Some(slot) = self.nodes.get_mut(self.count) else { return false };
        *slot = node;
        self.count += 1;
        true
    }

    fn pop(&mut self) -> Option<(u32, u32)> {
        if self.next == self.count {
            return None;
        }
        self.next += 1;
        self.nodes.get(self.next - 1).copied()
    }
}

impl<S: ClassSource, P: Probe> Search<'_, S, P> {
    /// A node and all below it. The heads of nodes are read when they are come by, long before anything depends on what
    /// they say, so that the loads of several overlap.
    fn visit(&mut self, start: u32, goal: &mut impl Goal) {
        if start & DONE != 0 {
            return self.done(start, goal);
        }
        let mut waiting = Waiting::new();
        self.chain(start, &mut waiting, goal);
        while let Some((place, lowest)) = waiting.pop() {
            if lowest < goal.limit() {
                self.chain(place, &mut waiting, goal);
            }
        }
    }

    /// A node and the chain of rests behind it; what the switches of the chain lead to waits, and so does a leaf at its
    /// end.
    fn chain(&mut self, start: u32, waiting: &mut Waiting, goal: &mut impl Goal) {
        let arena = self.arena;
        let mut place = start as usize;
        loop {
            let node = &arena[place..];
            let head = node[0];
            self.probe.node();
            let table = |size: u64| Table::read(table(head), size);
            match kind(head) {
                SWITCH => {
                    let class = self.source.class(subject(head));
                    let child = table(node[2]).find(&node[3..], class, high(node[1]));
                    self.come_by(child, waiting, goal);
                }
                EACH => {
                    let (source, table) = (self.source, table(node[2]));
                    source.elements(subject(head), &mut |element| {
                        self.come_by(table.find(&node[3..], element, high(node[1])), waiting, goal);
                    });
                }
                FEW => return self.few(&node[1..], subject(head), goal),
                _ => return self.leaf(node, goal),
            }
            let rest = low(node[1]);
            if rest & DONE != 0 {
                return self.done(rest, goal);
            }
            let head = arena[rest as usize];
            if kind(head) > EACH {
                return self.come_by(rest, waiting, goal);
            }
            if low(head) >= goal.limit() {
                return;
            }
            place = rest as usize;
        }
    }

    fn come_by(&mut self, at: u32, waiting: &mut Waiting, goal: &mut impl Goal) {
        if at & DONE != 0 {
            self.done(at, goal);
        } else if !waiting.push((at, low(self.arena[at as usize]))) {
            self.visit(at, goal);
        }
    }

    fn done(&self, at: u32, goal: &mut impl Goal) {
        // NONE is above every limit.
        let case = at & !DONE;
        if case >= self.from && case < goal.limit() && at != u32::MAX {
            goal.found(case);
        }
    }
}
