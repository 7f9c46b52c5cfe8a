//! What reading needs to know of a schema, worked out once a ruleset: keys, placeholder words, spellings.

use super::alone::Alone;
#[cfg(feature = "json")]
use super::keys::KeysInLine;
use crate::domain::{Kind, Normalizer, Presence, Raw, ReadOptions, Short, Spellings, normalize};
use crate::lookup::Lookup;
use crate::model::Model;
use std::sync::Arc;

/// Which field an attribute fills, by its place in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The place of the field with this name.
    Name(usize),
    /// The place of the field that comes `from` this column.
    Column(usize),
}

impl Slot {
    /// Its number among all slots of a schema.
    pub(crate) fn number(self) -> usize {
        match self {
            Self::Name(place) => place.saturating_mul(2),
            Self::Column(place) => place.saturating_mul(2).saturating_add(1),
        }
    }
}

/// How one field is read.
#[derive(Debug)]
pub(crate) struct FieldIntake {
    pub(crate) kind: Kind,
    pub(crate) options: ReadOptions,
    /// Words that mean "missing", folded.
    placeholders: Vec<String>,
    /// The longest of these words.
    longest_placeholder: usize,
    /// What is done to a text before it is read.
    normalize: Vec<Normalizer>,
    /// What comes for it is kept until all came: a column may say the same under another name, a check tells of it.
    pub(crate) keeps: bool,
}

impl FieldIntake {
    /// Not so for what means "missing": null, empty text, placeholder words.
    pub(super) fn says_something(&self, raw: &Raw<'_>) -> bool {
        match raw {
            Raw::Null => false,
            Raw::Text(text) | Raw::Number(text) => {
                // One letter that shows is enough, and mostly the first.
                let shows = text.bytes().any(|byte| (b'!'..=b'~').contains(&byte)) || !text.trim().is_empty();
                shows && !self.is_placeholder(text)
            }
            _ if self.placeholders.is_empty() => true,
            Raw::Integer(number) => !self.is_placeholder(&Short::of(number)),
            Raw::Decimal(number) => !self.is_placeholder(&Short::of(number)),
            _ => true,
        }
    }

    /// Whether quick reading may be tried: normalising leaves it as it is, and it means no "missing". Quick reading takes no
    /// empty text.
    #[inline]
    pub(crate) fn takes_quickly(&self, raw: &Raw<'_>) -> bool {
        match raw {
            Raw::Text(text) => {
                (text.len() > self.longest_placeholder || !self.is_placeholder(text))
                    && normalize::leaves(&self.normalize, raw)
            }
            Raw::List(_) | Raw::Texts(_) => normalize::leaves(&self.normalize, raw),
            Raw::Bool(_) => true,
            _ => self.placeholders.is_empty() && normalize::leaves(&self.normalize, raw),
        }
    }

    /// Whether nothing is done to a text before it is read.
    pub(crate) const fn is_plain(&self) -> bool {
        self.normalize.is_empty()
    }

    /// The bytes of the longest word that means "missing"; 0 where there is none.
    pub(crate) const fn longest_placeholder(&self) -> usize {
        self.longest_placeholder
    }

    /// Whether a text means "missing".
    fn is_placeholder(&self, text: &str) -> bool {
        if self.placeholders.is_empty() {
            return false;
        }
        if text.is_ascii() {
            let text = crate::text::trimmed(text);
            return self.placeholders.iter().any(|word| text.eq_ignore_ascii_case(word));
        }
        let folded = crate::text::folded(text);
        self.placeholders.iter().any(|word| **word == *folded)
    }
}

/// A lead schema, ready to read.
#[derive(Debug)]
pub(crate) struct Intake {
    keys: Lookup<Arc<str>, Slot>,
    #[cfg(feature = "json")]
    pub(crate) keys_in_line: KeysInLine,
    /// One a field of the schema.
    pub(crate) fields: Vec<FieldIntake>,
    /// Of the names and columns of all fields: equal where keys mean the same.
    mark: u32,
    /// The places of fields that must be there or have a default.
    pub(crate) needed: Vec<usize>,
    /// The places of those that have none.
    pub(crate) required: Vec<usize>,
    /// The places of fields that have checks.
    pub(crate) checked: Vec<usize>,
    pub(crate) spellings: Spellings,
    pub(super) alone: Alone,
}

impl Intake {
    pub(crate) fn new(model: &Model) -> Self {
        let mut keys: Lookup<Arc<str>, Slot> = Lookup::new();
        // A key that two fields claim belongs to the first, and to a field's name before its column.
        let mut claim = |key: &Arc<str>, slot| {
            if keys.get(&**key).is_none() {
                keys.insert(Arc::clone(key), slot);
            }
        };
        for (place, field) in model.lead.fields.iter().enumerate() {
            claim(&field.name, Slot::Name(place));
            if let Some(column) = &field.column {
                claim(column, Slot::Column(place));
            }
        }
        let fields = model.lead.fields.iter().map(|field| {
            let placeholders: Vec<String> = field.missing_when.iter().map(|word| crate::text::fold(word)).collect();
            FieldIntake {
                kind: field.kind.clone(),
                options: ReadOptions::of(field, &model.zone),
                longest_placeholder: placeholders.iter().map(String::len).max().unwrap_or(0),
                placeholders,
                normalize: field.normalize.clone(),
                keeps: !field.checks.is_empty() || field.column.as_ref().is_some_and(|column| *column != field.name),
            }
        });
        let places = |is: &dyn Fn(&Presence) -> bool| {
            let fields = model.lead.fields.iter().enumerate().filter(|(_, field)| is(&field.presence));
            fields.map(|(place, _)| place).collect()
        };
        let needed = places(&|presence| *presence != Presence::Optional);
        let required = places(&|presence| *presence == Presence::Required);
        let (fields, spellings) = (fields.collect::<Vec<_>>(), Spellings::of(&model.enums));
        let checked = model.lead.fields.iter().enumerate().filter(|(_, field)| !field.checks.is_empty());
        let checked = checked.map(|(place, _)| place).collect();
        Self {
            #[cfg(feature = "json")]
            keys_in_line: KeysInLine::new(model, &keys),
            keys,
            fields,
            mark: mark(model),
            needed,
            required,
            checked,
            spellings,
            alone: Alone::new(model),
        }
    }

    pub(crate) const fn mark(&self) -> u32 {
        self.mark
    }

    pub(crate) fn slot(&self, key: &str) -> Option<Slot> {
        let as_it_is = self.keys.get(key).copied();
        // Names and columns are composed; a key may come letter by letter.
        if as_it_is.is_none() && !key.is_ascii() { self.keys.get(&*crate::text::nfc(key)).copied() } else { as_it_is }
    }
}

/// A sum over the keys of a schema (FNV-1a): a key of another schema is told apart, not defended against.
fn mark(model: &Model) -> u32 {
    let names = model.lead.fields.iter().flat_map(|field| [Some(&field.name), field.column.as_ref()]);
    let bytes = names.flat_map(|name| name.map_or(&b""[..], |name| name.as_bytes()).iter().copied().chain([0]));
    bytes.fold(0x811c_9dc5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
