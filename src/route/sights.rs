//! What can be told of attributes as they came, worked out once a ruleset: the class of a value without the value.

use super::read::{Intake, Reader};
use crate::domain::{Country, Decimal, Kind, Quick, Raw, Value};
use crate::graph::{DecisionGraph, Viewed};
use crate::limits::Limits;
use crate::lookup::TextLookup;
use crate::region::Subject;
use crate::text::{Packed, digits};

/// By what the graph looks at.
#[derive(Debug)]
pub(crate) struct Sights {
    all: Vec<Sight>,
    /// No check looks at a lead as a whole.
    pub(crate) each_by_itself: bool,
    /// By field: what is to be known of it as soon as something comes for it.
    marks: [u8; FIELDS],
}

/// Leads of more fields are read as a whole.
pub(crate) const FIELDS: usize = 128;

/// A check tells of the field's value.
pub(crate) const CHECKED: u8 = 1;
/// It may come under its name and its column, and the one that says something counts.
pub(crate) const KEEPS: u8 = 2;
/// A text is there when it shows anything.
const PLAIN: u8 = 4;

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
    /// By a text in its compared form.
    Text,
    Domain {
        /// Every short constant is a host as it stands: what spells one needs no look at its letters.
        known_fit: bool,
    },
    Email,
    Country,
    /// By the class of each short spelling.
    Enum(TextLookup),
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
        let mut marks = [0; FIELDS];
        for ((place, known), mark) in intake.fields.iter().enumerate().zip(&mut marks) {
            let is_plain = known.is_plain()
                && known.longest_placeholder() == 0
                && matches!(known.kind, Kind::Text | Kind::ExactText);
            let all = [(intake.checked.contains(&place), CHECKED), (known.keeps, KEEPS), (is_plain, PLAIN)];
            *mark = all.iter().filter(|(is, _)| *is).fold(0, |all, (_, mark)| all | mark);
        }
        Self { all, each_by_itself: !has_checks && intake.fields.len() <= FIELDS, marks }
    }

    /// What is to be known of a field.
    #[inline]
    pub(crate) fn marks(&self, field: usize) -> Option<u8> {
        self.marks.get(field).copied()
    }

    /// Whether a text came for a field of texts that is there and can be read.
    #[inline]
    pub(crate) fn is_plainly_there(&self, reader: Reader<'_>, field: usize, raw: &Raw<'_>) -> bool {
        let Raw::Text(text) = raw else { return false };
        // A letter that shows is enough, and mostly it is the first.
        self.marks(field).is_some_and(|marks| marks & PLAIN != 0)
            && text.len() <= reader.limits.text_bytes
            && text.as_bytes().first().is_some_and(u8::is_ascii_graphic)
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
                    Kind::Enum(id) => {
                        let classes = intake.spellings.with(*id, |place| viewed.class_of_place(place));
                        classes.map_or(How::WithCare, How::Enum)
                    }
                    Kind::Integer if known.longest_placeholder() == 0 => How::Whole,
                    Kind::Decimal | Kind::Money(_) if known.longest_placeholder() == 0 => How::Decimal,
                    Kind::Text => How::Text,
                    Kind::Domain => How::Domain {
                        known_fit: viewed.texts().is_some_and(|texts| texts.each_constant(Packed::is_host)),
                    },
                    Kind::Email => How::Email,
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
            (How::Whole, Raw::Number(written)) => viewed.class_of_whole(match digits(written.as_bytes()) {
                Some(number) => number.into(),
                None => written.parse().ok()?,
            }),
            (How::Whole, Raw::Text(text)) => viewed.class_of_whole(digits(text.as_bytes())?.into()),
            (How::Whole, Raw::Integer(number)) => viewed.class_of_whole(*number),
            (How::Decimal, Raw::Number(digits)) => viewed.class_of_decimal(Decimal::plain(digits)?),
            (How::Decimal, Raw::Decimal(number)) => viewed.class_of_decimal(*number),
            (how, Raw::Text(text)) if text.len() > self.longest_placeholder => match how {
                How::Country => viewed.class_of_country(Country::assigned(text)?),
                How::Text | How::Domain { .. } | How::Email | How::Enum(_) => {
                    let compared = Packed::folded(text)?;
                    if let How::Enum(classes) = how {
                        return classes.short(compared);
                    }
                    let texts = viewed.texts()?;
                    match how {
                        How::Email if !quick.fits(&Kind::Email, text) => None,
                        How::Domain { known_fit } => {
                            let known = texts.class_of_constant(compared);
                            let fits = (*known_fit && known.is_some()) || compared.is_host();
                            if fits { known.or_else(|| texts.class_of_no_constant(compared)) } else { None }
                        }
                        _ => texts.class_of_short(compared),
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }
}
