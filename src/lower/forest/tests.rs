//! Forests against a search through all boxes, on boxes of all shapes: leaves are made small, so that everything is
//! divided that can be.

use super::super::ground::Ground;
use super::{Asked, grown};
use crate::graph::{ClassSource, Forest, NOBODY};
use crate::region::{AttributeId, Boxes, ClassSet, Formula, YES};
use std::sync::Arc;

struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % count as u64) as usize
    }

    fn class(&mut self, count: u32) -> u32 {
        self.below(count as usize) as u32
    }
}

/// Attributes 0..=3 with classes, 4 a list, behind it its elements.
const COUNTS: [u32; 5] = [40, 12, 3, 200, 2];
const ELEMENTS: usize = 30;

struct Lead {
    classes: Vec<u32>,
    elements: Vec<u32>,
}

impl ClassSource for Lead {
    fn class(&self, attribute: u32) -> u32 {
        self.classes[attribute as usize]
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        assert_eq!(list, 4);
        self.elements.iter().copied().for_each(each);
    }
}

fn lead(random: &mut Random) -> Lead {
    let mut classes: Vec<u32> = COUNTS.iter().map(|count| random.class(*count)).collect();
    let mut elements = Vec::new();
    for place in 0..ELEMENTS {
        let has = classes[4] == 1 && random.below(12) == 0;
        classes.push(if classes[4] == 0 { 0 } else { 1 + u32::from(has) });
        if has {
            elements.push((COUNTS.len() + place) as u32);
        }
    }
    Lead { classes, elements }
}

fn set(random: &mut Random, count: u32, shape: usize) -> ClassSet {
    let (one, other) = (random.class(count), random.class(count));
    match shape {
        0 => ClassSet::one(one.max(1)),
        1 => ClassSet::run(one.min(other), one.max(other)),
        2 => ClassSet::one(one).denied(count),
        3 => ClassSet::of((0..5).map(|_| random.class(count)).map(|class| (class, class)).collect::<Vec<_>>()),
        4 => ClassSet::run(one, one + 2).and(&ClassSet::all(count)),
        _ => ClassSet::one(0),
    }
}

/// The condition of a case.
fn formula(random: &mut Random, shapes: &[usize]) -> Formula {
    let mut parts = Vec::new();
    for (place, count) in COUNTS.iter().enumerate().take(4) {
        if random.below(2) == 0 {
            let shape = shapes[random.below(shapes.len())];
            parts.push(Formula::In(AttributeId::at(place), Arc::new(set(random, *count, shape))));
        }
    }
    if random.below(3) == 0 {
        for _ in 0..1 + random.below(2) {
            let element = AttributeId::at(COUNTS.len() + random.below(ELEMENTS));
            let wanted = if random.below(4) == 0 { ClassSet::one(YES).denied(3) } else { ClassSet::one(YES) };
            parts.push(Formula::In(element, Arc::new(wanted)));
        }
    }
    if random.below(6) == 0 {
        let either = formula(random, shapes);
        return Formula::Any(vec![Formula::All(parts), either]);
    }
    Formula::All(parts)
}

struct Case {
    formulas: Vec<Formula>,
    ends: Vec<bool>,
    forests: [Forest; 2],
}

fn case(random: &mut Random, cases: usize, shapes: &[usize], leaf: usize) -> Case {
    let formulas: Vec<Formula> = (0..cases).map(|_| formula(random, shapes)).collect();
    let ends: Vec<bool> = (0..cases).map(|_| random.below(3) > 0).collect();
    let most = if random.below(2) == 0 { 64 } else { 1 };
    let boxes: Vec<Boxes> = formulas.iter().map(|formula| formula.boxes(most)).collect();
    let mut counts = COUNTS.to_vec();
    counts.resize(COUNTS.len() + ELEMENTS, 3);
    let lists = (0..counts.len()).map(|place| if place < COUNTS.len() { NOBODY } else { 4 }).collect();
    let mut ground = Ground::bare(counts, lists);
    for boxes in &boxes {
        for (attribute, set) in boxes.regions.iter().flat_map(|region| region.limits()) {
            ground.put(attribute.index() as u32, set);
        }
    }
    for formula in &formulas {
        put(&mut ground, formula);
    }
    let holds: Vec<&Formula> = formulas.iter().collect();
    let first = grown(&ground, &boxes, &holds, ends.clone(), (Asked::First, leaf));
    let each = grown(&ground, &boxes, &holds, ends.clone(), (Asked::Each, leaf));
    assert!(first.is_sound(cases, 35) && each.is_sound(cases, 35));
    Case { formulas, ends, forests: [first, each] }
}

fn put(ground: &mut Ground, formula: &Formula) {
    match formula {
        Formula::In(attribute, set) => ground.put(attribute.index() as u32, set),
        Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| put(ground, part)),
        Formula::Always(_) => {}
    }
}

fn agrees(case: &Case, lead: &Lead, random: &mut Random) {
    let [first, each] = &case.forests;
    let holds: Vec<u32> = (0..case.formulas.len() as u32)
        .filter(|place| case.formulas[*place as usize].holds(&|id| lead.classes[id.index()]))
        .collect();
    // As evaluation asks: one after another, up to a case that ends it.
    let (mut from, mut expected) = (0, holds.iter());
    loop {
        let found = first.first(lead, from);
        assert_eq!(found, expected.next().copied().unwrap_or(NOBODY), "from {from}");
        if found == NOBODY || case.ends[found as usize] {
            break;
        }
        from = found + 1;
    }
    let before = random.below(case.formulas.len() + 1) as u32;
    let mut found = Vec::new();
    each.each(lead, before, |case| found.push(case));
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, holds.into_iter().filter(|case| *case < before).collect::<Vec<_>>());
}

#[test]
fn forests_find_what_a_search_through_all_boxes_finds() {
    let families: [&[usize]; 6] = [&[0], &[1], &[0, 1, 2, 3, 4, 5], &[3, 4], &[2], &[0, 4, 4]];
    let mut nodes = 0;
    for seed in 0..120 {
        let mut random = Random(seed);
        let cases = [3, 40, 300, 900][random.below(4)];
        let leaf = [2, 8, 32][random.below(3)];
        let case = case(&mut random, cases, families[seed as usize % families.len()], leaf);
        nodes += case.forests[0].nodes();
        for _ in 0..60 {
            let lead = lead(&mut random);
            agrees(&case, &lead, &mut random);
        }
    }
    assert!(nodes > 1_500, "everything is divided: {nodes} nodes");
}

#[test]
fn the_same_boxes_grow_the_same_forest() {
    let forest = || {
        let case = case(&mut Random(7), 400, &[0, 1, 3], 8);
        format!("{:?}", case.forests)
    };
    assert_eq!(forest(), forest());
}
