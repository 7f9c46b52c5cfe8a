//! What the engine remembers of a team between decisions.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The state of one team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamState {
    /// Raised by one with each change that is applied.
    pub seq: u64,
    /// The member last taken, and his place then.
    pub last: Option<Last>,
    /// For forgiven absences: how many turns a member of weight 1 would have had, by period, in billionths.
    pub levels: BTreeMap<Arc<str>, Level>,
    /// By rep id; `team:x` and `queue:x` for nested ones.
    pub members: BTreeMap<Arc<str>, MemberState>,
}

/// The member that a team took last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// A rep id, `team:x` or `queue:x`.
    pub member: Arc<str>,
    /// The 0-based place among the members that the snapshot knew then.
    pub place: u64,
}

/// A level in billionths, printed as a decimal with at most nine digits after the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub(crate) i128);

/// What a team remembers of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberState {
    /// Leads ever received through this team; for reports only.
    pub total: u64,
    /// When the team first saw him.
    pub joined_at: Option<Timestamp>,
    /// When the team last took him.
    pub last_assigned_at: Option<Timestamp>,
    /// The team's `seq` after that turn.
    pub last_seq: Option<u64>,
    /// The level at which his absence began, by period.
    pub absent_since: BTreeMap<Arc<str>, Level>,
    /// Turns by period.
    pub turns: BTreeMap<Arc<str>, Turns>,
    /// Receipts: channel (`lead`: all) → counter → number.
    pub received: BTreeMap<Arc<str>, BTreeMap<Arc<str>, u64>>,
    /// Receipts that rolling caps still need, oldest first.
    pub recent: Vec<Recent>,
}

/// Turns taken in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// Picks.
    pub n: i64,
    /// Added to them when shares are compared; may be negative.
    pub credit: i64,
}

/// One receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// When.
    pub at: Timestamp,
    /// The lead's channel.
    pub channel: Arc<str>,
}
