//! Which item of the newer version is which of the older: by name, and then only when both say the same.

use crate::domain::{EnumId, Kind};
use crate::model::{CardLine, Constants, Lookup, Model, Places, Record, Renumber, ScoreBody};
use std::fmt::Debug;
use std::sync::Arc;

/// Text that is equal for equal pieces of a model.
pub(super) fn bare(piece: &impl Debug) -> String {
    format!("{piece:?}")
}

/// From the newer version to both together.
pub(super) fn numbers(old: &Model, new: &Model) -> Renumber {
    let enums = named(&old.enums, &new.enums, |known| &known.name);
    let constants = Constants { values: values(old, new, &enums), enums, teams: teams(old, new) };
    let mut to = Renumber {
        constants,
        scorers: named(&old.scorers, &new.scorers, |name| name),
        queues: named(&old.queues, &new.queues, |queue| &queue.name),
        slas: named(&old.slas, &new.slas, |sla| &sla.name),
        rep_fields: named(&old.rep.fields, &new.rep.fields, |field| &field.name),
        routes: behind(old.routes.len(), new.routes.len()),
        rules: behind(old.rules.len(), new.rules.len()),
        regexes: by_body(&old.regexes, &new.regexes, |pattern| pattern.text.to_string(), |_| ()),
        ..Renumber::default()
    };
    to.fields = fields(old, new, &to);
    let lists = |list: &mut crate::model::List| {
        to.kind(&mut list.kind);
        list.values.iter_mut().for_each(|value| to.value(value));
    };
    let lists = by_body(&old.lists, &new.lists, |list| bare(&(&list.kind, &list.values)), lists);
    to.lists = lists;
    let body = |known: &Lookup| bare(&(&known.key_kind, known.by_prefix, &known.columns, &known.rows));
    let lookups = by_body(&old.lookups, &new.lookups, body, |known| lookup(&to, known));
    to.lookups = lookups;
    let body = |known: &Record| bare(&(&known.name, &known.schema, &known.rows, known.decided_only));
    let records = by_body(&old.records, &new.records, body, |known| record(&to, known));
    to.records = records;
    to.territories = named(&old.territories, &new.territories, |territory| &territory.name);
    to.derived = named(&old.derived, &new.derived, |derived| &derived.name);
    to.tables = named(&old.tables, &new.tables, |table| &table.name);
    to.scores = named(&old.scores, &new.scores, |score| &score.name);
    to.grades = named(&old.grades, &new.grades, |grade| &grade.name);
    to.matches = named(&old.matches, &new.matches, |known| &known.name);
    // Definitions have no cycles: those that say the same, when what they name says the same, say the same.
    while part(old, new, &mut to) {}
    to.lost.set(false);
    to
}

/// Takes apart what says otherwise; true when there was something.
fn part(old: &Model, new: &Model, to: &mut Renumber) -> bool {
    let mut parted = Vec::new();
    parted.push(differing(
        &old.territories,
        &new.territories,
        &to.territories,
        |known| {
            known.title = None;
        },
        |known| to.condition(&mut known.condition),
    ));
    parted.push(differing(
        &old.derived,
        &new.derived,
        &to.derived,
        |known| known.title = None,
        |known| {
            to.kind(&mut known.typed.kind);
            to.derived(&mut known.body);
        },
    ));
    parted.push(differing(&old.tables, &new.tables, &to.tables, |known| known.title = None, |known| to.table(known)));
    parted.push(differing(&old.scores, &new.scores, &to.scores, plain_score, |known| {
        to.score(&mut known.body);
        known.asks.clear();
    }));
    parted.push(differing(
        &old.grades,
        &new.grades,
        &to.grades,
        |known| known.title = None,
        |known| {
            to.expr(&mut known.from);
            if let Some(values) = to.constants.enums.get(known.values.index()).copied().flatten() {
                known.values = EnumId::at(values);
            }
        },
    ));
    parted.push(differing(&old.matches, &new.matches, &to.matches, |_| (), |known| to.matching(known)));
    let all = [&mut to.territories, &mut to.derived, &mut to.tables, &mut to.scores, &mut to.grades, &mut to.matches];
    let olds = [
        old.territories.len(),
        old.derived.len(),
        old.tables.len(),
        old.scores.len(),
        old.grades.len(),
        old.matches.len(),
    ];
    let mut any = false;
    for ((places, apart), old) in all.into_iter().zip(parted).zip(olds) {
        for place in apart {
            any = true;
            if let Some(slot) = places.get_mut(place) {
                *slot = Some(old.saturating_add(place));
            }
        }
    }
    any
}

