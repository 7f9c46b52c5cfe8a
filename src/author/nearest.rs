//! The smallest change of a lead that does something.

use super::defaults::assemble;
use super::palette::Palette;
use crate::Ruleset;
use crate::domain::{Lead, Value};

/// Changes of two fields that are tried at most; beyond, nothing is found rather than waited for.
const PAIRS: usize = 4_000;

/// Leads that differ from `lead` in one field, then in two, the nearer numbers first.
pub(super) fn neighbours<'n>(
    rules: &'n Ruleset,
    palette: &'n Palette,
    lead: &'n Lead,
) -> impl Iterator<Item = Lead> + 'n {
    let other: Vec<Vec<Option<Value>>> = (0..palette.fields())
        .map(|field| {
            let present = lead.values.get(field).cloned().flatten();
            let mut other: Vec<Option<Value>> =
                palette.of(field).iter().filter(|value| **value != present).cloned().collect();
            // The sort is stable: what has no distance keeps its order.
            other.sort_by_key(|value| distance(present.as_ref(), value.as_ref()));
            other
        })
        .collect();
    let singles: Vec<(usize, Option<Value>)> =
        other.iter().enumerate().flat_map(|(field, all)| all.iter().map(move |value| (field, value.clone()))).collect();
    let pairs: Vec<(usize, usize)> = (0..singles.len())
        .flat_map(|a| (a.saturating_add(1)..singles.len()).map(move |b| (a, b)))
        .filter(|(a, b)| singles.get(*a).map(|single| single.0) != singles.get(*b).map(|single| single.0))
        .take(PAIRS)
        .collect();
    let one: Vec<Vec<usize>> = (0..singles.len()).map(|single| vec![single]).collect();
    let two = pairs.into_iter().map(|(a, b)| vec![a, b]);
    one.into_iter().chain(two).map(move |changes| {
        let mut values = lead.values.clone();
        for change in changes {
            if let Some((field, value)) = singles.get(change)
                && let Some(slot) = values.get_mut(*field)
            {
                slot.clone_from(value);
            }
        }
        let mut changed = assemble(rules, &values);
        changed.id.clone_from(&lead.id);
        changed
    })
}

/// How far a number is from another; 0 where that says nothing.
fn distance(from: Option<&Value>, to: Option<&Value>) -> i128 {
    match (from, to) {
        (Some(Value::Integer(from)), Some(Value::Integer(to))) => i128::from(from.abs_diff(*to)),
        (Some(Value::Decimal(from)), Some(Value::Decimal(to))) => from.scaled().saturating_sub(to.scaled()).abs(),
        _ => 0,
    }
}
