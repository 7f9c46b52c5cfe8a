//! A forest answers "which is the first case that holds for this lead?" without looking at each case.
//!
//! All nodes lie in one arena of 64-bit words, laid out by the lines of the processor's cache. A switch leads by the class
//! of one attribute to the cases that name this class, and beside it to the rest, which does not look at the attribute; a
//! leaf holds a few hundred cases at most, where they can be told apart, as bits: one row of bits a class, joined with
//! "and". A case that survives is tested by what the way to it did not decide.

#![allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "words of the arena are cut into fields")]

mod arena;
mod code;
mod layout;
mod leaf;
mod search;
mod sketch;
mod sound;
mod table;

pub(crate) use code::NAMED_ATTRIBUTES;
pub(crate) use layout::layout;
pub(crate) use sketch::{By, Entry, Ref, Rows, Sketch, Test, Want};

use crate::region::Formula;
use arena::Arena;

/// Where the classes of a lead come from: prepared, computed beforehand, or lazily.
pub(crate) trait ClassSource {
    /// The class of an attribute, by its place in the graph.
    fn class(&self, attribute: u32) -> u32;

    /// The elements of a list that the graph knows, by their attributes' places, in any order.
    fn elements(&self, list: u32, each: &mut dyn FnMut(u32));
}

/// Told of every node that is looked at; `()` costs nothing.
pub(crate) trait Probe {
    /// A node was looked at.
    fn node(&mut self) {}
    /// A case was tested.
    fn case(&mut self) {}
}

impl Probe for () {}

/// No case.
pub(crate) const NOBODY: u32 = u32::MAX;

/// Cases by the classes of their leads. Made by [`layout`], which proves that every reference is in range.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    arena: Arena,
    root: u32,
    /// Runs of sets that are too large for a word.
    runs: Vec<(u32, u32)>,
    /// Conditions of cases that boxes could not hold.
    residuals: Vec<Formula>,
    nodes: usize,
}

impl Default for Forest {
    fn default() -> Self {
        Self { arena: Arena::default(), root: code::NONE, runs: Vec::new(), residuals: Vec::new(), nodes: 0 }
    }
}

impl Forest {
    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let residuals = self.residuals.len().saturating_mul(size_of::<Formula>());
        self.arena.bytes().saturating_add(self.runs.len().saturating_mul(8)).saturating_add(residuals)
    }

    /// Switches and leaves.
    pub(crate) const fn nodes(&self) -> usize {
        self.nodes
    }
}
