//! Formulas one after another, of which the first that holds decides: rules of a route, rows of a table.

use super::budget::Budget;
use crate::region::{AttributeId, ClassSet, Formula, Found, Point, Search};
use std::collections::{BTreeMap, BTreeSet};

/// One place of a list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) holds: Formula,
    /// Where it holds it decides for certain, so that nothing behind it is reached.
    pub(crate) certain: bool,
}

/// Whether anything of an entry is left behind those before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Left {
    /// This lead is not taken by an entry before it, as far as classes tell.
    Reached(Point),
    /// The entry holds for nobody at all.
    Nobody,
    /// Every lead is taken by one of these, a list that nothing can be left out of.
    Taken(Vec<usize>),
    TooLarge,
}

/// Attributes with at most so many of the entry's classes are looked up by class.
const HOME_CLASSES: u64 = 64;
/// Entries that are named together: beyond, nobody can follow, and the search for a smaller set is given up.
const NAMED_TOGETHER: usize = 3;
/// Sets of entries that are tried when a smaller one is looked for.
const SETS_TRIED: usize = 500;

/// Entries with an index that finds those that hold for a lead.
pub(crate) struct List {
    entries: Vec<Entry>,
    /// By attribute and class: entries that hold for few classes of it.
    homes: BTreeMap<AttributeId, BTreeMap<u32, Vec<usize>>>,
    /// Entries that no attribute is narrow for.
    wide: Vec<usize>,
}

