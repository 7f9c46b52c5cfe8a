//! Models as JSON.

use super::node::{JsonError, Node, parse};
use crate::Ruleset;
use crate::domain::{Decimal, Field, FieldId, Kind, Raw, ReadOptions, Reading, Spare, Value, normalized};
use crate::model::{Cond, Model};
use crate::route::{Condition, Counts, LeadView, LogisticModel, NaiveBayesModel, Score, Scorer, ScorerError, Term};
use std::sync::Arc;

/// A model that was read from JSON; connect it with [`Ruleset::with_scorer`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ModelScorer {
    /// `"model": "logistic"`.
    Logistic(LogisticModel),
    /// `"model": "naive_bayes"`.
    NaiveBayes(NaiveBayesModel),
}

impl Scorer for ModelScorer {
    fn score(&self, lead: &LeadView<'_>) -> Result<Score, ScorerError> {
        match self {
            Self::Logistic(model) => model.score(lead),
            Self::NaiveBayes(model) => model.score(lead),
        }
    }
}

impl Ruleset {
    /// Reads a model for leads of this policy.
    ///
    /// # Errors
    ///
    /// For a wrong shape, an unknown field, a condition that cannot be understood: with its path.
    pub fn model_from_json(&self, text: &str) -> Result<ModelScorer, JsonError> {
        let node = parse(text, self.limits().json_depth)?;
        let entries = node.entries()?;
        let find = |key: &str| entries.iter().find(|(known, _)| known == key).map(|(_, value)| value);
        let sort = find("model").ok_or_else(|| node.fault("a model says which it is: `model`"))?;
        let version = find("version").map(Node::as_text).transpose()?.map(|version| Arc::from(version.as_ref()));
        let known: &[&str] = match sort.as_text()?.as_ref() {
            "logistic" => &["model", "version", "intercept", "terms"],
            "naive_bayes" => &["model", "version", "priors", "counts", "clamp"],
            _ => return Err(sort.expected("\"logistic\" or \"naive_bayes\"")),
        };
        if let Some((_, value)) = entries.iter().find(|(key, _)| !known.contains(&key.as_ref())) {
            return Err(value.fault("a model of this sort has no such key"));
        }
        let schema = Arc::new(self.model().clone());
        if known.contains(&"terms") {
            let intercept = find("intercept").map(float).transpose()?.unwrap_or_default();
            let terms = find("terms").map(Node::items).transpose()?.unwrap_or_default();
            let terms = terms.iter().map(|term| self.term(term)).collect::<Result<_, _>>()?;
            return Ok(ModelScorer::Logistic(LogisticModel { version, intercept, terms, schema }));
        }
        let priors = find("priors").ok_or_else(|| node.fault("a naive Bayes model needs `priors`"))?;
        let counted_leads = counts(priors)?;
        if counted_leads == [0.0, 0.0] {
            return Err(priors.fault("won and lost leads cannot both be 0"));
        }
        let mut fields = Vec::new();
        let mut counted = find("counts").map(Node::entries).transpose()?.unwrap_or_default();
        counted.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, values) in counted {
            let field =
                field(self.model(), &name).ok_or_else(|| values.fault(format!("leads have no field `{name}`")))?;
            fields.push(self.counts(&name, field, &values)?);
        }
        let clamp = find("clamp").map(ends).transpose()?;
        Ok(ModelScorer::NaiveBayes(NaiveBayesModel { version, priors: counted_leads, fields, clamp, schema }))
    }

    /// What was counted of a field; a value is read as a lead's is.
    fn counts(&self, name: &str, field: FieldId, node: &Node<'_>) -> Result<Counts, JsonError> {
        let mut entries = node.entries()?;
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let known = self.model().lead.fields.get(field.index());
        let mut counted = Vec::with_capacity(entries.len());
        for (words, pair) in &entries {
            counted.push((known.and_then(|known| self.meant(known, words)), counts(pair)?));
        }
        Counts::new(name.into(), field, &counted).map_err(|(first, second)| {
            let words = |place: usize| entries.get(place).map_or("", |(words, _)| words);
            node.fault(format!("`{}` and `{}` are one value of `{name}`", words(first), words(second)))
        })
    }

    /// The value that a text is for a field, of a list one item; `None`: no lead can have it.
    fn meant(&self, field: &Field, words: &str) -> Option<Value> {
        let kind = match &field.kind {
            Kind::List(item) => item,
            kind => kind,
        };
        let (model, raw) = (self.model(), Raw::from(words));
        let normalized = normalized(&field.normalize, kind, &raw);
        let mut reading = Reading {
            enums: &model.enums,
            spellings: None,
            teams: &|name| model.team_named(name),
            limits: self.limits(),
            spare: &mut Spare::default(),
        };
        let options = ReadOptions::of(field, &model.zone);
        reading.value(kind, normalized.as_ref().unwrap_or(&raw), &options).ok()
    }

    fn term(&self, node: &Node<'_>) -> Result<Term, JsonError> {
        let entries = node.entries()?;
        let find = |key: &str| entries.iter().find(|(known, _)| known == key).map(|(_, value)| value);
        match (find("when"), find("add"), find("field"), find("times"), entries.len()) {
            (Some(when), Some(add), None, None, 2) => {
                let words = when.as_text()?;
                let condition = self.condition(&words).map_err(|reason| when.fault(reason))?;
                Ok(Term::When { words: words.as_ref().into(), condition: Condition(condition), add: float(add)? })
            }
            (None, None, Some(name), Some(times), 2) => {
                let text = name.as_text()?;
                let place =
                    field(self.model(), &text).ok_or_else(|| name.fault(format!("leads have no field `{text}`")))?;
                let kind = self.model().lead.fields.get(place.index()).map(|field| &field.kind);
                if !kind.is_some_and(|kind| kind.is_number() || *kind == Kind::Boolean) {
                    return Err(name.fault(format!("`{text}` is no number")));
                }
                Ok(Term::Field { name: text.as_ref().into(), field: place, times: float(times)? })
            }
            _ => Err(node.fault("a term is {\"when\": …, \"add\": …} or {\"field\": …, \"times\": …}")),
        }
    }

    /// A condition over the lead's fields, in the words of the policy.
    fn condition(&self, words: &str) -> Result<Cond, String> {
        crate::check::condition_over_fields(self.model(), words)
    }
}

