//! Errors and findings, as the caller reads them.

use super::arguments::{Open, Output, Struct, TextOutput, given};
use super::fault::Fault;
use super::guard::ErrorPlace;
use super::status;
use super::words::{Found, Word};
use std::ffi::c_char;
use std::ptr::null;

/// `pointsman_error`
#[derive(Debug)]
pub struct ErrorHandle {
    fault: Box<Fault>,
}

impl ErrorHandle {
    pub(super) fn boxed(fault: Box<Fault>) -> *mut Self {
        Box::into_raw(Box::new(Self { fault }))
    }
}

/// `pointsman_diagnostic`
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the header describes the fields")]
pub struct Diagnostic {
    pub struct_size: usize,
    pub severity: i32,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub reserved: u32,
    pub code: *const c_char,
    pub code_size: usize,
    pub message: *const c_char,
    pub message_size: usize,
    pub source: *const c_char,
    pub source_size: usize,
    pub label: *const c_char,
    pub label_size: usize,
    pub help: *const c_char,
    pub help_size: usize,
}

// SAFETY: `repr(C)`, its size first, numbers and pointers only.
unsafe impl Open for Diagnostic {
    const FIRST: usize = 112;
    const BLANK: Self = Self {
        struct_size: size_of::<Self>(),
        severity: 0,
        line: 0,
        column: 0,
        end_line: 0,
        end_column: 0,
        reserved: 0,
        code: null(),
        code_size: 0,
        message: null(),
        message_size: 0,
        source: null(),
        source_size: 0,
        label: null(),
        label_size: 0,
        help: null(),
        help_size: 0,
    };
}

impl Diagnostic {
    pub(super) fn of(found: &Found) -> Self {
        let lent = |word: &Word| (word.as_ptr(), word.len());
        let ((code, code_size), (message, message_size)) = (lent(&found.code), lent(&found.message));
        let ((source, source_size), (label, label_size)) = (lent(&found.source), lent(&found.label));
        let (help, help_size) = lent(&found.help);
        Self {
            severity: found.severity,
            line: found.start.0,
            column: found.start.1,
            end_line: found.end.0,
            end_column: found.end.1,
            code,
            code_size,
            message,
            message_size,
            source,
            source_size,
            label,
            label_size,
            help,
            help_size,
            ..Self::BLANK
        }
    }
}

/// `pointsman_error_code`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_code(error: *const ErrorHandle) -> i32 {
    // SAFETY: as the header says.
    unsafe { given(error, "error") }.map_or(status::OK, |error| error.fault.status)
}

/// `pointsman_error_message`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_message(error: *const ErrorHandle, size: *mut usize) -> *const c_char {
    // SAFETY: as the header says; a caller who relies on the NUL gives no place for the size.
    let (error, size) = unsafe { (given(error, "error"), Output::new(size, "size")) };
    let Ok(error) = error else { return null() };
    if let Ok(size) = size {
        size.set(error.fault.message.len());
    }
    error.fault.message.as_ptr()
}

/// `pointsman_error_place`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_place(
    of: *const ErrorHandle,
    path: *mut *const c_char,
    path_size: *mut usize,
    line: *mut u32,
    column: *mut u32,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, of, path) =
        unsafe { (ErrorPlace::new(error), given(of, "of"), TextOutput::new(path, path_size, "path")) };
    // SAFETY: as the header says.
    let (line, column) = unsafe { (Output::new(line, "line"), Output::new(column, "column")) };
    error.answer(|| {
        let (of, path, line, column) = (of?, path?, line?, column?);
        path.lend(&of.fault.path);
        line.set(of.fault.place.0);
        column.set(of.fault.place.1);
        Ok(())
    })
}

/// `pointsman_error_diagnostic_count`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_diagnostic_count(error: *const ErrorHandle) -> usize {
    // SAFETY: as the header says.
    unsafe { given(error, "error") }.map_or(0, |error| error.fault.diagnostics.len())
}

/// `pointsman_error_diagnostic`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_diagnostic(
    of: *const ErrorHandle,
    index: usize,
    diagnostic: *mut Diagnostic,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, of, out) = unsafe { (ErrorPlace::new(error), given(of, "of"), Struct::new(diagnostic, "diagnostic")) };
    error.answer(|| {
        let (of, out) = (of?, out?);
        let found = of.fault.diagnostics.get(index).ok_or_else(|| Fault::argument("there are not so many findings"))?;
        out.set(&Diagnostic::of(found));
        Ok(())
    })
}

/// `pointsman_error_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_error_free(error: *mut ErrorHandle) {
    if !error.is_null() {
        // SAFETY: made by a call that failed, and not used any more.
        drop(unsafe { Box::from_raw(error) });
    }
}
