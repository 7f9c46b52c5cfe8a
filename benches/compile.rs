//! Compiling by the size of the policy: all of it, and lowering by itself.
//!
//! `cargo bench --features workbench --bench compile`. `POINTSMAN_BENCH=full` adds 100,000 rules.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(
    clippy::expect_used,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "a bench stops where it cannot go on, and asks how much is wanted"
)]

mod common;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pointsman::workbench::Workbench;
use pointsman::{Compiler, Ruleset, Source};
use std::hint::black_box;

fn compiled(text: &str) -> Ruleset {
    Compiler::new().add(Source::new("policy.route", text.to_owned())).compile().expect("a policy")
}

/// A table of 42,000 ZIP codes in 300 territories.
fn zip_table() -> String {
    let mut text = String::from("pointsman 1\nlead { id: text  zip: text optional }\nqueue rest\n");
    text.push_str("table patch first {\n  zip => patch: text\n");
    for zip in 0..42_000 {
        text.push_str(&format!("  \"{zip:05}\" => \"p{}\"\n", zip % 300));
    }
    text.push_str(
        "  any => \"none\"\n}\nmain route inbound {\n  rule one { when patch is \"p7\"  assign queue rest }\n",
    );
    text + common::END
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    let full = std::env::var("POINTSMAN_BENCH").as_deref() == Ok("full");
    let sizes: &[usize] = if full { &[100, 1_000, 10_000, 100_000] } else { &[100, 1_000, 10_000] };
    let policies = sizes.iter().map(|size| (size.to_string(), common::realistic::realistic(*size, 0).text));
    for (name, text) in policies.chain([("zip_table".to_owned(), zip_table())]) {
        group.throughput(Throughput::Elements(text.lines().count() as u64));
        group.bench_function(BenchmarkId::new("whole", &name), |bench| {
            bench.iter(|| black_box(compiled(&text)));
        });
        let bench = Workbench::new(&compiled(&text)).expect("a main route");
        group.bench_function(BenchmarkId::new("lower", &name), |criterion| {
            criterion.iter(|| black_box(bench.lower()));
        });
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
