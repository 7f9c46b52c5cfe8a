//! The keys of a schema as lines of JSON write them, looked for where they probably come: machines write keys in one order.

use super::intake::Slot;
use crate::lookup::Lookup;
use crate::model::Model;
use std::sync::Arc;

/// As many keys are tried at a place.
const TRIED: usize = 16;

/// Keys in the order of the schema, a field's column behind its name.
#[derive(Debug)]
pub(crate) struct KeysInLine {
    /// All of them twice, so that behind the last one come the first ones.
    twice: Vec<Key>,
    /// How many there are.
    count: usize,
}

/// `"name":`.
#[derive(Clone, Debug)]
struct Key {
    /// Its first eight bytes; fewer where it is shorter.
    first: u64,
    /// Which of eight bytes these are.
    mask: u64,
    text: Arc<str>,
    slot: Slot,
}

impl KeysInLine {
    /// The keys that lead to a field; those that JSON writes with escapes are left out.
    pub(super) fn new(model: &Model, known: &Lookup<Arc<str>, Slot>) -> Self {
        let mut keys = Vec::new();
        for (place, field) in model.lead.fields.iter().enumerate() {
            let name = (Some(&field.name), Slot::Name(place));
            for (text, slot) in [name, (field.column.as_ref(), Slot::Column(place))] {
                let plain =
                    |text: &&Arc<str>| !text.contains(|letter: char| letter < ' ' || letter == '"' || letter == '\\');
                if let Some(text) = text.filter(plain).filter(|text| known.get(&***text) == Some(&slot)) {
                    keys.push(Key::new(text, slot));
                }
            }
        }
        let count = keys.len();
        Self { twice: [keys.clone(), keys].concat(), count }
    }

    /// The key that comes next in a line, with its colon: its slot and how many bytes it has. It is looked for from
    /// `place` on, which is moved behind it. `None` says nothing: it may be written otherwise, or stand elsewhere.
    #[inline]
    pub(crate) fn next(&self, place: &mut usize, line: &[u8]) -> Option<(Slot, usize)> {
        let first = u64::from_le_bytes(*line.first_chunk()?);
        let tried = self.twice.get(*place..place.saturating_add(TRIED.min(self.count)))?;
        for (step, key) in (1..).zip(tried) {
            if (first ^ key.first) & key.mask == 0 && key.comes_in(line) {
                let behind = place.saturating_add(step);
                *place = if behind < self.count { behind } else { behind.saturating_sub(self.count) };
                return Some((key.slot, key.text.len()));
            }
        }
        None
    }
}

impl Key {
    fn new(name: &str, slot: Slot) -> Self {
        let text: Arc<str> = format!("\"{name}\":").into();
        let (mut first, mut mask) = ([0; 8], [0; 8]);
        for ((first, mask), byte) in first.iter_mut().zip(&mut mask).zip(text.bytes()) {
            (*first, *mask) = (byte, u8::MAX);
        }
        Self { first: u64::from_le_bytes(first), mask: u64::from_le_bytes(mask), text, slot }
    }

    /// Of a short one the first eight bytes have told it.
    #[inline]
    fn comes_in(&self, line: &[u8]) -> bool {
        self.text.len() <= 8 || line.starts_with(self.text.as_bytes())
    }
}
