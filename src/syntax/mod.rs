//! text ──**syntax**──▶ Document ──check──▶ Model ──lower──▶ DecisionGraph
//!
//! Reads one file into a tree of what was written. After this stage nobody looks at text again.
mod grammar;
pub(crate) mod tree;
