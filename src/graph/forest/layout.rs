//! Laying sketches out in one arena: depth first, a child behind its parent, small nodes in one line of the cache each.

#![allow(clippy::indexing_slicing, reason = "places of nodes and rows that lowering has just counted")]

use super::arena::Arena;
use super::code::{
    BITS, DONE, EACH, FEW, FORMULA, HOLDS, KEEPS_LAST, LEAF, LINE, LONG_BITS, LONG_RUN, LONG_SET, NONE, RUN, SET,
    SWITCH, head, in_halves, pair, rows_at, test, words,
};
use super::table::Table;
use super::{By, Entry, Forest, Ref, Rows, Sketch, Test, Want};
use crate::region::Formula;

/// Lays sketches out. `root` is where a search begins.
pub(crate) fn layout(sketches: &[Sketch], root: Ref, runs: Vec<(u32, u32)>, residuals: Vec<Formula>) -> Forest {
    let lowest = lowest(sketches);
    let mut places: Vec<Option<u32>> = vec![None; sketches.len()];
    let (mut order, mut waiting, mut next) = (Vec::new(), vec![root], 0_usize);
    while let Some(at) = waiting.pop() {
        let Ref::Node(node) = at else { continue };
        if places[node].is_some() {
            continue;
        }
        let size = sketches[node].words();
        if next % LINE + size > LINE {
            next = next.next_multiple_of(LINE);
        }
        places[node] = Some(next as u32);
        order.push(node);
        next += size;
        let from = waiting.len();
        waiting.extend(sketches[node].below());
        waiting[from..].reverse();
    }
    let mut arena = Vec::with_capacity(next);
    let place = |at: Ref| match at {
        Ref::Nothing => NONE,
        Ref::Case(case) => DONE | case,
        Ref::Node(node) => places[node].unwrap_or(NONE),
    };
    for node in &order {
        arena.resize(place(Ref::Node(*node)) as usize, 0);
        write(&mut arena, &sketches[*node], lowest[*node], &place);
    }
    debug_assert_eq!(arena.len(), next);
    Forest { arena: Arena::of(&arena), root: place(root), runs, residuals, nodes: order.len() }
}

/// By sketch: the lowest case of all below it.
fn lowest(sketches: &[Sketch]) -> Vec<u32> {
    let mut lowest: Vec<u32> = Vec::with_capacity(sketches.len());
    for sketch in sketches {
        let least = |at: Ref| match at {
            Ref::Nothing => u32::MAX,
            Ref::Case(case) => case,
            Ref::Node(place) => lowest[place],
        };
        let below = match sketch {
            Sketch::Leaf { entries, .. } => entries.iter().map(|entry| entry.case).min(),
            _ => sketch.below().map(least).min(),
        };
        lowest.push(below.unwrap_or(u32::MAX));
    }
    lowest
}

impl Sketch {
    fn words(&self) -> usize {
        match self {
            Self::Switch { runs, .. } => 3 + Table::of(runs).words(),
            Self::Each { elements, .. } => 3 + Table::of(&single(elements)).words(),
            Self::Leaf { rows, entries } if rows.is_empty() => {
                1 + entries
                    .iter()
                    .map(|entry| 1 + entry.tests.iter().map(|test| test.words()).sum::<usize>())
                    .sum::<usize>()
            }
            Self::Leaf { rows, entries } => {
                let further: usize = entries.iter().map(Entry::further).sum();
                entries_at(rows, entries) + 2 * entries.len() + further
            }
        }
    }
}

/// Where the entries of a leaf begin.
fn entries_at(rows: &[Rows], entries: &[Entry]) -> usize {
    let words = words(entries.len());
    rows_at(rows.len(), words) + rows.iter().map(|rows| rows.group().words(words)).sum::<usize>()
}

fn single(elements: &[(u32, Ref)]) -> Vec<(u32, u32, Ref)> {
    elements.iter().map(|(element, at)| (*element, *element, *at)).collect()
}

