//! A lead-routing engine: a readable policy is checked and compiled into a decision graph, and the graph gives each
//! lead a deterministic assignment with its reasons.

pub mod domain;
pub mod limits;
mod lookup;
mod syntax;
pub mod text;

pub use text::{Code, Diagnostic, Diagnostics, Edit, Fix, Label, Severity, Source, SourceId, Sources, Span};
