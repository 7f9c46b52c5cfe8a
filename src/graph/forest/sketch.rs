//! Nodes as lowering draws them, and their layout in one arena: depth first, a child behind its parent.

#![allow(clippy::indexing_slicing, reason = "places of nodes and rows that lowering has just counted")]

use super::Forest;
use super::code::{BITS, DIRECT, DONE, EACH, FORMULA, LEAF, NONE, RUN, SET, SORTED, head, high, low, pair, test};
use crate::region::Formula;

/// Where a branch leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ref {
    Nothing,
    /// A case that holds without any further test.
    Case(u32),
    /// A sketch by its place; children have lower places than their parents.
    Node(usize),
}

#[derive(Debug)]
pub(crate) enum Sketch {
    /// By the class of one attribute: sorted runs that do not overlap; `rest` is looked at as well.
    Switch {
        attribute: u32,
        runs: Vec<(u32, u32, Ref)>,
        default: Ref,
        rest: Ref,
    },
    /// By each element of a list, sorted; `rest` is looked at as well.
    Each {
        list: u32,
        elements: Vec<(u32, Ref)>,
        rest: Ref,
    },
    Leaf {
        rows: Vec<Rows>,
        entries: Vec<Entry>,
    },
}

/// Rows of bits, one bit an entry: row `(class - lowest) >> shift`, the first for lower classes as well, the last for all
/// that are higher. Of a list the rows
/// of all its elements are joined with the last one, which holds the entries that ask for no element.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) attribute: u32,
    pub(crate) is_list: bool,
    pub(crate) lowest: u32,
    pub(crate) shift: u32,
    pub(crate) rows: Vec<Vec<u64>>,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) case: u32,
    pub(crate) tests: Vec<Test>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Test {
    pub(crate) attribute: u32,
    pub(crate) want: Want,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    Run(u32, u32),
    /// Of an attribute with at most 64 classes.
    Bits(u64),
    /// The first of the forest's runs and how many.
    Set(u32, u32),
    /// The place of a residual.
    Formula(u32),
}

/// A switch over at most so many classes a run is a table, else a sorted list.
const SPARSE: usize = 4;

/// Lays sketches out. `root` is where a search begins.
pub(crate) fn layout(sketches: &[Sketch], root: Ref, runs: Vec<(u32, u32)>, residuals: Vec<Formula>) -> Forest {
    let mut lowest: Vec<u32> = Vec::with_capacity(sketches.len());
    for sketch in sketches {
        let least = |at: Ref| match at {
            Ref::Nothing => u32::MAX,
            Ref::Case(case) => case,
            Ref::Node(place) => lowest[place],
        };
        let below = sketch.below().map(least).min().unwrap_or(u32::MAX);
        lowest.push(match sketch {
            Sketch::Leaf { entries, .. } => entries.iter().map(|entry| entry.case).min().unwrap_or(u32::MAX),
            _ => below,
        });
    }
    let mut places: Vec<Option<u32>> = vec![None; sketches.len()];
    let (mut order, mut waiting, mut next) = (Vec::new(), vec![root], 0_usize);
    while let Some(at) = waiting.pop() {
        let Ref::Node(node) = at else { continue };
        if places[node].is_some() {
            continue;
        }
        places[node] = Some(next as u32);
        order.push(node);
        next += sketches[node].words();
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
        write(&mut arena, &sketches[*node], lowest[*node], &place);
    }
    debug_assert_eq!(arena.len(), next);
    Forest { arena, root: place(root), runs, residuals, nodes: order.len() }
}

impl Sketch {
    /// Where it leads, the rest first.
    pub(crate) fn below(&self) -> Box<dyn Iterator<Item = Ref> + '_> {
        match self {
            Self::Switch { runs, default, rest, .. } => {
                Box::new([*rest].into_iter().chain(runs.iter().map(|(_, _, at)| *at)).chain([*default]))
            }
            Self::Each { elements, rest, .. } => {
                Box::new([*rest].into_iter().chain(elements.iter().map(|(_, at)| *at)))
            }
            Self::Leaf { .. } => Box::new([].into_iter()),
        }
    }

    fn words(&self) -> usize {
        match self {
            Self::Switch { runs, .. } => match table(runs) {
                Table::Direct(span) => 4 + span.div_ceil(2),
                Table::Sorted(count) => 4 + count,
            },
            Self::Each { elements, .. } => 3 + elements.len(),
            Self::Leaf { rows, entries } => {
                let tests: usize = entries.iter().map(|entry| 2 * entry.tests.len()).sum();
                let bits: usize = rows.iter().map(Rows::words).sum();
                2 + 2 * rows.len() + entries.len() + tests + bits
            }
        }
    }
}

impl Rows {
    fn words(&self) -> usize {
        self.rows.iter().map(Vec::len).sum::<usize>() + if self.is_list { 2 } else { 0 }
    }
}

enum Table {
    /// Over so many classes.
    Direct(usize),
    /// Of so many starts.
    Sorted(usize),
}

fn table(runs: &[(u32, u32, Ref)]) -> Table {
    let (Some((first, ..)), Some((_, last, _))) = (runs.first(), runs.last()) else { return Table::Sorted(0) };
    let span = (last - first) as usize + 1;
    if span <= SPARSE * runs.len() + 16 {
        return Table::Direct(span);
    }
    Table::Sorted(starts(runs).count())
}

/// Where runs and the gaps between them begin; a gap has no reference.
fn starts(runs: &[(u32, u32, Ref)]) -> impl Iterator<Item = (u32, Option<Ref>)> + '_ {
    runs.iter().enumerate().flat_map(|(place, (first, last, at))| {
        let gap = runs.get(place + 1).is_none_or(|(next, ..)| *next != last + 1);
        [(*first, Some(*at))].into_iter().chain(gap.then_some((last + 1, None)))
    })
}

