//! The classes of one attribute of some rows. Each kind has a loop of its own, in which the processor has nothing to foresee:
//! what one row is does not tell what the next one is.

use super::super::sights::{How, Sight, Written};
use super::Column;
use crate::domain::OPEN;
use crate::graph::Viewed;
use crate::lookup::ShortTexts;
use crate::text::{Strung, Window, digits_of};
use std::cell::Cell;
use std::hint::select_unpredictable;

pub(super) fn look_up(
    sight: &Sight,
    viewed: &Viewed,
    column: &Column<'_>,
    first: usize,
    classes: &[Cell<u32>],
) {
    let Column::Texts(texts) = column else { return };
    let missing = sight.missing().map_or(OPEN, |class| super::super::faults::missing(viewed, class));
    let each = Each { texts: *texts, first, classes, missing, longest_placeholder: sight.longest_placeholder() };
    let slowly = |window: &Window<'_>| slowly(sight, viewed, texts.whole(window));
    match &sight.how {
        How::Text(known, Written::Text) => {
            let Some(all) = viewed.texts() else { return };
            let other = all.other();
            match all.prefixes() {
                None => each.tell(|window| if window.length > 8 { slowly(&window) } else { word(window, known, other) }),
                Some(prefixes) => each.tell(|window| {
                    if window.length > 8 { slowly(&window) } else { prefix(window, known, prefixes, other) }
                }),
            }
        }
        How::Text(known, Written::Enum) => {
            each.tell(|window| {
                // Its spellings have no letters beyond ASCII, and no blanks at their ends.
                if window.length > 8 { slowly(&window) } else { known.of_word(crate::text::small(window.word())) }
            });
        }
        How::Text(known, Written::Domain) => {
            let Some(all) = viewed.texts().filter(|all| all.has_no_prefixes()) else { return };
            let (other, known_fit) = (all.other(), sight.known_fit());
            each.tell(|window| if window.length > 8 { host(&window, known, known_fit, other) } else { slowly(&window) });
        }
        How::Text(..) => each.tell(|window| slowly(&window)),
        How::Country(classes) => each.tell(|window| country(&window, classes)),
        How::Whole => each.tell(|window| match digits_of(window.word(), window.length) {
            Some(number) => viewed.class_of_whole(number.into()).unwrap_or(OPEN),
            None => OPEN,
        }),
        How::Decimal { by_point: true } => each.tell(|window| {
            decimal(&window).and_then(|number| viewed.class_of_scaled(number)).unwrap_or(OPEN)
        }),
        How::Truth { yes, no } => each.tell(|window| {
            let word = window.word();
            let is_yes = (word == YES) | (word == TRUE);
            let class = select_unpredictable((word == NO) | (word == FALSE), *no, OPEN);
            select_unpredictable(is_yes, *yes, class)
        }),
        _ => {}
    }
}

const YES: u64 = u64::from_le_bytes(*b"yes\0\0\0\0\0");
const TRUE: u64 = u64::from_le_bytes(*b"true\0\0\0\0");
const NO: u64 = u64::from_le_bytes(*b"no\0\0\0\0\0\0");
const FALSE: u64 = u64::from_le_bytes(*b"false\0\0\0");

#[inline(never)]
fn slowly(sight: &Sight, viewed: &Viewed, text: &str) -> u32 {
    sight.class_of(viewed, text)
}

fn shown(word: u64, length: usize) -> bool {
    let (first, last) = (word & 0xff, (word >> ((length * 8).wrapping_sub(8) & 63)) & 0xff);
    (first.wrapping_sub(0x21) < 0x5e) & (last.wrapping_sub(0x21) < 0x5e) & (word & crate::text::HIGH == 0)
}

#[inline(always)]
fn word(window: Window<'_>, known: &ShortTexts, other: u32) -> u32 {
    let word = window.word();
    let class = known.of_word(crate::text::small(word));
    let class = select_unpredictable(class == OPEN, other, class);
    select_unpredictable(shown(word, window.length), class, OPEN)
}

#[inline(always)]
fn prefix(window: Window<'_>, known: &ShortTexts, (lengths, prefixes): (&[usize], &ShortTexts), other: u32) -> u32 {
    let word = window.word();
    let folded = crate::text::small(word);
    let class = lengths.iter().rev().fold(other, |class, length| {
        let kept = u64::MAX >> (64 - 8 * (*length).min(8));
        let found = prefixes.of_word(folded & kept);
        select_unpredictable((*length <= window.length) & (found != OPEN), found, class)
    });
    let constant = known.of_word(folded);
    let class = select_unpredictable(constant == OPEN, class, constant);
    select_unpredictable(shown(word, window.length), class, OPEN)
}

#[inline(always)]
fn host(window: &Window<'_>, known: &ShortTexts, known_fit: bool, other: u32) -> u32 {
    let Some(written) = window.packed() else { return OPEN };
    let (compared, fits) = written.small(window.from_behind(1));
    let class = known.of_words(compared);
    let is_known = (class != OPEN) & known_fit;
    let class = select_unpredictable(class == OPEN, other, class);
    select_unpredictable(fits & (is_known | compared.is_host()), class, OPEN)
}

#[inline(always)]
fn decimal(window: &Window<'_>) -> Option<i64> {
    let digit = |back| window.from_behind(back).wrapping_sub(b'0');
    let point = b'.'.wrapping_sub(b'0');
    let (last, second, third) = (digit(1), digit(2), digit(3));
    let (one, two) = (second == point, third == point);
    let behind = select_unpredictable(one, 2, select_unpredictable(two, 3, 0));
    let tens = select_unpredictable(one, last, select_unpredictable(two, second, 0));
    let ones = select_unpredictable(two & !one, last, 0);
    let length = window.length.wrapping_sub(behind);
    if length > 8 || tens > 9 || ones > 9 { return None }
    let whole = digits_of(window.first(length), length)?;
    Some(i64::from(whole) * 10_000 + i64::from(tens) * 1_000 + i64::from(ones) * 100)
}

#[inline(always)]
fn country(window: &Window<'_>, classes: &[u32]) -> u32 {
    let word = window.word();
    let (first, second) = ((word & 0xff).wrapping_sub(0x41), (word >> 8).wrapping_sub(0x41));
    let fits = (first < 26) & (second < 26);
    let place = select_unpredictable(fits, first * 26 + second, 0) as usize;
    let class = classes.get(place).copied().unwrap_or(OPEN);
    select_unpredictable(fits, class, OPEN)
}

struct Each<'e> {
    texts: Strung<'e>,
    first: usize,
    classes: &'e [Cell<u32>],
    missing: u32,
    longest_placeholder: usize,
}

impl Each<'_> {
    #[inline(never)]
    fn tell(self, class: impl Fn(Window<'_>) -> u32) {
        let missing = self.missing;
        self.texts.beside(self.first, self.classes, |window, cell| {
            let is_missing = window.length == 0;
            cell.set(select_unpredictable(is_missing, missing, class(window)));
        });
        if self.longest_placeholder > 0 {
            self.texts.beside(self.first, self.classes, |window, cell| {
                if (1..=self.longest_placeholder).contains(&window.length) {
                    cell.set(OPEN);
                }
            });
        }
    }
}
