//! Tools for rule authors, built on the public types: the tests that live in a policy, why something did not happen,
//! and what a policy would do with leads over time.
//!
//! `palette` knows which leads are worth trying (`constants`, `defaults`), `written` says them in the words of a test;
//! `run` runs tests on a `bench`; `nearest` and `why_not` look for the smallest change of a lead.

mod bench;
mod beside;
mod constants;
mod coverage;
mod defaults;
mod diff;
mod expect;
mod golden;
mod junit;
mod mutate;
mod nearest;
mod page;
mod palette;
mod report;
mod run;
mod simulate;
mod simulated;
mod why_not;
mod written;

pub use beside::{Beside, NothingBeside};
pub use coverage::{Coverage, CoveragePart, Suggested};
pub use diff::{Change, Elsewhere, Impact, ItemChange, LeftOpen, LineChange, PolicyDiff, StateChange};
pub use mutate::{Mutant, MutantEnd, MutationReport, Operator};
pub use report::{Failure, TestOutcome, TestReport, TestResult, Unread};
pub use simulated::{Deviation, MemberShare, Simulated, TeamShare};
pub use why_not::{Nearby, WhyNot};
