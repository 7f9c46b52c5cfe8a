//! Dividing a list of boxes by one attribute.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists that are built here, all far below 32 bits"
)]

use super::Grower;
use crate::graph::{NAMED_ATTRIBUTES, Ref, Sketch};
use crate::limits::{COPIES_OF_A_SWITCH, TRIED_ATTRIBUTES, TRIED_RUNS};

/// Buckets that classes are divided into where their runs overlap too much for a switch.
const BUCKETS: usize = 8;
/// Boxes that buckets must tell apart: one in so many.
const BUCKETS_PAY: usize = 6;

/// A way to divide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// By the class of an attribute.
    Class(u32),
    /// By the elements of a list.
    Elements(u32),
}

/// How often attributes occur in a list: scratch that is cleared by what was touched.
pub(super) struct Tally {
    /// By attribute; behind them once more, for the elements of lists.
    boxes: Vec<u32>,
    runs: Vec<u32>,
    touched: Vec<usize>,
}

impl Tally {
    pub(super) fn new(attributes: usize) -> Self {
        Self { boxes: vec![0; 2 * attributes], runs: vec![0; 2 * attributes], touched: Vec::new() }
    }

    fn add(&mut self, way: Way, runs: usize) {
        let place = match way {
            Way::Class(attribute) => attribute as usize,
            Way::Elements(list) => self.boxes.len() / 2 + list as usize,
        };
        if self.boxes[place] == 0 {
            self.touched.push(place);
        }
        self.boxes[place] += 1;
        self.runs[place] = self.runs[place].saturating_add(runs as u32);
    }

    /// The ways that limit most boxes, with how many; those of too many runs are left out.
    fn most(&mut self, least: u64, boxes: usize) -> Vec<(Way, u32)> {
        let most_runs = (TRIED_RUNS * boxes) as u32;
        let mut all: Vec<(Way, u32)> = Vec::new();
        let attributes = self.boxes.len() / 2;
        for place in self.touched.drain(..) {
            let elements = place.checked_sub(attributes).map(|list| Way::Elements(list as u32));
            let named = place % attributes < NAMED_ATTRIBUTES as usize;
            if u64::from(self.boxes[place]) >= least && self.runs[place] <= most_runs && named {
                all.push((elements.unwrap_or(Way::Class(place as u32)), self.boxes[place]));
            }
            (self.boxes[place], self.runs[place]) = (0, 0);
        }
        all.sort_unstable_by_key(|(way, count)| (u32::MAX - count, *way));
        all.truncate(TRIED_ATTRIBUTES);
        all
    }
}

/// A branch: an elementary run of classes with the boxes whose sets hold it.
type Branch = (u32, u32, Vec<u32>);

/// What a way would do.
#[derive(Clone, Copy, Default)]
struct Outlook {
    /// Entries of all branches.
    entries: u64,
    branches: u64,
    /// The boxes that a branch holds on the average, weighed by itself.
    expected: u64,
}

impl Outlook {
    fn add(&mut self, boxes: u64, squares: &mut u128) {
        if boxes > 0 {
            self.entries += boxes;
            self.branches += 1;
            *squares += u128::from(boxes) * u128::from(boxes);
        }
    }

    fn expecting(mut self, squares: u128) -> Self {
        self.expected = (squares / u128::from(self.entries.max(1))) as u64;
        self
    }
}

