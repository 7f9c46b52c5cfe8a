//! Taking a decision's changes into a snapshot, unless something it relied on has changed since.

use super::{ByName, Delta, Last, MemberChange, MemberState, Rep, Snapshot, TeamChange, TeamState};
use std::sync::Arc;

/// Why changes were refused: what the decision relied on is no longer so. Decide again on the present snapshot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot has changed since the decision: {}", what.join(", "))]
pub struct Stale {
    /// Each as `team x: 3, now 4` or `rep y: 1, now 2`.
    pub what: Vec<String>,
}

impl Snapshot {
    /// Takes the changes in. A change raises the version by one, the number of each team with changed state, and that of
    /// each rep who got work.
    ///
    /// # Errors
    ///
    /// [`Stale`] when a team or rep that the decision relied on has changed; nothing is changed then.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), Stale> {
        let what = self.stale(delta);
        if !what.is_empty() {
            return Err(Stale { what });
        }
        if delta.is_empty() {
            return Ok(());
        }
        for (name, change) in &delta.teams {
            change_team(self.teams.entry(Arc::clone(name)).or_default(), change);
        }
        for (team, clauses) in &delta.sticky {
            for (clause, entries) in clauses {
                let known = self.sticky.entry(Arc::clone(team)).or_default().entry(Arc::clone(clause)).or_default();
                known.extend(entries.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
            }
        }
        // A sticky entry is state of its team too.
        for name in delta.teams.keys().chain(delta.sticky.keys().filter(|name| !delta.teams.contains_key(*name))) {
            let team = self.teams.entry(Arc::clone(name)).or_default();
            // State taken over from a former name goes on counting from there.
            let then = delta.reads.teams.get(name).copied().unwrap_or_default();
            team.seq = team.seq.max(then).saturating_add(1);
        }
        for (id, channels) in &delta.open {
            let Some(rep) = self.rep_mut(id) else { continue };
            give_work(rep, channels);
        }
        self.version = self.version.saturating_add(1);
        Ok(())
    }

    /// Takes in what one member of a team was given, who stands at this place among the reps, and tells what he and the
    /// team have become. `None`: nothing was changed, since something else was relied on, or is not as it was.
    pub(crate) fn apply_one<'s>(&'s mut self, delta: &Delta, place: usize) -> Option<One<'s>> {
        let ((name, change), (asked, then)) = delta.teams.only().zip(delta.reads.teams.only())?;
        let (key, member) = change.members.only()?;
        let ((taker, seq), (id, channels)) = delta.reads.reps.only().zip(delta.open.only())?;
        let rep = self.reps.get_mut(place)?;
        let same = asked == name && taker == key && id == key && rep.id == *key && rep.seq == *seq;
        let team = self.teams.get_mut(name).filter(|team| same && team.seq == *then && delta.sticky.is_empty())?;
        let entry = team.members.get_mut(key)?;
        change_member(entry, member);
        if let Some(last) = &change.last {
            team.last = Some(last.clone());
        }
        if let Some(levels) = &change.levels {
            team.levels.clone_from(levels);
        }
        team.seq = team.seq.saturating_add(1);
        give_work(rep, channels);
        self.version = self.version.saturating_add(1);
        Some(One { entry, rep, last: team.last.as_ref().filter(|_| change.last.is_some()) })
    }

    fn stale(&self, delta: &Delta) -> Vec<String> {
        let mut what = Vec::new();
        for (name, then) in &delta.reads.teams {
            let now = self.teams.get(name).map_or(0, |team| team.seq);
            // State under a former name is read by that name's number until it is taken over.
            if now != *then && self.teams.contains_key(name) {
                what.push(format!("team {name}: {then}, now {now}"));
            }
        }
        for (id, then) in &delta.reads.reps {
            let now = self.rep(id).map_or(0, |rep| rep.seq);
            if now != *then {
                what.push(format!("rep {id}: {then}, now {now}"));
            }
        }
        what
    }
}

/// One member of a team after a change.
pub(crate) struct One<'s> {
    pub(crate) entry: &'s MemberState,
    pub(crate) rep: &'s Rep,
    /// Whoever the team took last, where that has changed.
    pub(crate) last: Option<&'s Last>,
}

fn give_work(rep: &mut Rep, channels: &ByName<i64>) {
    for (channel, items) in channels {
        match rep.open.get_mut(channel) {
            Some(open) => *open = open.saturating_add(*items),
            None => {
                rep.open.insert(Arc::clone(channel), *items);
            }
        }
    }
    rep.seq = rep.seq.saturating_add(1);
}

fn change_team(team: &mut TeamState, change: &TeamChange) {
    if let Some(last) = &change.last {
        team.last = Some(last.clone());
    }
    if let Some(levels) = &change.levels {
        team.levels.clone_from(levels);
    }
    for (key, member) in &change.members {
        change_member(team.members.entry(Arc::clone(key)).or_default(), member);
    }
}

fn change_member(member: &mut MemberState, change: &MemberChange) {
    if let Some(total) = change.total {
        member.total = total;
    }
    member.joined_at = change.joined_at.or(member.joined_at);
    member.last_assigned_at = change.last_assigned_at.or(member.last_assigned_at);
    member.last_seq = change.last_seq.or(member.last_seq);
    if let Some(absent_since) = &change.absent_since {
        member.absent_since.clone_from(absent_since);
    }
    if let Some(turns) = &change.turns {
        member.turns.clone_from(turns);
    }
    if let Some(received) = &change.received {
        member.received.clone_from(received);
    }
    if let Some(recent) = &change.recent {
        member.recent.clone_from(recent);
    }
}
