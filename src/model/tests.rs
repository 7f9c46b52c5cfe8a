//! Tests that live in the policy, resolved and type-checked. A `test cases` is one entry a row.

use super::{Cond, SetItem};
use crate::domain::{FieldId, RecordId, RouteId, ScoreId, Value};
use crate::text::Span;
use jiff::Timestamp;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct TestCase {
    pub(crate) title: Arc<str>,
    /// The file it stands in, as diagnostics name it.
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    /// The 1-based row of `test cases`, with its input cells as written.
    pub(crate) row: Option<(usize, Arc<str>)>,
    pub(crate) todo: bool,
    /// `property`: the leads it speaks of; `None` for a test.
    pub(crate) property: Option<Cond>,
    pub(crate) is_property: bool,
    pub(crate) given: Given,
    pub(crate) expect: Vec<Expect>,
}

#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) now: Timestamp,
    pub(crate) since: Option<Timestamp>,
    pub(crate) attempt: u32,
    pub(crate) exclude: Vec<Arc<str>>,
    pub(crate) route: Option<RouteId>,
    /// A path relative to the policy's folder.
    pub(crate) snapshot: Option<Arc<str>>,
    /// Values as the lead would carry them after reading.
    pub(crate) lead: Vec<(FieldId, Option<Value>)>,
    pub(crate) reps: Vec<GivenRep>,
    /// Rows of records, one value a field.
    pub(crate) records: Vec<(RecordId, Vec<Option<Value>>)>,
}

#[derive(Clone, Debug)]
pub(crate) struct GivenRep {
    pub(crate) id: Arc<str>,
    pub(crate) facts: Vec<GivenFact>,
}

#[derive(Clone, Debug)]
pub(crate) enum GivenFact {
    Active(bool),
    Paused(bool),
    /// Under a channel or `lead`.
    Open(Arc<str>, i64),
    /// `units`, a channel or `lead`.
    Capacity(Arc<str>, i64),
    Field(FieldId, Option<Value>),
}

#[derive(Clone, Debug)]
pub(crate) struct Expect {
    pub(crate) negated: bool,
    pub(crate) kind: ExpectKind,
    /// As written, for the failure text.
    pub(crate) words: Arc<str>,
}

#[derive(Clone, Debug)]
pub(crate) enum ExpectKind {
    /// This and the next three: `None` when the answer is to have none.
    Rule(Option<Arc<str>>),
    /// `any` in a table.
    Anything,
    Path(Vec<Arc<str>>),
    Assigned,
    Rep(Option<Arc<str>>),
    Team(Option<Arc<str>>),
    Queue(Option<Arc<str>>),
    Outcome(Arc<str>),
    Score(ScoreId, SetItem),
    Sla(Arc<str>),
    Tag(Arc<str>),
    NoteContains(Arc<str>),
    Condition(Cond),
    /// A golden explanation, by its path relative to the policy's folder.
    Explain(Arc<str>),
}
