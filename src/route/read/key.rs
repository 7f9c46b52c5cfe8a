//! Keys of attributes, looked up once.

use super::{Intake, Slot};

/// The key of an attribute, looked up once: [`crate::Ruleset::attribute`]. It is good for every ruleset whose leads have the
/// same fields and columns in the same order, as a new version of a policy mostly has.
///
/// ```
/// use pointsman::{Compiler, Source};
/// let text = |rules: &str| format!("pointsman 1\nlead {{ id: text  city: text optional from \"City\" }}\nqueue rest\n{rules}");
/// let policy = |rules: &str| Compiler::new().add(Source::new("p.route", text(rules))).compile();
/// let before = policy("route r { otherwise { assign queue rest } }")?;
/// let after = policy("route r { rule b { when city is \"Bern\"  assign queue rest }  otherwise { assign queue rest } }")?;
/// assert_eq!(before.attribute("City"), after.attribute("City"));
/// assert_ne!(before.attribute("City"), before.attribute("city"), "a column and a name");
/// assert_eq!(before.attribute("Town"), None);
/// # Ok::<(), pointsman::CompileError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeKey {
    /// The number of its slot; eight bytes in all, because hosts keep one beside each value.
    slot: u32,
    /// The schema's mark.
    of: u32,
}

impl AttributeKey {
    /// The key of a name or column, where the schema has it.
    pub(crate) fn new(intake: &Intake, name: &str) -> Option<Self> {
        Some(Self { slot: u32::try_from(intake.slot(name)?.number()).ok()?, of: intake.mark() })
    }

    pub(crate) fn slot(self) -> Slot {
        let place = self.place();
        if self.slot.is_multiple_of(2) { Slot::Name(place) } else { Slot::Column(place) }
    }

    /// The place of its field.
    #[inline]
    pub(crate) fn place(self) -> usize {
        usize::try_from(self.slot / 2).unwrap_or(usize::MAX)
    }

    /// Its field's place among `FIELDS`; what is not 0 in `strange` says that it has none there, or is a key of another
    /// schema than that with this mark.
    #[inline]
    pub(crate) fn place_among<const FIELDS: usize>(self, mark: u32, strange: &mut u32) -> usize {
        let place = self.place();
        let beyond = u32::try_from(place / FIELDS).unwrap_or(u32::MAX);
        *strange |= (self.of ^ mark) | beyond;
        place % FIELDS
    }

    /// Whether it was looked up in such a schema.
    #[inline]
    pub(crate) const fn is_of(self, intake: &Intake) -> bool {
        self.of == intake.mark()
    }
}
