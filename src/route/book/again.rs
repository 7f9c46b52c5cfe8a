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

#[derive(Debug)]
struct Known {
    place: usize,
    turn: bool,
    seq: u64,
    channel: Arc<str>,
    /// When he was last taken before.
    before: Option<Timestamp>,
    change: TeamChange,
}

impl Again {
    /// Writes the change at a moment; false where it is not known, and nothing is written then.
    #[inline]
    pub(crate) fn write(&self, of: Of<'_>, now: Timestamp, change: &mut TeamChange) -> bool {
        let Some(known) = self.known.get() else { return false };
        let same = known.place == of.place && known.turn == of.turn && known.seq == of.seq;
        if !same || known.channel != *of.channel {
            return false;
        }
        change.become_like(&known.change);
        if of.turn {
            for member in change.members.values_mut() {
                member.last_assigned_at = Some(now).filter(|_| known.before != Some(now));
            }
        }
        true
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
