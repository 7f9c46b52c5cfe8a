//! What came for a field, kept until all came, in buffers that are used again.

use crate::domain::{Decimal, Raw};
use jiff::Timestamp;

/// One attribute as it came.
#[derive(Debug, Default)]
pub(super) struct Kept {
    what: What,
    text: String,
    list: Vec<Raw<'static>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum What {
    /// It did not come.
    #[default]
    Nothing,
    Null,
    Bool(bool),
    Number,
    Text,
    Integer(i64),
    Decimal(Decimal),
    Instant(Timestamp),
    List,
    Object,
}

impl Kept {
    /// Keeps an attribute in place of what was kept.
    #[inline(never)]
    pub(super) fn keep(&mut self, raw: &Raw<'_>) {
        self.what = match raw {
            Raw::Null => What::Null,
            Raw::Bool(known) => What::Bool(*known),
            Raw::Integer(number) => What::Integer(*number),
            Raw::Decimal(number) => What::Decimal(*number),
            Raw::Instant(at) => What::Instant(*at),
            Raw::Object => What::Object,
            Raw::Number(text) => {
                self.copy(text);
                What::Number
            }
            Raw::Text(text) => {
                self.copy(text);
                What::Text
            }
            Raw::Texts(texts) => {
                self.list.clear();
                self.list.extend(texts.iter().map(|text| Raw::from((*text).to_owned())));
                What::List
            }
            Raw::List(items) => {
                self.list.clear();
                self.list.extend(items.iter().cloned().map(Raw::into_owned));
                What::List
            }
        };
    }

    fn copy(&mut self, text: &str) {
        self.text.clear();
        self.text.push_str(text);
    }

    pub(super) fn forget(&mut self) {
        self.what = What::Nothing;
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.what == What::Nothing
    }

    /// What was kept, if anything came.
    pub(super) fn raw(&self) -> Option<Raw<'_>> {
        Some(match self.what {
            What::Nothing => return None,
            What::Null => Raw::Null,
            What::Bool(known) => Raw::Bool(known),
            What::Number => Raw::Number(self.text.as_str().into()),
            What::Text => Raw::Text(self.text.as_str().into()),
            What::Integer(number) => Raw::Integer(number),
            What::Decimal(number) => Raw::Decimal(number),
            What::Instant(at) => Raw::Instant(at),
            What::List => Raw::List(self.list.clone()),
            What::Object => Raw::Object,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_came() {
        let mut kept = Kept::default();
        assert_eq!(kept.raw(), None);
        let all = [
            Raw::Null,
            Raw::Bool(true),
            Raw::Number("1e3".into()),
            Raw::from("a"),
            Raw::from(7),
            Raw::from(Decimal::from(7)),
            Raw::from(Timestamp::UNIX_EPOCH),
            Raw::List(vec![Raw::from("b"), Raw::Null]),
            Raw::Object,
        ];
        kept.keep(&Raw::Texts(&["b", "c"]));
        assert_eq!(kept.raw(), Some(Raw::List(vec![Raw::from("b"), Raw::from("c")])));
        for raw in all {
            kept.keep(&raw);
            assert_eq!(kept.raw(), Some(raw));
        }
        kept.forget();
        assert_eq!(kept.raw(), None);
    }
}
