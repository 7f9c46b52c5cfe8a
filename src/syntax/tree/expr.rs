//! Values and conditions as written. One type for both: which of the two a piece is, is known only after its names are.

use super::{Name, Quoted};
use crate::text::Span;

/// A value or a condition. Large policies hold many of them: what few carry is boxed, so that all stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExprKind {
    /// A bare word or a name in backticks: a field, a definition, an enum value, a country code.
    Name(String),
    /// `"text"`, escapes resolved.
    Text(String),
    /// `450`, `5k`, `1.5M` with the suffix multiplied out: decimal digits, at most one dot, no sign.
    Number(String),
    /// `25%`: the digits before the sign.
    Percent(String),
    /// `yes`, `true`, `no`, `false`.
    Bool(bool),
    /// `2026-12-24`.
    Date(String),
    /// `09:30`.
    Time(String),
    /// `2026-03-02 10:15`, perhaps `in "Europe/Berlin"`.
    LocalTime(Box<LocalTime>),
    /// RFC 3339 with an offset or `Z`.
    Instant(String),
    /// `5 minutes`, `4 business hours`.
    Duration(Box<Duration>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `100..999`, or `50..<75` with the top end out.
    Range {
        low: Box<Expr>,
        high: Box<Expr>,
        top_out: bool,
    },
    /// `a.b`.
    Member {
        of: Box<Expr>,
        name: Box<Name>,
    },
    /// `a[b]`.
    Index {
        of: Box<Expr>,
        key: Box<Expr>,
    },
    /// `f(a, b)`.
    Call(Box<Call>),
    /// `x default v`.
    Default {
        value: Box<Expr>,
        instead: Box<Expr>,
    },
    /// `hour at "Asia/Tokyo"`.
    HourAt(Box<Quoted>),
    /// `-a`.
    Negative(Box<Expr>),
    /// `a + b`.
    Arithmetic {
        operator: Arithmetic,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `a >= b`, `a in b`, `a starts with b`.
    Compare {
        operator: Comparison,
        operator_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `x within last 7 days`.
    WithinLast {
        value: Box<Expr>,
        back: Box<Duration>,
    },
    /// `x is missing`, `x is present`, `acct is ambiguous`.
    State {
        value: Box<Expr>,
        state: State,
        negated: bool,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// `any of { … }`.
    AnyOf(Vec<Expr>),
    /// `all of { … }`.
    AllOf(Vec<Expr>),
    /// `none of { … }`.
    NoneOf(Vec<Expr>),
    /// Something that was reported already; the checker says nothing more about it.
    Bad,
}

/// `2026-03-02 10:15`, perhaps `in "Europe/Berlin"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalTime {
    pub date: String,
    pub time: String,
    pub zone: Option<Quoted>,
}

/// `f(a, b)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub function: Name,
    pub arguments: Vec<Expr>,
}

/// A length of time as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Duration {
    /// Digits, perhaps with a dot.
    pub amount: String,
    /// `business minutes`.
    pub business: bool,
    pub unit: Unit,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
    Weeks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Is,
    IsNot,
    In,
    NotIn,
    AtLeast,
    Above,
    AtMost,
    Below,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    Has,
    HasAnyOf,
    HasAllOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Missing,
    Present,
    Ambiguous,
}
