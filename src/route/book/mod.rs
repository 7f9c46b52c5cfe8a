//! What a team's people and its state say, by place: made when a decision first looks at the team, then kept in step with
//! every change, so that no decision goes through all members where a set of places answers.

mod capped;
mod in_step;
mod memory;
mod order;
mod people;
mod present;
mod verdicts;

pub(crate) use capped::{Capped, open_items};
pub(crate) use memory::{Column, Memory, behind};
pub(crate) use people::{Clocks, People};
pub(crate) use present::{Present, Running, Shown};
pub(crate) use verdicts::{Verdict, Weights};

use super::roster::World;
use crate::domain::{Snapshot, TeamId};
use crate::lookup::Lookup;
use crate::model::{Model, Team};
use present::Presents;
use std::sync::Arc;
use verdicts::Verdicts;

/// The book of one team.
#[derive(Debug)]
pub(crate) struct Book {
    /// Seats by their place; behind them the members of the state who have no seat.
    places: Lookup<Arc<str>, usize>,
    pub(crate) people: People,
    pub(crate) memory: Memory,
    pub(crate) verdicts: Verdicts,
    /// How the team stands as time goes on.
    pub(crate) presents: Presents,
}

/// Whether a book could be kept in step, or must be made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    InStep,
    Stale,
}

impl Book {
    pub(crate) fn new(world: World<'_>, id: TeamId, team: &Team) -> Self {
        let seats = world.seats(id);
        let mut places: Lookup<Arc<str>, usize> = Lookup::new();
        for (place, seat) in seats.iter().enumerate() {
            places.insert(Arc::clone(&seat.key), place);
        }
        let mut others = Vec::new();
        for key in world.state(team).iter().flat_map(|state| state.members.keys()) {
            if places.get(&**key).is_none() {
                places.insert(Arc::clone(key), seats.len().saturating_add(others.len()));
                others.push(Arc::clone(key));
            }
        }
        let people = People::new(world, team, seats);
        let memory = Memory::new(world, team, seats, &others, &places);
        Self { places, people, memory, verdicts: Verdicts::new(world, id, team), presents: Presents::default() }
    }

    /// The seat of a rep or a nested team by its key.
    pub(crate) fn seat_of(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied().filter(|place| *place < self.people.count)
    }

    /// A member's entry in the state has changed.
    pub(crate) fn member_changed(&mut self, snapshot: &Snapshot, team: &Team, key: &str) -> Kept {
        let state = snapshot.teams.get(&team.name);
        let (Some(place), Some(state)) = (self.places.get(key), state) else { return Kept::Stale };
        let kept = self.memory.learn(team, *place, state.members.get(key));
        self.presents.settle(team, &self.people, &self.memory);
        kept
    }

    /// The team has taken somebody else.
    pub(crate) fn last_changed(&mut self, snapshot: &Snapshot, team: &Team) {
        let last = snapshot.teams.get(&team.name).and_then(|state| state.last.as_ref());
        self.memory.turn_to(last, team, &self.people.keys, &self.places);
    }

    /// The open work of the rep at a seat has changed.
    pub(crate) fn work_changed(&mut self, model: &Model, snapshot: &Snapshot, team: &Team, place: usize, rep: usize) {
        if let Some(rep) = snapshot.reps.get(rep) {
            self.people.work(model, team, place, rep);
            self.memory.work(team, place, rep);
        }
    }
}
