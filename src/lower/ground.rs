//! What forests grow on: attributes in use, and sets with classes that no set tells apart made one.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists that are built here; counts of classes are 32 bits wide"
)]

use crate::graph::{NOBODY, Viewed};
use crate::limits::REDUCED_RUNS;
use crate::lookup::Lookup;
use crate::region::{AttributeId, Boxes, ClassSet, Classes, Formula, Space, Subject};
use std::sync::Arc;

/// Attributes and sets in the graph's own numbering.
#[derive(Default)]
pub(super) struct Ground {
    /// By attribute of the space: its place in the graph.
    places: Vec<Option<u32>>,
    /// By place in the graph: the attribute of the space.
    used: Vec<AttributeId>,
    known: Vec<Lookup<Arc<ClassSet>, u32>>,
    pub(super) sets: Vec<Arc<ClassSet>>,
    /// By set: its attribute.
    of: Vec<u32>,
    /// By attribute: how many classes, and the list whose element it is.
    pub(super) counts: Vec<u32>,
    pub(super) lists: Vec<u32>,
    reduced: Vec<Option<Box<[u32]>>>,
}

impl Ground {
    pub(super) fn new(space: &Space<'_>) -> Self {
        Self { places: vec![None; space.attributes().len()], ..Self::default() }
    }

    /// Attributes of so many classes each, elements of the lists named; for tests.
    #[cfg(test)]
    pub(super) fn bare(counts: Vec<u32>, lists: Vec<u32>) -> Self {
        Self {
            places: (0..counts.len() as u32).map(Some).collect(),
            used: (0..counts.len()).map(AttributeId::at).collect(),
            known: counts.iter().map(|_| Lookup::new()).collect(),
            reduced: vec![None; counts.len()],
            counts,
            lists,
            ..Self::default()
        }
    }

    /// A set of an attribute that is there; for tests.
    #[cfg(test)]
    pub(super) fn put(&mut self, attribute: u32, set: &Arc<ClassSet>) {
        if self.known[attribute as usize].get(set.as_ref()).is_none() {
            self.known[attribute as usize].insert(Arc::clone(set), self.sets.len() as u32);
            self.sets.push(Arc::clone(set));
            self.of.push(attribute);
        }
    }

    /// Takes the attributes and sets of some cases in; all of them before [`Ground::reduce`].
    pub(super) fn take(&mut self, space: &Space<'_>, boxes: &[Boxes], holds: &[&Formula]) {
        for (boxes, holds) in boxes.iter().zip(holds) {
            for (attribute, set) in boxes.regions.iter().flat_map(|region| region.limits()) {
                self.set(space, *attribute, set);
            }
            if !boxes.exact {
                self.formula(space, holds);
            }
        }
    }

