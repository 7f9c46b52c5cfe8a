//! What a decision changes. Absolute for what belongs to the engine, relative for the host's open work.

use super::snapshot::Sticky;
use super::{ByName, Last, Level, Recent, Turns};
use jiff::Timestamp;

/// The changes to store, with the sequence numbers they rest on.
///
/// Apply it with [`super::Snapshot::apply`], which refuses it when one of `reads` has changed since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// What it relied on.
    pub reads: Reads,
    /// New values of exactly the changed fields, by team.
    pub teams: ByName<TeamChange>,
    /// Items to add to a rep's open work: rep → channel → number.
    pub open: ByName<ByName<i64>>,
    /// Entries to set.
    pub(crate) sticky: Sticky,
}

/// Sequence numbers of the teams that were asked and of the chosen rep; 0 for one without state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// By team name.
    pub teams: ByName<u64>,
    /// By rep id.
    pub reps: ByName<u64>,
}

/// Changed fields of a team's state; a field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamChange {
    /// The member now taken.
    pub last: Option<Last>,
    /// All levels that are kept.
    pub levels: Option<ByName<Level>>,
    /// Changed members.
    pub members: ByName<MemberChange>,
}

impl TeamChange {
    /// Becomes another change: each field is written where it stands, since the whole is large.
    pub(crate) fn become_like(&mut self, other: &Self) {
        self.last.clone_from(&other.last);
        self.levels.clone_from(&other.levels);
        let same = self.members.only().zip(other.members.only()).is_some_and(|((own, _), (key, _))| own == key);
        if !same {
            self.members.clear();
        }
        for (key, change) in &other.members {
            self.members.known_or_default(key).become_like(change);
        }
    }

    /// Whether a copy of it takes no memory.
    pub(crate) fn is_in_place(&self) -> bool {
        let levels = self.levels.as_ref().is_none_or(ByName::is_in_place);
        levels && self.members.is_in_place() && self.members.values().all(MemberChange::is_in_place)
    }

    /// Whether it changes nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.last.is_none() && self.levels.is_none() && self.members.is_empty()
    }
}

impl MemberChange {
    fn become_like(&mut self, other: &Self) {
        (self.total, self.joined_at) = (other.total, other.joined_at);
        (self.last_assigned_at, self.last_seq) = (other.last_assigned_at, other.last_seq);
        self.absent_since.clone_from(&other.absent_since);
        self.turns.clone_from(&other.turns);
        self.received.clone_from(&other.received);
        self.recent.clone_from(&other.recent);
    }

    fn is_in_place(&self) -> bool {
        let received =
            |received: &Counters| received.is_in_place() && received.values().all(|counters| counters.is_in_place());
        self.absent_since.as_ref().is_none_or(ByName::is_in_place)
            && self.turns.as_ref().is_none_or(ByName::is_in_place)
            && self.received.as_ref().is_none_or(received)
            && self.recent.is_none()
    }

    /// Whether it changes nothing.
    pub(crate) const fn is_nothing(&self) -> bool {
        let moments = self.joined_at.is_none() && self.last_assigned_at.is_none() && self.last_seq.is_none();
        let counts = self.total.is_none() && self.turns.is_none() && self.received.is_none() && self.recent.is_none();
        moments && counts && self.absent_since.is_none()
    }
}

/// Changed fields of a member; each that is present replaces the whole field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberChange {
    /// See [`super::MemberState::total`].
    pub total: Option<u64>,
    /// See [`super::MemberState::joined_at`].
    pub joined_at: Option<Timestamp>,
    /// See [`super::MemberState::last_assigned_at`].
    pub last_assigned_at: Option<Timestamp>,
    /// See [`super::MemberState::last_seq`].
    pub last_seq: Option<u64>,
    /// See [`super::MemberState::absent_since`].
    pub absent_since: Option<ByName<Level>>,
    /// See [`super::MemberState::turns`].
    pub turns: Option<ByName<Turns>>,
    /// See [`super::MemberState::received`].
    pub received: Option<Counters>,
    /// See [`super::MemberState::recent`].
    pub recent: Option<Vec<Recent>>,
}

/// Receipts by channel and counter.
pub type Counters = ByName<ByName<u64, 2>>;

impl Delta {
    /// Takes everything back but the changes of teams: whoever writes those looks first whether the last ones can stay.
    pub(super) fn begin(&mut self) {
        self.reads.teams.clear();
        self.reads.reps.clear();
        self.open.clear();
        self.sticky.clear();
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.open.is_empty() && self.sticky.is_empty()
    }
}
