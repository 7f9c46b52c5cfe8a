//! People and promises as written.

use super::{Csv, Duration, Expr, Link, Name, Quoted};
use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hours {
    pub name: Name,
    pub title: Option<Quoted>,
    /// `in "Europe/Berlin"`.
    pub zone: Option<Quoted>,
    pub lines: Vec<HoursLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HoursLine {
    /// `mon..thu, sat 09:00-12:30, 13:30-18:00`.
    Open { days: Vec<DayRange>, blocks: Vec<TimeBlock>, span: Span },
    /// `closed 2026-12-24..2026-12-31`; one day: both ends are equal.
    Closed { from: Expr, to: Expr, span: Span },
    /// `closed on calendar "DE-BE"`.
    ClosedOn(Quoted),
}

/// Weekdays by number, Monday 0; one day: both ends are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DayRange {
    pub from: u8,
    pub to: u8,
    pub span: Span,
}

/// Minutes since midnight, the end up to `24:00` = 1440.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimeBlock {
    pub start: u16,
    pub end: u16,
    pub span: Span,
}

/// `calendar "DE-BE" from csv …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub name: Quoted,
    pub csv: Csv,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Team {
    pub name: Name,
    pub title: Option<Quoted>,
    /// `was old_name`.
    pub was: Option<Name>,
    pub lines: Vec<TeamLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TeamLine {
    MembersWhere(Expr),
    Members(Vec<Member>, Span),
    Hours(Name),
    /// `hours of rep`.
    HoursOfRep(Span),
    Zone(Quoted),
    Cap(Cap),
    Needs {
        condition: Expr,
        first: Option<Duration>,
    },
    NewMembers(NewMembers, Span),
    Absences {
        owed: bool,
        span: Span,
    },
    ReserveFor(Name),
    DistributeBy(Strategy),
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    Rep(Quoted),
    Team { name: Name, weight: Option<Expr> },
    Queue(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewMembers {
    Level,
    AtZero,
    Last,
}

/// `cap lead 15 per day in zone of rep`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cap {
    /// `None` and `lead`: leads of any channel.
    pub channel: Option<Name>,
    pub limit: Expr,
    pub window: CapWindow,
    pub in_zone_of_rep: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CapWindow {
    Per(Period),
    Rolling(Duration),
    AtOnce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Day,
    Week,
    Month,
    Quarter,
    Ever,
}

/// Keys in the order they narrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strategy {
    pub keys: Vec<StrategyKey>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StrategyKey {
    pub kind: StrategyKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StrategyKind {
    RoundRobin,
    LongestIdle,
    InOrder,
    LeastLoaded,
    MostFree,
    Highest(Expr),
    Lowest(Expr),
    StableOn(Expr),
    Evenly {
        period: Option<Period>,
        weight: Option<Expr>,
    },
    BestMatch(Vec<MatchLine>),
    /// Reported already.
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MatchLine {
    Must(Expr),
    Prefer { condition: Expr, weight: Option<Expr> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Queue {
    pub name: Name,
    pub title: Option<Quoted>,
    /// `managed by "ops-lead"`.
    pub managed_by: Option<Quoted>,
    /// `zone "…"`.
    pub zone: Option<Quoted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sla {
    pub name: Name,
    pub title: Option<Quoted>,
    pub lines: Vec<SlaLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SlaLine {
    /// `on clock berlin`.
    OnClock(Name),
    FirstTouch(Duration),
    /// `remind at 60%`: the percentage.
    RemindAt(Expr),
    Escalate {
        after: Duration,
        to: Vec<Link>,
        span: Span,
    },
    Reassign {
        after: Duration,
        to: Vec<Link>,
        span: Span,
    },
    Bad,
}

/// `match account as acct { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub record: Name,
    pub name: Name,
    pub clauses: Vec<MatchClause>,
    /// `prefer open_opportunity, last_activity`.
    pub prefer: Vec<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MatchClause {
    pub by: Name,
    /// `similarity >= 92%`: the percentage.
    pub similarity: Option<Expr>,
    pub condition: Option<Expr>,
    pub span: Span,
}

/// `dedupe against lead_seen { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dedupe {
    pub against: Option<Name>,
    pub clauses: Vec<DedupeClause>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DedupeClause {
    pub condition: Expr,
    /// `seen within 90 days`.
    pub within: Duration,
    pub action: DedupeAction,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DedupeAction {
    Attach,
    Flag,
}
