//! What a decision and an apply allocate, counted.

#![cfg(feature = "json")]
#![allow(unsafe_code, reason = "a counting allocator is one")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and tells"
)]

#[path = "../benches/workload/mod.rs"]
mod workload;

use pointsman::Request;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use workload::NOW;
use workload::company::Company;
use workload::people::{By, Desk};

thread_local! {
    /// Allocations, and pieces given back or moved, of this thread.
    static COUNTED: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

struct Counting;

fn count(allocated: u64, freed: u64) {
    let _ = COUNTED.try_with(|counted| {
        let (a, f) = counted.get();
        counted.set((a + allocated, f + freed));
    });
}

// Counts, and leaves everything to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, 0);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, 1);
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What was allocated, and what was given back again, while something ran.
fn counted<T>(work: impl FnOnce() -> T) -> (T, u64, u64) {
    let before = COUNTED.get();
    let done = work();
    let after = COUNTED.get();
    (done, after.0 - before.0, after.1 - before.1)
}

#[test]
fn what_is_allocated_is_counted() {
    let (kept, allocated, freed) = counted(|| {
        drop(std::hint::black_box(vec![1_u8]));
        std::hint::black_box(vec![2_u8])
    });
    assert_eq!((kept.len(), allocated, freed), (1, 2, 1));
}

/// What a decision allocates and does not hand out: its scratch paper. There is none, and the answer itself stands in
/// place while it names a few things only.
#[test]
fn a_decision_allocates_nothing() {
    let now = NOW.parse().expect("a moment");
    for (members, by) in [(50, By::Evenly), (200, By::Evenly), (50, By::BestMatch), (50, By::LeastLoaded)] {
        let desk = Desk::new(members, by);
        let live = desk.bind();
        let lead = desk.rules.lead_from_json(desk.lead).expect("a lead");
        let request = Request::new(&lead).at(now);
        live.route(&request).expect("a decision");
        let (answer, allocated, freed) = counted(|| live.route(&request).expect("a decision"));
        let ((), _, owned) = counted(|| drop(answer));
        assert_eq!(allocated, freed + owned, "everything is given back");
        println!("{members} members {}: {owned} of the answer, {freed} scratch", by.id());
        assert_eq!((owned, freed), (0, 0), "{members} members {}", by.id());
    }
}

#[test]
fn an_apply_allocates_as_much_for_fifty_reps_as_for_five_thousand() {
    let now = NOW.parse().expect("a moment");
    let mut seen = Vec::new();
    for reps in [300, 5_000] {
        let company = Company::new(reps, 300);
        // Everybody in these teams has had a lead before, so that the entries have the same fields.
        let mut live = company.bind(&[0, 17, 299], 40);
        let mut counts = Vec::new();
        for team in [0, 17, 299] {
            let lead = company.lead(team, 9);
            let answer = live.route(&Request::new(&lead).at(now)).expect("a decision");
            assert!(answer.rep.is_some());
            let ((), allocated, freed) = counted(|| live.apply(&answer.delta).expect("nothing else changed it"));
            counts.push((allocated, freed));
        }
        println!("{reps} reps: {counts:?}");
        seen.push(counts);
    }
    assert_eq!(seen[0], seen[1]);
}
