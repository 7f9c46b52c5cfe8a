//! Matching by the size of the policy: prepared, lazily, one rule after another; and the worst cases.
//!
//! `cargo bench --features workbench --bench route`. `POINTSMAN_BENCH=full` adds 100,000 rules and the worst cases at 20,000.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench stops where it cannot go on, goes through what it made itself, and asks how much is wanted"
)]

mod common;

use common::Made;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use pointsman::workbench::{Prepared, Workbench};
use pointsman::{Compiler, Lead, Limits, Request, Ruleset, Snapshot, Source};
use std::hint::black_box;

/// Different leads of a policy.
const LEADS: usize = 50_000;
/// Leads whose answers are compared with the conditions as they stand.
const COMPARED: usize = 200;

fn full() -> bool {
    std::env::var("POINTSMAN_BENCH").as_deref() == Ok("full")
}

struct Ready {
    rules: Ruleset,
    bench: Workbench,
    leads: Vec<Lead>,
    prepared: Vec<Prepared>,
}

/// Compiles, reads and prepares; and compares all ways to match with the conditions as they stand.
fn ready(made: &Made) -> Ready {
    let mut limits = Limits::default();
    limits.source_bytes = usize::MAX;
    let source = Source::new("policy.route", made.text.clone());
    let rules = Compiler::new().limits(limits).add(source).compile().expect("a policy");
    let bench = Workbench::new(&rules).expect("a main route");
    let read = |lead| rules.lead_from_json(&made.json(lead)).expect("a lead");
    let leads: Vec<Lead> = (0..made.leads.len()).map(read).collect();
    let prepared: Vec<Prepared> = bench.prepare(&leads);
    for (lead, prepared) in leads.iter().zip(&prepared).take(COMPARED) {
        let expected = bench.naive(lead);
        assert_eq!(bench.first(prepared), expected);
        assert_eq!(bench.linear(prepared), expected);
        assert_eq!(bench.lazy(lead), expected);
    }
    Ready { rules, bench, leads, prepared }
}

/// Goes round and round through leads, so that none is asked twice in a row of so many.
fn each<'a, T>(all: &'a [T], next: &mut usize) -> &'a T {
    *next = if *next + 1 < all.len() { *next + 1 } else { 0 };
    &all[*next]
}

fn matching(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("match");
    let sizes: &[usize] = if full() { &[10, 100, 1_000, 10_000, 100_000] } else { &[10, 100, 1_000, 10_000] };
    for size in sizes {
        let made = common::realistic::realistic(*size, LEADS);
        let ready = ready(&made);
        let beyond =
            ready.prepared.iter().filter(|lead| ready.bench.first(lead).is_none_or(|at| at as usize > size / 2));
        assert!(beyond.count() * 10 >= 3 * LEADS, "three decisions in ten come from beyond the middle rule");
        let hot = &ready.prepared[..2_000];
        let mut next = 0;
        group.bench_function(BenchmarkId::new("prepared", size), |bench| {
            bench.iter(|| black_box(ready.bench.first(each(&ready.prepared, &mut next))));
        });
        group.bench_function(BenchmarkId::new("prepared_hot", size), |bench| {
            bench.iter(|| black_box(ready.bench.first(each(hot, &mut next))));
        });
        group.bench_function(BenchmarkId::new("linear", size), |bench| {
            bench.iter(|| black_box(ready.bench.linear(each(&ready.prepared, &mut next))));
        });
        group.bench_function(BenchmarkId::new("lazy", size), |bench| {
            bench.iter(|| black_box(ready.bench.lazy(each(&ready.leads, &mut next))));
        });
        let snapshot = Snapshot::default();
        group.bench_function(BenchmarkId::new("route", size), |bench| {
            let live = ready.rules.bind(snapshot.clone());
            bench.iter(|| live.route(&Request::new(each(&ready.leads, &mut next))).map(black_box));
        });
    }
    group.finish();
}

fn worst(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("worst");
    let size = if full() { 20_000 } else { 2_000 };
    for (name, make) in common::worst::FAMILIES {
        let ready = ready(&make(size, 4_000));
        let mut next = 0;
        group.bench_function(BenchmarkId::new(name, size), |bench| {
            bench.iter(|| black_box(ready.bench.first(each(&ready.prepared, &mut next))));
        });
    }
    group.finish();
}

criterion_group!(benches, matching, worst);
criterion_main!(benches);
