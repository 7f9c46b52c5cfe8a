//! The classes of one attribute of some rows. Each kind has a loop of its own, in which nothing is asked that is answered now
//! so, now so: what one row is does not tell what the next one is, and the processor has nothing to foresee. What a loop does
//! not tell stays open, and is looked up by itself when it is asked for.

#![allow(clippy::inline_always, reason = "what each text passes is part of its loop")]

use super::super::faults;
use super::super::sights::{How, Sight, Written};
use super::Column;
use super::seen::{Among, Seen, Texts};
use crate::domain::OPEN;
use crate::graph::{DecisionGraph, Viewed};
use crate::lookup::ShortTexts;
use crate::text::{HIGH, digits_of, in_a_word, small};
use std::cell::Cell;
use std::hint::select_unpredictable;

/// Looks up the classes of a column from a row on.
pub(super) fn look_up(
    (sight, viewed): (&Sight, &Viewed),
    graph: &DecisionGraph,
    column: &Column<'_>,
    first: usize,
    classes: &[Cell<u32>],
) {
    match column {
        Column::Values(values) => {
            let numbers = matches!(sight.how, How::Whole | How::Decimal { .. });
            of_texts(sight, viewed, &Among { values, numbers }, first, classes);
        }
        Column::Texts(texts) => of_texts(sight, viewed, texts, first, classes),
        Column::Coded { codes, read, .. } => {
            for (code, class) in codes.get(first..).unwrap_or_default().iter().zip(classes) {
                let read = usize::try_from(*code).ok().and_then(|code| read.get(code));
                class.set(read.and_then(|read| read.class_in(graph)).unwrap_or(OPEN));
            }
        }
    }
}

fn of_texts(sight: &Sight, viewed: &Viewed, texts: &impl Texts, first: usize, classes: &[Cell<u32>]) {
    let missing = sight.missing().map_or(OPEN, |class| faults::missing(viewed, class));
    let each = Each { texts, first, classes, missing, longest_placeholder: sight.longest_placeholder() };
    let closely = |text: &str| sight.of_text(viewed, text);
    match &sight.how {
        How::Text(..) if !sight.by_words => {}
        How::Text(known, Written::Text) => match viewed.texts() {
            Some(all) if all.has_no_prefixes() => each.tell_short(closely, |text| word(text, known, all.other())),
            Some(all) => {
                if let Some(prefixes) = all.prefixes() {
                    each.tell_short(closely, |text| prefix(text, known, prefixes, all.other()));
                }
            }
            None => {}
        },
        How::Text(known, Written::Enum) => each.tell_short(closely, |text| name(text, known)),
        How::Text(known, Written::Domain) => {
            let Some(all) = viewed.texts().filter(|all| all.has_no_prefixes()) else { return };
            let (known, other) = ((known, sight.known_fit), all.other());
            each.tell(|text| if text.length() > 8 { host(&text, known, other) } else { closely(text.whole()) });
        }
        How::Text(_, Written::Email) => each.tell(|text| closely(text.whole())),
        How::Country(classes) => each.tell(|text| country(&text, classes)),
        How::Whole => each.tell(|text| {
            let number = digits_of(text.word(), text.length());
            number.and_then(|number| viewed.class_of_whole(number.into())).unwrap_or(OPEN)
        }),
        How::Decimal { by_point: true } => {
            each.tell(|text| decimal(&text).and_then(|number| viewed.class_of_scaled(number)).unwrap_or(OPEN));
        }
        How::Truth { yes, no } => each.tell(|text| truth(&text, *yes, *no)),
        How::Decimal { by_point: false } | How::Item(..) | How::WithCare => {}
    }
}

/// What is done with each text.
struct Each<'e, T> {
    texts: &'e T,
    first: usize,
    classes: &'e [Cell<u32>],
    missing: u32,
    longest_placeholder: usize,
}

