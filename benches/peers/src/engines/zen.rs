//! One decision table that stops at its first row, compiled, with the index over its columns that it builds itself.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{Test, json, quoted, tests};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine, Variable};

pub struct Table(Decision);

/// A column, and the cell in it.
fn cell(test: &Test<'_>) -> (&'static str, String) {
    match test {
        Test::OneOf(field, texts) => (field, quoted(texts, ", ")),
        Test::IsNot(field, value) => (field, format!("$ != \"{value}\"")),
        Test::Zip(prefix) => ("zip", format!("startsWith($, \"{prefix}\")")),
        Test::Between(field, low, high) => (field, format!("[{low}..{high}]")),
        Test::AtLeast(field, low) => (field, format!(">= {low}")),
        Test::Product(product) => ("products", format!("contains($, \"{product}\")")),
        Test::StateOrTrial(state, above) => ("any", format!("state == \"{state}\" or (employees > {above} and trial)")),
    }
}

impl<'r> Peer<'r> for Table {
    const NAME: &'static str = "zen-engine 2.1";
    type Lead = Variable;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let fields =
            ["domain", "zip", "country", "industry", "level", "source", "state", "employees", "revenue", "products"];
        let mut inputs: Vec<Value> =
            fields.iter().map(|field| json!({ "id": field, "name": field, "field": field })).collect();
        // A column without a field holds expressions over the whole lead.
        inputs.push(json!({ "id": "any", "name": "any" }));
        let rows: Vec<Value> = rules
            .iter()
            .enumerate()
            .map(|(place, rule)| {
                let mut row = Map::new();
                row.insert("_id".into(), json!(format!("r{place}")));
                row.insert("rule".into(), json!(place.to_string()));
                for (column, cell) in tests(rule).iter().map(cell) {
                    // Two tests of one field stand in one cell.
                    let both = match row.get(column).and_then(Value::as_str) {
                        Some(before) => format!("{before} and {cell}"),
                        None => cell,
                    };
                    row.insert(column.into(), json!(both));
                }
                Value::Object(row)
            })
            .collect();
        let content: DecisionContent = serde_json::from_value(json!({
            "nodes": [
                { "id": "in", "name": "lead", "type": "inputNode", "content": {} },
                { "id": "table", "name": "rules", "type": "decisionTableNode", "content": {
                    "hitPolicy": "first", "inputs": inputs,
                    "outputs": [{ "id": "rule", "name": "rule", "field": "rule" }],
                    "rules": rows,
                } },
                { "id": "out", "name": "out", "type": "outputNode", "content": {} },
            ],
            "edges": [
                { "id": "e1", "sourceId": "in", "targetId": "table" },
                { "id": "e2", "sourceId": "table", "targetId": "out" },
            ],
        }))
        .expect("a graph");
        let mut decision = DecisionEngine::default().create_decision(Arc::new(content)).expect("a decision");
        decision.compile();
        Ok(Self(decision))
    }

    fn prepare(&self, lead: &Record<'r>) -> Variable {
        json(lead).into()
    }

    fn decide(&self, lead: &Variable) -> u32 {
        let answer = pollster::block_on(self.0.evaluate(lead.clone())).expect("an answer");
        let found = answer.result.dot("rule").and_then(|rule| rule.as_number()).expect("a place");
        u32::try_from(found).expect("a place")
    }
}
