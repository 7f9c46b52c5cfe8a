//! Why a lead goes where it goes.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops where it cannot go on")]

mod workload;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use pointsman::{Compiler, Request};
use std::hint::black_box;
use std::path::Path;
use workload::NOW;
use workload::rules::Policy;

fn rules(c: &mut Criterion) {
    let mut group = c.benchmark_group("explain");
    let now = NOW.parse().expect("a moment");
    for rules in [10, 100, 1_000] {
        let policy = Policy::new(rules, 50, 100);
        let live = policy.bind();
        let leads: Vec<_> = policy
            .leads
            .iter()
            .map(|asked| (policy.rules.lead_from_json(&asked.line).expect("a lead"), asked))
            .collect();
        let mut turn = 0;
        group.bench_function(BenchmarkId::new("rules", rules), |b| {
            b.iter(|| {
                let (lead, asked) = &leads[turn % leads.len()];
                turn += 1;
                let told = live.explain(&Request::new(black_box(lead)).at(now)).expect("a decision");
                assert_eq!(told.assignment.rule.as_deref(), Some(&*asked.rule), "{}", asked.line);
                told
            });
        });
    }
    group.finish();
}

fn acme(c: &mut Criterion) {
    let now = NOW.parse().expect("a moment");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    let rules = Compiler::from_path(&folder).expect("the folder").compile().expect("the policy");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the sample");
    let live = rules.bind(rules.snapshot_from_json(&read("snapshot.json")).expect("the snapshot"));
    let lines = read("leads.jsonl");
    let leads: Vec<_> = lines.lines().map(|line| rules.lead_from_json(line).expect("a lead")).collect();
    // What `route` decides is what `explain` tells of.
    let expected: Vec<_> =
        leads.iter().map(|lead| live.route(&Request::new(lead).at(now)).expect("a decision")).collect();
    let mut group = c.benchmark_group("explain");
    let mut turn = 0;
    group.bench_function(BenchmarkId::new("acme", "json"), |b| {
        b.iter(|| {
            turn = (turn + 1) % leads.len();
            let told = live.explain(&Request::new(black_box(&leads[turn])).at(now)).expect("a decision");
            assert_eq!(told.assignment, expected[turn]);
            told.to_json()
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(1));
    targets = rules, acme
}
criterion_main!(benches);
