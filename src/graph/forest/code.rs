//! How nodes are written in words. Read by `search`, written by `sketch`, and by nothing else.
//!
//! ```text
//! reference  NONE | DONE + case: it holds, nothing is left to test | place of a node's first word
//! node       kind 8, number of rows 24 | lowest case of all below, rest included 32
//! switch     default 32 | rest 32 ; attribute 32 | lowest class 32 ; number 32 ; then
//!   direct   references, two a word, by class - lowest
//!   sorted   first class 32 | reference 32, each up to the next
//! each       number 32 | rest 32 ; list 32 ; element 32 | reference 32, sorted
//! leaf       entries 32 | words a row 32 ; then for each of its rows
//!              attribute 32 | is list 8, shift 8, rows 16 ; lowest class 32 | first row 32
//!            entries: case 32 | first test 32, 0 for none ; tests ; rows, the last for all other classes
//! test       last 1, kind 3, attribute 28 | number 32 ; one word by kind
//!   run      first class 32 | last class 32
//!   bits     one a class
//!   set      first run 32 | number of runs 32
//!   formula  number: place of the residual
//! ```

pub(super) const NONE: u32 = u32::MAX;
pub(super) const DONE: u32 = 1 << 31;

pub(super) const DIRECT: u32 = 0;
pub(super) const SORTED: u32 = 1;
pub(super) const EACH: u32 = 2;
pub(super) const LEAF: u32 = 3;

pub(super) const RUN: u32 = 0;
pub(super) const BITS: u32 = 1;
pub(super) const SET: u32 = 2;
pub(super) const FORMULA: u32 = 3;

pub(super) const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

pub(super) const fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

pub(super) const fn low(word: u64) -> u32 {
    word as u32
}

pub(super) const fn head(kind: u32, rows: u32, lowest: u32) -> u64 {
    pair(kind << 24 | rows, lowest)
}

pub(super) const fn test(last: bool, kind: u32, attribute: u32, number: u32) -> u64 {
    pair((last as u32) << 31 | kind << 28 | attribute, number)
}
