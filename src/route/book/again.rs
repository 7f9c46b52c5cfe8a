//! What a member's next lead changes in his team: once it was worked out, the same again until the team changes. A host
//! that asks where leads would go asks often between two changes; one that takes every decision in never does.

use crate::domain::TeamChange;
use jiff::Timestamp;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};

/// The change that was asked for more than once.
#[derive(Debug, Default)]
pub(crate) struct Again {
    asked: AtomicBool,
    known: OnceLock<Known>,
}

/// Of what it is the change.
#[derive(Clone, Copy)]
pub(crate) struct Of<'c> {
    /// Where he sits.
    pub(crate) place: usize,
    pub(crate) turn: bool,
    /// The team's number before.
    pub(crate) seq: u64,
    /// The lead's.
    pub(crate) channel: &'c Arc<str>,
}

/// A change that was worked out.
#[derive(Debug)]
pub(crate) struct Known {
    place: usize,
    turn: bool,
    seq: u64,
    channel: Arc<str>,
    /// When he was last taken before.
    before: Option<Timestamp>,
    change: TeamChange,
}

impl Known {
    /// Writes it as it is at a moment, over whatever stands there.
    pub(crate) fn write(&self, now: Timestamp, change: &mut TeamChange) {
        change.become_like(&self.change);
        if self.turn {
            for member in change.members.values_mut() {
                member.last_assigned_at = Some(now).filter(|_| self.before != Some(now));
            }
        }
    }
}

impl Again {
    /// The change, where it is known.
    #[inline]
    pub(crate) fn known(&self, of: Of<'_>) -> Option<&Known> {
        let known = self.known.get()?;
        let same = known.place == of.place && known.turn == of.turn && known.seq == of.seq;
        Some(known).filter(|_| same && known.channel == *of.channel)
    }

    /// Whether it was asked for before; from now on it was.
    pub(crate) fn is_worth_noting(&self) -> bool {
        self.asked.load(Relaxed) || self.asked.swap(true, Relaxed)
    }

    /// Notes a change of somebody last taken at this moment, where that takes no memory.
    pub(crate) fn note(&self, of: Of<'_>, before: Option<Timestamp>, change: &TeamChange) {
        if change.is_in_place() {
            let Of { place, turn, seq, channel } = of;
            let known = || Known { place, turn, seq, channel: Arc::clone(channel), before, change: change.clone() };
            self.known.get_or_init(known);
        }
    }

    /// The team has changed.
    pub(super) fn forget(&mut self) {
        self.known.take();
        *self.asked.get_mut() = false;
    }
}
