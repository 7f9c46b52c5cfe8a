//! How a CSV ends. The reader of rows takes the end of a file for the end of a quote; this tells the two apart.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// A CSV with a line end added to it: then only a row in an open quote is not done before the input is.
pub(super) struct Ending<R> {
    input: R,
    line_end: bool,
    ended: Ended,
}

/// What has become of the input.
#[derive(Clone, Debug)]
pub(super) struct Ended(Rc<State>);

#[derive(Debug)]
struct State {
    ended: Cell<bool>,
    too_long: Cell<bool>,
    /// Bytes that may still be read for the row.
    left: Cell<usize>,
}

/// What a reader of rows may have read beyond a row.
const AHEAD: usize = 1 << 16;

impl<R: Read> Ending<R> {
    pub(super) fn of(input: R) -> (Self, Ended) {
        let state = State { ended: Cell::new(false), too_long: Cell::new(false), left: Cell::new(usize::MAX) };
        let ended = Ended(Rc::new(state));
        (Self { input, line_end: false, ended: ended.clone() }, ended)
    }
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let state = &*self.ended.0;
        if state.left.get() == 0 {
            state.too_long.set(true);
            return Err(io::Error::other("a row is too long"));
        }
        let read = self.input.read(buffer)?;
        state.left.set(state.left.get().saturating_sub(read));
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        if self.line_end {
            state.ended.set(true);
            return Ok(0);
        }
        self.line_end = true;
        (&b"\n"[..]).read(buffer)
    }
}

impl Ended {
    /// Asked when a row was read: whether the input ended before the row did, in an open quote.
    pub(super) fn in_a_row(&self) -> bool {
        self.0.ended.get()
    }

    /// The next row may have so many bytes, and some more that were read ahead.
    pub(super) fn allow(&self, bytes: usize) {
        self.0.left.set(bytes.saturating_add(AHEAD));
    }

    /// Whether the row was longer than that.
    pub(super) fn too_long(&self) -> bool {
        self.0.too_long.get()
    }
}
