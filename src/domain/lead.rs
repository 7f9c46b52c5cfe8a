//! One lead after reading: typed values, what was wrong with it, what should be known about its data.

use super::{FieldId, LeadId, Value};
use std::sync::Arc;

/// A lead as a policy's schema sees it. Made by [`crate::Ruleset::lead`] and its JSON form; it belongs to that ruleset.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    pub(crate) id: LeadId,
    /// One a field of the schema.
    pub(crate) values: Vec<Option<Value>>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) notes: Vec<DataNote>,
    pub(crate) unknown_keys: Vec<Arc<str>>,
    pub(crate) classes: KnownClasses,
}

/// Classes of values that are known beforehand. They follow from the values, so that leads are equal without them.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownClasses {
    /// The mark of the graph whose classes they are.
    graph: u64,
    /// One a field, or none at all.
    classes: Vec<u32>,
    /// One an attribute of the graph, of a lead that was prepared; none at all of any other.
    prepared: Vec<u32>,
}

/// Not known beforehand.
pub(crate) const OPEN: u32 = u32::MAX;

impl KnownClasses {
    /// Of a graph with this mark: one a field, [`OPEN`] where it is not known; none at all of another graph.
    pub(crate) fn of(&self, graph: u64) -> &[u32] {
        if self.graph == graph { &self.classes } else { &[] }
    }

    /// Notes the class of a field's value, of so many fields.
    pub(crate) fn set(&mut self, graph: u64, fields: usize, place: usize, class: u32) {
        self.prepared.clear();
        if self.graph != graph || self.classes.len() != fields {
            (self.graph, self.classes) = (graph, vec![OPEN; fields]);
        }
        if let Some(known) = self.classes.get_mut(place) {
            *known = class;
        }
    }

    /// By attribute of a graph with this mark: [`OPEN`] where it is not known; none at all of a lead not prepared for it.
    pub(crate) fn prepared(&self, graph: u64) -> &[u32] {
        if self.graph == graph { &self.prepared } else { &[] }
    }

    /// Notes the classes of all attributes of a graph.
    pub(crate) fn prepare(&mut self, graph: u64, classes: Vec<u32>) {
        if self.graph != graph {
            (self.graph, self.classes) = (graph, Vec::new());
        }
        self.prepared = classes;
    }

    /// The field has another value now.
    pub(crate) fn forget(&mut self, place: usize) {
        self.prepared.clear();
        if let Some(known) = self.classes.get_mut(place) {
            *known = OPEN;
        }
    }

    pub(crate) fn clear(&mut self) {
        self.prepared.clear();
        self.classes.fill(OPEN);
    }
}

impl PartialEq for KnownClasses {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Lead {
    /// A lead of these values, without anything to say of it.
    pub(crate) fn of(id: LeadId, values: Vec<Option<Value>>) -> Self {
        let (problems, notes, unknown_keys) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, values, problems, notes, unknown_keys, classes: KnownClasses::default() }
    }

    /// Its `id`; empty when it came without one.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether every required field is present and readable and every check that matters holds.
    pub fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }

    /// Everything that makes it invalid, in the order of the schema.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What a reader of the decision should know about the data, in the order of the schema.
    pub fn notes(&self) -> &[DataNote] {
        &self.notes
    }

    /// Keys that the schema does not know, sorted; they were ignored.
    pub fn unknown_keys(&self) -> &[Arc<str>] {
        &self.unknown_keys
    }

    /// What an answer says of the data: first what makes it invalid, then the rest.
    pub(crate) fn data_notes(&self) -> Vec<DataNote> {
        let problem = |problem: &Problem| DataNote {
            field: Arc::clone(&problem.field),
            message: problem.message.clone(),
            original: problem.original.clone(),
        };
        self.problems.iter().map(problem).chain(self.notes.iter().cloned()).collect()
    }

    pub(crate) fn value(&self, field: FieldId) -> Option<&Value> {
        self.values.get(field.index())?.as_ref()
    }
}

/// Why a lead is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name in the policy.
    pub field: Arc<str>,
    /// What is wrong, in plain words, without the value of a private field.
    pub message: String,
    /// The text as it came; `None` for a private field or where there was none.
    pub original: Option<String>,
}

/// Something about the lead's data that did not stop the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataNote {
    /// The field or definition it is about.
    pub field: Arc<str>,
    /// What happened, in plain words, without the value of a private field.
    pub message: String,
    /// The text as it came; `None` for a private field or where there was none.
    pub original: Option<String>,
}
