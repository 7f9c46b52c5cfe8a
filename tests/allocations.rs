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

use pointsman::domain::Raw;
use pointsman::{AttributeKey, Compiler, Request, Snapshot, Source};
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

/// Written over the one before, an answer uses its memory again: notes, tags and long texts, too.
#[test]
fn an_answer_over_another_asks_for_no_memory() {
    let text = format!(
        "pointsman 1\nlead {{ id: text }}\nqueue desk\nroute r {{ step s {{ {} }}  otherwise {{ assign queue desk }} }}\n",
        r#"when id is present  tag "a"  tag "b"  set one = 1  set two = 2  set three = 3"#
    );
    let rules = Compiler::new().add(Source::new("p.route", text)).compile().expect("a policy");
    let live = rules.bind(Snapshot::default());
    let lead = rules.lead(&[("id", "1".into())]);
    let request = Request::new(&lead).at(NOW.parse().expect("a moment"));
    let (expected, allocated, _) = counted(|| live.route(&request).expect("a decision"));
    assert_eq!((expected.tags.len(), expected.set.len()), (2, 3));
    assert!(allocated > 0, "so much has no room in place");
    let mut answer = expected.clone();
    let (_, allocated, freed) = counted(|| live.route_into(&request, &mut answer).expect("a decision"));
    assert_eq!((allocated, freed), (0, 0));
    assert_eq!(answer, expected);
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

/// Two rules for leads with a country, a company and tags.
const ROUTE: &str = r#"queue small
queue rest
route r {
  rule dach { when country in [DE, AT, CH]  when tags has "crm"  assign queue small }
  rule site { when company starts with "acme"  assign queue small }
  otherwise { assign queue rest }
}
"#;

/// A lead that is filled again, with texts long and short, lists, other spellings, and what says "missing".
#[test]
fn a_lead_filled_again_asks_for_no_memory() {
    let lead = r#"pointsman 1
enum Origin { web "Form"  event }
lead {
  id: text
  country: country optional
  origin: Origin optional missing when "-" from "Lead Source"
  employees: integer optional check employees >= 0 "is negative"
  budget: money optional
  company: text optional
  note: text optional
  tags: list of text optional
  size: integer default 3
}
"#;
    let text = format!("{lead}{ROUTE}");
    let rules = Compiler::new().add(Source::new("p.route", text)).compile().expect("a policy");
    let long = "a remark that is much longer than what a text can hold in place, as remarks mostly are".to_owned();
    let tags = || Raw::List(["crm", "erp", &long].map(|tag| Raw::from(tag.to_owned())).into());
    let leads: Vec<Vec<(AttributeKey, Raw<'_>)>> = [("Germany", "Form"), ("FR", "event"), ("", "-")]
        .iter()
        .map(|(country, origin)| {
            let attributes: [(&str, Raw<'_>); 8] = [
                ("id", "4c3c2a9e-8f0f-4c39-9a53-0d3fb8b1e9aa".into()),
                ("country", (*country).into()),
                ("Lead Source", (*origin).into()),
                ("employees", 120.into()),
                ("budget", Raw::Number("1500.5".into())),
                ("company", "Acme Corp".into()),
                ("note", long.as_str().into()),
                ("tags", tags()),
            ];
            attributes.map(|(name, raw)| (rules.attribute(name).expect("a field"), raw)).into()
        })
        .collect();
    let mut draft = rules.draft();
    let mut fill = || {
        for lead in &leads {
            draft.clear();
            for (key, raw) in lead {
                draft.set(*key, raw).expect("a key of this ruleset");
            }
            assert!(draft.lead().is_valid());
        }
    };
    fill();
    let ((), allocated, freed) = counted(fill);
    assert_eq!((allocated, freed), (0, 0));
}

#[test]
fn the_first_rule_is_found_without_memory() {
    let lead = r#"pointsman 1
lead { id: text  country: country optional from "Country"  company: text optional  tags: list of text optional }
"#;
    let text = format!("{lead}{ROUTE}");
    let rules = Compiler::new().add(Source::new("p.route", text)).compile().expect("a policy");
    let live = rules.bind(Snapshot::default());
    let now = NOW.parse().expect("a moment");
    let key = |name: &str| rules.attribute(name).expect("a field");
    let header = rules.header(["id", "Country", "company", "tags"]).expect("fields and a column");
    let tags = Raw::List(vec!["erp".into(), "crm".into()]);
    for (country, company, rule) in [("DE", "Beta", "dach"), ("FR", "Acme Corp", "site"), ("FR", "beta", "otherwise")] {
        let lead = [
            (key("id"), Raw::from("4c3c2a9e-8f0f-4c39-9a53-0d3fb8b1e9aa")),
            (key("Country"), country.into()),
            (key("company"), company.into()),
            (key("tags"), tags.clone()),
        ];
        let (found, allocated, freed) = counted(|| live.first_rule(&lead, now).expect("keys of this ruleset"));
        assert_eq!((found, allocated, freed), (Some(rule), 0, 0));
        let row = lead.map(|(_, raw)| raw);
        let (found, allocated, freed) =
            counted(|| live.first_rule_of_row(&header, &row, now).expect("a row of this ruleset"));
        assert_eq!((found, allocated, freed), (Some(rule), 0, 0));
    }
}
