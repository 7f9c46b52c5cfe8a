//! The classes of the lead at hand, as the graph asks for them: each looked up when it is first asked for.

use super::facts::LeadFacts;
use super::truth::{Facts, Truth};
use crate::domain::{FieldId, Lead, OPEN, Value};
use crate::graph::{ClassSource, DecisionGraph, Forest, NOBODY, Viewed};
use crate::limits::REMEMBERED_CLASSES;
use crate::model::Expr;
use crate::region::{NO, Subject, YES, answer};
use smallvec::SmallVec;
use std::cell::{Cell, OnceCell, RefCell};

/// So many classes are remembered without memory of their own.
const FIRST: usize = 64;

/// The places of those elements of a list that the graph knows.
type Elements = SmallVec<[u32; 8]>;

/// Classes that were asked for.
pub(super) struct Known<'a> {
    graph: Option<&'a DecisionGraph>,
    /// What the lead brings, by attribute.
    prepared: &'a [u32],
    first: OnceCell<[Cell<u32>; FIRST]>,
    /// Of attributes beyond those.
    more: OnceCell<Vec<Cell<u32>>>,
    /// Elements of lists that were asked for, by the list's place.
    elements: RefCell<SmallVec<[(u32, Elements); 1]>>,
}

impl<'a> Known<'a> {
    /// Without a graph nothing is asked.
    #[inline]
    pub(super) fn new(graph: Option<&'a DecisionGraph>, lead: &'a Lead) -> Self {
        let prepared = graph.map_or(&[][..], |graph| lead.classes.prepared(graph.mark()));
        Self { graph, prepared, first: OnceCell::new(), more: OnceCell::new(), elements: RefCell::default() }
    }

    /// Where an attribute's class is remembered.
    #[inline]
    fn cell(&self, place: usize) -> Option<&Cell<u32>> {
        if place < FIRST {
            return self.first.get_or_init(|| [const { Cell::new(OPEN) }; FIRST]).get(place);
        }
        let more = self.more.get_or_init(|| {
            let count = self.graph.map_or(0, |graph| graph.viewed().len()).min(REMEMBERED_CLASSES);
            vec![Cell::new(OPEN); count.saturating_sub(FIRST)]
        });
        more.get(place.checked_sub(FIRST)?)
    }

    pub(super) const fn graph(&self) -> Option<&'a DecisionGraph> {
        self.graph
    }

    /// A scorer was asked: what depends on scorers may have another class now.
    pub(super) fn forget_asked(&self) {
        let viewed = self.graph.map(DecisionGraph::viewed).unwrap_or_default();
        let first = self.first.get().into_iter().flatten().zip(viewed);
        let more = self.more.get().into_iter().flatten().zip(viewed.iter().skip(FIRST));
        for (class, viewed) in first.chain(more) {
            if viewed.asks {
                class.set(OPEN);
            }
        }
        self.elements.borrow_mut().clear();
    }
}

/// The classes that follow from a lead's values alone, by attribute; the others are open.
pub(crate) fn of_values(graph: &DecisionGraph, lead: &Lead) -> Vec<u32> {
    let class = |viewed: &Viewed| match &viewed.subject {
        Subject::Field(field) => super::faults::class(viewed, lead.value(*field)),
        _ => OPEN,
    };
    graph.viewed().iter().map(class).collect()
}

fn truth(truth: Truth) -> u32 {
    match truth {
        Truth::Yes => YES,
        Truth::No => NO,
        Truth::Unknown => super::faults::unknown(),
    }
}

impl LeadFacts<'_> {
    fn judged(&self, viewed: &Viewed) -> u32 {
        match &viewed.subject {
            Subject::Field(field) => match self.beforehand(*field) {
                Some(class) => class,
                None => super::faults::class(viewed, self.lead.value(*field)),
            },
            Subject::Value(Expr::Condition(condition)) => truth(self.judge(condition, None)),
            Subject::Value(value) => super::faults::class(viewed, self.value(value, None).as_ref()),
            Subject::Element { list, value } => {
                let has = self.list(list.index(), |items| items.contains(value));
                has.map_or_else(super::faults::unknown, answer)
            }
            Subject::Asked(scorers) => answer(scorers.iter().all(|scorer| self.scores.was_asked(*scorer))),
        }
    }

    /// The class of a field's value that the lead brings.
    fn beforehand(&self, field: FieldId) -> Option<u32> {
        let classes = self.lead.classes.of(self.known.graph?.mark());
        classes.get(field.index()).copied().filter(|class| *class != OPEN)
    }

    /// The rows of a table that fit: the first, or all of them in their order.
    pub(super) fn rows(&self, rows: &Forest, all: bool) -> Vec<usize> {
        let mut found: Vec<u32> = Vec::new();
        if all {
            rows.each(self, NOBODY, |row| found.push(row));
            found.sort_unstable();
            found.dedup();
        } else {
            found.extend(Some(rows.first(self, 0)).filter(|row| *row != NOBODY));
        }
        found.into_iter().filter_map(|row| usize::try_from(row).ok()).collect()
    }

    /// Lets something be asked of a list that the graph looks at, if there is one.
    fn list<T>(&self, place: usize, ask: impl FnOnce(&[Value]) -> T) -> Option<T> {
        match &self.known.graph?.viewed().get(place)?.subject {
            Subject::Field(field) => match self.lead.value(*field)? {
                Value::List(items) => Some(ask(items)),
                _ => None,
            },
            Subject::Value(value) => match self.value(value, None)? {
                Value::List(items) => Some(ask(&items)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl ClassSource for LeadFacts<'_> {
    fn class(&self, attribute: u32) -> u32 {
        let Ok(place) = usize::try_from(attribute) else { return 0 };
        if let Some(class) = self.known.prepared.get(place)
            && *class != OPEN
        {
            return *class;
        }
        let remembered = self.known.cell(place);
        if let Some(class) = remembered.map(Cell::get).filter(|class| *class != OPEN) {
            return class;
        }
        let Some(viewed) = self.known.graph.and_then(|graph| graph.viewed().get(place)) else { return 0 };
        let class = self.judged(viewed);
        if let Some(cell) = remembered {
            cell.set(class);
        }
        class
    }

    fn elements(&self, list: u32, each: &mut dyn FnMut(u32)) {
        let known = |all: &[(u32, Elements)]| all.iter().position(|(of, _)| *of == list);
        if known(&self.known.elements.borrow()).is_none() {
            let viewed =
                usize::try_from(list).ok().and_then(|place| Some((place, self.known.graph?.viewed().get(place)?)));
            let found = viewed.and_then(|(place, viewed)| {
                self.list(place, |items| items.iter().filter_map(|item| viewed.element(item)).collect())
            });
            self.known.elements.borrow_mut().push((list, found.unwrap_or_default()));
        }
        // Taken out first: what is done with one may ask for the elements of another list.
        let all = self.known.elements.borrow();
        let found = known(&all).and_then(|place| all.get(place)).map(|(_, elements)| elements.clone());
        drop(all);
        found.into_iter().flatten().for_each(each);
    }
}
