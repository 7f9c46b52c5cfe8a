//! Choosing among the eligible: each key narrows them to the best; then the longest idle; then member order.

use super::eligible::Eligibility;
use super::roster::Seat;
use super::standing::Standing;
use super::truth::Facts;
use crate::domain::{Rep, Value, compare_fractions, key_of};
use crate::model::{Expr, Key, Members, Model, Strategy};
use sha2::{Digest, Sha256};
use std::cmp::{Ordering, Reverse};

/// The seat that a strategy takes among the eligible ones, given as places in member order.
pub(crate) fn choose<F: Facts>(
    all: &Eligibility<'_, F>,
    standing: &Standing<'_>,
    strategy: &Strategy,
    eligible: &[usize],
) -> Option<usize> {
    let mut left = eligible.to_vec();
    for key in &strategy.keys {
        if left.len() < 2 {
            break;
        }
        narrow(all, standing, key, eligible, &mut left);
    }
    if left.len() > 1 {
        narrow(all, standing, &Key::LongestIdle, eligible, &mut left);
    }
    left.first().copied()
}

/// Leaves those that are best by one key, in member order.
fn narrow<F: Facts>(
    all: &Eligibility<'_, F>,
    standing: &Standing<'_>,
    key: &Key,
    eligible: &[usize],
    left: &mut Vec<usize>,
) {
    let seat = |place: usize| standing.seats.get(place);
    let rep = |place: usize| seat(place).and_then(|seat| all.world.rep(seat));
    match key {
        Key::InOrder => left.truncate(1),
        Key::RoundRobin => {
            let start = behind_last(standing);
            let next = left.iter().copied().find(|place| *place >= start).or_else(|| left.first().copied());
            left.retain(|place| Some(*place) == next);
        }
        Key::LongestIdle => keep_best(left, |place| Reverse(standing.idle_since(place))),
        Key::LeastLoaded => least_loaded(all, &rep, left),
        Key::MostFree => keep_best(left, |place| {
            // Without a limit he is freest: above every number.
            match rep(place).and_then(|rep| Some(rep.unit_limit?.saturating_sub(all.world.open_units(rep)))) {
                Some(free) => (false, free),
                None => (true, 0),
            }
        }),
        Key::Highest(value) => by_value(all, value, &rep, left, Ordering::Greater),
        Key::Lowest(value) => by_value(all, value, &rep, left, Ordering::Less),
        Key::BestMatch { prefers, .. } => keep_best(left, |place| {
            let rep = rep(place);
            prefers.iter().fold(0_i64, |sum, (condition, weight)| {
                if all.facts.judge(condition, rep).is_yes() { sum.saturating_add(*weight) } else { sum }
            })
        }),
        Key::StableOn(value) => {
            if let Some(value) = all.facts.value(value, None) {
                let text = stable_text(all.world.model, &value);
                keep_best(left, |place| seat(place).map(|seat| draw(&seat.key, &text)));
            }
        }
        Key::Evenly { period, weight } => {
            let name = period.name(all.facts.moment().now, &standing.team.zone);
            let weigh = |place: usize| seat(place).map_or(0, |seat: &Seat| all.weight(seat, weight.as_ref()).scaled());
            let turns = |place: usize| seat(place).map_or(0, |seat| standing.turns(&seat.key, &name));
            let sum =
                |of: &dyn Fn(usize) -> i128| eligible.iter().fold(0_i128, |sum, place| sum.saturating_add(of(*place)));
            let (total_turns, total_weight) = (sum(&turns), sum(&weigh));
            keep_best(left, |place| {
                let due = total_turns.saturating_add(1).saturating_mul(weigh(place));
                due.saturating_sub(total_weight.saturating_mul(turns(place)))
            });
        }
    }
}

fn keep_best<T: Ord>(left: &mut Vec<usize>, value: impl Fn(usize) -> T) {
    if let Some(best) = left.iter().map(|place| value(*place)).max() {
        left.retain(|place| value(*place) == best);
    }
}

/// Where the search for the next in the round begins.
fn behind_last(standing: &Standing<'_>) -> usize {
    let Some(last) = &standing.state.last else { return 0 };
    if let Some(place) = standing.seats.iter().position(|seat| seat.key == last.member) {
        return place.saturating_add(1);
    }
    match &standing.team.members {
        Members::Where(_) => {
            let greater = standing.seats.iter().position(|seat| seat.key.as_bytes() > last.member.as_bytes());
            greater.unwrap_or(usize::MAX)
        }
        Members::Named(_) => usize::try_from(last.place).unwrap_or(usize::MAX),
    }
}

/// Lowest open units / capacity units; without a limit it is 0, and among the unlimited the fewest open units stay.
fn least_loaded<'a, F: Facts>(all: &Eligibility<'a, F>, rep: &dyn Fn(usize) -> Option<&'a Rep>, left: &mut Vec<usize>) {
    let load = |place: usize| match rep(place).and_then(|rep| Some((all.world.open_units(rep), rep.unit_limit?))) {
        // Nothing is eligible with a limit of 0 unless capacity is ignored; then it counts as full.
        Some((_, limit)) if limit <= 0 => (i128::MAX, 1),
        Some((open, limit)) => (i128::from(open), i128::from(limit)),
        None => (0, 1),
    };
    let lowest = left.iter().map(|place| load(*place)).min_by(|a, b| compare_fractions(*a, *b));
    if let Some(lowest) = lowest {
        left.retain(|place| compare_fractions(load(*place), lowest) == Ordering::Equal);
    }
    let unlimited = |place: usize| rep(place).is_none_or(|rep| rep.unit_limit.is_none());
    let open = |place: usize| rep(place).map_or(0, |rep| all.world.open_units(rep));
    let fewest = left.iter().filter(|place| unlimited(**place)).map(|place| open(*place)).min();
    left.retain(|place| !unlimited(*place) || Some(open(*place)) == fewest);
}

/// The best by a value; a missing value is last either way.
fn by_value<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    value: &Expr,
    rep: &dyn Fn(usize) -> Option<&'a Rep>,
    left: &mut Vec<usize>,
    better: Ordering,
) {
    let values: Vec<(usize, Option<Value>)> =
        left.iter().map(|place| (*place, all.facts.value(value, rep(*place)))).collect();
    let mut best: Option<&Value> = None;
    for found in values.iter().filter_map(|(_, found)| found.as_ref()) {
        if best.is_none_or(|best| found.compare(best) == Some(better)) {
            best = Some(found);
        }
    }
    if let Some(best) = best {
        let keep: Vec<usize> = values
            .iter()
            .filter(|(_, found)| found.as_ref().is_some_and(|found| found.compare(best) == Some(Ordering::Equal)))
            .map(|(place, _)| *place)
            .collect();
        left.retain(|place| keep.contains(place));
    }
}

/// The text that `stable on` and `same rep for` see.
pub(crate) fn stable_text(model: &Model, value: &Value) -> String {
    match value {
        Value::Text(_) => key_of(value).to_string(),
        other => model.print(other),
    }
}

/// Rendezvous hashing: adding or removing a rep moves only his share.
fn draw(member: &str, text: &str) -> u64 {
    let digest = Sha256::digest(format!("{member}|{text}").as_bytes());
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
