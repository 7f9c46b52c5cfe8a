//! Where a text first needs a second look, eight bytes at a time.

use crate::text::{HIGH, ONES};

/// The place of the first quotation mark, backslash or control letter.
pub(super) fn first_special(bytes: &[u8]) -> Option<usize> {
    let mut at: usize = 0;
    let mut rest = bytes;
    while let Some((eight, behind)) = rest.split_first_chunk::<8>() {
        let found = specials(u64::from_le_bytes(*eight));
        if found != 0 {
            return at.checked_add(usize::try_from(found.trailing_zeros() / 8).ok()?);
        }
        at = at.saturating_add(8);
        rest = behind;
    }
    rest.iter().position(is_special).map(|place| at.saturating_add(place))
}

/// Whether a text stands in JSON as it is.
pub(super) fn is_all_plain(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk::<8>() {
        // The last eight may look again at some of those before.
        let (chunks, _) = bytes.as_chunks::<8>();
        return chunks.iter().all(|eight| is_plain(u64::from_le_bytes(*eight))) && is_plain(u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        return is_plain(four(first) << 32 | four(last));
    }
    !bytes.iter().any(is_special)
}

const fn is_special(byte: &u8) -> bool {
    *byte < 0x20 || *byte == b'"' || *byte == b'\\'
}

const fn is_plain(eight: u64) -> bool {
    specials(eight) == 0
}

/// Shows special bytes of eight in their highest bits: a byte that becomes 0, or falls below 0. Bytes above the first may
/// be shown without being special, since it borrows from them.
const fn specials(eight: u64) -> u64 {
    let quote = eight ^ (ONES * 0x22);
    let slash = eight ^ (ONES * 0x5c);
    let control = eight.wrapping_sub(ONES * 0x20) & !eight;
    let marks = (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash);
    (control | marks) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_at_a_time_finds_what_one_at_a_time_does(bytes in proptest::collection::vec(
            prop_oneof![8 => any::<u8>(), 1 => Just(b'"'), 1 => Just(b'\\'), 20 => 0x20_u8..0x7f], 0..40)) {
            let slowly = bytes.iter().position(|byte| *byte < 0x20 || *byte == b'"' || *byte == b'\\');
            prop_assert_eq!(first_special(&bytes), slowly);
            prop_assert_eq!(is_all_plain(&bytes), slowly.is_none());
        }
    }
}
