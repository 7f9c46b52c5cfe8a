//! A short text as three machine words: compared and hashed without a loop over its bytes.

use super::eight::{HIGH, between, filled_up, small};
use super::shows_at_both_ends;

/// A text of up to [`Packed::LONGEST`] bytes, zeros behind it, its length in the last byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packed([u64; 3]);

impl Packed {
    pub(crate) const LONGEST: usize = 23;

    /// A text as it is; `None` for a long one.
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        Self::each(bytes, |eight| eight)
    }

    /// A text that is changed eight bytes at a time; zeros stay zeros. The pieces that are read may overlap, so that a text
    /// takes one decision by its length and no loop.
    #[inline]
    fn each(bytes: &[u8], change: impl Fn(u64) -> u64) -> Option<Self> {
        let length = bytes.len();
        let whole = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
        // Of the last eight bytes, those behind so many words.
        let behind = |words: usize| Some(whole(bytes.last_chunk()?) >> (8 * (8 * words + 8 - length)));
        let words = match length {
            0..=8 => [change(filled_up(bytes)), 0, 0],
            9..=16 => [change(whole(bytes.first_chunk()?)), change(behind(1)?), 0],
            17..=Self::LONGEST => {
                let (eights, _) = bytes.as_chunks::<8>();
                let [first, second, ..] = eights else { return None };
                [change(whole(first)), change(whole(second)), change(behind(2)?)]
            }
            _ => return None,
        };
        let [first, second, third] = words;
        Some(Self([first, second, third | (u64::try_from(length).ok()? << 56)]))
    }

    /// A text in its compared form; `None` for a long one, and where it takes more than small letters for capitals:
    /// blanks at its ends, letters beyond ASCII.
    #[inline]
    pub(crate) fn folded(text: &str) -> Option<Self> {
        let packed = Self::each(text.as_bytes(), small)?;
        let Self([first, second, third]) = packed;
        ((first | second | third) & HIGH == 0 && shows_at_both_ends(text)).then_some(packed)
    }

    /// Whether it is a host as it stands, when it is folded: letters, digits, hyphens and points, of which there is one, but
    /// not at the end.
    #[inline]
    pub(crate) fn is_host(self) -> bool {
        let Self([first, second, third]) = self;
        let words = [first, second, third & (u64::MAX >> 8)];
        let good = |word| {
            let others = between::<0x30, 0x39>(word) | between::<0x2d, 0x2e>(word);
            (between::<0x61, 0x7a>(word) | others) & !word
        };
        let [good, points] = [words.map(good), words.map(between::<0x2e, 0x2e>)];
        let length = usize::try_from(self.length()).unwrap_or(0);
        let (Some(all), Some(before)) = (SHOWN.get(length), length.checked_sub(1).and_then(|length| SHOWN.get(length)))
        else {
            return false;
        };
        let at_end = points.iter().zip(before).any(|(points, before)| points & !before != 0);
        good == *all && points != [0; 3] && !at_end
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
        let keep = |word: u64| match bytes.saturating_sub(word) {
            0 => 0,
            1..8 => u64::MAX >> (64 - 8 * bytes.saturating_sub(word)),
            _ => u64::MAX,
        };
        let Self([first, second, third]) = self;
        Some(Self([first & keep(0), second & keep(8), (third & keep(16)) | (bytes << 56)]))
    }

    /// A number that differs where texts do, nearly always. The same in every process.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        let Self([first, second, third]) = self;
        mixed(mixed(first ^ 0x9e37_79b9_7f4a_7c15, second ^ 0xd1b5_4a32_d192_ed03), third ^ 0x8cb9_2ba7_2f3d_8dd7)
    }
}

/// By length: the highest bit of each byte that a text of so many bytes has.
const SHOWN: [[u64; 3]; Packed::LONGEST + 1] = shown();

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "worked out when this is compiled")]
const fn shown() -> [[u64; 3]; Packed::LONGEST + 1] {
    let mut all = [[0; 3]; Packed::LONGEST + 1];
    let mut length = 1;
    while length <= Packed::LONGEST {
        all[length] = all[length - 1];
        all[length][(length - 1) / 8] |= 0x80 << (8 * ((length - 1) % 8));
        length += 1;
    }
    all
}

/// Both halves of the product.
#[inline]
fn mixed(a: u64, b: u64) -> u64 {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    let [low, high] = [product, product >> 64].map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0));
    low ^ high
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
