//! A short text as three machine words: compared and hashed without a loop over its bytes.

use super::eight::{HIGH, filled_up, small};
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

    /// A text that is changed eight bytes at a time; zeros stay zeros.
    #[inline]
    fn each(bytes: &[u8], change: impl Fn(u64) -> u64) -> Option<Self> {
        let length = u64::try_from(bytes.len()).ok().filter(|_| bytes.len() <= Self::LONGEST)?;
        let (eights, rest) = bytes.as_chunks::<8>();
        let rest = change(filled_up(rest));
        let whole = |eight: &[u8; 8]| change(u64::from_le_bytes(*eight));
        let [first, second, third] = match eights {
            [] => [rest, 0, 0],
            [first] => [whole(first), rest, 0],
            [first, second, ..] => [whole(first), whole(second), rest],
        };
        Some(Self([first, second, third | (length << 56)]))
    }

    /// A text in its compared form; `None` for a long one, and where it takes more than small letters for capitals:
    /// blanks at its ends, letters beyond ASCII.
    #[inline]
    pub(crate) fn folded(text: &str) -> Option<Self> {
        let packed = Self::each(text.as_bytes(), small)?;
        let Self([first, second, third]) = packed;
        ((first | second | third) & HIGH == 0 && shows_at_both_ends(text)).then_some(packed)
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
