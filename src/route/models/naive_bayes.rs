//! A naive Bayes model: how often leads like this one were won, against how often they were lost.

#![allow(clippy::float_arithmetic, reason = "the arithmetic of the model, in a stated order")]

use super::{is_private, rounded};
use crate::domain::{FieldId, PRIVATE, Value, key_of};
use crate::model::Model;
use crate::route::{LeadView, Score, Scorer, ScorerError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A naive Bayes model over a lead's fields. Its score is a percentage between 0 and 100.
///
/// For won and for lost: the prior's share, times, for each field in the order of its name and each value it has, the
/// value's count divided by the sum of the field's counts. The score is 100 · won / (won + lost), kept within `clamp`.
/// Fields that are missing and values that were never counted are passed over; each item of a list counts by itself. Values
/// are the same where the policy says that they are: texts however they are written, an enum's value by any of its titles.
#[derive(Clone, Debug)]
pub struct NaiveBayesModel {
    pub(crate) version: Option<Arc<str>>,
    /// Won and lost leads altogether.
    pub(crate) priors: [f64; 2],
    pub(crate) fields: Vec<Counts>,
    /// Lowest and highest score, in percent.
    pub(crate) clamp: Option<[f64; 2]>,
    /// How values are printed.
    pub(crate) schema: Arc<Model>,
}

/// What was counted of one field: won and lost.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    pub(crate) name: Arc<str>,
    pub(crate) field: FieldId,
    /// By the value's compared form.
    values: BTreeMap<Arc<str>, [f64; 2]>,
    totals: [f64; 2],
}

impl Counts {
    /// What was counted, by words and by the values that they mean. Words that no lead can have as a value mean none; they
    /// count in the sums.
    ///
    /// # Errors
    ///
    /// The two places whose words mean the same value.
    #[cfg(feature = "json")]
    pub(crate) fn new(
        name: Arc<str>,
        field: FieldId,
        counted: &[(Option<Value>, [f64; 2])],
    ) -> Result<Self, (usize, usize)> {
        let (mut values, mut totals) = (BTreeMap::new(), [0.0, 0.0]);
        let mut places = BTreeMap::new();
        for (place, (value, pair)) in counted.iter().enumerate() {
            totals = [totals[0] + pair[0], totals[1] + pair[1]];
            let Some(value) = value else { continue };
            let key = key_of(value);
            if let Some(first) = places.insert(Arc::clone(&key), place) {
                return Err((first, place));
            }
            values.insert(key, *pair);
        }
        Ok(Self { name, field, values, totals })
    }
}

impl Scorer for NaiveBayesModel {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        let all = self.priors[0] + self.priors[1];
        let mut won = self.priors[0] / all;
        let mut lost = self.priors[1] / all;
        let mut reasons = vec![format!("all leads: {} won, {} lost", self.priors[0], self.priors[1])];
        for counts in &self.fields {
            let mut values = each(lead.lead().value(counts.field)).peekable();
            if values.peek().is_none() {
                reasons.push(format!("{}: passed over, missing", counts.name));
            }
            for value in values {
                let (counted, text) = (counts.values.get(&key_of(value)), self.schema.print(value));
                if let Some([of_won, of_lost]) = counted {
                    won *= of_won / counts.totals[0];
                    lost *= of_lost / counts.totals[1];
                }
                reasons.push(match counted {
                    _ if is_private(&self.schema, counts.field) => format!("{} {PRIVATE}", counts.name),
                    Some([of_won, of_lost]) => format!("{} {text}: {of_won} won, {of_lost} lost", counts.name),
                    None => format!("{} {text}: passed over, never counted", counts.name),
                });
            }
        }
        let mut percent = 100.0 * won / (won + lost);
        if let Some([low, high]) = self.clamp {
            percent = percent.max(low).min(high);
        }
        let value = rounded(percent).ok_or_else(|| ScorerError::new("the counts give no number"))?;
        Ok(Score { value, version: self.version.clone(), reasons })
    }
}

/// A value; of a list each item.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (items, one) = match value {
        Some(Value::List(items)) => (Some(items.iter()), None),
        one => (None, one),
    };
    items.into_iter().flatten().chain(one)
}
