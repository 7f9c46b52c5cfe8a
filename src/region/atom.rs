//! A single test, taken apart: which subject it looks at and which constants it names.
//!
//! Both passes over a policy, collecting constants and naming classes, read tests through here and so cannot disagree.

use super::numbers::Unit;
use crate::domain::{Kind, ListId, LookupId, Presence, Value};
use crate::model::{Cell, Comparison, Cond, DerivedBody, Expr, Model, Set, SetItem};

/// A single test in terms of classes.
pub(super) enum Atom<'c> {
    /// A subject compared with constants.
    Of(&'c Expr, Test<'c>),
    /// A list that must have any, or all, of some elements.
    Elements { list: &'c Expr, wanted: Vec<&'c Value>, all: bool },
    /// Nothing that classes can tell: the test is an attribute of its own.
    Opaque,
}

pub(super) enum Test<'c> {
    /// Always yes or no.
    Missing,
    /// A boolean that is yes.
    Yes,
    /// Any of these.
    Pieces(Vec<Piece<'c>>),
    /// Any value of a `list`.
    List(ListId),
    /// Any key of a lookup.
    Keys(LookupId),
}

/// Values between or equal to constants.
#[derive(Clone, Copy)]
pub(super) enum Piece<'c> {
    Is(&'c Value),
    Range { low: &'c Value, high: &'c Value, top_out: bool },
    Compare(Comparison, &'c Value),
    Prefix(&'c str),
}

/// Takes a test apart; `All`, `Any`, `Not`, `Always` and territories are no single tests.
pub(super) fn read<'c>(model: &'c Model, condition: &'c Cond) -> Atom<'c> {
    let found = match condition {
        Cond::Truth(subject) => {
            known(model, subject).filter(|kind| *kind == Kind::Boolean).map(|_| Atom::Of(subject, Test::Yes))
        }
        Cond::Missing(subject) => known(model, subject).map(|_| Atom::Of(subject, Test::Missing)),
        Cond::Compare(comparison, subject, Expr::Literal(bound)) => {
            pieces(model, subject, vec![Piece::Compare(*comparison, bound)])
        }
        Cond::Compare(comparison, Expr::Literal(bound), subject) => {
            pieces(model, subject, vec![Piece::Compare(turned(*comparison), bound)])
        }
        Cond::In(subject, Set::Items(items)) => pieces(model, subject, items.iter().map(piece).collect()),
        Cond::In(subject, Set::List(list)) => model
            .lists
            .get(list.index())
            .and_then(|named| pieces(model, subject, named.values.iter().map(Piece::Is).collect()))
            .map(|_| Atom::Of(subject, Test::List(*list))),
        Cond::StartsWith(subject, Expr::Literal(Value::Text(prefix))) => known(model, subject)
            .filter(Kind::is_text)
            .map(|_| Atom::Of(subject, Test::Pieces(vec![Piece::Prefix(prefix.compared())]))),
        Cond::LookupHas(lookup, key) => {
            let is_text = |lookup: &&crate::model::Lookup| lookup.key_kind.is_text();
            model
                .lookups
                .get(lookup.index())
                .filter(is_text)
                .and_then(|_| known(model, key).filter(Kind::is_text).map(|_| Atom::Of(key, Test::Keys(*lookup))))
        }
        Cond::Has(list, Expr::Literal(wanted)) => elements(model, list, vec![wanted], true),
        Cond::HasAnyOf(list, Expr::Literal(Value::List(wanted))) => {
            elements(model, list, wanted.iter().collect(), false)
        }
        Cond::HasAllOf(list, Expr::Literal(Value::List(wanted))) => {
            elements(model, list, wanted.iter().collect(), true)
        }
        _ => None,
    };
    found.unwrap_or(Atom::Opaque)
}

/// A cell of a table: `None` for one that fits every value; true where it asks that the test be no.
pub(super) fn cell<'c>(model: &'c Model, input: &'c Expr, cell: &'c Cell) -> Option<(Atom<'c>, bool)> {
    let opaque = |atom: Option<Atom<'c>>| atom.unwrap_or(Atom::Opaque);
    match cell {
        Cell::Any => None,
        Cell::Missing => Some((opaque(known(model, input).map(|_| Atom::Of(input, Test::Missing))), false)),
        Cell::In(items) => Some((opaque(pieces(model, input, items.iter().map(piece).collect())), false)),
        Cell::NotIn(items) => Some((opaque(pieces(model, input, items.iter().map(piece).collect())), true)),
        Cell::Compare(comparison, bound) => {
            Some((opaque(pieces(model, input, vec![Piece::Compare(*comparison, bound)])), false))
        }
    }
}

fn piece(item: &SetItem) -> Piece<'_> {
    match item {
        SetItem::Value(value) => Piece::Is(value),
        SetItem::Range { low, high, top_out } => Piece::Range { low, high, top_out: *top_out },
    }
}

/// `5 < x` says of x that it is above 5.
const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Is => Comparison::Is,
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::Above => Comparison::Below,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Below => Comparison::Above,
    }
}

fn pieces<'c>(model: &Model, subject: &'c Expr, pieces: Vec<Piece<'c>>) -> Option<Atom<'c>> {
    let kind = known(model, subject)?;
    pieces.iter().all(|piece| fits(&kind, *piece)).then_some(Atom::Of(subject, Test::Pieces(pieces)))
}

