//! Looking for a lead that lies in some formulas. Bounded: every step is counted, and a search that has none left says so.

use super::arms::Arms;
use super::attribute::{Attribute, AttributeId, Classes, NO, Subject};
use super::formula::Formula;
use super::point::Point;
use super::set::ClassSet;
use super::space::Space;
use crate::domain::{FieldId, Presence};
use crate::model::{Cond, Expr};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// Asks questions about sets of leads. What is true of every valid lead (a required field is there, a `check` is not no)
/// is taken into account, and so are definitions that cases give: a `classify`, a table, a yes-or-no of conditions.
pub(crate) struct Search<'s, 'm> {
    pub(crate) space: &'s Space<'m>,
    /// By attribute: the classes that a valid lead may have.
    base: Vec<Arc<ClassSet>>,
    /// Facts that speak of several attributes.
    facts: Vec<Formula>,
    defined: Vec<OnceCell<Option<Rc<Definition>>>>,
    /// By attribute of a list: those of its elements.
    elements: BTreeMap<AttributeId, Vec<AttributeId>>,
}

/// How the class of a definition follows from others.
pub(crate) enum Definition {
    /// From that of one attribute, by its class.
    Of(AttributeId, Vec<u32>),
    /// The first formula that holds.
    Arms(Arms),
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// A lead, by the classes of its attributes. Attributes that classes alone tell (scores, free texts) are taken to have
    /// any class they may have, so that there may be no such lead after all.
    Point(Point),
    /// There is no such lead: certain whatever the attributes are that nothing is known about.
    Nothing,
    /// The steps came to an end.
    TooLarge,
}

/// Where a lead must lie.
#[derive(Clone, Default)]
struct State {
    limits: BTreeMap<AttributeId, Arc<ClassSet>>,
    /// Of each at least one must hold.
    open: Vec<Rc<[Formula]>>,
    /// Definitions whose cases were looked at.
    resolved: BTreeSet<AttributeId>,
}

enum Frame {
    State(State),
    /// The cases of a definition from one on.
    Arms(State, AttributeId, usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Yes,
    No,
    Open,
}

impl<'s, 'm> Search<'s, 'm> {
    pub(crate) fn new(space: &'s Space<'m>) -> Self {
        let attributes = space.attributes();
        let mut elements: BTreeMap<AttributeId, Vec<AttributeId>> = BTreeMap::new();
        for (place, attribute) in attributes.iter().enumerate() {
            if let Subject::Element { list, .. } = &attribute.subject {
                elements.entry(*list).or_default().push(AttributeId::at(place));
            }
        }
        let base = attributes.iter().map(|attribute| Arc::new(attribute.domain.clone())).collect();
        let defined = attributes.iter().map(|_| OnceCell::new()).collect();
        let mut search = Self { space, base, facts: Vec::new(), defined, elements };
        let instead = instead(space);
        for (place, check) in space.model.checks.iter().enumerate() {
            let fact = space.outside(&space.no(check));
            search.fact(match (fact, instead.get(&place)) {
                (fact, None) => fact,
                // Part by part, so that parts that speak of one attribute still do.
                (Formula::All(parts), Some(default)) => {
                    space.all(parts.into_iter().map(|part| space.any([part, default.clone()])))
                }
                (fact, Some(default)) => space.any([fact, default.clone()]),
            });
        }
        for (place, attribute) in attributes.iter().enumerate() {
            search.fact(space.of_score(AttributeId::at(place), attribute));
        }
        search
    }

    fn fact(&mut self, fact: Formula) {
        match fact {
            Formula::In(attribute, set) => {
                if let Some(base) = self.base.get_mut(attribute.index()) {
                    *base = Arc::new(base.and(&set));
                }
            }
            Formula::All(parts) => parts.into_iter().for_each(|part| self.fact(part)),
            Formula::Always(_) => {}
            any @ Formula::Any(_) => self.facts.push(any),
        }
    }

