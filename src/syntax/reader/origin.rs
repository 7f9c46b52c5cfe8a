//! Where a parsed text lies in its source: a mended fragment is longer or shorter than what was written.

use crate::text::{SourceId, Span};

/// Maps places of a parsed text back to the source.
#[derive(Clone, Debug)]
pub(in crate::syntax) struct Origin {
    source: SourceId,
    /// From this place of the parsed text on, this much is added.
    steps: Vec<(usize, i64)>,
    /// Bytes of the source; no span goes beyond.
    end: usize,
}

impl Origin {
    /// A text that begins at byte `start` of its source, which has `end` bytes.
    pub(in crate::syntax) fn new(source: SourceId, start: usize, end: usize) -> Self {
        Self { source, steps: vec![(0, i64::try_from(start).unwrap_or(0))], end }
    }

    pub(in crate::syntax) fn source(&self) -> SourceId {
        self.source
    }

    fn place(&self, at: usize) -> u32 {
        let delta = self.steps.iter().rev().find(|(from, _)| *from <= at).map_or(0, |(_, delta)| *delta);
        let place = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(delta).max(0);
        u32::try_from(place).unwrap_or(u32::MAX).min(u32::try_from(self.end).unwrap_or(u32::MAX))
    }

    pub(in crate::syntax) fn span(&self, start: usize, end: usize) -> Span {
        let from = self.place(start);
        Span::new(self.source, from, self.place(end).max(from))
    }

    /// The map of the piece that begins at `at`.
    pub(in crate::syntax) fn piece(&self, at: usize) -> Self {
        let here = self.steps.iter().rev().find(|(from, _)| *from <= at).map_or(0, |(_, delta)| *delta);
        let shift = i64::try_from(at).unwrap_or(0);
        let mut steps = vec![(0, here.saturating_add(shift))];
        for (from, delta) in self.steps.iter().filter(|(from, _)| *from > at) {
            steps.push((from.saturating_sub(at), delta.saturating_add(shift)));
        }
        Self { source: self.source, steps, end: self.end }
    }

    /// Notes that `old` bytes at `at` became `new` bytes.
    pub(in crate::syntax) fn replaced(&mut self, at: usize, old: usize, new: usize) {
        let grown = i64::try_from(new).unwrap_or(0).saturating_sub(i64::try_from(old).unwrap_or(0));
        let before = self.steps.iter().rev().find(|(from, _)| *from <= at).map_or(0, |(_, delta)| *delta);
        for (from, delta) in self.steps.iter_mut().filter(|(from, _)| *from > at) {
            *from = from.saturating_add(new).saturating_sub(old);
            *delta = delta.saturating_sub(grown);
        }
        let place = self.steps.iter().take_while(|(from, _)| *from <= at).count();
        self.steps.insert(place, (at.saturating_add(new), before.saturating_sub(grown)));
        self.steps.sort_by_key(|(from, _)| *from);
    }
}
