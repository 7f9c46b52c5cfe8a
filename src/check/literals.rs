//! Literals as values of the kind that their place asks for.

use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::calendar::{Zone, local_time};
use crate::domain::{Country, Decimal, EnumId, Kind, Text, Value};
use crate::model::SetItem;
use crate::syntax::tree::{self, Expr, ExprKind, LocalTime, Unit};
use jiff::{SignedDuration, Timestamp};

impl Checker<'_> {
    /// A constant of a kind; reports what is none. A decimal is taken where a whole number stands, and the other way
    /// round where nothing is lost.
    pub(super) fn literal(&mut self, expr: &Expr, kind: &Kind, module: usize) -> Option<Value> {
        match self.constant(expr, Some(kind), module) {
            Some(Ok(value)) if fits(&value, kind) => Some(widen(value, kind)),
            Some(Ok(_)) | None => {
                if let Some(finding) = slashed_day(expr, kind) {
                    self.report(finding);
                } else if expr.kind != ExprKind::Bad {
                    let wanted = crate::domain::kind_words(kind, &self.model.enums);
                    self.report(wording::not_a_value(&wanted, expr.span));
                }
                None
            }
            Some(Err(())) => None,
        }
    }

    /// The constant that a piece is. `None`: it is no constant. `Err`: it is a wrong one, which was reported.
    pub(super) fn constant(&mut self, expr: &Expr, kind: Option<&Kind>, module: usize) -> Option<Result<Value, ()>> {
        let value = match &expr.kind {
            ExprKind::Bool(known) => Value::Bool(*known),
            ExprKind::Number(digits) => return Some(self.number(digits, expr, kind)),
            ExprKind::Negative(inner) => {
                return match self.constant(inner, kind, module)? {
                    Ok(Value::Integer(number)) => Some(Ok(Value::Integer(number.checked_neg()?))),
                    Ok(Value::Decimal(number)) => Some(Ok(Value::Decimal(Decimal::from_scaled(-number.scaled())))),
                    _ => None,
                };
            }
            ExprKind::Percent(digits) => {
                if digits.split_once('.').is_some_and(|(_, fraction)| fraction.trim_end_matches('0').len() > 2) {
                    self.report(wording::too_many_digits_of_a_percentage(expr.span));
                    return Some(Err(()));
                }
                let share = Decimal::parse(digits)
                    .and_then(|points| crate::domain::Ratio::new(points.scaled(), Decimal::SCALE * 100)?.round());
                match share {
                    Some(share) => Value::Decimal(share),
                    None => return Some(self.out_of_range(expr)),
                }
            }
            ExprKind::Date(text) => match (text.parse(), kind) {
                (Ok(day), Some(Kind::DateTime)) => {
                    let zone = self.module_zone(module);
                    match zone.start_of_day(day) {
                        Some(at) => Value::DateTime(at),
                        None => return Some(self.out_of_range(expr)),
                    }
                }
                (Ok(day), _) => Value::Date(day),
                (Err(_), _) => return Some(self.no_such_day(text, expr)),
            },
            ExprKind::LocalTime(_) | ExprKind::Instant(_) => match self.instant(expr, module) {
                Some(at) => Value::DateTime(at),
                None => return Some(Err(())),
            },
            ExprKind::Duration(length) => match self.clock_length(length) {
                Some(length) => Value::Duration(length),
                None => return Some(Err(())),
            },
            ExprKind::Time(text) => {
                self.report(wording::time_of_day(text, expr.span));
                return Some(Err(()));
            }
            ExprKind::Text(text) => return Some(self.text(text, expr, kind)),
            ExprKind::Name(word) => return self.word(word, expr, kind?, module),
            ExprKind::List(items) => {
                let item = match kind {
                    Some(Kind::List(item)) => Some(&**item),
                    _ => None,
                };
                let mut values = Vec::new();
                for part in items {
                    match self.constant(part, item, module)? {
                        Ok(value) => values.push(value),
                        Err(()) => return Some(Err(())),
                    }
                }
                Value::List(values.into())
            }
            _ => return None,
        };
        Some(Ok(value))
    }

    fn number(&mut self, digits: &str, expr: &Expr, kind: Option<&Kind>) -> Result<Value, ()> {
        let Some(number) = Decimal::parse(digits) else { return self.out_of_range(expr) };
        if digits.split_once('.').is_some_and(|(_, fraction)| fraction.len() > 4) {
            self.report(wording::too_many_digits(expr.span));
            return Err(());
        }
        match number.to_whole() {
            Some(whole)
                if !matches!(kind, Some(Kind::Decimal | Kind::Money(_) | Kind::Percent)) && !digits.contains('.') =>
            {
                Ok(Value::Integer(whole))
            }
            _ => Ok(Value::Decimal(number)),
        }
    }

    fn out_of_range(&mut self, expr: &Expr) -> Result<Value, ()> {
        self.report(wording::out_of_range(expr.span));
        Err(())
    }

    fn no_such_day(&mut self, text: &str, expr: &Expr) -> Result<Value, ()> {
        self.report(wording::no_such_day(text, expr.span));
        Err(())
    }

    /// A quoted text: for a list of enum values or countries `"de"` is the value `de`.
    fn text(&mut self, text: &str, expr: &Expr, kind: Option<&Kind>) -> Result<Value, ()> {
        Ok(match kind {
            Some(Kind::ExactText) => Value::Text(Text::exact(text)),
            Some(Kind::Rep) => Value::Rep(crate::text::nfc(text).into()),
            Some(Kind::Enum(id)) => return self.quoted_enum(*id, text, expr),
            Some(Kind::Country) => return self.country(text, expr),
            Some(kind) if kind.is_number() => {
                self.report(wording::number_in_quotes(text, expr.span, Decimal::parse(text).is_some()));
                return Err(());
            }
            _ => Value::Text(Text::folded(text)),
        })
    }

    /// A country's code. A code that names no country is let through with a warning: it never matches.
    fn country(&mut self, text: &str, expr: &Expr) -> Result<Value, ()> {
        if let Some(country) = Country::from_code(text) {
            return Ok(Value::Country(country));
        }
        let meant = Country::meant_by(text);
        match Country::unassigned(text).filter(|_| meant.is_none()) {
            Some(country) => {
                self.report(wording::no_country(text, expr.span));
                Ok(Value::Country(country))
            }
            None => {
                self.report(wording::country(text, expr.span, meant));
                Err(())
            }
        }
    }

    fn quoted_enum(&mut self, id: EnumId, text: &str, expr: &Expr) -> Result<Value, ()> {
        let Some(known) = self.model.enums.get(id.index()) else { return Err(()) };
        if let Some(place) = known.values.iter().position(|value| *value.name == *text) {
            return Ok(Value::Enum(id, u32::try_from(place).unwrap_or_default()));
        }
        let finding = wording::enum_value(known, text, expr.span, true);
        self.report(finding);
        Err(())
    }

    /// A bare word where a kind is expected; `None` when the kind gives bare words no meaning.
    fn word(&mut self, word: &str, expr: &Expr, kind: &Kind, module: usize) -> Option<Result<Value, ()>> {
        match kind {
            Kind::Enum(id) => {
                let known = self.model.enums.get(id.index())?;
                if let Some(place) = known.values.iter().position(|value| *value.name == *word) {
                    return Some(Ok(Value::Enum(*id, u32::try_from(place).unwrap_or_default())));
                }
                let finding = wording::enum_value(known, word, expr.span, false);
                self.report(finding);
                Some(Err(()))
            }
            Kind::Country => Some(self.country(word, expr)),
            Kind::Team => match self.names.find(module, Space::Team, word) {
                Some(Thing::Team(team)) => Some(Ok(Value::Team(team))),
                _ => {
                    let known: Vec<String> =
                        self.names.known(module, Space::Team).into_iter().map(str::to_owned).collect();
                    self.report(wording::unknown("team", word, expr.span, known.iter().map(String::as_str)));
                    Some(Err(()))
                }
            },
            Kind::Rep => Some(Ok(Value::Rep(crate::text::nfc(word).into()))),
            _ => None,
        }
    }

    /// One item of a set in a condition, where whole numbers may be compared with others too.
    pub(super) fn compared_item(&mut self, expr: &Expr, kind: &Kind, module: usize) -> Option<SetItem> {
        let whole = |value: Value| widen(value, &Kind::Integer);
        if *kind != Kind::Integer || !has_fraction(expr) {
            return self.set_item(expr, kind, module);
        }
        Some(match self.set_item(expr, &Kind::Decimal, module)? {
            SetItem::Value(value) => SetItem::Value(whole(value)),
            SetItem::Range { low, high, top_out } => SetItem::Range { low: whole(low), high: whole(high), top_out },
        })
    }

    /// One item of a set: a value or a range of them.
    pub(super) fn set_item(&mut self, expr: &Expr, kind: &Kind, module: usize) -> Option<SetItem> {
        if let ExprKind::Range { low, high, top_out } = &expr.kind {
            let low_value = self.literal(low, kind, module)?;
            let high_value = self.literal(high, kind, module)?;
            if !kind.is_ordered() {
                self.report(wording::no_order(expr.span));
                return None;
            }
            match low_value.compare(&high_value) {
                Some(std::cmp::Ordering::Greater) => {
                    self.report(wording::empty_range(expr.span));
                    return None;
                }
                Some(std::cmp::Ordering::Equal) if *top_out => {
                    self.report(wording::empty_range(expr.span));
                    return None;
                }
                _ => {}
            }
            return Some(SetItem::Range { low: low_value, high: high_value, top_out: *top_out });
        }
        self.literal(expr, kind, module).map(SetItem::Value)
    }

    /// The instant of a local time, a day, or an RFC 3339 literal.
    pub(super) fn instant(&mut self, expr: &Expr, module: usize) -> Option<Timestamp> {
        match &expr.kind {
            ExprKind::Instant(text) => match text.parse() {
                Ok(at) => Some(at),
                Err(_) => {
                    self.report(wording::no_such_day(text, expr.span));
                    None
                }
            },
            ExprKind::LocalTime(local) => {
                let LocalTime { date, time, zone } = &**local;
                let zone = match zone {
                    Some(zone) => self.zone(zone)?,
                    None => self.module_zone(module),
                };
                let padded = if time.find(':') == Some(1) { format!("0{time}") } else { time.clone() };
                let (Ok(day), Ok(clock)) = (date.parse(), padded.parse()) else {
                    self.report(wording::no_such_day(&format!("{date} {time}"), expr.span));
                    return None;
                };
                let (at, odd) = local_time(day, clock, &zone)?;
                if odd {
                    self.report(wording::odd_local_time(zone.name(), at, expr.span));
                }
                Some(at)
            }
            ExprKind::Date(_) => match self.literal(expr, &Kind::DateTime, module)? {
                Value::DateTime(at) => Some(at),
                _ => None,
            },
            _ => {
                self.report(wording::not_a_value("an instant such as 2026-03-02 10:15", expr.span));
                None
            }
        }
    }

    /// A length of clock time; business time is an error here.
    pub(super) fn clock_length(&mut self, length: &tree::Duration) -> Option<SignedDuration> {
        if length.business {
            self.report(wording::business_time_here(length.span));
            return None;
        }
        self.length(length)
    }

    /// How long a written length is, a day being 24 hours.
    pub(super) fn length(&mut self, length: &tree::Duration) -> Option<SignedDuration> {
        let seconds: i128 = match length.unit {
            Unit::Seconds => 1,
            Unit::Minutes => 60,
            Unit::Hours => 3_600,
            Unit::Days => 86_400,
            Unit::Weeks => 604_800,
        };
        let nanos = Decimal::parse(&length.amount)
            .and_then(|amount| amount.scaled().checked_mul(seconds)?.checked_mul(100_000))
            .filter(|nanos| *nanos <= 100 * 366 * 86_400 * 1_000_000_000);
        if nanos.is_none() {
            self.report(wording::out_of_range(length.span));
        }
        nanos.map(SignedDuration::from_nanos_i128)
    }

    pub(super) fn module_zone(&self, module: usize) -> Zone {
        self.zones.get(module).cloned().unwrap_or_else(Zone::utc)
    }

    /// A share or number of points: `25`, `0.5`.
    pub(super) fn decimal(&mut self, expr: &Expr, module: usize) -> Option<Decimal> {
        match self.literal(expr, &Kind::Decimal, module)? {
            Value::Decimal(number) => Some(number),
            Value::Integer(number) => Some(Decimal::from(number)),
            _ => None,
        }
    }

    /// A whole number.
    pub(super) fn whole(&mut self, expr: &Expr, module: usize) -> Option<i64> {
        match self.literal(expr, &Kind::Integer, module)? {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// The author's words for a piece, on one line.
    pub(super) fn words_of(&self, expr: &Expr) -> String {
        one_line(self.sources.slice(expr.span))
    }
}

/// Whether a number in it has something after the point, as far as one sees.
fn has_fraction(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(digits) => digits.contains('.'),
        ExprKind::Percent(_) => true,
        ExprKind::Negative(inner) => has_fraction(inner),
        ExprKind::Range { low, high, .. } => has_fraction(low) || has_fraction(high),
        _ => false,
    }
}

