//! Which account a lead belongs to, and which earlier lead it repeats.

use super::facts::LeadFacts;
use super::number::instant_of;
use super::truth::Facts;
use crate::domain::{FieldId, MatchId, RecordId, Snapshot, Value, key_of, similarity};
use crate::lookup::Lookup;
use crate::model::{Cond, Match, MatchClause, Model};
use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::OnceLock;

/// What a match found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The one row that was left.
    pub(crate) row: Option<usize>,
    /// More than one row was left.
    pub(crate) several: bool,
}

/// The rows of all records, with an index for each clause that asks for equality, built when it is first needed.
pub(crate) struct Matcher<'a> {
    model: &'a Model,
    snapshot: &'a Snapshot,
    indexes: &'a Indexes,
}

/// Key → rows in their order.
type Index = Lookup<Arc<str>, Vec<usize>>;

/// The cells of a record's rows, one a field.
type Rows = [Vec<Option<Value>>];

/// Indexes by record and field: key → rows in their order.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    fields: Vec<Vec<OnceLock<Index>>>,
}

impl Indexes {
    pub(crate) fn new(model: &Model) -> Self {
        let of = |fields: usize| (0..fields).map(|_| OnceLock::new()).collect();
        Self { fields: model.records.iter().map(|record| of(record.schema.fields.len())).collect() }
    }
}

/// The earlier lead that a lead repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) row: usize,
    /// Else flag.
    pub(crate) attach: bool,
}

impl<'a> Matcher<'a> {
    pub(crate) const fn new(model: &'a Model, snapshot: &'a Snapshot, indexes: &'a Indexes) -> Self {
        Self { model, snapshot, indexes }
    }

    /// The rows of a record: from its CSV, then from the snapshot.
    pub(crate) fn rows(&self, record: RecordId) -> (&'a Rows, &'a Rows) {
        let Some(record) = self.model.records.get(record.index()) else { return (&[], &[]) };
        let own = record.rows.as_deref().unwrap_or_default();
        let given = self.snapshot.tables.get(&record.name).map(Vec::as_slice).unwrap_or_default();
        (own, given)
    }

    pub(crate) fn row(&self, record: RecordId, place: usize) -> Option<&'a [Option<Value>]> {
        let (own, given) = self.rows(record);
        own.get(place).or_else(|| given.get(place.checked_sub(own.len())?)).map(Vec::as_slice)
    }

    fn count(&self, record: RecordId) -> usize {
        let (own, given) = self.rows(record);
        own.len().saturating_add(given.len())
    }

    /// The first clause that finds any row ends the search; of several rows `prefer` keeps the best.
    pub(crate) fn find(&self, facts: &LeadFacts<'a>, id: MatchId) -> Found {
        let Some(matched) = self.model.matches.get(id.index()) else { return Found::default() };
        for clause in &matched.clauses {
            let rows = self.clause(facts, matched, clause);
            if !rows.is_empty() {
                return match self.preferred(matched, rows).as_slice() {
                    [only] => Found { row: Some(*only), several: false },
                    _ => Found { row: None, several: true },
                };
            }
        }
        Found::default()
    }

    fn clause(&self, facts: &LeadFacts<'a>, matched: &Match, clause: &MatchClause) -> Vec<usize> {
        let Some(value) = facts.value(&clause.value, None) else { return Vec::new() };
        let rows = match clause.similarity {
            None => self.equal(matched.record, clause.field, &value),
            Some(least) => {
                let Value::Text(wanted) = &value else { return Vec::new() };
                (0..self.count(matched.record))
                    .filter(|place| {
                        let row = self.row(matched.record, *place);
                        match row.and_then(|row| row.get(clause.field.index())?.as_ref()) {
                            Some(Value::Text(name)) => similar(wanted.original(), name.original(), least),
                            _ => false,
                        }
                    })
                    .collect()
            }
        };
        rows.into_iter().filter(|place| self.fits(facts, matched.record, *place, clause.condition.as_ref())).collect()
    }

    fn fits(&self, facts: &LeadFacts<'a>, record: RecordId, place: usize, condition: Option<&Cond>) -> bool {
        match (condition, self.row(record, place)) {
            (None, _) => true,
            (Some(condition), Some(row)) => facts.beside(row).judge(condition, None).is_yes(),
            (Some(_), None) => false,
        }
    }

    fn equal(&self, record: RecordId, field: FieldId, value: &Value) -> Vec<usize> {
        let Some(cell) = self.indexes.fields.get(record.index()).and_then(|fields| fields.get(field.index())) else {
            return Vec::new();
        };
        let index = cell.get_or_init(|| {
            let mut index: Lookup<Arc<str>, Vec<usize>> = Lookup::new();
            for place in 0..self.count(record) {
                let Some(Some(value)) = self.row(record, place).and_then(|row| row.get(field.index())) else {
                    continue;
                };
                let key = key_of(value);
                match index.get_mut(&*key) {
                    Some(places) => places.push(place),
                    None => {
                        index.insert(key, vec![place]);
                    }
                }
            }
            index
        });
        index.get(&*key_of(value)).cloned().unwrap_or_default()
    }

    /// Key by key: those where the field is present, then the greatest.
    fn preferred(&self, matched: &Match, mut rows: Vec<usize>) -> Vec<usize> {
        for field in &matched.prefer {
            let value = |place: usize| self.row(matched.record, place).and_then(|row| row.get(field.index())?.as_ref());
            let mut best: Option<&Value> = None;
            for row in &rows {
                if let Some(found) = value(*row)
                    && best.is_none_or(|best| found.compare(best) == Some(Ordering::Greater))
                {
                    best = Some(found);
                }
            }
            if let Some(best) = best {
                rows.retain(|row| value(*row).is_some_and(|found| found == best));
            }
        }
        rows
    }

    /// The earlier lead that the first clause which finds any names; of several the latest, then the first row.
    pub(crate) fn earlier(&self, facts: &LeadFacts<'a>) -> Option<Earlier> {
        let dedupe = self.model.dedupe.as_ref()?;
        let (record, seen) = (dedupe.against?, dedupe.seen?);
        let now = facts.moment.now;
        for clause in &dedupe.clauses {
            let mut best: Option<(jiff::Timestamp, usize)> = None;
            for place in 0..self.count(record) {
                let Some(row) = self.row(record, place) else { continue };
                let at = row.get(seen.index()).and_then(|at| instant_of(at.as_ref()?, self.model));
                let Some(at) = at.filter(|at| *at <= now && now.duration_since(*at) <= clause.within) else { continue };
                if best.is_none_or(|(latest, _)| at > latest)
                    && facts.beside(row).judge(&clause.condition, None).is_yes()
                {
                    best = Some((at, place));
                }
            }
            if let Some((_, row)) = best {
                return Some(Earlier { row, attach: clause.attach });
            }
        }
        None
    }
}

/// Whether two names are at least so alike, by cross-multiplication.
fn similar(a: &str, b: &str, least: crate::domain::Decimal) -> bool {
    similarity(a, b).is_some_and(|(shared, all)| {
        i128::from(shared).saturating_mul(crate::domain::Decimal::SCALE)
            >= least.scaled().saturating_mul(i128::from(all))
    })
}
