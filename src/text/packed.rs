//! A short text as three machine words: compared and hashed without a loop over its bytes.

use super::eight::{HIGH, between, filled_up, small};
use super::shows_at_both_ends;

/// A text of up to [`Packed::LONGEST`] bytes, zeros behind it, its length in the last byte.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Packed([u64; 3]);

impl PartialEq for Packed {
    /// Word by word: as a whole they would go through memory, where words just written cannot be read as one piece at once.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.differs(*other) == 0
    }
}

impl Eq for Packed {}

impl Packed {
    pub(crate) const LONGEST: usize = 23;

    /// A text as it is; `None` for a long one. The pieces that are read may overlap, so that it takes one decision by its
    /// length and no loop.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let length = bytes.len();
        let at = |place: usize| Some(u64::from_le_bytes(*bytes.get(place..)?.first_chunk()?));
        let counted = u64::try_from(length).ok()? << 56;
        if length <= 8 {
            return Some(Self([filled_up(bytes), 0, counted]));
        }
        if length > Self::LONGEST {
            return None;
        }
        // The last eight bytes; those that are in the words before are shifted away.
        let (first, last) = (at(0)?, at(length - 8)?);
        Some(Self(if length <= 16 {
            [first, last >> (8 * (16 - length) % 64), counted]
        } else {
            [first, at(8)?, last >> (8 * (24 - length) % 64) | counted]
        }))
    }

    /// 0 for equal texts only.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(crate) const fn differs(self, other: Self) -> u64 {
        let (Self([a, b, c]), Self([x, y, z])) = (self, other);
        (a ^ x) | (b ^ y) | (c ^ z)
    }

    /// The first bytes of three words.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(super) fn cut(words: [u64; 3], length: usize) -> Option<Self> {
        let ([a, b, c], [first, second, third]) = (BYTES.get(length)?, words);
        Some(Self([first & a, second & b, third & c | u64::try_from(length).ok()? << 56]))
    }

    /// With small letters for capitals.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(crate) fn small(self) -> Self {
        let Self([first, second, third]) = self;
        // A length is no capital.
        Self([small(first), small(second), small(third)])
    }

    /// A text of one word.
    pub(crate) fn of_word(word: u64) -> Self {
        Self([word, 0, u64::from(8 - word.leading_zeros() / 8) << 56])
    }

    /// A text that is one machine word, which no other text is: one of up to eight bytes that does not end in a zero.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "keys stay in registers")]
    pub(crate) fn word(self) -> Option<u64> {
        let Self([word, ..]) = self;
        (self.length() + u64::from(word.leading_zeros() / 8) == 8).then_some(word)
    }

    /// A text in its compared form; `None` for a long one, and where it takes more than small letters for capitals:
    /// blanks at its ends, letters beyond ASCII.
    #[inline]
    pub(crate) fn folded(text: &str) -> Option<Self> {
        Self::of(text.as_bytes())?.compared(text).map(|(compared, _)| compared)
    }

    /// The same of a text that is packed as it is, and whether it is written so.
    #[inline]
    pub(crate) fn compared(self, text: &str) -> Option<(Self, bool)> {
        if !self.is_ascii() || !shows_at_both_ends(text) {
            return None;
        }
        let Self([first, second, third]) = self;
        let is_long = self.length() > 8;
        let capitals = between::<0x41, 0x5a>;
        if capitals(first) == 0 && !(is_long && capitals(second) | capitals(third) != 0) {
            return Some((self, true));
        }
        Some((self.small(), false))
    }

    /// Whether it has no letters beyond ASCII.
    #[inline]
    pub(crate) const fn is_ascii(self) -> bool {
        let Self([first, second, third]) = self;
        (first | second | third) & HIGH == 0
    }

    /// Whether it is a host as it stands, when it is folded: letters, digits, hyphens and points, of which there is one, but
    /// not at the end.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(crate) fn is_host(self) -> bool {
        let (Self([first, second, third]), length) = (self, self.length());
        let third = third & (u64::MAX >> 8);
        let [one, two, three] = usize::try_from(length).ok().and_then(|length| SHOWN.get(length)).unwrap_or(&[HIGH; 3]);
        let last = match length {
            0..=8 => first,
            9..=16 => second,
            _ => third,
        };
        let ends_in_point = last >> (8 * (length.wrapping_sub(1) % 8)) == 0x2e;
        let point = between::<0x2e, 0x2e>;
        let bad = (not_of_hosts(first) & one) | (not_of_hosts(second) & two) | (not_of_hosts(third) & three);
        bad == 0 && point(first) | point(second) | point(third) != 0 && !ends_in_point
    }

    /// The highest bit of each byte that a text of so many bytes has; `None` for a long one.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a look into a table")]
    pub(super) fn within(length: usize) -> Option<[u64; 3]> {
        SHOWN.get(length).copied()
    }

    /// Its first eight bytes, zeros behind it where it has less.
    #[inline]
    pub(crate) const fn beginning(self) -> u64 {
        self.0[0]
    }

    /// How many bytes the text has.
    #[inline]
    pub(crate) const fn length(self) -> u64 {
        self.0[2] >> 56
    }

    /// Its first bytes; `None` when it has less.
    #[inline]
    pub(crate) fn first(self, bytes: u64) -> Option<Self> {
        if bytes > self.length() {
            return None;
        }
        let [a, b, c] = BYTES.get(usize::try_from(bytes).ok()?)?;
        let Self([first, second, third]) = self;
        // Mostly they are few.
        Some(Self(if bytes <= 8 {
            [first & a, 0, bytes << 56]
        } else {
            [first & a, second & b, (third & c) | (bytes << 56)]
        }))
    }

    /// A number whose highest bits differ where texts do, nearly always. The same in every process.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "three words stay in registers")]
    pub(crate) const fn hash(self, factor: u64) -> u64 {
        let Self([first, second, third]) = self;
        // One product does not wait for another.
        first
            .wrapping_mul(factor)
            .wrapping_add(second.wrapping_mul(0xd1b5_4a32_d192_ed03))
            .wrapping_add(third.wrapping_mul(0x8cb9_2ba7_2f3d_8dd7))
    }
}

