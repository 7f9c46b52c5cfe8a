//! Routes as written.

use super::{Dotted, Duration, Expr, Name, Quoted, Strategy};
use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// `main route`.
    pub main: bool,
    pub name: Name,
    pub title: Option<Quoted>,
    /// `take in order of icp descending then created`.
    pub take: Option<TakeOrder>,
    /// `on invalid { … }`.
    pub on_invalid: Option<Block>,
    pub statements: Vec<Statement>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TakeOrder {
    /// Each key with whether it is `descending`.
    pub keys: Vec<(Expr, bool)>,
    pub span: Span,
}

/// The lines of a rule, a step, an `otherwise`, an `on invalid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub lines: Vec<RuleLine>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    Step(Rule),
    Rule(Rule),
    Branch(Branch),
    Otherwise {
        title: Option<Quoted>,
        block: Block,
        span: Span,
    },
    /// Reported already.
    Bad(Span),
}

/// A rule or a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub docs: Vec<String>,
    pub shadow: bool,
    pub disabled: bool,
    pub name: Name,
    pub title: Option<Quoted>,
    pub block: Block,
    pub span: Span,
}

/// `branch emea "EMEA" when region is emea { … }`, or `… uses acme.emea.leads`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    pub docs: Vec<String>,
    pub disabled: bool,
    pub name: Name,
    pub title: Option<Quoted>,
    /// `when` and `unless` in the head and as first lines inside.
    pub conditions: Vec<RuleLine>,
    pub body: BranchBody,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BranchBody {
    Statements(Vec<Statement>),
    /// `uses acme.emea.leads`.
    Uses(Dotted),
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleLine {
    pub kind: RuleLineKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuleLineKind {
    When(Expr),
    Unless(Expr),
    /// `active 2026-04-01..2026-06-30`; an open end is `None`.
    Active {
        from: Option<Box<Expr>>,
        to: Option<Box<Expr>>,
    },
    Describe(Quoted),
    Decision(Decision),
    Sla(Name),
    Note {
        text: Quoted,
        reveal: bool,
    },
    Tag(Quoted),
    Notify(Box<Notify>),
    /// `set priority = 1`.
    Set {
        name: Name,
        value: Box<Expr>,
    },
    Bad,
}

/// `notify slack "#dach" with "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notify {
    pub channel: Name,
    pub to: Quoted,
    pub with: Option<Quoted>,
    pub reveal: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Assign(Vec<Link>),
    Disqualify { why: Quoted, reveal: bool },
    Nurture { track: Quoted, retry_after: Option<Box<Duration>> },
    AttachTo(Name),
    KeepOwner,
    GoTo(Dotted),
}

/// One link of an assign chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub target: Target,
    pub modifiers: Vec<Modifier>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `team X by S`: X is a name, or a value that gives a team.
    Team {
        team: Expr,
        by: Option<Box<Strategy>>,
    },
    Rep(Expr),
    OwnerOf(Expr),
    /// `manager of E`.
    ManagerOf(Expr),
    ManagerOfAssignee,
    Queue(Name),
    Hold {
        queue: Option<Name>,
        up_to: Option<Box<Duration>>,
    },
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Modifier {
    IfAvailable {
        for_team: Option<Name>,
        span: Span,
    },
    If(Expr),
    Ignoring(Vec<(Ignorable, Span)>),
    WaitUpTo(Duration),
    SameRep {
        key: Expr,
        within: Option<Duration>,
        follow_last: bool,
        span: Span,
    },
    /// `counts for team X`, `counts as turn for team X`.
    Counts {
        as_turn: bool,
        team: Name,
        span: Span,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ignorable {
    Caps,
    Hours,
    Capacity,
    Away,
}
