//! The same rules and the same leads through other engines, the `if` chain, the index written by hand, and pointsman, in
//! one process, in turn; every answer compared with the plain evaluation.
//!
//! `cargo run --release` in this folder; words choose engines, numbers choose sizes.

mod chain {
    //! The rules as Rust, written by `build.rs`.
    #![allow(unreachable_patterns, unused_variables, reason = "a policy may name an account twice, and no industry")]
    use crate::common::record::Record;
    include!(concat!(env!("OUT_DIR"), "/chains.rs"));
}
#[path = "../../common/attributes.rs"]
mod attributes;
#[path = "../../common/mod.rs"]
mod common;
mod engines;
mod report;
mod terms;

use attributes::{Attributes, attributes, first};
use common::clock::{RUNS, Took, Way, beside};
use common::hand_built::HandBuilt;
use common::realistic::{self, Rule};
use common::record::{Record, records};
use engines::Peer;
use pointsman::workbench::{Prepared, Workbench};
use pointsman::{Compiler, Source};
use std::time::{Duration, Instant};

const LEADS: usize = 50_000;
const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];
/// With more rules only pointsman and the index are asked.
const MOST_FOR_PEERS: usize = 10_000;
/// How long one pass of a slow engine may take: it is asked about as many leads as fit.
const PATIENCE: Duration = Duration::from_millis(300);

/// What one way took at one size.
pub(crate) struct Cell {
    pub(crate) name: &'static str,
    pub(crate) general: bool,
    pub(crate) leads: usize,
    pub(crate) prepared: Option<Took>,
    pub(crate) raw: Took,
}

fn main() {
    // Some engines go as deep as there are rules.
    let work = std::thread::Builder::new().stack_size(4 << 30).spawn(run).expect("a thread");
    work.join().expect("all answers are right");
}

fn run() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let only: Vec<String> = words.into_iter().filter(|word| word.parse::<usize>().is_err()).collect();
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    let mut columns = Vec::new();
    for size in sizes {
        columns.push((size, column(size, &only)));
    }
    report::print(&columns);
}

/// All ways at one size.
fn column(size: usize, only: &[String]) -> Vec<Cell> {
    let made = realistic::realistic(size, LEADS);
    let rules = realistic::rules(size);
    let records = records(&made);
    let expected: Vec<u32> = records.iter().map(|lead| lead.first(&rules)).collect();
    let beyond = expected.iter().filter(|place| **place as usize > size / 2).count();
    assert!(beyond * 10 >= LEADS * 3, "three decisions in ten come from beyond the middle rule");
    eprintln!("{size} rules: {} % of the decisions from beyond the middle rule", beyond * 100 / LEADS);

    let policy = Compiler::new().add(Source::new("policy.route", made.text.clone())).compile().expect("a policy");
    let bench = Workbench::new(&policy).expect("a main route");
    let raw: Vec<Attributes<'_>> = made.leads.iter().map(|lead| attributes(lead)).collect();
    let prepared: Vec<Prepared> = raw.iter().map(|lead| bench.prepare(&policy.lead(lead))).collect();
    let index: HandBuilt = HandBuilt::new(&rules);
    let plain: HandBuilt<std::hash::RandomState> = HandBuilt::new(&rules);
    let chain = chain::CHAINS.iter().find(|(known, _)| *known == size).map(|(_, chain)| *chain);
    for (place, expected) in expected.iter().enumerate() {
        let lead = made.json(place);
        assert_eq!(bench.first(&prepared[place]), Some(*expected), "pointsman, prepared: {lead}");
        assert_eq!(first(&policy, &bench, &raw[place]), Some(*expected), "pointsman: {lead}");
        assert_eq!(index.first(&records[place]), *expected, "hand-built: {lead}");
        assert_eq!(plain.first(&records[place]), *expected, "hand-built, the library's hashing: {lead}");
        if let Some(chain) = chain {
            assert_eq!(chain(&records[place]), *expected, "if chain: {lead}");
        }
    }

    let mut ways: Vec<Way<'_>> = vec![
        Way::each(&prepared, |lead| bench.first(lead)),
        Way::each(&raw, |lead| first(&policy, &bench, lead)),
        Way::each(&records, |lead| index.first(lead)),
        Way::each(&records, |lead| plain.first(lead)),
    ];
    let mut names = vec![
        ("pointsman", LEADS, true),
        ("hand-built index", LEADS, false),
        ("hand-built index, SipHash", LEADS, false),
    ];
    if let Some(chain) = chain {
        ways.push(Way::each(&records, move |lead| chain(lead)));
        names.push(("if chain", LEADS, false));
    }
    let own = names.len();
    let mut ask = Ask { size, rules: &rules, records: &records, expected: &expected, only, ways, names };
    ask.peer::<engines::a_tree::Tree>();
    ask.peer::<engines::wirefilter::Filters<'_>>();
    ask.peer::<engines::cel::Programs>();
    ask.peer::<engines::regorus::Policy>();
    ask.peer::<engines::datalogic::Logics>();
    ask.peer::<engines::lua::Script>();
    ask.peer::<engines::zen::Table>();

    let took = beside(&mut ask.ways, RUNS);
    let mut took = took.into_iter();
    let cells = ask.names.iter().enumerate().map(|(place, (name, leads, both))| Cell {
        name,
        general: place >= own,
        leads: *leads,
        prepared: if *both { took.next() } else { None },
        raw: took.next().expect("as many as there are ways"),
    });
    cells.collect()
}

