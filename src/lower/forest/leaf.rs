//! Leaves: rows of bits by what tells the boxes of a list apart best, and tests for what is left.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists that are built here, all far below 32 bits"
)]

use super::Grower;
use crate::graph::{By, Entry, NOBODY, Rows, Sketch, Test, Want};
use crate::limits::{JOINED_PER_LEAF, ROWS_PER_ATTRIBUTE, ROWS_PER_LEAF, TRUTHS_PER_GROUP};
use crate::region::YES;
use std::collections::BTreeMap;

/// Up to so many boxes are tested one after another.
const TESTED: usize = 2;

/// A leaf of so many boxes is large.
const LARGE: usize = 64;

/// Rows, with what they leave of a lead's boxes on the average, in parts of a million.
struct Offer {
    left: u64,
    rows: Rows,
    /// By box: the attribute of which the rows say all there is to say.
    said: Vec<Option<u32>>,
}

const MILLION: u64 = 1_000_000;

/// Boxes that further rows must spare testing on the average, in millionths: a row is a look at memory, a box one or two.
const SPARED: u64 = MILLION / 4;

impl Grower<'_> {
    pub(super) fn leaf(&mut self, list: &[u32], decided: &[u32]) -> Sketch {
        let chosen =
            if list.len() > TESTED && self.leaf_boxes < usize::MAX { self.chosen(list, decided) } else { Vec::new() };
        let mut entries = Vec::with_capacity(list.len());
        for (place, item) in list.iter().enumerate() {
            let said = |attribute: u32| chosen.iter().any(|offer| offer.said[place] == Some(attribute));
            let mut open: Vec<(u32, u32)> =
                self.open(*item, decided).filter(|(attribute, _)| !said(*attribute)).collect();
            open.sort_by_key(|limit| self.share(*limit));
            let mut tests: Vec<Test> = open.into_iter().map(|(attribute, set)| self.test(attribute, set)).collect();
            let item = &self.items[*item as usize];
            tests.extend(item.residual.map(|place| Test { attribute: 0, want: Want::Formula(place) }));
            entries.push(Entry { case: item.case, tests });
        }
        Sketch::Leaf { rows: chosen.into_iter().map(|offer| offer.rows).collect(), entries }
    }

    /// The part of an attribute's classes that a limit leaves, in millionths.
    fn share(&self, (attribute, set): (u32, u32)) -> u64 {
        self.ground.sets[set as usize].count() * MILLION / u64::from(self.ground.counts[attribute as usize]).max(1)
    }

    fn test(&mut self, attribute: u32, set: u32) -> Test {
        let classes = &self.ground.sets[set as usize];
        let want = match *classes.runs() {
            [(first, last)] => Want::Run(first, last),
            _ if self.ground.counts[attribute as usize] <= 64 => {
                let bits = classes.runs().iter().fold(0, |bits, (first, last)| bits | ones(*first, *last));
                Want::Bits(bits)
            }
            ref runs => {
                let known = *self.run_of[set as usize].get_or_insert_with(|| {
                    self.runs.extend(runs);
                    (self.runs.len() as u32 - runs.len() as u32, runs.len() as u32)
                });
                Want::Set(known.0, known.1)
            }
        };
        Test { attribute, want }
    }

    /// The rows that leave least, until less than one box is expected to be left.
    fn chosen(&self, list: &[u32], decided: &[u32]) -> Vec<Offer> {
        // In a large leaf even an attribute of few boxes is worth a look, before each of them is tested; and there what
        // is yes or no shares its rows.
        let large = list.len() >= LARGE;
        let (mut narrow, mut lists): (BTreeMap<u32, usize>, BTreeMap<u32, usize>) = (BTreeMap::new(), BTreeMap::new());
        let mut truths: BTreeMap<u32, usize> = BTreeMap::new();
        for item in list {
            let mut before = None;
            for (attribute, set) in self.open(*item, decided) {
                if large && self.is_truth((attribute, set)) {
                    *truths.entry(attribute).or_default() += 1;
                } else if self.is_narrow(attribute, set) {
                    *narrow.entry(attribute).or_default() += 1;
                }
                if let Some((of, _)) = self.required((attribute, set))
                    && before != Some(of)
                {
                    *lists.entry(of).or_default() += 1;
                    before = Some(of);
                }
            }
        }
        let few = if large { 16 } else { 4 };
        let often = |(_, count): &(&u32, &usize)| **count * few >= list.len();
        let most = |counts: BTreeMap<u32, usize>| {
            let mut all: Vec<(u32, usize)> = counts.iter().filter(often).map(|(at, count)| (*at, *count)).collect();
            all.sort_unstable_by_key(|(attribute, count)| (list.len() - count, *attribute));
            all.truncate(2 * ROWS_PER_LEAF);
            all.into_iter().map(|(attribute, _)| attribute).collect::<Vec<u32>>()
        };
        let mut offers: Vec<Offer> = most(narrow).into_iter().map(|attribute| self.rows(list, attribute)).collect();
        offers.extend(most(lists).into_iter().map(|of| self.list_rows(list, of)));
        truths.retain(|_, count| *count * TRUTHS_PER_GROUP >= list.len());
        offers.extend((!truths.is_empty()).then(|| self.truth_rows(list, &truths)));
        offers.retain(|offer| offer.left < MILLION * 19 / 20 && offer.rows.fits());
        offers.sort_by_key(|offer| offer.left);
        let (mut left, mut count, mut joined) = (list.len() as u64 * MILLION, 0, 0);
        offers.retain(|offer| {
            let joins = !matches!(offer.rows.by, By::Class { .. });
            let room = count < ROWS_PER_LEAF && !(joins && joined == JOINED_PER_LEAF);
            let then = left * offer.left / MILLION;
            let takes = room && left > MILLION && left - then > SPARED;
            if takes {
                left = then;
                count += 1;
                joined += usize::from(joins);
            }
            takes
        });
        offers
    }

    /// Whether a limit asks for the yes of something that is no element of a list.
    fn is_truth(&self, (attribute, set): (u32, u32)) -> bool {
        self.ground.lists[attribute as usize] == NOBODY
            && self.ground.counts[attribute as usize] == YES + 1
            && self.ground.sets[set as usize].runs() == [(YES, YES)]
    }

    fn rows(&self, list: &[u32], attribute: u32) -> Offer {
        let sets: Vec<Option<u32>> = list.iter().map(|item| self.limit(*item, attribute)).collect();
        let last_class = self.ground.counts[attribute as usize].saturating_sub(1);
        // Rows stand for the classes between the first and the last place where any set begins or ends: those below are
        // alike, but for missing, and those above as well.
        let (mut lowest, mut highest) = (u32::MAX, 0);
        for (first, last) in sets.iter().flatten().flat_map(|set| self.ground.sets[*set as usize].runs()) {
            for place in [*first, last + 1].into_iter().filter(|place| (2..=last_class).contains(place)) {
                (lowest, highest) = (lowest.min(place - 1), highest.max(place - 1));
            }
        }
        let lowest = if lowest == u32::MAX { 0 } else { lowest };
        let most = ROWS_PER_ATTRIBUTE.min(list.len().max(8));
        let shift = shift(highest - lowest, most);
        let number = ((highest - lowest) >> shift) as usize + 1;
        let covered = lowest + ((number as u32) << shift) - 1;
        let mut rows = vec![vec![0_u64; Rows::words(list.len())]; number + 1];
        let mut said = vec![(shift == 0).then_some(attribute); list.len()];
        let ends = [u64::from(lowest) + 1, u64::from(last_class.saturating_sub(covered))];
        for (place, set) in sets.iter().enumerate() {
            let (word, bit) = (place / 64, 1_u64 << (place % 64));
            let Some(set) = set else {
                rows.iter_mut().for_each(|row| row[word] |= bit);
                continue;
            };
            // Classes of the first and of the last row.
            let mut within = [0_u64; 2];
            for (first, last) in self.ground.sets[*set as usize].runs() {
                let row = |class: u32| ((class.max(lowest) - lowest) >> shift) as usize;
                if *first <= covered {
                    rows[row(*first)..=row((*last).min(covered))].iter_mut().for_each(|row| row[word] |= bit);
                }
                if *first <= lowest {
                    within[0] += u64::from((*last).min(lowest) - first) + 1;
                }
                if *last > covered {
                    rows[number][word] |= bit;
                    within[1] += u64::from(last - (*first).max(covered + 1)) + 1;
                }
            }
            if within.iter().zip(ends).any(|(within, all)| *within != 0 && *within != all) {
                said[place] = None;
            }
        }
        // Most leads are what most rules do not name: they lie at one of the ends.
        let (below, above) = (density(&rows[..1], list.len()), density(&rows[number..], list.len()));
        let left = (2 * below.min(above) + below.max(above) + density(&rows, list.len())) / 4;
        Offer { left, rows: Rows { by: By::Class { attribute, lowest, shift }, rows }, said }
    }

    fn list_rows(&self, list: &[u32], of: u32) -> Offer {
        let groups = self.element_groups(list, of);
        let place_of: BTreeMap<u32, usize> = list.iter().enumerate().map(|(place, item)| (*item, place)).collect();
        let lowest = groups.first().map_or(0, |(element, _)| *element);
        let highest = groups.last().map_or(0, |(element, _)| *element);
        let shift = shift(highest - lowest, ROWS_PER_ATTRIBUTE);
        let number = ((highest - lowest) >> shift) as usize + 1;
        let mut rows = vec![vec![0_u64; Rows::words(list.len())]; number + 1];
        rows[number] = all(list.len());
        for (element, boxes) in &groups {
            for place in boxes.iter().filter_map(|item| place_of.get(item)) {
                rows[((element - lowest) >> shift) as usize][place / 64] |= 1 << (place % 64);
                rows[number][place / 64] &= !(1 << (place % 64));
            }
        }
        // A lead has several elements: each row counts as if it had three of them.
        let left = density(&rows[..number], list.len()) * 3 + density(&rows[number..], list.len());
        Offer { left, rows: Rows { by: By::Elements { list: of, lowest, shift }, rows }, said: vec![None; list.len()] }
    }

    /// Rows of attributes that are yes or no: each box counts for the one of those it asks for that fewest ask for.
    fn truth_rows(&self, list: &[u32], counts: &BTreeMap<u32, usize>) -> Offer {
        let attributes: Vec<u32> = counts.keys().copied().collect();
        let number = attributes.len();
        let mut rows = vec![vec![0_u64; Rows::words(list.len())]; number + 1];
        let mut said = vec![None; list.len()];
        for (place, item) in list.iter().enumerate() {
            let item = &self.items[*item as usize];
            let asked = self.limits[item.from..item.to].iter().filter(|limit| self.is_truth(**limit));
            let rarest = asked.filter_map(|(attribute, _)| Some((*counts.get(attribute)?, *attribute))).min();
            let row = rarest.and_then(|(_, attribute)| attributes.binary_search(&attribute).ok());
            rows[row.unwrap_or(number)][place / 64] |= 1 << (place % 64);
            said[place] = row.map(|row| attributes[row]);
        }
        // Every other of them is yes at most.
        let left = density(&rows[..number], list.len()) * number as u64 / 2 + density(&rows[number..], list.len());
        Offer { left, rows: Rows { by: By::Truths(attributes), rows }, said }
    }
}

/// How many bits to leave out so that a span falls into at most so many rows.
fn shift(span: u32, rows: usize) -> u32 {
    let mut shift = 0;
    while (span >> shift) as usize >= rows {
        shift += 1;
    }
    shift
}

/// A row of all boxes.
fn all(boxes: usize) -> Vec<u64> {
    let mut row = vec![0; Rows::words(boxes)];
    (0..boxes).for_each(|place| row[place / 64] |= 1 << (place % 64));
    row
}

/// The bits of a row that are set, in parts of a million.
fn density(rows: &[Vec<u64>], boxes: usize) -> u64 {
    let bits: u64 = rows.iter().flatten().map(|word| u64::from(word.count_ones())).sum();
    bits * MILLION / (rows.len() * boxes).max(1) as u64
}

/// Bits from the first to the last, below 64.
fn ones(first: u32, last: u32) -> u64 {
    (u64::MAX >> (63 - (last - first).min(63))) << first
}
