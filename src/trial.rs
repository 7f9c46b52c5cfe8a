//! What the fuzz targets call, so that ordinary tests can replay what they found. Not for hosts.
#![doc(hidden)]

use crate::syntax::shape::{borders, commented, is_sound, shape};
use crate::{Compiler, Request, Snapshot, Source};

/// The policy that `lead` and `snapshot` are read with: every kind of field.
const POLICY: &str = include_str!("../tests/corpus/accept/kinds.route");

/// Any text as a policy: no panic, and every place lies in the text.
pub fn compile(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let compiled = Compiler::new().add(Source::new("fuzz.route", text)).compile();
    if let Err(error) = compiled {
        for found in error.diagnostics() {
            let within = usize::try_from(found.primary.span.end).is_ok_and(|end| end <= text.len());
            assert!(within, "a place beyond the text: {found:?}");
        }
    }
}

/// Any text as a policy: formatting changes blanks only, and a second time nothing; the tree and comments stay.
pub fn format(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let once = crate::format(text);
    let twice = once.as_deref().map(crate::format);
    assert_eq!(twice, Ok(once.clone()));
    let Ok(once) = once else { return };
    if !is_sound(text) {
        return;
    }
    assert_eq!(shape(text), shape(&once), "another tree");
    // A comment at a border that the text's length names.
    let borders = borders(text);
    let at = borders.get(text.len() % borders.len().max(1)).copied().unwrap_or_default();
    let with = commented(text, &[at]);
    let formatted = crate::format(&with);
    assert!(formatted.as_ref().is_ok_and(|formatted| formatted.contains("#c0")), "a comment at {at} is lost");
}

/// Any text as a lead or request: no panic, and what is read routes.
pub fn lead(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(rules) = Compiler::new().add(Source::new("kinds.route", POLICY)).compile() else { return };
    if let Ok(asked) = rules.asked_from_json(text) {
        let request = asked.request(jiff::Timestamp::UNIX_EPOCH, Some("all"));
        let _ = rules.route(&request, &Snapshot::default());
    }
}

/// Any text as a snapshot: no panic, and what is read and written is read to the same bytes again.
pub fn snapshot(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(rules) = Compiler::new().add(Source::new("kinds.route", POLICY)).compile() else { return };
    let Ok(first) = rules.snapshot_from_json(text) else { return };
    let written = first.to_json();
    let again = rules.snapshot_from_json(&written).map(|second| second.to_json());
    assert_eq!(again.as_ref(), Ok(&written));
    let lead = rules.lead(&[]);
    let _ = rules.route(&Request::new(&lead), &first);
}

#[cfg(any(test, fuzzing, feature = "planted-faults"))]
/// Seeds for the generator of policies, leads and snapshots: graph = reference.
pub fn route(data: &[u8]) {
    let mut seed = 0_u64;
    for byte in data.iter().take(64) {
        seed = seed.rotate_left(7) ^ u64::from(*byte);
    }
    crate::route::differential::one(seed);
}
