//! The classes of a lead, computed beforehand.

use super::facts::LeadFacts;
use crate::graph::{ClassSource, DecisionGraph};
use crate::region::Subject;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// All classes of a lead at a moment. Leads that were prepared together lie in one piece of memory, one behind the other: where
/// else each of them happened to lie would be measured, too.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Of all of these leads.
    words: Arc<[u32]>,
    /// By attribute its class.
    classes: Range<usize>,
    /// Of each list: its attribute, how many elements, the elements.
    lists: Range<usize>,
}

/// Leads whose classes are being computed.
#[derive(Debug, Default)]
pub(crate) struct Preparing {
    words: Vec<u32>,
    /// Of each lead: where its classes begin, where they end, where its lists end.
    ends: Vec<[usize; 3]>,
}

impl Preparing {
    pub(crate) fn add(&mut self, facts: &LeadFacts<'_>) {
        let viewed = facts.known.graph().map(DecisionGraph::viewed).unwrap_or_default();
        let places = (0..viewed.len()).filter_map(|place| u32::try_from(place).ok());
        let from = self.words.len();
        self.words.extend(places.map(|place| facts.class(place)));
        let classes = self.words.len();
        let lists = viewed.iter().filter_map(|viewed| match &viewed.subject {
            Subject::Element { list, .. } => u32::try_from(list.index()).ok(),
            _ => None,
        });
        for list in lists.collect::<BTreeSet<u32>>() {
            let mut found = Vec::new();
            facts.elements(list, &mut |element| found.push(element));
            self.words.extend([list, u32::try_from(found.len()).unwrap_or(u32::MAX)]);
            self.words.append(&mut found);
        }
        self.ends.push([from, classes, self.words.len()]);
    }

    pub(crate) fn done(self) -> Vec<Prepared> {
        let words: Arc<[u32]> = self.words.into();
        let lead = |[from, classes, end]: [usize; 3]| Prepared {
            words: Arc::clone(&words),
            classes: from..classes,
            lists: classes..end,
        };
        self.ends.into_iter().map(lead).collect()
    }
}

impl ClassSource for Prepared {
    fn class(&self, attribute: u32) -> u32 {
        let classes = self.words.get(self.classes.clone()).unwrap_or_default();
        usize::try_from(attribute).ok().and_then(|place| classes.get(place)).copied().unwrap_or(0)
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        let mut lists = self.words.get(self.lists.clone()).unwrap_or_default();
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
