//! Reading one value of a kind.

use super::reading_numbers as numbers;
use super::spelling::Spellings;
use super::{Country, EnumDef, EnumId, Field, Kind, Raw, TeamId, Text, Value};
use crate::calendar::Zone;
use crate::limits::Limits;
use crate::text::{folded, nfc};
use jiff::{SignedDuration, Timestamp, civil};
use std::sync::Arc;

/// Why something cannot be read, in plain words and without the value itself: "not a whole number".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

impl Unreadable {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// How the texts of one field are written.
#[derive(Clone, Debug)]
pub(crate) struct ReadOptions {
    /// A bare number is in points.
    pub(crate) percent_points: bool,
    /// `1.234,56` is readable.
    pub(crate) decimal_comma: bool,
    /// Local times without an offset are of this zone.
    pub(crate) zone: Zone,
}

impl ReadOptions {
    pub(crate) fn of(field: &Field, zone: &Zone) -> Self {
        Self { percent_points: field.percent_points, decimal_comma: field.decimal_comma, zone: zone.clone() }
    }
}

/// What reading needs to know of a policy.
pub(crate) struct Reading<'a> {
    pub(crate) enums: &'a [EnumDef],
    /// Where many leads are read: the spellings of these enums, folded once.
    pub(crate) spellings: Option<&'a Spellings>,
    pub(crate) teams: &'a dyn Fn(&str) -> Option<TeamId>,
    pub(crate) limits: &'a Limits,
}

impl Reading<'_> {
    /// The value of a field; `None` when it means "missing".
    pub(crate) fn field(
        &self,
        field: &Field,
        raw: &Raw<'_>,
        options: &ReadOptions,
    ) -> Result<Option<Value>, Unreadable> {
        match raw {
            Raw::Null => Ok(None),
            Raw::Text(text) if text.trim().is_empty() => Ok(None),
            _ => self.value(&field.kind, raw, options).map(Some),
        }
    }

    /// A value of a kind.
    pub(crate) fn value(&self, kind: &Kind, raw: &Raw<'_>, options: &ReadOptions) -> Result<Value, Unreadable> {
        if let Kind::List(item) = kind {
            return self.list(item, raw, options);
        }
        match raw {
            Raw::Null | Raw::Object => Err(Unreadable::new("not a single value")),
            Raw::List(_) => Err(Unreadable::new("a list where one value is expected")),
            Raw::Bool(known) => match kind {
                Kind::Boolean => Ok(Value::Bool(*known)),
                Kind::Enum(id) => self.one_of(*id, if *known { "yes" } else { "no" }),
                kind if kind.is_text() => self.text(kind, if *known { "true" } else { "false" }),
                _ => Err(Unreadable::new(format!("yes or no where {} is expected", self.name(kind)))),
            },
            Raw::Number(digits) => self.single(kind, digits, true, options),
            Raw::Text(text) => {
                if text.len() > self.limits.text_bytes {
                    return Err(Unreadable::new(format!("longer than {} bytes (text_bytes)", self.limits.text_bytes)));
                }
                self.single(kind, text.trim(), false, options)
            }
        }
    }

    fn single(&self, kind: &Kind, text: &str, bare: bool, options: &ReadOptions) -> Result<Value, Unreadable> {
        let fail = || Unreadable::new(format!("not {}", self.name(kind)));
        match kind {
            Kind::Boolean => match &*folded(text) {
                "yes" | "true" | "1" | "y" => Ok(Value::Bool(true)),
                "no" | "false" | "0" | "n" => Ok(Value::Bool(false)),
                _ => Err(fail()),
            },
            Kind::Integer => numbers::integer(text, bare, options.decimal_comma).map(Value::Integer).ok_or_else(fail),
            Kind::Decimal => numbers::decimal(text, bare, options.decimal_comma).map(Value::Decimal).ok_or_else(fail),
            Kind::Percent => numbers::percent(text, bare, options.percent_points, options.decimal_comma)
                .map(Value::Decimal)
                .ok_or_else(fail),
            Kind::Money(currency) => numbers::money(text, bare, currency.as_deref(), options.decimal_comma)
                .map(Value::Decimal)
                .ok_or_else(fail),
            Kind::Country => Country::read(text).map(Value::Country).ok_or_else(fail),
            Kind::Date => {
                text.parse::<civil::Date>().ok().filter(|_| text.len() == 10).map(Value::Date).ok_or_else(fail)
            }
            Kind::DateTime => instant(text, &options.zone).map(Value::DateTime).ok_or_else(fail),
            Kind::Duration => duration(text).map(Value::Duration).ok_or_else(fail),
            Kind::Enum(id) => self.one_of(*id, text),
            Kind::Rep => Ok(Value::Rep(nfc(text).into())),
            Kind::Team => (self.teams)(&nfc(text)).map(Value::Team).ok_or_else(fail),
            _ => self.text(kind, text),
        }
    }

    fn text(&self, kind: &Kind, text: &str) -> Result<Value, Unreadable> {
        let fail = || Unreadable::new(format!("not {}", self.name(kind)));
        match kind {
            Kind::ExactText => Ok(Value::Text(Text::exact(text))),
            Kind::Email if !is_email(text) => Err(fail()),
            Kind::Phone if text.chars().filter(char::is_ascii_digit).count() < 3 => Err(fail()),
            Kind::Domain => host(text).map(|host| Value::Text(Text::folded(&host))).ok_or_else(fail),
            Kind::Url if text.contains(char::is_whitespace) || !text.contains('.') => Err(fail()),
            _ => Ok(Value::Text(Text::folded(text))),
        }
    }

    /// An enum value by name, title or alias, folded.
    fn one_of(&self, id: EnumId, text: &str) -> Result<Value, Unreadable> {
        let Some(known) = self.enums.get(id.index()) else { return Err(Unreadable::new("of an unknown enum")) };
        let wanted = folded(text);
        let place = match self.spellings {
            Some(spellings) => spellings.place(id, &wanted),
            None => known.spelt(&wanted),
        };
        place
            .map(|place| Value::Enum(id, place))
            .ok_or_else(|| Unreadable::new(format!("not a value of {}", known.name)))
    }

    /// A JSON list, or text with `;` between its items, or `,` where there is no `;`.
    fn list(&self, item: &Kind, raw: &Raw<'_>, options: &ReadOptions) -> Result<Value, Unreadable> {
        let parts: Vec<Raw<'_>> = match raw {
            Raw::List(items) => items.clone(),
            Raw::Text(text) => {
                let separator = if text.contains(';') { ';' } else { ',' };
                let parts = text.split(separator).map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| Raw::Text(part.into())).collect()
            }
            other => vec![other.clone()],
        };
        if parts.len() > self.limits.list_items {
            return Err(Unreadable::new(format!("a list of more than {} items (list_items)", self.limits.list_items)));
        }
        let values = parts.iter().map(|part| self.value(item, part, options)).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::List(values.into()))
    }

    fn name(&self, kind: &Kind) -> String {
        kind_words(kind, self.enums)
    }
}

