//! What the benches decide on: policies, snapshots and leads of a given size, with the answers that must come out.

#![allow(dead_code, reason = "each bench uses its part")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a bench stops where it cannot go on")]

pub(crate) mod company;
pub(crate) mod people;
pub(crate) mod rules;

use pointsman::{Compiler, Ruleset, Source};

/// The moment of every decision: a Monday morning.
pub(crate) const NOW: &str = "2026-03-02T09:15:00Z";

/// Compiles a text of ours.
pub(crate) fn compile(text: &str) -> Ruleset {
    match Compiler::new().add(Source::new("bench.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}\n{text}"),
    }
}

/// A generator of its own, so that no other crate's version changes what is measured (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}
