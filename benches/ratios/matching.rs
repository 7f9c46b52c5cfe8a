//! Which rule is the first that holds.

use super::attributes::{KeyedLeads, Rows, Texts, filled, first, first_keyed, first_of_columns, name};
use super::common::clock::{Way, side_by_side};
use super::common::hand_built::HandBuilt;
use super::common::record::{Row, records};
use super::common::{Made, realistic, worst as cases};
use super::{compiled, line, ns, short, told};
use pointsman::workbench::{Prepared, Workbench};
use pointsman::{Lead, Ruleset, Snapshot};
use std::hint::black_box;

const LEADS: usize = 50_000;
/// Leads whose answers are compared with the conditions as they stand, where that takes long.
const COMPARED: usize = 500;

/// A policy, compiled, and its leads in the engine's terms.
pub(crate) struct Ready {
    pub(crate) rules: Ruleset,
    pub(crate) bench: Workbench,
    pub(crate) prepared: Vec<Prepared>,
}

impl Ready {
    /// Compiles, prepares, and compares with the conditions as they stand.
    pub(crate) fn new(made: &Made) -> Self {
        let rules = compiled(&made.text);
        let bench = Workbench::new(&rules).expect("a main route");
        let read = |lead| rules.lead_from_json(&made.json(lead)).expect("a lead");
        let leads: Vec<Lead> = (0..made.leads.len()).map(read).collect();
        let prepared: Vec<Prepared> = bench.prepare(&leads);
        for (place, (prepared, lead)) in prepared.iter().zip(&leads).enumerate().take(COMPARED) {
            let expected = bench.naive(lead);
            assert_eq!(bench.first(prepared), expected, "{}", made.json(place));
            assert_eq!(bench.linear(prepared), expected, "{}", made.json(place));
        }
        Self { rules, bench, prepared }
    }
}

