//! Numbers, days and lengths moved by one; yes for no.

use super::Operator;
use super::changes::Changes;
use crate::domain::Decimal;
use crate::syntax::tree::{Cell, CellKind, Comparison, Duration, Expr, ExprKind};
use crate::text::{Edit, Span};

/// One end of a range: moving all ends at the same cut together keeps neighbours close.
struct End {
    span: Span,
    value: Decimal,
    cut: Cut,
}

/// Where values are parted: just below a number, or just above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Below(Decimal),
    Above(Decimal),
}

impl Cut {
    /// Of whole numbers, above 99 is below 100.
    fn whole(self) -> Self {
        match self {
            Self::Above(value) if value.is_whole() => value.checked_add(Decimal::from(1)).map_or(self, Self::Below),
            other => other,
        }
    }
}

fn one(value: Decimal, up: bool) -> Option<Decimal> {
    if up { value.checked_add(Decimal::from(1)) } else { value.checked_sub(Decimal::from(1)) }
}

impl Changes<'_> {
    /// A number or percentage that stands somewhere: one more, one less.
    pub(super) fn number(&mut self, operator: Operator, expr: &Expr) {
        let (digits, sign) = match &expr.kind {
            ExprKind::Number(digits) => (digits, ""),
            ExprKind::Percent(digits) => (digits, "%"),
            ExprKind::Negative(inner) => return self.number(operator, inner),
            _ => return,
        };
        let Some(value) = Decimal::parse(digits) else { return };
        for changed in [one(value, false), one(value, true)].into_iter().flatten() {
            if changed >= Decimal::ZERO {
                self.write(operator, expr.span, format!("{changed}{sign}"));
            }
        }
    }

    /// A length of time: one unit more, one less.
    pub(super) fn length(&mut self, length: &Duration) {
        let Some(amount) = Decimal::parse(&length.amount) else { return };
        let written = self.text(length.span);
        let rest = written.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.').to_owned();
        for changed in [one(amount, false), one(amount, true)].into_iter().flatten() {
            if changed > Decimal::ZERO {
                self.write(Operator::Bound, length.span, format!("{changed}{rest}"));
            }
        }
    }

    /// A constant in a condition.
    pub(super) fn constant(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Negative(_) => self.number(Operator::Bound, expr),
            ExprKind::Bool(_) => self.literal(expr),
            ExprKind::Duration(length) => self.length(length),
            ExprKind::Range { low, high, .. } => {
                self.constant(low);
                self.constant(high);
            }
            ExprKind::Date(text) => {
                let Ok(day) = text.parse::<jiff::civil::Date>() else { return };
                for near in [day.yesterday(), day.tomorrow()].into_iter().flatten() {
                    self.write(Operator::Bound, expr.span, near.to_string());
                }
            }
            ExprKind::List(items) => {
                items.iter().for_each(|item| self.constant(item));
                self.elements(expr.span, items, "[", "]");
            }
            _ => {}
        }
    }

    /// A default: yes for no.
    pub(super) fn literal(&mut self, expr: &Expr) {
        if let ExprKind::Bool(known) = expr.kind {
            self.write(Operator::YesNo, expr.span, if known { "no" } else { "yes" });
        }
    }

    /// Each of several elements left out.
    pub(super) fn elements(&mut self, span: Span, items: &[Expr], open: &str, close: &str) {
        if items.len() < 2 {
            return;
        }
        let written: Vec<String> = items.iter().map(|item| self.text(item.span).trim().to_owned()).collect();
        for left_out in 0..written.len() {
            let kept: Vec<&str> =
                written.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, text)| &**text).collect();
            self.write(Operator::Element, span, format!("{open}{}{close}", kept.join(", ")));
        }
    }

    /// The ends of the ranges of a column or of bands: those at the same cut move together, since a single one would
    /// leave a gap that the check refuses. `whole`: the values are whole numbers.
    pub(super) fn cuts(&mut self, cells: &[&Cell], whole: bool) {
        let mut ends: Vec<End> = Vec::new();
        for cell in cells {
            ends_of(cell, &mut ends);
        }
        if whole {
            ends.iter_mut().for_each(|end| end.cut = end.cut.whole());
        }
        let mut done: Vec<Cut> = Vec::new();
        for end in &ends {
            if done.contains(&end.cut) {
                continue;
            }
            done.push(end.cut);
            for up in [false, true] {
                let together = ends.iter().filter(|other| other.cut == end.cut);
                let edits: Option<Vec<Edit>> = together
                    .map(|other| Some(Edit { span: other.span, text: one(other.value, up)?.to_string() }))
                    .collect();
                if let Some(edits) = edits.filter(|edits| edits.iter().all(|edit| !edit.text.starts_with('-'))) {
                    self.add(Operator::Bound, edits);
                }
            }
        }
    }
}

fn number_of(expr: &Expr) -> Option<Decimal> {
    match &expr.kind {
        ExprKind::Number(digits) => Decimal::parse(digits),
        _ => None,
    }
}

fn ends_of(cell: &Cell, ends: &mut Vec<End>) {
    let mut add = |expr: &Expr, cut: fn(Decimal) -> Cut| {
        if let Some(value) = number_of(expr) {
            ends.push(End { span: expr.span, value, cut: cut(value) });
        }
    };
    match &cell.kind {
        CellKind::Compare(sign, bound) => match sign {
            Comparison::AtLeast | Comparison::Below => add(bound, Cut::Below),
            _ => add(bound, Cut::Above),
        },
        CellKind::Values(values) | CellKind::Not(values) => {
            for value in values {
                if let ExprKind::Range { low, high, top_out } = &value.kind {
                    add(low, Cut::Below);
                    add(high, if *top_out { Cut::Below } else { Cut::Above });
                }
            }
        }
        _ => {}
    }
}
