//! How texts are compared: NFC, trimming of Unicode white space, full default case folding.

use caseless::Caseless;
use std::borrow::Cow;
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The composed form (NFC).
///
/// ```
/// assert_eq!(pointsman::text::nfc("e\u{301}"), "é");
/// ```
pub fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// [`nfc`] without a copy of what is so already: the form in which names and ids are compared.
pub(crate) fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) { Cow::Borrowed(name) } else { Cow::Owned(nfc(name)) }
}

/// A name or an id as it is kept: composed.
pub(crate) fn name(text: impl Into<Arc<str>>) -> Arc<str> {
    let text = text.into();
    match composed(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(composed) => composed.into(),
    }
}

/// The composed form without white space around it: what `matches` sees.
pub fn tidy(text: &str) -> String {
    tidied(text).into_owned()
}

/// [`tidy`] without a copy of what is so already.
pub(crate) fn tidied(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(trimmed(text)) } else { Cow::Owned(nfc(text).trim().to_owned()) }
}

/// The form in which texts are compared: composed, trimmed, folded to one case, composed again. Accents count.
///
/// ```
/// assert_eq!(pointsman::text::fold("  STRASSE "), pointsman::text::fold("Straße"));
/// assert_ne!(pointsman::text::fold("Muller"), pointsman::text::fold("Müller"));
/// ```
pub fn fold(text: &str) -> String {
    folded(text).into_owned()
}

/// [`fold`] without a copy of what is so already.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        return Cow::Owned(nfc(text).trim().chars().default_case_fold().nfc().collect());
    }
    let trimmed = trimmed(text);
    // To the end in any case: many bytes are looked at in one step then.
    let has_capitals = trimmed.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase());
    if has_capitals { Cow::Owned(trimmed.to_ascii_lowercase()) } else { Cow::Borrowed(trimmed) }
}

/// Without white space around it. Mostly there is none, which two bytes tell.
pub(crate) fn trimmed(text: &str) -> &str {
    if shows_at_both_ends(text) { text } else { text.trim() }
}

/// Whether a text begins and ends with a letter of ASCII that shows: there is no white space around it.
#[inline]
pub(crate) fn shows_at_both_ends(text: &str) -> bool {
    let shows = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..=b'~').contains(byte));
    shows(text.as_bytes().first()) && shows(text.as_bytes().last())
}

/// The Unicode versions of folding and normalising, part of the fingerprint.
pub fn unicode_version() -> String {
    let (a, b, c) = caseless::UNICODE_VERSION;
    let (d, e, f) = unicode_normalization::UNICODE_VERSION;
    format!("folding {a}.{b}.{c}, normalising {d}.{e}.{f}")
}
