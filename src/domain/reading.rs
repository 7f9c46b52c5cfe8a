//! Reading one value of a kind.

use super::normalize::normalized;
use super::quick::is_host;
use super::reading_numbers as numbers;
use super::spelling::Spellings;
use super::{Country, Decimal, EnumDef, EnumId, Field, Kind, List, Long, Raw, Short, TeamId, Text, Value};
use crate::calendar::Zone;
use crate::limits::Limits;
use crate::text::{folded, nfc, trimmed};
use jiff::{SignedDuration, Timestamp, civil};
use std::borrow::Cow;
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
    /// Memory of values that are gone.
    pub(crate) spare: &'a mut Spare,
}

/// Memory of values that are gone, for those that come.
#[derive(Debug, Default)]
pub(crate) struct Spare {
    texts: Vec<Arc<Long>>,
    lists: Vec<List>,
}

impl Spare {
    /// An empty list.
    pub(crate) fn list(&mut self) -> List {
        self.lists.pop().unwrap_or_default()
    }

    /// Keeps the memory of a value that nobody needs any more.
    pub(crate) fn keep(&mut self, value: Value) {
        match value {
            Value::Text(text) => self.texts.extend(text.into_spare()),
            Value::List(mut list) => {
                if list.is_shared() {
                    return;
                }
                list.items_mut().drain(..).for_each(|item| self.keep(item));
                self.lists.push(list);
            }
            _ => {}
        }
    }
}