/// A piece of text on one line, comments taken out.
pub(super) fn one_line(text: &str) -> String {
    let mut words = Vec::new();
    for line in text.lines() {
        let mut quoted = false;
        let end = line.char_indices().find(|(_, sign)| {
            if *sign == '"' {
                quoted = !quoted;
            }
            *sign == '#' && !quoted
        });
        let line = end.map_or(line, |(end, _)| line.get(..end).unwrap_or_default());
        words.extend(line.split_whitespace());
    }
    words.join(" ")
}

/// Whether a value may stand where a kind is expected.
pub(super) fn fits(value: &Value, kind: &Kind) -> bool {
    match (value, kind) {
        (Value::Bool(_), Kind::Boolean) => true,
        (Value::Integer(_), kind) => kind.is_number(),
        (Value::Decimal(number), Kind::Integer) => number.is_whole(),
        (Value::Decimal(_), kind) => kind.is_number(),
        (Value::Text(_), kind) => kind.is_text(),
        (Value::Country(_), Kind::Country) => true,
        (Value::Date(_), Kind::Date) => true,
        (Value::DateTime(_), Kind::DateTime) => true,
        (Value::Duration(_), Kind::Duration) => true,
        (Value::Enum(id, _), Kind::Enum(wanted)) => id == wanted,
        (Value::Rep(_), Kind::Rep) => true,
        (Value::Team(_), Kind::Team) => true,
        (Value::List(items), Kind::List(item)) => items.iter().all(|value| fits(value, item)),
        _ => false,
    }
}

