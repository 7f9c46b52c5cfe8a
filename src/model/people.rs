//! Teams, strategies, chains, promises, matching.

use super::{Cond, Expr};
use crate::calendar::{Period, Zone};
use crate::domain::{Decimal, FieldId, HoursId, QueueId, RecordId, TeamId};
use jiff::SignedDuration;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct Team {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    /// The name whose state is taken over.
    pub(crate) was: Option<Arc<str>>,
    pub(crate) members: Members,
    pub(crate) hours: TeamHours,
    /// Its own zone, else that of its hours, else the module's.
    pub(crate) zone: Zone,
    pub(crate) caps: Vec<Cap>,
    pub(crate) needs: Vec<Need>,
    pub(crate) new_members: NewMembers,
    /// `absences owed`: no credit for turns missed while absent.
    pub(crate) absences_owed: bool,
    /// `reserve for CH`.
    pub(crate) reserve: Vec<Arc<str>>,
    /// `distribute by`; longest idle where nothing is said.
    pub(crate) strategy: Strategy,
}

#[derive(Clone, Debug)]
pub(crate) enum Members {
    /// Reps for whom this is yes, ordered by id.
    Where(Cond),
    /// In the order of the policy.
    Named(Vec<Member>),
}

#[derive(Clone, Debug)]
pub(crate) enum Member {
    Rep(Arc<str>),
    Team { team: TeamId, weight: Decimal },
    Queue(QueueId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TeamHours {
    Always,
    Item(HoursId),
    /// `hours of rep`.
    OfRep,
}

#[derive(Clone, Debug)]
pub(crate) struct Cap {
    /// `None`: leads of any channel.
    pub(crate) channel: Option<Arc<str>>,
    pub(crate) limit: i64,
    pub(crate) window: CapWindow,
    pub(crate) in_zone_of_rep: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CapWindow {
    Per(Period),
    Rolling(SignedDuration),
    AtOnce,
}

impl CapWindow {
    /// The calendar period it counts in.
    pub(crate) const fn period(&self) -> Option<Period> {
        match self {
            Self::Per(period) => Some(*period),
            Self::Rolling(_) | Self::AtOnce => None,
        }
    }
}

/// `needs C [for the first D]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Need {
    pub(crate) condition: Cond,
    pub(crate) first: Option<SignedDuration>,
    /// The condition in the author's words, for `relaxed`.
    pub(crate) words: Arc<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "the words of the language")]
pub(crate) enum NewMembers {
    StartLevel,
    StartAtZero,
    StartLast,
}

/// Keys in the order they narrow; longest idle and member order follow by themselves. Empty: longest idle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Strategy {
    pub(crate) keys: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    RoundRobin,
    LongestIdle,
    InOrder,
    LeastLoaded,
    MostFree,
    Highest(Expr),
    Lowest(Expr),
    StableOn(Expr),
    Evenly { period: Period, weight: Option<Expr> },
    BestMatch { musts: Vec<Need>, prefers: Vec<(Cond, i64)> },
}

#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
}

/// `assign L1 else L2 …`.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) links: Vec<Link>,
}

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) target: Target,
    /// `if COND`.
    pub(crate) condition: Option<Box<Cond>>,
    pub(crate) available: Available,
    pub(crate) ignoring: Ignoring,
    /// `wait up to D`.
    pub(crate) wait: Option<SignedDuration>,
    pub(crate) same_rep: Option<Box<SameRep>>,
    pub(crate) counts: Option<Counts>,
    /// The link in the author's words, for explanations.
    pub(crate) words: Arc<str>,
}

#[derive(Clone, Debug)]
pub(crate) enum Target {
    Team {
        team: TeamRef,
        by: Option<Strategy>,
    },
    /// `rep E`, `owner of E`: a value that gives a rep.
    Rep(Expr),
    /// The `manager` of the rep that the value gives.
    ManagerOf(Expr),
    /// Only in promises.
    ManagerOfAssignee,
    Queue(QueueId),
    Hold {
        queue: Option<QueueId>,
        up_to: Option<SignedDuration>,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum TeamRef {
    Team(TeamId),
    /// A value of kind team; missing: nobody.
    Value(Expr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Available {
    /// Nothing is asked beyond known, active, not excluded.
    NotAsked,
    /// `if available`.
    Asked,
    /// `if available for team X`.
    ForTeam(TeamId),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ignoring {
    pub(crate) caps: bool,
    pub(crate) hours: bool,
    pub(crate) capacity: bool,
    pub(crate) away: bool,
}

/// `same rep for E [within D] [follow last]`.
#[derive(Clone, Debug)]
pub(crate) struct SameRep {
    pub(crate) key: Expr,
    /// The key's canonical print: the name of the clause in the state.
    pub(crate) name: Arc<str>,
    pub(crate) within: SignedDuration,
    pub(crate) follow_last: bool,
    /// The key comes from private values and is stored as a hash.
    pub(crate) hashed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) team: TeamId,
    pub(crate) as_turn: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Sla {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    /// `on clock HOURS`; else the hours of the deciding team.
    pub(crate) clock: Option<HoursId>,
    pub(crate) first_touch: Option<Length>,
    /// Shares of the first touch.
    pub(crate) reminders: Vec<Decimal>,
    pub(crate) steps: Vec<SlaStep>,
}

#[derive(Clone, Debug)]
pub(crate) struct SlaStep {
    pub(crate) after: Length,
    /// Else escalate.
    pub(crate) reassign: bool,
    pub(crate) to: Chain,
}

/// A length of time of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Clock(SignedDuration),
    Business(SignedDuration),
    BusinessDays(u32),
}

#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub(crate) record: RecordId,
    pub(crate) name: Arc<str>,
    pub(crate) clauses: Vec<MatchClause>,
    pub(crate) prefer: Vec<FieldId>,
}

#[derive(Clone, Debug)]
pub(crate) struct MatchClause {
    /// The lead's side.
    pub(crate) value: Expr,
    /// The record's side.
    pub(crate) field: FieldId,
    /// `similarity >= P`, a share of one; else equality.
    pub(crate) similarity: Option<Decimal>,
    pub(crate) condition: Option<Cond>,
}

#[derive(Clone, Debug)]
pub(crate) struct Dedupe {
    pub(crate) against: Option<RecordId>,
    /// The record's `datetime` field `seen` (or its only one).
    pub(crate) seen: Option<FieldId>,
    /// The record's `rep` field, the earlier rep.
    pub(crate) rep: Option<FieldId>,
    pub(crate) clauses: Vec<DedupeClause>,
}

#[derive(Clone, Debug)]
pub(crate) struct DedupeClause {
    /// Over the lead and, as `Expr::RowField`, the earlier one.
    pub(crate) condition: Cond,
    pub(crate) within: SignedDuration,
    /// Else flag.
    pub(crate) attach: bool,
}

impl Link {
    /// The value that says which team or rep it is, where that depends on the lead.
    pub(crate) const fn named(&self) -> Option<&Expr> {
        match &self.target {
            Target::Team { team: TeamRef::Value(value), .. } | Target::Rep(value) | Target::ManagerOf(value) => {
                Some(value)
            }
            _ => None,
        }
    }
}