impl Reading<'_> {
    /// The value of a field; `None` when it means "missing".
    pub(crate) fn field(
        &mut self,
        field: &Field,
        raw: &Raw<'_>,
        options: &ReadOptions,
    ) -> Result<Option<Value>, Unreadable> {
        match raw {
            Raw::Null => Ok(None),
            Raw::Text(text) if trimmed(text).is_empty() => Ok(None),
            _ => self.value(&field.kind, raw, options).map(Some),
        }
    }

    /// The value of a field of a rep, a record or a lookup, with all that its options say: what means "missing", what is
    /// normalised, what stands in for a value that is missing.
    pub(crate) fn stored(
        &mut self,
        field: &Field,
        raw: &Raw<'_>,
        options: &ReadOptions,
    ) -> Result<Option<Value>, Unreadable> {
        // Most fields have no such words, and snapshots many values.
        let means_missing = |text: &str| {
            !field.missing_when.is_empty() && {
                let text = crate::text::fold(text);
                field.missing_when.iter().any(|word| crate::text::fold(word) == text)
            }
        };
        let read = match raw {
            Raw::Text(text) | Raw::Number(text) if means_missing(text) => None,
            _ => {
                let normalized = normalized(&field.normalize, &field.kind, raw);
                self.field(field, normalized.as_ref().unwrap_or(raw), options)?
            }
        };
        Ok(read.or_else(|| field.presence.stand_in()))
    }

    /// A value of a kind.
    pub(crate) fn value(&mut self, kind: &Kind, raw: &Raw<'_>, options: &ReadOptions) -> Result<Value, Unreadable> {
        if let Kind::List(item) = kind {
            return self.list(item, raw, options);
        }
        match raw {
            Raw::Null | Raw::Object => Err(Unreadable::new("not a single value")),
            Raw::List(_) | Raw::Texts(_) => Err(Unreadable::new("a list where one value is expected")),
            Raw::Bool(known) => match kind {
                Kind::Boolean => Ok(Value::Bool(*known)),
                Kind::Enum(id) => self.one_of(*id, if *known { "yes" } else { "no" }),
                kind if kind.is_text() => self.text(kind, if *known { "true" } else { "false" }),
                _ => Err(Unreadable::new(format!("yes or no where {} is expected", self.name(kind)))),
            },
            Raw::Number(digits) => self.single(kind, digits, true, options),
            Raw::Integer(number) => match kind {
                Kind::Integer => Ok(Value::Integer(*number)),
                Kind::Decimal | Kind::Money(_) => Ok(Value::Decimal(Decimal::from(*number))),
                Kind::Percent => self.share(Decimal::from(*number), options),
                _ => self.single(kind, &Short::of(number), true, options),
            },
            Raw::Decimal(number) => match kind {
                Kind::Decimal | Kind::Money(_) if Decimal::in_range(number.scaled()).is_some() => {
                    Ok(Value::Decimal(*number))
                }
                Kind::Percent => self.share(*number, options),
                _ => self.single(kind, &Short::of(number), true, options),
            },
            Raw::Instant(at) => match kind {
                Kind::DateTime => Ok(Value::DateTime(*at)),
                _ => self.single(kind, &at.to_string(), false, options),
            },
            Raw::Text(text) => {
                if text.len() > self.limits.text_bytes {
                    return Err(Unreadable::new(format!("longer than {} bytes (text_bytes)", self.limits.text_bytes)));
                }
                self.single(kind, trimmed(text), false, options)
            }
        }
    }

    fn share(&self, number: Decimal, options: &ReadOptions) -> Result<Value, Unreadable> {
        let share = numbers::share(number, options.percent_points);
        share.map(Value::Decimal).ok_or_else(|| Unreadable::new(format!("not {}", self.name(&Kind::Percent))))
    }

    fn single(&mut self, kind: &Kind, text: &str, bare: bool, options: &ReadOptions) -> Result<Value, Unreadable> {
        let fail = |this: &Self| Unreadable::new(format!("not {}", this.name(kind)));
        let comma = options.decimal_comma;
        let read = match kind {
            Kind::Boolean => yes_or_no(text).map(Value::Bool),
            Kind::Integer => numbers::integer(text, bare, comma).map(Value::Integer),
            Kind::Decimal => numbers::decimal(text, bare, comma).map(Value::Decimal),
            Kind::Percent => numbers::percent(text, bare, options.percent_points, comma).map(Value::Decimal),
            Kind::Money(currency) => numbers::money(text, bare, currency.as_deref(), comma).map(Value::Decimal),
            Kind::Country => Country::read(text).map(Value::Country),
            Kind::Date => text.parse::<civil::Date>().ok().filter(|_| text.len() == 10).map(Value::Date),
            Kind::DateTime => instant(text, &options.zone).map(Value::DateTime),
            Kind::Duration => duration(text).map(Value::Duration),
            Kind::Rep => Some(Value::Rep(nfc(text).into())),
            Kind::Team => (self.teams)(&nfc(text)).map(Value::Team),
            Kind::Enum(id) => return self.one_of(*id, text),
            _ => return self.text(kind, text),
        };
        read.ok_or_else(|| fail(self))
    }

    fn text(&mut self, kind: &Kind, text: &str) -> Result<Value, Unreadable> {
        if *kind == Kind::ExactText {
            return Ok(Value::Text(Text::exact_into(text, &mut self.spare.texts)));
        }
        match fine(kind, text) {
            Some(text) => Ok(Value::Text(Text::folded_into(text, &mut self.spare.texts))),
            None => Err(Unreadable::new(format!("not {}", self.name(kind)))),
        }
    }

    /// An enum value by name, title or alias, folded.
    fn one_of(&mut self, id: EnumId, text: &str) -> Result<Value, Unreadable> {
        let Some(known) = self.enums.get(id.index()) else { return Err(Unreadable::new("of an unknown enum")) };
        // Data that a machine wrote is mostly folded already.
        let at_once = self.spellings.filter(|_| text.is_ascii()).and_then(|spellings| spellings.place(id, text));
        let place = at_once.or_else(|| {
            let wanted = Text::folded_into(text, &mut self.spare.texts);
            let place = match self.spellings {
                Some(spellings) => spellings.place(id, wanted.compared()),
                None => known.spelt(wanted.compared()),
            };
            self.spare.keep(Value::Text(wanted));
            place
        });
        place
            .map(|place| Value::Enum(id, place))
            .ok_or_else(|| Unreadable::new(format!("not a value of {}", known.name)))
    }

    /// A JSON list, or text with `;` between its items, or `,` where there is no `;`.
    fn list(&mut self, item: &Kind, raw: &Raw<'_>, options: &ReadOptions) -> Result<Value, Unreadable> {
        match raw {
            Raw::List(items) => self.items(item, items.len(), items.iter().map(Cow::Borrowed), options),
            Raw::Texts(texts) => {
                let items = texts.iter().map(|text| Cow::Owned(Raw::from(*text)));
                self.items(item, texts.len(), items, options)
            }
            Raw::Text(text) => {
                self.items(item, parts(text).count(), parts(text).map(|part| Cow::Owned(Raw::from(part))), options)
            }
            other => self.items(item, 1, std::iter::once(Cow::Borrowed(other)), options),
        }
    }

    /// So many items.
    fn items<'r>(
        &mut self,
        item: &Kind,
        count: usize,
        raw: impl Iterator<Item = Cow<'r, Raw<'r>>>,
        options: &ReadOptions,
    ) -> Result<Value, Unreadable> {
        if count > self.limits.list_items {
            return Err(Unreadable::new(format!("a list of more than {} items (list_items)", self.limits.list_items)));
        }
        let mut list = self.spare.list();
        let values = list.items_mut();
        for raw in raw {
            values.push(self.value(item, &raw, options)?);
        }
        Ok(Value::List(list))
    }

    fn name(&self, kind: &Kind) -> String {
        kind_words(kind, self.enums)
    }
}

