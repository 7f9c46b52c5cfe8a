//! Where a text first needs a second look, eight bytes at a time.

use crate::text::{HIGH, ONES};

/// The place of the first quotation mark, backslash or control letter.
#[inline]
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

/// Copies a text into as much room, as long as it stands in JSON as it is; false: it does not, and the room is nothing to
/// look at.
#[inline]
pub(super) fn copy_plain(text: &[u8], room: &mut [u8]) -> bool {
    match text.len() {
        8..=16 => copy_ends::<8>(text, room, |first, last| {
            specials(u64::from_le_bytes(first)) | specials(u64::from_le_bytes(last)) == 0
        }),
        4..=7 => copy_ends::<4>(text, room, |first, last| {
            let four = |bytes: [u8; 4]| u64::from(u32::from_le_bytes(bytes));
            specials(four(first) << 32 | four(last)) == 0
        }),
        _ => copy_other(text, room),
    }
}

/// The same for few or many bytes.
#[inline(never)]
fn copy_other(text: &[u8], room: &mut [u8]) -> bool {
    room.copy_from_slice(text);
    let Some(last) = text.last_chunk() else { return !text.iter().any(is_special) };
    let (eights, _) = text.as_chunks::<8>();
    let found = eights.iter().fold(0, |found, eight| found | specials(u64::from_le_bytes(*eight)));
    found | specials(u64::from_le_bytes(*last)) == 0
}

/// Copies a text of no more than twice as many bytes as are taken at once: those at the end may be some of those at the
/// beginning again.
#[inline]
fn copy_ends<const N: usize>(text: &[u8], room: &mut [u8], is_plain: impl FnOnce([u8; N], [u8; N]) -> bool) -> bool {
    let (Some(first), Some(last)) = (text.first_chunk::<N>(), text.last_chunk::<N>()) else { return false };
    let Some(start) = room.first_chunk_mut::<N>() else { return false };
    *start = *first;
    let Some(end) = room.last_chunk_mut::<N>() else { return false };
    *end = *last;
    is_plain(*first, *last)
}

const fn is_special(byte: &u8) -> bool {
    *byte < 0x20 || *byte == b'"' || *byte == b'\\'
}

/// Shows special bytes of eight in their highest bits: a byte that falls below 0 when something is taken from it. Bytes
/// above the first may be shown without being special, since it borrows from them.
#[inline]
const fn specials(eight: u64) -> u64 {
    // A quotation mark becomes the first behind the control letters, and these stay among themselves.
    let low = (eight ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let slash = (eight ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (low | slash) & !eight & HIGH
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
            let mut room = vec![0; bytes.len()];
            prop_assert_eq!(copy_plain(&bytes, &mut room), slowly.is_none());
            prop_assert!(slowly.is_some() || room == bytes);
        }
    }
}
