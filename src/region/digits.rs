//! The beginnings of texts of digits, ZIP codes mostly: how a text begins is a number, and one look at its place tells the class.

#![allow(clippy::inline_always, reason = "part of the loops over columns of texts")]

use crate::lookup::TextLookup;
use crate::text::{digits, digits_of, in_a_word};
use std::hint::select_unpredictable;

/// By the number that the first digits write: the class of what begins so. Most numbers are told without their last digit; where
/// it counts, a page of ten tells. So most of it stays near, which all hundred thousand numbers of five digits would not.
#[derive(Clone, Debug)]
pub(crate) struct Digits {
    /// So many digits.
    length: usize,
    /// By the number without its last digit: a class, or a page.
    tens: Box<[u16]>,
    pages: Box<[[u16; 10]]>,
}

/// The most digits that are looked at.
const LONGEST: usize = 5;
/// At most so many numbers a beginning: beyond, few of them are more quickly looked up by themselves.
const SPARSE: usize = 64;
/// From here on it is a page's number and not a class.
const PAGE: u16 = 0x8000;

impl Digits {
    /// Of all beginnings with their classes, and the class of what begins with none; `None` where not each of them is digits, or
    /// they are few for their length.
    pub(super) fn new(beginnings: &TextLookup, other: u32) -> Option<Self> {
        let mut known = Vec::new();
        for (text, class) in beginnings.all_words()? {
            let bytes = text.to_le_bytes();
            let length = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            let number = usize::try_from(digits(bytes.get(..length)?)?).ok()?;
            known.push((length, number, class_of(class)?));
        }
        // A longer one overrules those that it begins with.
        known.sort_unstable();
        let length = known.last()?.0;
        let numbers = 10_usize.pow(u32::try_from(length).ok()?);
        if length > LONGEST || numbers > known.len().checked_mul(SPARSE)? {
            return None;
        }
        let mut classes = vec![class_of(other)?; numbers];
        for (begins, number, class) in known {
            let wide = 10_usize.pow(u32::try_from(length.checked_sub(begins)?).ok()?);
            classes.get_mut(number.checked_mul(wide)?..)?.get_mut(..wide)?.fill(class);
        }
        let mut pages = vec![[0; 10]];
        let (tens, _) = classes.as_chunks::<10>();
        let ten = |ten: &[u16; 10]| {
            let [first, ..] = ten;
            if ten.iter().all(|class| class == first) {
                return Some(*first);
            }
            pages.push(*ten);
            Some(PAGE | class_of(u32::try_from(pages.len().checked_sub(1)?).ok()?)?)
        };
        Some(Self { length, tens: tens.iter().map(ten).collect::<Option<_>>()?, pages: pages.into() })
    }

    /// The class of a text whose first bytes these are, zeros behind it; `None` where it has not so many digits.
    #[inline(always)]
    pub(crate) fn class(&self, word: u64) -> Option<u32> {
        let number = digits_of(word & in_a_word(self.length), self.length)?;
        let (ten, last) = (*self.tens.get(place(number / 10))?, place(number % 10));
        let is_page = ten >= PAGE;
        // Some page is looked at in any case, so that nothing is foreseen.
        let page = self.pages.get(usize::from(select_unpredictable(is_page, ten ^ PAGE, 0)))?;
        Some(select_unpredictable(is_page, *page.get(last)?, ten).into())
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.tens).saturating_add(size_of_val(&*self.pages))
    }
}

/// A class, or a page, that is told from one of the other kind.
fn class_of(number: u32) -> Option<u16> {
    u16::try_from(number).ok().filter(|number| *number < PAGE)
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::texts::tests::texts;

    #[test]
    fn digits_are_found_in_one_look() {
        let prefixes: Vec<String> =
            (0..40).map(|n| format!("{:02}", n * 7 % 100)).chain((0..40).map(|n| format!("{}", n * 24 + 1))).collect();
        let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
        let known = texts(&["000"], &prefixes);
        let ready = known.clone().ready(None);
        assert!(ready.digits().is_some());
        for text in (0..20_000)
            .map(|n| n.to_string())
            .chain(["000", "00", "0", "", "12a", "1-2", "a", "01\0", "é12"].map(String::from))
        {
            assert_eq!(ready.class(text.as_bytes()), known.class(text.as_bytes()), "{text}");
        }
        let became: Box<[u32]> = (0..known.count()).map(|class| class * 10).collect();
        let reduced = known.clone().ready(Some(became));
        for text in ["000", "00", "0", "12", "123", "1234", "999"] {
            assert_eq!(reduced.class(text.as_bytes()), known.class(text.as_bytes()) * 10, "{text}");
        }
        for (constants, others) in [(&[][..], &["123"][..]), (&[], &["1a", "2b"]), (&[], &["123456"])] {
            assert!(texts(constants, others).ready(None).digits().is_none(), "{others:?}: looked up by themselves");
        }
    }
}