impl<T: Texts> Each<'_, T> {
    #[inline(always)]
    fn tell(self, class: impl Fn(T::Seen<'_>) -> u32) {
        self.texts.beside(self.first, self.classes, |text, told| {
            let is_missing = text.length() == 0;
            told.set(select_unpredictable(is_missing, self.missing, class(text)));
        });
        if self.longest_placeholder > 0 {
            self.texts.beside(self.first, self.classes, |text, told| {
                if (1..=self.longest_placeholder).contains(&text.length()) {
                    told.set(OPEN);
                }
            });
        }
    }

    /// The same where most have up to eight bytes; others are looked at closely.
    #[inline(always)]
    fn tell_short(self, closely: impl Fn(&str) -> u32, class: impl Fn(&T::Seen<'_>) -> u32) {
        self.tell(|text| if text.length() > 8 { closely(text.whole()) } else { class(&text) });
    }
}

/// Whether a word is a text of so many bytes, up to eight, and not one with zeros behind it.
#[inline(always)]
fn is_all(word: u64, length: usize) -> bool {
    word > in_a_word(length.wrapping_sub(1))
}

/// Whether small letters for capitals are all that the compared form of a text of up to eight bytes takes.
#[inline(always)]
fn is_plain(word: u64, text: &impl Seen) -> bool {
    let shows = |byte: u64| byte.wrapping_sub(0x21) < 0x5e;
    shows(word & 0xff) & shows(text.last(1).into()) & (word & HIGH == 0)
}

/// A text of up to eight bytes that is a constant, or another one.
#[inline(always)]
fn word(text: &impl Seen, known: &ShortTexts, other: u32) -> u32 {
    let word = text.word();
    let class = known.of_word(small(word));
    let class = select_unpredictable(class == OPEN, other, class);
    select_unpredictable(is_plain(word, text), class, OPEN)
}

/// The same where some are told by how they begin: the longest such beginning counts.
#[inline(always)]
fn prefix(text: &impl Seen, known: &ShortTexts, (lengths, prefixes): (&[usize], &ShortTexts), other: u32) -> u32 {
    let word = text.word();
    let compared = small(word);
    let class = lengths.iter().rev().fold(other, |class, length| {
        // A shorter text is found as a whole.
        let found = prefixes.of_word(compared & in_a_word(*length));
        select_unpredictable(found == OPEN, class, found)
    });
    let constant = known.of_word(compared);
    let class = select_unpredictable(constant == OPEN, class, constant);
    select_unpredictable(is_plain(word, text), class, OPEN)
}

/// A spelling of an enum's value, up to eight bytes.
#[inline(always)]
fn name(text: &impl Seen, known: &ShortTexts) -> u32 {
    let word = text.word();
    let fits = is_all(word, text.length()) & (word & HIGH == 0);
    select_unpredictable(fits, known.of_word(small(word)), OPEN)
}

/// A host of more than eight bytes.
#[inline(always)]
fn host(text: &impl Seen, (known, known_fit): (&ShortTexts, bool), other: u32) -> u32 {
    let Some(written) = text.packed() else { return OPEN };
    let (compared, fits) = written.small(text.last(1));
    let class = known.of_words(compared);
    let is_known = (class != OPEN) & known_fit;
    let class = select_unpredictable(class == OPEN, other, class);
    select_unpredictable(fits & (is_known | compared.is_host()), class, OPEN)
}

/// Ten thousandths of a number without a sign that has no more than two digits behind a point.
#[inline(always)]
fn decimal(text: &impl Seen) -> Option<i64> {
    const POINT: u8 = b'.'.wrapping_sub(b'0');
    let [last, second, third] = [1, 2, 3].map(|back| text.last(back).wrapping_sub(b'0'));
    let (one, two) = (second == POINT, third == POINT);
    let behind = select_unpredictable(one, 2, select_unpredictable(two, 3, 0));
    let tens = select_unpredictable(one, last, select_unpredictable(two, second, 0));
    let ones = select_unpredictable(two & !one, last, 0);
    let length = text.length().wrapping_sub(behind);
    if length > 8 || tens > 9 || ones > 9 {
        return None;
    }
    let whole = digits_of(text.first(length), length)?;
    Some(i64::from(whole) * 10_000 + i64::from(tens) * 1_000 + i64::from(ones) * 100)
}

/// Two capitals.
#[inline(always)]
fn country(text: &impl Seen, classes: &[u32]) -> u32 {
    let word = text.word();
    let (first, second) = ((word & 0xff).wrapping_sub(0x41), (word >> 8).wrapping_sub(0x41));
    let fits = (first < 26) & (second < 26) & (text.length() == 2);
    let place =
        usize::try_from(select_unpredictable(fits, first.wrapping_mul(26).wrapping_add(second), 0)).unwrap_or(0);
    select_unpredictable(fits, classes.get(place).copied().unwrap_or(OPEN), OPEN)
}

/// What most yes-or-no attributes look like.
#[inline(always)]
fn truth(text: &impl Seen, yes: u32, no: u32) -> u32 {
    let word = text.word();
    let [is_yes, is_true, is_no, is_false] = [*b"yes\0\0\0\0\0", *b"true\0\0\0\0", *b"no\0\0\0\0\0\0", *b"false\0\0\0"]
        .map(|of| word == u64::from_le_bytes(of));
    let class = select_unpredictable(is_no | is_false, no, OPEN);
    let class = select_unpredictable(is_yes | is_true, yes, class);
    select_unpredictable(is_all(word, text.length()), class, OPEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Decimal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_decimal_is_the_number_that_is_written(text in "[0-9.:/A]{0,12}|[0-9]{1,8}(\\.[0-9]{1,2})?|[0-9]{1,8}\\.[0-9:/A]{1,2}") {
            let known = Decimal::plain(&text).map(|number| i64::try_from(number.scaled()).unwrap());
            let told = decimal(&&*text);
            // Where it tells nothing the value is read.
            prop_assert!(told.is_none() || told == known, "{told:?} {known:?}");
            let (whole, behind) = text.split_once('.').map_or((text.len(), 0), |(whole, behind)| (whole.len(), behind.len()));
            if known.is_some() && (1..=8).contains(&whole) && behind <= 2 {
                prop_assert_eq!(told, known);
            }
        }
    }
}
