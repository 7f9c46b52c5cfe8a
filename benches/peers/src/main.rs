//! The same rules and the same leads through other engines, the `if` chain, the index written by hand, and pointsman, in
//! one process, in turn; every answer compared with the plain evaluation.
//!
//! `cargo run --release` in this folder; words choose engines, numbers choose sizes.

#[path = "../../common/attributes.rs"]
mod attributes;
mod chain;
#[path = "../../common/mod.rs"]
mod common;
mod engines;
mod numbers;
mod report;
mod terms;

use attributes::{Rows, Texts, attributes, first, first_of_columns, name};
use common::clock::{RUNS, Took, Way, beside};
use common::hand_built::HandBuilt;
use common::realistic::{self, Rule};
use common::record::{Record, Row, records};
use engines::Peer;
use pointsman::workbench::{Prepared, Workbench};
use pointsman::{Compiler, Lead, Live, Snapshot, Source};
use std::hint::black_box;
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
    // All sizes in turn too, so that growth is told within one run.
    let mut asked: Vec<(usize, Ask)> = sizes.into_iter().map(|size| (size, ask(size, &only))).collect();
    let mut ways: Vec<Way<'_>> = asked.iter_mut().flat_map(|(_, ask)| std::mem::take(&mut ask.ways)).collect();
    eprintln!("measuring");
    let mut took = beside(&mut ways, RUNS).into_iter();
    let columns: Vec<(usize, Vec<Cell>)> =
        asked.iter().map(|(size, ask)| (*size, ask.names.iter().map(|name| name.took(&mut took)).collect())).collect();
    report::print(&columns);
}

/// It lives to the end of the process.
fn kept<T>(thing: T) -> &'static T {
    Box::leak(Box::new(thing))
}

/// Everything that is asked at one size, compared with the plain evaluation.
fn ask(size: usize, only: &[String]) -> Ask {
    let made = kept(realistic::realistic(size, LEADS));
    let rules = kept(realistic::rules(size));
    let records = kept(records(made));
    let expected: Vec<u32> = records.iter().map(|lead| lead.first(rules)).collect();
    let beyond = expected.iter().filter(|place| **place as usize > size / 2).count();
    assert!(beyond * 10 >= LEADS * 3, "three decisions in ten come from beyond the middle rule");
    eprintln!("{size} rules: {} % of the decisions from beyond the middle rule", beyond * 100 / LEADS);

    let policy = kept(Compiler::new().add(Source::new("policy.route", made.text.clone())).compile().expect("a policy"));
    let bench = kept(Workbench::new(policy).expect("a main route"));
    let read: Vec<Lead> =
        made.leads.iter().zip(records).map(|(lead, record)| policy.lead(&attributes(lead, record))).collect();
    let prepared: &Vec<Prepared> = kept(bench.prepare(&read));
    let rows = kept(Rows::new(policy, &made.leads, records));
    let (header, raw) = (rows.header(), kept(rows.each()));
    let live: &Live = kept(policy.bind(Snapshot::default()));
    let texts: &Texts = kept(Texts::new(policy, &made.leads));
    let close = kept(texts.records());
    let strings = kept(texts.strings());
    let index: &HandBuilt = kept(HandBuilt::new(rules));
    let plain: &HandBuilt<std::hash::RandomState> = kept(HandBuilt::new(rules));
    let chain = chain::CHAINS.iter().find(|(known, _)| *known == size).map(|(_, chain)| *chain);
    for (place, expected) in expected.iter().enumerate() {
        let lead = made.json(place);
        assert_eq!(bench.first(&prepared[place]), Some(*expected), "pointsman, prepared: {lead}");
        assert_eq!(first(live, header, raw[place]), Some(&*name(*expected, size)), "pointsman: {lead}");
        assert_eq!(index.first(&records[place]), *expected, "hand-built: {lead}");
        assert_eq!(plain.first(&records[place]), *expected, "hand-built, the library's hashing: {lead}");
        if let Some(chain) = chain {
            assert_eq!(chain(&records[place]), *expected, "if chain: {lead}");
        }
        assert_eq!(index.first(&close[place]), *expected, "hand-built, texts in one piece: {lead}");
        assert_eq!(index.first(&Row(strings, place)), *expected, "hand-built, columns: {lead}");
    }
    first_of_columns(live, policy, texts, |row, rule| {
        assert_eq!(rule, Some(&*name(expected[row], size)), "pointsman, columns: {}", made.json(row));
    });

    let mut ask = Ask { size, rules, records, expected, only: only.to_vec(), ways: Vec::new(), names: Vec::new() };
    ask.ways.push(Way::each(prepared, move |lead| bench.first(lead)));
    ask.add("pointsman", LEADS, true, false, Way::each(raw, move |row| first(live, header, row)));
    let columns = Way::all(LEADS, move || {
        first_of_columns(live, policy, texts, |_, rule| {
            black_box(rule);
        });
    });
    ask.add("pointsman, columns", LEADS, false, false, columns);
    ask.add("hand-built index, columns", LEADS, false, false, index.of_columns(strings, LEADS));
    ask.add("hand-built index, columns, SipHash", LEADS, false, false, plain.of_columns(strings, LEADS));
    ask.add("hand-built index", LEADS, false, false, Way::each(records, move |lead| index.first(lead)));
    ask.add("hand-built index, SipHash", LEADS, false, false, Way::each(records, move |lead| plain.first(lead)));
    if let Some(chain) = chain {
        ask.add("if chain", LEADS, false, false, Way::each(records, move |lead| chain(lead)));
        ask.add("if chain, texts in one piece", LEADS, false, false, Way::each(close, move |lead| chain(lead)));
    }
    ask.add(
        "hand-built index, texts in one piece",
        LEADS,
        false,
        false,
        Way::each(close, move |lead| index.first(lead)),
    );
    ask.peer::<engines::a_tree::Tree>();
    ask.peer::<engines::wirefilter::Filters<'_>>();
    ask.peer::<engines::cel::Programs>();
    ask.peer::<engines::regorus::Policy>();
    ask.peer::<engines::datalogic::Logics>();
    ask.peer::<engines::lua::Script>();
    ask.peer::<engines::zen::Table>();
    ask
}

