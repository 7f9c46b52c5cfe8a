//! A function of `if`s, compiled by Lua 5.4; a lead is a table.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{LOW, TEXTS, Test, tests, text, zip, zips};
use mlua::{Function, Lua, Table};

pub struct Script {
    lua: Lua,
    decide: Function,
}

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => {
            let each: Vec<String> = texts.iter().map(|text| format!("{field} == \"{text}\"")).collect();
            format!("({})", each.join(" or "))
        }
        Test::IsNot(field, value) => format!("{field} ~= \"{value}\""),
        Test::Zip(prefix) => {
            let (low, high) = zips(prefix);
            format!("zip >= {low} and zip <= {high}")
        }
        Test::Between(field, low, high) => format!("{field} >= {low} and {field} <= {high}"),
        Test::AtLeast(field, low) => format!("{field} >= {low}"),
        Test::Product(product) => format!("products.{product}"),
        Test::StateOrTrial(state, above) => format!("(state == \"{state}\" or (employees > {above} and trial))"),
    }
}

impl<'r> Peer<'r> for Script {
    const NAME: &'static str = "mlua 0.12 (Lua 5.4)";
    type Lead = Table;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let mut script = String::from("return function(lead)\n");
        for field in TEXTS.iter().chain(&["zip", "employees", "revenue", "products", "trial"]) {
            script.push_str(&format!("local {field} = lead.{field}\n"));
        }
        for (place, rule) in rules.iter().enumerate().take(rules.len() - 1) {
            let all: Vec<String> = tests(rule).iter().map(written).collect();
            script.push_str(&format!("if {} then return {place} end\n", all.join(" and ")));
        }
        script.push_str(&format!("return {}\nend\n", rules.len() - 1));
        let lua = Lua::new();
        let decide = lua.load(script).eval().expect("a function");
        Ok(Self { lua, decide })
    }

    fn prepare(&self, lead: &Record<'r>) -> Table {
        let table = self.lua.create_table_with_capacity(0, 11).expect("a table");
        for field in TEXTS {
            table.raw_set(field, text(lead, field)).expect("a field");
        }
        table.raw_set("zip", zip(lead)).expect("a field");
        table.raw_set("employees", lead.employees().unwrap_or(LOW)).expect("a field");
        table.raw_set("revenue", lead.revenue().unwrap_or(LOW)).expect("a field");
        table.raw_set("trial", lead.trial().unwrap_or(false)).expect("a field");
        let products = self.lua.create_table().expect("a table");
        for product in lead.products.as_deref().unwrap_or_default() {
            products.raw_set(*product, true).expect("a field");
        }
        table.raw_set("products", products).expect("a field");
        table
    }

    fn decide(&self, lead: &Table) -> u32 {
        self.decide.call(lead).expect("an answer")
    }
}
