//! Who can influence whom: teams that share a rep, and the reps in them, are decided one after another; others side by
//! side.
//!
//! Sticky entries belong to one team each, so teams never share one; a team that takes over the state of another does.

use crate::model::Model;
use crate::route::{Roster, Touched, Who};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The connected groups of teams and reps, each with a lock and a count of its changes.
#[derive(Debug)]
pub(super) struct Groups {
    /// By team.
    team: Vec<usize>,
    /// By the rep's place in the snapshot.
    rep: Vec<usize>,
    locks: Vec<Mutex<()>>,
    changes: Vec<AtomicU64>,
}

/// The locks that are held.
pub(super) type Guards<'a> = Vec<MutexGuard<'a, ()>>;

impl Groups {
    pub(super) fn new(model: &Model, roster: &Roster, reps: usize) -> Self {
        let teams = model.teams.len();
        let mut union = Union((0..teams.saturating_add(reps)).collect());
        for (place, seats) in roster.teams.iter().enumerate() {
            for seat in seats {
                match seat.who {
                    Who::Rep(rep) => union.join(place, teams.saturating_add(rep)),
                    Who::Team(inner, _) => union.join(place, inner.index()),
                    Who::Queue(_) => {}
                }
            }
        }
        for (place, team) in model.teams.iter().enumerate() {
            let former = model.teams.iter().position(|other| Some(&other.name) == team.was.as_ref());
            former.into_iter().for_each(|former| union.join(place, former));
        }
        let roots: Vec<usize> = (0..union.0.len()).map(|node| union.root(node)).collect();
        let mut names = roots.clone();
        names.sort_unstable();
        names.dedup();
        let mut group: Vec<usize> = roots.iter().filter_map(|root| names.binary_search(root).ok()).collect();
        let rep = group.split_off(teams.min(group.len()));
        let locks = names.iter().map(|_| Mutex::new(())).collect();
        let changes = names.iter().map(|_| AtomicU64::new(0)).collect();
        Self { team: group, rep, locks, changes }
    }

    pub(super) const fn count(&self) -> usize {
        self.locks.len()
    }

    /// The groups of what was touched, in ascending order.
    pub(super) fn of(&self, touched: &Touched) -> Vec<usize> {
        let teams = touched.teams.iter().filter_map(|team| self.team.get(team.index()));
        let mut groups: Vec<usize> =
            teams.chain(touched.reps.iter().filter_map(|rep| self.rep.get(*rep))).copied().collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    pub(super) fn of_rep(&self, place: usize) -> Vec<usize> {
        self.rep.get(place).copied().into_iter().collect()
    }

    pub(super) fn of_team(&self, place: usize) -> Vec<usize> {
        self.team.get(place).copied().into_iter().collect()
    }

    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.count()).collect()
    }

    /// Locks groups; always in ascending order, so that two decisions never wait for each other.
    pub(super) fn lock(&self, groups: &[usize]) -> Guards<'_> {
        let locks = groups.iter().filter_map(|group| self.locks.get(*group));
        // What a lock guards is whole at all times: a thread that ended badly left nothing half done.
        locks.map(|lock| lock.lock().unwrap_or_else(PoisonError::into_inner)).collect()
    }

    /// How often each of these groups has changed.
    pub(super) fn changes(&self, groups: &[usize]) -> Vec<u64> {
        let counts = groups.iter().filter_map(|group| self.changes.get(*group));
        counts.map(|count| count.load(Ordering::Acquire)).collect()
    }

    pub(super) fn changed(&self, groups: &[usize]) {
        for count in groups.iter().filter_map(|group| self.changes.get(*group)) {
            count.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Disjoint sets; each node names a node nearer to the root of its set.
struct Union(Vec<usize>);

impl Union {
    fn root(&mut self, mut node: usize) -> usize {
        while let Some(above) = self.0.get(node).copied().filter(|above| *above != node) {
            let higher = self.0.get(above).copied().unwrap_or(above);
            if let Some(entry) = self.0.get_mut(node) {
                *entry = higher;
            }
            node = above;
        }
        node
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(entry) = self.0.get_mut(one.max(other)) {
            *entry = one.min(other);
        }
    }
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::*;
    use crate::{Compiler, Source};

    const POLICY: &str = r#"pointsman 1
lead { id: text }
rep { languages: list of text }
team north { members ["ann", "ben"] }
team south { members ["ben", "cid"] }
team french { members where "fr" in languages }
team german { members where "de" in languages }
team all_of_west { members [team west] distribute by round robin }
team west { members ["dan"] }
queue triage
route inbound { otherwise { assign queue triage } }
"#;

    #[test]
    fn teams_that_share_a_rep_are_one_group() {
        let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap();
        let reps = r#"{"reps":[{"id":"ann"},{"id":"ben"},{"id":"cid"},{"id":"dan"},
            {"id":"eve","languages":["fr"]},{"id":"fay","languages":["de"]},{"id":"gus"}]}"#;
        let live = rules.bind(rules.snapshot_from_json(reps).unwrap());
        let groups = Groups::new(rules.model(), live.roster(), 7);
        assert_eq!(groups.team[0], groups.team[1]);
        assert_eq!(groups.team[4], groups.team[5], "a team and the team inside it");
        assert_ne!(groups.team[0], groups.team[4]);
        assert_ne!(groups.team[2], groups.team[3], "members found by `where` are those of this snapshot");
        assert_eq!(groups.rep[2], groups.team[0]);
        assert_eq!(groups.count(), 5, "north+south, french, german, west, and gus alone");

        let both = reps.replace(r#"["fr"]"#, r#"["fr","de"]"#);
        let live = rules.bind(rules.snapshot_from_json(&both).unwrap());
        let groups = Groups::new(rules.model(), live.roster(), 7);
        assert_eq!(groups.team[2], groups.team[3]);
    }
}