/// The items that are taken for the same and are not.
fn differing<T: Clone + Debug>(
    old: &[T],
    new: &[T],
    places: &Places,
    plain: impl Fn(&mut T),
    renumber: impl Fn(&mut T),
) -> Vec<usize> {
    let text = |one: &T, moved: bool| {
        let mut one = one.clone();
        plain(&mut one);
        if moved {
            renumber(&mut one);
        }
        bare(&one)
    };
    let shared = new.iter().enumerate().filter_map(|(place, new)| {
        let same = places.get(place).copied().flatten().and_then(|place| old.get(place))?;
        (text(same, false) != text(new, true)).then_some(place)
    });
    shared.collect()
}

fn plain_score(score: &mut crate::model::Score) {
    score.title = None;
    score.asks.clear();
    if let ScoreBody::Card { lines, .. } = &mut score.body {
        for line in lines {
            let points = match line {
                CardLine::Points(points) => std::slice::from_mut(points),
                CardLine::BestOf { title, lines } => {
                    *title = None;
                    lines
                }
            };
            points.iter_mut().for_each(|points| points.because = None);
        }
    }
}

/// By name: the older version's place, else one behind all of its own.
fn named<T>(old: &[T], new: &[T], name: impl Fn(&T) -> &Arc<str>) -> Places {
    let place = |(place, one): (usize, &T)| {
        let known = old.iter().position(|known| name(known) == name(one));
        Some(known.unwrap_or_else(|| old.len().saturating_add(place)))
    };
    new.iter().enumerate().map(place).collect()
}

/// By what is said, whatever the name.
fn by_body<T: Clone>(old: &[T], new: &[T], body: impl Fn(&T) -> String, renumber: impl Fn(&mut T)) -> Places {
    let known: Vec<String> = old.iter().map(&body).collect();
    let place = |(place, one): (usize, &T)| {
        let mut one = one.clone();
        renumber(&mut one);
        let text = body(&one);
        Some(known.iter().position(|known| *known == text).unwrap_or_else(|| old.len().saturating_add(place)))
    };
    new.iter().enumerate().map(place).collect()
}

fn behind(old: usize, new: usize) -> Places {
    (0..new).map(|place| Some(old.saturating_add(place))).collect()
}

/// A team is the one of its name, or the one that it was.
fn teams(old: &Model, new: &Model) -> Places {
    let place = |(place, team): (usize, &crate::model::Team)| {
        let known = old.teams.iter().position(|known| known.name == team.name);
        let was = || old.teams.iter().position(|known| Some(&known.name) == team.was.as_ref());
        Some(known.or_else(was).unwrap_or_else(|| old.teams.len().saturating_add(place)))
    };
    new.teams.iter().enumerate().map(place).collect()
}

/// A field is the one of its name when it is of the same kind.
fn fields(old: &Model, new: &Model, to: &Renumber) -> Places {
    let place = |(place, field): (usize, &crate::domain::Field)| {
        let mut kind = field.kind.clone();
        to.kind(&mut kind);
        let known = old.lead.fields.iter().position(|known| known.name == field.name && known.kind == kind);
        Some(known.unwrap_or_else(|| old.lead.fields.len().saturating_add(place)))
    };
    new.lead.fields.iter().enumerate().map(place).collect()
}

