//! The C interface: what `include/pointsman.h` promises, and the only `unsafe` of the crate.
//!
//! Each function is one `unsafe` block that turns its pointers into checked things (`arguments`, `handle`) and one
//! plain closure under the guard (`guard`), which writes the error and keeps panics in. The header is the manual and
//! the contract; what it says of a pointer is what a caller has to keep, so the functions do not repeat it.
//!
//! | file | what |
//! |---|---|
//! | `status`, `fault` | statuses and other constants; what becomes a `pointsman_error` |
//! | `guard`, `arguments`, `handle`, `words` | containing panics; pointers in and out; objects in use; NUL-terminated text |
//! | `text`, `error`, `compiler`, `ruleset`, `lead`, `snapshot`, `context`, `assignment` | the objects |
//! | `decision`, `request`, `scorer`, `observer`, `view` | open structs and callbacks |
//! | `route`, `batch`, `version` | deciding; versions |
//! | `stack`, `drive` | compiling from a fiber; bytes as calls, for the fuzzer |

#![allow(unsafe_code, reason = "the border to C")]
#![allow(clippy::missing_safety_doc, reason = "the header says what a caller has to keep")]
#![deny(clippy::undocumented_unsafe_blocks)]

#[cfg(panic = "abort")]
compile_error!("the C interface keeps panics in and hands them over as errors: build it with panic = \"unwind\"");

mod arguments;
pub mod assignment;
pub mod batch;
pub mod compiler;
pub mod context;
pub mod decision;
pub mod drive;
pub mod error;
mod fault;
mod guard;
mod handle;
pub mod lead;
pub mod observer;
pub mod request;
pub mod route;
pub mod ruleset;
pub mod scorer;
pub mod snapshot;
mod stack;
pub mod status;
pub mod text;
pub mod version;
pub mod view;
mod words;

/// What the header lets threads share for reading, and what it lets them hand over.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    const fn handed_over<T: Send>() {}
    shared::<ruleset::RulesetHandle>();
    shared::<compiler::CompilerHandle>();
    shared::<assignment::AssignmentHandle>();
    shared::<error::ErrorHandle>();
    shared::<text::TextHandle>();
    shared::<snapshot::Bound>();
    handed_over::<lead::LeadHandle>();
    handed_over::<context::ContextHandle>();
    handed_over::<snapshot::SnapshotHandle>();
};
