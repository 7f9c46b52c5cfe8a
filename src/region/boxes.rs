//! Formulas as few boxes: a box limits each attribute to a set of classes, apart from all others.

use super::attribute::AttributeId;
use super::formula::Formula;
use super::set::ClassSet;
use crate::limits::{BOXES_FOR_EACH_RULE, BOXES_PER_RULE, COMPARED_BOXES as COMPARED};
use std::sync::Arc;

/// Where every named attribute lies within its set; attributes not named may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region {
    /// Sorted by attribute, none of them empty.
    limits: Vec<(AttributeId, Arc<ClassSet>)>,
}

/// A formula as boxes: a lead lies in the formula when it lies in one of them and they are exact; when they are not,
/// it must lie in one of them and the formula itself must be asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Boxes {
    pub(crate) regions: Vec<Region>,
    pub(crate) exact: bool,
}

impl Region {
    /// No limits at all.
    pub(crate) const fn everything() -> Self {
        Self { limits: Vec::new() }
    }

    pub(crate) fn limits(&self) -> &[(AttributeId, Arc<ClassSet>)] {
        &self.limits
    }

    pub(crate) fn limit(&self, attribute: AttributeId) -> Option<&Arc<ClassSet>> {
        let place = self.limits.binary_search_by_key(&attribute, |(attribute, _)| *attribute).ok()?;
        self.limits.get(place).map(|(_, set)| set)
    }

    /// What lies in both; `None` when nothing does.
    pub(crate) fn and(&self, other: &Self) -> Option<Self> {
        let mut limits = Vec::with_capacity(self.limits.len().saturating_add(other.limits.len()));
        let (mut ours, mut theirs) = (self.limits.iter().peekable(), other.limits.iter().peekable());
        loop {
            let (Some((a, _)), Some((b, _))) = (ours.peek(), theirs.peek()) else {
                limits.extend(ours.chain(theirs).cloned());
                return Some(Self { limits });
            };
            let before = a.cmp(b);
            if before.is_lt() {
                limits.extend(ours.next().cloned());
            } else if before.is_gt() {
                limits.extend(theirs.next().cloned());
            } else if let (Some((attribute, left)), Some((_, right))) = (ours.next(), theirs.next()) {
                let both = if left == right { Arc::clone(left) } else { Arc::new(left.and(right)) };
                if both.is_empty() {
                    return None;
                }
                limits.push((*attribute, both));
            }
        }
    }

    /// The smallest box around both.
    pub(crate) fn around(&self, other: &Self) -> Self {
        let limits = self.limits.iter().filter_map(|(attribute, set)| {
            other.limit(*attribute).map(|theirs| (*attribute, Arc::new(set.or(theirs))))
        });
        Self { limits: limits.collect() }
    }

    /// Whether all of it lies in the other.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        other.limits.iter().all(|(attribute, theirs)| self.limit(*attribute).is_some_and(|ours| ours.is_subset(theirs)))
    }

    /// Whether a lead lies in it.
    #[cfg(test)]
    pub(crate) fn holds(&self, class: &impl Fn(AttributeId) -> u32) -> bool {
        self.limits.iter().all(|(attribute, set)| set.has(class(*attribute)))
    }
}

impl Formula {
    /// At most so many boxes. Where it would take more: one box around all of them, not exact.
    pub(crate) fn boxes(&self, most: usize) -> Boxes {
        match self.split(most) {
            Some(regions) => Boxes { regions, exact: true },
            None => Boxes { regions: self.bounds().into_iter().collect(), exact: false },
        }
    }

    fn split(&self, most: usize) -> Option<Vec<Region>> {
        match self {
            Self::Always(true) => Some(vec![Region::everything()]),
            Self::Always(false) => Some(Vec::new()),
            Self::In(attribute, set) => Some(vec![Region { limits: vec![(*attribute, Arc::clone(set))] }]),
            Self::Any(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(part.split(most)?);
                    if all.len() > most.saturating_mul(2) {
                        return None;
                    }
                }
                let all = without_covered(all);
                (all.len() <= most).then_some(all)
            }
            Self::All(parts) => {
                let mut split: Vec<Vec<Region>> = Vec::with_capacity(parts.len());
                for part in parts {
                    split.push(part.split(most)?);
                }
                split.sort_by_key(Vec::len);
                let mut all = vec![Region::everything()];
                for part in split {
                    let product = all.iter().flat_map(|region| part.iter().filter_map(|other| region.and(other)));
                    let product: Vec<Region> = product.take(most.saturating_mul(2).saturating_add(1)).collect();
                    if product.len() > most.saturating_mul(2) {
                        return None;
                    }
                    all = if part.len() > 1 { without_covered(product) } else { product };
                    if all.len() > most {
                        return None;
                    }
                }
                Some(all)
            }
        }
    }

    /// A box around it; `None` when nothing lies in it.
    fn bounds(&self) -> Option<Region> {
        match self {
            Self::Always(known) => known.then(Region::everything),
            Self::In(attribute, set) => Some(Region { limits: vec![(*attribute, Arc::clone(set))] }),
            Self::All(parts) => parts.iter().try_fold(Region::everything(), |all, part| all.and(&part.bounds()?)),
            Self::Any(parts) => parts.iter().filter_map(Self::bounds).reduce(|all, part| all.around(&part)),
        }
    }
}

/// The boxes of a list of formulas, one after another, within the limits of one rule and of all together.
pub(crate) fn bounded<'f>(formulas: impl IntoIterator<Item = &'f Formula>) -> Vec<Boxes> {
    let (mut all, mut allowed) = (Vec::new(), BOXES_PER_RULE);
    for formula in formulas {
        allowed = allowed.saturating_add(BOXES_FOR_EACH_RULE);
        let boxes = formula.boxes(BOXES_PER_RULE.min(allowed));
        allowed = allowed.saturating_sub(boxes.regions.len());
        all.push(boxes);
    }
    all
}

/// Without boxes that lie in another one, where there are few enough to compare each with each.
fn without_covered(all: Vec<Region>) -> Vec<Region> {
    if all.len() < 2 || all.len() > COMPARED {
        return all;
    }
    let mut kept: Vec<Region> = Vec::with_capacity(all.len());
    for region in all {
        if !kept.iter().any(|known| region.is_within(known)) {
            kept.retain(|known| !known.is_within(&region));
            kept.push(region);
        }
    }
    kept
}
