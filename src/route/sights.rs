//! What can be told of attributes as they came, worked out once a ruleset: the class of a value without the value.

use super::read::{FIELDS, Intake, Reader};
use crate::domain::{Country, Decimal, Kind, OPEN, Presence, Raw, RouteId, Value, is_address};
use crate::graph::{DecisionGraph, RouteGraph, Turn, Viewed};
use crate::limits::Limits;
use crate::lookup::ShortTexts;
use crate::model::Model;
use crate::region::{Subject, Texts};
use crate::text::{Packed, digits};
use std::sync::Arc;

/// By what the graph looks at.
#[derive(Debug)]
pub(crate) struct Sights {
    all: Vec<Sight>,
    /// No check is judged of a lead in which nothing came for its field.
    pub(crate) each_by_itself: bool,
    /// By field: a text is there when it shows anything.
    plain: [bool; FIELDS],
    /// By route and case: the name of the rule at which a search ends there, if it does.
    ends: Vec<Box<[Option<Arc<str>>]>>,
}

/// The place of a field where nothing comes.
const NOWHERE: u8 = u8::MAX;

/// How one of them is told: two lines of the processor's cache.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Sight {
    pub(crate) how: How,
    /// The place of the field, where it is one.
    place: u8,
    /// The class when nothing came, where that says that the field is missing; else open.
    missing: u32,
    /// Texts no longer than this may mean "missing".
    longest_placeholder: u8,
    /// Whether every short constant, as it stands, is a value of the kind: what spells one needs no look at its letters.
    pub(super) known_fit: bool,
    /// Whether what texts of up to eight bytes are told by is words.
    pub(super) by_words: bool,
}

#[derive(Debug)]
pub(crate) enum How {
    /// By a text in its compared form: the classes of short constants, or of short spellings of an enum.
    Text(ShortTexts, Written),
    /// By the class of each pair of capitals; open where they are no country's.
    Country(Box<[u32]>),
    Truth {
        yes: u32,
        no: u32,
    },
    Whole,
    Decimal {
        /// In texts, too, a point is the point: where a comma may be one, a text takes more.
        by_point: bool,
    },
    /// Whether a list of texts has this item; the list's place in the graph.
    Item(u32, Packed),
    /// By the value.
    WithCare,
}

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Text,
    Domain,
    Email,
    Enum,
}

impl Sights {
    pub(crate) fn new(intake: &Intake, graph: &DecisionGraph, model: &Model, limits: &Limits) -> Self {
        let all: Vec<Sight> = graph.viewed().iter().map(|viewed| Sight::new(intake, viewed, limits)).collect();
        let mut plain = [false; FIELDS];
        for (known, plain) in intake.fields.iter().zip(&mut plain) {
            *plain = known.is_plain()
                && known.longest_placeholder() == 0
                && matches!(known.kind, Kind::Text | Kind::ExactText);
        }
        let name = |turn: &Turn| match turn {
            Turn::Pick { spot } | Turn::End { spot } => {
                graph.spot(*spot).and_then(|spot| model.rules.get(spot.rule.index())).map(|rule| Arc::clone(&rule.name))
            }
            Turn::Enter { .. } | Turn::Ask { .. } => None,
        };
        let has_default = |place: &usize| {
            let field = model.lead.fields.get(*place);
            field.is_some_and(|field| matches!(field.presence, Presence::Default(_)))
        };
        let ends = |route: &RouteGraph| route.turns.iter().map(name).collect();
        Self {
            all,
            each_by_itself: !intake.checked.iter().any(has_default) && intake.fields.len() <= FIELDS,
            plain,
            ends: (0..model.routes.len()).map_while(|route| graph.route(RouteId::at(route))).map(ends).collect(),
        }
    }

    /// Whether a text is there when it shows anything.
    pub(crate) fn is_plain(&self, field: usize) -> bool {
        self.plain.get(field).is_some_and(|plain| *plain)
    }

