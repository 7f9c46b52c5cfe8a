//! Leads of a stream or a batch that were decided before: rows among which duplicates are searched.

use super::truth::Facts;
use crate::domain::{Assignment, DerivedId, FieldId, LeadId, Value, key_of};
use crate::model::{Comparison, Cond, Dedupe, Expr, Model, Record};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Of a stream at most so many decided leads are remembered, where the host says nothing else: some 100 MB at worst,
/// and more than a day of a busy desk.
pub(crate) const REMEMBERED: usize = 100_000;

/// The leads that are remembered, oldest first.
#[derive(Debug)]
pub(crate) struct DecidedLeads {
    rows: VecDeque<Row>,
    /// How many rows were forgotten: the number of the first one that is left.
    first: u64,
    /// By field that a clause compares: value → numbers of rows, ascending.
    by: BTreeMap<FieldId, BTreeMap<Arc<str>, VecDeque<u64>>>,
    /// By lead that has an id: the row of its first decision.
    first_of: BTreeMap<LeadId, u64>,
    most: usize,
    /// The longest `seen within`: what is older finds nothing any more.
    within: SignedDuration,
    latest: Timestamp,
    /// Forgotten although a clause could still have found it.
    dropped: u64,
}

#[derive(Debug)]
struct Row {
    lead: LeadId,
    at: Timestamp,
    cells: Vec<Option<Value>>,
}

impl DecidedLeads {
    /// Nothing yet; `None` where the policy does not look for duplicates.
    pub(crate) fn new(model: &Model) -> Option<Self> {
        let dedupe = model.dedupe.as_ref().filter(|dedupe| dedupe.against.is_some())?;
        let fields = dedupe.clauses.iter().filter_map(|clause| compared(&clause.condition).map(|(_, field)| field));
        Some(Self {
            rows: VecDeque::new(),
            first: 0,
            by: fields.map(|field| (field, BTreeMap::new())).collect(),
            first_of: BTreeMap::new(),
            most: REMEMBERED,
            within: dedupe.clauses.iter().map(|clause| clause.within).max().unwrap_or_default(),
            latest: Timestamp::MIN,
            dropped: 0,
        })
    }

    pub(crate) fn remember_at_most(&mut self, most: usize) {
        self.most = most;
        self.forget();
    }

    /// How many leads were forgotten although a clause could still have found them.
    pub(crate) const fn dropped(&self) -> u64 {
        self.dropped
    }

    pub(crate) fn row(&self, number: u64) -> Option<&[Option<Value>]> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.rows.get(place).map(|row| row.cells.as_slice())
    }

    /// The number of the row of a lead's first decision, while it is remembered.
    pub(crate) fn first_of(&self, lead: &LeadId) -> Option<u64> {
        self.first_of.get(lead).copied()
    }

    /// The numbers of all rows.
    pub(crate) fn all(&self) -> std::ops::Range<u64> {
        self.first..self.first.saturating_add(u64::try_from(self.rows.len()).unwrap_or_default())
    }

    /// The numbers of the rows in which a field has this value.
    pub(crate) fn equal(&self, field: FieldId, key: &str) -> impl Iterator<Item = u64> {
        self.by.get(&field).and_then(|index| index.get(key)).into_iter().flatten().copied()
    }

    /// Adds a lead that was decided, as a row of the record that duplicates are searched in: fields by their names, the
    /// moment of the decision as when it was seen, the rep who got it.
    pub(crate) fn remember(&mut self, facts: &dyn Facts, model: &Model, answer: &Assignment) {
        let Some(dedupe) = &model.dedupe else { return };
        let Some(record) = dedupe.against.and_then(|record| model.records.get(record.index())) else { return };
        let cells = cells(facts, model, record, dedupe, answer);
        let number = self.all().end;
        for (field, index) in &mut self.by {
            if let Some(Some(value)) = cells.get(field.index()) {
                index.entry(key_of(value)).or_default().push_back(number);
            }
        }
        if !answer.lead.is_empty() {
            self.first_of.entry(answer.lead.clone()).or_insert(number);
        }
        self.rows.push_back(Row { lead: answer.lead.clone(), at: answer.decided_at, cells });
        self.latest = self.latest.max(answer.decided_at);
        self.forget();
    }

    fn forget(&mut self) {
        while let Some(oldest) = self.rows.front() {
            let late = self.latest.duration_since(oldest.at) > self.within;
            if !late && self.rows.len() <= self.most {
                break;
            }
            self.dropped = self.dropped.saturating_add(u64::from(!late));
            let Some(row) = self.rows.pop_front() else { break };
            for (field, index) in &mut self.by {
                let Some(Some(value)) = row.cells.get(field.index()) else { continue };
                let key = key_of(value);
                if let Some(numbers) = index.get_mut(&*key) {
                    numbers.pop_front();
                    if numbers.is_empty() {
                        index.remove(&*key);
                    }
                }
            }
            if self.first_of.get(&row.lead) == Some(&self.first) {
                self.first_of.remove(&row.lead);
            }
            self.first = self.first.saturating_add(1);
        }
    }
}

/// What stands in each field of the record for a lead that was decided.
fn cells(
    facts: &dyn Facts,
    model: &Model,
    record: &Record,
    dedupe: &Dedupe,
    answer: &Assignment,
) -> Vec<Option<Value>> {
    let fields = record.schema.fields.iter().enumerate();
    fields
        .map(|(place, field)| {
            let here = Some(FieldId::at(place));
            if here == dedupe.seen {
                return Some(Value::DateTime(answer.decided_at));
            }
            if here == dedupe.rep {
                return answer.rep.as_ref().map(|rep| Value::Rep(Arc::clone(rep)));
            }
            let same = |name: &str, kind| *field.name == *name && field.kind == kind;
            let of_lead = model.lead.fields.iter().position(|known| same(&known.name, known.kind.clone()));
            let derived = || model.derived.iter().position(|known| same(&known.name, known.typed.kind.clone()));
            match of_lead {
                Some(place) => facts.value(&Expr::Field(FieldId::at(place)), None),
                None => facts.value(&Expr::Derived(DerivedId::at(derived()?)), None),
            }
        })
        .collect()
}

/// The first comparison `X is other.FIELD` that a condition needs: what it looks up, and where.
pub(crate) fn compared(condition: &Cond) -> Option<(&Expr, FieldId)> {
    match condition {
        Cond::All(parts) => parts.iter().find_map(compared),
        Cond::Compare(Comparison::Is, Expr::RowField(field), value)
        | Cond::Compare(Comparison::Is, value, Expr::RowField(field))
            if !matches!(value, Expr::RowField(_)) && is_of_lead(value) =>
        {
            Some((value, *field))
        }
        _ => None,
    }
}

/// Whether a value is the lead's alone: a field, or what is computed from fields.
fn is_of_lead(value: &Expr) -> bool {
    match value {
        Expr::Field(_) | Expr::Derived(_) => true,
        Expr::DomainOf(inner) => is_of_lead(inner),
        _ => false,
    }
}
