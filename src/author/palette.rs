//! Leads worth trying: the values that a policy compares each field with, their neighbours, one outsider, nothing.

use super::constants::constants;
use super::defaults::{self, assemble, stand_in};
use crate::Ruleset;
use crate::domain::{Country, Decimal, Field, FieldId, Kind, Lead, Presence, Snapshot, Value};
use crate::model::{Comparison, Cond, Expr, Model};
use jiff::{SignedDuration, Timestamp, civil};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// A seed of no meaning: each run tries the same leads.
const SEED: u64 = 7;

/// So many leads may be made for pairs of values; of a policy with more constants some pairs are left to chance.
const PAIRED: usize = 400;

/// Of one field so many values take part in pairs.
const IN_PAIRS: usize = 16;

/// Splitmix64 with a fixed seed: the same leads in each run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }
}

/// By field: the values worth trying; `None` is a field left empty.
pub(super) struct Palette {
    plain: Lead,
    choices: Vec<Vec<Option<Value>>>,
}

impl Palette {
    pub(super) fn new(rules: &Ruleset, snapshot: &Snapshot, now: Timestamp) -> Self {
        let model = rules.model();
        let fields = model.lead.fields.iter().zip(constants(model, snapshot, now));
        let choices = fields.enumerate().map(|(place, (field, mut constants))| {
            constants.extend(from_tests(model, FieldId::at(place), field));
            choices(rules, field, constants, now)
        });
        Self { plain: defaults::lead(rules, &[], now), choices: choices.collect() }
    }

    /// The lead that says as little as it may.
    pub(super) const fn plain(&self) -> &Lead {
        &self.plain
    }

    /// The values worth trying for one field.
    pub(super) fn of(&self, field: usize) -> &[Option<Value>] {
        self.choices.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// Numbers worth trying that are smaller than a lead's, the smallest first.
    pub(super) fn smaller(&self, field: usize, lead: &Lead) -> Vec<Option<Value>> {
        let Some(present) = size(lead.values.get(field).and_then(Option::as_ref)) else { return Vec::new() };
        let own = self.of(field).iter().filter(|value| size(value.as_ref()).is_some_and(|size| size < present));
        let mut smaller: Vec<Option<Value>> = own.cloned().collect();
        smaller.sort_by_key(|value| size(value.as_ref()));
        smaller
    }

    /// How many fields there are.
    pub(super) const fn fields(&self) -> usize {
        self.choices.len()
    }

    /// Leads in the order to try them: the plain one; each value alone; each pair of values; then by chance, without
    /// end.
    pub(super) fn leads<'p>(&'p self, rules: &'p Ruleset) -> impl Iterator<Item = Lead> + 'p {
        let mut dice = Dice(SEED);
        let random = std::iter::repeat_with(move || {
            self.choices.iter().map(|all| all.get(dice.below(all.len())).cloned().flatten()).collect()
        });
        let plain = std::iter::once(self.plain.values.clone());
        let alone = self.choices.iter().enumerate().flat_map(move |(place, all)| {
            all.iter().map(move |value| {
                let mut values = self.plain.values.clone();
                if let Some(slot) = values.get_mut(place) {
                    slot.clone_from(value);
                }
                values
            })
        });
        plain.chain(alone).chain(self.pairs()).chain(random).map(|values: Vec<Option<Value>>| assemble(rules, &values))
    }

    /// Rows that hold each pair of values of two fields, as few as a greedy choice finds.
    fn pairs(&self) -> impl Iterator<Item = Vec<Option<Value>>> + '_ {
        let sizes: Vec<usize> = self.choices.iter().map(|all| all.len().min(IN_PAIRS)).collect();
        let mut open: BTreeSet<(usize, usize, usize, usize)> = BTreeSet::new();
        for (a, size_a) in sizes.iter().enumerate() {
            for (b, size_b) in sizes.iter().enumerate().skip(a.saturating_add(1)) {
                open.extend((0..*size_a).flat_map(|i| (0..*size_b).map(move |j| (a, i, b, j))));
            }
        }
        let rows = std::iter::from_fn(move || {
            let (a, i, b, j) = *open.first()?;
            let mut row: Vec<Option<usize>> = vec![None; sizes.len()];
            for (field, value) in [(a, i), (b, j)] {
                if let Some(slot) = row.get_mut(field) {
                    *slot = Some(value);
                }
            }
            for field in 0..sizes.len() {
                if row.get(field).is_some_and(Option::is_none) {
                    let best = best_value(&open, &row, field, sizes.get(field).copied().unwrap_or_default());
                    if let Some(slot) = row.get_mut(field) {
                        *slot = Some(best);
                    }
                }
            }
            let chosen: Vec<usize> = row.into_iter().map(Option::unwrap_or_default).collect();
            for (a, i) in chosen.iter().enumerate() {
                for (b, j) in chosen.iter().enumerate().skip(a.saturating_add(1)) {
                    open.remove(&(a, *i, b, *j));
                }
            }
            Some(chosen)
        });
        rows.take(PAIRED).map(|row| {
            row.into_iter().zip(&self.choices).map(|(value, all)| all.get(value).cloned().flatten()).collect()
        })
    }
}

/// How large a number is, whatever its sign.
pub(super) fn size(value: Option<&Value>) -> Option<i128> {
    match value {
        Some(Value::Integer(number)) => Some(i128::from(number.unsigned_abs())),
        Some(Value::Decimal(number)) => Some(number.scaled().abs()),
        _ => None,
    }
}

