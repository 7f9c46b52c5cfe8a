//! Text that is handed out: NUL-terminated beyond its length, so that C may use it either way.

use super::status;
use crate::{Diagnostic, Diagnostics, Severity, Sources, Span};
use std::ffi::c_char;

/// A text and the NUL behind it.
#[derive(Debug, Clone)]
pub(super) struct Word(Box<[u8]>);

impl Word {
    pub(super) fn of(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len().saturating_add(1));
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
        Self(bytes.into())
    }

    pub(super) fn as_ptr(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    /// Without the NUL.
    pub(super) fn len(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    pub(super) fn with_nul(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.get(..self.len()).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A finding of the compiler, with its place worked out.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) severity: i32,
    pub(super) code: Word,
    pub(super) message: Word,
    pub(super) source: Word,
    pub(super) label: Word,
    /// What to write, one a line.
    pub(super) help: Word,
    /// 1-based line and column in characters.
    pub(super) start: (u32, u32),
    pub(super) end: (u32, u32),
}

impl Found {
    pub(super) fn all(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Self> {
        diagnostics.iter().map(|diagnostic| Self::of(diagnostic, sources)).collect()
    }

    fn of(found: &Diagnostic, sources: &Sources) -> Self {
        let Span { source, start, end } = found.primary.span;
        let text = sources.get(source);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let place = |at| text.map_or((0, 0), |text| text.place(at)).map_both(small);
        Self {
            severity: match found.severity {
                Severity::Error => status::SEVERITY_ERROR,
                Severity::Warning => status::SEVERITY_WARNING,
            },
            code: Word::of(&found.code.to_string()),
            message: Word::of(&found.message),
            source: Word::of(text.map_or("", |text| text.name())),
            label: Word::of(&found.primary.text),
            help: Word::of(&found.helps.join("\n")),
            start: place(start),
            end: place(end),
        }
    }
}

trait Both {
    fn map_both(self, change: impl Fn(usize) -> u32) -> (u32, u32);
}

impl Both for (usize, usize) {
    fn map_both(self, change: impl Fn(usize) -> u32) -> (u32, u32) {
        (change(self.0), change(self.1))
    }
}
