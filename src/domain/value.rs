//! Values that conditions compare and leads carry. "Missing" is no value: it is `None` wherever a value may be absent.

use super::{Decimal, EnumId, List, TeamId, Text};
use jiff::{SignedDuration, Timestamp, civil};
use std::cmp::Ordering;
use std::sync::Arc;

/// A present value.
///
/// Equality and order are those of the language: texts by their compared form, numbers exactly, enums in the order of
/// their declaration, no before yes. Values of different kinds never compare; the checker sees to it that they never
/// meet, but for whole numbers and decimals, which do compare.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal, an amount of money, or a percentage as a share of one.
    Decimal(Decimal),
    /// `text`, `email`, `phone`, `domain`, `url`, compared folded, or `exact text`, compared byte by byte.
    Text(Text),
    /// A country.
    Country(Country),
    /// A day.
    Date(civil::Date),
    /// An instant.
    DateTime(Timestamp),
    /// A length of time in clock time.
    Duration(SignedDuration),
    /// A value of an enum: which enum, and the place of the value in its declaration.
    Enum(EnumId, u32),
    /// A rep's id.
    Rep(Arc<str>),
    /// A team.
    Team(TeamId),
    /// A list, in the order given.
    List(List),
}

/// A country by its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(pub(crate) [u8; 2]);

impl Country {
    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Value {
    /// The order of two values of one kind; `None` when they do not compare.
    ///
    /// ```
    /// use pointsman::domain::{Decimal, Value};
    /// use std::cmp::Ordering;
    /// let (two, half) = (Value::Integer(2), Value::Decimal(Decimal::from_scaled(5_000)));
    /// assert_eq!(two.compare(&half), Some(Ordering::Greater));
    /// assert_eq!(two.compare(&Value::Bool(true)), None);
    /// ```
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Decimal(a), Self::Decimal(b)) => a.cmp(b),
            (Self::Integer(a), Self::Decimal(b)) => Decimal::from(*a).cmp(b),
            (Self::Decimal(a), Self::Integer(b)) => a.cmp(&Decimal::from(*b)),
            // The same text is the same, also where one side is folded and the other is not.
            (Self::Text(a), Self::Text(b)) if a.original_bytes() == b.original_bytes() => Ordering::Equal,
            (Self::Text(a), Self::Text(b)) => a.compared_bytes().cmp(b.compared_bytes()),
            (Self::Country(a), Self::Country(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.cmp(b),
            (Self::Enum(a, x), Self::Enum(b, y)) if a == b => x.cmp(y),
            (Self::Rep(a), Self::Rep(b)) => a.cmp(b),
            (Self::Team(a), Self::Team(b)) => a.cmp(b),
            _ => return None,
        })
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => a == b,
            _ => self.compare(other) == Some(Ordering::Equal),
        }
    }
}
