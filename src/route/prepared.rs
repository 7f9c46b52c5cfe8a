//! The classes of a lead, computed beforehand.

use super::facts::LeadFacts;
use crate::graph::{ClassSource, DecisionGraph};
use crate::region::Subject;
use std::collections::BTreeSet;

/// All classes of a lead at a moment, in one piece.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// By attribute its class; behind them, of each list: its attribute, how many elements, the elements.
    words: Box<[u32]>,
    classes: usize,
}

impl Prepared {
    pub(crate) fn new(facts: &LeadFacts<'_>) -> Self {
        let viewed = facts.known.graph().map(DecisionGraph::viewed).unwrap_or_default();
        let places = (0..viewed.len()).filter_map(|place| u32::try_from(place).ok());
        let mut words: Vec<u32> = places.map(|place| facts.class(place)).collect();
        let classes = words.len();
        let lists = viewed.iter().filter_map(|viewed| match &viewed.subject {
            Subject::Element { list, .. } => u32::try_from(list.index()).ok(),
            _ => None,
        });
        for list in lists.collect::<BTreeSet<u32>>() {
            let mut found = Vec::new();
            facts.elements(list, &mut |element| found.push(element));
            words.extend([list, u32::try_from(found.len()).unwrap_or(u32::MAX)]);
            words.append(&mut found);
        }
        Self { words: words.into(), classes }
    }
}

impl ClassSource for Prepared {
    fn class(&self, attribute: u32) -> u32 {
        usize::try_from(attribute).ok().and_then(|place| self.words.get(place)).copied().unwrap_or(0)
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        let mut lists = self.words.get(self.classes..).unwrap_or_default();
        while let [of, count, behind @ ..] = lists {
            let elements = usize::try_from(*count).ok().and_then(|count| behind.split_at_checked(count));
            let Some((elements, others)) = elements else { return };
            if *of == list {
                return elements.iter().copied().for_each(each);
            }
            lists = others;
        }
    }
}
