//! Values that change all the time: how fast, and when they come to others.

use super::change::Changes;
use crate::domain::{Ratio, Rep, Value};
use crate::model::{Arithmetic, DerivedBody, Expr};
use crate::route::truth::Facts;
use jiff::Timestamp;

/// How fast a value changes at a moment: seconds, or units of a number, a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// Not at all, but for steps.
    Still,
    Steady(Ratio),
    /// At a pace that changes too.
    Unsteady,
}

/// Half of the last digit that is kept: numbers are compared when they are rounded to it.
const ROUNDED: i128 = 20_000;

impl Changes<'_> {
    pub(super) fn pace(&mut self, value: &Expr, rep: Option<&Rep>) -> Pace {
        if !self.timely.value(value) {
            return Pace::Still;
        }
        match value {
            Expr::Now | Expr::Waiting => Ratio::new(1, 1).map_or(Pace::Unsteady, Pace::Steady),
            Expr::Default(first, instead) => {
                let which = if self.facts.value(first, rep).is_some() { first } else { instead };
                self.pace(which, rep)
            }
            Expr::Derived(id) => match self.paces.get(id) {
                Some(known) => *known,
                None => {
                    let pace = self.pace_of(id.index());
                    self.paces.insert(*id, pace);
                    pace
                }
            },
            Expr::Minutes(inner) => times(self.pace(inner, rep), Ratio::new(1, 60)),
            Expr::Negative(inner) => times(self.pace(inner, rep), Ratio::new(-1, 1)),
            Expr::Arithmetic(operator, left, right) => self.calculated(*operator, left, right, rep),
            Expr::List(items) if items.iter().any(|item| self.pace(item, rep) != Pace::Still) => Pace::Unsteady,
            _ => Pace::Still,
        }
    }

    fn pace_of(&mut self, place: usize) -> Pace {
        match self.facts.model.derived.get(place).map(|derived| &derived.body) {
            Some(DerivedBody::Value(value)) => self.pace(value, None),
            Some(DerivedBody::Classify { arms, otherwise }) => {
                let arm = arms.iter().find(|(_, condition)| self.facts.judge(condition, None).is_yes());
                let value = arm.map(|(value, _)| value).or(otherwise.as_ref());
                value.map_or(Pace::Still, |value| self.pace(value, None))
            }
            Some(DerivedBody::Table { .. }) | None => Pace::Still,
        }
    }

    fn calculated(&mut self, operator: Arithmetic, left: &Expr, right: &Expr, rep: Option<&Rep>) -> Pace {
        let (a, b) = (self.pace(left, rep), self.pace(right, rep));
        match (operator, a, b) {
            (_, Pace::Still, Pace::Still) => Pace::Still,
            (Arithmetic::Add, ..) => sum(a, b),
            (Arithmetic::Subtract, ..) => sum(a, times(b, Ratio::new(-1, 1))),
            (Arithmetic::Multiply, _, Pace::Still) => times(a, self.facts.number(right, rep)),
            (Arithmetic::Multiply, Pace::Still, _) => times(b, self.facts.number(left, rep)),
            (Arithmetic::Divide, _, Pace::Still) => {
                let by = self.facts.number(right, rep).and_then(|by| Ratio::new(1, 1)?.checked_div(by));
                times(a, by)
            }
            (Arithmetic::Multiply | Arithmetic::Divide, ..) => Pace::Unsteady,
        }
    }

    /// When two values meet, if either of them changes all the time.
    pub(super) fn meet(&mut self, left: &Expr, right: &Expr, rep: Option<&Rep>) {
        let relative = sum(self.pace(left, rep), times(self.pace(right, rep), Ratio::new(-1, 1)));
        if relative == Pace::Still {
            return;
        }
        let exact = (self.facts.number(left, rep), self.facts.number(right, rep));
        if let (Some(left), Some(right)) = exact {
            return self.numbers_meet(left, right, relative);
        }
        match (self.facts.value(left, rep), self.facts.value(right, rep)) {
            (Some(left), Some(right)) => self.values_meet(&left, &right, relative),
            // Something is missing, as it stays until a step.
            _ => self.unless_steady(relative),
        }
    }

    /// When a value that changes all the time comes to others.
    pub(super) fn meets_values<'v>(
        &mut self,
        value: &Expr,
        others: impl IntoIterator<Item = &'v Value>,
        rep: Option<&Rep>,
    ) {
        let pace = self.pace(value, rep);
        if pace == Pace::Still {
            return;
        }
        let (exact, value) = (self.facts.number(value, rep), self.facts.value(value, rep));
        for other in others {
            match (exact, crate::route::number::ratio_of(other), &value) {
                (Some(exact), Some(other), _) => self.numbers_meet(exact, other, pace),
                (_, _, Some(value)) => self.values_meet(value, other, pace),
                _ => self.unless_steady(pace),
            }
        }
    }

    fn unless_steady(&mut self, pace: Pace) {
        if pace == Pace::Unsteady {
            self.look_again();
        }
    }

    fn values_meet(&mut self, left: &Value, right: &Value, relative: Pace) {
        let away = match (left, right) {
            (Value::DateTime(left), Value::DateTime(right)) => right.duration_since(*left),
            (Value::Duration(left), Value::Duration(right)) => match right.checked_sub(*left) {
                Some(away) => away,
                None => return,
            },
            _ => return self.look_again(),
        };
        match relative {
            // One of them goes with the clock, the other stands.
            Pace::Steady(pace) if Some(pace) == Ratio::new(1, 1) => self.bound(self.at.checked_add(away).ok()),
            Pace::Steady(pace) if Some(pace) == Ratio::new(-1, 1) => {
                self.bound(away.checked_neg().and_then(|away| self.at.checked_add(away).ok()));
            }
            Pace::Steady(pace) if Some(pace) == Ratio::new(0, 1) => {}
            Pace::Still => {}
            _ => self.look_again(),
        }
    }

    /// Numbers meet at whole seconds: those around the moment at which they would, and those at which they would rounded.
    fn numbers_meet(&mut self, left: Ratio, right: Ratio, relative: Pace) {
        let Pace::Steady(pace) = relative else { return self.unless_steady(relative) };
        if Some(pace) == Ratio::new(0, 1) {
            return;
        }
        for rounded in [-1, 0, 1] {
            let second = Ratio::new(rounded, ROUNDED)
                .and_then(|rounded| right.checked_sub(left)?.checked_add(rounded)?.checked_div(pace))
                .and_then(|seconds| seconds.numerator().checked_div_euclid(seconds.denominator()))
                .and_then(|seconds| self.at.as_second().checked_add(i64::try_from(seconds).ok()?));
            let Some(second) = second else {
                // Farther away than can be reckoned with.
                continue;
            };
            for near in -1..=2 {
                self.step(second.checked_add(near).and_then(|second| Timestamp::from_second(second).ok()));
            }
        }
    }
}

fn times(pace: Pace, by: Option<Ratio>) -> Pace {
    match (pace, by) {
        (Pace::Still, _) => Pace::Still,
        (Pace::Steady(pace), Some(by)) => pace.checked_mul(by).map_or(Pace::Unsteady, Pace::Steady),
        _ => Pace::Unsteady,
    }
}

fn sum(left: Pace, right: Pace) -> Pace {
    match (left, right) {
        (Pace::Still, other) | (other, Pace::Still) => other,
        (Pace::Steady(left), Pace::Steady(right)) => left.checked_add(right).map_or(Pace::Unsteady, Pace::Steady),
        _ => Pace::Unsteady,
    }
}
