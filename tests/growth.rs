//! How cost grows with the policy, counted and not timed: nodes looked at, cases tested, bytes a rule, and nothing
//! allocated while matching. Every count is taken of answers that were compared with the conditions as they stand.

#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a test stops where it cannot go on, takes averages, and tells"
)]

#[path = "../benches/common/mod.rs"]
mod common;

use common::Made;
use pointsman::workbench::{Looked, Prepared, Workbench};
use pointsman::{Compiler, Lead, Ruleset, Source};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.with(|count| count.set(count.get() + 1));
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counted {
    rules: Ruleset,
    nodes: f64,
    cases: f64,
}

/// Compiles, compares all ways to match with the conditions as they stand, and counts.
fn counted(made: &Made) -> Counted {
    let rules = match Compiler::new().add(Source::new("policy.route", made.text.clone())).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{}: {:?}", made.name, error.diagnostics().iter().next()),
    };
    let bench = Workbench::new(&rules).expect("a main route");
    let mut sum = Looked::default();
    let read = |place| rules.lead_from_json(&made.json(place)).expect("a lead");
    let read: Vec<Lead> = (0..made.leads.len()).map(read).collect();
    let leads: Vec<Prepared> = bench.prepare(&read);
    for (place, (lead, prepared)) in read.iter().zip(&leads).enumerate() {
        let expected = bench.naive(lead);
        assert_eq!(bench.first(prepared), expected, "{}: {}", made.name, made.json(place));
        assert_eq!(bench.linear(prepared), expected, "{}: {}", made.name, made.json(place));
        assert_eq!(bench.lazy(lead), expected, "{}: {}", made.name, made.json(place));
    }
    let before = ALLOCATED.with(Cell::get);
    let found = leads.iter().filter(|lead| bench.first(lead).is_some()).count();
    assert_eq!(ALLOCATED.with(Cell::get), before, "{}: matching allocates", made.name);
    assert!(found > 0, "{}: no lead finds a rule", made.name);
    for lead in &leads {
        let Looked { nodes, cases } = bench.looked(lead);
        sum = Looked { nodes: sum.nodes + nodes, cases: sum.cases + cases };
    }
    let average = |count: usize| count as f64 / leads.len() as f64;
    Counted { nodes: average(sum.nodes), cases: average(sum.cases), rules }
}

#[test]
fn what_is_looked_at_hardly_grows_with_the_number_of_rules() {
    let sizes = [100, 1_000, 8_000];
    let all = sizes.map(|size| counted(&common::realistic::realistic(size, 150)));
    for (size, found) in sizes.iter().zip(&all) {
        let bytes = found.rules.graph().summary().bytes / size;
        println!("{size} rules: {:.1} nodes, {:.1} cases a lead, {bytes} bytes a rule", found.nodes, found.cases);
        assert!(bytes <= 200, "{bytes} bytes a rule at {size} rules");
        assert!(found.nodes <= 12.0 && found.cases <= 12.0);
    }
}

#[test]
fn the_worst_cases_stay_within_bounds() {
    for (name, make) in common::worst::FAMILIES {
        let found = counted(&make(400, 60));
        println!("{name}: {:.1} nodes, {:.1} cases a lead", found.nodes, found.cases);
        assert!(found.nodes <= 64.0, "{name}: {} nodes", found.nodes);
        assert!(found.cases <= 130.0, "{name}: {} cases of 400", found.cases);
    }
}

#[test]
fn a_policy_lowered_twice_is_the_same() {
    let made = common::realistic::realistic(500, 1);
    let graph = || {
        let rules = Compiler::new().add(Source::new("policy.route", made.text.clone())).compile().expect("a policy");
        format!("{:?}", rules.graph())
    };
    assert_eq!(graph(), graph());
}
