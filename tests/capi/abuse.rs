//! What a host may get wrong, and what it may do at the same time.

use crate::tools::{compile, compilers, here, silent};

/// Garbage ids, counts, sizes and flags; text beside a guard page; contained panics; callbacks that come back; eight
/// threads. Nothing may be said on standard error.
#[test]
fn abuse() {
    for compiler in compilers(&["gcc", "clang"]) {
        let program = compile(compiler, "-std=gnu11", &here("abuse.c"), &format!("abuse-{compiler}"), &[]);
        let printed = silent(program, &[here("scenario").as_os_str()]);
        assert_eq!(printed, "garbage\ntexts\npanics\nre-entry\nthreads\ncoroutines\n", "{compiler}");
    }
}