/// A kind in the words of a sales manager: "a whole number".
pub(crate) fn kind_words(kind: &Kind, enums: &[EnumDef]) -> String {
    match kind {
        Kind::Boolean => "yes or no".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::Decimal => "a number".to_owned(),
        Kind::Money(None) => "an amount".to_owned(),
        Kind::Money(Some(currency)) => format!("an amount in {currency}"),
        Kind::Percent => "a percentage".to_owned(),
        Kind::Text | Kind::ExactText => "text".to_owned(),
        Kind::Email => "a mail address".to_owned(),
        Kind::Phone => "a telephone number".to_owned(),
        Kind::Domain => "a domain".to_owned(),
        Kind::Url => "a web address".to_owned(),
        Kind::Country => "a country".to_owned(),
        Kind::Date => "a day such as 2026-03-02".to_owned(),
        Kind::DateTime => "an instant such as 2026-03-02T09:15:00Z".to_owned(),
        Kind::Duration => "a length of time".to_owned(),
        Kind::Enum(id) => enums
            .get(id.index())
            .map_or_else(|| "a known value".to_owned(), |known| format!("a value of {}", known.name)),
        Kind::Rep => "a rep".to_owned(),
        Kind::Team => "a team".to_owned(),
        Kind::List(item) => format!("a list, each item {}", kind_words(item, enums)),
    }
}

/// One `@` with something on both sides, no white space, no empty part of the domain.
fn is_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && !domain.contains('@')
                && !text.contains(char::is_whitespace)
                && domain.split('.').all(|label| !label.is_empty())
        }
        None => false,
    }
}

/// The host of a domain or a web address.
fn host(text: &str) -> Option<String> {
    let behind = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = behind.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches('.');
    let fine = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '@') && host.contains('.');
    fine.then(|| host.to_owned())
}

/// RFC 3339; without an offset the zone's time, the earlier instant where clocks repeat it.
fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if text.len() <= 10 {
        return None;
    }
    let clock: civil::DateTime = text.parse().ok()?;
    zone.instant(clock)
}

/// `5 minutes`, `1 day`, or ISO 8601 (`PT5M`).
fn duration(text: &str) -> Option<SignedDuration> {
    if text.starts_with(['P', 'p', '-']) {
        return text.parse().ok();
    }
    let mut words = text.split_whitespace();
    let (amount, unit) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let seconds: i64 = match unit.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    };
    let scaled = super::Decimal::parse(amount)?.scaled().checked_mul(i128::from(seconds))?;
    let nanos = scaled.checked_mul(100_000)?;
    Some(SignedDuration::from_nanos_i128(nanos))
}

/// Values as texts that can be compared: the key of a lookup, of a sticky entry, of an index.
pub(crate) fn key_of(value: &Value) -> Arc<str> {
    match value {
        Value::Text(text) => text.compared().into(),
        Value::Bool(known) => if *known { "yes" } else { "no" }.into(),
        Value::Integer(number) => number.to_string().into(),
        Value::Decimal(number) => number.to_string().into(),
        Value::Country(country) => country.code().into(),
        Value::Date(day) => day.to_string().into(),
        Value::DateTime(at) => at.to_string().into(),
        Value::Duration(length) => length.to_string().into(),
        Value::Enum(_, place) => place.to_string().into(),
        Value::Rep(rep) => Arc::clone(rep),
        Value::Team(team) => team.index().to_string().into(),
        Value::List(items) => items.iter().map(key_of).collect::<Vec<_>>().join("\u{1f}").into(),
    }
}
