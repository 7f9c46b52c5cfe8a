//! Attributes as they came, by their fields: each under its own key, or a row of values under a header.

use super::read::{AttributeKey, FIELDS, Header, Reader};
use crate::domain::Raw;
use std::hint::black_box;
use std::ops::Deref;

/// What came for a field.
pub(crate) trait Came<'a> {
    type Value: Deref<Target = Raw<'a>>;

    /// Its value; `None` where nothing came.
    fn came(&self, field: usize) -> Option<Self::Value>;
}

/// Each under its own key.
pub(crate) struct Keyed<'a> {
    attributes: &'a [(AttributeKey, Raw<'a>)],
    /// By field: one more than the place of its attribute, 0 where none came.
    places: [u8; FIELDS],
}

impl<'a> Keyed<'a> {
    /// `None`: they must be read as a whole to know whether their keys are this schema's, and which of two values counts.
    #[inline]
    pub(crate) fn new(reader: Reader<'_>, attributes: &'a [(AttributeKey, Raw<'a>)]) -> Option<Self> {
        if attributes.len() >= usize::from(u8::MAX) {
            return None;
        }
        let (mark, mut places) = (reader.intake.mark(), [0; FIELDS]);
        let (mut twice, mut strange, mut firsts) = (0, 0, 0);
        for (number, (key, raw)) in (1..).zip(attributes) {
            let field = key.place_among::<FIELDS>(mark, &mut strange);
            twice |= std::mem::replace(places.get_mut(field)?, number);
            firsts |= first(raw);
        }
        black_box(firsts);
        (strange == 0 && twice == 0).then_some(Self { attributes, places })
    }
}

impl<'a> Came<'a> for Keyed<'a> {
    type Value = &'a Raw<'a>;

    #[inline]
    fn came(&self, field: usize) -> Option<&'a Raw<'a>> {
        let place = usize::from(self.places.get(field)?.checked_sub(1)?);
        self.attributes.get(place).map(|(_, raw)| raw)
    }
}

/// A row of values under a header.
pub(crate) struct Row<'a> {
    header: &'a Header,
    values: &'a [Raw<'a>],
}

impl<'a> Row<'a> {
    /// `None`: it must be read as a whole, as [`Keyed::new`] says.
    #[inline]
    pub(crate) fn new(reader: Reader<'_>, header: &'a Header, values: &'a [Raw<'a>]) -> Option<Self> {
        black_box(values.iter().fold(0, |firsts, raw| firsts | first(raw)));
        let known = header.is_of(reader.intake) && header.has_each_once() && header.keys().len() == values.len();
        known.then_some(Self { header, values })
    }
}

impl<'a> Came<'a> for Row<'a> {
    type Value = &'a Raw<'a>;

    #[inline]
    fn came(&self, field: usize) -> Option<&'a Raw<'a>> {
        self.values.get(self.header.place(field)?).filter(|raw| !matches!(raw, Raw::Null))
    }
}

/// The first byte of a text. Texts lie apart in memory: asked for one after another without a question between, they come
/// together.
#[inline]
fn first(raw: &Raw<'_>) -> u8 {
    match raw {
        Raw::Text(text) | Raw::Number(text) => text.as_bytes().first().copied().unwrap_or_default(),
        _ => 0,
    }
}
