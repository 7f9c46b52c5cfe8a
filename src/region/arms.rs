//! The cases of a definition, with an index for those that are many.

use super::attribute::AttributeId;
use super::formula::Formula;
use std::collections::BTreeMap;

/// Fewer cases are looked at one after another.
const FEW: usize = 64;
/// A case that holds for more classes of an attribute than these is not found by it.
const NARROW: u64 = 16;

/// Formulas, each with the class that it gives; the first that holds counts.
pub(crate) struct Arms {
    all: Vec<(Formula, u32)>,
    by: Option<(AttributeId, BTreeMap<u32, Vec<usize>>)>,
    /// Those that the index does not find.
    rest: Vec<usize>,
}

impl Arms {
    pub(super) fn new(all: Vec<(Formula, u32)>) -> Self {
        let Some(by) = narrowest(&all).filter(|_| all.len() >= FEW) else {
            let rest = (0..all.len()).collect();
            return Self { all, by: None, rest };
        };
        let (mut classes, mut rest) = (BTreeMap::<u32, Vec<usize>>::new(), Vec::new());
        for (place, (formula, _)) in all.iter().enumerate() {
            match narrow(formula).find(|(attribute, _)| *attribute == by) {
                Some((_, runs)) => {
                    for class in runs.iter().flat_map(|(first, last)| *first..=*last) {
                        classes.entry(class).or_default().push(place);
                    }
                }
                None => rest.push(place),
            }
        }
        Self { all, by: Some((by, classes)), rest }
    }

    pub(crate) fn all(&self) -> &[(Formula, u32)] {
        &self.all
    }

    /// The attribute whose class tells which cases may hold.
    pub(super) fn key(&self) -> Option<AttributeId> {
        self.by.as_ref().map(|(attribute, _)| *attribute)
    }

    /// The cases that may hold where the key has this class, in their order.
    pub(super) fn near(&self, class: u32) -> impl Iterator<Item = &(Formula, u32)> {
        let found =
            self.by.as_ref().and_then(|(_, classes)| classes.get(&class)).map(Vec::as_slice).unwrap_or_default();
        let (mut found, mut rest) = (found.iter().peekable(), self.rest.iter().peekable());
        let places = std::iter::from_fn(move || match (found.peek(), rest.peek()) {
            (Some(one), Some(other)) if one > other => rest.next(),
            (None, _) => rest.next(),
            _ => found.next(),
        });
        places.filter_map(|place| self.all.get(*place))
    }
}

/// The attribute by which the fewest cases are left to look at.
fn narrowest(all: &[(Formula, u32)]) -> Option<AttributeId> {
    let mut crowds: BTreeMap<AttributeId, (usize, BTreeMap<u32, usize>)> = BTreeMap::new();
    for (formula, _) in all {
        for (attribute, runs) in narrow(formula) {
            let (cases, classes) = crowds.entry(attribute).or_default();
            *cases = cases.saturating_add(1);
            for class in runs.iter().flat_map(|(first, last)| *first..=*last) {
                let crowd = classes.entry(class).or_default();
                *crowd = crowd.saturating_add(1);
            }
        }
    }
    let left = |(cases, classes): &(usize, BTreeMap<u32, usize>)| {
        let each = classes.values().fold(0_usize, |sum, crowd| sum.saturating_add(crowd.saturating_mul(*crowd)));
        let found = classes.values().fold(0_usize, |sum, crowd| sum.saturating_add(*crowd)).max(1);
        all.len().saturating_sub(*cases).saturating_add(each / found)
    };
    crowds.iter().min_by_key(|(attribute, crowd)| (left(crowd), **attribute)).map(|(attribute, _)| *attribute)
}

/// The limits to few classes that a formula states at once.
fn narrow(formula: &Formula) -> impl Iterator<Item = (AttributeId, &[(u32, u32)])> {
    let parts = match formula {
        Formula::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    parts.iter().filter_map(|part| match part {
        Formula::In(attribute, set) if set.count() <= NARROW => Some((*attribute, set.runs())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::ClassSet;
    use std::sync::Arc;

    /// Whatever the classes: the index finds the case that looking at all finds.
    #[test]
    fn the_first_case_is_found() {
        let id = AttributeId::at;
        let within = |attribute, first, last| Formula::In(id(attribute), Arc::new(ClassSet::run(first, last)));
        let mut all: Vec<(Formula, u32)> = (0..300_u32)
            .map(|at| (Formula::All(vec![within(0, at % 3, at % 3 + 1), within(1, at, at + at % 4)]), at % 7))
            .collect();
        all.insert(100, (within(0, 2, 2), 8));
        all.insert(250, (within(1, 20, 200), 9));
        all.push((Formula::Always(true), 10));
        let arms = Arms::new(all.clone());
        assert_eq!(arms.key(), Some(id(1)));
        for one in 0..5 {
            for other in 0..310 {
                let class = |attribute: AttributeId| if attribute == id(0) { one } else { other };
                let first = all.iter().find(|(formula, _)| formula.holds(&class)).map(|(_, class)| *class);
                let found = arms.near(other).find(|(formula, _)| formula.holds(&class)).map(|(_, class)| *class);
                assert_eq!(found, first, "{one} {other}");
            }
        }
    }
}
