//! One tree of all expressions; it answers with all that hold, of which the first one counts.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{LOW, TEXTS, Test, quoted, tests, text, zip, zips};
use a_tree::{ATree, AttributeDefinition, Event};

pub struct Tree {
    tree: ATree<u32>,
    otherwise: u32,
}

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => match &texts[..] {
            [one] => format!("{field} = \"{one}\""),
            several => format!("{field} in [{}]", quoted(several, ", ")),
        },
        Test::IsNot(field, value) => format!("{field} <> \"{value}\""),
        Test::Zip(prefix) => {
            let (low, high) = zips(prefix);
            format!("zip >= {low} and zip <= {high}")
        }
        Test::Between(field, low, high) => format!("{field} >= {low} and {field} <= {high}"),
        Test::AtLeast(field, low) => format!("{field} >= {low}"),
        Test::Product(product) => format!("products one of [\"{product}\"]"),
        Test::StateOrTrial(state, above) => format!("(state = \"{state}\" or (employees > {above} and trial))"),
    }
}

impl<'r> Peer<'r> for Tree {
    const NAME: &'static str = "a-tree 0.6";
    type Lead = Event;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let mut fields: Vec<_> = TEXTS.iter().map(|field| AttributeDefinition::string(field)).collect();
        fields.extend(["zip", "employees", "revenue"].map(AttributeDefinition::integer));
        fields.push(AttributeDefinition::string_list("products"));
        fields.push(AttributeDefinition::boolean("trial"));
        let mut tree = ATree::new(&fields).expect("a schema");
        let otherwise = rules.len() as u32 - 1;
        for (place, rule) in (0..otherwise).zip(rules) {
            let all: Vec<String> = tests(rule).iter().map(written).collect();
            tree.insert(&place, &all.join(" and ")).expect("an expression");
        }
        Ok(Self { tree, otherwise })
    }

    fn prepare(&self, lead: &Record<'r>) -> Event {
        let mut event = self.tree.make_event();
        for field in TEXTS {
            event.with_string(field, text(lead, field)).expect("a field");
        }
        event.with_integer("zip", zip(lead)).expect("a field");
        event.with_integer("employees", lead.employees().unwrap_or(LOW)).expect("a field");
        event.with_integer("revenue", lead.revenue().unwrap_or(LOW)).expect("a field");
        event.with_string_list("products", lead.products.as_deref().unwrap_or_default()).expect("a field");
        event.with_boolean("trial", lead.trial().unwrap_or(false)).expect("a field");
        event.build().expect("an event")
    }

    fn decide(&self, lead: &Event) -> u32 {
        let found = self.tree.search(lead).expect("an answer");
        found.matches().iter().map(|place| **place).min().unwrap_or(self.otherwise)
    }
}
