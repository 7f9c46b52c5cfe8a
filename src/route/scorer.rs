//! The border to scores that the host computes.

use crate::domain::{Decimal, Lead, Schema};
use std::sync::Arc;

/// A source of scores that a policy names with `score x from scorer "name"`.
///
/// It is asked at most once per decision, and only when the decision comes to depend on it. A closure will do:
///
/// ```
/// use pointsman::{Score, Scorer, ScorerError, LeadView, domain::Decimal};
/// let scorer = |lead: &LeadView<'_>| -> Result<Score, ScorerError> {
///     match lead.text("company") {
///         Some(name) if name.contains("Bank") => Ok(Score::new(Decimal::from(80))),
///         Some(_) => Ok(Score::new(Decimal::from(20))),
///         None => Err(ScorerError::new("no company")),
///     }
/// };
/// # fn takes(_: impl Scorer) {}
/// # takes(scorer);
/// ```
pub trait Scorer: Send + Sync {
    /// The score of a lead.
    ///
    /// # Errors
    ///
    /// When there is no score: then it is *unknown* in the policy, never 0.
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError>;
}

impl<F> Scorer for F
where
    F: Fn(&LeadView<'_>) -> Result<Score, ScorerError> + Send + Sync,
{
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        self(lead)
    }
}

/// What a scorer sees: the lead's fields by their names in the policy, after reading.
#[derive(Clone, Copy, Debug)]
pub struct LeadView<'a> {
    pub(crate) lead: &'a Lead,
    pub(crate) schema: &'a Schema,
}

impl<'a> LeadView<'a> {
    /// The value of a field; `None` when it is missing or no such field exists.
    pub fn get(&self, field: &str) -> Option<&'a crate::domain::Value> {
        let place = self.schema.fields.iter().position(|known| *known.name == *field)?;
        self.lead.values.get(place)?.as_ref()
    }

    /// The text of a text field as it came, trimmed.
    pub fn text(&self, field: &str) -> Option<&'a str> {
        match self.get(field)? {
            crate::domain::Value::Text(text) => Some(text.original()),
            _ => None,
        }
    }

    /// The lead itself.
    pub const fn lead(&self) -> &'a Lead {
        self.lead
    }
}

/// A score with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Exact, four digits after the point.
    pub value: Decimal,
    /// The version of the model, for the log.
    pub version: Option<Arc<str>>,
    /// Why, for the explanation.
    pub reasons: Vec<String>,
}

impl Score {
    /// A score without version and reasons.
    pub const fn new(value: Decimal) -> Self {
        Self { value, version: None, reasons: Vec::new() }
    }
}

/// Why there is no score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ScorerError {
    message: String,
}

impl ScorerError {
    /// The reason in plain words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}
