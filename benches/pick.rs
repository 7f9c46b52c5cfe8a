//! Who gets the lead: members × strategy; a whole route among them; taking the changes in.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops where it cannot go on")]

mod workload;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use pointsman::Request;
use std::hint::black_box;
use workload::NOW;
use workload::company::Company;
use workload::people::{By, Desk};
use workload::rules::Policy;

/// A decision that nothing but the strategy makes.
fn pick(c: &mut Criterion) {
    let mut group = c.benchmark_group("pick");
    let now = NOW.parse().expect("a moment");
    for members in [5, 50, 500, 5_000] {
        for by in By::ALL {
            let desk = Desk::new(members, by);
            let live = desk.bind();
            let lead = desk.rules.lead_from_json(desk.lead).expect("a lead");
            let request = Request::new(&lead).at(now);
            group.bench_function(BenchmarkId::new(by.id(), members), |b| {
                b.iter(|| {
                    let answer = live.route(black_box(&request)).expect("a decision");
                    assert_eq!(answer.rep.as_deref(), Some(&*desk.expected), "{} of {members}", by.id());
                    answer
                });
            });
        }
    }
    group.finish();
}

/// Match, score card of ten lines, pick by `evenly`, delta: of prepared leads.
fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("whole_route");
    let now = NOW.parse().expect("a moment");
    for (rules, members) in [(10, 50), (1_000, 50), (1_000, 500)] {
        let policy = Policy::new(rules, members, 1_000);
        let live = policy.bind();
        let leads: Vec<_> = policy
            .leads
            .iter()
            .map(|asked| (policy.rules.lead_from_json(&asked.line).expect("a lead"), asked))
            .collect();
        let mut turn = 0;
        group.bench_function(BenchmarkId::new(format!("rules_{rules}"), members), |b| {
            b.iter(|| {
                let (lead, asked) = &leads[turn % leads.len()];
                turn += 1;
                let answer = live.route(&Request::new(black_box(lead)).at(now)).expect("a decision");
                assert_eq!(answer.rule.as_deref(), Some(&*asked.rule), "{}", asked.line);
                assert_eq!(answer.set["points"].as_deref(), Some(&*asked.points), "{}", asked.line);
                answer
            });
        });
    }
    group.finish();
}

/// Taking a decision's changes in.
fn apply(c: &mut Criterion) {
    let mut group = c.benchmark_group("apply");
    let now: jiff::Timestamp = NOW.parse().expect("a moment");
    for members in [50, 5_000] {
        let desk = Desk::new(members, By::Evenly);
        let mut live = desk.bind();
        let lead = desk.rules.lead_from_json(desk.lead).expect("a lead");
        group.bench_function(BenchmarkId::new("evenly", members), |b| {
            b.iter_custom(|times| {
                let mut spent = std::time::Duration::ZERO;
                for _ in 0..times {
                    let version = live.snapshot().version();
                    let answer = live.route(&Request::new(&lead).at(now)).expect("a decision");
                    #[allow(clippy::disallowed_methods, reason = "a bench measures time")]
                    let start = std::time::Instant::now();
                    live.apply(black_box(&answer.delta)).expect("nothing else changed it");
                    spent += start.elapsed();
                    assert_eq!(live.snapshot().version(), version + 1);
                    // The host closes the lead at once, so that nobody fills up.
                    live.set_open(answer.rep.as_deref().expect("a rep"), "lead", 12);
                }
                spent
            });
        });
        group.bench_function(BenchmarkId::new("bind", members), |b| {
            let snapshot = desk.rules.snapshot_from_json(&desk.snapshot).expect("a snapshot");
            b.iter_batched(|| snapshot.clone(), |snapshot| desk.rules.bind(snapshot), BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// Decisions and their changes in a company of 300 teams.
fn company(c: &mut Criterion) {
    let mut group = c.benchmark_group("company");
    let now: jiff::Timestamp = NOW.parse().expect("a moment");
    for reps in [300, 5_000] {
        let company = Company::new(reps, 300);
        let mut live = company.bind(&company.teams(), 3);
        let leads: Vec<_> = (0..300).map(|team| company.lead(team, 9)).collect();
        let mut turn = 0;
        group.bench_function(BenchmarkId::new("route_and_apply", reps), |b| {
            b.iter(|| {
                turn = (turn + 1) % leads.len();
                let answer = live.route(&Request::new(&leads[turn]).at(now)).expect("a decision");
                assert_eq!(answer.team.as_deref(), Some(&*format!("t{turn}")));
                live.apply(black_box(&answer.delta)).expect("nothing else changed it");
                answer
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(1));
    targets = pick, whole, apply, company
}
criterion_main!(benches);
