//! Words that begin at a line of the processor's cache.

use super::code::LINE;
use std::fmt;

/// A list of words whose first lies at a multiple of 64 bytes, so that what is laid out in lines is found in lines.
#[derive(Default)]
pub(super) struct Arena {
    /// What is asked for begins behind a few words that only move it there.
    words: Vec<u64>,
    skipped: usize,
}

impl Arena {
    pub(super) fn of(words: &[u64]) -> Self {
        if words.is_empty() {
            return Self::default();
        }
        let mut all: Vec<u64> = Vec::with_capacity(words.len().saturating_add(LINE));
        let skipped = all.as_ptr().align_offset(LINE.saturating_mul(size_of::<u64>())).min(LINE);
        all.resize(skipped, 0);
        all.extend(words);
        Self { words: all, skipped }
    }

    pub(super) fn words(&self) -> &[u64] {
        self.words.get(self.skipped..).unwrap_or_default()
    }

    pub(super) const fn bytes(&self) -> usize {
        self.words.len().saturating_mul(size_of::<u64>())
    }
}

impl Clone for Arena {
    /// Another place in memory is aligned anew.
    fn clone(&self) -> Self {
        Self::of(self.words())
    }
}

/// Only what was written: where it lies differs from run to run.
impl fmt::Debug for Arena {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_list().entries(self.words()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arena_begins_a_line_wherever_it_goes() {
        let arenas: Vec<Arena> = (1..200).map(|length| Arena::of(&vec![length; 3])).collect();
        for arena in arenas.iter().chain(&arenas.clone()) {
            assert_eq!(arena.words().as_ptr().align_offset(64), 0);
            assert_eq!(arena.words().len(), 3);
        }
        assert_eq!(format!("{:?}", arenas[6]), "[7, 7, 7]");
    }
}