/// The bytes that no host has in its compared form.
#[inline(always)]
#[allow(clippy::inline_always, reason = "three words stay in registers")]
const fn not_of_hosts(word: u64) -> u64 {
    let others = between::<0x30, 0x39>(word) | between::<0x2d, 0x2e>(word);
    (!(between::<0x61, 0x7a>(word) | others) | word) & HIGH
}

/// By length: the highest bit of each byte that a text of so many bytes has.
const SHOWN: [[u64; 3]; Packed::LONGEST + 1] = in_each_byte(0x80);

/// By length: each byte that a text of so many bytes has.
const BYTES: [[u64; 3]; Packed::LONGEST + 1] = in_each_byte(0xff);

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "worked out when this is compiled")]
const fn in_each_byte(bits: u64) -> [[u64; 3]; Packed::LONGEST + 1] {
    let mut all = [[0; 3]; Packed::LONGEST + 1];
    let mut length = 1;
    while length <= Packed::LONGEST {
        all[length] = all[length - 1];
        all[length][(length - 1) / 8] |= bits << (8 * ((length - 1) % 8));
        length += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_texts_are_equal_where_the_texts_are(a in "[a-c\\x00é]{0,25}", b in "[a-c\\x00é]{0,25}", n in 0_usize..26) {
            let [one, two] = [&a, &b].map(|text| Packed::of(text.as_bytes()));
            prop_assert_eq!(one.is_some(), a.len() <= Packed::LONGEST);
            if let (Some(one), Some(two)) = (one, two) {
                prop_assert_eq!(one == two, a == b);
                prop_assert_eq!(usize::try_from(one.length()).unwrap(), a.len());
                let first = a.as_bytes().get(..n).and_then(Packed::of);
                prop_assert_eq!(one.first(u64::try_from(n).unwrap()), first);
            }
        }

        #[test]
        fn a_packed_text_is_a_host_where_the_text_is(text in "[a-z0-9.A-]{0,24}|[@-\\[`-{/:,.\\x00éa]{0,4}[a-z.]{0,3}") {
            if let Some(packed) = Packed::folded(&text) {
                let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
                let (packed, text) = (packed, &*crate::text::folded(&text));
                prop_assert_eq!(packed.is_host(), letters && text.contains('.') && !text.ends_with('.'));
            }
        }

        #[test]
        fn a_folded_text_is_packed_in_its_compared_form(text in "[ -~é\\t]{0,25}") {
            if let Some(packed) = Packed::folded(&text) {
                let folded = crate::text::folded(&text);
                prop_assert_eq!(Some(packed), Packed::of(folded.as_bytes()));
            } else {
                prop_assert!(text.len() > Packed::LONGEST || !text.is_ascii() || text.is_empty() || text.trim() != text);
            }
        }
    }
}
