//! One filter a rule, asked in their order. It knows neither prefixes nor lists: ZIP codes are numbers in ranges, and each
//! product is a field.

use super::Peer;
use crate::common::realistic::{PRODUCTS, Rule};
use crate::common::record::Record;
use crate::terms::{LOW, TEXTS, Test, quoted, tests, text, zip, zips};
use wirefilter::{ExecutionContext, Filter, Scheme, Type};

pub struct Filters<'r> {
    scheme: &'r Scheme,
    filters: Vec<Filter<'r>>,
}

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => match &texts[..] {
            [one] => format!("{field} == \"{one}\""),
            several => format!("{field} in {{{}}}", quoted(several, " ")),
        },
        Test::IsNot(field, value) => format!("{field} != \"{value}\""),
        Test::Zip(prefix) => {
            let (low, high) = zips(prefix);
            format!("zip in {{{low}..{high}}}")
        }
        Test::Between(field, low, high) => format!("{field} in {{{low}..{high}}}"),
        Test::AtLeast(field, low) => format!("{field} >= {low}"),
        Test::Product(product) => format!("wants.{product}"),
        Test::StateOrTrial(state, above) => format!("(state == \"{state}\" || (employees > {above} && trial))"),
    }
}

/// Its numbers are small.
fn small(number: i64) -> i32 {
    i32::try_from(number).expect("a number of this workload")
}

impl<'r> Peer<'r> for Filters<'r> {
    const NAME: &'static str = "wirefilter-engine 0.6";
    type Lead = ExecutionContext<'r>;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let mut scheme = Scheme::default();
        for field in TEXTS {
            scheme.add_field(field.to_owned(), Type::Bytes).expect("a field");
        }
        for field in ["zip", "employees", "revenue"] {
            scheme.add_field(field.to_owned(), Type::Int).expect("a field");
        }
        for product in PRODUCTS {
            scheme.add_field(format!("wants.{product}"), Type::Bool).expect("a field");
        }
        scheme.add_field("trial".to_owned(), Type::Bool).expect("a field");
        let scheme: &'r Scheme = Box::leak(Box::new(scheme));
        let filters = rules
            .iter()
            .take(rules.len() - 1)
            .map(|rule| {
                let all: Vec<String> = tests(rule).iter().map(written).collect();
                let text: &'static str = Box::leak(all.join(" && ").into_boxed_str());
                scheme.parse(text).expect("a filter").compile()
            })
            .collect();
        Ok(Self { scheme, filters })
    }

    fn prepare(&self, lead: &Record<'r>) -> ExecutionContext<'r> {
        let mut context = ExecutionContext::new(self.scheme);
        for field in TEXTS {
            context.set_field_value(field, text(lead, field)).expect("a field");
        }
        context.set_field_value("zip", small(zip(lead))).expect("a field");
        context.set_field_value("employees", small(lead.employees().unwrap_or(LOW))).expect("a field");
        context.set_field_value("revenue", small(lead.revenue().unwrap_or(LOW))).expect("a field");
        context.set_field_value("trial", lead.trial().unwrap_or(false)).expect("a field");
        for (product, field) in PRODUCTS.iter().zip(WANTS) {
            let wants = lead.products.as_ref().is_some_and(|all| all.contains(product));
            context.set_field_value(field, wants).expect("a field");
        }
        context
    }

    fn decide(&self, lead: &ExecutionContext<'r>) -> u32 {
        let found = self.filters.iter().position(|filter| filter.execute(lead).expect("an answer"));
        found.unwrap_or(self.filters.len()) as u32
    }
}

/// The fields of the products, in their order.
const WANTS: [&str; 16] = [
    "wants.crm",
    "wants.erp",
    "wants.billing",
    "wants.mail",
    "wants.search",
    "wants.chatbot",
    "wants.storage",
    "wants.backup",
    "wants.payroll",
    "wants.tickets",
    "wants.survey",
    "wants.maps",
    "wants.voice",
    "wants.video",
    "wants.forms",
    "wants.sign",
];
