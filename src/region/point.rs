//! One lead by the classes of its attributes.

use super::attribute::{Attribute, AttributeId, NO, Subject};
use super::search::{Definition, Search, choice};
use super::set::ClassSet;
use crate::domain::Presence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A lead, as far as conditions can tell leads apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// By attribute.
    classes: Vec<u32>,
    /// The attributes about which something was asked.
    pub(crate) asked: Vec<AttributeId>,
}

impl Point {
    pub(crate) fn class(&self, attribute: AttributeId) -> u32 {
        self.classes.get(attribute.index()).copied().unwrap_or(0)
    }
}

impl Search<'_, '_> {
    /// One lead within limits; `None` when some attribute has no value there.
    pub(super) fn point(&self, limits: &BTreeMap<AttributeId, Arc<ClassSet>>, steps: &mut u64) -> Option<Point> {
        let attributes = self.space.attributes();
        let mut classes: Vec<Option<u32>> = vec![None; attributes.len()];
        for (place, attribute) in attributes.iter().enumerate() {
            let id = AttributeId::at(place);
            // What follows from others is not chosen, or what follows from it in turn would not fit.
            if matches!(attribute.subject, Subject::Element { .. }) || self.definition(id).is_some() {
                continue;
            }
            *steps = steps.saturating_sub(1);
            let allowed = self.allowed(limits, id)?;
            let class = match self.default_class(attribute).filter(|class| allowed.has(*class)) {
                Some(class) => class,
                None => choice(attribute, allowed)?,
            };
            *classes.get_mut(place)? = Some(class);
        }
        for (place, attribute) in attributes.iter().enumerate() {
            let Subject::Element { list, .. } = &attribute.subject else { continue };
            let there = classes.get(list.index()).copied().flatten().is_some_and(|class| class != 0);
            let allowed = self.allowed(limits, AttributeId::at(place))?;
            let own = if there { allowed.and(&ClassSet::run(1, u32::MAX)) } else { allowed.and(&ClassSet::one(0)) };
            *classes.get_mut(place)? = Some(if own.has(NO) { NO } else { own.first()? });
        }
        for place in 0..attributes.len() {
            self.follow(AttributeId::at(place), &mut classes, steps);
        }
        // A definition takes the class that its cases give; within limits this is one of the wanted.
        for (id, set) in limits {
            if self.definition(*id).is_some() && !set.has(self.follow(*id, &mut classes, steps)) {
                return None;
            }
        }
        let classes = classes.into_iter().map(Option::unwrap_or_default).collect();
        Some(Point { classes, asked: limits.keys().copied().collect() })
    }

    /// The class of a field that a lead leaves out, where that is a value.
    fn default_class(&self, attribute: &Attribute) -> Option<u32> {
        let Subject::Field(field) = attribute.subject else { return None };
        match &self.space.model.lead.fields.get(field.index())?.presence {
            Presence::Default(value) => Some(attribute.classes.class(Some(value))),
            _ => None,
        }
    }

    /// The class of an attribute, worked out where it follows from others. Definitions have no cycles.
    fn follow(&self, attribute: AttributeId, classes: &mut Vec<Option<u32>>, steps: &mut u64) -> u32 {
        if let Some(known) = classes.get(attribute.index()).copied().flatten() {
            return known;
        }
        *steps = steps.saturating_sub(1);
        let class = match self.definition(attribute).as_deref() {
            Some(Definition::Of(from, map)) => {
                let from = self.follow(*from, classes, steps);
                usize::try_from(from).ok().and_then(|place| map.get(place)).copied().unwrap_or(0)
            }
            Some(Definition::Arms(arms)) => {
                let mut found = 0;
                let key = arms.key().map_or(0, |key| self.follow(key, classes, steps));
                for (formula, class) in arms.near(key) {
                    let mut needed = Vec::new();
                    formula.attributes(&mut needed);
                    needed.iter().for_each(|id| {
                        self.follow(*id, classes, steps);
                    });
                    if formula.holds(&|id| classes.get(id.index()).copied().flatten().unwrap_or(0)) {
                        found = *class;
                        break;
                    }
                }
                found
            }
            None => 0,
        };
        if let Some(slot) = classes.get_mut(attribute.index()) {
            *slot = Some(class);
        }
        class
    }
}
