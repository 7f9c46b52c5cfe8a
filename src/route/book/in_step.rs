//! Keeping books in step with the snapshot: what a change names is taken in, and nothing else is looked at.

use super::{Book, Kept};
use crate::domain::{Delta, Snapshot, Stale};
use crate::model::Model;
use crate::route::roster::{Roster, Who};
use std::sync::{Arc, OnceLock};

impl Roster {
    /// Takes a decision's changes into the snapshot, and into the books what they name; nothing else is looked at.
    pub(crate) fn apply(&mut self, model: &Model, snapshot: &mut Snapshot, delta: &Delta) -> Result<(), Stale> {
        if self.apply_one(model, snapshot, delta).is_none() {
            snapshot.apply(delta)?;
            self.applied(model, snapshot, delta);
        }
        Ok(())
    }

    /// The same where one member of one team was given something, as nearly always: nobody is looked for by name but he.
    /// `None`: nothing was done.
    fn apply_one(&mut self, model: &Model, snapshot: &mut Snapshot, delta: &Delta) -> Option<()> {
        let (name, change) = delta.teams.only()?;
        let [id] = self.users.get(&**name)?[..] else { return None };
        let team = model.teams.get(id.index()).filter(|team| team.name == *name)?;
        let book = self.books.get_mut(id.index())?.get_mut().filter(|book| book.memory.own)?;
        let place = book.seat_of(change.members.only()?.0)?;
        let Who::Rep(rep) = self.teams.get(id.index())?.get(place)?.who else { return None };
        let one = snapshot.apply_one(delta, rep)?;
        if book.given(model, team, place, &one) == Kept::Stale {
            *self.books.get_mut(id.index())? = OnceLock::new();
        }
        for (other, place) in self.seats_of.get(rep).into_iter().flatten().filter(|(other, _)| *other != id) {
            if let Some(book) = self.books.get_mut(other.index()).and_then(OnceLock::get_mut)
                && let Some(team) = model.teams.get(other.index())
            {
                book.worked(model, team, *place, one.rep);
            }
        }
        Some(())
    }

    /// A decision's changes are in the snapshot: what they name is taken in, and nothing else is looked at.
    fn applied(&mut self, model: &Model, snapshot: &Snapshot, delta: &Delta) {
        for (name, change) in &delta.teams {
            let Some(users) = self.users.get(&**name) else { continue };
            for id in users {
                let Some(team) = model.teams.get(id.index()) else { continue };
                let Some(slot) = self.books.get_mut(id.index()) else { continue };
                let Some(book) = slot.get_mut() else { continue };
                let own = team.name == *name && book.memory.own;
                let in_step = |key: &Arc<str>| book.member_changed(snapshot, team, key) == Kept::InStep;
                if !own || !change.members.keys().all(in_step) {
                    *slot = OnceLock::new();
                } else if change.last.is_some() {
                    book.last_changed(snapshot, team);
                }
            }
        }
        for name in delta.sticky.keys().filter(|name| !delta.teams.contains_key(*name)) {
            // Its number may have brought a state under the team's own name into being.
            self.forget_state(name, |book| !book.memory.own);
        }
        delta.open.keys().for_each(|rep| self.work_changed(model, snapshot, rep));
    }

    /// A team's state was changed by hand or taken back: its book is made anew when it is next asked for.
    pub(crate) fn state_changed(&mut self, name: &str) {
        self.forget_state(name, |_| true);
    }

    fn forget_state(&mut self, name: &str, stale: impl Fn(&Book) -> bool) {
        for id in self.users.get(name).into_iter().flatten() {
            if let Some(slot) = self.books.get_mut(id.index())
                && slot.get().is_some_and(&stale)
            {
                *slot = OnceLock::new();
            }
        }
    }

    /// All state was changed.
    pub(crate) fn all_changed(&mut self) {
        self.books.iter_mut().for_each(|slot| *slot = OnceLock::new());
    }

    /// A rep was paused, or is back.
    pub(crate) fn paused_changed(&mut self, snapshot: &Snapshot, rep: &str) {
        let Some(rep) = snapshot.place_of(rep) else { return };
        let paused = snapshot.reps.get(rep).is_some_and(|rep| rep.paused);
        for (id, place) in self.seats_of.get(rep).into_iter().flatten() {
            if let Some(book) = self.books.get_mut(id.index()).and_then(OnceLock::get_mut) {
                book.people.paused.set(*place, paused);
            }
        }
        // Teams around his may be all absent now.
        self.books.iter_mut().filter_map(OnceLock::get_mut).for_each(|book| book.presents.forget());
    }

    /// Swaps the books for others, so that a test can decide on books made anew; an empty list makes them so.
    #[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
    pub(crate) fn swap_books(&mut self, books: Vec<OnceLock<Book>>) -> Vec<OnceLock<Book>> {
        let wanted = self.books.len();
        let anew = books.into_iter().chain(std::iter::repeat_with(OnceLock::new)).take(wanted).collect();
        std::mem::replace(&mut self.books, anew)
    }

    /// A rep's open work was changed.
    pub(crate) fn work_changed(&mut self, model: &Model, snapshot: &Snapshot, rep: &str) {
        let Some(place) = snapshot.place_of(rep) else { return };
        let Some(rep) = snapshot.reps.get(place) else { return };
        for (id, seat) in self.seats_of.get(place).into_iter().flatten() {
            if let Some(book) = self.books.get_mut(id.index()).and_then(OnceLock::get_mut)
                && let Some(team) = model.teams.get(id.index())
            {
                book.worked(model, team, *seat, rep);
            }
        }
    }
}
