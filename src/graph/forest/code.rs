//! How nodes are written in words. Written by `layout`, read by `search` and `leaf`, proved by `sound`, and by nothing else.
//!
//! ```text
//! reference  NONE | DONE + case: it holds, nothing is left to test | place of a node's first word
//! node       kind 4, table 4, subject 24 | lowest case of all below, rest included 32
//! switch     subject an attribute: default 32 | rest 32 ; lowest key 32 | size 32 ; the table, see `table`
//! each       subject a list: the same, by its elements
//! few        subject the number of cases, tested one after another; each: case 32 | words of tests 32 ; tests
//! leaf       subject the number of groups of rows, table 1 where all rows keep the last entry: entries 32 | place of entries 32 ; descriptors ; rows ; entries ; tests
//!   descriptor  kind 2, attribute 24, shift 5, last row 7, lowest class 26
//!   rows        by class or element; one more for all others; of yes-or-no attributes then the attributes, two a word
//!   entry       case 32 | place of further tests 32 ; first test, 0 for none
//! test       kind 3, last 1, attribute 16, by kind 44
//!   run        first class 22 | how many more 22
//!   bits       one a class
//!   set        first run 22 | number of runs 22
//!   formula    place of the residual
//!   long ones  attribute; then one word of 32 and 32, or of 64 bits
//! ```
//!
//! No node of eight words or less lies in two lines of 64 bytes, and every larger one begins a line. Places in a leaf
//! count from its first word.

pub(super) const NONE: u32 = u32::MAX;
pub(super) const DONE: u32 = 1 << 31;

/// Words of a line of the processor's cache.
pub(super) const LINE: usize = 8;

pub(super) const SWITCH: u32 = 0;
pub(super) const EACH: u32 = 1;
pub(super) const FEW: u32 = 2;
pub(super) const LEAF: u32 = 3;

/// In place of a leaf's table: every row that counts by itself, and every last one of those that are joined, has the last
/// entry's bit.
pub(super) const KEEPS_LAST: u32 = 1;

pub(super) const HOLDS: u64 = 0;
pub(super) const RUN: u64 = 1;
pub(super) const BITS: u64 = 2;
pub(super) const SET: u64 = 3;
pub(super) const FORMULA: u64 = 4;
pub(super) const LONG_RUN: u64 = 5;
pub(super) const LONG_BITS: u64 = 6;
pub(super) const LONG_SET: u64 = 7;

/// Rows by the class of an attribute.
pub(super) const CLASSES: u64 = 0;
/// By the elements of a list.
pub(super) const ELEMENTS: u64 = 1;
/// By attributes that are yes or no.
pub(super) const TRUTHS: u64 = 2;

/// Attributes that switches and rows can name; cases are tested by others.
pub(crate) const NAMED_ATTRIBUTES: u32 = 1 << 24;
/// Classes that rows can begin at.
pub(crate) const NAMED_CLASSES: u32 = 1 << 26;

const SHORT: u32 = 22;

pub(super) const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

pub(super) const fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

pub(super) const fn low(word: u64) -> u32 {
    word as u32
}

pub(super) const fn head(kind: u32, table: u32, subject: u32, lowest: u32) -> u64 {
    pair(kind << 28 | table << 24 | subject, lowest)
}

pub(super) const fn kind(head: u64) -> u32 {
    (head >> 60) as u32
}

pub(super) const fn table(head: u64) -> u32 {
    (head >> 56) as u32 & 15
}

pub(super) const fn subject(head: u64) -> u32 {
    high(head) & 0xff_ffff
}

/// The bit in the last word of rows that all of a leaf with so many entries keep, if any.
pub(super) const fn kept(head: u64, entries: usize) -> u64 {
    if table(head) == KEEPS_LAST { 1 << ((entries + 63) % 64) } else { 0 }
}

/// What a group of rows is about.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) kind: u64,
    pub(super) attribute: u32,
    pub(super) shift: u32,
    /// The row of all others.
    pub(super) last: u32,
    pub(super) lowest: u32,
}

impl Group {
    pub(super) const fn word(self) -> u64 {
        self.kind << 62
            | (self.attribute as u64) << 38
            | (self.shift as u64) << 33
            | (self.last as u64) << 26
            | self.lowest as u64
    }

    pub(super) const fn of(word: u64) -> Self {
        Self {
            kind: word >> 62,
            attribute: (word >> 38) as u32 & 0xff_ffff,
            shift: (word >> 33) as u32 & 31,
            last: (word >> 26) as u32 & 127,
            lowest: word as u32 & 0x3ff_ffff,
        }
    }

    /// Whether a group that is written so has rows by class.
    pub(super) const fn is_by_class(word: u64) -> bool {
        word >> 62 == CLASSES
    }

    /// The attribute of such a group.
    pub(super) const fn only_attribute(word: u64) -> u32 {
        (word >> 38) as u32
    }

    /// The row of a class.
    #[inline]
    pub(super) fn row(self, class: u32) -> usize {
        (class.saturating_sub(self.lowest) >> self.shift).min(self.last) as usize
    }

    /// Words of its rows, of so many words each, and of what stands behind them.
    pub(super) const fn words(self, words: usize) -> usize {
        let attributes = if self.kind == TRUTHS { (self.last as usize).div_ceil(2) } else { 0 };
        (self.last as usize + 1) * words + attributes
    }
}

/// Words of a row for so many entries: a few, or whole lines.
pub(super) const fn words(entries: usize) -> usize {
    let words = entries.div_ceil(64);
    if words < LINE { words } else { words.next_multiple_of(LINE) }
}

/// Where the rows of a leaf begin: rows of one, two, four or eight words each lie in one line.
pub(super) const fn rows_at(groups: usize, words: usize) -> usize {
    let step = words.next_power_of_two();
    (2 + groups).next_multiple_of(if step < LINE { step } else { LINE })
}

pub(super) const fn test(last: bool, kind: u64, attribute: u32, of_kind: u64) -> u64 {
    kind << 61 | (last as u64) << 60 | (attribute as u64) << 44 | of_kind
}

pub(super) const fn test_kind(test: u64) -> u64 {
    test >> 61
}

pub(super) const fn is_last(test: u64) -> bool {
    test >> 60 & 1 == 1
}

pub(super) const fn attribute(test: u64) -> u32 {
    (test >> 44) as u32 & 0xffff
}

pub(super) const fn bits(test: u64) -> u64 {
    test & ((1 << 44) - 1)
}

/// Both halves of what a short test has by its kind.
pub(super) const fn halves(test: u64) -> (u32, u32) {
    ((test >> SHORT) as u32 & ((1 << SHORT) - 1), test as u32 & ((1 << SHORT) - 1))
}

/// Two numbers as halves, where they fit.
pub(super) const fn in_halves(one: u32, other: u32) -> Option<u64> {
    if one >> SHORT == 0 && other >> SHORT == 0 { Some((one as u64) << SHORT | other as u64) } else { None }
}