    /// A lead that lies in all formulas. Each look at a part of a formula is a step.
    pub(crate) fn find(&self, formulas: &[&Formula], steps: &mut u64) -> Found {
        let mut start = State::default();
        if !self.facts.iter().chain(formulas.iter().copied()).all(|formula| self.add(&mut start, formula)) {
            return Found::Nothing;
        }
        let mut stack = vec![Frame::State(start)];
        while let Some(frame) = stack.pop() {
            if *steps == 0 {
                return Found::TooLarge;
            }
            match frame {
                Frame::Arms(state, attribute, from) => self.arm(state, attribute, from, &mut stack, steps),
                Frame::State(mut state) => {
                    if !self.settle(&mut state, steps) {
                        continue;
                    }
                    if let Some(open) = state.open.iter().min_by_key(|open| open.len()).map(Rc::clone) {
                        self.split(&state, &open, &mut stack);
                    } else if let Some(attribute) = self.unresolved(&state) {
                        self.resolve(state, attribute, &mut stack);
                    } else if let Some(point) = self.point(&state.limits, steps) {
                        return Found::Point(point);
                    }
                }
            }
        }
        Found::Nothing
    }

    /// The classes that an attribute has in valid leads.
    pub(crate) fn base(&self, attribute: AttributeId) -> Option<&ClassSet> {
        self.base.get(attribute.index()).map(Arc::as_ref)
    }

    /// The classes that an attribute may still have.
    fn domain<'a>(&'a self, state: &'a State, attribute: AttributeId) -> Option<&'a Arc<ClassSet>> {
        state.limits.get(&attribute).or_else(|| self.base.get(attribute.index()))
    }

    /// Adds what must hold; false when it cannot.
    fn add(&self, state: &mut State, formula: &Formula) -> bool {
        match formula {
            Formula::Always(known) => *known,
            Formula::In(attribute, set) => self.limit(state, *attribute, set),
            Formula::All(parts) => parts.iter().all(|part| self.add(state, part)),
            Formula::Any(parts) => {
                state.open.push(parts.as_slice().into());
                true
            }
        }
    }

    fn limit(&self, state: &mut State, attribute: AttributeId, set: &ClassSet) -> bool {
        let Some(domain) = self.domain(state, attribute) else { return false };
        let now = domain.and(set);
        if now.is_empty() {
            return false;
        }
        let narrowed = now != **domain;
        if narrowed || !state.limits.contains_key(&attribute) {
            state.limits.insert(attribute, Arc::new(now.clone()));
        }
        if narrowed {
            // Its cases were looked at with more classes in mind.
            state.resolved.remove(&attribute);
        }
        !narrowed || self.together(state, attribute, &now)
    }

    /// A list and its elements are missing together.
    fn together(&self, state: &mut State, attribute: AttributeId, now: &ClassSet) -> bool {
        let there = if !now.has(0) {
            ClassSet::run(1, u32::MAX)
        } else if now.count() == 1 {
            ClassSet::one(0)
        } else {
            return true;
        };
        if let Some(Subject::Element { list, .. }) = self.space.attribute(attribute).map(|known| &known.subject) {
            return self.limit(state, *list, &there);
        }
        let elements = self.elements.get(&attribute).map(Vec::as_slice).unwrap_or_default();
        elements.iter().all(|element| self.limit(state, *element, &there))
    }

    fn status(&self, state: &State, formula: &Formula, steps: &mut u64) -> Status {
        *steps = steps.saturating_sub(1);
        match formula {
            Formula::Always(true) => Status::Yes,
            Formula::Always(false) => Status::No,
            Formula::In(attribute, set) => match self.domain(state, *attribute) {
                Some(domain) if domain.is_subset(set) => Status::Yes,
                Some(domain) if !domain.is_disjoint(set) => Status::Open,
                _ => Status::No,
            },
            Formula::All(parts) => self.joined(state, parts, Status::No, Status::Yes, steps),
            Formula::Any(parts) => self.joined(state, parts, Status::Yes, Status::No, steps),
        }
    }

