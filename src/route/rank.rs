//! Choosing among the eligible: each key narrows them to the best; then the longest idle; then member order.

use super::book::{Open, Way, Weights};
use super::eligible::Eligibility;
use super::places::Places;
use super::standing::{Remembered, Standing, TurnsBySeat};
use super::truth::Facts;
use crate::calendar::Period;
use crate::domain::{Value, compare_fractions, key_of};
use crate::model::{Expr, Key, Model, Strategy};
use sha2::{Digest, Sha256};
use std::cmp::{Ordering, Reverse};

/// The seat that a team's own strategy takes among those who are open to a lead.
pub(crate) fn choose_open<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    standing: &Standing<'a>,
    strategy: &Strategy,
    open: &Open,
) -> Option<usize> {
    let way = *standing.book.way.get_or_init(|| way(all, standing, strategy));
    match (way, &standing.memory) {
        (Way::Idle | Way::Turns(_), Remembered::Stored(_)) => open.first(|places| standing.first(way, places)),
        _ => choose(all, standing, strategy, &open.places),
    }
}

/// The seat that a strategy takes among the eligible ones.
pub(crate) fn choose<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    standing: &Standing<'a>,
    strategy: &Strategy,
    eligible: &Places,
) -> Option<usize> {
    let way = if std::ptr::eq(strategy, &standing.team.strategy) {
        *standing.book.way.get_or_init(|| way(all, standing, strategy))
    } else {
        way(all, standing, strategy)
    };
    if let Some(place) = standing.first(way, eligible) {
        return Some(place);
    }
    if eligible.is_settled() {
        return eligible.first();
    }
    let mut left = eligible.clone();
    for key in &strategy.keys {
        if left.is_settled() {
            break;
        }
        narrow(all, standing, key, eligible, &mut left);
    }
    if !left.is_settled() {
        narrow(all, standing, &Key::LongestIdle, eligible, &mut left);
    }
    left.first()
}

/// How a strategy takes a seat: an order is kept for those without keys, and by turns among members who all weigh the same.
fn way<'a, F: Facts>(all: &Eligibility<'a, F>, standing: &Standing<'a>, strategy: &Strategy) -> Way {
    match strategy.keys.as_slice() {
        [] | [Key::LongestIdle] => Way::Idle,
        // Among equals whoever had the fewest turns is furthest below, whatever the sums.
        [Key::Evenly { period, weight }] => match standing.weights(all, *period, weight.as_ref()) {
            Some(Weights { equal: Some(_), .. }) => standing.counted_at(*period).map_or(Way::Keys, Way::Turns),
            _ => Way::Keys,
        },
        _ => Way::Keys,
    }
}

/// Leaves those that are best by one key.
fn narrow<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    standing: &Standing<'a>,
    key: &Key,
    eligible: &Places,
    left: &mut Places,
) {
    let rep = |place: usize| standing.rep(all.world, place);
    let units = |place: usize| standing.book.people.units.get(place).copied().unwrap_or((0, None));
    match key {
        Key::InOrder => left.only(left.first()),
        Key::RoundRobin => left.only(left.first_from(standing.next_in_round()).or_else(|| left.first())),
        Key::LongestIdle => left.keep_best(|place| Reverse(standing.idle_since(place))),
        Key::LeastLoaded => least_loaded(&units, left),
        Key::MostFree => left.keep_best(|place| match units(place) {
            // Without a limit he is freest: above every number.
            (_, None) => (true, 0),
            (open, Some(limit)) => (false, limit.saturating_sub(open)),
        }),
        Key::Highest(value) => by_value(left, Ordering::Greater, |place| all.facts.value(value, rep(place))),
        Key::Lowest(value) => by_value(left, Ordering::Less, |place| all.facts.value(value, rep(place))),
        Key::BestMatch { prefers, .. } => left.keep_best(|place| {
            let rep = rep(place);
            prefers.iter().fold(0_i64, |sum, (condition, weight)| {
                if all.facts.judge(condition, rep).is_yes() { sum.saturating_add(*weight) } else { sum }
            })
        }),
        Key::StableOn(value) => {
            if let Some(value) = all.facts.value(value, None) {
                let text = stable_text(all.world.model, &value);
                left.keep_best(|place| standing.seats.get(place).map(|seat| draw(&seat.key, &text)));
            }
        }
        Key::Evenly { period, weight } => {
            let weights = standing.weights(all, *period, weight.as_ref());
            evenly(all, standing, (*period, weight.as_ref(), weights), eligible, left);
        }
    }
}

