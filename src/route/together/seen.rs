//! Texts of a column, each seen as machine words.

#![allow(clippy::inline_always, reason = "a few instructions, where each text passes")]

use crate::domain::Raw;
use crate::text::{Packed, Strung, Window, filled_up, in_a_word};

/// A text as it came.
pub(super) trait Seen {
    /// How many bytes it has.
    fn length(&self) -> usize;

    /// The text.
    fn whole(&self) -> &str;

    /// Its first bytes, as many as that and eight at most, with zeros behind them.
    fn first(&self, length: usize) -> u64;

    /// All of it; `None` where it is long.
    fn packed(&self) -> Option<Packed>;

    /// Whether it is a host as it stands, letters large or small; says nothing of a long text.
    fn is_host(&self) -> bool;

    /// Its byte at so many from behind, 1 for the last one; 0 where there is none, and maybe where the text is long.
    fn last(&self, back: usize) -> u8;

    /// Its first eight bytes.
    #[inline(always)]
    fn word(&self) -> u64 {
        self.first(self.length())
    }
}

impl Seen for Window<'_> {
    #[inline(always)]
    fn length(&self) -> usize {
        self.length()
    }

    #[inline(always)]
    fn whole(&self) -> &str {
        self.whole()
    }

    #[inline(always)]
    fn first(&self, length: usize) -> u64 {
        self.first(length)
    }

    #[inline(always)]
    fn packed(&self) -> Option<Packed> {
        self.packed()
    }

    #[inline(always)]
    fn is_host(&self) -> bool {
        self.is_host()
    }

    #[inline(always)]
    fn last(&self, back: usize) -> u8 {
        self.last(back)
    }
}

impl Seen for &str {
    #[inline(always)]
    fn length(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn whole(&self) -> &str {
        self
    }

    #[inline(always)]
    fn first(&self, length: usize) -> u64 {
        match self.as_bytes().first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) & in_a_word(length),
            None => filled_up(self.as_bytes().get(..length).unwrap_or_default()),
        }
    }

    #[inline(always)]
    fn packed(&self) -> Option<Packed> {
        Packed::of(self.as_bytes())
    }

    #[inline(always)]
    fn is_host(&self) -> bool {
        Packed::of(self.as_bytes()).is_some_and(|text| text.is_ascii() && text.small().is_host())
    }

    #[inline(always)]
    fn last(&self, back: usize) -> u8 {
        self.as_bytes().get(self.len().wrapping_sub(back)).copied().unwrap_or(0)
    }
}

/// Texts that can be gone through.
pub(super) trait TextRows {
    type Seen<'s>: Seen;

    /// Calls with each from a row on, and with what is beside it; nothing is one without a letter. What is no text is passed
    /// over.
    fn beside<T>(&self, first: usize, beside: impl IntoIterator<Item = T>, each: impl FnMut(Self::Seen<'_>, T));
}

impl TextRows for Strung<'_> {
    type Seen<'s> = Window<'s>;

    #[inline(always)]
    fn beside<T>(&self, first: usize, beside: impl IntoIterator<Item = T>, each: impl FnMut(Window<'_>, T)) {
        Strung::beside(*self, first, beside, each);
    }
}

/// The texts among values.
pub(super) struct TextsAmong<'a> {
    pub(super) values: &'a [Raw<'a>],
    /// Numbers that are written are such texts, too.
    pub(super) numbers: bool,
}

impl TextRows for TextsAmong<'_> {
    type Seen<'s> = &'s str;

    #[inline(always)]
    fn beside<T>(&self, first: usize, beside: impl IntoIterator<Item = T>, mut each: impl FnMut(&str, T)) {
        for (raw, beside) in self.values.get(first..).unwrap_or_default().iter().zip(beside) {
            match raw {
                Raw::Text(text) => each(text, beside),
                Raw::Number(text) if self.numbers => each(text, beside),
                Raw::Null => each("", beside),
                _ => {}
            }
        }
    }
}
