//! 1, 2: values of expressions. Exact inside, rounded once at the border; missing where anything needed is missing.

use super::number;
use super::world::World;
use crate::domain::{Ratio, Rep, Text, Value};
use crate::model::{Arithmetic, Expr};
use crate::route::Truth;
use jiff::Timestamp;
use std::cmp::Ordering;

/// What an expression may speak of: the lead, and the rep or the row at hand.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) rep: Option<&'a Rep>,
    pub(super) row: Option<&'a [Option<Value>]>,
}

impl At<'_> {
    /// The value, rounded where it is a computed number (1).
    pub(super) fn value(self, expr: &Expr) -> Option<Value> {
        let world = self.world;
        match expr {
            Expr::Literal(value) => Some(value.clone()),
            Expr::Field(field) => world.request.lead.value(*field).cloned(),
            Expr::RepField(field) => self.rep?.fields.get(field.index())?.clone(),
            Expr::RepId => Some(Value::Rep(self.rep?.id.clone())),
            Expr::Derived(id) => self.derived(*id),
            Expr::Score(id) => self.score(*id).map(Value::Decimal),
            Expr::Grade(id) => self.grade(*id),
            Expr::Lookup { lookup, key, column } => self.lookup(*lookup, key)?.get(*column)?.clone(),
            Expr::Matched { matched, field } => self.matched_row(*matched)?.get(field.index())?.clone(),
            Expr::RowField(field) => self.row?.get(field.index())?.clone(),
            Expr::Now => Some(Value::DateTime(world.now())),
            Expr::Today(zone) => Some(Value::Date(zone.clock(world.now()).date())),
            Expr::Weekday(zone) => {
                let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                let offset = zone.clock(world.now()).date().weekday().to_monday_zero_offset();
                Some(Value::Text(Text::folded(names.get(usize::try_from(offset).ok()?)?)))
            }
            Expr::Hour(zone) => Some(Value::Integer(i64::from(zone.clock(world.now()).hour()))),
            Expr::Attempt => Some(Value::Integer(i64::from(world.request.attempt))),
            Expr::Waiting => Some(Value::Duration(world.waiting())),
            Expr::Channel => Some(Value::Text(Text::folded(&world.channel()))),
            Expr::Default(first, second) => self.value(first).or_else(|| self.value(second)),
            Expr::DomainOf(text) => super::compare::domain_of(&self.value(text)?),
            Expr::DaysSince(from, zone) => match self.value(from)? {
                Value::Date(day) => {
                    let span = zone.clock(world.now()).date().since((jiff::Unit::Day, day)).ok()?;
                    Some(Value::Integer(i64::from(span.get_days())))
                }
                Value::DateTime(instant) => Some(Value::Integer(number::whole_days(world.now(), instant))),
                _ => None,
            },
            Expr::Negative(_) | Expr::Arithmetic(..) | Expr::Minutes(_) => {
                let exact = self.computed(expr)?;
                exact.round().map(Value::Decimal)
            }
            Expr::Condition(condition) => match self.judge(condition) {
                Truth::Yes => Some(Value::Bool(true)),
                Truth::No => Some(Value::Bool(false)),
                Truth::Unknown => None,
            },
            Expr::List(items) => items
                .iter()
                .map(|item| self.value(item))
                .collect::<Option<Vec<_>>>()
                .map(|items| Value::List(items.into())),
        }
    }

    /// A number before rounding; expressions inside expressions are not rounded (1).
    fn computed(self, expr: &Expr) -> Option<Ratio> {
        match expr {
            Expr::Negative(inner) => self.computed(inner)?.checked_neg(),
            Expr::Arithmetic(operation, left, right) => {
                let (left, right) = (self.computed(left)?, self.computed(right)?);
                match operation {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Subtract => left.checked_sub(right),
                    Arithmetic::Multiply => left.checked_mul(right),
                    Arithmetic::Divide => left.checked_div(right),
                }
            }
            Expr::Minutes(inner) => match self.value(inner)? {
                Value::Duration(length) => number::minutes(length),
                _ => None,
            },
            Expr::Default(first, second) => self.computed(first).or_else(|| self.computed(second)),
            _ => number::exact(&self.value(expr)?),
        }
    }

    /// The first instant of a day in a zone, or the instant itself.
    pub(super) fn instant(value: &Value, zone: &crate::calendar::Zone) -> Option<Timestamp> {
        match value {
            Value::DateTime(instant) => Some(*instant),
            Value::Date(day) => zone.start_of_day(*day),
            _ => None,
        }
    }

    /// The order of two values; numbers exactly, after rounding (1).
    pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
        left.compare(right)
    }
}
