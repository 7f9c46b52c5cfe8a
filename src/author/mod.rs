//! Tools for rule authors, built on the public types: the tests that live in a policy, and replaying a log.

mod examples;
mod expect;
mod report;
mod run;

pub use report::{Failure, TestOutcome, TestReport, TestResult};
