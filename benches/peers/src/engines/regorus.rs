//! One rule with an `else` for each, compiled for its virtual machine, which is kept.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{Test, json, quoted, tests, zip, zips};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use std::cell::RefCell;

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

impl<'r> Peer<'r> for Policy {
    const NAME: &'static str = "regorus 0.14";
    type Lead = Value;

    fn new(rules: &[Rule]) -> Self {
        let mut text = String::from("package leads\nimport rego.v1\nall_true(a, b) := {a, b} == {true}\ndecide := ");
        for (place, rule) in rules.iter().enumerate().take(rules.len() - 1) {
            let all: Vec<String> = tests(rule).iter().map(written).collect();
            text.push_str(&format!("{place} if {{ {} }}\nelse := ", all.join("; ")));
        }
        text.push_str(&format!("{}\n", rules.len() - 1));
        let mut engine = Engine::new();
        engine.add_policy("leads.rego".to_owned(), text).expect("a policy");
        let policy = engine.compile_with_entrypoint(&"data.leads.decide".into()).expect("a compiled policy");
        let program = Compiler::compile_from_policy(&policy, &["data.leads.decide"]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(program);
        machine.set_max_instructions(usize::MAX);
        Self(RefCell::new(machine))
    }

    fn prepare(&self, lead: &Record<'r>) -> Value {
        let mut json = json(lead);
        json["zip"] = zip(lead).into();
        let products = lead.products.as_deref().unwrap_or_default();
        json["wants"] = products.iter().map(|product| ((*product).to_owned(), true.into())).collect();
        Value::from(json)
    }

    fn decide(&self, lead: &Value) -> u32 {
        let mut machine = self.0.borrow_mut();
        machine.set_input(lead.clone());
        let found = machine.execute().expect("an answer");
        found.as_u32().expect("a place")
    }
}
