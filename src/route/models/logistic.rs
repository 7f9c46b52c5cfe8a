//! A logistic model: 1 / (1 + e^−x).

#![allow(clippy::float_arithmetic, reason = "the arithmetic of the model, in a stated order")]

use super::{is_private, rounded};
use crate::domain::{Decimal, FieldId, PRIVATE, Value};
use crate::model::{Cond, Model};
use crate::route::{Alone, LeadView, Score, Scorer, ScorerError};
use std::sync::Arc;

/// A logistic model over a lead's fields. Its score lies between 0 and 1.
///
/// x is the intercept plus each term that applies, added in the order written; then e^−x, one more, and the quotient.
#[derive(Clone, Debug)]
pub struct LogisticModel {
    pub(crate) version: Option<Arc<str>>,
    pub(crate) intercept: f64,
    pub(crate) terms: Vec<Term>,
    /// The lead's schema, as conditions see it.
    pub(crate) schema: Arc<Model>,
}

/// One term of the sum.
#[derive(Clone, Debug)]
pub(crate) enum Term {
    /// Added when a condition is yes. `when` is kept as written, for the reasons.
    When {
        /// The condition as written.
        words: Arc<str>,
        /// Its place among the model's conditions.
        condition: Condition,
        /// What is added.
        add: f64,
    },
    /// A field's number times a factor; nothing when the field is missing.
    Field {
        /// The field's name.
        name: Arc<str>,
        /// The field.
        field: FieldId,
        /// The factor.
        times: f64,
    },
}

/// A condition over the lead's fields.
#[derive(Clone, Debug)]
pub(crate) struct Condition(pub(crate) Cond);

impl Scorer for LogisticModel {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        let mut x = self.intercept;
        let mut reasons = vec![format!("intercept: {:+}", self.intercept)];
        let alone = Alone::new(&self.schema);
        for term in &self.terms {
            match term {
                Term::When { words, condition, add } => {
                    if alone.with(&self.schema, lead.lead(), |judge| judge(&condition.0)).is_yes() {
                        x += add;
                        reasons.push(format!("{words}: {add:+}"));
                    }
                }
                Term::Field { name, field, times } => {
                    if let Some(value) = lead.lead().value(*field).and_then(number) {
                        let gives = value * times;
                        x += gives;
                        reasons.push(match is_private(&self.schema, *field) {
                            true => format!("{name} × {times}: {PRIVATE}"),
                            false => format!("{name} × {times}: {}", signed(gives)),
                        });
                    }
                }
            }
        }
        let value = rounded(1.0 / (1.0 + libm::exp(-x))).ok_or_else(|| ScorerError::new("the sum is no number"))?;
        Ok(Score { value, version: self.version.clone(), reasons })
    }
}

/// What a term gives, for people: four digits after the point.
fn signed(gives: f64) -> String {
    match rounded(gives) {
        Some(shown) if shown.scaled() < 0 => shown.to_string(),
        Some(shown) => format!("+{shown}"),
        None => format!("{gives:+}"),
    }
}

/// A number as the float nearest to its decimal text.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => number.to_string().parse().ok(),
        Value::Decimal(number) => Decimal::to_string(number).parse().ok(),
        Value::Bool(known) => Some(f64::from(u8::from(*known))),
        _ => None,
    }
}