fn field(model: &Model, name: &str) -> Option<FieldId> {
    model.lead.fields.iter().position(|field| *field.name == *name).map(FieldId::at)
}

/// A number by its text; models are floats inside.
fn float(node: &Node<'_>) -> Result<f64, JsonError> {
    let digits = node.as_digits()?;
    let number = digits.parse::<f64>().ok().filter(|number| number.is_finite());
    number.filter(|_| Decimal::parse(&digits).is_some()).ok_or_else(|| node.expected("a number"))
}

/// How many leads were won, and how many lost.
fn counts(node: &Node<'_>) -> Result<[f64; 2], JsonError> {
    let counts = pair(node)?;
    let below = node.items()?.into_iter().zip(counts).find(|(_, count)| *count < 0.0);
    below.map_or(Ok(counts), |(item, _)| Err(item.fault("a count of leads is 0 or more")))
}

/// The lowest and the highest score.
fn ends(node: &Node<'_>) -> Result<[f64; 2], JsonError> {
    let [low, high] = pair(node)?;
    if low > high { Err(node.fault("the lowest score comes first, then the highest")) } else { Ok([low, high]) }
}

fn pair(node: &Node<'_>) -> Result<[f64; 2], JsonError> {
    let items = node.items()?;
    match items.as_slice() {
        [first, second] => Ok([float(first)?, float(second)?]),
        _ => Err(node.expected("a pair such as [42.1, 105.1]")),
    }
}
