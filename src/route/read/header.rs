//! The attributes of many leads whose values come in one order, looked up once.

use super::{AttributeKey, Intake};

/// Schemas of more fields are looked at lead by lead.
pub(crate) const FIELDS: usize = 128;

/// What the values of a row stand for, as the head line of a file says it: the names or columns of attributes in their
/// order, looked up once by [`crate::Ruleset::header`]. It is good for every ruleset whose leads have the same fields and
/// columns in the same order.
///
/// ```
/// use pointsman::{Compiler, Snapshot, Source};
/// let text = r#"pointsman 1
/// lead { id: text  country: country optional from "Land" }
/// queue triage
/// queue europe
/// route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let header = rules.header(["id", "Land"])?;
/// let mut draft = rules.draft();
/// draft.fill(&header, &["L1".into(), "France".into()])?;
/// assert!(draft.lead().is_valid());
/// let town = rules.header(["id", "Town"]).unwrap_err();
/// assert_eq!(town.to_string(), "the leads of this policy have no attribute `Town`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    keys: Box<[AttributeKey]>,
    /// The schema's mark.
    of: u32,
    places: Places,
}

/// Where the values of fields come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    /// By field: one more than the place of its value, 0 where none comes.
    by_field: [u8; FIELDS],
    /// No field comes twice, under its name and its column maybe; else not always the last value counts.
    each_once: bool,
}

impl Places {
    /// Those of values that come in the order of these keys.
    pub(crate) fn of(keys: impl IntoIterator<Item = AttributeKey>) -> Self {
        let (mut by_field, mut each_once) = ([0; FIELDS], true);
        for (number, key) in (1_usize..).zip(keys) {
            match (by_field.get_mut(key.place()), u8::try_from(number)) {
                (Some(place), Ok(number)) => each_once &= std::mem::replace(place, number) == 0,
                _ => each_once = false,
            }
        }
        Self { by_field, each_once }
    }

    /// Whether each value is all that comes for its field.
    #[inline]
    pub(crate) const fn has_each_once(&self) -> bool {
        self.each_once
    }

    /// Where the value of a field stands.
    #[inline]
    pub(crate) fn get(&self, field: usize) -> Option<usize> {
        Some(usize::from(self.by_field.get(field)?.checked_sub(1)?))
    }
}

impl Header {
    /// Of these names or columns; the error is one that the schema does not know.
    pub(crate) fn new<N: AsRef<str>>(intake: &Intake, names: impl IntoIterator<Item = N>) -> Result<Self, N> {
        let mut keys = Vec::new();
        for name in names {
            let Some(key) = AttributeKey::new(intake, name.as_ref()) else { return Err(name) };
            keys.push(key);
        }
        let places = Places::of(keys.iter().copied());
        Ok(Self { keys: keys.into(), of: intake.mark(), places })
    }

    /// The keys of its attributes, in their order.
    pub fn keys(&self) -> &[AttributeKey] {
        &self.keys
    }

    /// Whether it was looked up in such a schema.
    #[inline]
    pub(crate) const fn is_of(&self, intake: &Intake) -> bool {
        self.of == intake.mark()
    }

    /// Whether each value of a row is all that comes for its field.
    #[inline]
    pub(crate) const fn has_each_once(&self) -> bool {
        self.places.has_each_once()
    }

    /// Where in a row the value of a field stands.
    #[inline]
    pub(crate) fn place(&self, field: usize) -> Option<usize> {
        self.places.get(field)
    }
}
