//! The texts a policy is made of: `*.route` files and the CSV data they name.

use super::span::Span;
use std::sync::{Arc, OnceLock};

/// Which text of a compilation a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

impl SourceId {
    /// The first text added.
    pub const FIRST: Self = Self(0);

    /// The place of this text among [`Sources`].
    pub const fn index(self) -> u32 {
        self.0
    }
}

/// One text with the name it is reported under, usually a path relative to the policy's folder.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    /// Where lines begin, worked out when a place is first asked for: data may have a finding in every row.
    lines: Arc<OnceLock<Vec<usize>>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text) == (&other.name, &other.text)
    }
}

impl Eq for Source {}

impl Source {
    /// A text and the name that diagnostics show for it.
    ///
    /// ```
    /// let source = pointsman::Source::new("inbound.route", "pointsman 1\n");
    /// assert_eq!(source.name(), "inbound.route");
    /// ```
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), lines: Arc::default() }
    }

    /// The name shown in diagnostics.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The 1-based line and column (in characters) of a byte offset; an offset beyond the end is the end.
    ///
    /// ```
    /// let source = pointsman::Source::new("a.route", "ab\nüx");
    /// assert_eq!(source.place(5), (2, 2));
    /// ```
    pub fn place(&self, offset: u32) -> (usize, usize) {
        let mut at = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(newline, _)| newline.saturating_add(1));
            std::iter::once(0).chain(ends).collect()
        });
        let line = lines.partition_point(|start| *start <= at);
        let start = line.checked_sub(1).and_then(|place| lines.get(place)).copied().unwrap_or(0);
        let column = self.text.get(start..at).unwrap_or_default().chars().count().saturating_add(1);
        (line, column)
    }
}

/// All texts of one compilation, in the order they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    pub const fn new() -> Self {
        Self { all: Vec::new() }
    }

    /// Adds a text and says how spans name it.
    pub fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(source);
        id
    }

    /// The text with this id; `None` for an id of another compilation.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.all.get(usize::try_from(id.0).ok()?)
    }

    /// The characters of a span; empty when the span does not lie in these texts.
    pub fn slice(&self, span: Span) -> &str {
        let range = usize::try_from(span.start).unwrap_or(usize::MAX)..usize::try_from(span.end).unwrap_or(usize::MAX);
        self.get(span.source).and_then(|source| source.text().get(range)).unwrap_or_default()
    }

    /// All texts with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0_u32..).map(SourceId).zip(&self.all)
    }
}
/// Where the first byte is that is not UTF-8: its line and its place in it, both counted from 1.
pub(crate) fn bad_byte(error: &std::string::FromUtf8Error) -> (usize, usize) {
    let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
    let line_end = |byte: &u8| *byte == b'\n';
    let in_line = before.iter().rev().take_while(|byte| !line_end(byte)).count();
    (before.iter().filter(|byte| line_end(byte)).count().saturating_add(1), in_line.saturating_add(1))
}