/// Furthest below the fair share: largest (N+1)·w − W·n, N and W being sums over all who are eligible.
fn evenly<F: Facts>(
    all: &Eligibility<'_, F>,
    standing: &Standing<'_>,
    (period, weight, weights): (Period, Option<&Expr>, Option<&Weights>),
    eligible: &Places,
    left: &mut Places,
) {
    let taken = standing.turns_in(period);
    let turns = |place: usize| taken.at(place);
    // Among equals whoever had the fewest turns is furthest below, whatever the sums.
    if weights.is_some_and(|weights| weights.equal.is_some()) {
        return match &taken {
            TurnsBySeat::Stored(turns) => left.keep_best(|place| Reverse(turns.get(place).copied().unwrap_or(0))),
            TurnsBySeat::Written(_) => left.keep_best(|place| Reverse(turns(place))),
        };
    }
    let weigh = |place: usize| match weights {
        Some(weights) => weights.scaled.get(place).copied().unwrap_or(0),
        None => standing.seats.get(place).map_or(0, |seat| all.weight(seat, weight).scaled()),
    };
    let sum = |of: &dyn Fn(usize) -> i128| eligible.iter().fold(0_i128, |sum, place| sum.saturating_add(of(place)));
    let (total_turns, total_weight) = (sum(&turns).saturating_add(1), sum(&weigh));
    left.keep_best(|place| {
        let due = total_turns.saturating_mul(weigh(place));
        due.saturating_sub(total_weight.saturating_mul(turns(place)))
    });
}

/// Lowest open units / capacity units; without a limit it is 0, and among the unlimited the fewest open units stay.
fn least_loaded(units: &dyn Fn(usize) -> (i64, Option<i64>), left: &mut Places) {
    left.keep_best(|place| match units(place) {
        (_, None) => Load(0, 1),
        // Nothing is eligible with a limit of 0 unless capacity is ignored; then it counts as full.
        (_, Some(limit)) if limit <= 0 => Load(i128::MAX, 1),
        (open, Some(limit)) => Load(i128::from(open), i128::from(limit)),
    });
    let unlimited = |place: usize| units(place).1.is_none();
    let fewest = left.iter().filter(|place| unlimited(*place)).map(|place| units(place).0).min();
    if fewest.is_some() {
        left.keep_if(|place| !unlimited(place) || Some(units(place).0) == fewest);
    }
}

/// A fraction of which the least is best.
struct Load(i128, i128);

impl Ord for Load {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_fractions((other.0, other.1), (self.0, self.1))
    }
}

impl PartialOrd for Load {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Load {}

/// The best by a value; a missing value is last either way.
fn by_value(left: &mut Places, better: Ordering, value: impl Fn(usize) -> Option<Value>) {
    let mut best: Option<Value> = None;
    let mut kept = left.clone();
    kept.clear();
    for place in left.iter() {
        let Some(found) = value(place) else { continue };
        match best.as_ref().map(|best| found.compare(best)) {
            Some(Some(Ordering::Equal)) => {}
            Some(order) if order != Some(better) => continue,
            _ => {
                kept.clear();
                best = Some(found);
            }
        }
        kept.set(place, true);
    }
    if best.is_some() {
        *left = kept;
    }
}

/// The text that `stable on` and `same rep for` see.
pub(crate) fn stable_text(model: &Model, value: &Value) -> String {
    match value {
        Value::Text(_) => key_of(value).to_string(),
        Value::List(items) => items.iter().map(|item| stable_text(model, item)).collect::<Vec<_>>().join(", "),
        other => model.print(other),
    }
}

/// Rendezvous hashing: adding or removing a rep moves only his share.
fn draw(member: &str, text: &str) -> u64 {
    let digest = Sha256::digest(format!("{member}|{text}").as_bytes());
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}
