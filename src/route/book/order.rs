//! Seats in the order in which a strategy takes them, kept in step: the first eligible one is the one to take.

use super::memory::Idle;
use crate::route::places::Places;
use std::cmp::Ordering;
use std::sync::OnceLock;

/// Up to so many seats are searched one by one.
const FEW: usize = 64;

/// The seats of a team by fewest turns, then longest idle, then place; sorted when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Order(OnceLock<Vec<u32>>);

/// What seats are sorted by.
pub(crate) struct Ranks<'m> {
    /// By seat; without turns all have none.
    pub(crate) turns: Option<&'m [u64]>,
    pub(crate) idle: &'m [Idle],
}

impl Ranks<'_> {
    /// The seat at a place; `None` for a member without one.
    fn seat(&self, place: usize) -> Option<u32> {
        u32::try_from(place).ok().filter(|_| place < self.idle.len())
    }

    fn turns(&self, seat: u32) -> u64 {
        let place = usize::try_from(seat).unwrap_or(usize::MAX);
        self.turns.and_then(|turns| turns.get(place)).copied().unwrap_or(0)
    }

    fn idle(&self, seat: u32) -> Idle {
        self.idle.get(usize::try_from(seat).unwrap_or(usize::MAX)).copied().flatten()
    }

    fn compare(&self, one: u32, other: u32) -> Ordering {
        let turns = self.turns(one).cmp(&self.turns(other));
        turns.then_with(|| self.idle(one).cmp(&self.idle(other))).then(one.cmp(&other))
    }
}

impl Order {
    /// The first of these.
    pub(crate) fn first(&self, among: &Places, ranks: &Ranks<'_>) -> Option<usize> {
        let sorted = self.0.get_or_init(|| {
            let mut all: Vec<u32> = (0..ranks.idle.len()).filter_map(|place| u32::try_from(place).ok()).collect();
            all.sort_by(|one, other| ranks.compare(*one, *other));
            all
        });
        let places = sorted.iter().filter_map(|seat| usize::try_from(*seat).ok());
        among.first_of(places)
    }

    /// Takes a seat out whose rank is about to change.
    pub(super) fn takes_out(&mut self, place: usize, ranks: &Ranks<'_>) {
        let (Some(sorted), Some(seat)) = (self.0.get_mut(), ranks.seat(place)) else { return };
        let at = match sorted.len() {
            // So few are sooner gone through than halved.
            0..=FEW => sorted.iter().position(|known| *known == seat),
            _ => sorted.binary_search_by(|known| ranks.compare(*known, seat)).ok(),
        };
        match at {
            Some(at) => {
                sorted.remove(at);
            }
            None => *self = Self::default(),
        }
    }

    /// Puts it in again.
    pub(super) fn puts_in(&mut self, place: usize, ranks: &Ranks<'_>) {
        let (Some(sorted), Some(seat)) = (self.0.get_mut(), ranks.seat(place)) else { return };
        let at = sorted.partition_point(|known| ranks.compare(*known, seat) == Ordering::Less);
        sorted.insert(at, seat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    proptest! {
        /// Whatever changes, the order is the one that sorting anew gives.
        #[test]
        fn it_stays_sorted(steps in proptest::collection::vec((0_usize..9, 0_u64..4, 0_i64..4, 0_u64..3), 1..40)) {
            let (mut turns, mut idle): (Vec<u64>, Vec<Idle>) = (vec![0; 9], vec![None; 9]);
            let mut order = Order::default();
            let all = Places::all(9);
            for (place, number, at, seq) in steps {
                let first = order.first(&all, &Ranks { turns: Some(&turns), idle: &idle });
                prop_assert_eq!(first, (0..9).min_by_key(|place| (turns[*place], idle[*place], *place)));
                order.takes_out(place, &Ranks { turns: Some(&turns), idle: &idle });
                turns[place] = number;
                idle[place] = Timestamp::from_second(at).ok().filter(|_| at > 0).map(|at| (at, Some(seq)));
                order.puts_in(place, &Ranks { turns: Some(&turns), idle: &idle });
                let mut sorted: Vec<usize> = (0..9).collect();
                sorted.sort_by_key(|seat| (turns[*seat], idle[*seat], *seat));
                let sorted: Vec<u32> = sorted.into_iter().filter_map(|seat| u32::try_from(seat).ok()).collect();
                prop_assert_eq!(order.0.get(), Some(&sorted));
            }
        }
    }
}
