//! A short text that stands where it is kept, without memory of its own.

use std::fmt;

/// At most `N` bytes of text, 255 at most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct InPlace<const N: usize> {
    length: u8,
    bytes: [u8; N],
}

impl<const N: usize> InPlace<N> {
    /// The first bytes of these, so many; the others are 0.
    pub(crate) fn of<const M: usize>(first: [u8; M], length: u8) -> Option<Self> {
        let mut bytes = [0; N];
        *bytes.first_chunk_mut::<M>()? = first;
        Some(Self { length, bytes })
    }

    /// Appends; false when there is no room, and nothing is appended then.
    pub(crate) fn push(&mut self, more: &[u8]) -> bool {
        let start = usize::from(self.length);
        let end = start.saturating_add(more.len());
        let (Some(room), Ok(length)) = (self.bytes.get_mut(start..end), u8::try_from(end)) else { return false };
        room.copy_from_slice(more);
        self.length = length;
        true
    }

    /// The text so far.
    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.bytes()).unwrap_or_default()
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl<const N: usize> Default for InPlace<N> {
    fn default() -> Self {
        Self { length: 0, bytes: [0; N] }
    }
}

impl<const N: usize> fmt::Write for InPlace<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.push(text.as_bytes()) { Ok(()) } else { Err(fmt::Error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_left_out_whole() {
        let mut text = InPlace::<4>::default();
        assert!(text.push(b"ab") && !text.push("üx".as_bytes()) && text.push("ü".as_bytes()));
        assert_eq!(text.as_str(), "abü");
        assert!(!text.push(b"c") && text.push(b""));
    }
}
