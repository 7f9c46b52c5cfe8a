//! The items of a list that came as one text, where it is short: found and compared without a loop over its bytes.

use super::Packed;
use super::eight::{HIGH, ONES, between};
use super::strung::Window;
use std::hint::select_unpredictable;

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

/// Where items end in a text of up to [`Packed::LONGEST`] bytes that is written as most lists are: a bit each, the last one for
/// the end of the text. Items are what [`short_items`] says; 0: it takes more to know, such as a blank or a list without an item.
/// Nothing depends on where they are: what one text is does not tell what the next one is.
#[inline(always)]
#[allow(clippy::inline_always, reason = "part of a loop over a column")]
pub(crate) fn ends_of_items(text: &Window<'_>) -> u32 {
    let Some(within) = Packed::within(text.length()) else { return 0 };
    let (is_shown, has_semicolons) = text.shows();
    let separator = ONES.wrapping_mul(select_unpredictable(has_semicolons, 0x3b, 0x2c));
    let (mut ends, mut letters) = (0, 0);
    for ((word, within), shift) in text.words().iter().zip(within).zip([0_u32, 8, 16]) {
        // Those that are none are more than nothing, which reaches the eighth bit.
        let others = (word ^ separator).wrapping_add(!HIGH) & within;
        letters |= others;
        ends |= gathered(others ^ within) << shift;
    }
    let ends = u32::try_from(ends | 1 << text.length()).unwrap_or(0);
    select_unpredictable(is_shown & (letters != 0), ends, 0)
}

/// The highest bits of eight bytes, side by side.
const fn gathered(mask: u64) -> u64 {
    (mask >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parts;
    use crate::text::Strung;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_end_where_the_parts_do(
            text in "[abZ]{0,9}([;,][a-zA-Z0-9]{0,9}){0,3}|[a-c]{0,3}[;,][ -~é]{0,20}|[;,]{0,4}|[a-zA-Z,;]{0,23}",
            behind in "[a-z;, é]{0,12}",
        ) {
            let all = format!("{text}{behind}");
            let lengths = [u32::try_from(text.len()).unwrap()];
            let mut ends = 0;
            Strung::new(&all, &lengths).unwrap().beside(0, [()], |window, ()| ends = ends_of_items(&window));
            let parts: Vec<&str> = parts(&text).collect();
            if ends == 0 {
                let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
                prop_assert!(!plain || parts.is_empty() || text.len() > Packed::LONGEST, "{:?}", text);
            } else {
                let places = (0..=text.len()).filter(|place| ends & 1 << place != 0);
                let mut start = 0;
                let found: Vec<&str> = places.map(|end| &text[std::mem::replace(&mut start, end + 1)..end]).collect();
                prop_assert_eq!(start, text.len() + 1);
                prop_assert_eq!(found.into_iter().filter(|item| !item.is_empty()).collect::<Vec<_>>(), parts);
            }
        }

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