/// The realistic policy at every size.
pub(crate) fn rules() {
    let sizes: &[(usize, f64, Option<f64>)] = &[
        (10, 1.2, Some(1.2)),
        (100, 0.35, Some(1.1)),
        (1_000, 0.06, Some(1.0)),
        (10_000, 0.01, Some(1.0)),
        (100_000, 0.004, None),
    ];
    let sizes = if short() { &sizes[..4] } else { sizes };
    let mut small: Option<Ready> = None;
    for (size, prepared_limit, raw_limit) in sizes {
        let made = realistic::realistic(*size, LEADS);
        let ready = Ready::new(&made);
        let index: HandBuilt = HandBuilt::new(&realistic::rules(*size));
        let library: HandBuilt<std::hash::RandomState> = HandBuilt::new(&realistic::rules(*size));
        let records = records(&made);
        let rows = Rows::new(&ready.rules, &made.leads, &records);
        let keyed = KeyedLeads::new(&ready.rules, &made.leads, &records);
        let (header, raw, keyed) = (rows.header(), rows.each(), keyed.each());
        let live = ready.rules.bind(Snapshot::default());
        let mut draft = ready.rules.draft();
        compare(&ready, &made, &index, *size, |place| {
            let found = first(&live, header, raw[place]);
            assert_eq!(found, first_keyed(&live, keyed[place]));
            found
        });
        let texts = Texts::new(&ready.rules, &made.leads);
        let close = texts.records();
        let strings = texts.strings();
        for (row, lead) in close.iter().enumerate() {
            assert_eq!(index.first(&Row(&strings, row)), index.first(lead));
        }
        first_of_columns(&live, &ready.rules, &texts, |row, found| {
            assert_eq!(found, first(&live, header, raw[row]));
            assert_eq!(found, Some(&*name(index.first(&close[row]), *size)));
        });
        // One after another takes long: fewer leads, each still new to it.
        let few = &ready.prepared[..(200_000_000 / size.max(&1)).clamp(1_000, LEADS)];
        let [prepared, linear, together, cut, library_cut, raw, keyed, read, by_hand, close, library] = side_by_side([
            Way::each(&ready.prepared, |lead| ready.bench.first(lead)),
            Way::each(few, |lead| ready.bench.linear(lead)),
            Way::all(LEADS, || {
                first_of_columns(&live, &ready.rules, &texts, |_, found| {
                    black_box(found);
                });
            }),
            index.of_columns(&strings, LEADS),
            library.of_columns(&strings, LEADS),
            Way::each(&raw, |row| first(&live, header, row)),
            Way::each(&keyed, |lead| first_keyed(&live, lead)),
            Way::each(&raw, |row| filled(&mut draft, header, row)),
            Way::each(&records, |lead| index.first(lead)),
            Way::each(&close, |lead| index.first(lead)),
            Way::each(&records, |lead| library.first(lead)),
        ]);
        let (name, figures) =
            (format!("match prepared, {size}"), format!("{}, linear {}", ns(prepared.ns()), ns(linear.ns())));
        line(&name, &figures, prepared.against(&linear), *prepared_limit, "×");
        told(&format!("reading all of a lead, {size}"), &ns(read.ns()));
        let ways = [
            ("match raw strings", &together, &cut, "hand-built"),
            ("the same, the library's hashing", &together, &library_cut, "hand-built"),
            ("the same, plain structs of texts", &together, &by_hand, "hand-built"),
            ("the same, cut beforehand for it", &together, &close, "hand-built"),
            ("lead by lead, a row each", &raw, &by_hand, "hand-built"),
            ("the same, the library's hashing too", &raw, &library, "hand-built"),
        ];
        for (called, way, index, against) in ways {
            let (name, figures) =
                (format!("{called}, {size}"), format!("{}, {against} {}", ns(way.ns()), ns(index.ns())));
            match raw_limit {
                Some(limit) => line(&name, &figures, way.against(index), *limit, "×"),
                None => told(&name, &format!("{figures}: {:.2}×", way.against(index))),
            }
        }
        told(&format!("lead by lead, keys beside the values, {size}"), &ns(keyed.ns()));
        if *size == 1_000 {
            small = Some(ready);
        } else if let (100_000, Some(small)) = (*size, &small) {
            let [large, small] = side_by_side([
                Way::each(&ready.prepared, |lead| ready.bench.first(lead)),
                Way::each(&small.prepared, |lead| small.bench.first(lead)),
            ]);
            let figures = format!("{} and {}", ns(small.ns()), ns(large.ns()));
            line("growth prepared, 1,000 to 100,000", &figures, large.against(&small), 5.0, "×");
        }
    }
}

/// All ways give the answer of the conditions as they stand; three decisions in ten come from beyond the middle rule.
fn compare<'l>(ready: &Ready, made: &Made, index: &HandBuilt, size: usize, raw: impl Fn(usize) -> Option<&'l str>) {
    let rules = realistic::rules(size);
    let all = records(made);
    // The words of the rules are compared on every lead where that takes seconds, and on some where it takes minutes.
    let every = if size > 10_000 { 50 } else { 1 };
    let mut beyond = 0;
    for (place, record) in all.iter().enumerate() {
        let found = index.first(record);
        if place % every == 0 {
            assert_eq!(found, record.first(&rules), "{}", made.json(place));
        }
        assert_eq!(ready.bench.first(&ready.prepared[place]), Some(found), "{}", made.json(place));
        assert_eq!(raw(place), Some(&*name(found, size)), "{}", made.json(place));
        beyond += usize::from(found as usize > size / 2);
    }
    assert!(beyond * 10 >= all.len() * 3, "three decisions in ten come from beyond the middle rule");
}

/// The worst cases beside a realistic policy of the same size.
pub(crate) fn worst() {
    let size = if short() { 2_000 } else { 20_000 };
    let made = realistic::realistic(size, LEADS);
    let usual = Ready::new(&made);
    for (name, make) in cases::FAMILIES {
        let made = make(size, 4_000);
        let ready = Ready::new(&made);
        let [usual, worst] = side_by_side([
            Way::each(&usual.prepared, |lead| usual.bench.first(lead)),
            Way::each(&ready.prepared, |lead| ready.bench.first(lead)),
        ]);
        let figures = format!("{}, realistic {}", ns(worst.ns()), ns(usual.ns()));
        line(&format!("worst case {name}, {size}"), &figures, worst.against(&usual), 20.0, "×");
    }
}
