//! Vocabulary and derived values as written.

use super::{Duration, Expr, Name, Quoted};
use crate::text::Span;

/// A field of `lead { }`, `rep { }` or `record x { }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub docs: Vec<String>,
    pub name: Name,
    pub kind: KindName,
    pub options: Vec<FieldOption>,
    pub span: Span,
}

/// A kind as written: `integer`, `money in EUR`, `exact text`, `list of Language`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KindName {
    /// How often `list of` stands before it.
    pub lists: u8,
    /// The word itself; `exact text` is one word here.
    pub name: Name,
    /// `in EUR` of a money kind.
    pub currency: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldOption {
    Optional(Span),
    Default(Expr),
    /// `normalize trim, lowercase`: each with its words joined by one blank (`squash spaces`).
    Normalize(Vec<Name>),
    MissingWhen(Vec<Quoted>),
    Check {
        condition: Expr,
        message: Option<Quoted>,
        or_invalid: bool,
        span: Span,
    },
    /// `from "CRM column"`.
    From(Quoted),
    Private(Span),
    PercentPoints(Span),
    DecimalComma(Span),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enum {
    pub name: Name,
    pub title: Option<Quoted>,
    pub values: Vec<EnumValue>,
}

/// `saas "SaaS" also "Software", "Cloud"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnumValue {
    pub name: Name,
    pub title: Option<Quoted>,
    pub also: Vec<Quoted>,
}

/// `from csv "data/x.csv"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Csv {
    pub path: Quoted,
    /// `column domain`.
    pub column: Option<Name>,
    /// `where region is "DE-BE"`.
    pub filter: Option<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub name: Name,
    pub title: Option<Quoted>,
    pub body: ListBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListBody {
    Csv(Csv),
    Inline(Vec<Expr>),
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub name: Name,
    pub title: Option<Quoted>,
    pub csv: Option<Csv>,
    pub keys: Vec<LookupKey>,
    pub columns: Vec<Field>,
    /// `"941" => emea_mm` lines.
    pub rows: Vec<LookupRow>,
}

/// `key zip: text by prefix`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LookupKey {
    pub name: Name,
    pub kind: KindName,
    pub by_prefix: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LookupRow {
    pub key: Expr,
    /// One cell a column, separated by `|`.
    pub cells: Vec<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Territory {
    pub name: Name,
    pub title: Option<Quoted>,
    pub condition: Expr,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub name: Name,
    pub title: Option<Quoted>,
    pub csv: Option<Csv>,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Derive {
    pub name: Name,
    pub title: Option<Quoted>,
    pub kind: Option<KindName>,
    pub value: Expr,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Classify {
    pub name: Name,
    pub title: Option<Quoted>,
    pub kind: Option<KindName>,
    /// `VALUE when COND` lines.
    pub arms: Vec<(Expr, Expr)>,
    pub otherwise: Option<Expr>,
}

/// `table NAME "Title" first|unique|collect { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub name: Name,
    pub title: Option<Quoted>,
    pub policy: TablePolicy,
    pub csv: Option<Csv>,
    pub body: TableBody,
    /// `else V, …` or `else missing`.
    pub otherwise: Option<Vec<Cell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TablePolicy {
    First,
    Unique,
    Collect,
}

/// Header and rows; of a table from CSV only the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableBody {
    /// Inputs: usually names, any value is allowed.
    pub inputs: Vec<Expr>,
    /// Outputs with their stated kind.
    pub outputs: Vec<(Name, Option<KindName>)>,
    pub rows: Vec<TableRow>,
    /// The header line.
    pub span: Span,
    /// Some line of it could not be read, so that nothing can be said about the whole.
    pub broken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableRow {
    pub inputs: Vec<Cell>,
    pub outputs: Vec<Cell>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub kind: CellKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// `any`; an empty cell of a CSV too.
    Any,
    /// `missing`.
    Missing,
    /// One value or several: `JP, AU`. A range is one of them.
    Values(Vec<Expr>),
    /// `not a, b`.
    Not(Vec<Expr>),
    /// `>= 500`.
    Compare(super::Comparison, Expr),
    /// Reported already.
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Score {
    pub name: Name,
    pub title: Option<Quoted>,
    pub body: ScoreBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScoreBody {
    Card(Vec<ScoreLine>),
    /// `from scorer "propensity"`.
    Scorer(Quoted),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScoreLine {
    StartAt(Expr),
    /// `limit to 0..100`.
    LimitTo(Expr),
    Points(Box<Points>),
    BestOf {
        title: Option<Quoted>,
        lines: Vec<Points>,
        span: Span,
    },
}

/// `add 25 when … because "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Points {
    pub subtract: bool,
    pub points: Expr,
    pub condition: Expr,
    pub because: Option<Quoted>,
    /// `halve every D since F`.
    pub halve: Option<(Duration, Expr)>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grade {
    pub name: Name,
    pub title: Option<Quoted>,
    pub from: Expr,
    pub bands: Vec<Band>,
}

/// `B "Warm": 50..<75`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    pub name: Name,
    pub title: Option<Quoted>,
    /// A range, or a comparison.
    pub test: Cell,
}
