//! What was written: one tree for a file, with the place of everything, comments kept, broken pieces marked.
//!
//! Nothing here knows what a name means; `check` finds that out.

mod expr;
mod items;
mod people;
mod routes;
mod tests;

pub(crate) use expr::{Arithmetic, Call, Comparison, Duration, Expr, ExprKind, LocalTime, State, Unit};
pub(crate) use items::*;
pub(crate) use people::*;
pub(crate) use routes::*;
pub(crate) use tests::*;

use crate::text::{SourceId, Span};

/// One file as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub source: SourceId,
    /// `pointsman 1`: the edition. `None` when the line is missing (reported).
    pub edition: Option<(u32, Span)>,
    /// `module a.b "Title" owner "mail"`.
    pub module: Option<ModuleLine>,
    /// `zone "Europe/Berlin"`.
    pub zone: Option<Quoted>,
    /// `use` lines.
    pub uses: Vec<Use>,
    /// Items in the order of the file.
    pub items: Vec<Item>,
    /// All comments in the order of the file, `#` and `##` alike.
    pub comments: Vec<Comment>,
}

/// A comment with its sign, without the line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub text: String,
    pub span: Span,
}

/// A name as written, backticks removed, in NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub text: String,
    pub span: Span,
}

/// A quoted text, escapes resolved. The span includes the quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted {
    pub text: String,
    pub span: Span,
}

/// `a.b.c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dotted {
    pub parts: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModuleLine {
    pub name: Dotted,
    pub title: Option<Quoted>,
    pub owner: Option<Quoted>,
    pub span: Span,
}

/// `use acme.shared` or `use acme.shared.{Industry, dach}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub module: Dotted,
    /// The names in braces; `None`: everything.
    pub only: Option<Vec<Name>>,
    pub span: Span,
}

/// One top-level item with the `##` lines above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub docs: Vec<String>,
    pub kind: ItemKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// `lead { … }`.
    Lead(Vec<Field>),
    /// `rep { … }`.
    Rep(Vec<Field>),
    Enum(Enum),
    List(List),
    Lookup(Lookup),
    Territory(Territory),
    Record(Record),
    ChannelCosts(Vec<(Name, Expr)>),
    Derive(Derive),
    Classify(Classify),
    Table(Table),
    Score(Score),
    Grade(Grade),
    Hours(Hours),
    Calendar(Calendar),
    Team(Team),
    Queue(Queue),
    Sla(Sla),
    Match(Match),
    Dedupe(Dedupe),
    Route(Route),
    Test(Test),
    TestCases(TestCases),
    Property(Property),
    /// Something that was reported already.
    Bad,
}
