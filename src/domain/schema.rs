//! What a policy says of the attributes of a lead, a rep or a record.

use super::{Kind, Value};
use std::sync::Arc;

/// The fields of `lead { }`, `rep { }` or a `record`, in the order of the policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The fields; a [`super::FieldId`] is a place in this list.
    pub fields: Vec<Field>,
}

impl Schema {
    /// The place of a field by its name, else by its column; however its letters are composed.
    pub(crate) fn place_of(&self, key: &str) -> Option<usize> {
        if !key.is_ascii() {
            return self.place_of_composed(&crate::text::nfc(key));
        }
        self.place_of_composed(key)
    }

    fn place_of_composed(&self, key: &str) -> Option<usize> {
        let by_name = self.fields.iter().position(|field| *field.name == *key);
        by_name.or_else(|| self.fields.iter().position(|field| field.column.as_deref() == Some(key)))
    }
}

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name in the policy.
    pub name: Arc<str>,
    /// What its values are.
    pub kind: Kind,
    /// Whether it may be missing, and what stands in then.
    pub presence: Presence,
    /// The CRM's or form's column, `from "…"`.
    pub column: Option<Arc<str>>,
    /// What is done to the text before it is read, in order.
    pub normalize: Vec<Normalizer>,
    /// Words that mean "missing", as written.
    pub missing_when: Vec<Arc<str>>,
    /// Conditions on its value.
    pub checks: Vec<FieldCheck>,
    /// Its values are never printed.
    pub private: bool,
    /// A bare number is in points: `25` is 25 %.
    pub percent_points: bool,
    /// `1.234,56` is readable.
    pub decimal_comma: bool,
}

/// Whether a lead without the field is valid.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// A lead without it is invalid.
    Required,
    /// It may be missing.
    Optional,
    /// This value stands in.
    Default(Value),
}

impl Presence {
    /// What stands in for a missing value.
    pub(crate) fn stand_in(&self) -> Option<Value> {
        match self {
            Self::Default(value) => Some(value.clone()),
            Self::Required | Self::Optional => None,
        }
    }
}

/// `check COND "message" [or invalid]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldCheck {
    /// The condition's place in `Model::checks`; it is evaluated on the lead as read so far.
    pub condition: usize,
    /// What is said when it is not yes.
    pub message: Arc<str>,
    /// Whether a failure makes the lead invalid even though the field is optional.
    pub or_invalid: bool,
}

/// What `normalize` may do to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalizer {
    /// White space at both ends goes.
    Trim,
    /// Small letters.
    Lowercase,
    /// Capitals.
    Uppercase,
    /// Runs of white space become one blank.
    SquashSpaces,
    /// Only digits stay.
    DigitsOnly,
    /// A telephone number with country code.
    E164,
    /// Legal forms stripped, umlauts and ligatures spelt out, other marks dropped.
    CompanyName,
    /// `kim+news@x.example` becomes `kim@x.example`.
    PlusTagOff,
}

/// An enum of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumDef {
    /// The name in the policy.
    pub name: Arc<str>,
    /// The title for people.
    pub title: Option<Arc<str>>,
    /// The values in the order of their declaration.
    pub values: Vec<EnumValueDef>,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValueDef {
    /// The name in the policy.
    pub name: Arc<str>,
    /// The title for people, what placeholders print.
    pub title: Option<Arc<str>>,
    /// Other spellings found in data.
    pub also: Vec<Arc<str>>,
}
