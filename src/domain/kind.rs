//! What a value is.

use super::EnumId;
use std::sync::Arc;

/// The kind of a field, a definition or a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Yes or no.
    Boolean,
    /// A whole number, 64 bits.
    Integer,
    /// A number with four digits after the point; `number` is the same.
    Decimal,
    /// An amount with four digits after the point, in one currency or in an unstated one.
    Money(Option<Arc<str>>),
    /// A share of one: `25%` is 0.25.
    Percent,
    /// Text that is compared folded.
    Text,
    /// Text that is compared byte by byte.
    ExactText,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A domain name.
    Domain,
    /// A web address.
    Url,
    /// A country, ISO 3166-1 alpha-2.
    Country,
    /// A calendar day.
    Date,
    /// An instant.
    DateTime,
    /// A length of time.
    Duration,
    /// One value of an enum of the policy.
    Enum(EnumId),
    /// A rep, by id.
    Rep,
    /// A team of the policy.
    Team,
    /// A list of one kind.
    List(Box<Kind>),
}

impl Kind {
    /// Whether values are compared as texts: `text`, `exact text`, `email`, `phone`, `domain`, `url`.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::ExactText | Self::Email | Self::Phone | Self::Domain | Self::Url)
    }

    /// Whether values are numbers: `integer`, `decimal`, `money`, `percent`.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Money(_) | Self::Percent)
    }

    /// Whether `<` has a meaning between two values of this kind: numbers, days, instants, durations.
    pub const fn is_ordered(&self) -> bool {
        self.is_number() || matches!(self, Self::Date | Self::DateTime | Self::Duration)
    }
}
