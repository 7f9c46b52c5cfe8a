//! Texts within texts.

use crate::domain::Text;

/// Asks about two texts in the forms in which they are compared.
pub(super) fn compared<'a>(a: &'a Text, b: &'a Text, ask: impl Fn(&'a str, &'a str) -> bool) -> bool {
    ask(a.compared(), b.compared())
}
