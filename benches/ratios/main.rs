//! The promises about time, in one run: what each comes to here, beside its limit.
//!
//! `cargo bench --features workbench --bench ratios`; words behind `--` choose parts of it: `match`, `worst`, `whole`,
//! `json`, `apply`, `compile`. Every ratio is the median of five, each taken of passes made one after the other.
//! `POINTSMAN_BENCH=short` leaves the largest policies out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench stops where it cannot go on, goes through what it made itself, measures and tells"
)]

#[path = "../common/attributes.rs"]
mod attributes;
#[path = "../common/mod.rs"]
mod common;
mod compiling;
mod matching;
mod whole;
#[path = "../workload/mod.rs"]
mod workload;

use pointsman::{Compiler, Limits, Ruleset, Source};

/// A policy from its text, which may be longer than people write: 20,000 rules of twenty alternatives are 22 MB.
fn compiled(text: &str) -> Ruleset {
    let mut limits = Limits::default();
    limits.source_bytes = usize::MAX;
    match Compiler::new().limits(limits).add(Source::new("policy.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{:?}", error.diagnostics().iter().next()),
    }
}

/// Whether the largest policies are left out.
fn short() -> bool {
    std::env::var("POINTSMAN_BENCH").as_deref() == Ok("short")
}

/// One line of the table: what was measured, and whether a figure is within its limit. By a seventh over is said to be so.
fn line(what: &str, figures: &str, is: f64, limit: f64, unit: &str) {
    let over = is / limit - 1.0;
    let verdict = if over <= 0.0 {
        "met".to_owned()
    } else if over <= 0.15 {
        format!("missed by {:.0} %", over * 100.0)
    } else {
        "NOT MET".to_owned()
    };
    println!(
        "{what:<34} {figures:<56} {:>9} {:>9}  {verdict}",
        format!("{}{unit}", figure(is)),
        format!("{limit}{unit}")
    );
}

/// A line without a limit.
fn told(what: &str, figures: &str) {
    println!("{what:<34} {figures}");
}

/// Three digits that count.
fn figure(number: f64) -> String {
    match number {
        n if n < 0.1 => format!("{n:.4}"),
        n if n < 1.0 => format!("{n:.3}"),
        n if n < 10.0 => format!("{n:.2}"),
        n => format!("{n:.1}"),
    }
}

/// "81.3 ns", "1234 ns".
fn ns(time: f64) -> String {
    if time < 100.0 { format!("{time:.1} ns") } else { format!("{time:.0} ns") }
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let [what, size] = &wanted[..]
        && what == "peak"
    {
        return compiling::tell_peak(size.parse().expect("a number of rules"));
    }
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    println!("{:<34} {:<56} {:>9} {:>9}", "", "", "ratio", "at most");
    if wants("match") {
        matching::rules();
    }
    if wants("worst") {
        matching::worst();
    }
    if wants("whole") {
        whole::route();
    }
    if wants("json") {
        whole::json();
    }
    if wants("apply") {
        whole::apply();
    }
    if wants("compile") {
        compiling::compile();
    }
}
