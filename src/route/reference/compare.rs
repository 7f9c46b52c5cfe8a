//! 2: conditions, judged with Kleene's three values.

use super::value::At;
use crate::domain::{Text, Value};
use crate::model::{Comparison, Cond, Expr, Set, SetItem};
use crate::route::Truth;
use std::cmp::Ordering;

/// `and`: no when one is no; else unknown when one is unknown.
pub(super) fn and(all: impl IntoIterator<Item = Truth>) -> Truth {
    let all: Vec<Truth> = all.into_iter().collect();
    if all.contains(&Truth::No) {
        Truth::No
    } else if all.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::Yes
    }
}

/// `or`: yes when one is yes; else unknown when one is unknown.
pub(super) fn or(any: impl IntoIterator<Item = Truth>) -> Truth {
    let any: Vec<Truth> = any.into_iter().collect();
    if any.contains(&Truth::Yes) {
        Truth::Yes
    } else if any.contains(&Truth::Unknown) {
        Truth::Unknown
    } else {
        Truth::No
    }
}

fn known(answer: Option<bool>) -> Truth {
    answer.map_or(Truth::Unknown, Truth::of)
}

impl At<'_> {
    pub(super) fn judge(self, condition: &Cond) -> Truth {
        match condition {
            Cond::Always(answer) => Truth::of(*answer),
            Cond::All(all) => and(all.iter().map(|one| self.judge(one))),
            Cond::Any(any) => or(any.iter().map(|one| self.judge(one))),
            Cond::Not(inner) => !self.judge(inner),
            Cond::Truth(expr) => known(match self.value(expr) {
                Some(Value::Bool(answer)) => Some(answer),
                _ => None,
            }),
            Cond::Compare(comparison, left, right) => {
                known(self.pair(left, right).and_then(|(left, right)| compare(*comparison, &left, &right)))
            }
            Cond::In(value, set) => known(self.value(value).and_then(|value| self.in_set(&value, set))),
            Cond::Contains(text, part) => self.texts(text, part, |text, part| text.contains(part)),
            Cond::StartsWith(text, part) => self.texts(text, part, |text, part| text.starts_with(part)),
            Cond::EndsWith(text, part) => self.texts(text, part, |text, part| text.ends_with(part)),
            Cond::Matches(text, pattern) => known(self.matches(text, pattern.index())),
            Cond::Has(list, value) => {
                known(self.pair(list, value).and_then(|(list, value)| Some(items(&list)?.contains(&value))))
            }
            Cond::HasAnyOf(list, values) => known(self.pair(list, values).and_then(|(list, values)| {
                let list = items(&list)?.to_vec();
                Some(items(&values)?.iter().any(|value| list.contains(value)))
            })),
            Cond::HasAllOf(list, values) => known(self.pair(list, values).and_then(|(list, values)| {
                let list = items(&list)?.to_vec();
                Some(items(&values)?.iter().all(|value| list.contains(value)))
            })),
            Cond::LookupHas(lookup, key) => match self.value(key) {
                None => Truth::Unknown,
                Some(_) => Truth::of(self.lookup(*lookup, key).is_some()),
            },
            Cond::WithinLast(value, back, zone) => known(self.value(value).and_then(|value| {
                let instant = Self::instant(&value, zone)?;
                let now = self.world.now();
                let earliest = now.checked_sub(*back).unwrap_or(jiff::Timestamp::MIN);
                Some(earliest <= instant && instant <= now)
            })),
            Cond::Missing(value) => Truth::of(self.value(value).is_none()),
            Cond::Matched(id) => Truth::of(self.matched_row(*id).is_some()),
            Cond::Ambiguous(id) => Truth::of(self.found_rows(*id).len() > 1),
            Cond::InTerritory(id) => match self.world.model.territories.get(id.index()) {
                Some(territory) => self.judge(&territory.condition),
                None => Truth::Unknown,
            },
        }
    }

    fn pair(self, left: &Expr, right: &Expr) -> Option<(Value, Value)> {
        Some((self.value(left)?, self.value(right)?))
    }

    fn texts(self, text: &Expr, part: &Expr, test: impl Fn(&str, &str) -> bool) -> Truth {
        known(match self.pair(text, part) {
            Some((Value::Text(text), Value::Text(part))) => Some(test(text.compared(), part.compared())),
            Some((Value::List(list), part)) => Some(list.contains(&part)),
            _ => None,
        })
    }

    fn matches(self, text: &Expr, pattern: usize) -> Option<bool> {
        let Value::Text(text) = self.value(text)? else { return None };
        Some(self.world.model.regexes.get(pattern)?.regex.is_match(text.original()))
    }

    fn in_set(self, value: &Value, set: &Set) -> Option<bool> {
        match set {
            Set::Items(items) => Some(in_items(value, items)),
            Set::List(list) => Some(self.world.model.lists.get(list.index())?.values.contains(value)),
            Set::Expr(expr) => Some(items(&self.value(expr)?)?.contains(value)),
        }
    }
}

/// Whether a present value is one of the items or lies in one of the ranges.
pub(super) fn in_items(value: &Value, items: &[SetItem]) -> bool {
    items.iter().any(|item| match item {
        SetItem::Value(one) => value == one,
        SetItem::Range { low, high, top_out } => {
            let above = matches!(At::order(value, low), Some(Ordering::Greater | Ordering::Equal));
            let below = match At::order(value, high) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => !*top_out,
                _ => false,
            };
            above && below
        }
    })
}

/// A comparison of two present values; unknown when they do not compare.
pub(super) fn compare(comparison: Comparison, left: &Value, right: &Value) -> Option<bool> {
    if let (Value::List(_), Value::List(_), Comparison::Is) = (left, right, comparison) {
        return Some(left == right);
    }
    let order = At::order(left, right)?;
    Some(match comparison {
        Comparison::Is => order == Ordering::Equal,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Above => order == Ordering::Greater,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::Below => order == Ordering::Less,
    })
}

fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// `domain_of(email)`.
pub(super) fn domain_of(value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) => crate::domain::domain_of(text.original()).map(|domain| Value::Text(Text::folded(domain))),
        _ => None,
    }
}