/// Where the values of an enum stand: those that came behind those that were.
fn values(old: &Model, new: &Model, enums: &Places) -> Vec<Places> {
    let place = |(place, known): (usize, &crate::domain::EnumDef)| -> Places {
        let was = enums.get(place).copied().flatten().and_then(|place| old.enums.get(place));
        let names: Vec<&Arc<str>> =
            was.map(|was| was.values.iter().map(|value| &value.name).collect()).unwrap_or_default();
        let mut next = names.len();
        let mut found = Vec::with_capacity(known.values.len());
        for value in &known.values {
            let same = names.iter().position(|name| **name == value.name);
            found.push(Some(same.unwrap_or(next)));
            next = next.saturating_add(usize::from(same.is_none()));
        }
        found
    };
    new.enums.iter().enumerate().map(place).collect()
}

/// From both together to the older version: its numbers are its own.
pub(super) fn of_the_older(old: &Model) -> Renumber {
    let own = |count: usize| -> Places { (0..count).map(Some).collect() };
    Renumber {
        fields: own(old.lead.fields.len()),
        rep_fields: own(old.rep.fields.len()),
        constants: Constants {
            enums: own(old.enums.len()),
            values: old.enums.iter().map(|known| own(known.values.len())).collect(),
            teams: own(old.teams.len()),
        },
        lists: own(old.lists.len()),
        lookups: own(old.lookups.len()),
        territories: own(old.territories.len()),
        derived: own(old.derived.len()),
        tables: own(old.tables.len()),
        scores: own(old.scores.len()),
        scorers: own(old.scorers.len()),
        grades: own(old.grades.len()),
        queues: own(old.queues.len()),
        slas: own(old.slas.len()),
        records: own(old.records.len()),
        matches: own(old.matches.len()),
        routes: own(old.routes.len()),
        rules: own(old.rules.len()),
        regexes: own(old.regexes.len()),
        lost: false.into(),
    }
}

/// From both together to the newer version.
pub(super) fn inverse(to: &Renumber, both: &Model) -> Renumber {
    let back = |places: &Places, count: usize| -> Places {
        let mut all = vec![None; count];
        for (place, to) in places.iter().enumerate() {
            if let Some(slot) = to.and_then(|to| all.get_mut(to)) {
                *slot = Some(place);
            }
        }
        all
    };
    let mut values: Vec<Places> = vec![Vec::new(); both.enums.len()];
    for (places, to) in to.constants.values.iter().zip(&to.constants.enums) {
        if let Some((slot, known)) = to.and_then(|to| Some((values.get_mut(to)?, both.enums.get(to)?))) {
            *slot = back(places, known.values.len());
        }
    }
    Renumber {
        fields: back(&to.fields, both.lead.fields.len()),
        rep_fields: back(&to.rep_fields, both.rep.fields.len()),
        constants: Constants {
            enums: back(&to.constants.enums, both.enums.len()),
            values,
            teams: back(&to.constants.teams, both.teams.len()),
        },
        lists: back(&to.lists, both.lists.len()),
        lookups: back(&to.lookups, both.lookups.len()),
        territories: back(&to.territories, both.territories.len()),
        derived: back(&to.derived, both.derived.len()),
        tables: back(&to.tables, both.tables.len()),
        scores: back(&to.scores, both.scores.len()),
        scorers: back(&to.scorers, both.scorers.len()),
        grades: back(&to.grades, both.grades.len()),
        queues: back(&to.queues, both.queues.len()),
        slas: back(&to.slas, both.slas.len()),
        records: back(&to.records, both.records.len()),
        matches: back(&to.matches, both.matches.len()),
        routes: back(&to.routes, both.routes.len()),
        rules: back(&to.rules, both.rules.len()),
        regexes: back(&to.regexes, both.regexes.len()),
        lost: false.into(),
    }
}

pub(super) fn lookup(to: &Renumber, lookup: &mut Lookup) {
    to.kind(&mut lookup.key_kind);
    to.schema(&mut lookup.columns);
    lookup.rows.iter_mut().for_each(|row| to.present(&mut row.values));
}

pub(super) fn record(to: &Renumber, record: &mut Record) {
    to.schema(&mut record.schema);
    record.rows.iter_mut().flatten().for_each(|row| to.present(row));
}

/// The enum of a kind.
pub(super) fn enum_of(kind: &Kind) -> Option<EnumId> {
    match kind {
        Kind::Enum(id) => Some(*id),
        Kind::List(inner) => enum_of(inner),
        _ => None,
    }
}