    /// Whether a text came for a field of texts that is there and can be read.
    #[inline]
    pub(crate) fn is_plainly_there(&self, reader: Reader<'_>, field: usize, raw: &Raw<'_>) -> bool {
        let Raw::Text(text) = raw else { return false };
        // A letter that shows is enough, and mostly it is the first.
        self.plain.get(field).is_some_and(|plain| *plain)
            && text.len() <= reader.limits.text_bytes
            && text.as_bytes().first().is_some_and(u8::is_ascii_graphic)
    }

    #[inline]
    pub(crate) fn get(&self, attribute: usize) -> Option<&Sight> {
        self.all.get(attribute)
    }

    /// The name of the rule at which a search of a route ends with a case, where it does.
    #[inline]
    pub(crate) fn end(&self, route: RouteId, case: u32) -> Option<&str> {
        self.ends.get(route.index())?.get(usize::try_from(case).ok()?)?.as_deref()
    }
}

impl Sight {
    /// The class when nothing came, where that says that the field is missing.
    pub(crate) const fn missing(&self) -> Option<u32> {
        if self.missing == OPEN { None } else { Some(self.missing) }
    }

    /// The place of the field, where it is one.
    #[inline]
    pub(crate) fn place(&self) -> usize {
        self.place.into()
    }

