//! Who may get a lead whatever the lead: known before one comes, and kept in step seat by seat.

use super::{Capped, Memory, People};
use crate::model::Team;
use crate::route::places::Places;
use std::sync::{Arc, OnceLock};

/// Who of a team may get a lead of one channel under the team's own strategy, where nothing else of the lead matters.
#[derive(Debug)]
pub(crate) struct Open {
    channel: Arc<str>,
    /// The channel's place among all.
    number: usize,
    /// Those whom only their work and what they have received can keep from it.
    fit: Places,
    pub(crate) places: Places,
    /// Who of them is taken first, where an order is kept; found when first asked for.
    first: OnceLock<Option<usize>>,
}

/// What a team's people have and have received.
#[derive(Clone, Copy)]
pub(super) struct Load<'b> {
    pub(super) team: &'b Team,
    pub(super) people: &'b People,
    pub(super) memory: &'b Memory,
    /// By cap: the counter that counts now.
    pub(super) counters: &'b [Option<Arc<str>>],
}

impl Open {
    pub(super) fn new((number, channel): (usize, &Arc<str>), fit: Places, load: Load<'_>) -> Self {
        let places = Places::none(load.people.count);
        let mut open = Self { channel: Arc::clone(channel), number, places, fit, first: OnceLock::new() };
        (0..load.people.count).for_each(|place| open.learn(load, place));
        open
    }

    /// Who of them is taken first, by the order that is kept.
    pub(crate) fn first(&self, find: impl FnOnce(&Places) -> Option<usize>) -> Option<usize> {
        *self.first.get_or_init(|| find(&self.places))
    }

    /// Takes in what has become of a seat.
    pub(super) fn learn(&mut self, load: Load<'_>, place: usize) {
        self.first = OnceLock::new();
        let takes = self.fit.contains(place) && self.has_room(load, place);
        self.places.set(place, takes || load.people.queues.contains(place));
    }

    fn has_room(&self, load: Load<'_>, place: usize) -> bool {
        let listed = |list: &[Places]| list.get(self.number).is_some_and(|list| list.contains(place));
        let caps = load.team.caps.iter().zip(&load.memory.caps).zip(load.counters);
        !listed(&load.people.full)
            && !listed(&load.people.reserved)
            && caps.filter(|((cap, _), _)| cap.channel.as_ref().is_none_or(|channel| *channel == self.channel)).all(
                |((_, capped), counter)| match capped {
                    Capped::Per { reached, .. } => {
                        let reached = reached.iter().find(|(name, _)| Some(name) == counter.as_ref());
                        !reached.is_some_and(|(_, places)| places.contains(place))
                    }
                    Capped::AtOnce(reached) => !reached.contains(place),
                    Capped::Rolling(_) => true,
                },
            )
    }
}
