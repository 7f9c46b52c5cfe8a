//! Words and places: sources, spans, diagnostics. Knows nothing of routing.

mod allow;
mod code;
mod diagnostic;
mod distance;
mod eight;
mod fold;
mod in_place;
mod letters;
mod listed;
mod packed;
mod source;
mod span;
mod strung;

pub(crate) use allow::Allows;
pub use code::Code;
pub use diagnostic::{Diagnostic, Diagnostics, Edit, Fix, Label, Severity};
pub use distance::{distance, nearest};
pub(crate) use eight::{HIGH, ONES, between, digits, digits_of, eights, filled_up, small};
pub(crate) use fold::{composed, folded, name, shows_at_both_ends, tidied, trimmed};
pub use fold::{fold, nfc, tidy, unicode_version};
pub(crate) use in_place::InPlace;
pub(crate) use letters::plain_letters;
pub(crate) use listed::{ends_of_items, short_items};
pub(crate) use packed::Packed;
pub(crate) use source::bad_byte;
pub use source::{Source, SourceId, Sources};
pub use span::Span;
pub(crate) use strung::{Strung, Window, in_a_word};
