//! What can be told of attributes as they came, worked out once a ruleset: the class of a value without the value.

use super::read::{Intake, Reader};
use crate::domain::{Country, Decimal, EnumId, Kind, Quick, Raw, Value};
use crate::graph::{DecisionGraph, Viewed};
use crate::limits::Limits;
use crate::region::Subject;
use crate::text::Packed;

/// By what the graph looks at.
#[derive(Debug)]
pub(crate) struct Sights {
    all: Vec<Sight>,
    /// No check looks at a lead as a whole.
    pub(crate) each_by_itself: bool,
    /// By field: whether nothing is told of its value but by its kind.
    unchecked: Vec<bool>,
}

/// How one of them is told.
#[derive(Debug)]
pub(crate) struct Sight {
    pub(crate) how: How,
    /// The place of the field.
    pub(crate) place: usize,
    /// Whether the field may be missing and is so then.
    pub(crate) optional: bool,
    /// Texts no longer than this may mean "missing".
    longest_placeholder: usize,
}

#[derive(Debug)]
pub(crate) enum How {
    /// By a text of this kind in its compared form.
    Text(Kind),
    Country,
    Enum(EnumId),
    Whole,
    Decimal,
    /// Whether a list of texts has this item; the list's place in the graph.
    Item(u32, Packed),
    /// By the value.
    WithCare,
}

impl Sights {
    pub(crate) fn new(intake: &Intake, graph: &DecisionGraph, has_checks: bool, limits: &Limits) -> Self {
        let all = graph.viewed().iter().map(|viewed| Sight::new(intake, viewed, limits)).collect();
        let unchecked = (0..intake.fields.len()).map(|place| !intake.checked.contains(&place)).collect();
        Self { all, each_by_itself: !has_checks, unchecked }
    }

    #[inline]
    pub(crate) fn is_unchecked(&self, field: usize) -> bool {
        self.unchecked.get(field).copied().unwrap_or(false)
    }

    #[inline]
    pub(crate) fn get(&self, attribute: usize) -> Option<&Sight> {
        self.all.get(attribute)
    }
}

impl Sight {
    fn new(intake: &Intake, viewed: &Viewed, limits: &Limits) -> Self {
        let with_care = Self { how: How::WithCare, place: 0, optional: false, longest_placeholder: 0 };
        match &viewed.subject {
            Subject::Field(field) => {
                let Some(known) = intake.fields.get(field.index()).filter(|known| known.is_plain()) else {
                    return with_care;
                };
                // What is packed is never too long a text.
                let how = match &known.kind {
                    _ if limits.text_bytes < Packed::LONGEST => How::WithCare,
                    Kind::Country => How::Country,
                    Kind::Enum(id) => How::Enum(*id),
                    Kind::Integer if known.longest_placeholder() == 0 => How::Whole,
                    Kind::Decimal | Kind::Money(_) if known.longest_placeholder() == 0 => How::Decimal,
                    kind if kind.is_text() => How::Text(kind.clone()),
                    _ => How::WithCare,
                };
                let optional = !intake.needed.contains(&field.index());
                Self { how, place: field.index(), optional, longest_placeholder: known.longest_placeholder() }
            }
            Subject::Element { list, value: Value::Text(wanted) } => {
                let how = match (u32::try_from(list.index()), Packed::of(wanted.compared_bytes())) {
                    (Ok(list), Some(wanted)) => How::Item(list, wanted),
                    _ => How::WithCare,
                };
                Self { how, ..with_care }
            }
            _ => with_care,
        }
    }

    /// The class of an attribute that is written as most are; `None`: its value must be read first.
    #[inline]
    pub(crate) fn class(&self, quick: Quick<'_>, viewed: &Viewed, raw: &Raw<'_>) -> Option<u32> {
        match (&self.how, raw) {
            (How::Whole, Raw::Number(digits)) => viewed.class_of_whole(digits.parse().ok()?),
            (How::Whole, Raw::Integer(number)) => viewed.class_of_whole(*number),
            (How::Decimal, Raw::Number(digits)) => viewed.class_of_decimal(Decimal::plain(digits)?),
            (How::Decimal, Raw::Decimal(number)) => viewed.class_of_decimal(*number),
            (how, Raw::Text(text)) if text.len() > self.longest_placeholder => match how {
                How::Text(Kind::Text) => viewed.class_of_short(Packed::folded(text)?),
                How::Text(kind) => {
                    let compared = Packed::folded(text)?;
                    if quick.fits(kind, text) { viewed.class_of_short(compared) } else { None }
                }
                How::Country => viewed.class_of_country(Country::assigned(text)?),
                How::Enum(id) => viewed.class_of_place(quick.spellings.place_of_short(*id, Packed::folded(text)?)?),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether a text came for a field of texts that is there and can be read.
#[inline]
pub(super) fn is_plainly_there(reader: Reader<'_>, place: usize, raw: &Raw<'_>) -> bool {
    let Some(known) = reader.intake.fields.get(place) else { return false };
    let Raw::Text(text) = raw else { return false };
    let is_plain = known.is_plain() && known.longest_placeholder() == 0 && matches!(known.kind, Kind::Text);
    // A letter that shows is enough, and mostly it is the first.
    is_plain && text.len() <= reader.limits.text_bytes && text.as_bytes().first().is_some_and(u8::is_ascii_graphic)
}
