//! The keys of a schema as lines of JSON write them, looked for where they probably come: machines write keys in one order.

use super::intake::Slot;
use crate::lookup::Lookup;
use crate::model::Model;
use std::sync::Arc;

/// As many keys are tried at a place.
const TRIED: usize = 32;

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
    /// Its last eight bytes, where it has as many.
    last: u64,
    text: Arc<str>,
    /// The place of the key behind it.
    next: usize,
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
        let behind = (1..count).chain([0]);
        keys.iter_mut().zip(behind).for_each(|(key, behind): (&mut Key, usize)| key.next = behind);
        Self { twice: [keys.clone(), keys].concat(), count }
    }

    /// The key that comes next in a line, with its colon: its slot and how many bytes it has. It is looked for from
    /// `place` on, which is moved behind it. `None` says nothing: it may be written otherwise, or stand elsewhere.
    #[inline]
    pub(crate) fn next(&self, place: &mut usize, line: &[u8]) -> Option<(Slot, usize)> {
        let first = u64::from_le_bytes(*line.first_chunk()?);
        if let Some(key) = self.twice.get(*place)
            && key.comes(first, line)
        {
            *place = key.next;
            return Some((key.slot, key.text.len()));
        }
        self.next_but_one(place, first, line)
    }

    /// The same where it is not the very next one.
    #[inline(never)]
    fn next_but_one(&self, place: &mut usize, first: u64, line: &[u8]) -> Option<(Slot, usize)> {
        let tried = self.twice.get(*place..place.saturating_add(TRIED.min(self.count)))?;
        let key = tried.iter().find(|key| key.comes(first, line))?;
        *place = key.next;
        Some((key.slot, key.text.len()))
    }
}

impl Key {
    fn new(name: &str, slot: Slot) -> Self {
        let text: Arc<str> = format!("\"{name}\":").into();
        let (mut first, mut mask) = ([0; 8], [0; 8]);
        for ((first, mask), byte) in first.iter_mut().zip(&mut mask).zip(text.bytes()) {
            (*first, *mask) = (byte, u8::MAX);
        }
        let (first, mask) = (u64::from_le_bytes(first), u64::from_le_bytes(mask));
        let last = text.as_bytes().last_chunk().map_or(0, |last| u64::from_le_bytes(*last));
        Self { first, mask, last, text, next: 0, slot }
    }

    /// Whether a line, of which the first eight bytes are told, begins with it.
    #[inline]
    fn comes(&self, first: u64, line: &[u8]) -> bool {
        (first ^ self.first) & self.mask == 0
            && match self.text.len() {
                0..=8 => true,
                length @ 9..=16 => {
                    line.get(..length).and_then(<[u8]>::last_chunk).map(|last| u64::from_le_bytes(*last))
                        == Some(self.last)
                }
                _ => line.starts_with(self.text.as_bytes()),
            }
    }
}
