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
    from & !behind & HIGH
}

/// Calls with eight bytes each, the last ones filled up with a byte.
#[inline]
pub(crate) fn eights(bytes: &[u8], filling: u8, mut each: impl FnMut(u64)) {
    let (chunks, rest) = bytes.as_chunks::<8>();
    chunks.iter().for_each(|chunk| each(u64::from_le_bytes(*chunk)));
    if !rest.is_empty() {
        let mut last = [filling; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        each(u64::from_le_bytes(last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
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