fn write(arena: &mut Vec<u64>, sketch: &Sketch, lowest: u32, place: &dyn Fn(Ref) -> u32) {
    match sketch {
        Sketch::Switch { attribute, runs, default, rest } => {
            let first = runs.first().map_or(0, |(first, ..)| *first);
            let written = table(runs);
            arena.push(head(if matches!(written, Table::Direct(_)) { DIRECT } else { SORTED }, 0, lowest));
            arena.push(pair(place(*default), place(*rest)));
            arena.push(pair(*attribute, first));
            match written {
                Table::Direct(span) => {
                    arena.push(span as u64);
                    let mut table = vec![place(*default); span.div_ceil(2) * 2];
                    for (start, end, at) in runs {
                        table[(start - first) as usize..=(end - first) as usize].fill(place(*at));
                    }
                    arena.extend(table.chunks_exact(2).map(|two| pair(two[1], two[0])));
                }
                Table::Sorted(count) => {
                    arena.push(count as u64);
                    arena.extend(starts(runs).map(|(start, at)| pair(start, place(at.unwrap_or(*default)))));
                }
            }
        }
        Sketch::Each { list, elements, rest } => {
            arena.push(head(EACH, 0, lowest));
            arena.push(pair(elements.len() as u32, place(*rest)));
            arena.push(u64::from(*list));
            arena.extend(elements.iter().map(|(element, at)| pair(*element, place(*at))));
        }
        Sketch::Leaf { rows, entries } => leaf(arena, rows, entries, lowest),
    }
}

fn leaf(arena: &mut Vec<u64>, rows: &[Rows], entries: &[Entry], lowest: u32) {
    let words = entries.len().div_ceil(64);
    let start = arena.len();
    arena.push(head(LEAF, rows.len() as u32, lowest));
    arena.push(pair(entries.len() as u32, words as u32));
    let tests: usize = entries.iter().map(|entry| 2 * entry.tests.len()).sum();
    let mut bits = 2 + 2 * rows.len() + entries.len() + tests;
    for row in rows {
        let number = row.rows.len() as u32 - 1;
        arena.push(pair(row.attribute, u32::from(row.is_list) << 24 | row.shift << 16 | number.min(0xffff)));
        arena.push(pair(row.lowest, bits as u32));
        bits += row.words();
    }
    let mut at = 2 + 2 * rows.len() + entries.len();
    for entry in entries {
        arena.push(pair(entry.case, if entry.tests.is_empty() { 0 } else { at as u32 }));
        at += 2 * entry.tests.len();
    }
    for entry in entries {
        for (place, one) in entry.tests.iter().enumerate() {
            let last = place + 1 == entry.tests.len();
            let (kind, number, word) = match one.want {
                Want::Run(first, last) => (RUN, 0, pair(first, last)),
                Want::Bits(bits) => (BITS, 0, bits),
                Want::Set(first, count) => (SET, 0, pair(first, count)),
                Want::Formula(place) => (FORMULA, place, 0),
            };
            arena.push(test(last, kind, one.attribute, number));
            arena.push(word);
        }
    }
    for row in rows {
        if row.is_list {
            arena.push(pair(row.lowest, row.rows.len() as u32 - 1));
            arena.push(u64::from(row.shift));
        }
        row.rows.iter().for_each(|row| arena.extend(row));
    }
    debug_assert_eq!(arena.len() - start, bits);
}

impl Forest {
    /// Whether every reference leads to a node of the arena or to one of so many cases, and no node looks at an attribute
    /// that is not there.
    pub(crate) fn is_sound(&self, cases: usize, attributes: usize) -> bool {
        let mut seen = std::collections::BTreeSet::new();
        let mut waiting = vec![self.root];
        while let Some(at) = waiting.pop() {
            if at == NONE {
                continue;
            }
            if at & DONE != 0 {
                if (at & !DONE) as usize >= cases {
                    return false;
                }
                continue;
            }
            if !seen.insert(at) {
                continue;
            }
            match self.ways(at as usize, cases, attributes) {
                Some(ways) => waiting.extend(ways),
                None => return false,
            }
        }
        true
    }

    /// Where a node leads; `None` when something of it is not there.
    fn ways(&self, place: usize, cases: usize, attributes: usize) -> Option<Vec<u32>> {
        let (head, second, third) = (*self.arena.get(place)?, *self.arena.get(place + 1)?, self.arena.get(place + 2));
        match high(head) >> 24 {
            LEAF => {
                let count = (high(head) & 0xff_ffff) as usize;
                let entries = self.arena.get(place + 2 + 2 * count..place + 2 + 2 * count + high(second) as usize)?;
                let rows = self.arena.get(place + 2..place + 2 + 2 * count)?;
                let fine = entries.iter().all(|entry| (high(*entry) as usize) < cases)
                    && rows.chunks_exact(2).all(|row| (high(row[0]) as usize) < attributes);
                fine.then(Vec::new)
            }
            EACH => {
                let table = self.arena.get(place + 3..place + 3 + high(second) as usize)?;
                Some(table.iter().map(|word| low(*word)).chain([low(second)]).collect())
            }
            kind => {
                let number = *self.arena.get(place + 3)? as usize;
                let words = if kind == DIRECT { number.div_ceil(2) } else { number };
                let table = self.arena.get(place + 4..place + 4 + words)?;
                if high(*third?) as usize >= attributes {
                    return None;
                }
                let ways = [low(second), high(second)].into_iter().chain(table.iter().map(|word| low(*word)));
                let others = table.iter().filter(|_| kind == DIRECT).map(|word| high(*word));
                Some(ways.chain(others).collect())
            }
        }
    }
}