    /// Takes the attributes and sets of a condition in.
    pub(super) fn formula(&mut self, space: &Space<'_>, formula: &Formula) {
        match formula {
            Formula::Always(_) => {}
            Formula::In(attribute, set) => {
                self.set(space, *attribute, set);
            }
            Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| self.formula(space, part)),
        }
    }

    fn attribute(&mut self, space: &Space<'_>, id: AttributeId) -> u32 {
        if let Some(place) = self.places[id.index()] {
            return place;
        }
        let known = space.attribute(id);
        let list = match known.map(|known| &known.subject) {
            Some(Subject::Element { list, .. }) => self.attribute(space, *list),
            _ => NOBODY,
        };
        let place = self.used.len() as u32;
        self.places[id.index()] = Some(place);
        self.used.push(id);
        self.known.push(Lookup::new());
        self.counts.push(known.map_or(0, |known| known.count()));
        self.lists.push(list);
        self.reduced.push(None);
        place
    }

    fn set(&mut self, space: &Space<'_>, attribute: AttributeId, set: &Arc<ClassSet>) -> (u32, u32) {
        let place = self.attribute(space, attribute);
        if let Some(known) = self.known[place as usize].get(set.as_ref()) {
            return (place, *known);
        }
        let id = self.sets.len() as u32;
        self.known[place as usize].insert(Arc::clone(set), id);
        self.sets.push(Arc::clone(set));
        self.of.push(place);
        (place, id)
    }

    /// The place and the set of a limit that was taken in.
    pub(super) fn limit(&self, attribute: AttributeId, set: &ClassSet) -> Option<(u32, u32)> {
        let place = self.places.get(attribute.index()).copied().flatten()?;
        self.known[place as usize].get(set).map(|set| (place, *set))
    }

    /// A formula in the graph's own numbering.
    pub(super) fn residual(&self, formula: &Formula) -> Formula {
        match formula {
            Formula::Always(known) => Formula::Always(*known),
            Formula::In(attribute, set) => match self.limit(*attribute, set) {
                Some((place, set)) => {
                    Formula::In(AttributeId::at(place as usize), Arc::clone(&self.sets[set as usize]))
                }
                None => Formula::Always(false),
            },
            Formula::All(parts) => Formula::All(parts.iter().map(|part| self.residual(part)).collect()),
            Formula::Any(parts) => Formula::Any(parts.iter().map(|part| self.residual(part)).collect()),
        }
    }

    /// Makes classes one that lie in exactly the same sets: 41,000 ZIP codes of 300 territories become 300 classes.
    /// Numbers have no more classes than their sets have ends.
    pub(super) fn reduce(&mut self, space: &Space<'_>) {
        let mut sets_of: Vec<Vec<u32>> = vec![Vec::new(); self.used.len()];
        for (set, attribute) in self.of.iter().enumerate() {
            sets_of[*attribute as usize].push(set as u32);
        }
        for (place, sets) in sets_of.iter().enumerate() {
            let Some(known) = space.attribute(self.used[place]) else { continue };
            if matches!(known.classes, Classes::Numbers(_) | Classes::Truth) {
                continue;
            }
            let old: Vec<&ClassSet> = sets.iter().map(|set| &*self.sets[*set as usize]).collect();
            if let Some(Reduced { classes, count, sets: new }) = reduced(&old, self.counts[place]) {
                for (set, new) in sets.iter().zip(new) {
                    self.sets[*set as usize] = Arc::new(new);
                }
                self.counts[place] = count;
                self.reduced[place] = Some(classes);
            }
        }
    }

    /// The attributes as the graph keeps them.
    pub(super) fn into_attributes(self, space: Space<'_>) -> Vec<Viewed> {
        let places = self.places;
        let mut known: Vec<_> = space.into_attributes().into_iter().map(Some).collect();
        let found = self.used.iter().zip(self.reduced).zip(self.counts);
        let mut all: Vec<Viewed> = found
            .filter_map(|((id, reduced), count)| Some(Viewed::new(known.get_mut(id.index())?.take()?, reduced, count)))
            .collect();
        // Elements name their list by its place in the space; the graph has its own.
        for viewed in &mut all {
            viewed.rename(&|list| places.get(list.index()).copied().flatten().unwrap_or(NOBODY));
        }
        all
    }
}

struct Reduced {
    /// By class: the class it became.
    classes: Box<[u32]>,
    count: u32,
    sets: Vec<ClassSet>,
}

