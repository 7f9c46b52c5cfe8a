//! A buffer for text that is made on demand: the caller makes it once and reuses it.

use super::arguments::{Output, TextOutput, given};
use super::error::ErrorHandle;
use super::fault::{Fault, Outcome};
use super::guard::ErrorPlace;
use std::ffi::c_char;
use std::ptr::NonNull;

/// `pointsman_text`
#[derive(Debug)]
pub struct TextHandle {
    /// Always ends with a NUL, which is not counted.
    bytes: Vec<u8>,
}

impl TextHandle {
    /// Replaces what it holds.
    fn fill(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.bytes.clear();
        write(&mut self.bytes);
        self.bytes.push(0);
    }
}

/// Where a call puts text; empty until then.
pub(super) struct Into(NonNull<TextHandle>);

impl Into {
    /// # Safety
    ///
    /// NULL, or alive until the call returns, and used by nobody else.
    pub(super) unsafe fn new(text: *mut TextHandle, what: &str) -> Outcome<Self> {
        let into = Self(NonNull::new(text).ok_or_else(|| Fault::null(what))?);
        into.put("");
        Ok(into)
    }

    pub(super) fn put(&self, text: &str) {
        self.write(|bytes| bytes.extend_from_slice(text.as_bytes()));
    }

    /// `write` runs no callback.
    pub(super) fn write(&self, write: impl FnOnce(&mut Vec<u8>)) {
        // SAFETY: see `new`; the reference ends before any callback could reach the object again.
        unsafe { &mut *self.0.as_ptr() }.fill(write);
    }
}

/// `pointsman_text_new`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_text_new(text: *mut *mut TextHandle, error: *mut *mut ErrorHandle) -> i32 {
    // SAFETY: as the header says.
    let (error, text) = unsafe { (ErrorPlace::new(error), Output::new(text, "text")) };
    error.answer(|| {
        text?.give(TextHandle { bytes: vec![0] });
        Ok(())
    })
}

/// `pointsman_text_get`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_text_get(
    text: *const TextHandle,
    data: *mut *const c_char,
    size: *mut usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, text, out) =
        unsafe { (ErrorPlace::new(error), given(text, "text"), TextOutput::new(data, size, "data")) };
    error.answer(|| {
        let (text, out) = (text?, out?);
        out.lend_bytes(&text.bytes);
        Ok(())
    })
}

/// `pointsman_text_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_text_free(text: *mut TextHandle) {
    if !text.is_null() {
        // SAFETY: made by `pointsman_text_new` and not used any more.
        drop(unsafe { Box::from_raw(text) });
    }
}