/// A whole number as a decimal where decimals are kept, and the other way round.
pub(super) fn widen(value: Value, kind: &Kind) -> Value {
    match (&value, kind) {
        (Value::Integer(number), Kind::Decimal | Kind::Money(_) | Kind::Percent) => {
            Value::Decimal(Decimal::from(*number))
        }
        (Value::Decimal(number), Kind::Integer) => number.to_whole().map_or(value, Value::Integer),
        _ => value,
    }
}

/// `03/04/2026` where a day belongs: what it may mean.
pub(super) fn slashed_day(expr: &Expr, kind: &Kind) -> Option<crate::text::Diagnostic> {
    let ExprKind::Arithmetic { operator: tree::Arithmetic::Divide, left, right } = &expr.kind else { return None };
    let ExprKind::Arithmetic { operator: tree::Arithmetic::Divide, left: first, right: second } = &left.kind else {
        return None;
    };
    let number = |expr: &Expr| match &expr.kind {
        ExprKind::Number(digits) => digits.parse::<u16>().ok(),
        _ => None,
    };
    if !matches!(kind, Kind::Date | Kind::DateTime) {
        return None;
    }
    let (first, second, year) = (number(first)?, number(second)?, number(right)?);
    let day = |month: u16, day: u16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(i16::try_from(year).ok()?, month, day).ok()
    };
    let mut meant: Vec<jiff::civil::Date> = [day(second, first), day(first, second)].into_iter().flatten().collect();
    meant.dedup();
    Some(wording::slashed_day(&format!("{first:02}/{second:02}/{year}"), &meant, expr.span))
}