/// One row: who is asked about how many leads, and whether with prepared ones too.
struct Name {
    name: &'static str,
    leads: usize,
    both: bool,
    general: bool,
}

impl Name {
    fn took(&self, took: &mut impl Iterator<Item = Took>) -> Cell {
        Cell {
            name: self.name,
            general: self.general,
            leads: self.leads,
            prepared: if self.both { took.next() } else { None },
            raw: took.next().expect("as many as there are ways"),
        }
    }
}

/// What is asked at one size, and who is asked.
struct Ask {
    size: usize,
    rules: &'static [Rule],
    records: &'static [Record<'static>],
    expected: Vec<u32>,
    only: Vec<String>,
    /// For each name the way from prepared leads, if there is one, and that from raw texts.
    ways: Vec<Way<'static>>,
    names: Vec<Name>,
}

impl Ask {
    fn add(&mut self, name: &'static str, leads: usize, both: bool, general: bool, raw: Way<'static>) {
        self.ways.push(raw);
        self.names.push(Name { name, leads, both, general });
    }

    fn peer<P: Peer<'static> + 'static>(&mut self) {
        let named = self.only.is_empty() || self.only.iter().any(|word| P::NAME.starts_with(&**word));
        if !named || self.size > MOST_FOR_PEERS {
            return;
        }
        let start = Instant::now();
        let peer: &P = match P::new(self.rules) {
            Ok(peer) => kept(peer),
            Err(reason) => return eprintln!("{} does not take {} rules: {reason}", P::NAME, self.size),
        };
        let compiled = start.elapsed();
        let decide = |lead: &Record<'static>| peer.decide(&peer.prepare(lead));
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
        for (lead, expected) in records.iter().zip(&self.expected) {
            assert_eq!(decide(lead), *expected, "{} at {} rules: {lead:?}", P::NAME, self.size);
        }
        eprintln!("{} compiled {} rules in {compiled:?}, is asked about {leads} leads", P::NAME, self.size);
        let prepared: &Vec<P::Lead> = kept(records.iter().map(|lead| peer.prepare(lead)).collect());
        self.ways.push(Way::each(prepared, move |lead| peer.decide(lead)));
        self.add(P::NAME, leads, true, true, Way::each(records, move |lead| peer.decide(&peer.prepare(lead))));
    }
}