impl Grower<'_> {
    /// A division that pays, with what it leads to; `None` when a leaf does as well.
    pub(super) fn split(&mut self, list: &[u32], decided: &[u32], share: u64, depth: usize) -> Option<Sketch> {
        let least = (list.len() as u64 / 8).max(self.leaf_boxes as u64 / 2).max(1);
        let (mut best, mut best_gain, mut crowded) = (None, least - 1, None);
        for (way, boxes) in self.ways(list, decided, least) {
            if u64::from(boxes) <= best_gain {
                break;
            }
            let outlook = self.outlook(list, way);
            let gain = u64::from(boxes).saturating_sub(outlook.expected);
            if outlook.entries > share || gain < least {
                crowded = crowded.or(Some(way));
            } else if gain > best_gain {
                (best, best_gain) = (Some(way), gain);
            }
        }
        match (best, crowded) {
            (Some(Way::Class(attribute)), _) => Some(self.switch(list, attribute, decided, share, depth)),
            (Some(Way::Elements(of)), _) => Some(self.by_elements(list, of, decided, share, depth)),
            (None, Some(Way::Class(attribute))) => self.buckets(list, attribute, decided, share, depth),
            _ => None,
        }
    }

    fn ways(&mut self, list: &[u32], decided: &[u32], least: u64) -> Vec<(Way, u32)> {
        let mut tally = std::mem::replace(&mut self.tally, Tally::new(0));
        for item in list {
            let mut before = None;
            for (attribute, set) in self.open(*item, decided) {
                if self.is_narrow(attribute, set) {
                    tally.add(Way::Class(attribute), self.ground.sets[set as usize].runs().len());
                }
                if let Some((of, _)) = self.required((attribute, set))
                    && before != Some(of)
                {
                    tally.add(Way::Elements(of), 1);
                    before = Some(of);
                }
            }
        }
        let most = tally.most(least, list.len());
        self.tally = tally;
        most
    }

    /// At most half of the classes.
    pub(super) fn is_narrow(&self, attribute: u32, set: u32) -> bool {
        self.ground.sets[set as usize].count() * 2 <= u64::from(self.ground.counts[attribute as usize])
    }

    pub(super) fn limit(&self, item: u32, attribute: u32) -> Option<u32> {
        let item = &self.items[item as usize];
        let limits = &self.limits[item.from..item.to];
        limits.binary_search_by_key(&attribute, |(attribute, _)| *attribute).ok().map(|place| limits[place].1)
    }

    /// The element of a list that a box requires; of several the one that fewest boxes of this node require.
    fn element(&self, item: u32, of: u32, boxes: &dyn Fn(u32) -> u32) -> Option<u32> {
        let item = &self.items[item as usize];
        let required = self.limits[item.from..item.to].iter().filter_map(|limit| self.required(*limit));
        required
            .filter(|(list, _)| *list == of)
            .map(|(_, element)| element)
            .min_by_key(|element| (boxes(*element), *element))
    }

    fn outlook(&self, list: &[u32], way: Way) -> Outlook {
        let (mut outlook, mut squares) = (Outlook::default(), 0);
        match way {
            Way::Class(attribute) => return self.classes_ahead(list, attribute, &|set| self.is_narrow(attribute, set)),
            Way::Elements(of) => {
                let groups = self.element_groups(list, of);
                groups.iter().for_each(|(_, boxes)| outlook.add(boxes.len() as u64, &mut squares));
            }
        }
        outlook.expecting(squares)
    }

    /// What a switch over the classes of an attribute would do with the boxes that `takes` says.
    fn classes_ahead(&self, list: &[u32], attribute: u32, takes: &dyn Fn(u32) -> bool) -> Outlook {
        let (mut outlook, mut squares) = (Outlook::default(), 0);
        let mut ends: Vec<(u32, bool)> = Vec::new();
        for item in list {
            let Some(set) = self.limit(*item, attribute).filter(|set| takes(*set)) else { continue };
            for (first, last) in self.ground.sets[set as usize].runs() {
                ends.extend([(*first, true), (last + 1, false)]);
            }
        }
        ends.sort_unstable();
        let (mut open, mut ends) = (0_u64, ends.into_iter().peekable());
        while let Some((at, starts)) = ends.next() {
            open = if starts { open + 1 } else { open - 1 };
            if ends.peek().is_some_and(|(next, _)| *next != at) {
                outlook.add(open, &mut squares);
            }
        }
        outlook.expecting(squares)
    }

    /// Elementary runs of an attribute with the boxes that hold them, of those that `takes` says.
    fn swept(&self, list: &[u32], attribute: u32, takes: &dyn Fn(u32) -> bool) -> Vec<Branch> {
        let mut ends: Vec<(u32, bool, u32)> = Vec::new();
        for (place, item) in list.iter().enumerate() {
            let Some(set) = self.limit(*item, attribute).filter(|set| takes(*set)) else { continue };
            for (first, last) in self.ground.sets[set as usize].runs() {
                ends.extend([(*first, true, place as u32), (last + 1, false, place as u32)]);
            }
        }
        ends.sort_unstable();
        let (mut open, mut runs): (Vec<u32>, Vec<Branch>) = (Vec::new(), Vec::new());
        let mut ends = ends.into_iter().peekable();
        while let Some((at, starts, place)) = ends.next() {
            match (open.binary_search(&place), starts) {
                (Err(slot), true) => open.insert(slot, place),
                (Ok(slot), false) => {
                    open.remove(slot);
                }
                _ => {}
            }
            if let Some((next, ..)) = ends.peek()
                && *next != at
                && !open.is_empty()
            {
                runs.push((at, next - 1, open.iter().map(|place| list[*place as usize]).collect()));
            }
        }
        runs
    }

    /// A switch over the classes of an attribute: with everything in its branches where that costs little, else with the
    /// boxes that do not look at it, or hardly, beside it.
    fn switch(&mut self, list: &[u32], attribute: u32, decided: &[u32], share: u64, depth: usize) -> Sketch {
        let free: Vec<u32> = list.iter().copied().filter(|item| self.limit(*item, attribute).is_none()).collect();
        let within: Vec<u32> = decided.iter().copied().chain([attribute]).collect();
        let few = (COPIES_OF_A_SWITCH * list.len()) as u64;
        let all = self.classes_ahead(list, attribute, &|_| true);
        let cost = all.entries + free.len() as u64 * (all.branches + 1);
        if cost <= few.min(share) {
            let swept = self.swept(list, attribute, &|_| true).into_iter();
            let runs = swept.map(|(first, last, boxes)| (first, last, merged(&boxes, &free))).collect();
            return self.sketch(attribute, runs, free, Vec::new(), (&within, decided), (share - cost, depth));
        }
        let narrow = |set: u32| self.is_narrow(attribute, set);
        let swept = self.swept(list, attribute, &narrow);
        let rest = list.iter().copied().filter(|item| !self.limit(*item, attribute).is_some_and(narrow)).collect();
        let cost: u64 = swept.iter().map(|(.., boxes)| boxes.len() as u64).sum();
        self.sketch(attribute, swept, Vec::new(), rest, (&within, decided), (share.saturating_sub(cost), depth))
    }

    /// Buckets of classes where their runs overlap too much: what lies in none of them goes beside.
    fn buckets(&mut self, list: &[u32], attribute: u32, decided: &[u32], share: u64, depth: usize) -> Option<Sketch> {
        let mut starts: Vec<u32> =
            list.iter().filter_map(|item| self.span(*item, attribute)).map(|(first, _)| first).collect();
        starts.sort_unstable();
        let mut cuts: Vec<u32> =
            (1..BUCKETS).filter_map(|part| starts.get(part * starts.len() / BUCKETS).copied()).collect();
        cuts.dedup();
        let bucket = |class: u32| cuts.partition_point(|cut| *cut <= class);
        let mut inside: Vec<Vec<u32>> = vec![Vec::new(); cuts.len() + 1];
        let mut rest = Vec::new();
        for item in list {
            match self.span(*item, attribute) {
                Some((first, last)) if bucket(first) == bucket(last) => inside[bucket(first)].push(*item),
                _ => rest.push(*item),
            }
        }
        let told = list.len() - rest.len();
        let largest = inside.iter().map(Vec::len).max().unwrap_or(0);
        if told < list.len() / BUCKETS_PAY || told > share as usize || largest == list.len() {
            return None;
        }
        let count = self.ground.counts[attribute as usize];
        let runs: Vec<Branch> = inside
            .into_iter()
            .enumerate()
            .map(|(place, boxes)| {
                let first = place.checked_sub(1).map_or(0, |before| cuts[before]);
                (first, cuts.get(place).map_or(count, |cut| *cut).saturating_sub(1), boxes)
            })
            .filter(|(first, last, boxes)| first <= last && !boxes.is_empty())
            .collect();
        Some(self.sketch(attribute, runs, Vec::new(), rest, (decided, decided), (share - told as u64, depth)))
    }

    /// The classes from the first to the last of a box's set.
    pub(super) fn span(&self, item: u32, attribute: u32) -> Option<(u32, u32)> {
        let runs = self.ground.sets[self.limit(item, attribute)? as usize].runs();
        Some((runs.first()?.0, runs.last()?.1))
    }

    /// What each branch leads to. `decided`: in the branches, and beside them; `left`: share and depth.
    fn sketch(
        &mut self,
        attribute: u32,
        runs: Vec<Branch>,
        default: Vec<u32>,
        rest: Vec<u32>,
        decided: (&[u32], &[u32]),
        left: (u64, usize),
    ) -> Sketch {
        let all = runs.iter().map(|(.., boxes)| boxes.len()).sum::<usize>() + default.len() + rest.len();
        let portion = |boxes: usize| (u128::from(left.0) * boxes as u128 / all.max(1) as u128) as u64;
        let depth = left.1 - 1;
        let mut led: Vec<(u32, u32, Ref)> = Vec::with_capacity(runs.len());
        for (first, last, boxes) in runs {
            let share = portion(boxes.len());
            let at = self.grow(boxes, decided.0, share, depth);
            match led.last_mut() {
                Some((_, end, before)) if *before == at && *end + 1 == first => *end = last,
                _ => led.push((first, last, at)),
            }
        }
        let share = (portion(default.len()), portion(rest.len()));
        let default = self.grow(default, decided.0, share.0, depth);
        let rest = self.grow(rest, decided.1, share.1, depth);
        Sketch::Switch { attribute, runs: led, default, rest }
    }

    /// The boxes that require an element of a list, by that element.
    pub(super) fn element_groups(&self, list: &[u32], of: u32) -> Vec<(u32, Vec<u32>)> {
        let mut counts = std::collections::BTreeMap::new();
        for item in list {
            let item = &self.items[*item as usize];
            for (_, element) in self.limits[item.from..item.to].iter().filter_map(|limit| self.required(*limit)) {
                *counts.entry(element).or_insert(0_u32) += 1;
            }
        }
        let boxes = |element: u32| counts.get(&element).copied().unwrap_or(0);
        let mut groups: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for item in list {
            if let Some(element) = self.element(*item, of, &boxes) {
                groups.entry(element).or_default().push(*item);
            }
        }
        groups.into_iter().collect()
    }

    fn by_elements(&mut self, list: &[u32], of: u32, decided: &[u32], share: u64, depth: usize) -> Sketch {
        let groups = self.element_groups(list, of);
        let rest: Vec<u32> = list.iter().copied().filter(|item| self.element(*item, of, &|_| 0).is_none()).collect();
        let left = share.saturating_sub((list.len() - rest.len()) as u64);
        let portion = |boxes: usize| (u128::from(left) * boxes as u128 / list.len().max(1) as u128) as u64;
        let mut elements = Vec::with_capacity(groups.len());
        for (element, boxes) in groups {
            let within: Vec<u32> = decided.iter().copied().chain([element]).collect();
            let share = portion(boxes.len());
            elements.push((element, self.grow(boxes, &within, share, depth - 1)));
        }
        let share = portion(rest.len());
        let rest = self.grow(rest, decided, share, depth - 1);
        Sketch::Each { list: of, elements, rest }
    }
}

/// Two sorted lists as one.
fn merged(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    loop {
        match (one.peek(), other.peek()) {
            (Some(left), Some(right)) if left <= right => all.extend(one.next()),
            (_, Some(_)) => all.extend(other.next()),
            (Some(_), None) => all.extend(one.next()),
            (None, None) => return all,
        }
    }
}
