//! Tests as written.

use super::{Expr, Name, Quoted, TableBody};
use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Test {
    pub title: Quoted,
    /// `todo test`.
    pub todo: bool,
    pub given: Vec<Given>,
    pub expect: Vec<Expect>,
    pub span: Span,
}

/// `test cases "…" { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestCases {
    pub title: Quoted,
    pub todo: bool,
    pub given: Vec<Given>,
    pub table: TableBody,
    pub span: Span,
}

/// `property "…" { for any lead where … expect … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Property {
    pub title: Quoted,
    pub todo: bool,
    pub given: Vec<Given>,
    pub condition: Option<Expr>,
    pub expect: Vec<Expect>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Now(Expr),
    /// `given snapshot "…"`; `given roster` is an older spelling.
    Snapshot(Quoted),
    Lead(Vec<Assign>),
    /// `given rep anna { open lead 14  paused yes }`.
    Rep {
        id: Name,
        facts: Vec<RepFact>,
        span: Span,
    },
    /// `given account { … }`: a row of a record.
    Record {
        record: Name,
        values: Vec<Assign>,
    },
    /// `given attempt 2`, `given route inbound`, `given since …`, `given exclude ["ned"]`.
    Setting {
        name: Name,
        value: Expr,
    },
    Bad,
}

/// `field: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assign {
    pub name: Name,
    pub value: Expr,
}

/// `open lead 14`, `paused yes`, `capacity units 10`, `languages ["de"]`: a word, perhaps a second one, a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepFact {
    pub name: Name,
    pub channel: Option<Name>,
    pub value: Expr,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expect {
    pub negated: bool,
    pub kind: ExpectKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExpectKind {
    Rule(Name),
    /// `path inbound > by_hand > emea`.
    Path(Vec<Name>),
    /// `assigned`.
    Assigned,
    /// `assigned to rep "anna"`, `assigned to team x`, `assigned to queue q`.
    AssignedTo {
        what: Name,
        value: Expr,
    },
    /// `score icp 60..80`.
    Score {
        score: Name,
        value: Expr,
    },
    Sla(Name),
    Tag(Quoted),
    /// `note contains "…"`.
    Note(Quoted),
    /// `outcome held`.
    Outcome(Name),
    /// `explain matches "golden/x.txt"`.
    Explain(Quoted),
    /// Any condition over the lead: `fit is B`.
    Condition(Expr),
    /// Reported already.
    Bad,
}
