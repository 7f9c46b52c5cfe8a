//! What the way through C costs: the same questions asked in Rust and through `pointsman_…`, in one run.
//! `cargo bench --features capi --bench capi`

#![allow(unsafe_code, reason = "the C functions, as a host calls them")]
#![allow(clippy::as_conversions, reason = "functions as pointers, so that nothing is inlined")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark stops and tells"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pointsman::capi::{batch, context, decision, error, lead, request, route, ruleset, snapshot, status};
use pointsman::{Compiler, Request, Source};
use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_char;
use std::hint::black_box;
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicU64, Ordering};

type Error = *mut *mut error::ErrorHandle;
type Lead = *mut lead::LeadHandle;
type Clear = unsafe extern "C" fn(Lead, Error) -> i32;
type SetText = unsafe extern "C" fn(Lead, u64, *const c_char, usize, Error) -> i32;
type SetNumber = unsafe extern "C" fn(Lead, u64, i64, Error) -> i32;
type SetBoolean = unsafe extern "C" fn(Lead, u64, i32, Error) -> i32;
type Route = unsafe extern "C" fn(
    *mut context::ContextHandle,
    *const snapshot::SnapshotHandle,
    Lead,
    *const request::Moment,
    *mut decision::Decision,
    Error,
) -> i32;

/// Counts what is asked of the memory.
struct Counting;

static ASKED: AtomicU64 = AtomicU64::new(0);

// SAFETY: the system's allocator, counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const POLICY: &str = r#"pointsman 1
lead {
  id: text  company: text optional  city: text optional  country: country optional
  employees: integer optional  pages: integer optional  visits: integer optional  age: integer optional
  budget: decimal optional  demo: boolean optional  partner: boolean optional  created: datetime
}
rep { languages: list of text }
team germany { members where "de" in languages  distribute by round robin }
queue triage
main route inbound {
  rule tiny { when employees < 2  assign queue triage }
  rule old { when age > 90  assign queue triage }
  rule dach { when country in [DE, AT, CH]  assign team germany else queue triage }
  otherwise { assign queue triage }
}
"#;
const PEOPLE: &str = r#"{ "reps": [ { "id": "anna", "languages": ["de"] }, { "id": "ben", "languages": ["de"] } ] }"#;
const JSON: &str = r#"{"id":"L1","company":"Bergbau AG","city":"Bochum","country":"DE","employees":1200,"pages":7,"visits":3,"age":12,"budget":50000,"demo":true,"partner":false,"created":"2026-03-02T09:14:00Z"}"#;
const NOW: i64 = 1_772_443_200_000_000;
const BATCH: usize = 1_000;

/// A host with everything it needs; what it made is left to the end of the process.
struct Host {
    context: *mut context::ContextHandle,
    state: *mut snapshot::SnapshotHandle,
    rules: *mut ruleset::RulesetHandle,
    lead: *mut lead::LeadHandle,
    ids: Vec<u64>,
    asked: request::Moment,
}

impl Host {
    fn new() -> Self {
        let asked = request::Moment {
            struct_size: size_of::<request::Moment>(),
            now: NOW,
            since: status::NO_TIME,
            route: null(),
            route_size: 0,
            exclude: null(),
            exclude_sizes: null(),
            exclude_count: 0,
            attempt: 0,
            flags: 0,
        };
        let mut host = Self {
            context: null_mut(),
            state: null_mut(),
            rules: null_mut(),
            lead: null_mut(),
            ids: Vec::new(),
            asked,
        };
        let none = null_mut();
        let fields = "id company city country employees pages visits age budget demo partner created";
        // SAFETY: texts and places that live long enough.
        unsafe {
            let (policy, people) = (POLICY.as_ptr().cast(), PEOPLE.as_ptr().cast());
            let name = "p.route".as_ptr().cast();
            let mut done = ruleset::pointsman_ruleset_compile(name, 7, policy, POLICY.len(), &mut host.rules, none);
            done |= snapshot::pointsman_snapshot_read(host.rules, people, PEOPLE.len(), &mut host.state, none);
            done |= context::pointsman_context_new(host.rules, &mut host.context, none);
            done |= lead::pointsman_lead_new(host.rules, &mut host.lead, none);
            for field in fields.split(' ') {
                let mut id = 0;
                let text = field.as_ptr().cast();
                done |= ruleset::pointsman_ruleset_attribute_find(host.rules, text, field.len(), &mut id, none);
                host.ids.push(id);
            }
            assert_eq!(done, status::OK);
        }
        host.fill(host.lead);
        host
    }

    /// Twelve attributes, as a compiled host sets them.
    fn fill(&self, lead: *mut lead::LeadHandle) {
        let [id, company, city, country, employees, pages, visits, age, budget, demo, partner, created] = self.ids[..]
        else {
            return;
        };
        let none = null_mut();
        let clear = black_box(lead::pointsman_lead_clear as Clear);
        let text = black_box(lead::pointsman_lead_set_text as SetText);
        let integer = black_box(lead::pointsman_lead_set_integer as SetNumber);
        let decimal = black_box(lead::pointsman_lead_set_decimal as SetNumber);
        let boolean = black_box(lead::pointsman_lead_set_boolean as SetBoolean);
        let time = black_box(lead::pointsman_lead_set_time as SetNumber);
        // SAFETY: a lead of ours, texts that live.
        let done = unsafe {
            clear(lead, none)
                | text(lead, id, "L1".as_ptr().cast(), 2, none)
                | text(lead, company, "Bergbau AG".as_ptr().cast(), 10, none)
                | text(lead, city, "Bochum".as_ptr().cast(), 6, none)
                | text(lead, country, "DE".as_ptr().cast(), 2, none)
                | integer(lead, employees, 1_200, none)
                | integer(lead, pages, 7, none)
                | integer(lead, visits, 3, none)
                | integer(lead, age, 12, none)
                | decimal(lead, budget, 500_000_000, none)
                | boolean(lead, demo, 1, none)
                | boolean(lead, partner, 0, none)
                | time(lead, created, NOW - 60_000_000, none)
        };
        assert_eq!(done, status::OK);
    }

