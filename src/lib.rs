//! A lead-routing engine: a readable policy is checked and compiled into a decision graph, and the graph gives each
//! lead a deterministic assignment with its reasons.

pub mod calendar;
mod check;
mod data;
pub mod domain;
pub mod limits;
mod json;
mod lookup;
mod model;
mod route;
mod syntax;
pub mod text;

pub use domain::{Assignment, Delta, Lead, Outcome, Rep, Snapshot};
pub use limits::Limits;
pub use route::{LeadView, Request, Score, Scorer, ScorerError};
pub use text::{Code, Diagnostic, Diagnostics, Edit, Fix, Label, Severity, Source, SourceId, Sources, Span};
