//! Tools for rule authors, built on the public types: the tests that live in a policy, and what it would do
//! with leads over time.

mod examples;
mod expect;
mod report;
mod run;
mod simulate;
mod simulated;

pub use report::{Failure, TestOutcome, TestReport, TestResult};
pub use simulated::{Deviation, MemberShare, Simulated, TeamShare};