    fn json(&self) {
        // SAFETY: a lead of ours, a text that lives.
        let done = unsafe {
            lead::pointsman_lead_set_json(self.lead, black_box(JSON.as_ptr().cast()), JSON.len(), null_mut())
        };
        assert_eq!(done, status::OK);
    }

    fn route(&self) -> decision::Decision {
        let mut decision = blank();
        let route = black_box(route::pointsman_route as Route);
        // SAFETY: objects of ours.
        let done = unsafe { route(self.context, self.state, self.lead, &self.asked, &mut decision, null_mut()) };
        assert_eq!(done, status::OK);
        decision
    }

    /// Takes the changes of the last decision in.
    fn store(&self) {
        let mut answer = null();
        // SAFETY: objects of ours; the answer is lent until the next decision.
        let done = unsafe {
            context::pointsman_context_assignment(self.context, 0, &mut answer, null_mut())
                | snapshot::pointsman_snapshot_apply(self.state, answer, null_mut())
        };
        assert_eq!(done, status::OK);
    }

    fn batch(&self, leads: &[*mut lead::LeadHandle], decisions: &mut [decision::Decision]) {
        let size = size_of::<decision::Decision>();
        // SAFETY: as many leads as decisions, objects of ours.
        let done = unsafe {
            let (leads, count, decisions) = (leads.as_ptr(), leads.len(), decisions.as_mut_ptr());
            batch::pointsman_route_batch(
                self.context,
                self.state,
                leads,
                count,
                &self.asked,
                decisions,
                size,
                null_mut(),
            )
        };
        assert_eq!(done, status::OK);
    }
}

fn blank() -> decision::Decision {
    // SAFETY: numbers and pointers only.
    let mut decision: decision::Decision = unsafe { std::mem::zeroed() };
    decision.struct_size = size_of::<decision::Decision>();
    decision
}

/// How often something asks for memory, after it was done a few times.
fn asked(mut what: impl FnMut()) -> u64 {
    (0..20).for_each(|_| what());
    let before = ASKED.load(Ordering::Relaxed);
    (0..1_000).for_each(|_| what());
    (ASKED.load(Ordering::Relaxed) - before) / 1_000
}

fn through_c(criterion: &mut Criterion) {
    let host = Host::new();
    let rules = Compiler::new().add(Source::new("p.route", POLICY)).compile().expect("a policy");
    let mut live = rules.bind(rules.snapshot_from_json(PEOPLE).expect("a snapshot"));
    let lead = rules.lead_from_json(JSON).expect("a lead");
    let now = jiff::Timestamp::from_microsecond(NOW).expect("a time");
    let request = || Request::new(&lead).at(now);
    assert_eq!(host.route().outcome, status::OUTCOME_ASSIGNED);
    // Both teams know their members, as teams do that have given a lead away.
    host.store();
    let first = live.route(&request()).expect("a decision");
    live.apply(&first.delta).expect("nothing came between");

    let rust = asked(|| drop(black_box(live.route(&request()))));
    let c = asked(|| {
        black_box(host.route());
    });
    let fill = asked(|| host.fill(host.lead));
    println!("memory asked for after warm-up: fill of 12 attributes {fill}; route in Rust {rust}, through C {c}");
    host.fill(host.lead);
    host.route();

    let mut group = criterion.benchmark_group("route");
    group.bench_function("rust", |bencher| bencher.iter(|| live.route(black_box(&request()))));
    group.bench_function("c", |bencher| bencher.iter(|| host.route()));
    group.finish();

    let mut group = criterion.benchmark_group("fill of 12 attributes");
    group.bench_function("typed", |bencher| bencher.iter(|| host.fill(host.lead)));
    group.bench_function("typed, and read when it is routed", |bencher| {
        bencher.iter(|| {
            host.fill(host.lead);
            host.route()
        });
    });
    group.bench_function("json, and read", |bencher| bencher.iter(|| host.json()));
    group.bench_function("json in rust", |bencher| bencher.iter(|| rules.lead_from_json(black_box(JSON))));
    group.finish();

    let leads: Vec<*mut lead::LeadHandle> = (0..BATCH)
        .map(|_| {
            let mut made = null_mut();
            // SAFETY: rules of ours, a place that lives.
            let done = unsafe { lead::pointsman_lead_new(host.rules, &mut made, null_mut()) };
            assert_eq!(done, status::OK);
            host.fill(made);
            made
        })
        .collect();
    let mut decisions: Vec<decision::Decision> = (0..BATCH).map(|_| blank()).collect();
    let requests: Vec<Request<'_>> = (0..BATCH).map(|_| request()).collect();
    let mut group = criterion.benchmark_group("batch of 1,000");
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("rust", |bencher| bencher.iter(|| live.route_batch(black_box(&requests))));
    group.bench_function("c", |bencher| bencher.iter(|| host.batch(black_box(&leads), &mut decisions)));
    group.finish();
}

criterion_group!(benches, through_c);
criterion_main!(benches);
