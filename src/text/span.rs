//! A piece of a source, by bytes.

use super::source::SourceId;

/// A piece of one source text, as byte offsets: `start` is in, `end` is out.
///
/// ```
/// use pointsman::{SourceId, Span};
/// let a = Span::new(SourceId::FIRST, 3, 5);
/// let b = Span::new(SourceId::FIRST, 8, 9);
/// assert_eq!(a.to(b), Span::new(SourceId::FIRST, 3, 9));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text it lies in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
}

impl Span {
    /// A piece from byte `start` up to, without, byte `end`.
    pub const fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The piece that begins where `self` does and ends where `other` does.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty place right behind this piece.
    #[must_use]
    pub const fn after(self) -> Self {
        Self { source: self.source, start: self.end, end: self.end }
    }

    /// Whether a byte lies in it.
    pub const fn holds(self, byte: u32) -> bool {
        self.start <= byte && byte < self.end
    }

    /// Its length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds nothing: a place between two bytes.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }
}
