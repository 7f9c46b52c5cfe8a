//! Texts one behind the other in one piece of memory, as a data frame holds a column of them.

use super::Packed;

/// Each text ends where the next one begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strung<'a> {
    all: &'a str,
    ends: &'a [u32],
}

/// A text, and the bytes from its first one on, whatever they are.
pub(crate) struct Window<'w> {
    bytes: &'w [u8; Window::BYTES],
    all: &'w str,
    start: usize,
    length: usize,
}

impl<'a> Strung<'a> {
    /// `ends`: by text, how many bytes end with it. The error is the place of the first text that ends before it begins,
    /// beyond all of them or inside a letter.
    pub(crate) fn new(all: &'a str, ends: &'a [u32]) -> Result<Self, usize> {
        // Mostly no letter has an inside; this asks nothing in between.
        let rises =
            ends.iter().zip(ends.get(1..).unwrap_or_default()).fold(true, |rises, (start, end)| rises & (start <= end));
        if rises && all.is_ascii() && ends.last().is_none_or(|last| place(*last) <= all.len()) {
            return Ok(Self { all, ends });
        }
        let starts = std::iter::once(&0).chain(ends);
        let is_good = |start: u32, end: u32| start <= end && all.is_char_boundary(place(end));
        match starts.zip(ends).position(|(start, end)| !is_good(*start, *end)) {
            Some(bad) => Err(bad),
            None => Ok(Self { all, ends }),
        }
    }

    /// How many there are.
    pub(crate) const fn len(self) -> usize {
        self.ends.len()
    }

    /// The text of a row, from 0.
    #[inline]
    pub(crate) fn get(self, row: usize) -> Option<&'a str> {
        self.all.get(self.start(row)..place(*self.ends.get(row)?))
    }

    /// Eight bytes from a place of the column on, whatever they are; `None` where there are no eight.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a loop over a column")]
    pub(crate) fn eight_from(self, place: usize) -> Option<u64> {
        self.all.as_bytes().get(place..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
    }

    fn start(self, row: usize) -> usize {
        row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| place(*end))
    }

    /// Calls with each text from a row on, and what stands beside it.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "each kind of text has a loop of its own")]
    pub(crate) fn beside<T>(
        self,
        first: usize,
        beside: impl IntoIterator<Item = T>,
        mut each: impl FnMut(Window<'_>, T),
    ) {
        let mut start = self.start(first);
        for (end, beside) in self.ends.get(first..).unwrap_or_default().iter().zip(beside) {
            let end = place(*end);
            let last;
            let bytes = match self.all.as_bytes().get(start..start + Window::BYTES).and_then(<[u8]>::first_chunk) {
                Some(bytes) => bytes,
                None => {
                    last = Window::filled(self.all.as_bytes().get(start..).unwrap_or_default());
                    &last
                }
            };
            // Ends rise, as was seen when they came.
            each(Window { bytes, all: self.all, start, length: end.wrapping_sub(start) }, beside);
            start = end;
        }
    }
}

#[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
impl Window<'_> {
    const BYTES: usize = 24;

    /// The last bytes of all, with zeros behind them.
    #[cold]
    fn filled(rest: &[u8]) -> [u8; Window::BYTES] {
        let mut bytes = [0; Window::BYTES];
        bytes.iter_mut().zip(rest).for_each(|(byte, known)| *byte = *known);
        bytes
    }

    /// How many bytes the text has.
    #[inline(always)]
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// The text.
    #[inline(always)]
    pub(crate) fn whole(&self) -> &str {
        self.all.get(self.start..self.start.wrapping_add(self.length)).unwrap_or_default()
    }

    /// Its first bytes, as many as that and eight at most, with zeros behind them.
    #[inline(always)]
    pub(crate) fn first(&self, length: usize) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.bytes;
        u64::from_le_bytes([a, b, c, d, e, f, g, h]) & in_a_word(length)
    }

    /// All of it; `None` where it is long.
    #[inline(always)]
    pub(crate) fn packed(&self) -> Option<Packed> {
        Packed::cut(self.words(), self.length)
    }

    /// The bytes from its first one on, whatever they are.
    #[inline(always)]
    pub(super) fn words(&self) -> [u64; 3] {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, rest @ ..] = *self.bytes;
        [[a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p], rest].map(u64::from_le_bytes)
    }

    /// Where it begins in the column.
    #[inline(always)]
    pub(crate) const fn start(&self) -> usize {
        self.start
    }

    /// Whether each byte is a letter of ASCII that shows, and whether there is a semicolon; says nothing of a long text. Byte by
    /// byte, as hosts.
    #[inline(always)]
    pub(super) fn shows(&self) -> (bool, bool) {
        let shown = SHOWN.get(self.length).unwrap_or(&[u8::MAX; Self::BYTES]);
        let (mut others, mut semicolons) = (0, 0);
        for (byte, shown) in self.bytes.iter().zip(shown) {
            others |= u8::from(byte.wrapping_sub(b'!') > b'~' - b'!') & shown;
            semicolons |= u8::from(*byte == b';') & shown;
        }
        (others == 0, semicolons != 0)
    }

    /// Whether it is a host as it stands, as [`Packed::is_host`] says, letters large or small; says nothing of a long text. Byte
    /// by byte: the processor does many of them in one step.
    #[inline(always)]
    pub(crate) fn is_host(&self) -> bool {
        let shown = SHOWN.get(self.length).unwrap_or(&[u8::MAX; Self::BYTES]);
        let (mut others, mut points) = (0, 0);
        for (byte, shown) in self.bytes.iter().zip(shown) {
            let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let is_other = (byte.wrapping_sub(b'-') < 13) & (*byte != b'/');
            others |= u8::from(!(is_letter | is_other)) & shown;
            points |= u8::from(*byte == b'.') & shown;
        }
        (others == 0) & (points != 0) & (self.last(1) != b'.')
    }

    /// Its byte at so many from behind, 1 for the last one; 0 where there is none, or the text is long.
    #[inline(always)]
    pub(crate) fn last(&self, back: usize) -> u8 {
        self.bytes.get(self.length.wrapping_sub(back)).copied().unwrap_or(0)
    }
}

