//! Collecting the texts of a policy.

use super::arguments::{MOST_BYTES, NAME_BYTES, Output, bytes, given, given_mut, text};
use super::error::ErrorHandle;
use super::fault::Fault;
use super::guard::ErrorPlace;
use super::ruleset::RulesetHandle;
use super::stack::with_room;
use super::status;
use crate::{Compiler, Limits, Source};
use std::ffi::c_char;

/// `pointsman_compiler`
#[derive(Debug)]
pub struct CompilerHandle {
    compiler: Compiler,
    limits: Limits,
}

/// `pointsman_compiler_new`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_new(
    compiler: *mut *mut CompilerHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, out) = unsafe { (ErrorPlace::new(error), Output::new(compiler, "compiler")) };
    error.answer(|| {
        out?.give(CompilerHandle { compiler: Compiler::new(), limits: Limits::default() });
        Ok(())
    })
}

/// `pointsman_compiler_add`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_add(
    compiler: *mut CompilerHandle,
    name: *const c_char,
    name_size: usize,
    policy: *const c_char,
    policy_size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, compiler, name, policy) = unsafe {
        (
            ErrorPlace::new(error),
            given_mut(compiler, "compiler"),
            text(name, name_size, NAME_BYTES, "name"),
            text(policy, policy_size, MOST_BYTES, "policy"),
        )
    };
    error.answer(|| {
        let (compiler, source) = (compiler?, Source::new(name?, policy?));
        compiler.compiler = std::mem::take(&mut compiler.compiler).add(source);
        Ok(())
    })
}

/// `pointsman_compiler_add_data`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_add_data(
    compiler: *mut CompilerHandle,
    path: *const c_char,
    path_size: usize,
    data: *const c_char,
    data_size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, compiler, path, data) = unsafe {
        (
            ErrorPlace::new(error),
            given_mut(compiler, "compiler"),
            text(path, path_size, NAME_BYTES, "path"),
            bytes(data, data_size, MOST_BYTES, "data"),
        )
    };
    error.answer(|| {
        let (compiler, path, data) = (compiler?, path?, data?);
        compiler.compiler = std::mem::take(&mut compiler.compiler).add_data(path, data);
        Ok(())
    })
}

/// `pointsman_compiler_set_limit`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_set_limit(
    compiler: *mut CompilerHandle,
    limit: i32,
    value: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, compiler) = unsafe { (ErrorPlace::new(error), given_mut(compiler, "compiler")) };
    error.answer(|| {
        let limits = &mut compiler?.limits;
        *match limit {
            status::LIMIT_SOURCE_BYTES => &mut limits.source_bytes,
            status::LIMIT_NESTING => &mut limits.nesting,
            status::LIMIT_RULES => &mut limits.rules,
            status::LIMIT_ROWS => &mut limits.rows,
            status::LIMIT_TESTS_PER_RULE => &mut limits.tests_per_rule,
            status::LIMIT_REGEX_BYTES => &mut limits.regex_bytes,
            status::LIMIT_LIST_ITEMS => &mut limits.list_items,
            status::LIMIT_LEAD_BYTES => &mut limits.lead_bytes,
            status::LIMIT_TEXT_BYTES => &mut limits.text_bytes,
            status::LIMIT_REPS => &mut limits.reps,
            status::LIMIT_JSON_DEPTH => &mut limits.json_depth,
            status::LIMIT_NOTE_BYTES => &mut limits.note_bytes,
            status::LIMIT_EXPLANATION_ENTRIES => &mut limits.explanation_entries,
            status::LIMIT_DIAGNOSTICS_SHOWN => &mut limits.diagnostics_shown,
            _ => return Err(Fault::argument(format!("there is no limit {limit}"))),
        } = value;
        Ok(())
    })
}

/// `pointsman_compiler_compile`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_compile(
    compiler: *const CompilerHandle,
    ruleset: *mut *mut RulesetHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: as the header says.
    let (error, compiler, out) =
        unsafe { (ErrorPlace::new(error), given(compiler, "compiler"), Output::new(ruleset, "ruleset")) };
    error.answer(|| {
        let (compiler, out) = (compiler?, out?);
        let ready = compiler.compiler.clone().limits(compiler.limits.clone());
        out.give(RulesetHandle::new(with_room(|| ready.compile())?));
        Ok(())
    })
}

/// `pointsman_compiler_free`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pointsman_compiler_free(compiler: *mut CompilerHandle) {
    if !compiler.is_null() {
        // SAFETY: made by `pointsman_compiler_new` and not used any more.
        drop(unsafe { Box::from_raw(compiler) });
    }
}
