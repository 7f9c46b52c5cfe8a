//! A line of JSON in, a line of JSON out.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops where it cannot go on")]

mod workload;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pointsman::{Compiler, Live, Ruleset};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use workload::NOW;
use workload::rules::Policy;

fn answer(rules: &Ruleset, live: &Live, line: &str, now: jiff::Timestamp) -> String {
    let asked = rules.asked_from_json(line).expect("a lead");
    live.route(&asked.request(now, None)).expect("a decision").to_json()
}

/// Runs through lines, each of which must be answered by the very bytes that a fresh look at the snapshot gave.
fn lines(c: &mut Criterion, id: &str, rules: &Ruleset, snapshot: &str, lines: &[&str]) {
    let now = NOW.parse().expect("a moment");
    let read = || rules.snapshot_from_json(snapshot).expect("a snapshot");
    let live = rules.bind(read());
    let expected: Vec<String> = lines
        .iter()
        .map(|line| {
            let asked = rules.asked_from_json(line).expect("a lead");
            rules.route(&asked.request(now, None), &read()).expect("a decision").to_json()
        })
        .collect();
    let mut group = c.benchmark_group("end_to_end");
    group.throughput(Throughput::Elements(1));
    let mut turn = 0;
    let mut step = || {
        turn = (turn + 1) % lines.len();
        turn
    };
    group.bench_function(BenchmarkId::new("json", id), |b| {
        b.iter(|| {
            let turn = step();
            let written = answer(rules, &live, black_box(lines[turn]), now);
            assert_eq!(written, expected[turn]);
            written
        });
    });
    group.bench_function(BenchmarkId::new("read", id), |b| {
        b.iter(|| {
            let turn = step();
            let asked = rules.asked_from_json(black_box(lines[turn])).expect("a lead");
            assert!(asked.lead().is_valid() || asked.lead().problems().len() < 9);
            asked
        });
    });
    let answers: Vec<_> = lines
        .iter()
        .map(|line| {
            let asked = rules.asked_from_json(line).expect("a lead");
            live.route(&asked.request(now, None)).expect("a decision")
        })
        .collect();
    group.bench_function(BenchmarkId::new("write", id), |b| {
        b.iter(|| {
            let turn = step();
            let written = black_box(&answers[turn]).to_json();
            assert_eq!(written.len(), expected[turn].len());
            written
        });
    });
    group.finish();
}

fn sizes(c: &mut Criterion) {
    for rules in [10, 1_000] {
        let policy = Policy::new(rules, 50, 1_000);
        let leads: Vec<&str> = policy.leads.iter().map(|asked| &*asked.line).collect();
        lines(c, &format!("rules_{rules}"), &policy.rules, &policy.snapshot, &leads);
    }
}

/// The touchstone policy on its own leads, and leads of many fields.
fn acme(c: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme");
    let rules = Compiler::from_path(&folder).expect("the folder").compile().expect("the policy");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the sample");
    let leads = read("leads.jsonl");
    let leads: Vec<&str> = leads.lines().collect();
    lines(c, "acme", &rules, &read("snapshot.json"), &leads);
}

fn wide(c: &mut Criterion) {
    for fields in [160, 400] {
        let mut schema = String::new();
        let mut line = String::from("{\"id\":\"L1\"");
        for field in 0..fields - 1 {
            let _ = write!(schema, "  f{field}: {}", ["text optional", "integer optional"][field % 2]);
            let value = if field % 2 == 0 { format!("\"value {field}\"") } else { field.to_string() };
            let _ = write!(line, ",\"f{field}\":{value}");
        }
        line.push('}');
        let text = format!(
            "pointsman 1\nlead {{ id: text{schema} }}\nqueue desk\nmain route inbound {{ rule r {{ when f1 >= 1  assign queue desk }} otherwise {{ assign queue desk }} }}\n"
        );
        let rules = workload::compile(&text);
        lines(c, &format!("fields_{fields}"), &rules, "{ \"format\": 1, \"reps\": [] }", &[&line]);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(1));
    targets = sizes, acme, wide
}
criterion_main!(benches);
