//! What a host changes by hand in the engine's memory: credits, and state that nobody needs any more.

use super::{Snapshot, TeamState};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Snapshot {
    /// Adds to a member's credit in the periods of these names; the team's number and the version rise, so that a
    /// decision made before is refused.
    pub(crate) fn credit_periods(&mut self, team: &str, rep: &str, periods: &[String], n: i64) {
        if n == 0 || periods.is_empty() {
            return;
        }
        let team = self.teams.entry(team.into()).or_default();
        let entry = team.members.entry(rep.into()).or_default();
        for period in periods {
            let turns = entry.turns.or_default(period.as_str().into());
            turns.credit = turns.credit.saturating_add(n);
        }
        team.seq = team.seq.saturating_add(1);
        self.version = self.version.saturating_add(1);
    }

    /// Removes the state and sticky entries of teams that are not named, and those of members who are neither named nor
    /// reps of this snapshot.
    pub(crate) fn prune_to(&mut self, teams: &BTreeSet<Arc<str>>, nested: &BTreeSet<Arc<str>>) {
        let before = (self.teams.clone(), self.sticky.clone());
        let reps = &self.reps;
        let known = |id: &Arc<str>| {
            nested.contains(id) || reps.binary_search_by(|rep| rep.id.as_bytes().cmp(id.as_bytes())).is_ok()
        };
        self.teams.retain(|name, _| teams.contains(name));
        self.sticky.retain(|name, _| teams.contains(name));
        for state in self.teams.values_mut() {
            state.members.retain(|id, _| known(id));
        }
        for clauses in self.sticky.values_mut() {
            clauses.values_mut().for_each(|entries| entries.retain(|_, entry| known(&entry.rep)));
            clauses.retain(|_, entries| !entries.is_empty());
        }
        self.sticky.retain(|_, clauses| !clauses.is_empty());
        if (&self.teams, &self.sticky) == (&before.0, &before.1) {
            return;
        }
        let changed = |name: &Arc<str>, state: &TeamState, sticky: &super::Sticky| {
            before.0.get(name) != Some(state) || before.1.get(name) != sticky.get(name)
        };
        for (name, state) in &mut self.teams {
            if changed(name, state, &self.sticky) {
                state.seq = state.seq.saturating_add(1);
            }
        }
        self.version = self.version.saturating_add(1);
    }
}
