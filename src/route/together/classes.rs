//! The classes of one attribute of some rows. Each kind has a loop of its own, in which nothing is asked that is answered now
//! so, now so: what one row is does not tell what the next one is, and the processor has nothing to foresee. What a loop does
//! not tell stays open, and is looked up by itself when it is asked for.

#![allow(clippy::inline_always, reason = "what each text passes is part of its loop")]

use super::super::faults;
use super::super::sights::{How, NO, Sight, Written, YES};
use super::seen::{Seen, TextRows, TextsAmong};
use super::{BLOCK, Column};
use crate::domain::{Country, Decimal, OPEN};
use crate::graph::{DecisionGraph, Viewed};
use crate::lookup::ShortTexts;
use crate::region::Digits;
use crate::text::{HIGH, Packed, digits_of, filled_up, in_a_word, small};
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
            of_texts(sight, viewed, &TextsAmong { values, numbers }, first, classes);
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

fn of_texts(sight: &Sight, viewed: &Viewed, texts: &impl TextRows, first: usize, classes: &[Cell<u32>]) {
    let missing = sight.missing().map_or(OPEN, |class| faults::missing(viewed, class));
    let each = Each { texts, first, classes, missing, longest_placeholder: sight.longest_placeholder() };
    let closely = |text: &str| sight.of_text(viewed, text);
    match &sight.how {
        How::Text(..) if !sight.by_words => {}
        How::Text(known, Written::Text) => match viewed.texts() {
            Some(all) if all.has_no_prefixes() => each.tell_short(closely, |text| word(text, known, all.other())),
            Some(all) => {
                let Some(prefixes) = all.prefixes() else { return };
                let known = (!known.has_no_words()).then_some(known);
                if let (Some(digits), None) = (all.digits(), known) {
                    let other = all.other();
                    return each.tell_short(closely, |text| beginning(text, digits, prefixes, other));
                }
                each.tell_short(closely, |text| prefix(text, known, prefixes, all.other()));
            }
            None => {}
        },
        How::Text(known, Written::Enum) => {
            each.tell(|text| if text.length() > 8 { long_name(&text, known) } else { name(&text, known) });
        }
        How::Text(known, Written::Domain) => {
            let Some(all) = viewed.texts().filter(|all| all.has_no_prefixes()) else { return };
            let (known, other) = ((known, sight.known_fit), all.other());
            each.tell_in_two(
                |text, key| match text.length() {
                    0 => OPEN,
                    1..=8 => closely(text.whole()),
                    _ => ask_for_host(&text, key),
                },
                |told, key| host(told, key, known, other),
            );
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

impl<T: TextRows> Each<'_, T> {
    #[inline(always)]
    fn tell(self, class: impl Fn(T::Seen<'_>) -> u32) {
        self.texts.beside(self.first, self.classes, |text, told| {
            let is_missing = text.length() == 0;
            told.set(select_unpredictable(is_missing, self.missing, class(text)));
        });
        self.leave_placeholders();
    }

    /// In two goes: first what each is looked up by, then all are looked up. Looks into a large table wait for memory, and there
    /// is little beside them then, so that many wait together.
    #[inline(always)]
    fn tell_in_two(self, ask: impl Fn(T::Seen<'_>, &mut Packed) -> u32, class: impl Fn(u32, Packed) -> u32) {
        let mut keys = [Packed::default(); BLOCK];
        self.texts.beside(self.first, self.classes.iter().zip(&mut keys), |text, (told, key)| {
            let is_missing = text.length() == 0;
            told.set(select_unpredictable(is_missing, self.missing, ask(text, key)));
        });
        for (told, key) in self.classes.iter().zip(&keys) {
            told.set(class(told.get(), *key));
        }
        self.leave_placeholders();
    }

    /// What may mean "missing" takes more than a glance.
    #[inline(always)]
    fn leave_placeholders(&self) {
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

/// In the place of a class: the second go looks it up.
const ASK: u32 = OPEN - 1;
/// The same of what is no value of the kind as it stands, and has a class only where it spells a constant.
const ASK_FOR_CONSTANT: u32 = OPEN - 2;

/// Whether small letters for capitals are all that the compared form of a text takes, as [`crate::text::Packed::compared`] says.
#[inline(always)]
fn is_plain(text: &impl Seen, is_ascii: bool) -> bool {
    let [first, ..] = text.word().to_le_bytes();
    is_ascii & first.is_ascii_graphic() & text.last(1).is_ascii_graphic()
}

/// A text of up to eight bytes that is a constant, or another one.
#[inline(always)]
fn word(text: &impl Seen, known: &ShortTexts, other: u32) -> u32 {
    let word = text.word();
    let (class, is_sure) = known.of_word(small(word));
    let class = select_unpredictable(class == OPEN, other, class);
    select_unpredictable(is_sure & is_plain(text, word & HIGH == 0), class, OPEN)
}

/// The same where some are told by how they begin: the longest such beginning counts.
#[inline(always)]
fn prefix(
    text: &impl Seen,
    known: Option<&ShortTexts>,
    (lengths, prefixes): (&[usize], &ShortTexts),
    other: u32,
) -> u32 {
    let word = text.word();
    let compared = small(word);
    let (class, is_sure) = lengths.iter().rev().fold((other, true), |(class, is_sure), length| {
        // A shorter text is found as a whole.
        let (found, sure) = prefixes.of_word(compared & in_a_word(*length));
        (select_unpredictable(found == OPEN, class, found), is_sure & sure)
    });
    let (constant, sure) = known.map_or((OPEN, true), |known| known.of_word(compared));
    let class = select_unpredictable(constant == OPEN, class, constant);
    select_unpredictable(is_sure & sure & is_plain(text, word & HIGH == 0), class, OPEN)
}

/// The same where all such beginnings are digits.
#[inline(always)]
fn beginning(text: &impl Seen, digits: &Digits, prefixes: (&[usize], &ShortTexts), other: u32) -> u32 {
    let word = text.word();
    let class = digits.class(word);
    if class.is_none() & (text.length() > 0) {
        return prefix(text, None, prefixes, other);
    }
    let is_plain = is_plain(text, word & HIGH == 0);
    class.map_or(OPEN, |class| select_unpredictable(is_plain, class, OPEN))
}

/// A spelling of an enum's value, up to eight bytes.
#[inline(always)]
fn name(text: &impl Seen, known: &ShortTexts) -> u32 {
    let word = text.word();
    // A text that ends in a zero would look like the one without it.
    let fits = (text.last(1) != 0) & (word & HIGH == 0);
    let (class, _) = known.of_word(small(word));
    // Where there is more to know, none is found, or it is the one.
    select_unpredictable(fits, class, OPEN)
}

/// One of more than eight bytes.
#[inline(always)]
fn long_name(text: &impl Seen, known: &ShortTexts) -> u32 {
    let Some(written) = text.packed() else { return OPEN };
    let (class, _) = known.of_words(written.small());
    select_unpredictable(written.is_ascii(), class, OPEN)
}

/// What a host of more than eight bytes is looked up by.
#[inline(always)]
fn ask_for_host(text: &impl Seen, key: &mut Packed) -> u32 {
    let Some(written) = text.packed() else { return OPEN };
    *key = written.small();
    let ask = select_unpredictable(text.is_host(), ASK, ASK_FOR_CONSTANT);
    select_unpredictable(is_plain(text, written.is_ascii()), ask, OPEN)
}

/// The class of such a host.
#[inline(always)]
fn host(told: u32, key: Packed, (known, known_fit): (&ShortTexts, bool), other: u32) -> u32 {
    let (class, is_sure) = known.of_words(key);
    let is_known = class != OPEN;
    let class = select_unpredictable(is_known, class, other);
    let counts = is_sure & ((told == ASK) | (is_known & known_fit));
    let class = select_unpredictable(counts, class, OPEN);
    select_unpredictable((told == ASK) | (told == ASK_FOR_CONSTANT), class, told)
}

/// Ten thousandths of a number as most are written.
#[inline(always)]
fn decimal(text: &impl Seen) -> Option<i64> {
    Decimal::pieced(text.length(), |back| text.last(back), |length| text.first(length))
}

/// Two capitals.
#[inline(always)]
fn country(text: &impl Seen, classes: &[u32]) -> u32 {
    let [first, second, ..] = text.word().to_le_bytes();
    let place = Country::pair([first, second]).filter(|_| text.length() == 2);
    place.and_then(|place| classes.get(place)).copied().unwrap_or(OPEN)
}

/// What most yes-or-no attributes look like.
#[inline(always)]
fn truth(text: &impl Seen, yes: u32, no: u32) -> u32 {
    let word = text.word();
    // Each is asked, so that nothing depends on which it is.
    let is_one = |of: [&str; 2]| of.iter().fold(false, |is_one, of| is_one | (word == filled_up(of.as_bytes())));
    let class = select_unpredictable(is_one(NO), no, OPEN);
    let class = select_unpredictable(is_one(YES), yes, class);
    select_unpredictable((text.length() <= 8) & (text.last(1) != 0), class, OPEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_decimal_is_the_number_that_is_written(text in "[0-9.:/A]{0,12}|[0-9]{1,8}(\\.[0-9]{1,2})?|[0-9]{1,8}\\.[0-9:/A]{1,2}") {
            let (whole, behind) = text.split_once('.').map_or((&*text, None), |(whole, behind)| (whole, Some(behind)));
            let digits = |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            let is_one = digits(whole, 8) && behind.is_none_or(|behind| digits(behind, 2));
            let scaled = || format!("{whole}{:0<4}", behind.unwrap_or_default()).parse::<i64>().unwrap();
            prop_assert_eq!(decimal(&&*text), is_one.then(scaled));
            // What is not told is read.
            let read = Decimal::plain(&text).map(|number| i64::try_from(number.scaled()).unwrap());
            prop_assert!(!is_one || read == Some(scaled()));
        }
    }
}
