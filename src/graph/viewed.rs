//! What the graph looks at.

use crate::domain::{FieldId, Value, key_of};
use crate::lookup::{Bytes, Lookup};
use crate::region::{Attribute, AttributeId, Classes, Subject};

/// An attribute with the classes that this graph tells apart.
#[derive(Clone, Debug)]
pub(crate) struct Viewed {
    /// An element's list is a place in the graph.
    pub(crate) subject: Subject,
    classes: Classes,
    /// By class: the one that it and others became, which no condition tells apart.
    reduced: Option<Box<[u32]>>,
    #[cfg_attr(
        not(feature = "planted-faults"),
        allow(dead_code, reason = "a planted fault takes missing for the lowest class")
    )]
    count: u32,
    /// Whether its class may change when a scorer is asked.
    pub(crate) asks: bool,
    /// Of a list: the places of the attributes of its elements, by their keys.
    elements: Lookup<Bytes, u32>,
}

impl Viewed {
    pub(crate) fn new(attribute: Attribute, reduced: Option<Box<[u32]>>, count: u32) -> Self {
        let Attribute { subject, classes, asks, .. } = attribute;
        Self { subject, classes, reduced, count, asks, elements: Lookup::new() }
    }

    /// How many classes there are, missing counted.
    #[cfg(feature = "planted-faults")]
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    pub(crate) fn class(&self, value: Option<&Value>) -> u32 {
        self.reduced(self.classes.class(value))
    }

    /// The class of a text in its compared form; `None` where it looks at no texts.
    pub(crate) fn class_of_text(&self, compared: &[u8]) -> Option<u32> {
        match &self.classes {
            Classes::Texts(texts) => Some(self.reduced(texts.class(compared))),
            _ => None,
        }
    }

    fn reduced(&self, class: u32) -> u32 {
        let reduced = self.reduced.as_ref().and_then(|reduced| reduced.get(usize::try_from(class).ok()?));
        reduced.copied().unwrap_or(class)
    }

    /// Whether it looks at this field as it is.
    pub(crate) fn is_field(&self, field: FieldId) -> bool {
        self.subject == Subject::Field(field)
    }

    /// The place of the attribute of an element, where the graph asks for it.
    pub(crate) fn element(&self, value: &Value) -> Option<u32> {
        match value {
            Value::Text(text) => self.element_of_text(text.compared_bytes()),
            other => self.elements.get(key_of(other).as_bytes()).copied(),
        }
    }

    /// The same of a text in its compared form.
    pub(crate) fn element_of_text(&self, compared: &[u8]) -> Option<u32> {
        self.elements.get(compared).copied()
    }

    pub(super) fn add_element(&mut self, value: &Value, place: u32) {
        self.elements.insert(Bytes(key_of(value)), place);
    }

    /// Gives an element's list its place in the graph.
    pub(crate) fn rename(&mut self, place: &dyn Fn(AttributeId) -> u32) {
        if let Subject::Element { list, .. } = &mut self.subject {
            *list = AttributeId::at(usize::try_from(place(*list)).unwrap_or(usize::MAX));
        }
    }

    /// Bytes that it takes, but for its constants.
    pub(crate) fn bytes(&self) -> usize {
        let reduced = self.reduced.as_ref().map_or(0, |reduced| reduced.len().saturating_mul(4));
        size_of::<Self>().saturating_add(reduced)
    }
}
