//! A lead-routing engine: a readable policy is checked and compiled into a decision graph, and the graph gives each
//! lead a deterministic assignment with its reasons.

#![cfg_attr(
    not(feature = "json"),
    allow(dead_code, unused_imports, reason = "tests in policies, rosters and logs are read by what the wire brings")
)]

#[cfg(feature = "json")]
mod author;
pub mod calendar;
#[cfg(feature = "capi")]
pub mod capi;
mod catalogue;
mod check;
mod columns;
mod compiler;
mod counters;
mod data;
mod dispatch;
pub mod domain;
mod draft;
mod error;
mod fixes;
#[cfg(feature = "fs")]
mod folder;
mod graph;
#[cfg(feature = "json")]
mod json;
pub mod limits;
mod lookup;
mod lower;
mod model;
mod proof;
mod region;
mod review;
mod route;
mod ruleset;
mod syntax;
pub mod text;
#[cfg(feature = "json")]
pub mod trial;
#[cfg(feature = "workbench")]
#[doc(hidden)]
pub mod workbench;

#[cfg(feature = "json")]
pub use author::{
    Beside, Change, Coverage, CoveragePart, Deviation, Elsewhere, Failure, Impact, ItemChange, LeftOpen, LineChange,
    MemberShare, Mutant, MutantEnd, MutationReport, Nearby, NothingBeside, Operator, PolicyDiff, Simulated,
    StateChange, Suggested, TeamShare, TestOutcome, TestReport, TestResult, Unread, WhyNot,
};
pub use catalogue::CodeHelp;
pub use columns::Columns;
pub use compiler::Compiler;
pub use counters::Counters;
pub use data::{CsvError, CsvRecords};
pub use dispatch::{DispatchError, Dispatcher, Journal, JournalEntry};
pub use domain::{Assignment, Delta, Lead, Outcome, Rep, Snapshot, Stale};
pub use draft::Draft;
pub use error::{CompileError, RouteError};
pub use fixes::Mended;
#[cfg(feature = "fs")]
pub use folder::FolderError;
pub use graph::{DecisionGraph, Summary, Traffic};
#[cfg(feature = "json")]
pub use json::{AskedLead, JsonError, LogReader, LogWriter, ModelScorer, Replayed, Reported, RunKind};
pub use limits::Limits;
pub use review::Review;
pub use route::{
    Against, AttributeKey, Candidate, Detail, Details, Directory, DirectoryError, DirectoryQuestion, DirectoryRow,
    Explained, Explanation, FactReason, Header, Heard, KeySeen, LeadView, LinkTried, LogisticModel, NaiveBayesModel,
    Observed, Observer, Reason, Request, RuleTried, Score, ScoreLine, ScoreReason, Scorer, ScorerError, Skipped,
};
pub use ruleset::{Live, Ruleset};
pub use syntax::{FormatError, format};
pub use text::{Code, Diagnostic, Diagnostics, Edit, Fix, Label, Severity, Source, SourceId, Sources, Span};
