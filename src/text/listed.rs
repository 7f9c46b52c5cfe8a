//! The items of a list that came as one text, where it is short: found and compared without a loop over its bytes.

use super::Packed;
use super::eight::{HIGH, between};

/// Texts of up to so many bytes are looked at as a whole: a bit each, and one for the end.
const LONGEST: usize = 63;
/// The last item may begin at the end, and is read as the longest one is.
const ROOM: usize = LONGEST + Packed::LONGEST + 2;

/// Calls with each item in its compared form, and tells how many there are. Items are what [`crate::domain::parts`] says: between
/// semicolons, or between commas where there is no semicolon; nothing between two is no item. `None`: it takes more to know, such as blanks around an item,
/// letters beyond ASCII or a long item; some may have been told by then.
#[inline]
pub(crate) fn short_items(text: &str, mut each: impl FnMut(Packed)) -> Option<usize> {
    let mut room = [0; ROOM];
    room.get_mut(..LONGEST)?.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    let word = |from: usize| room.get(from..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight));
    let (mut semicolons, mut commas, mut shown, mut any) = (0, 0, 0, 0);
    for from in (0..text.len()).step_by(8) {
        let word = word(from)?;
        semicolons |= gathered(between::<0x3b, 0x3b>(word)) << from;
        commas |= gathered(between::<0x2c, 0x2c>(word)) << from;
        shown |= gathered(between::<0x21, 0x7e>(word)) << from;
        any |= word;
    }
    let inner = if semicolons == 0 { commas } else { semicolons };
    let mut ends = inner | 1 << text.len();
    // Beside an end there is a letter that shows, or another end.
    let beside = (ends >> 1) | (inner << 1) | 1;
    if any & HIGH != 0 || beside & !shown & !ends != 0 {
        return None;
    }
    let (mut start, mut count) = (0, 0_usize);
    while ends != 0 {
        let end = usize::try_from(ends.trailing_zeros()).ok()?;
        ends &= ends - 1;
        if start < end {
            let words = [word(start)?, word(start + 8)?, word(start + 16)?];
            each(Packed::cut(words, end - start)?.small());
            count += 1;
        }
        start = end + 1;
    }
    Some(count)
}

/// The highest bits of eight bytes, side by side.
const fn gathered(mask: u64) -> u64 {
    (mask >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parts;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_items_are_the_parts(text in "[abZ]{0,9}([;, ][a-zA-Z0-9 ,é]{0,12}){0,5}|[a-c]{0,25}[;,][ -~]{0,60}") {
            let mut told = Vec::new();
            let count = short_items(&text, |item| told.push(item));
            let expected: Option<Vec<Packed>> = parts(&text).map(Packed::folded).collect();
            if let Some(count) = count {
                prop_assert_eq!(count, told.len());
                prop_assert_eq!(Some(told), expected);
            } else {
                let is_plain = |part: &str| !part.starts_with(' ') && !part.ends_with(' ');
                let plainly = text.split(if text.contains(';') { ';' } else { ',' }).all(is_plain);
                prop_assert!(text.len() > LONGEST || expected.is_none() || !plainly, "{:?}", text);
            }
        }
    }
}