impl List {
    pub(crate) fn new(entries: Vec<Entry>) -> Self {
        let mut list = Self { entries, homes: BTreeMap::new(), wide: Vec::new() };
        let mut crowds: BTreeMap<(AttributeId, u32), usize> = BTreeMap::new();
        for (attribute, _, runs) in list.entries.iter().flat_map(|entry| narrow(&entry.holds)) {
            for class in runs.iter().flat_map(|(first, last)| *first..=*last) {
                let crowd = crowds.entry((attribute, class)).or_default();
                *crowd = crowd.saturating_add(1);
            }
        }
        for (place, entry) in list.entries.iter().enumerate() {
            match home(&entry.holds, &crowds) {
                Some((attribute, runs)) => {
                    let classes = list.homes.entry(attribute).or_default();
                    for class in runs.iter().flat_map(|(first, last)| *first..=*last) {
                        classes.entry(class).or_default().push(place);
                    }
                }
                None => list.wide.push(place),
            }
        }
        list
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries that hold for a lead, in their order, of those before a place.
    pub(crate) fn holding(&self, point: &Point, before: usize) -> Vec<usize> {
        let near = self.homes.iter().filter_map(|(attribute, classes)| classes.get(&point.class(*attribute)));
        let mut found: Vec<usize> = near.chain([&self.wide]).flatten().copied().collect();
        found.retain(|place| {
            *place < before
                && self.entries.get(*place).is_some_and(|entry| entry.holds.holds(&|attribute| point.class(attribute)))
        });
        found.sort_unstable();
        found
    }

    /// Entries before a place that may hold for a lead for which it holds too.
    pub(crate) fn meeting(&self, place: usize) -> Vec<usize> {
        let Some(entry) = self.entries.get(place) else { return Vec::new() };
        let mut found: Vec<usize> = self.wide.clone();
        for (attribute, classes) in &self.homes {
            match limit_of(&entry.holds, *attribute) {
                Some(set) if set.count() <= HOME_CLASSES => {
                    let own = set.runs().iter().flat_map(|(first, last)| *first..=*last);
                    found.extend(own.filter_map(|class| classes.get(&class)).flatten());
                }
                _ => found.extend(classes.values().flatten()),
            }
        }
        found.retain(|other| *other < place);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What is left of an entry behind the certain ones before it.
    pub(crate) fn left(&self, search: &Search<'_, '_>, place: usize, budget: &mut Budget) -> Left {
        let Some(entry) = self.entries.get(place) else { return Left::Nobody };
        self.outside(search, &entry.holds, place, budget)
    }

    /// What is left of a formula behind the certain entries before a place.
    ///
    /// A lead is looked for; the entries that take it are put to what it must avoid; and again, until a lead is taken by
    /// none of them or there is no lead left.
    pub(crate) fn outside(&self, search: &Search<'_, '_>, of: &Formula, before: usize, budget: &mut Budget) -> Left {
        let mut steps = budget.question();
        let left = self.look(search, of, before, &mut steps);
        budget.spent(steps);
        left
    }

    fn look(&self, search: &Search<'_, '_>, of: &Formula, before: usize, steps: &mut u64) -> Left {
        let mut avoided: Vec<(usize, Formula)> = Vec::new();
        // Of each lead that was found, who takes it: a set of entries that takes all leads has one of each.
        let mut takers: Vec<Vec<usize>> = Vec::new();
        loop {
            let formulas: Vec<&Formula> = std::iter::once(of).chain(avoided.iter().map(|(_, rest)| rest)).collect();
            let point = match search.find(&formulas, steps) {
                Found::Point(point) => point,
                Found::Nothing if takers.is_empty() => return Left::Nobody,
                Found::Nothing => break,
                Found::TooLarge => return Left::TooLarge,
            };
            let holding = self.holding(&point, before);
            *steps = steps.saturating_sub(1);
            let certain = |place: &usize| self.entries.get(*place).is_some_and(|entry| entry.certain);
            let holding: Vec<usize> = holding.into_iter().filter(certain).collect();
            // The one with the fewest conditions takes most; of equal ones the first.
            let size = |place: &usize| self.entries.get(*place).map_or(0, |entry| conditions(&entry.holds));
            let Some(widest) = holding.iter().copied().min_by_key(|place| (size(place), *place)) else {
                return Left::Reached(point);
            };
            // One entry may take everything; that is found whatever the search behind it costs.
            if takers.is_empty()
                && let Some(one) = holding.iter().copied().find(|one| self.takes_all(search, of, &[*one], steps))
            {
                return Left::Taken(vec![one]);
            }
            if avoided.iter().any(|(place, _)| *place == widest) {
                // A definition that classes do not tell after all: nothing is said.
                return Left::TooLarge;
            }
            takers.push(holding);
            let rest = self.entries.get(widest).map(|entry| search.space.outside(&entry.holds));
            avoided.extend(rest.map(|rest| (widest, rest)));
        }
        let used: Vec<usize> = avoided.iter().map(|(place, _)| *place).collect();
        Left::Taken(self.smallest(search, of, &used, &takers, steps))
    }

    /// Whether some entries together take every lead of a formula.
    fn takes_all(&self, search: &Search<'_, '_>, of: &Formula, entries: &[usize], steps: &mut u64) -> bool {
        let rests: Vec<Formula> = entries
            .iter()
            .filter_map(|place| self.entries.get(*place))
            .map(|entry| search.space.outside(&entry.holds))
            .collect();
        let formulas: Vec<&Formula> = std::iter::once(of).chain(&rests).collect();
        search.find(&formulas, steps) == Found::Nothing
    }

    /// The smallest set of entries that takes everything, as far as it is looked for; else one without a needless entry.
    fn smallest(
        &self,
        search: &Search<'_, '_>,
        of: &Formula,
        used: &[usize],
        takers: &[Vec<usize>],
        steps: &mut u64,
    ) -> Vec<usize> {
        let mut needed = used.to_vec();
        needed.sort_unstable();
        needed.dedup();
        for place in needed.clone() {
            let without: Vec<usize> = needed.iter().copied().filter(|other| *other != place).collect();
            if self.takes_all(search, of, &without, steps) {
                needed = without;
            }
        }
        let candidates: BTreeSet<usize> = takers.iter().flatten().copied().collect();
        let candidates: Vec<usize> = candidates.into_iter().collect();
        let mut tried = 0;
        for size in 2..needed.len().min(NAMED_TOGETHER.saturating_add(1)) {
            let mut sets = Sets::of(candidates.len(), size);
            while let Some(set) = sets.next() {
                tried += 1;
                if tried > SETS_TRIED {
                    return needed;
                }
                let set: Vec<usize> = set.iter().filter_map(|place| candidates.get(*place)).copied().collect();
                let meets = |taker: &Vec<usize>| taker.iter().any(|place| set.contains(place));
                if takers.iter().all(meets) && self.takes_all(search, of, &set, steps) {
                    return set;
                }
            }
        }
        needed
    }
}

/// The single limit of a formula whose classes it shares with the fewest others.
fn home<'f>(
    formula: &'f Formula,
    crowds: &BTreeMap<(AttributeId, u32), usize>,
) -> Option<(AttributeId, &'f [(u32, u32)])> {
    let crowd = |attribute: AttributeId, runs: &[(u32, u32)]| {
        let classes = runs.iter().flat_map(|(first, last)| *first..=*last);
        classes.fold(0_usize, |sum, class| sum.saturating_add(crowds.get(&(attribute, class)).copied().unwrap_or(0)))
    };
    let best = narrow(formula).min_by_key(|(attribute, count, runs)| (crowd(*attribute, runs), *count, *attribute));
    best.map(|(attribute, _, runs)| (attribute, runs))
}

/// The limits to few classes that a formula states at once, with how many these are.
fn narrow(formula: &Formula) -> impl Iterator<Item = (AttributeId, u64, &[(u32, u32)])> {
    let parts = match formula {
        Formula::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    parts.iter().filter_map(|part| match part {
        Formula::In(attribute, set) if set.count() <= HOME_CLASSES => Some((*attribute, set.count(), set.runs())),
        _ => None,
    })
}

/// The classes to which a formula limits an attribute, where that is told at once.
fn limit_of(formula: &Formula, attribute: AttributeId) -> Option<&ClassSet> {
    let parts = match formula {
        Formula::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    parts.iter().find_map(|part| match part {
        Formula::In(of, set) if *of == attribute => Some(set.as_ref()),
        _ => None,
    })
}

fn conditions(formula: &Formula) -> usize {
    match formula {
        Formula::Always(_) => 0,
        Formula::In(..) => 1,
        Formula::All(parts) => parts.iter().fold(0, |sum, part| sum.saturating_add(conditions(part))),
        Formula::Any(parts) => parts.iter().map(conditions).min().unwrap_or(0),
    }
}

/// Every set of so many out of so many, in order.
struct Sets {
    of: usize,
    set: Vec<usize>,
    started: bool,
}

impl Sets {
    fn of(of: usize, size: usize) -> Self {
        Self { of, set: (0..size).collect(), started: false }
    }

    fn next(&mut self) -> Option<&[usize]> {
        if !self.started {
            self.started = true;
            return (self.set.len() <= self.of).then_some(self.set.as_slice());
        }
        let size = self.set.len();
        let place = (0..size).rev().find(|place| {
            let most = self.of.saturating_sub(size).saturating_add(*place);
            self.set.get(*place).is_some_and(|at| *at < most)
        })?;
        let next = self.set.get(place)?.saturating_add(1);
        for (offset, slot) in self.set.iter_mut().skip(place).enumerate() {
            *slot = next.saturating_add(offset);
        }
        Some(&self.set)
    }
}

#[cfg(test)]
mod tests {
    use super::Sets;

    #[test]
    fn every_set_comes_once() {
        let mut sets = Sets::of(5, 3);
        let mut all = Vec::new();
        while let Some(set) = sets.next() {
            all.push(set.to_vec());
        }
        assert_eq!(all.len(), 10);
        assert_eq!((all.first(), all.last()), (Some(&vec![0, 1, 2]), Some(&vec![2, 3, 4])));
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Sets::of(1, 2).next().is_none());
    }
}
