//! One program a rule, asked in their order; the lead answers for its variables without a copy.

use super::Peer;
use crate::common::realistic::Rule;
use crate::common::record::Record;
use crate::terms::{LOW, Test, quoted, tests, text};
use cel::common::types::{CelBool, CelInt, CelList, CelString};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Env, Program, Value};
use std::sync::Arc;

pub struct Programs {
    root: Context<'static, 'static>,
    programs: Vec<Program>,
}

pub struct Lead<'r> {
    country: CelString<'r>,
    state: CelString<'r>,
    domain: CelString<'r>,
    industry: CelString<'r>,
    source: CelString<'r>,
    level: CelString<'r>,
    zip: CelString<'r>,
    employees: CelInt,
    revenue: CelInt,
    products: CelList<'r>,
    trial: CelBool,
}

impl VariableResolver for Lead<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        let value: &dyn Val = match name {
            "country" => &self.country,
            "state" => &self.state,
            "domain" => &self.domain,
            "industry" => &self.industry,
            "source" => &self.source,
            "level" => &self.level,
            "zip" => &self.zip,
            "employees" => &self.employees,
            "revenue" => &self.revenue,
            "products" => &self.products,
            "trial" => &self.trial,
            _ => return None,
        };
        Some(CowVal::Borrowed(value))
    }
}

fn written(test: &Test<'_>) -> String {
    match test {
        Test::OneOf(field, texts) => match &texts[..] {
            [one] => format!("{field} == \"{one}\""),
            several => format!("{field} in [{}]", quoted(several, ", ")),
        },
        Test::IsNot(field, value) => format!("{field} != \"{value}\""),
        Test::Zip(prefix) => format!("zip.startsWith(\"{prefix}\")"),
        Test::Between(field, low, high) => format!("{field} >= {low} && {field} <= {high}"),
        Test::AtLeast(field, low) => format!("{field} >= {low}"),
        Test::Product(product) => format!("\"{product}\" in products"),
        Test::StateOrTrial(state, above) => format!("(state == \"{state}\" || (employees > {above} && trial))"),
    }
}

impl<'r> Peer<'r> for Programs {
    const NAME: &'static str = "cel 0.15";
    type Lead = Lead<'r>;

    fn new(rules: &[Rule]) -> Result<Self, String> {
        let env = Arc::new(Env::stdlib());
        let programs = rules
            .iter()
            .take(rules.len() - 1)
            .map(|rule| {
                let all: Vec<String> = tests(rule).iter().map(written).collect();
                env.compile(&all.join(" && ")).expect("a program")
            })
            .collect();
        Ok(Self { root: Context::with_env(env), programs })
    }

    fn prepare(&self, lead: &Record<'r>) -> Lead<'r> {
        let of = |field: &str| CelString::from(text(lead, field));
        let products = lead.products.as_deref().unwrap_or_default();
        Lead {
            country: of("country"),
            state: of("state"),
            domain: of("domain"),
            industry: of("industry"),
            source: of("source"),
            level: of("level"),
            zip: of("zip"),
            employees: CelInt::from(lead.employees().unwrap_or(LOW)),
            revenue: CelInt::from(lead.revenue().unwrap_or(LOW)),
            products: products
                .iter()
                .map(|product| Box::new(CelString::from(*product)) as Box<dyn Val + 'r>)
                .collect::<Vec<_>>()
                .into(),
            trial: CelBool::from(lead.trial().unwrap_or(false)),
        }
    }

    fn decide(&self, lead: &Lead<'r>) -> u32 {
        let mut scope = self.root.new_inner_scope();
        scope.set_variable_resolver(lead);
        let holds = |program: &Program| matches!(program.execute(&scope), Ok(Value::Bool(true)));
        self.programs.iter().position(holds).unwrap_or(self.programs.len()) as u32
    }
}
