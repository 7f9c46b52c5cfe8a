//! Which account a lead belongs to, and which earlier lead it repeats.

use super::alike::reaches;
use super::decided::compared;
use super::facts::LeadFacts;
use super::number::instant_of;
use super::records::{Place, Records};
use super::truth::Facts;
use crate::domain::{Decimal, MatchId, RecordId, Value, similarity};
use crate::model::{Cond, DedupeClause, Match, MatchClause, Model};
use std::cmp::Ordering;

/// What a match found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The one row that was left.
    pub(crate) row: Option<Place>,
    /// More than one row was left.
    pub(crate) several: bool,
}

/// Searches the rows of records for what belongs to a lead.
pub(crate) struct Matcher<'a> {
    model: &'a Model,
    pub(crate) records: Records<'a>,
}

/// The earlier lead that a lead repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) row: Place,
    /// Else flag.
    pub(crate) attach: bool,
}

impl<'a> Matcher<'a> {
    #[inline]
    pub(crate) const fn new(model: &'a Model, records: Records<'a>) -> Self {
        Self { model, records }
    }

    /// The first clause that finds any row ends the search; of several rows `prefer` keeps the best.
    pub(crate) fn find<'b>(&'b self, facts: &LeadFacts<'b>, id: MatchId) -> Found {
        let Some(matched) = self.model.matches.get(id.index()) else { return Found::default() };
        let before: usize = self.model.matches.iter().take(id.index()).map(|matched| matched.clauses.len()).sum();
        for (place, clause) in matched.clauses.iter().enumerate() {
            let rows = self.clause(facts, matched, clause, before.saturating_add(place));
            if !rows.is_empty() {
                return match self.preferred(matched, rows).as_slice() {
                    [only] => Found { row: Some(*only), several: false },
                    _ => Found { row: None, several: true },
                };
            }
        }
        Found::default()
    }

    /// The rows that a clause of a match looks at, whatever its condition says of them.
    pub(crate) fn rows<'b>(&'b self, facts: &LeadFacts<'b>, id: MatchId, place: usize) -> Vec<Place> {
        let Some(matched) = self.model.matches.get(id.index()) else { return Vec::new() };
        let before: usize = self.model.matches.iter().take(id.index()).map(|matched| matched.clauses.len()).sum();
        let clause = matched.clauses.get(place);
        clause.map_or_else(Vec::new, |clause| self.looked_at(facts, matched, clause, before.saturating_add(place)))
    }

    fn clause<'b>(&'b self, facts: &LeadFacts<'b>, matched: &Match, clause: &MatchClause, number: usize) -> Vec<Place> {
        let mut rows = self.looked_at(facts, matched, clause, number);
        rows.retain(|place| self.fits(facts, matched.record, *place, clause.condition.as_ref()));
        rows
    }

    /// The rows with the clause's value, or one like it. They are the same at every moment unless the value is another.
    fn looked_at<'b>(
        &'b self,
        facts: &LeadFacts<'b>,
        matched: &Match,
        clause: &MatchClause,
        number: usize,
    ) -> Vec<Place> {
        let Some((before, _)) = facts.before.filter(|(_, timely)| !timely.value(&clause.value)) else {
            return self.searched(facts, matched, clause, number);
        };
        let known = before.memo.looked_at.borrow().get(&number).cloned();
        known.unwrap_or_else(|| {
            let rows = self.searched(facts, matched, clause, number);
            before.memo.looked_at.borrow_mut().insert(number, rows.clone());
            rows
        })
    }

    fn searched<'b>(
        &'b self,
        facts: &LeadFacts<'b>,
        matched: &Match,
        clause: &MatchClause,
        number: usize,
    ) -> Vec<Place> {
        let Some(value) = facts.value(&clause.value, None) else { return Vec::new() };
        let (record, field, records) = (matched.record, clause.field, &self.records);
        let Some(least) = clause.similarity else {
            let mut rows = records.equal_stored(record, field, &value);
            let told = records.told(number, record, field, &value, false);
            rows.extend(told.into_iter().filter(|place| records.cell(record, *place, field) == Some(&value)));
            return rows;
        };
        let Value::Text(ours) = &value else { return Vec::new() };
        let mut rows = records.alike_stored(record, field, ours.original(), least);
        let told = records.told(number, record, field, &value, true);
        rows.extend(told.into_iter().filter(|place| match records.cell(record, *place, field) {
            Some(Value::Text(theirs)) => similar(ours.original(), theirs.original(), least),
            _ => false,
        }));
        rows
    }

    fn fits<'b>(&'b self, facts: &LeadFacts<'b>, record: RecordId, place: Place, condition: Option<&Cond>) -> bool {
        match (condition, self.records.row(record, place)) {
            (None, _) => true,
            (Some(condition), Some(row)) => facts.beside(row).judge(condition, None).is_yes(),
            (Some(_), None) => false,
        }
    }

    /// Key by key: those where the field is present, then the greatest.
    fn preferred(&self, matched: &Match, mut rows: Vec<Place>) -> Vec<Place> {
        for field in &matched.prefer {
            let value = |place: Place| self.records.cell(matched.record, place, *field);
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

    /// The earlier lead that the first clause which finds any names; of several the latest, then the first row. What was seen
    /// after a lead that is asked about again began to wait is no earlier one, and its own row is none.
    pub(crate) fn earlier<'b>(&'b self, facts: &LeadFacts<'b>) -> Option<Earlier> {
        let dedupe = self.model.dedupe.as_ref()?;
        let (record, seen) = (dedupe.against?, dedupe.seen?);
        let (now, again) = (facts.moment.now, self.records.again());
        let until = if again.is_some() { facts.moment.since } else { now };
        let before: usize = self.model.matches.iter().map(|matched| matched.clauses.len()).sum();
        for (place, clause) in dedupe.clauses.iter().enumerate() {
            let mut best: Option<(jiff::Timestamp, Place)> = None;
            for row in self.candidates(facts, record, clause, before.saturating_add(place)) {
                let at = self.records.cell(record, row, seen).and_then(|at| instant_of(at, self.model));
                let Some(at) = at.filter(|at| *at <= until && now.duration_since(*at) <= clause.within) else {
                    continue;
                };
                if again.is_some_and(|lead| self.records.is_own(record, row, lead)) {
                    continue;
                }
                if best.is_none_or(|(latest, _)| at > latest) && self.fits(facts, record, row, Some(&clause.condition))
                {
                    best = Some((at, row));
                }
            }
            if let Some((_, row)) = best {
                return Some(Earlier { row, attach: clause.attach });
            }
        }
        None
    }

    /// The rows that a clause can be yes for: of those where a column is compared, only those that have the value.
    fn candidates<'b>(
        &'b self,
        facts: &LeadFacts<'b>,
        record: RecordId,
        clause: &DedupeClause,
        number: usize,
    ) -> Vec<Place> {
        let records = &self.records;
        let Some((value, field)) = compared(&clause.condition) else {
            let mut rows = records.all_stored(record);
            rows.extend(records.all_decided(None));
            return rows;
        };
        let Some(value) = facts.value(value, None) else { return Vec::new() };
        let mut rows = records.equal_stored(record, field, &value);
        rows.extend(records.told(number, record, field, &value, false));
        rows.extend(records.all_decided(Some((field, &value))));
        rows
    }
}

fn similar(a: &str, b: &str, least: Decimal) -> bool {
    similarity(a, b).is_some_and(|(shared, all)| reaches(shared, all, least))
}