    fn new(intake: &Intake, viewed: &Viewed, limits: &Limits) -> Self {
        let with_care = Self {
            how: How::WithCare,
            place: NOWHERE,
            missing: OPEN,
            longest_placeholder: 0,
            known_fit: false,
            by_words: false,
        };
        match &viewed.subject {
            Subject::Field(field) => {
                let Some(known) = intake.fields.get(field.index()).filter(|known| known.is_plain()) else {
                    return with_care;
                };
                // What is packed is never too long a text.
                let how = match &known.kind {
                    _ if limits.text_bytes < Packed::LONGEST => How::WithCare,
                    Kind::Country => How::Country(Country::pairs().map(|pair| class_of_pair(viewed, pair)).collect()),
                    Kind::Enum(id) => {
                        let classes = intake.spellings.with(*id, |place| viewed.class_of_place(place));
                        classes.map_or(How::WithCare, |classes| How::Text(classes.into_short(), Written::Enum))
                    }
                    Kind::Boolean => {
                        let [no, yes] = [false, true].map(|known| viewed.class(Some(&Value::Bool(known))));
                        How::Truth { yes, no }
                    }
                    Kind::Integer if known.longest_placeholder() == 0 => How::Whole,
                    Kind::Decimal | Kind::Money(_) if known.longest_placeholder() == 0 => {
                        How::Decimal { by_point: !known.options.decimal_comma }
                    }
                    kind => match (written(kind), viewed.texts()) {
                        (Some(written), Some(texts)) => How::Text(texts.constants().clone(), written),
                        _ => How::WithCare,
                    },
                };
                let known_fit = match how {
                    How::Text(_, Written::Text | Written::Enum) => true,
                    How::Text(_, Written::Domain) => {
                        viewed.texts().is_some_and(|texts| texts.each_constant(Packed::is_host))
                    }
                    _ => false,
                };
                let optional = !intake.needed.contains(&field.index());
                let missing = if optional { viewed.class(None) } else { OPEN };
                // Fields beyond are looked at lead by lead, and so is what words of such a length may mean.
                let place = u8::try_from(field.index()).unwrap_or(NOWHERE);
                let Ok(longest_placeholder) = u8::try_from(known.longest_placeholder()) else { return with_care };
                let prefixes = viewed.texts().and_then(Texts::prefixes);
                let by_words = match &how {
                    How::Text(known, _) => {
                        known.has_all_words() && prefixes.is_none_or(|(_, prefixes)| prefixes.has_all_words())
                    }
                    _ => false,
                };
                Self { how, place, missing, longest_placeholder, known_fit, by_words }
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

    /// The class of a text that is a constant as it is written: whatever is done to a text before it is compared changes
    /// nothing then. `None` says nothing.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
    pub(crate) fn as_written(&self, text: &str) -> Option<u32> {
        if text.len() <= self.longest_placeholder.into() {
            return None;
        }
        match &self.how {
            How::Text(classes, _) if self.known_fit => {
                let written = Packed::of(text.as_bytes())?;
                classes.get(written).filter(|_| written.is_ascii())
            }
            How::Country(classes) => {
                let place = Country::pair(<[u8; 2]>::try_from(text.as_bytes()).ok()?)?;
                classes.get(place).copied().filter(|class| *class != OPEN)
            }
            _ => None,
        }
    }

    /// The class of an attribute that is written as most are, but for what [`Sight::as_written`] tells; `None`: its value
    /// must be read first.
    pub(crate) fn class(&self, viewed: &Viewed, raw: &Raw<'_>) -> Option<u32> {
        match (&self.how, raw) {
            (_, Raw::Text(text)) if text.len() > self.longest_placeholder.into() => self.class_of_text(viewed, text),
            (How::Whole, Raw::Number(written)) => viewed.class_of_whole(match digits(written.as_bytes()) {
                Some(number) => number.into(),
                None => written.parse().ok()?,
            }),
            (How::Whole, Raw::Integer(number)) => viewed.class_of_whole(*number),
            (How::Decimal { .. }, Raw::Number(digits)) => viewed.class_of_decimal(Decimal::plain(digits)?),
            (How::Decimal { .. }, Raw::Decimal(number)) => viewed.class_of_decimal(*number),
            (How::Truth { yes, no }, Raw::Bool(known)) => Some(if *known { *yes } else { *no }),
            _ => None,
        }
    }

    /// The class of a text that is written as most are; open where its value must be read first.
    #[inline(never)]
    pub(super) fn of_text(&self, viewed: &Viewed, text: &str) -> u32 {
        self.as_written(text).or_else(|| self.class_of_text(viewed, text)).unwrap_or(OPEN)
    }

    /// Texts no longer than this may mean "missing".
    pub(super) fn longest_placeholder(&self) -> usize {
        self.longest_placeholder.into()
    }

    fn class_of_text(&self, viewed: &Viewed, text: &str) -> Option<u32> {
        let (classes, kind) = match &self.how {
            How::Text(classes, kind) => (classes, *kind),
            How::Whole => return viewed.class_of_whole(digits(text.as_bytes())?.into()),
            How::Truth { yes, no } => return truth(text).map(|known| if known { *yes } else { *no }),
            How::Decimal { by_point: true } => return viewed.class_of_decimal(Decimal::plain(text)?),
            How::Country(_) | How::Decimal { .. } | How::Item(..) | How::WithCare => return None,
        };
        let written = Packed::of(text.as_bytes())?;
        // Most hosts are no constants, and written as they are compared.
        let is_host = kind == Written::Domain && written.is_host();
        let (compared, is_as_written) = if is_host { (written, true) } else { written.compared(text)? };
        let known = if is_as_written && self.known_fit { None } else { classes.get(compared) };
        let fits = match kind {
            Written::Enum => return known,
            Written::Domain => is_host || (self.known_fit && known.is_some()) || compared.is_host(),
            Written::Email => is_address(text),
            Written::Text => true,
        };
        if fits { known.or_else(|| viewed.texts()?.class_of_no_constant(compared)) } else { None }
    }
}

/// How a text is compared of which the class is told without its value, where that can be done.
const fn written(kind: &Kind) -> Option<Written> {
    match kind {
        Kind::Text => Some(Written::Text),
        Kind::Domain => Some(Written::Domain),
        Kind::Email => Some(Written::Email),
        _ => None,
    }
}

/// How most write yes and no.
pub(super) const YES: [&str; 2] = ["yes", "true"];
pub(super) const NO: [&str; 2] = ["no", "false"];

/// What a text means that is written as most are.
fn truth(text: &str) -> Option<bool> {
    if YES.contains(&text) { Some(true) } else { NO.contains(&text).then_some(false) }
}

/// The class of two capitals; open where they are no country's.
fn class_of_pair(viewed: &Viewed, pair: Country) -> u32 {
    Country::from_code(pair.code()).and_then(|country| viewed.class_of_country(country)).unwrap_or(OPEN)
}
const _: () = assert!(size_of::<Sight>() <= 128, "it is two lines");
