//! Nodes as lowering draws them.

use super::code::{self, CLASSES, ELEMENTS, Group, TRUTHS};
use crate::limits::ROWS_PER_ATTRIBUTE;

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
    Switch { attribute: u32, runs: Vec<(u32, u32, Ref)>, default: Ref, rest: Ref },
    /// By each element of a list, sorted; `rest` is looked at as well.
    Each { list: u32, elements: Vec<(u32, Ref)>, rest: Ref },
    /// Without rows the cases are tested one after another.
    Leaf { rows: Vec<Rows>, entries: Vec<Entry> },
}

/// Rows of bits, one bit an entry.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) by: By,
    /// Of `words` of the leaf each.
    pub(crate) rows: Vec<Vec<u64>>,
}

/// Which rows of a group count for a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Row `(class - lowest) >> shift`, the first for lower classes as well, the last for all that are higher.
    Class { attribute: u32, lowest: u32, shift: u32 },
    /// The rows of all elements of a list, `(element - lowest) >> shift`, and the last one, which holds the entries that
    /// ask for no element.
    Elements { list: u32, lowest: u32, shift: u32 },
    /// The rows of those of these attributes that are yes, and the last one, which holds the entries that ask for none.
    Truths(Vec<u32>),
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) case: u32,
    /// The one that fewest leads pass comes first.
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
}

impl Rows {
    /// Words of a row for so many entries.
    pub(crate) const fn words(entries: usize) -> usize {
        code::words(entries)
    }

    /// Whether its numbers have a place in a leaf.
    pub(crate) fn fits(&self) -> bool {
        let named = match &self.by {
            By::Class { attribute, lowest, .. } => *attribute < code::NAMED_ATTRIBUTES && *lowest < code::NAMED_CLASSES,
            By::Elements { list, lowest, .. } => *list < code::NAMED_ATTRIBUTES && *lowest < code::NAMED_CLASSES,
            By::Truths(_) => true,
        };
        named && self.rows.len() <= ROWS_PER_ATTRIBUTE + 1
    }

    /// Whether an entry is left whichever of them count.
    pub(super) fn keep(&self, entry: usize) -> bool {
        let has = |row: &Vec<u64>| row.get(entry / 64).is_some_and(|word| word >> (entry % 64) & 1 == 1);
        match self.by {
            By::Class { .. } => self.rows.iter().all(has),
            By::Elements { .. } | By::Truths(_) => self.rows.last().is_some_and(has),
        }
    }

    pub(super) fn group(&self) -> Group {
        let last = self.rows.len() as u32 - 1;
        match self.by {
            By::Class { attribute, lowest, shift } => Group { kind: CLASSES, attribute, shift, last, lowest },
            By::Elements { list, lowest, shift } => Group { kind: ELEMENTS, attribute: list, shift, last, lowest },
            By::Truths(_) => Group { kind: TRUTHS, attribute: 0, shift: 0, last, lowest: 0 },
        }
    }
}