/// Two numbers of 64 bits that stand for a set.
fn signature(place: usize) -> u128 {
    let mix = |mut word: u64| {
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    };
    let start = (place as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u128::from(mix(start)) << 64 | u128::from(mix(!start))
}

/// A sweep over the ends of all runs. `None` where nothing can be joined or it would cost too much to say.
fn reduced(sets: &[&ClassSet], count: u32) -> Option<Reduced> {
    // Missing stays by itself.
    let mut ends: Vec<(u32, u128)> = vec![(0, signature(sets.len())), (1, signature(sets.len()))];
    for (place, set) in sets.iter().enumerate() {
        for (first, last) in set.runs() {
            ends.extend([(*first, signature(place)), (last + 1, signature(place))]);
        }
    }
    ends.sort_unstable_by_key(|(at, _)| *at);
    let (mut ids, mut now): (Lookup<u128, u32>, u128) = (Lookup::new(), 0);
    // Where segments begin, what they became, whether they were the first to become that.
    let mut segments: Vec<(u32, u32, bool)> = Vec::new();
    let mut sizes: Vec<u64> = Vec::new();
    let mut ends = ends.into_iter().filter(|(at, _)| *at < count).peekable();
    while let Some((at, change)) = ends.next() {
        now ^= change;
        while let Some((_, change)) = ends.next_if(|(next, _)| *next == at) {
            now ^= change;
        }
        let size = u64::from(ends.peek().map_or(count, |(next, _)| *next) - at);
        let new = ids.get(&now).is_none();
        let id = ids.get(&now).copied().unwrap_or(sizes.len() as u32);
        if new {
            ids.insert(now, id);
            sizes.push(0);
        }
        sizes[id as usize] += size;
        segments.push((at, id, new));
    }
    if sizes.len() as u32 == count {
        return None;
    }
    let olds: Vec<usize> = (0..segments.len()).filter(|place| !segments[*place].2).collect();
    let news: Vec<u32> =
        segments.iter().scan(0, |sum, segment| Some(std::mem::replace(sum, *sum + u32::from(segment.2)))).collect();
    let before: Vec<u64> = [0]
        .into_iter()
        .chain(sizes.iter().scan(0, |sum, size| {
            *sum += size;
            Some(*sum)
        }))
        .collect();
    let segment = |class: u32| segments.partition_point(|(at, ..)| *at < class);
    let runs: usize = sets.iter().map(|set| set.runs().len()).sum();
    let mut left = REDUCED_RUNS * (runs + segments.len());
    let mut found = Vec::with_capacity(sets.len());
    for set in sets {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for (first, last) in set.runs() {
            let (start, end) = (segment(*first), segment(last + 1));
            let new = (news[start], news.get(end).copied().unwrap_or(ids_after(&news, &segments)));
            if new.0 < new.1 {
                runs.push((new.0, new.1 - 1));
            }
            let from = olds.partition_point(|place| *place < start);
            let inside = olds[from..].iter().take_while(|place| **place < end);
            for place in inside {
                left = left.checked_sub(1)?;
                runs.push((segments[*place].1, segments[*place].1));
            }
        }
        let set_of_new = ClassSet::of(runs);
        // Signatures of 128 bits hardly ever meet by chance; a policy that makes them meet keeps all its classes.
        let classes: u64 =
            set_of_new.runs().iter().map(|(first, last)| before[*last as usize + 1] - before[*first as usize]).sum();
        if classes != set.count() {
            return None;
        }
        found.push(set_of_new);
    }
    let mut classes = vec![0; count as usize];
    for (place, (at, id, _)) in segments.iter().enumerate() {
        let end = segments.get(place + 1).map_or(count, |(next, ..)| *next);
        classes[*at as usize..end as usize].fill(*id);
    }
    Some(Reduced { classes: classes.into(), count: sizes.len() as u32, sets: found })
}

/// How many classes there are in the end.
fn ids_after(news: &[u32], segments: &[(u32, u32, bool)]) -> u32 {
    news.last().copied().unwrap_or(0) + u32::from(segments.last().is_some_and(|segment| segment.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_the_same_sets_become_one() {
        let zips =
            |territory: u32| ClassSet::of((0..1_000).map(|zip| (2 + zip * 7 + territory, 2 + zip * 7 + territory)));
        let sets: Vec<ClassSet> = (0..7).map(zips).collect();
        let Reduced { classes, count, sets: new } = reduced(&sets.iter().collect::<Vec<_>>(), 7_002).unwrap();
        assert_eq!(count, 9, "missing, other and seven territories");
        for class in 0..7_002 {
            for (old, new) in sets.iter().zip(&new) {
                assert_eq!(old.has(class), new.has(classes[class as usize]));
            }
        }
    }

    #[test]
    fn sets_stay_what_they_are() {
        let sets =
            [ClassSet::run(1, 40), ClassSet::of([(3, 5), (9, 9), (30, 39)]), ClassSet::one(9), ClassSet::run(0, 3)];
        let Reduced { classes, sets: new, .. } = reduced(&sets.iter().collect::<Vec<_>>(), 50).unwrap();
        for class in 0..50 {
            for (old, new) in sets.iter().zip(&new) {
                assert_eq!(old.has(class), new.has(classes[class as usize]), "{class}");
            }
        }
        assert!(classes.iter().skip(1).all(|class| *class != 0), "missing is nothing else");
    }

    #[test]
    fn wide_sets_are_not_expanded() {
        let sets: Vec<ClassSet> = (1..4_000).map(|class| ClassSet::one(class * 2).complement(8_001)).collect();
        let found = reduced(&sets.iter().collect::<Vec<_>>(), 8_001);
        assert!(found.is_none(), "a pair of ends a set, and half the classes in all of them");
    }
}
