//! Texts one behind the other in one piece of memory, as a data frame holds a column of them.

use super::Packed;

/// Each text ends where the next one begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strung<'a> {
    text: &'a str,
    ends: &'a [u32],
}

/// A text, and what stands behind it.
pub(crate) struct Window<'w> {
    bytes: &'w [u8; Window::BYTES],
    start: usize,
    pub(crate) length: usize,
}

impl<'a> Strung<'a> {
    /// `ends` says where each text ends. The error is the first that ends before it begins, beyond all texts or inside a letter.
    pub(crate) fn new(text: &'a str, ends: &'a [u32]) -> Result<Self, usize> {
        // Without a question in between, and no letter of ASCII has an inside.
        let steps = ends.windows(2).fold(true, |rising, two| rising & matches!(two, [start, end] if start <= end));
        if steps && text.is_ascii() && ends.last().is_none_or(|last| place(*last) <= text.len()) {
            return Ok(Self { text, ends });
        }
        let starts = std::iter::once(&0).chain(ends);
        let is_good = |start: u32, end: u32| start <= end && text.is_char_boundary(place(end));
        match starts.zip(ends).position(|(start, end)| !is_good(*start, *end)) {
            Some(bad) => Err(bad),
            None => Ok(Self { text, ends }),
        }
    }

    /// How many there are.
    pub(crate) const fn len(self) -> usize {
        self.ends.len()
    }

    /// The text of a row, from 0.
    #[inline]
    pub(crate) fn get(self, row: usize) -> Option<&'a str> {
        let end = place(*self.ends.get(row)?);
        self.text.get(self.start(row)..end)
    }

    /// The whole text of a window.
    #[inline(always)]
    pub(crate) fn whole(self, window: &Window<'_>) -> &'a str {
        self.text.get(window.start..window.start.wrapping_add(window.length)).unwrap_or_default()
    }

    fn start(self, row: usize) -> usize {
        row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| place(*end))
    }

    /// Calls with each text from a row on, and what stands beside it.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a loop of its own for each kind of text")]
    pub(crate) fn beside<T>(self, row: usize, beside: &[T], mut each: impl FnMut(Window<'_>, &T)) {
        let (text, mut start) = (self.text.as_bytes(), self.start(row));
        for (end, beside) in self.ends.get(row..).unwrap_or_default().iter().zip(beside) {
            let end = place(*end);
            // Ends were looked at when they came.
            let length = end.wrapping_sub(start);
            let last;
            let bytes = match text.get(start..start + Window::BYTES).and_then(<[u8]>::first_chunk) {
                Some(bytes) => bytes,
                None => {
                    last = filled(text.get(start..).unwrap_or_default());
                    &last
                }
            };
            each(Window { bytes, start, length }, beside);
            start = end;
        }
    }
}

/// The last bytes of all, with zeros behind them.
#[cold]
fn filled(rest: &[u8]) -> [u8; Window::BYTES] {
    let mut bytes = [0; Window::BYTES];
    bytes.iter_mut().zip(rest).for_each(|(byte, known)| *byte = *known);
    bytes
}

impl Window<'_> {
    const BYTES: usize = 24;

    /// The whole of it, where it is short.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
    pub(crate) fn packed(&self) -> Option<Packed> {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, rest @ ..] = *self.bytes;
        let words = [[a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p], rest];
        Packed::cut(words.map(u64::from_le_bytes), self.length)
    }

    /// Whether its first letter is one that shows.
    #[inline(always)]
    pub(crate) fn shows(&self) -> bool {
        let [first, ..] = self.bytes;
        (self.length > 0) & first.is_ascii_graphic()
    }

    /// A byte of it, counted from behind its end.
    #[inline(always)]
    pub(crate) fn from_behind(&self, back: usize) -> u8 {
        self.bytes.get(self.length.wrapping_sub(back)).copied().unwrap_or(0)
    }

    /// Its first eight bytes, with zeros behind it where it is shorter.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
    pub(crate) fn word(&self) -> u64 {
        self.first(self.length)
    }

    /// So many of them.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
    pub(crate) fn first(&self, length: usize) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *self.bytes;
        u64::from_le_bytes([a, b, c, d, e, f, g, h]) & KEPT.get(length).unwrap_or(&u64::MAX)
    }
}

/// By length: each byte of a text of so many bytes in a word.
const KEPT: [u64; 9] = {
    let mut all = [0; 9];
    let mut length = 1;
    while length <= 8 {
        all[length] = u64::MAX >> (64 - 8 * length);
        length += 1;
    }
    all
};

fn place(end: u32) -> usize {
    usize::try_from(end).unwrap_or(usize::MAX)
}
