//! A text of a lead, a rep or a policy.

use crate::text::{HIGH, between, filled_up, shows_at_both_ends, small, tidied};
use std::fmt;
use std::sync::Arc;

/// As many bytes stand in place, both forms counted where they differ: domains, addresses, codes, most names.
const ROOM: usize = 45;

/// A text as it came (trimmed, NFC) and in the form in which it is compared. Short ones take no memory of their own.
#[derive(Clone)]
pub struct Text(Kept);

#[derive(Clone)]
enum Kept {
    /// The text, and where it differs from it the compared form behind.
    Here {
        length: u8,
        /// Where the compared form begins: 0 when it is the text itself.
        compared: u8,
        bytes: [u8; ROOM],
    },
    Elsewhere(Arc<Long>),
}

/// A long text, in buffers that can be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Long {
    original: String,
    /// `None`: as the text itself.
    compared: Option<String>,
}

impl Text {
    /// A text that is compared folded.
    ///
    /// ```
    /// use pointsman::domain::Text;
    /// assert_eq!(Text::folded(" ACME "), Text::folded("acme"));
    /// assert_eq!(Text::folded(" ACME ").original(), "ACME");
    /// ```
    pub fn folded(text: &str) -> Self {
        Self::folded_into(text, &mut Vec::new())
    }

    /// The same; a long text goes into a buffer of `spare`, where there is one.
    pub(crate) fn folded_into(text: &str, spare: &mut Vec<Arc<Long>>) -> Self {
        if let Some(plain) = Self::plain(text) {
            return plain;
        }
        let original = tidied(text);
        let folded = crate::text::folded(&original);
        Self::new(&original, (*folded != *original).then_some(&folded), spare)
    }

    /// A folded text as most are: ASCII without white space around it, and short enough to stand in place.
    pub(crate) fn plain(text: &str) -> Option<Self> {
        let mut plain = Self::default();
        plain.fill(text).then_some(plain)
    }

    /// Puts such a text here; false when it is none, and what stands here then is nothing to look at.
    ///
    /// It is written where it stays: a text that is moved right after it was written costs more than writing it.
    #[inline]
    pub(crate) fn fill(&mut self, text: &str) -> bool {
        let source = text.as_bytes();
        if !shows_at_both_ends(text) {
            return false;
        }
        let Kept::Here { length, compared, bytes } = &mut self.0 else { return false };
        let (Some(room), Ok(size)) = (bytes.get_mut(..source.len()), u8::try_from(source.len())) else { return false };
        let (mut all, mut capitals) = (0, 0);
        copy(source, room, |eight| {
            all |= eight;
            capitals |= between::<0x41, 0x5a>(eight);
            eight
        });
        (*length, *compared) = (size, 0);
        // Of what is not ASCII capitals are not told.
        if capitals != 0 {
            let (Some(end), place) = (size.checked_mul(2), size) else { return false };
            let Some((original, room)) = bytes.split_at_mut_checked(source.len()) else { return false };
            let Some(room) = room.get_mut(..source.len()) else { return false };
            copy(original, room, small);
            (*length, *compared) = (end, place);
        }
        all & HIGH == 0
    }

    /// The same for a text that is compared byte by byte.
    #[inline]
    pub(crate) fn fill_exact(&mut self, text: &str) -> bool {
        let Kept::Here { length, compared, bytes } = &mut self.0 else { return false };
        let (Some(room), Ok(size)) = (bytes.get_mut(..text.len()), u8::try_from(text.len())) else { return false };
        room.copy_from_slice(text.as_bytes());
        (*length, *compared) = (size, 0);
        shows_at_both_ends(text) && text.is_ascii()
    }

    /// A text that is compared byte by byte after NFC.
    pub fn exact(text: &str) -> Self {
        Self::exact_into(text, &mut Vec::new())
    }

    /// The same; a long text goes into a buffer of `spare`, where there is one.
    pub(crate) fn exact_into(text: &str, spare: &mut Vec<Arc<Long>>) -> Self {
        Self::new(&tidied(text), None, spare)
    }

    fn new(original: &str, compared: Option<&str>, spare: &mut Vec<Arc<Long>>) -> Self {
        if let Some(kept) = Kept::here(original.as_bytes(), compared.map(str::as_bytes)) {
            return Self(kept);
        }
        let mut long = spare.pop().unwrap_or_default();
        // Whoever puts a buffer aside holds it alone; if not, this is a new one.
        let own = Arc::make_mut(&mut long);
        own.original.clear();
        own.original.push_str(original);
        match (compared, &mut own.compared) {
            (Some(compared), Some(buffer)) => {
                buffer.clear();
                buffer.push_str(compared);
            }
            (compared, kept) => *kept = compared.map(str::to_owned),
        }
        Self(Kept::Elsewhere(long))
    }

    /// Whether it has memory of its own.
    pub(crate) const fn is_long(&self) -> bool {
        matches!(self.0, Kept::Elsewhere(_))
    }