fn elements<'c>(model: &Model, list: &'c Expr, wanted: Vec<&'c Value>, all: bool) -> Option<Atom<'c>> {
    let Kind::List(kind) = known(model, list)? else { return None };
    let simple = wanted.iter().all(|value| !matches!(value, Value::List(_)) && !matches!(*kind, Kind::List(_)));
    simple.then_some(Atom::Elements { list, wanted, all })
}

/// Whether the classes of a kind can tell a piece.
fn fits(kind: &Kind, piece: Piece<'_>) -> bool {
    let one = |value: &Value| match (kind, value) {
        (Kind::Boolean, Value::Bool(_)) | (Kind::Country, Value::Country(_)) | (Kind::Rep, Value::Rep(_)) => true,
        (Kind::Team, Value::Team(_)) => true,
        (Kind::Enum(id), Value::Enum(of, _)) => id == of,
        (kind, Value::Text(_)) => kind.is_text(),
        (kind, value) => unit(kind).is_some_and(|unit| unit.at(value).is_some()),
    };
    match piece {
        Piece::Is(value) | Piece::Compare(Comparison::Is, value) => one(value),
        Piece::Compare(_, value) => kind.is_ordered() && one(value),
        Piece::Range { low, high, .. } => kind.is_ordered() && one(low) && one(high),
        Piece::Prefix(_) => kind.is_text(),
    }
}

/// The unit of an ordered kind.
pub(super) const fn unit(kind: &Kind) -> Option<Unit> {
    Some(match kind {
        Kind::Integer | Kind::Decimal | Kind::Money(_) | Kind::Percent => Unit::Decimal,
        Kind::Date => Unit::Day,
        Kind::DateTime => Unit::Instant,
        Kind::Duration => Unit::Length,
        _ => return None,
    })
}

/// Whether a subject's numbers are whole whatever is asked of it; a calculation may give a fraction under any name.
pub(super) fn is_whole(model: &Model, subject: &Expr) -> bool {
    match subject {
        Expr::Field(field) => model.lead.fields.get(field.index()).is_some_and(|field| field.kind == Kind::Integer),
        Expr::Hour(_) | Expr::Attempt | Expr::DaysSince(..) => true,
        _ => false,
    }
}

/// Whether a valid lead always has it.
pub(super) fn is_always_there(model: &Model, subject: &Expr) -> bool {
    match subject {
        Expr::Field(field) => {
            model.lead.fields.get(field.index()).is_some_and(|field| field.presence != Presence::Optional)
        }
        Expr::Now
        | Expr::Today(_)
        | Expr::Weekday(_)
        | Expr::Hour(_)
        | Expr::Attempt
        | Expr::Waiting
        | Expr::Channel => true,
        Expr::Default(first, instead) => is_always_there(model, first) || matches!(**instead, Expr::Literal(_)),
        _ => false,
    }
}

/// The kind of a subject; `None` for what is no subject: constants, and what speaks of a rep or row at hand.
pub(super) fn known(model: &Model, subject: &Expr) -> Option<Kind> {
    Some(match subject {
        Expr::Literal(_) | Expr::RepField(_) | Expr::RepId | Expr::RowField(_) | Expr::List(_) => return None,
        Expr::Field(field) => model.lead.fields.get(field.index())?.kind.clone(),
        Expr::Derived(id) => model.derived.get(id.index())?.typed.kind.clone(),
        Expr::Score(_) | Expr::Minutes(_) | Expr::Negative(_) | Expr::Arithmetic(..) => Kind::Decimal,
        Expr::Grade(id) => Kind::Enum(model.grades.get(id.index())?.values),
        Expr::Lookup { lookup, column, .. } => {
            model.lookups.get(lookup.index())?.columns.fields.get(*column)?.kind.clone()
        }
        Expr::Matched { matched, field } => {
            let record = model.matches.get(matched.index())?.record;
            model.records.get(record.index())?.schema.fields.get(field.index())?.kind.clone()
        }
        Expr::Now => Kind::DateTime,
        Expr::Today(_) => Kind::Date,
        Expr::Weekday(_) | Expr::Channel => Kind::Text,
        Expr::Hour(_) | Expr::Attempt | Expr::DaysSince(..) => Kind::Integer,
        Expr::Waiting => Kind::Duration,
        Expr::Default(first, instead) => match (known(model, first)?, known(model, instead)) {
            (kind, Some(other))
                if kind != other
                    && !(kind.is_text() && other.is_text())
                    && !(kind.is_number() && other.is_number()) =>
            {
                return None;
            }
            (kind, _) => kind,
        },
        Expr::DomainOf(_) => Kind::Domain,
        Expr::Condition(_) => Kind::Boolean,
    })
}

/// What a definition that only renames another value says: `derive size: integer = employees` is `employees`.
pub(super) fn renamed<'e>(model: &'e Model, subject: &'e Expr) -> &'e Expr {
    let mut plain = subject;
    // Definitions have no cycles.
    while let Expr::Derived(id) = plain
        && let Some(derived) = model.derived.get(id.index())
        && let DerivedBody::Value(inner) = &derived.body
        && !matches!(inner, Expr::Condition(_) | Expr::Arithmetic(..) | Expr::Negative(_))
        && known(model, inner).as_ref() == Some(&derived.typed.kind)
    {
        plain = inner;
    }
    plain
}