    fn joined(&self, state: &State, parts: &[Formula], decides: Status, else_: Status, steps: &mut u64) -> Status {
        let mut all = else_;
        for part in parts {
            let status = self.status(state, part, steps);
            if status == decides {
                return decides;
            }
            if status == Status::Open {
                all = Status::Open;
            }
        }
        all
    }

    /// Draws the conclusions that need no guess; false when there is a contradiction.
    fn settle(&self, state: &mut State, steps: &mut u64) -> bool {
        loop {
            let mut changed = false;
            for parts in std::mem::take(&mut state.open) {
                let mut left: Vec<&Formula> = Vec::with_capacity(parts.len());
                let mut holds = false;
                for part in &*parts {
                    match self.status(state, part, steps) {
                        Status::Yes => {
                            holds = true;
                            break;
                        }
                        Status::Open => left.push(part),
                        Status::No => {}
                    }
                }
                if holds {
                    continue;
                }
                match left.as_slice() {
                    [] => return false,
                    [only] => {
                        changed = true;
                        if !self.add(state, only) {
                            return false;
                        }
                    }
                    some if some.len() == parts.len() => state.open.push(parts),
                    some => state.open.push(some.iter().map(|part| (*part).clone()).collect()),
                }
            }
            if !changed || *steps == 0 {
                return true;
            }
        }
    }

    /// One state for each way in which something can hold; each leaves out the ways before it where that is simple.
    fn split(&self, state: &State, open: &Rc<[Formula]>, stack: &mut Vec<Frame>) {
        let mut rest = state.clone();
        rest.open.retain(|other| !Rc::ptr_eq(other, open));
        let mut ways = Vec::with_capacity(open.len());
        for part in &**open {
            let mut way = rest.clone();
            if self.add(&mut way, part) {
                ways.push(Frame::State(way));
            }
            if matches!(part, Formula::In(..)) && !self.add(&mut rest, &self.space.outside(part)) {
                break;
            }
        }
        stack.extend(ways.into_iter().rev());
    }

    /// A definition that is limited and whose cases were not looked at.
    fn unresolved(&self, state: &State) -> Option<AttributeId> {
        let limited = |attribute: &&AttributeId| {
            !state.resolved.contains(attribute)
                && state.limits.get(attribute) != self.base.get(attribute.index())
                && self.definition(**attribute).is_some()
        };
        state.limits.keys().find(limited).copied()
    }

    fn resolve(&self, mut state: State, attribute: AttributeId, stack: &mut Vec<Frame>) {
        state.resolved.insert(attribute);
        match self.definition(attribute).as_deref() {
            Some(Definition::Of(from, classes)) => {
                let wanted = |class: u32| state.limits.get(&attribute).is_some_and(|set| set.has(class));
                let places = (0_u32..).zip(classes).filter(|(_, class)| wanted(**class));
                let set = ClassSet::of(places.map(|(place, _)| (place, place)));
                if self.limit(&mut state, *from, &set) {
                    stack.push(Frame::State(state));
                }
            }
            Some(Definition::Arms(_)) => stack.push(Frame::Arms(state, attribute, 0)),
            None => stack.push(Frame::State(state)),
        }
    }

    /// The next case of a definition that gives a wanted class: it holds, and no case before it that gives another.
    fn arm(&self, state: State, attribute: AttributeId, from: usize, stack: &mut Vec<Frame>, steps: &mut u64) {
        let definition = self.definition(attribute);
        let Some(Definition::Arms(arms)) = definition.as_deref() else { return };
        let arms = arms.all();
        let Some(wanted) = state.limits.get(&attribute).cloned() else { return };
        for (place, (formula, class)) in arms.iter().enumerate().skip(from) {
            if !wanted.has(*class) || self.status(&state, formula, steps) == Status::No {
                continue;
            }
            stack.push(Frame::Arms(state.clone(), attribute, place.saturating_add(1)));
            let mut way = state;
            let before = arms.iter().take(place).filter(|(_, class)| !wanted.has(*class));
            if self.add(&mut way, formula)
                && before.into_iter().all(|(other, _)| {
                    self.status(&way, other, steps) == Status::No || self.add(&mut way, &self.space.outside(other))
                })
            {
                stack.push(Frame::State(way));
            }
            return;
        }
    }

