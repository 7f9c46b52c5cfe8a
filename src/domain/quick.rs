//! Values as data nearly always write them, read in one go. Whatever is not so is left to [`super::Reading`], which says the
//! same of these.

use super::{Country, Decimal, Kind, Raw, ReadOptions, Spare, Spellings, Text, Value};
use crate::limits::Limits;
use crate::text::{HIGH, Packed, between, eights};
use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use std::borrow::Borrow;

/// What quick reading needs to know of a policy.
#[derive(Clone, Copy)]
pub(crate) struct Quick<'a> {
    pub(crate) spellings: &'a Spellings,
    pub(crate) limits: &'a Limits,
}

impl Quick<'_> {
    /// Puts the value in its slot, if it is written as most are; false: it must be read with care, and the slot is as good
    /// as empty.
    #[inline]
    pub(crate) fn read(
        self,
        kind: &Kind,
        raw: &Raw<'_>,
        options: &ReadOptions,
        spare: &mut Spare,
        slot: &mut Option<Value>,
    ) -> bool {
        match raw {
            Raw::Text(text) if kind.is_text() => match slot.insert(Value::Text(Text::default())) {
                Value::Text(room) => self.text(kind, text, room),
                _ => false,
            },
            Raw::List(items) => self.list(kind, items.iter(), options, spare, slot),
            Raw::Texts(texts) => self.list(kind, texts.iter().map(|text| Raw::from(*text)), options, spare, slot),
            _ => {
                *slot = self.plain(kind, raw, options);
                slot.is_some()
            }
        }
    }

    #[inline]
    fn text(self, kind: &Kind, text: &str, room: &mut Text) -> bool {
        self.fits(kind, text) && if *kind == Kind::ExactText { room.fill_exact(text) } else { room.fill(text) }
    }

    /// Whether a text of a kind is one that quick reading takes.
    #[inline]
    fn fits(self, kind: &Kind, text: &str) -> bool {
        let good = match kind {
            Kind::Text | Kind::ExactText => true,
            Kind::Domain => is_host(text),
            Kind::Email => is_address(text),
            _ => false,
        };
        good && text.len() <= self.limits.text_bytes
    }

    /// A value that is no text and no list.
    #[inline]
    fn plain(self, kind: &Kind, raw: &Raw<'_>, options: &ReadOptions) -> Option<Value> {
        Some(match (raw, kind) {
            (Raw::Text(text), _) if text.len() > self.limits.text_bytes => return None,
            (Raw::Text(text), Kind::Enum(id)) => {
                Value::Enum(*id, self.spellings.place_of_short(*id, Packed::folded(text)?)?)
            }
            (Raw::Text(text), Kind::Country) => Value::Country(Country::assigned(text)?),
            (Raw::Text(text), Kind::Integer) if is_digits(text) => Value::Integer(text.parse().ok()?),
            (Raw::Text(text), Kind::Decimal | Kind::Money(_)) if is_digits(text) || !options.decimal_comma => {
                Value::Decimal(Decimal::plain(text)?)
            }
            (Raw::Text(text), Kind::Boolean) => match &**text {
                "yes" | "true" => Value::Bool(true),
                "no" | "false" => Value::Bool(false),
                _ => return None,
            },
            (Raw::Text(text), Kind::DateTime) => Value::DateTime(instant(text)?),
            (Raw::Number(digits), Kind::Integer) => Value::Integer(digits.parse().ok()?),
            (Raw::Number(digits), Kind::Decimal | Kind::Money(_)) => Value::Decimal(Decimal::plain(digits)?),
            (Raw::Integer(number), Kind::Integer) => Value::Integer(*number),
            (Raw::Bool(known), Kind::Boolean) => Value::Bool(*known),
            (Raw::Instant(at), Kind::DateTime) => Value::DateTime(*at),
            _ => return None,
        })
    }

    fn list<'r>(
        self,
        kind: &Kind,
        items: impl ExactSizeIterator<Item = impl Borrow<Raw<'r>>>,
        options: &ReadOptions,
        spare: &mut Spare,
        slot: &mut Option<Value>,
    ) -> bool {
        let Kind::List(item) = kind else { return false };
        if items.len() > self.limits.list_items || matches!(**item, Kind::List(_)) {
            return false;
        }
        let mut list = spare.list();
        let values = list.items_mut();
        let all = { items }.all(|raw| match raw.borrow() {
            Raw::Text(text) if item.is_text() => {
                values.push(Value::Text(Text::default()));
                let room = values.last_mut();
                let Some(Value::Text(room)) = room else { return false };
                self.text(item, text, room)
            }
            raw => {
                let value = self.plain(item, raw, options);
                let good = value.is_some();
                values.extend(value);
                good
            }
        });
        if all {
            *slot = Some(Value::List(list));
        } else {
            spare.keep(Value::List(list));
        }
        all
    }
}

