//! What a team's people and its state say, by place: made when a decision first looks at the team, then kept in step with
//! every change, so that no decision goes through all members where a set of places answers.

mod again;
mod capped;
mod in_step;
mod memory;
mod open;
mod order;
mod people;
mod present;
mod verdicts;

pub(crate) use again::Of;
pub(crate) use capped::{Capped, open_items};
pub(crate) use memory::{Column, Memory, behind};
pub(crate) use open::Open;
pub(crate) use people::{Clocks, People};
pub(crate) use present::{Present, Running, Shown};
pub(crate) use verdicts::{Verdict, Weights};

use super::roster::World;
use crate::domain::{One, Rep, Snapshot, TeamId};
use crate::lookup::Lookup;
use crate::model::{Model, Team};
use present::Presents;
use std::sync::{Arc, OnceLock};
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
    /// How its own strategy takes a seat; found out when it is first asked for.
    pub(crate) way: OnceLock<Way>,
}

/// How a strategy takes one of the eligible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Whoever is idle longest.
    Idle,
    /// Whoever has the fewest turns of the period at this place of those counted: all weigh the same.
    Turns(usize),
    /// They are compared key by key.
    Keys,
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
        Self {
            places,
            people,
            memory,
            verdicts: Verdicts::new(world, id, team),
            presents: Presents::default(),
            way: OnceLock::new(),
        }
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
        self.presents.changed(team, &self.people, &self.memory, *place);
        kept
    }

    /// Whoever sits at a place was given a lead.
    fn given(&mut self, model: &Model, team: &Team, place: usize, one: &One<'_>) -> Kept {
        let kept = self.memory.learn(team, place, Some(one.entry));
        self.people.work(model, team, place, one.rep);
        self.memory.work(team, place, one.rep);
        if let Some(last) = one.last {
            self.memory.turn_to(Some(last), team, &self.people.keys, |_| Some(place));
        }
        self.presents.changed(team, &self.people, &self.memory, place);
        kept
    }

    /// The team has taken somebody else.
    pub(crate) fn last_changed(&mut self, snapshot: &Snapshot, team: &Team) {
        let last = snapshot.teams.get(&team.name).and_then(|state| state.last.as_ref());
        self.memory.turn_to(last, team, &self.people.keys, |member| self.places.get(member).copied());
    }

    /// The open work of the rep at a seat has changed.
    fn worked(&mut self, model: &Model, team: &Team, place: usize, rep: &Rep) {
        self.people.work(model, team, place, rep);
        self.memory.work(team, place, rep);
        self.presents.worked(team, &self.people, &self.memory, place);
    }
}
