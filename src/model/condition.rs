//! Values to compute and conditions to judge. A value may be missing; a condition may be unknown (Kleene).

use crate::calendar::Zone;
use crate::domain::{
    DerivedId, FieldId, GradeId, Kind, ListId, LookupId, MatchId, RegexId, ScoreId, TerritoryId, Value,
};
use jiff::SignedDuration;

/// A value to compute; missing where anything it needs is missing, but for [`Expr::Default`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Literal(Value),
    /// A field of the lead.
    Field(FieldId),
    /// A field that the policy declares for reps, of the rep at hand.
    RepField(FieldId),
    /// The id of the rep at hand.
    RepId,
    Derived(DerivedId),
    Score(ScoreId),
    Grade(GradeId),
    /// `X[key].column`; a lookup of one column may leave the column out.
    Lookup {
        lookup: LookupId,
        key: Box<Expr>,
        column: usize,
    },
    /// `acct.type`: a field of the matched row; missing when there is none or several.
    Matched {
        matched: MatchId,
        field: FieldId,
    },
    /// A field of the candidate row, inside a `match` or `dedupe` clause (`acct.x`, `other.x`).
    RowField(FieldId),
    Now,
    /// The day at `now` in a zone.
    Today(Zone),
    /// The weekday's name (`mon` … `sun`) at `now` in a zone, as text.
    Weekday(Zone),
    /// 0..=23 at `now` in a zone.
    Hour(Zone),
    Attempt,
    /// How long the lead has waited.
    Waiting,
    /// The name of the lead's channel; `lead` where the schema has none.
    Channel,
    /// The first that is present.
    Default(Box<Expr>, Box<Expr>),
    /// `domain_of(email)`.
    DomainOf(Box<Expr>),
    /// Whole days from a day or an instant to `now`; of days by the zone's date, of instants by 24 hours, rounded down.
    DaysSince(Box<Expr>, Zone),
    /// A duration in minutes, exactly.
    Minutes(Box<Expr>),
    Negative(Box<Expr>),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A boolean that is unknown is missing.
    Condition(Box<Cond>),
    /// `[a, b]` of values that are not all constants.
    List(Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A condition: yes, no, or unknown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cond {
    Always(bool),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
    /// A boolean value; missing is unknown.
    Truth(Expr),
    Compare(Comparison, Expr, Expr),
    /// `x in …`; `not in` is `Not` of it (unknown stays unknown).
    In(Expr, Set),
    /// Folded texts (exact ones for `exact text`).
    Contains(Expr, Expr),
    StartsWith(Expr, Expr),
    EndsWith(Expr, Expr),
    /// On the trimmed original.
    Matches(Expr, RegexId),
    /// A list has a value. `"de" in rep.languages` is this too.
    Has(Expr, Expr),
    HasAnyOf(Expr, Expr),
    HasAllOf(Expr, Expr),
    /// A lookup has the key; a missing key is unknown.
    LookupHas(LookupId, Expr),
    /// `x within last 7 days`: now − back ≤ x ≤ now. A date means its first instant in the zone.
    WithinLast(Expr, SignedDuration, Zone),
    /// Always yes or no. `is present` is `Not` of it.
    Missing(Expr),
    /// Exactly one row was found; always yes or no.
    Matched(MatchId),
    /// More than one row was left; always yes or no.
    Ambiguous(MatchId),
    InTerritory(TerritoryId),
}

/// `is not` is `Not` of `Is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Is,
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What `in` asks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Set {
    /// `[DE, AT, 100..999]`.
    Items(Vec<SetItem>),
    /// A `list` of the policy.
    List(ListId),
    /// A list value; missing is unknown.
    Expr(Box<Expr>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SetItem {
    Value(Value),
    /// `low..high`, or `low..<high` with the top out.
    Range {
        low: Value,
        high: Value,
        top_out: bool,
    },
}

/// The kind of a value together with whether it must not be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) kind: Kind,
    pub(crate) private: bool,
}

/// A piece of a condition or value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    Condition(&'a Cond),
    Value(&'a Expr),
}

impl Cond {
    /// Shows the pieces that it is made of, one level down.
    pub(crate) fn parts<'a>(&'a self, each: &mut dyn FnMut(Part<'a>)) {
        match self {
            Self::Always(_) | Self::Matched(_) | Self::Ambiguous(_) | Self::InTerritory(_) => {}
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| each(Part::Condition(part))),
            Self::Not(inner) => each(Part::Condition(inner)),
            Self::Truth(value)
            | Self::Matches(value, _)
            | Self::LookupHas(_, value)
            | Self::WithinLast(value, ..)
            | Self::Missing(value) => each(Part::Value(value)),
            Self::Compare(_, left, right)
            | Self::Contains(left, right)
            | Self::StartsWith(left, right)
            | Self::EndsWith(left, right)
            | Self::Has(left, right)
            | Self::HasAnyOf(left, right)
            | Self::HasAllOf(left, right) => {
                each(Part::Value(left));
                each(Part::Value(right));
            }
            Self::In(value, set) => {
                each(Part::Value(value));
                if let Set::Expr(list) = set {
                    each(Part::Value(list));
                }
            }
        }
    }
}

impl Expr {
    /// Shows the pieces that it is made of, one level down.
    pub(crate) fn parts<'a>(&'a self, each: &mut dyn FnMut(Part<'a>)) {
        match self {
            Self::Literal(_)
            | Self::Field(_)
            | Self::RepField(_)
            | Self::RepId
            | Self::Derived(_)
            | Self::Score(_)
            | Self::Grade(_)
            | Self::Matched { .. }
            | Self::RowField(_)
            | Self::Now
            | Self::Today(_)
            | Self::Weekday(_)
            | Self::Hour(_)
            | Self::Attempt
            | Self::Waiting
            | Self::Channel => {}
            Self::Lookup { key: inner, .. }
            | Self::DomainOf(inner)
            | Self::DaysSince(inner, _)
            | Self::Minutes(inner)
            | Self::Negative(inner) => each(Part::Value(inner)),
            Self::Default(left, right) | Self::Arithmetic(_, left, right) => {
                each(Part::Value(left));
                each(Part::Value(right));
            }
            Self::Condition(condition) => each(Part::Condition(condition)),
            Self::List(items) => items.iter().for_each(|item| each(Part::Value(item))),
        }
    }
}