fn write(arena: &mut Vec<u64>, sketch: &Sketch, lowest: u32, place: &dyn Fn(Ref) -> u32) {
    let mut switch = |kind: u32, subject: u32, runs: &[(u32, u32, Ref)], default: Ref, rest: Ref| {
        let runs: Vec<(u32, u32, u32)> = runs.iter().map(|(first, last, at)| (*first, *last, place(*at))).collect();
        let table = Table::of(&runs);
        arena.push(head(kind, table.kind(), subject, lowest));
        arena.push(pair(place(default), place(rest)));
        arena.push(table.word());
        table.write(arena, &runs, place(default));
    };
    match sketch {
        Sketch::Switch { attribute, runs, default, rest } => switch(SWITCH, *attribute, runs, *default, *rest),
        Sketch::Each { list, elements, rest } => switch(EACH, *list, &single(elements), Ref::Nothing, *rest),
        Sketch::Leaf { rows, entries } if rows.is_empty() => few(arena, entries, lowest),
        Sketch::Leaf { rows, entries } => leaf(arena, rows, entries, lowest),
    }
}

fn few(arena: &mut Vec<u64>, entries: &[Entry], lowest: u32) {
    arena.push(head(FEW, 0, entries.len() as u32, lowest));
    for entry in entries {
        let start = arena.len();
        arena.push(0);
        for (place, test) in entry.tests.iter().enumerate() {
            test.write(place + 1 == entry.tests.len(), arena);
        }
        arena[start] = pair(entry.case, (arena.len() - start) as u32 - 1);
    }
}

fn leaf(arena: &mut Vec<u64>, rows: &[Rows], entries: &[Entry], lowest: u32) {
    let (start, words) = (arena.len(), words(entries.len()));
    let at = entries_at(rows, entries);
    let keeps = entries.len().checked_sub(1).is_some_and(|last| rows.iter().all(|rows| rows.keep(last)));
    arena.push(head(LEAF, if keeps { KEEPS_LAST } else { 0 }, rows.len() as u32, lowest));
    arena.push(pair(entries.len() as u32, at as u32));
    arena.extend(rows.iter().map(|rows| rows.group().word()));
    arena.resize(start + rows_at(rows.len(), words), 0);
    for rows in rows {
        for row in &rows.rows {
            debug_assert_eq!(row.len(), words);
            arena.extend(row);
        }
        if let By::Truths(attributes) = &rows.by {
            let two = |two: &[u32]| pair(two.get(1).copied().unwrap_or(0), two[0]);
            arena.extend(attributes.chunks(2).map(two));
        }
    }
    debug_assert_eq!(arena.len() - start, at);
    let mut further = at + 2 * entries.len();
    let mut behind: Vec<u64> = Vec::new();
    for entry in entries {
        let more = entry.further();
        arena.push(pair(entry.case, if more == 0 { 0 } else { further as u32 }));
        let mut tests = entry.tests.iter().enumerate().peekable();
        let first = entry.tests.first().filter(|first| first.words() == 1);
        match first {
            Some(first) => {
                first.write(entry.tests.len() == 1, arena);
                tests.next();
            }
            None => arena.push(test(entry.tests.is_empty(), HOLDS, 0, 0)),
        }
        for (place, test) in tests {
            test.write(place + 1 == entry.tests.len(), &mut behind);
        }
        further += more;
    }
    arena.extend(behind);
}

impl Entry {
    /// Words of the tests that do not stand in the entry itself.
    fn further(&self) -> usize {
        let all: usize = self.tests.iter().map(|test| test.words()).sum();
        all - usize::from(self.tests.first().is_some_and(|first| first.words() == 1))
    }
}

impl Test {
    /// What a test comes to in one word, where it fits.
    fn short(self) -> Option<(u64, u64)> {
        let named = self.attribute <= 0xffff;
        match self.want {
            Want::Formula(place) => Some((FORMULA, u64::from(place))),
            Want::Run(first, last) if named => Some((RUN, in_halves(first, last - first)?)),
            Want::Set(first, count) if named => Some((SET, in_halves(first, count)?)),
            Want::Bits(bits) if named && bits >> 44 == 0 => Some((BITS, bits)),
            _ => None,
        }
    }

    fn words(self) -> usize {
        if self.short().is_some() { 1 } else { 2 }
    }

    fn write(self, last: bool, words: &mut Vec<u64>) {
        if let Some((kind, of_kind)) = self.short() {
            let attribute = if kind == FORMULA { 0 } else { self.attribute };
            words.push(test(last, kind, attribute, of_kind));
            return;
        }
        let (kind, word) = match self.want {
            Want::Run(first, last) => (LONG_RUN, pair(first, last - first)),
            Want::Bits(bits) => (LONG_BITS, bits),
            Want::Set(first, count) => (LONG_SET, pair(first, count)),
            Want::Formula(_) => return,
        };
        words.extend([test(last, kind, 0, u64::from(self.attribute)), word]);
    }
}
