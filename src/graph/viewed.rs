//! What the graph looks at.

use crate::domain::{Country, Decimal, FieldId, Short, Value, key_of};
use crate::lookup::{ShortTexts, TextLookup};
use crate::region::{Attribute, AttributeId, Classes, Digits, Subject, Texts};
use crate::text::Packed;

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
    elements: TextLookup,
}

impl Viewed {
    pub(crate) fn new(attribute: Attribute, reduced: Option<Box<[u32]>>, count: u32) -> Self {
        let Attribute { subject, classes, asks, .. } = attribute;
        let (classes, reduced) = match (classes, reduced) {
            (Classes::Texts(texts), became) => (Classes::Texts(texts.ready(became)), None),
            other => other,
        };
        Self { subject, classes, reduced, count, asks, elements: TextLookup::default() }
    }

    /// How many classes there are, missing counted.
    #[cfg(feature = "planted-faults")]
    pub(crate) const fn count(&self) -> u32 {
        self.count
    }

    pub(crate) fn class(&self, value: Option<&Value>) -> u32 {
        self.reduced(self.classes.class(value))
    }

    /// The classes of texts, where it looks at texts.
    #[inline]
    pub(crate) fn texts(&self) -> Option<&Texts> {
        match &self.classes {
            Classes::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// The class of a country, where it looks at countries.
    #[inline]
    pub(crate) fn class_of_country(&self, country: Country) -> Option<u32> {
        self.texts()?.class_of_country(country)
    }

    /// The class of a whole number, where it looks at whole numbers.
    #[inline(always)]
    pub(crate) fn class_of_whole(&self, number: i64) -> Option<u32> {
        match &self.classes {
            Classes::Numbers(numbers) => Some(self.reduced(numbers.class_of_whole(number)?)),
            _ => None,
        }
    }

    /// The class of a number with four digits, where it looks at such numbers.
    #[inline]
    pub(crate) fn class_of_decimal(&self, number: Decimal) -> Option<u32> {
        match &self.classes {
            Classes::Numbers(numbers) => Some(self.reduced(numbers.class_of_decimal(number)?)),
            _ => None,
        }
    }

    /// The same of a number of ten thousandths; `None` also where it takes more.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a loop over a column")]
    pub(crate) fn class_of_scaled(&self, number: i64) -> Option<u32> {
        match &self.classes {
            Classes::Numbers(numbers) => Some(self.reduced(numbers.class_of_scaled(number)?)),
            _ => None,
        }
    }

    /// The class of a place in an enum, where it looks at an enum's values.
    #[inline]
    pub(crate) fn class_of_place(&self, place: u32) -> Option<u32> {
        match &self.classes {
            Classes::Enum(_, places) if place < *places => Some(self.reduced(place.saturating_add(1))),
            _ => None,
        }
    }

    #[inline(always)]
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
            Value::Text(text) => self.elements.get(text.compared_bytes()),
            Value::Enum(_, place) => self.elements.get(Short::of(place).as_bytes()),
            Value::Integer(number) => self.elements.get(Short::of(number).as_bytes()),
            Value::Country(country) => self.elements.get(country.code().as_bytes()),
            other => self.elements.get(key_of(other).as_bytes()),
        }
    }

    /// The same of a short text in its compared form.
    #[inline]
    pub(crate) fn element_of_short(&self, compared: Packed) -> Option<u32> {
        self.elements.short(compared)
    }

    /// The places of the attributes of short elements.
    pub(crate) const fn short_elements(&self) -> &ShortTexts {
        self.elements.all_short()
    }

    pub(super) fn set_elements(&mut self, elements: TextLookup) {
        self.elements = elements;
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
        let digits = self.texts().and_then(Texts::digits).map_or(0, Digits::bytes);
        size_of::<Self>().saturating_add(reduced).saturating_add(digits)
    }
}