/// `2026-03-02T09:15:00Z` and nothing else.
fn instant(text: &str) -> Option<Timestamp> {
    let bytes = <&[u8; 20]>::try_from(text.as_bytes()).ok()?;
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    if signs.iter().any(|(place, sign)| bytes.get(*place) != Some(sign)) {
        return None;
    }
    let two = |place: usize| {
        let [tens, ones] = *bytes.get(place..)?.first_chunk::<2>()?;
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        if tens < 10 && ones < 10 { i8::try_from(tens * 10 + ones).ok() } else { None }
    };
    let year = i16::from(two(0)?) * 100 + i16::from(two(2)?);
    let clock = civil::DateTime::new(year, two(5)?, two(8)?, two(11)?, two(14)?, two(17)?, 0).ok()?;
    Offset::UTC.to_timestamp(clock).ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters, digits, hyphens and points, of which there is one, but not at the end: a host as it stands.
pub(super) fn is_host(text: &str) -> bool {
    let (mut other, mut points) = (0, 0);
    eights(text.as_bytes(), b'-', |eight| {
        let letters = between::<0x61, 0x7a>(eight | 0x2020_2020_2020_2020);
        let rest = between::<0x30, 0x39>(eight) | between::<0x2d, 0x2e>(eight);
        other |= (eight | !(letters | rest)) & HIGH;
        points |= between::<0x2e, 0x2e>(eight);
    });
    other == 0 && points != 0 && !text.ends_with('.')
}

/// Letters that show, something before the one `@`, and a host of which no part is empty.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let shows = |part: &str| !part.is_empty() && part.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    shows(local) && is_host(host) && !host.starts_with('.') && !host.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EnumDef, EnumId, EnumValueDef, Reading};
    use proptest::prelude::*;

    fn raw() -> impl Strategy<Value = Raw<'static>> {
        let text = prop_oneof![
            "[ -~]{0,12}",
            "[a-zA-Z0-9.@-]{0,50}",
            "[0-9.,+-]{0,20}",
            "[A-Z]{2}",
            "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](Z|z|[.]5Z|[+]01)?",
            r"(web|WEB|site|straße|yes|no|true|1| a |é|\t)",
            "[a-z.]{1,3}@[a-z.]{1,6}",
            "[A-Z0-9]{20,70}",
        ];
        let single = prop_oneof![
            4 => text.clone().prop_map(Raw::from),
            1 => "-?[0-9]{1,20}(\\.[0-9]{1,6})?(e[0-9]{1,2})?".prop_map(|digits: String| Raw::Number(digits.into())),
            1 => any::<i64>().prop_map(Raw::from),
            1 => any::<bool>().prop_map(Raw::from),
            1 => Just(Raw::Null),
        ];
        prop_oneof![6 => single.clone(), 1 => proptest::collection::vec(single, 0..4).prop_map(Raw::List)]
    }

    fn kind() -> impl Strategy<Value = Kind> {
        let one = [
            Kind::Text,
            Kind::ExactText,
            Kind::Email,
            Kind::Phone,
            Kind::Domain,
            Kind::Url,
            Kind::Country,
            Kind::Boolean,
            Kind::Integer,
            Kind::Decimal,
            Kind::Money(None),
            Kind::Money(Some("EUR".into())),
            Kind::Percent,
            Kind::DateTime,
            Kind::Enum(EnumId::at(0)),
        ];
        let one = proptest::sample::select(one.to_vec());
        prop_oneof![5 => one.clone(), 1 => one.prop_map(|kind| Kind::List(Box::new(kind)))]
    }

    proptest! {
        /// What quick reading takes means what careful reading makes of it.
        #[test]
        fn quick_reading_says_what_careful_reading_says(raw in raw(), kind in kind(), decimal_comma: bool, few: bool) {
            let value = |name: &str, also: &[&str]| EnumValueDef {
                name: name.into(),
                title: None,
                also: also.iter().map(|other| (*other).into()).collect(),
            };
            let values = vec![value("web", &["Site"]), value("form", &["straße", "yes"])];
            let enums = [EnumDef { name: "source".into(), title: None, values }];
            let spellings = Spellings::of(&enums);
            let limits = Limits { text_bytes: if few { 8 } else { 60 }, list_items: 2, ..Limits::default() };
            let zone = crate::calendar::Zone::utc();
            let options = ReadOptions { percent_points: false, decimal_comma, zone };
            let mut slot = None;
            let quick = Quick { spellings: &spellings, limits: &limits };
            if quick.read(&kind, &raw, &options, &mut Spare::default(), &mut slot) {
                let (teams, spare) = (|_: &str| None, &mut Spare::default());
                let mut reading = Reading { enums: &enums, spellings: None, teams: &teams, limits: &limits, spare };
                let careful = reading.value(&kind, &raw, &options);
                // Both forms of texts: equality looks at one of them.
                prop_assert_eq!(format!("{:?}", slot.map(Ok::<_, ()>)), format!("{:?}", Some(careful.map_err(|_| ()))));
            }
        }
    }
}
