//! Eight bytes at a time. A mask has the highest bit of each byte that is meant.

pub(crate) const ONES: u64 = 0x0101_0101_0101_0101;
pub(crate) const HIGH: u64 = 0x8080_8080_8080_8080;

/// The bytes from `FIRST` to `LAST`, both below 0x80; of bytes from 0x80 on nothing is said.
#[inline]
pub(crate) const fn between<const FIRST: u64, const LAST: u64>(eight: u64) -> u64 {
    let low = eight & !HIGH;
    // Added to seven bits, this reaches the eighth from the first on, and no other byte.
    let from = low.wrapping_add(ONES.wrapping_mul(0x80 - FIRST));
    let behind = low.wrapping_add(ONES.wrapping_mul(0x7f - LAST));
    // What is behind them is from the first on, too.
    (from ^ behind) & HIGH
}

/// Capitals become small letters. Where any byte is from 0x80 on, nothing is said but that it stays so.
#[inline]
pub(crate) const fn small(eight: u64) -> u64 {
    // As `between`, with nothing to take off before.
    let from = eight.wrapping_add(ONES.wrapping_mul(0x80 - 0x41));
    let behind = eight.wrapping_add(ONES.wrapping_mul(0x7f - 0x5a));
    eight | (((from ^ behind) & HIGH) >> 2)
}

/// Calls with eight bytes each, the last ones filled up with a byte.
#[inline]
pub(crate) fn eights(bytes: &[u8], filling: u8, mut each: impl FnMut(u64)) {
    let (chunks, rest) = bytes.as_chunks::<8>();
    chunks.iter().for_each(|chunk| each(u64::from_le_bytes(*chunk)));
    if !rest.is_empty() {
        let behind = u64::MAX << (8 * rest.len());
        each(filled_up(rest) | (ONES.wrapping_mul(filling.into()) & behind));
    }
}

/// Up to eight bytes with zeros behind them, without a loop: the pieces that are read may overlap.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
pub(crate) fn filled_up(rest: &[u8]) -> u64 {
    let length = rest.len();
    if let Some((first, _)) = rest.split_first_chunk::<4>() {
        let last = rest.get(length - 4..).and_then(<[u8]>::first_chunk).unwrap_or(first);
        let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
        return first | (last << (8 * (length - 4) % 64));
    }
    let at = |place: usize| rest.get(place).map_or(0, |byte| u64::from(*byte) << (8 * place));
    if length == 0 { 0 } else { at(0) | at(length / 2) | at(length - 1) }
}

/// The number that one to eight digits write; `None` for anything else.
#[inline]
pub(crate) fn digits(text: &[u8]) -> Option<u32> {
    if text.len() > 8 { None } else { digits_of(filled_up(text), text.len()) }
}

/// The same of a text of so many bytes in a word, with zeros behind it.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a few instructions, where each text passes")]
pub(crate) fn digits_of(word: u64, length: usize) -> Option<u32> {
    let missing = 8_u32.checked_sub(u32::try_from(length).ok()?).filter(|missing| *missing < 8)?;
    // Zeros before them make them eight.
    let zeros = ONES.wrapping_mul(0x30);
    let eight = (word << (8 * missing)) | zeros.checked_shr(64 - 8 * missing).unwrap_or(0);
    let digits = eight ^ zeros;
    if (digits | digits.wrapping_add(ONES.wrapping_mul(0x76))) & HIGH != 0 {
        return None;
    }
    // Two, four and then all eight of them side by side.
    let two = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let four = two.wrapping_mul(100).wrapping_add(two >> 16) & 0x0000_ffff_0000_ffff;
    u32::try_from(four.wrapping_mul(10_000).wrapping_add(four >> 32) & 0xffff_ffff).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_are_the_number_that_they_write(text in "[0-9]{0,10}|[ -~\\x00é]{0,9}|[/0-9:+-]{1,4}") {
            let plain = (1..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert_eq!(digits(text.as_bytes()), plain.then(|| text.parse().unwrap()));
        }

        #[test]
        fn only_capitals_become_small(bytes: [u8; 8]) {
            let ascii = bytes.map(|byte| byte & 0x7f);
            prop_assert_eq!(small(u64::from_le_bytes(ascii)).to_le_bytes(), ascii.map(|byte| byte.to_ascii_lowercase()));
            prop_assert_eq!(small(u64::from_le_bytes(bytes)) & HIGH, u64::from_le_bytes(bytes) & HIGH);
        }

        #[test]
        fn what_is_filled_up_has_zeros_behind_it(bytes in proptest::collection::vec(any::<u8>(), 0..=8)) {
            let mut whole = [0; 8];
            whole[..bytes.len()].copy_from_slice(&bytes);
            prop_assert_eq!(filled_up(&bytes), u64::from_le_bytes(whole));
        }

        #[test]
        fn eight_at_a_time_is_one_at_a_time(bytes in proptest::collection::vec(0_u8..0x80, 0..40)) {
            let mut seen = Vec::new();
            eights(&bytes, 0, |eight| seen.extend(between::<0x41, 0x5a>(eight).to_le_bytes().map(|byte| byte == 0x80)));
            let slowly: Vec<bool> = bytes.iter().map(u8::is_ascii_uppercase).collect();
            prop_assert_eq!(&seen[..slowly.len()], &slowly[..]);
            prop_assert!(seen.iter().skip(slowly.len()).all(|byte| !byte));
        }
    }
}