/// The items of a list that came as one text.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let separator = if text.contains(';') { ';' } else { ',' };
    text.split(separator).map(str::trim).filter(|part| !part.is_empty())
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

/// What is kept of a text of a kind; `None` where it is none.
fn fine<'t>(kind: &Kind, text: &'t str) -> Option<&'t str> {
    match kind {
        Kind::Email if !is_email(text) => None,
        Kind::Phone if text.bytes().filter(u8::is_ascii_digit).count() < 3 => None,
        Kind::Domain => host(text),
        Kind::Url if text.contains(char::is_whitespace) || !text.contains('.') => None,
        _ => Some(text),
    }
}

/// Whether a lead may have a text of a kind just so.
pub(crate) fn is_text_of(kind: &Kind, text: &str) -> bool {
    fine(kind, text) == Some(text)
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
fn host(text: &str) -> Option<&str> {
    if is_host(text) {
        return Some(text);
    }
    let behind = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = behind.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches('.');
    let fine = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '@') && host.contains('.');
    fine.then_some(host)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => return Some(true),
        "no" => return Some(false),
        _ => {}
    }
    match &*folded(text) {
        "yes" | "true" | "1" | "y" => Some(true),
        "no" | "false" | "0" | "n" => Some(false),
        _ => None,
    }
}

/// RFC 3339; without an offset the zone's time, the earlier instant where clocks repeat it.
fn instant(text: &str, zone: &Zone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return has_offset_of_a_day(text).then_some(at);
    }
    if text.len() <= 10 {
        return None;
    }
    let clock: civil::DateTime = text.parse().ok()?;
    zone.instant(clock)
}

/// No more than 23 hours, which RFC 3339 asks for.
fn has_offset_of_a_day(text: &str) -> bool {
    let clock = text.split('[').next().and_then(|text| text.get(10..)).unwrap_or_default();
    let hours = clock.rfind(['+', '-']).and_then(|sign| clock.get(sign..)?.get(1..3));
    hours.and_then(|hours| hours.parse::<u8>().ok()).is_none_or(|hours| hours < 24)
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
    let scaled = Decimal::parse(amount)?.scaled().checked_mul(i128::from(seconds))?;
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

#[cfg(test)]
mod tests {
    use super::instant;
    use crate::calendar::Zone;

    #[test]
    fn an_offset_is_less_than_a_day() {
        let reads = |text: &str| instant(text, &Zone::utc()).is_some();
        for text in
            ["2026-03-02T09:14:00+23:59", "2026-03-02T09:14:00-14:00", "2026-03-02T09:14:00Z", "2026-03-02 09:14"]
        {
            assert!(reads(text), "{text}");
        }
        for text in ["2026-03-02T09:14:00+24:00", "2026-03-02T09:14:00-25:00", "2026-03-02T09:14:00+24"] {
            assert!(!reads(text), "{text}");
        }
    }
}
