//! Grows a forest: cases as boxes, divided by one attribute after another as long as that pays, then into leaves.
//!
//! What a switch copies is paid for from its share of a budget before it is made, and what it leads to divides what is
//! left, so that the size of a forest grows with the number of its boxes whatever they look like. Equal lists become one
//! node. Everything here goes by numbers and places: the same policy gives the same forest.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places in lists that are built here, all far below 32 bits"
)]

mod leaf;
mod split;
#[cfg(test)]
mod tests;

use super::ground::Ground;
use crate::graph::{Forest, NOBODY, Ref, Sketch, layout};
use crate::limits::{COPIES_FOR_EACH_BOX, FOREST_DEPTH, LEAF_BOXES, SMALL_FOREST};
use crate::lookup::Lookup;
use crate::region::{Boxes, Formula, YES};

/// What a search asks of a forest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The first case: what stands behind one that always ends the search is never found.
    First,
    /// Every case.
    Each,
    /// The first case, by testing one after another: what everything else is measured against.
    #[cfg(feature = "workbench")]
    OneByOne,
}

/// A box of a case.
struct Item {
    case: u32,
    /// Its limits: attribute and set, sorted by attribute.
    from: usize,
    to: usize,
    residual: Option<u32>,
}

pub(super) struct Grower<'g> {
    ground: &'g Ground,
    items: Vec<Item>,
    limits: Vec<(u32, u32)>,
    /// By case: whether nothing behind it matters once it holds.
    ends: Vec<bool>,
    leaf_boxes: usize,
    sketches: Vec<Sketch>,
    /// By sketch: how deep a search goes below it, itself counted.
    heights: Vec<usize>,
    known: Lookup<(Vec<u32>, Vec<u32>), Ref>,
    /// Runs of sets that tests name, and where those of each set begin.
    runs: Vec<(u32, u32)>,
    run_of: Vec<Option<(u32, u32)>>,
    residuals: Vec<Formula>,
    tally: split::Tally,
}

/// A forest over cases in their order. `ends` says of each whether the search is over once it holds.
pub(super) fn grow(ground: &Ground, boxes: &[Boxes], holds: &[&Formula], ends: Vec<bool>, asked: Asked) -> Forest {
    let count: usize = boxes.iter().map(|boxes| boxes.regions.len()).sum();
    let leaf = if count > SMALL_FOREST { LEAF_BOXES.1 } else { LEAF_BOXES.0 };
    #[cfg(feature = "workbench")]
    let leaf = if asked == Asked::OneByOne { usize::MAX } else { leaf };
    grown(ground, boxes, holds, ends, (asked, leaf))
}

fn grown(
    ground: &Ground,
    boxes: &[Boxes],
    holds: &[&Formula],
    ends: Vec<bool>,
    (asked, leaf): (Asked, usize),
) -> Forest {
    let mut grower = Grower {
        ground,
        items: Vec::new(),
        limits: Vec::new(),
        ends: if asked == Asked::Each { vec![false; ends.len()] } else { ends },
        leaf_boxes: leaf,
        sketches: Vec::new(),
        heights: Vec::new(),
        known: Lookup::new(),
        runs: Vec::new(),
        run_of: vec![None; ground.sets.len()],
        residuals: Vec::new(),
        tally: split::Tally::new(ground.counts.len()),
    };
    for (case, (boxes, holds)) in boxes.iter().zip(holds).enumerate() {
        grower.case(case as u32, boxes, holds);
    }
    let all: Vec<u32> = (0..grower.items.len() as u32).collect();
    let budget = (COPIES_FOR_EACH_BOX * all.len()) as u64;
    let root = grower.grow(all, &[], budget, FOREST_DEPTH);
    layout(&grower.sketches, root, grower.runs, grower.residuals)
}

impl Grower<'_> {
    fn case(&mut self, case: u32, boxes: &Boxes, holds: &Formula) {
        let residual = (!boxes.exact).then(|| {
            self.residuals.push(self.ground.residual(holds));
            self.residuals.len() as u32 - 1
        });
        for region in &boxes.regions {
            let from = self.limits.len();
            self.limits.extend(region.limits().iter().filter_map(|(id, set)| self.ground.limit(*id, set)));
            self.limits[from..].sort_unstable();
            self.items.push(Item { case, from, to: self.limits.len(), residual });
        }
    }

    /// The limits of a box that the way to it has not decided.
    fn open<'a>(&'a self, item: u32, decided: &'a [u32]) -> impl Iterator<Item = (u32, u32)> + 'a {
        let item = &self.items[item as usize];
        self.limits[item.from..item.to].iter().copied().filter(|(attribute, _)| !decided.contains(attribute))
    }

    fn is_settled(&self, item: u32, decided: &[u32]) -> bool {
        self.items[item as usize].residual.is_none() && self.open(item, decided).next().is_none()
    }

    /// The node of a list of boxes in the order of their cases. `decided`: attributes whose limits all of them are known
    /// to meet.
    fn grow(&mut self, mut list: Vec<u32>, decided: &[u32], share: u64, depth: usize) -> Ref {
        let end = list
            .iter()
            .position(|item| self.ends[self.items[*item as usize].case as usize] && self.is_settled(*item, decided));
        if let Some(end) = end {
            list.truncate(end + 1);
        }
        match list[..] {
            [] => return Ref::Nothing,
            [only] if self.is_settled(only, decided) => return Ref::Case(self.items[only as usize].case),
            _ => {}
        }
        let relevant = self.relevant(&list, decided);
        let key = (list, relevant);
        if let Some(known) = self.known.get(&key)
            && self.height(*known) <= depth
        {
            return *known;
        }
        let split =
            if key.0.len() > self.leaf_boxes && depth > 1 { self.split(&key.0, decided, share, depth) } else { None };
        let sketch = match split {
            Some(sketch) => sketch,
            None => self.leaf(&key.0, decided),
        };
        let below = sketch.below().map(|at| self.height(at)).max().unwrap_or(0);
        self.heights.push(below + 1);
        self.sketches.push(sketch);
        let made = Ref::Node(self.sketches.len() - 1);
        self.known.insert(key, made);
        made
    }

    /// What was decided and matters to these boxes, in one order.
    fn relevant(&self, list: &[u32], decided: &[u32]) -> Vec<u32> {
        let looks = |item: u32, attribute: u32| {
            let item = &self.items[item as usize];
            self.limits[item.from..item.to].iter().any(|(other, _)| *other == attribute)
        };
        let mut relevant: Vec<u32> =
            decided.iter().copied().filter(|attribute| list.iter().any(|item| looks(*item, *attribute))).collect();
        relevant.sort_unstable();
        relevant
    }

    fn height(&self, at: Ref) -> usize {
        match at {
            Ref::Node(place) => self.heights[place],
            _ => 0,
        }
    }

    /// The list and the element that a limit requires, when it does.
    fn required(&self, (attribute, set): (u32, u32)) -> Option<(u32, u32)> {
        let list = self.ground.lists[attribute as usize];
        (list != NOBODY && self.ground.sets[set as usize].runs() == [(YES, YES)]).then_some((list, attribute))
    }
}
