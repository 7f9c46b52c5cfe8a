//! 8: which row of a record belongs to the lead; whether the lead came before.

use super::compare::compare;
use super::effects::row_name;
use super::value::At;
use super::world::World;
use crate::domain::{Decimal, MatchId, RecordId, Value};
use crate::model::{Comparison, DedupeClause, MatchClause};
use jiff::Timestamp;
use std::cmp::Ordering;

type Row = [Option<Value>];

/// The rows of a record: from its CSV, then from the snapshot, then those that the host's directory keeps.
fn rows<'a>(world: &'a World<'a>, id: RecordId) -> impl Iterator<Item = &'a Row> {
    let record = world.model.records.get(id.index()).filter(|record| !record.decided_only);
    let own = record.and_then(|record| record.rows.as_deref()).unwrap_or_default();
    let given = record.and_then(|record| world.snapshot.tables.get(&record.name));
    let kept = world.host.kept.iter().filter(move |(record, _)| *record == id).map(|(_, row)| row);
    own.iter().chain(given.into_iter().flat_map(|rows| rows.iter())).chain(kept).map(Vec::as_slice)
}

impl<'a> At<'a> {
    /// The one row that was found; none when there is none or several.
    pub(super) fn matched_row(self, id: MatchId) -> Option<&'a Row> {
        match self.found_rows(id).as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The first clause that finds any row ends the search; `prefer` narrows, key by key.
    pub(super) fn found_rows(self, id: MatchId) -> Vec<&'a Row> {
        let world = self.world;
        let Some(wanted) = world.model.matches.get(id.index()) else { return Vec::new() };
        for clause in &wanted.clauses {
            let mut found: Vec<&Row> =
                rows(world, wanted.record).filter(|row| clause_finds(world, clause, row)).collect();
            if found.is_empty() {
                continue;
            }
            for field in &wanted.prefer {
                let value = |row: &Row| row.get(field.index()).cloned().flatten();
                if found.iter().any(|row| value(row).is_some()) {
                    found.retain(|row| value(row).is_some());
                }
                let best = found.clone();
                found.retain(|row| {
                    !best.iter().any(|other| match (value(row), value(other)) {
                        (Some(mine), Some(other)) => At::order(&other, &mine) == Some(Ordering::Greater),
                        _ => false,
                    })
                });
            }
            if found.iter().any(|row| world.host.kept.iter().any(|(_, kept)| std::ptr::eq(kept.as_slice(), *row))) {
                world.count("row of a directory");
            }
            return found;
        }
        Vec::new()
    }
}

/// A missing side never matches.
fn clause_finds<'a>(world: &'a World<'a>, clause: &MatchClause, row: &'a Row) -> bool {
    let (Some(ours), Some(theirs)) =
        (world.lead().value(&clause.value), row.get(clause.field.index()).cloned().flatten())
    else {
        return false;
    };
    let same = match clause.similarity {
        None => compare(Comparison::Is, &ours, &theirs) == Some(true),
        Some(least) => match (&ours, &theirs) {
            (Value::Text(ours), Value::Text(theirs)) => {
                world.host.similarity(ours.original(), theirs.original()).is_some_and(|(shared, all)| {
                    // Compared by cross-multiplication.
                    i128::from(shared) * Decimal::SCALE >= i128::from(all) * least.scaled()
                })
            }
            _ => false,
        },
    };
    same && clause.condition.as_ref().is_none_or(|condition| world.with_row(row).judge(condition).is_yes())
}

/// An earlier lead: the clause that found it, and its row.
pub(super) fn earlier<'a>(world: &'a World<'a>) -> Option<(&'a DedupeClause, &'a Row)> {
    let dedupe = world.model.dedupe.as_ref()?;
    let (record, seen) = (dedupe.against?, dedupe.seen?);
    let seen_at = |row: &Row| match row.get(seen.index()).cloned().flatten() {
        Some(Value::DateTime(at)) => Some(at),
        _ => None,
    };
    let (now, lead, decided) = (world.now(), world.request.lead.id(), world.host.decided);
    // Asked about again, a lead finds only what was there before it: not its own row, nothing behind its own decision.
    let again = world.request.attempt > 1 || world.request.since.is_some();
    let latest = if again { world.since() } else { now };
    let own_name = format!("{}:{lead}", world.model.records.get(record.index())?.name);
    let own =
        |row: &&Row| again && !lead.is_empty() && row_name(world, record, row).is_some_and(|name| name == own_name);
    let first = decided.iter().position(|(id, _)| again && !lead.is_empty() && id == lead);
    let before = decided.get(..first.unwrap_or(decided.len())).unwrap_or_default();
    for clause in &dedupe.clauses {
        let oldest = now.checked_sub(clause.within).unwrap_or(Timestamp::MIN);
        let found = rows(world, record).filter(|row| !own(row)).chain(before.iter().map(|(_, row)| row.as_slice()));
        let found = found.filter(|row| {
            seen_at(row).is_some_and(|at| oldest <= at && at <= latest)
                && world.with_row(row).judge(&clause.condition).is_yes()
        });
        // The latest of several; of those seen at one instant the first.
        let mut best: Option<&Row> = None;
        for row in found {
            if best.is_none_or(|best| seen_at(best) < seen_at(row)) {
                best = Some(row);
            }
        }
        if let Some(row) = best {
            if before.iter().any(|(_, decided)| std::ptr::eq(decided.as_slice(), row)) {
                world.count("decided before");
            }
            return Some((clause, row));
        }
    }
    None
}
