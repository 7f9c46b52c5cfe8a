//! Vocabulary and derived values.

use super::{Comparison, Cond, Expr, SetItem, Typed};
use crate::domain::{Decimal, EnumId, Kind, Schema, ScorerId, TableId, Value};
use jiff::SignedDuration;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) kind: Kind,
    /// In the order of the policy or the CSV, without repetitions.
    pub(crate) values: Vec<Value>,
}

#[derive(Clone, Debug)]
pub(crate) struct Lookup {
    pub(crate) title: Option<Arc<str>>,
    pub(crate) key_kind: Kind,
    /// The longest key that the asked text begins with wins.
    pub(crate) by_prefix: bool,
    pub(crate) columns: Schema,
    /// Sorted by key: the compared form of a text, else the canonical print of the value. No key twice.
    pub(crate) rows: Vec<LookupRow>,
}

#[derive(Clone, Debug)]
pub(crate) struct LookupRow {
    pub(crate) key: Arc<str>,
    /// One a column.
    pub(crate) values: Vec<Option<Value>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Territory {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) condition: Cond,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) schema: Schema,
    /// Rows from a CSV; `None`: the snapshot's tables or the host's directory hold them.
    pub(crate) rows: Option<Vec<Vec<Option<Value>>>>,
    /// The leads of a batch that were decided before (`dedupe` without `against`): no rows come from elsewhere.
    pub(crate) decided_only: bool,
}

/// A derived value: `derive`, `classify`, or one output column of a `table`.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    /// `segment`; of a table with several outputs `name.column`.
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) typed: Typed,
    pub(crate) body: DerivedBody,
}

#[derive(Clone, Debug)]
pub(crate) enum DerivedBody {
    Value(Expr),
    /// The first arm whose condition is yes.
    Classify {
        arms: Vec<(Expr, Cond)>,
        otherwise: Option<Expr>,
    },
    Table {
        table: TableId,
        output: usize,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) policy: TablePolicy,
    pub(crate) inputs: Vec<Expr>,
    pub(crate) outputs: Vec<TableOutput>,
    pub(crate) rows: Vec<TableRow>,
    /// One an output: what stands where no row fits; missing when nothing is said.
    pub(crate) otherwise: Vec<Option<Value>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TablePolicy {
    /// The top row that fits.
    First,
    /// The rows that fit agree.
    Unique,
    /// The list of all rows that fit, in their order; an empty list when none does and nothing else is said.
    Collect,
}

#[derive(Clone, Debug)]
pub(crate) struct TableOutput {
    pub(crate) name: Arc<str>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) struct TableRow {
    /// One an input.
    pub(crate) tests: Vec<Cell>,
    /// One an output; `None` for `missing`.
    pub(crate) values: Vec<Option<Value>>,
}

/// A row fits when every cell is yes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Missing too.
    Any,
    Missing,
    In(Vec<SetItem>),
    /// Unknown for a missing value.
    NotIn(Vec<SetItem>),
    Compare(Comparison, Value),
}

#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) body: ScoreBody,
    /// Whether a scorer's answer goes into it, directly or through a definition.
    pub(crate) asks: Vec<ScorerId>,
}

#[derive(Clone, Debug)]
pub(crate) enum ScoreBody {
    Card {
        start: Decimal,
        /// Both ends in; the total is clamped once, at the end.
        limit: Option<(Decimal, Decimal)>,
        lines: Vec<CardLine>,
    },
    Scorer(ScorerId),
}

impl Score {
    /// The least and the most that the score can be, in ten thousandths, both ends in; not every score between them need
    /// be possible. `None`: nobody knows what a scorer says.
    pub(crate) fn ends(&self) -> Option<(i128, i128)> {
        let ScoreBody::Card { start, limit, lines } = &self.body else { return None };
        let (mut least, mut most) = (start.scaled(), start.scaled());
        for line in lines {
            // A line that is not given adds nothing; what is halved lies between nothing and all of it.
            let given = match line {
                CardLine::Points(points) => std::slice::from_ref(points),
                CardLine::BestOf { lines, .. } => lines,
            };
            let points = || given.iter().map(|line| line.points.scaled());
            least += points().min().unwrap_or(0).min(0);
            most += points().max().unwrap_or(0).max(0);
        }
        Some(match limit {
            Some((low, high)) => {
                let within = |score: i128| score.max(low.scaled()).min(high.scaled());
                (within(least), within(most))
            }
            None => (least, most),
        })
    }
}

#[derive(Clone, Debug)]
pub(crate) enum CardLine {
    Points(Points),
    /// The largest signed points among the lines that are yes.
    BestOf {
        title: Option<Arc<str>>,
        lines: Vec<Points>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Points {
    /// Negative for `subtract`.
    pub(crate) points: Decimal,
    pub(crate) condition: Cond,
    pub(crate) because: Option<Arc<str>>,
    /// `halve every D since F`.
    pub(crate) halve: Option<(SignedDuration, Expr)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Grade {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) from: Expr,
    /// The number is reckoned from private values: its band may be told, it may not.
    pub(crate) private: bool,
    /// The enum whose values are the bands, in their order.
    pub(crate) values: EnumId,
    /// One a value of the enum.
    pub(crate) bands: Vec<Band>,
}

/// A range of the score; `None` is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    pub(crate) low: Option<Decimal>,
    pub(crate) low_out: bool,
    pub(crate) high: Option<Decimal>,
    pub(crate) high_out: bool,
}
