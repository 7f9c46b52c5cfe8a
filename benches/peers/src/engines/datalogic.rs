//! One `if` of all rules, compiled once; its memory is kept from lead to lead.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{Test, json, quoted, tests, zip, zips};
use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{Engine, Logic, ParsedData};
use std::cell::RefCell;

pub struct Logics {
    engine: Engine,
    logic: Logic,
    arena: RefCell<Bump>,
}

fn var(field: &str) -> String {
    format!("{{\"var\": \"{field}\"}}")
}

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => match &texts[..] {
            [one] => format!("{{\"===\": [{}, \"{one}\"]}}", var(field)),
            several => format!("{{\"in\": [{}, [{}]]}}", var(field), quoted(several, ", ")),
        },
        Test::IsNot(field, value) => format!("{{\"!==\": [{}, \"{value}\"]}}", var(field)),
        Test::Zip(prefix) => {
            let (low, high) = zips(prefix);
            format!("{{\"<=\": [{low}, {}, {high}]}}", var("zip"))
        }
        Test::Between(field, low, high) => format!("{{\"<=\": [{low}, {}, {high}]}}", var(field)),
        Test::AtLeast(field, low) => format!("{{\">=\": [{}, {low}]}}", var(field)),
        Test::Product(product) => format!("{{\"in\": [\"{product}\", {}]}}", var("products")),
        Test::StateOrTrial(state, above) => format!(
            "{{\"or\": [{{\"===\": [{}, \"{state}\"]}}, {{\"and\": [{{\">\": [{}, {above}]}}, {}]}}]}}",
            var("state"),
            var("employees"),
            var("trial"),
        ),
    }
}

impl<'r> Peer<'r> for Logics {
    const NAME: &'static str = "datalogic-rs 5.4";
    type Lead = ParsedData;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let engine = Engine::new();
        let mut parts = Vec::new();
        for (place, rule) in rules.iter().enumerate().take(rules.len() - 1) {
            let all: Vec<String> = tests(rule).iter().map(written).collect();
            parts.push(format!("{{\"and\": [{}]}}, {place}", all.join(", ")));
        }
        parts.push((rules.len() - 1).to_string());
        let logic = engine.compile(&*format!("{{\"if\": [{}]}}", parts.join(", "))).expect("logic");
        Ok(Self { engine, logic, arena: RefCell::new(Bump::new()) })
    }

    fn prepare(&self, lead: &Record<'r>) -> ParsedData {
        let mut json = json(lead);
        json["zip"] = zip(lead).into();
        ParsedData::from_json(&json.to_string()).expect("a lead")
    }

    fn decide(&self, lead: &ParsedData) -> u32 {
        let mut arena = self.arena.borrow_mut();
        arena.reset();
        let found = self.engine.evaluate(&self.logic, lead, &arena).expect("an answer");
        found.as_i64().and_then(|place| u32::try_from(place).ok()).expect("a place")
    }
}