    /// How a definition gives its classes; `None` for what is none, or is calculated.
    pub(crate) fn definition(&self, attribute: AttributeId) -> Option<Rc<Definition>> {
        let cell = self.defined.get(attribute.index())?;
        cell.get_or_init(|| {
            let arms = self.space.defined(attribute)?;
            Some(Rc::new(self.of_one(&arms).unwrap_or_else(|| Definition::Arms(Arms::new(arms)))))
        })
        .clone()
    }

    /// Cases that all look at one attribute, as a map of its classes.
    fn of_one(&self, arms: &[(Formula, u32)]) -> Option<Definition> {
        let mut from: Option<AttributeId> = None;
        for (formula, _) in arms {
            match (formula, from) {
                (Formula::Always(_), _) => {}
                (Formula::In(attribute, _), None) => from = Some(*attribute),
                (Formula::In(attribute, _), Some(known)) if *attribute == known => {}
                _ => return None,
            }
        }
        let from = from?;
        let count = usize::try_from(self.space.attribute(from)?.count()).ok()?;
        let mut classes: Vec<Option<u32>> = vec![None; count];
        let mut open = count;
        for (formula, class) in arms {
            let runs: Vec<(u32, u32)> = match formula {
                Formula::In(_, set) => set.runs().to_vec(),
                Formula::Always(true) => vec![(0, u32::try_from(count).ok()?.saturating_sub(1))],
                _ => Vec::new(),
            };
            for (first, last) in runs {
                let range = usize::try_from(first).ok()?..=usize::try_from(last).ok()?;
                for slot in classes.get_mut(range)?.iter_mut().filter(|slot| slot.is_none()) {
                    *slot = Some(*class);
                    open = open.saturating_sub(1);
                }
            }
            if open == 0 {
                break;
            }
        }
        Some(Definition::Of(from, classes.into_iter().map(Option::unwrap_or_default).collect()))
    }

    /// The classes that a valid lead may have, within limits.
    pub(super) fn allowed<'a>(
        &'a self,
        limits: &'a BTreeMap<AttributeId, Arc<ClassSet>>,
        attribute: AttributeId,
    ) -> Option<&'a ClassSet> {
        limits.get(&attribute).or_else(|| self.base.get(attribute.index())).map(Arc::as_ref)
    }
}

/// By the place of a check: where its field has the default, which stands in for what the check refuses, and which no check
/// judges.
fn instead(space: &Space<'_>) -> BTreeMap<usize, Formula> {
    let mut found = BTreeMap::new();
    for (place, field) in space.model.lead.fields.iter().enumerate() {
        let Presence::Default(value) = &field.presence else { continue };
        let Some(id) = space.subject(&Expr::Field(FieldId::at(place))) else { continue };
        let class = space.attribute(id).map_or(0, |attribute| attribute.classes.class(Some(value)));
        let default = space.within(id, ClassSet::one(class));
        found.extend(field.checks.iter().map(|check| (check.condition, default.clone())));
    }
    found
}

/// A class of an attribute out of those that it may have: one that nothing was said about where there is one, so that few
/// rules take the lead. `None` when no value has any of these classes.
pub(super) fn choice(attribute: &Attribute, allowed: &ClassSet) -> Option<u32> {
    /// So many classes without a value are passed over; only few classes can be empty.
    const TRIES: usize = 64;
    if allowed.has(0) && !is_certain(&attribute.subject) {
        return Some(0);
    }
    if matches!(attribute.classes, Classes::Truth) && allowed.has(NO) {
        return Some(NO);
    }
    let classes = allowed.runs().iter().flat_map(|(first, last)| *first..=*last);
    classes.take(TRIES).find(|class| attribute.has_value(*class))
}

/// A test that is always yes or no.
fn is_certain(subject: &Subject) -> bool {
    let Subject::Value(Expr::Condition(condition)) = subject else { return false };
    matches!(**condition, Cond::Matched(_) | Cond::Ambiguous(_) | Cond::Missing(_))
}
