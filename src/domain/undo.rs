//! What a decision's changes replaced, so that they can be taken back.

use super::{ByName, Delta, Last, Level, MemberState, Snapshot, StickyEntry, TeamState};
use std::sync::Arc;

/// What stood where a decision's changes now stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Undo {
    teams: Vec<(Arc<str>, TeamBefore)>,
    sticky: Vec<(StickyPlace, Option<StickyEntry>)>,
    open: ByName<ByName<i64>>,
}

/// Team, clause, value.
type StickyPlace = (Arc<str>, Arc<str>, Arc<str>);

/// The fields of a team that were changed; `None`: not changed.
#[derive(Clone, Debug, Default)]
struct TeamBefore {
    last: Option<Option<Last>>,
    levels: Option<ByName<Level>>,
    members: Vec<(Arc<str>, Option<MemberState>)>,
}

impl Undo {
    /// The teams whose state was changed, their sticky entries included.
    pub(crate) fn teams(&self) -> impl Iterator<Item = &Arc<str>> {
        self.teams.iter().map(|(name, _)| name).chain(self.sticky.iter().map(|((name, ..), _)| name))
    }
}

impl Undo {
    /// The reps whose open work was changed.
    pub(crate) fn reps(&self) -> impl Iterator<Item = &Arc<str>> {
        self.open.keys()
    }
}

impl Snapshot {
    /// What these changes will replace.
    pub(crate) fn before(&self, delta: &Delta) -> Undo {
        let nothing = TeamState::default();
        let mut undo = Undo { open: delta.open.clone(), ..Undo::default() };
        for (name, change) in &delta.teams {
            let team = self.teams.get(name).unwrap_or(&nothing);
            let members = change.members.keys().map(|key| (Arc::clone(key), team.members.get(key).cloned()));
            let before = TeamBefore {
                last: change.last.is_some().then(|| team.last.clone()),
                levels: change.levels.is_some().then(|| team.levels.clone()),
                members: members.collect(),
            };
            undo.teams.push((Arc::clone(name), before));
        }
        for (team, clauses) in &delta.sticky {
            let known = self.sticky.get(team);
            for (clause, entries) in clauses {
                let known = known.and_then(|clauses| clauses.get(clause));
                for key in entries.keys() {
                    let entry = known.and_then(|entries| entries.get(key)).cloned();
                    undo.sticky.push(((Arc::clone(team), Arc::clone(clause), Arc::clone(key)), entry));
                }
            }
        }
        undo
    }

    /// Takes a decision's changes back. The numbers of its teams and rep do not fall but rise, so that a decision made
    /// in between is refused.
    pub(crate) fn take_back(&mut self, undo: &Undo) {
        for (name, before) in &undo.teams {
            let team = self.teams.entry(Arc::clone(name)).or_default();
            if let Some(last) = &before.last {
                team.last.clone_from(last);
            }
            if let Some(levels) = &before.levels {
                team.levels.clone_from(levels);
            }
            for (key, member) in &before.members {
                match member {
                    Some(member) => team.members.insert(Arc::clone(key), member.clone()),
                    None => team.members.remove(key),
                };
            }
        }
        for ((team, clause, key), entry) in &undo.sticky {
            let entries = self.sticky.entry(Arc::clone(team)).or_default().entry(Arc::clone(clause)).or_default();
            match entry {
                Some(entry) => entries.insert(Arc::clone(key), entry.clone()),
                None => entries.remove(key),
            };
        }
        let names: std::collections::BTreeSet<&Arc<str>> = undo.teams().collect();
        for name in names {
            let team = self.teams.entry(Arc::clone(name)).or_default();
            team.seq = team.seq.saturating_add(1);
        }
        for (id, channels) in &undo.open {
            let Some(rep) = self.rep_mut(id) else { continue };
            for (channel, items) in channels {
                let open = rep.open.entry(Arc::clone(channel)).or_default();
                // Work that the host has closed meanwhile is not taken away twice.
                *open = open.saturating_sub(*items).max(0);
            }
            rep.seq = rep.seq.saturating_add(1);
        }
        self.version = self.version.saturating_add(1);
    }
}
