//! What a host changes besides decisions: open work, people, credits. Each is in the journal before it counts.

use super::dispatcher::World;
use super::{DispatchError, Dispatcher, Journal, JournalEntry};
use crate::domain::Rep;
use crate::text::composed;
use jiff::Timestamp;
use std::sync::Arc;

impl<J: Journal> Dispatcher<J> {
    /// One item of a rep's open work has ended: of this channel, `lead` being that of no particular one.
    ///
    /// # Errors
    ///
    /// When the snapshot has no such rep, or the journal refuses.
    pub fn close(&self, rep: &str, channel: &str) -> Result<(), DispatchError> {
        self.open(rep, channel, |open| open.saturating_sub(1).max(0))
    }

    /// Sets how many items of a channel a rep has open.
    ///
    /// # Errors
    ///
    /// As [`Dispatcher::close`].
    pub fn set_open(&self, rep: &str, channel: &str, items: i64) -> Result<(), DispatchError> {
        self.open(rep, channel, |_| items.max(0))
    }

    fn open(&self, rep: &str, channel: &str, change: impl Fn(i64) -> i64) -> Result<(), DispatchError> {
        let (rep, channel) = (&*composed(rep), &*composed(channel));
        let unknown = || DispatchError::UnknownRep(rep.into());
        loop {
            let (groups, place) = {
                let world = self.read();
                (Arc::clone(&world.groups), world.live.snapshot().place_of(rep).ok_or_else(unknown)?)
            };
            let wanted = groups.of_rep(place);
            let guards = groups.lock(&wanted);
            let before = {
                let world = self.read();
                if !Arc::ptr_eq(&world.groups, &groups) {
                    continue;
                }
                let rep = world.live.snapshot().rep(rep).ok_or_else(unknown)?;
                rep.open.get(channel).copied().unwrap_or_default()
            };
            let items = change(before);
            self.append(&JournalEntry::Open { rep: rep.into(), channel: channel.into(), items })?;
            self.write().live.set_open(rep, channel, items);
            groups.changed(&wanted);
            drop(guards);
            return Ok(());
        }
    }

    /// Describes a rep anew, or adds one: his open work and what the engine counts stay. Waits until no decision is
    /// under way, since teams may have other members then.
    ///
    /// # Errors
    ///
    /// When the journal refuses.
    pub fn update_rep(&self, rep: Rep) -> Result<(), DispatchError> {
        let rep = Arc::new(rep);
        self.exclusively(|world| {
            self.append(&JournalEntry::Rep(Arc::clone(&rep)))?;
            put(world, Arc::unwrap_or_clone(rep));
            Ok(())
        })
    }

    /// Gives a member of a team turns that he did not take, or takes some back: see [`crate::Ruleset::credit`]. The
    /// team's last decision can no longer be taken back.
    ///
    /// # Errors
    ///
    /// When there is nothing to credit, or the journal refuses.
    pub fn credit(&self, team: &str, rep: &str, of: Timestamp, n: i64) -> Result<(), DispatchError> {
        let (team, rep) = (crate::text::name(team), &*composed(rep));
        self.exclusively(|world| {
            if world.live.snapshot().rep(rep).is_none() {
                return Err(DispatchError::UnknownRep(rep.into()));
            }
            if !world.live.ruleset().can_credit(&team, of) {
                return Err(DispatchError::NothingToCredit(Arc::clone(&team)));
            }
            self.append(&JournalEntry::Credit { team: Arc::clone(&team), rep: rep.into(), of, n })?;
            world.live.credit(&team, rep, of, n);
            world.groups.changed(&world.groups.all());
            self.answers.settle(&team);
            Ok(())
        })
    }

    pub(super) fn put_rep(&self, rep: Rep) {
        put(&mut self.write(), rep);
    }
}

fn put(world: &mut World, rep: Rep) {
    world.live.update_rep(rep);
    world.groups = World::groups_of(&world.live);
}
