//! Boxes around a lead in which conditions keep saying what they say of it.

use super::attribute::AttributeId;
use super::formula::Formula;
use super::point::Point;
use super::search::{Definition, Search};
use super::set::ClassSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// By attribute the classes that a lead of a box may have; attributes not named may have any.
pub(crate) type Limits = BTreeMap<AttributeId, Arc<ClassSet>>;

/// A box that shrinks with every condition that is to stay as it is, no more than needed.
pub(crate) struct Around<'a, 's, 'm> {
    search: &'a Search<'s, 'm>,
    point: &'a Point,
    /// Definitions that are told by what they come from.
    follow: &'a dyn Fn(AttributeId) -> bool,
    limits: Limits,
}

impl<'a, 's, 'm> Around<'a, 's, 'm> {
    pub(crate) const fn new(
        search: &'a Search<'s, 'm>,
        point: &'a Point,
        follow: &'a dyn Fn(AttributeId) -> bool,
    ) -> Self {
        Self { search, point, follow, limits: BTreeMap::new() }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn into_limits(self) -> Limits {
        self.limits
    }

    /// Formulas that do not hold for the lead hold for nobody in the box. Those that leave no choice come first: what
    /// they limit may do for others.
    pub(crate) fn keep_away<'f>(&mut self, formulas: impl IntoIterator<Item = &'f Formula>) {
        let mut open = Vec::new();
        for formula in formulas {
            if self.cost(formula, false).0 == 0 {
                continue;
            }
            match self.choices(formula) {
                0 | 1 => self.keep(formula, false),
                _ => open.push(formula),
            }
        }
        for formula in open {
            if self.cost(formula, false).0 > 0 {
                self.keep(formula, false);
            }
        }
    }

    fn choices(&self, formula: &Formula) -> usize {
        match formula {
            Formula::All(parts) => parts.iter().filter(|part| !self.holds(part)).count(),
            _ => 1,
        }
    }

    fn holds(&self, formula: &Formula) -> bool {
        formula.holds(&|attribute| self.point.class(attribute))
    }

    /// Sees to it that a formula says of the whole box what it says of the lead.
    pub(crate) fn keep(&mut self, formula: &Formula, holds: bool) {
        match (formula, holds) {
            (Formula::Always(_), _) => {}
            (Formula::In(attribute, set), true) => self.limit(*attribute, set),
            (Formula::In(attribute, set), false) => {
                let classes = self.search.space.attribute(*attribute).map_or(0, super::Attribute::count);
                self.limit(*attribute, &set.complement(classes));
            }
            (Formula::All(parts), true) | (Formula::Any(parts), false) => {
                parts.iter().for_each(|part| self.keep(part, holds));
            }
            (Formula::All(parts) | Formula::Any(parts), _) => {
                let such = parts.iter().filter(|part| self.holds(part) == holds);
                if let Some(part) = such.min_by_key(|part| self.cost(part, holds)) {
                    self.keep(part, holds);
                }
            }
        }
    }

    /// What it takes: tests of attributes without a limit cost most; then the classes that are lost.
    fn cost(&self, formula: &Formula, holds: bool) -> (u64, u64) {
        match (formula, holds) {
            (Formula::Always(known), _) => (if *known == holds { 0 } else { u64::from(u32::MAX) }, 0),
            (Formula::In(attribute, set), _) => self.cost_of(*attribute, set, holds),
            (Formula::All(parts), true) | (Formula::Any(parts), false) => parts.iter().fold((0, 0), |all, part| {
                let (more, lost) = self.cost(part, holds);
                (all.0.saturating_add(more), all.1.saturating_add(lost))
            }),
            (Formula::All(parts) | Formula::Any(parts), _) => {
                let such = parts.iter().filter(|part| self.holds(part) == holds);
                such.map(|part| self.cost(part, holds)).min().unwrap_or((u64::from(u32::MAX), 0))
            }
        }
    }

    fn cost_of(&self, attribute: AttributeId, set: &ClassSet, holds: bool) -> (u64, u64) {
        let known = self.limits.get(&attribute);
        let done = known.is_some_and(|known| if holds { known.is_subset(set) } else { known.is_disjoint(set) });
        if done {
            return (0, 0);
        }
        let classes = self.search.space.attribute(attribute).map_or(0, super::Attribute::count);
        let lost = if holds { u64::from(classes).saturating_sub(set.count()) } else { set.count() };
        let followed = (self.follow)(attribute) && self.search.definition(attribute).is_some();
        (
            if followed {
                4
            } else if known.is_some() {
                1
            } else {
                2
            },
            lost,
        )
    }

    /// Keeps an attribute within a set that the lead's class is in.
    pub(crate) fn limit(&mut self, attribute: AttributeId, set: &ClassSet) {
        debug_assert!(set.has(self.point.class(attribute)), "{attribute:?}");
        let followed = (self.follow)(attribute).then(|| self.search.definition(attribute)).flatten();
        match followed.as_deref() {
            Some(Definition::Of(from, classes)) => {
                let places = (0_u32..).zip(classes).filter(|(_, class)| set.has(**class));
                self.limit(*from, &ClassSet::of(places.map(|(place, _)| (place, place))));
            }
            Some(Definition::Arms(arms)) => {
                let arms = arms.all();
                let Some(fits) = arms.iter().position(|(formula, _)| self.holds(formula)) else { return };
                if let Some((formula, _)) = arms.get(fits) {
                    self.keep(formula, true);
                }
                // Cases before it that give another class must not fit.
                let others = arms.iter().take(fits).filter(|(_, class)| !set.has(*class)).map(|(formula, _)| formula);
                self.keep_away(others);
            }
            None => {
                let now = match self.limits.get(&attribute) {
                    Some(known) => known.and(set),
                    None => set.clone(),
                };
                let all = self.search.space.attribute(attribute).is_some_and(|known| now.is_all(known.count()));
                if !all {
                    self.limits.insert(attribute, Arc::new(now));
                }
            }
        }
    }
}

impl Search<'_, '_> {
    /// A box as a formula.
    pub(crate) fn within(&self, limits: &Limits) -> Formula {
        self.space.all(limits.iter().map(|(attribute, set)| self.space.within(*attribute, set.as_ref().clone())))
    }

    /// The classes of attributes that no lead has are none that a box must name.
    pub(crate) fn plain(&self, limits: &mut Limits) {
        limits.retain(|attribute, set| !self.base(*attribute).is_some_and(|base| base.is_subset(set)));
    }
}