    /// Its buffer, if it has one that nobody else holds.
    pub(crate) fn into_spare(self) -> Option<Arc<Long>> {
        match self.0 {
            Kept::Elsewhere(mut long) => Arc::get_mut(&mut long).is_some().then_some(long),
            Kept::Here { .. } => None,
        }
    }

    /// The text as it came, trimmed and composed: what notes print and `matches` sees.
    pub fn original(&self) -> &str {
        match &self.0 {
            Kept::Here { .. } => str::from_utf8(self.original_bytes()).unwrap_or_default(),
            Kept::Elsewhere(long) => &long.original,
        }
    }

    /// The text as it came as bytes, which need no second look.
    pub(crate) fn original_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Here { length, compared, bytes } => {
                let end = if *compared == 0 { *length } else { *compared };
                bytes.get(..usize::from(end)).unwrap_or_default()
            }
            Kept::Elsewhere(long) => long.original.as_bytes(),
        }
    }

    /// The form in which it is compared.
    pub fn compared(&self) -> &str {
        match &self.0 {
            Kept::Here { .. } => str::from_utf8(self.compared_bytes()).unwrap_or_default(),
            Kept::Elsewhere(long) => long.compared.as_deref().unwrap_or(&long.original),
        }
    }

    /// The compared form as bytes, which need no second look.
    pub(crate) fn compared_bytes(&self) -> &[u8] {
        match &self.0 {
            Kept::Here { length, compared, bytes } => {
                bytes.get(usize::from(*compared)..usize::from(*length)).unwrap_or_default()
            }
            Kept::Elsewhere(long) => long.compared.as_deref().unwrap_or(&long.original).as_bytes(),
        }
    }
}

/// Copies a text into as much room, up to eight bytes at a time, each changed by itself; zeros stay zeros. Some may be
/// copied twice.
#[inline]
fn copy(source: &[u8], room: &mut [u8], mut change: impl FnMut(u64) -> u64) {
    let mut eight = |from: &[u8; 8], to: &mut [u8; 8]| *to = change(u64::from_le_bytes(*from)).to_le_bytes();
    if let (Some(last), Some(end)) = (source.last_chunk(), room.last_chunk_mut()) {
        eight(last, end);
        for (from, to) in source.as_chunks().0.iter().zip(room.as_chunks_mut().0) {
            eight(from, to);
        }
        return;
    }
    let few = change(filled_up(source));
    let four = |few: u64| {
        let [first, second, third, fourth, ..] = few.to_le_bytes();
        [first, second, third, fourth]
    };
    match room.len().checked_sub(4) {
        Some(rest) => {
            room.first_chunk_mut().into_iter().for_each(|start| *start = four(few));
            room.last_chunk_mut().into_iter().for_each(|end| *end = four(few >> (8 * rest)));
        }
        None => room.iter_mut().zip(few.to_le_bytes()).for_each(|(to, from)| *to = from),
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Kept::Here { length: 0, compared: 0, bytes: [0; ROOM] })
    }
}

impl Kept {
    /// Both forms in place, if there is room.
    fn here(original: &[u8], compared: Option<&[u8]>) -> Option<Self> {
        let split = original.len();
        let end = split.checked_add(compared.map_or(0, <[u8]>::len))?;
        let mut bytes = [0; ROOM];
        bytes.get_mut(..split)?.copy_from_slice(original);
        if let Some(compared) = compared {
            bytes.get_mut(split..end)?.copy_from_slice(compared);
        }
        let start = if compared.is_some() { split } else { 0 };
        Some(Self::Here { length: u8::try_from(end).ok()?, compared: u8::try_from(start).ok()?, bytes })
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.compared_bytes() == other.compared_bytes()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (original, compared) = (self.original(), self.compared());
        f.debug_struct("Text").field("original", &original).field("compared", &compared).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_text_has_an_empty_form() {
        let empty = Text::folded(" ");
        assert_eq!((empty.original(), empty.compared()), ("", ""));
    }

    #[test]
    fn a_long_text_goes_into_the_buffer_put_aside() {
        let long = Text::folded(&"Abc ".repeat(40));
        let shared = long.clone();
        assert!(long.into_spare().is_none(), "somebody else holds it");
        let mut spare: Vec<Arc<Long>> = shared.into_spare().into_iter().collect();
        let place = Arc::as_ptr(spare.first().unwrap());
        let again = Text::exact_into(&"X".repeat(100), &mut spare);
        assert!(spare.is_empty() && again.compared() == "X".repeat(100));
        assert_eq!(again.into_spare().as_ref().map(Arc::as_ptr), Some(place));
    }

    proptest! {
        /// Wherever it is kept, both forms are those that folding gives.
        #[test]
        fn both_forms_are_kept(text in r"[ \ta-zA-Z0-9.@ÄßİΣ\u{301}]{0,80}") {
            let (tidy, folded) = (crate::text::tidy(&text), crate::text::fold(&text));
            let kept = Text::folded(&text);
            prop_assert_eq!(kept.original(), &tidy);
            prop_assert_eq!(kept.compared(), &folded);
            let exact = Text::exact(&text);
            prop_assert_eq!((exact.original(), exact.compared()), (&*tidy, &*tidy));
        }
    }
}