/// Each byte of a word that a text of so many bytes has.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a look into a table")]
pub(crate) fn in_a_word(length: usize) -> u64 {
    *IN_A_WORD.get(length).unwrap_or(&u64::MAX)
}

const IN_A_WORD: [u64; 9] = {
    let [a, b, c, d, e, f, g] = [8, 16, 24, 32, 40, 48, 56];
    let all = u64::MAX;
    [0, (1 << a) - 1, (1 << b) - 1, (1 << c) - 1, (1 << d) - 1, (1 << e) - 1, (1 << f) - 1, (1 << g) - 1, all]
};

/// By length: which bytes of a window a text of so many bytes has.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "worked out when this is compiled")]
const SHOWN: [[u8; Window::BYTES]; Window::BYTES] = {
    let mut all = [[0; Window::BYTES]; Window::BYTES];
    let mut length = 1;
    while length < Window::BYTES {
        let mut byte = 0;
        while byte < length {
            all[length][byte] = 1;
            byte += 1;
        }
        length += 1;
    }
    all
};

fn place(end: u32) -> usize {
    usize::try_from(end).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strung_texts_are_the_texts(
            texts in proptest::collection::vec("[a-c\\x00é]{0,30}|[a-zA-Z0-9.-]{0,24}|[@-\\[`-{/:,.\\x00-\\x1f]{0,4}[A-z.]{0,3}", 0..12),
            first in 0_usize..12,
        ) {
            let all = texts.concat();
            let ends: Vec<u32> = texts.iter().scan(0, |end, text| { *end += text.len(); u32::try_from(*end).ok() }).collect();
            let strung = Strung::new(&all, &ends).unwrap();
            prop_assert_eq!(strung.len(), texts.len());
            for (row, text) in texts.iter().enumerate() {
                prop_assert_eq!(strung.get(row), Some(&**text));
            }
            prop_assert_eq!(strung.get(texts.len()), None);
            let from = texts.get(first..).unwrap_or_default();
            let mut seen = 0;
            strung.beside(first, from, |window, text| {
                assert_eq!((window.whole(), window.length()), (&**text, text.len()));
                assert_eq!(window.packed(), Packed::of(text.as_bytes()));
                let mut word = [0; 8];
                word.iter_mut().zip(text.bytes()).for_each(|(byte, known)| *byte = known);
                assert_eq!(window.first(text.len()), u64::from_le_bytes(word));
                if let Some(packed) = Packed::of(text.as_bytes()) {
                    assert_eq!(window.is_host(), packed.is_ascii() && packed.small().is_host(), "{text:?}");
                }
                if text.len() < Window::BYTES {
                    assert_eq!(window.last(1), text.bytes().last().unwrap_or(0));
                }
                seen += 1;
            });
            prop_assert_eq!(seen, from.len());
        }
    }

    #[test]
    fn ends_that_cannot_be_are_refused() {
        let refused = |all, ends: &[u32]| Strung::new(all, ends).err();
        assert_eq!(refused("abc", &[1, 0]), Some(1), "before it begins");
        assert_eq!(refused("abc", &[1, 4]), Some(1), "beyond");
        assert_eq!(refused("aé", &[2, 3]), Some(0), "inside a letter");
        assert_eq!(refused("aé", &[1, 3]), None);
        assert_eq!(refused("", &[0, 0]), None);
    }
}