/// The value of a field that makes the most new pairs with what a row holds already; of equals the first.
fn best_value(
    open: &BTreeSet<(usize, usize, usize, usize)>,
    row: &[Option<usize>],
    field: usize,
    values: usize,
) -> usize {
    let (mut best, mut most) = (0, 0);
    for value in 0..values {
        let new = row.iter().enumerate().filter(|(other, chosen)| {
            let Some(chosen) = chosen else { return false };
            let pair = if *other < field { (*other, *chosen, field, value) } else { (field, value, *other, *chosen) };
            open.contains(&pair)
        });
        let new = new.count();
        if new > most {
            (best, most) = (value, new);
        }
    }
    best
}

/// What the policy's own tests give this field; nobody's private values are passed on.
fn from_tests(model: &Model, id: FieldId, field: &Field) -> Vec<Value> {
    if field.private {
        return Vec::new();
    }
    let given = model.tests.iter().flat_map(|test| &test.given.lead);
    let mut values: Vec<Value> = Vec::new();
    for (_, value) in given.filter(|(place, _)| *place == id) {
        if let Some(value) = value
            && !values.contains(value)
        {
            values.push(value.clone());
        }
    }
    values
}

pub(super) fn choices(rules: &Ruleset, field: &Field, constants: Vec<Value>, now: Timestamp) -> Vec<Option<Value>> {
    let model = rules.model();
    let mut all: Vec<Option<Value>> = Vec::new();
    match &field.presence {
        Presence::Optional => all.push(None),
        Presence::Default(value) => all.push(Some(value.clone())),
        Presence::Required => {}
    }
    let mut add = |value: Value| {
        if !all.contains(&Some(value.clone())) {
            all.push(Some(value));
        }
    };
    for constant in constants {
        match constant {
            Value::Integer(number) => {
                for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                    add(Value::Integer(near));
                }
            }
            Value::Decimal(number) => {
                for near in [-1, 0, 1] {
                    add(Value::Decimal(Decimal::from_scaled(number.scaled().saturating_add(near))));
                }
            }
            Value::Date(day) => {
                for near in [day.yesterday().ok(), Some(day), day.tomorrow().ok()].into_iter().flatten() {
                    add(Value::Date(near));
                }
            }
            other => add(other),
        }
    }
    match &field.kind {
        Kind::Boolean => {
            add(Value::Bool(false));
            add(Value::Bool(true));
        }
        Kind::Enum(id) => {
            let count = model.enums.get(id.index()).map_or(0, |known| known.values.len());
            for place in 0..count {
                add(Value::Enum(*id, u32::try_from(place).unwrap_or_default()));
            }
        }
        Kind::Country => {
            for code in [*b"DE", *b"US", *b"JP", *b"BR"] {
                add(Value::Country(Country(code)));
            }
        }
        Kind::DateTime => {
            for hours in [1, 24 * 3, 24 * 30] {
                if let Ok(earlier) = now.checked_sub(SignedDuration::from_hours(hours)) {
                    add(Value::DateTime(earlier));
                }
            }
        }
        Kind::Date => add(Value::Date(civil::date(2026, 1, 1))),
        _ => {}
    }
    if let Some(value) = stand_in(rules, field, now) {
        add(value);
    }
    all.retain(|value| value.as_ref().is_none_or(|value| honest(model, field, value)));
    all
}

/// Whether a value passes the simple checks of its field: only valid leads are tried.
fn honest(model: &Model, field: &Field, value: &Value) -> bool {
    field.checks.iter().all(|check| match model.checks.get(check.condition) {
        Some(Cond::Compare(comparison, Expr::Field(_), Expr::Literal(bound))) => {
            let order = value.compare(bound);
            match comparison {
                Comparison::Is => order == Some(Ordering::Equal),
                Comparison::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                Comparison::Above => order == Some(Ordering::Greater),
                Comparison::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                Comparison::Below => order == Some(Ordering::Less),
            }
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compiler, Source};

    /// Whatever two values of two fields: some lead before the random ones has both.
    #[test]
    fn each_pair_of_values_is_tried() {
        let text = r#"pointsman 1
lead { id: text  a: integer optional  b: boolean default no  c: Size optional  d: country optional }
enum Size { small large }
queue q
route r { rule x { when a in 3..5 and d in [DE, FR]  assign queue q }  otherwise { assign queue q } }
"#;
        let rules = Compiler::new().add(Source::new("p.route", text)).compile().expect("a policy");
        let palette = Palette::new(&rules, &Snapshot::default(), Timestamp::UNIX_EPOCH);
        let rows: Vec<_> = palette.pairs().collect();
        assert!(rows.len() < 200, "{} rows", rows.len());
        for value in [2, 3, 4, 5, 6] {
            assert!(palette.of(1).contains(&Some(Value::Integer(value))), "{value}");
        }
        for a in 0..palette.fields() {
            for b in a + 1..palette.fields() {
                for x in palette.of(a) {
                    for y in palette.of(b) {
                        let both = rows.iter().any(|row| row.get(a) == Some(x) && row.get(b) == Some(y));
                        assert!(both, "{x:?} with {y:?}");
                    }
                }
            }
        }
    }
}
