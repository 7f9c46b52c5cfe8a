//! Chains of `else`, compiled for its virtual machine, which is kept.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{Test, json, quoted, tests, zip, zips};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, PolicyLengthConfig, Value};
use serde_json::Map;
use std::cell::RefCell;
use std::num::NonZeroUsize;

/// Links of a chain.
const FEW: usize = 10;

pub struct Policy(RefCell<RegoVM>);

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => match &texts[..] {
            [one] => format!("input.{field} == \"{one}\""),
            several => format!("input.{field} in {{{}}}", quoted(several, ", ")),
        },
        Test::IsNot(field, value) => format!("input.{field} != \"{value}\""),
        Test::Zip(prefix) => {
            let (low, high) = zips(prefix);
            format!("input.zip >= {low}; input.zip <= {high}")
        }
        Test::Between(field, low, high) => format!("input.{field} >= {low}; input.{field} <= {high}"),
        Test::AtLeast(field, low) => format!("input.{field} >= {low}"),
        Test::Product(product) => format!("input.wants.{product}"),
        // Rego has no `or` within a rule: a set of what holds is its way.
        Test::StateOrTrial(state, above) => {
            format!("true in {{input.state == \"{state}\", all_true(input.employees > {above}, input.trial)}}")
        }
    }
}

/// Rules with an `else` for each link. A rule has 255 registers, so long chains are chains of chains.
fn chained(text: &mut String, links: Vec<String>, level: usize) {
    if links.len() <= FEW {
        return text.push_str(&format!("decide := {}\n", links.join("\nelse := ")));
    }
    let mut above = Vec::new();
    for (place, few) in links.chunks(FEW).enumerate() {
        let name = format!("part_{level}_{place}");
        text.push_str(&format!("{name} := {}\n", few.join("\nelse := ")));
        above.push(format!("{name} if {{ {name} >= 0 }}"));
    }
    chained(text, above, level + 1);
}

impl<'r> Peer<'r> for Policy {
    const NAME: &'static str = "regorus 0.14";
    type Lead = Value;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let mut text = String::from("package leads\nimport rego.v1\nall_true(a, b) := {a, b} == {true}\n");
        let links: Vec<String> = rules
            .iter()
            .enumerate()
            .map(|(place, rule)| {
                let all: Vec<String> = tests(rule).iter().map(written).collect();
                let all = if all.is_empty() { "true".to_owned() } else { all.join("; ") };
                format!("{place} if {{ {all} }}")
            })
            .collect();
        chained(&mut text, links, 0);
        let mut engine = Engine::new();
        engine.set_policy_length_config(PolicyLengthConfig {
            max_file_bytes: NonZeroUsize::MAX,
            max_lines: NonZeroUsize::MAX,
            ..PolicyLengthConfig::default()
        });
        engine.add_policy("leads.rego".to_owned(), text).map_err(|error| error.to_string())?;
        let policy = engine.compile_with_entrypoint(&"data.leads.decide".into()).map_err(|error| error.to_string())?;
        let program =
            Compiler::compile_from_policy(&policy, &["data.leads.decide"]).map_err(|error| format!("{error:?}"))?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_max_instructions(usize::MAX);
        Ok(Self(RefCell::new(machine)))
    }

    fn prepare(&self, lead: &Record<'r>) -> Value {
        let mut json = json(lead);
        json["zip"] = zip(lead).into();
        let products = lead.products.as_deref().unwrap_or_default();
        let wants: Map<String, serde_json::Value> =
            products.iter().map(|product| ((*product).to_owned(), true.into())).collect();
        json["wants"] = wants.into();
        Value::from(json)
    }

    fn decide(&self, lead: &Value) -> u32 {
        let mut machine = self.0.borrow_mut();
        machine.set_input(lead.clone());
        let found = machine.execute().expect("an answer");
        found.as_u32().unwrap_or_else(|_| panic!("a place, not {found}"))
    }
}