/// What is asked at one size, and who is asked.
struct Ask<'r> {
    size: usize,
    rules: &'r [Rule],
    records: &'r [Record<'r>],
    expected: &'r [u32],
    only: &'r [String],
    ways: Vec<Way<'r>>,
    /// Name, number of leads, whether it is asked with prepared leads too.
    names: Vec<(&'static str, usize, bool)>,
}

impl<'r> Ask<'r> {
    fn peer<P: Peer<'r> + 'r>(&mut self) {
        let named = self.only.is_empty() || self.only.iter().any(|word| P::NAME.starts_with(&**word));
        if !named || self.size > MOST_FOR_PEERS {
            return;
        }
        let start = Instant::now();
        // It lives to the end of the process, as the leads do that it made.
        let peer: &'r P = match P::new(self.rules) {
            Ok(peer) => Box::leak(Box::new(peer)),
            Err(reason) => return eprintln!("{} does not take {} rules: {reason}", P::NAME, self.size),
        };
        let compiled = start.elapsed();
        let decide = |lead: &Record<'r>| peer.decide(&peer.prepare(lead));
        // As many leads as fit into a pass, judged by the best of a few short ones.
        let mut once = Duration::MAX;
        for (leads, expected) in self.records.chunks(10).zip(self.expected.chunks(10)).take(5) {
            let start = Instant::now();
            for (lead, expected) in leads.iter().zip(expected) {
                assert_eq!(decide(lead), *expected, "{} at {} rules: {lead:?}", P::NAME, self.size);
            }
            once = once.min(start.elapsed() / 10);
        }
        let leads = usize::try_from(PATIENCE.as_nanos() / once.as_nanos().max(1)).unwrap_or(LEADS).clamp(20, LEADS);
        let records = &self.records[..leads];
        for (lead, expected) in records.iter().zip(self.expected) {
            assert_eq!(decide(lead), *expected, "{} at {} rules: {lead:?}", P::NAME, self.size);
        }
        eprintln!("{} compiled {} rules in {compiled:?}, is asked about {leads} leads", P::NAME, self.size);
        let prepared: &'r [P::Lead] = Box::leak(records.iter().map(|lead| peer.prepare(lead)).collect());
        self.ways.push(Way::each(prepared, move |lead| peer.decide(lead)));
        self.ways.push(Way::each(records, move |lead| peer.decide(&peer.prepare(lead))));
        self.names.push((P::NAME, leads, true));
    }
}
