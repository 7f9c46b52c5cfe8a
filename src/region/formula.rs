//! Conditions as plain sets: which leads they hold for. Two-valued, since `not` was pushed down to the single tests.

use super::attribute::AttributeId;
use super::set::ClassSet;
use super::space::Space;
use std::sync::Arc;

/// A condition over the classes of attributes. A lead lies in it or it does not; "unknown" lies outside of what is yes
/// and outside of what is no.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Formula {
    Always(bool),
    In(AttributeId, Arc<ClassSet>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    /// Whether a lead lies in it, by the classes of its attributes.
    pub(crate) fn holds(&self, class: &impl Fn(AttributeId) -> u32) -> bool {
        match self {
            Self::Always(known) => *known,
            Self::In(attribute, set) => set.has(class(*attribute)),
            Self::All(parts) => parts.iter().all(|part| part.holds(class)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(class)),
        }
    }
}

impl Formula {
    /// The attributes that it looks at.
    pub(crate) fn attributes(&self, found: &mut Vec<AttributeId>) {
        match self {
            Self::Always(_) => {}
            Self::In(attribute, _) => found.push(*attribute),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.attributes(found)),
        }
    }
}

impl Space<'_> {
    /// Where an attribute has one of these classes.
    pub(crate) fn within(&self, attribute: AttributeId, set: ClassSet) -> Formula {
        if set.is_empty() {
            Formula::Always(false)
        } else if self.attribute(attribute).is_some_and(|known| set.is_all(known.count())) {
            Formula::Always(true)
        } else {
            Formula::In(attribute, Arc::new(set))
        }
    }

    /// Where all hold.
    pub(crate) fn all(&self, parts: impl IntoIterator<Item = Formula>) -> Formula {
        self.joined(parts, true)
    }

    /// Where any holds.
    pub(crate) fn any(&self, parts: impl IntoIterator<Item = Formula>) -> Formula {
        self.joined(parts, false)
    }

    /// Where it does not hold: an `unless` line lets everything pass that is not yes, missing too.
    pub(crate) fn outside(&self, formula: &Formula) -> Formula {
        match formula {
            Formula::Always(known) => Formula::Always(!known),
            Formula::In(attribute, set) => {
                let classes = self.attribute(*attribute).map_or(0, super::Attribute::count);
                self.within(*attribute, set.complement(classes))
            }
            Formula::All(parts) => self.any(parts.iter().map(|part| self.outside(part))),
            Formula::Any(parts) => self.all(parts.iter().map(|part| self.outside(part))),
        }
    }

    /// Flat, with tests of one attribute made one test.
    fn joined(&self, parts: impl IntoIterator<Item = Formula>, all: bool) -> Formula {
        let mut tests: Vec<(AttributeId, Arc<ClassSet>)> = Vec::new();
        let mut others: Vec<Formula> = Vec::new();
        let mut waiting: Vec<Formula> = parts.into_iter().collect();
        waiting.reverse();
        while let Some(part) = waiting.pop() {
            match part {
                Formula::Always(known) if known == all => {}
                Formula::Always(known) => return Formula::Always(known),
                Formula::In(attribute, set) => tests.push((attribute, set)),
                Formula::All(inner) if all => waiting.extend(inner.into_iter().rev()),
                Formula::Any(inner) if !all => waiting.extend(inner.into_iter().rev()),
                other => others.push(other),
            }
        }
        tests.sort_by_key(|(attribute, _)| *attribute);
        let mut merged: Vec<Formula> = Vec::with_capacity(tests.len().saturating_add(others.len()));
        let mut tests = tests.into_iter().peekable();
        while let Some((attribute, mut set)) = tests.next() {
            let mut changed = false;
            while let Some((_, other)) = tests.next_if(|(next, _)| *next == attribute) {
                set = Arc::new(if all { set.and(&other) } else { set.or(&other) });
                changed = true;
            }
            let part = if changed { self.within(attribute, set.as_ref().clone()) } else { Formula::In(attribute, set) };
            match part {
                Formula::Always(known) if known == all => {}
                Formula::Always(known) => return Formula::Always(known),
                part => merged.push(part),
            }
        }
        merged.extend(others);
        match merged.len() {
            0 => Formula::Always(all),
            1 => merged.pop().unwrap_or(Formula::Always(all)),
            _ if all => Formula::All(merged),
            _ => Formula::Any(merged),
        }
    }
}
