//! Two versions of a policy in one model, so that one question can be asked of both: what says the same in both stands there
//! once, everything else twice.

use super::numbering::{self, bare};
use crate::domain::{EnumValueDef, Field, RouteId};
use crate::model::{Cond, Constants, DerivedBody, Expr, Model, Places, Renumber, ScoreBody};
use std::sync::Arc;

/// The older version's numbers are its own; what is new stands behind.
pub(super) struct Joined {
    pub(super) model: Model,
    older_routes: usize,
    pub(super) older_rules: usize,
    /// From the newer version to here: lead fields by place, and what values name.
    pub(super) fields: Places,
    pub(super) constants: Arc<Constants>,
    /// From here to each version.
    before: Renumber,
    after: Renumber,
    /// Fields that the two versions do not read alike.
    pub(super) read_otherwise: Vec<Arc<str>>,
    /// What says otherwise and is not looked into: what finds duplicates.
    pub(super) left_out: Vec<&'static str>,
}

/// Which version can say a value, in its own numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Before(Expr),
    After(Expr),
    Both(Expr),
}

impl Joined {
    pub(super) fn of(old: &Model, new: &Model) -> Self {
        let to = numbering::numbers(old, new);
        let model = model(old, new, &to);
        let read_otherwise = read_otherwise(old, new, &to);
        let left_out = if duplicates(old, None) == duplicates(new, Some(&to)) { Vec::new() } else { vec!["dedupe"] };
        Self {
            before: numbering::of_the_older(old),
            after: numbering::inverse(&to, &model),
            older_routes: old.routes.len(),
            older_rules: old.rules.len(),
            constants: Arc::new(to.constants),
            fields: to.fields,
            model,
            read_otherwise,
            left_out,
        }
    }

    /// A value, as the versions say it that can.
    pub(super) fn said(&self, value: &Expr) -> Said {
        let in_numbers = |of: &Renumber| {
            let mut value = value.clone();
            of.expr(&mut value);
            (!of.lost.replace(false)).then_some(value)
        };
        match (in_numbers(&self.before), in_numbers(&self.after)) {
            (Some(value), Some(_)) => Said::Both(value),
            (None, Some(value)) => Said::After(value),
            (Some(value), None) => Said::Before(value),
            (None, None) => Said::Before(value.clone()),
        }
    }

    /// A value in the numbers of one version, which can say it.
    pub(super) fn own(&self, value: &Expr, newer: bool) -> Expr {
        let mut own = value.clone();
        let numbers = if newer { &self.after } else { &self.before };
        numbers.expr(&mut own);
        numbers.lost.set(false);
        own
    }

    /// Whether only one version can say it.
    pub(super) fn is_of_one(&self, value: &Expr) -> bool {
        !matches!(self.said(value), Said::Both(_))
    }

    /// The place of a route of the newer version.
    pub(super) fn route_after(&self, place: usize) -> RouteId {
        RouteId::at(self.older_routes.saturating_add(place))
    }
}

/// What the older version says, and behind it what the newer one says.
fn model(old: &Model, new: &Model, to: &Renumber) -> Model {
    let mut model = old.clone();
    for (place, known) in new.enums.iter().enumerate() {
        let shared = to.constants.enums.get(place).copied().flatten();
        if let Some(shared) = shared.and_then(|place| model.enums.get_mut(place)) {
            // Values that came stand behind those that were.
            let is_new = |value: &&EnumValueDef| shared.values.iter().all(|was| was.name != value.name);
            let more: Vec<EnumValueDef> = known.values.iter().filter(is_new).cloned().collect();
            shared.values.extend(more);
        }
        model.enums.push(known.clone());
    }
    add(&mut model.lead.fields, &new.lead.fields, |field| to.field(field));
    add(&mut model.rep.fields, &new.rep.fields, |field| to.field(field));
    add(&mut model.checks, &new.checks, |check| to.condition(check));
    add(&mut model.lists, &new.lists, |list| {
        to.kind(&mut list.kind);
        list.values.iter_mut().for_each(|value| to.value(value));
    });
    add(&mut model.lookups, &new.lookups, |lookup| numbering::lookup(to, lookup));
    add(&mut model.territories, &new.territories, |territory| to.condition(&mut territory.condition));
    add(&mut model.records, &new.records, |record| numbering::record(to, record));
    add(&mut model.derived, &new.derived, |derived| {
        to.kind(&mut derived.typed.kind);
        to.derived(&mut derived.body);
    });
    add(&mut model.tables, &new.tables, |table| to.table(table));
    add(&mut model.scores, &new.scores, |score| to.score(&mut score.body));
    add(&mut model.scorers, &new.scorers, |_| ());
    add(&mut model.grades, &new.grades, |grade| {
        to.expr(&mut grade.from);
        if let Some(values) = to.constants.enums.get(grade.values.index()).copied().flatten() {
            grade.values = crate::domain::EnumId::at(values);
        }
    });
    add(&mut model.teams, &new.teams, |_| ());
    add(&mut model.queues, &new.queues, |_| ());
    add(&mut model.slas, &new.slas, |_| ());
    add(&mut model.matches, &new.matches, |known| to.matching(known));
    add(&mut model.regexes, &new.regexes, |_| ());
    add(&mut model.rules, &new.rules, |rule| to.rule(rule));
    add(&mut model.routes, &new.routes, |route| to.statements(&mut route.statements));
    without_twins(&mut model, old, to);
    to.lost.set(false);
    model
}

fn add<T: Clone>(all: &mut Vec<T>, new: &[T], renumber: impl Fn(&mut T)) {
    for one in new {
        let mut one = one.clone();
        renumber(&mut one);
        all.push(one);
    }
}

/// Of what both say, the newer version's copy is asked for by nobody: it is emptied.
fn without_twins(model: &mut Model, old: &Model, to: &Renumber) {
    let twin = |places: &[Option<usize>], of_old: usize, place: usize| {
        place.checked_sub(of_old).and_then(|new| places.get(new).copied().flatten()).is_some_and(|to| to < of_old)
    };
    for (place, table) in
        model.tables.iter_mut().enumerate().filter(|(place, _)| twin(&to.tables, old.tables.len(), *place))
    {
        debug_assert!(place >= old.tables.len());
        table.rows.clear();
    }
    for (place, lookup) in model.lookups.iter_mut().enumerate() {
        if twin(&to.lookups, old.lookups.len(), place) {
            lookup.rows.clear();
        }
    }
    for (place, derived) in model.derived.iter_mut().enumerate() {
        if twin(&to.derived, old.derived.len(), place) {
            derived.body = DerivedBody::Classify { arms: Vec::new(), otherwise: None };
        }
    }
    for (place, score) in model.scores.iter_mut().enumerate() {
        if let ScoreBody::Card { lines, .. } = &mut score.body
            && twin(&to.scores, old.scores.len(), place)
        {
            lines.clear();
        }
    }
    for (place, territory) in model.territories.iter_mut().enumerate() {
        if twin(&to.territories, old.territories.len(), place) {
            territory.condition = Cond::Always(false);
        }
    }
}

/// Everything that goes into reading a field.
fn reading(model: &Model, field: &Field, to: Option<&Renumber>) -> String {
    let mut field = field.clone();
    let mut checks: Vec<Cond> =
        field.checks.iter().filter_map(|check| model.checks.get(check.condition).cloned()).collect();
    let words: Vec<String> = numbering::enum_of(&field.kind)
        .and_then(|id| model.enums.get(id.index()))
        .map(|known| {
            known.values.iter().map(|value| format!("{:?} {:?} {:?}", value.name, value.title, value.also)).collect()
        })
        .unwrap_or_default();
    if let Some(to) = to {
        to.field(&mut field);
        checks.iter_mut().for_each(|check| to.condition(check));
    }
    field.checks.iter_mut().for_each(|check| {
        check.condition = 0;
        check.message = "".into();
    });
    field.private = false;
    format!("{field:?} {checks:?} {words:?}")
}

fn read_otherwise(old: &Model, new: &Model, to: &Renumber) -> Vec<Arc<str>> {
    let known = |model: &Model, name: &str| model.lead.fields.iter().find(|field| *field.name == *name).cloned();
    let names = old.lead.fields.iter().chain(&new.lead.fields).map(|field| Arc::clone(&field.name));
    let mut all: Vec<Arc<str>> = Vec::new();
    for name in names {
        let alike = match (known(old, &name), known(new, &name)) {
            (Some(before), Some(after)) => reading(old, &before, None) == reading(new, &after, Some(to)),
            // What only one version reads is not read otherwise, unless a lead must have it.
            (Some(one), None) | (None, Some(one)) => {
                one.presence != crate::domain::Presence::Required && one.checks.iter().all(|check| !check.or_invalid)
            }
            (None, None) => true,
        };
        if !alike && !all.contains(&name) {
            all.push(name);
        }
    }
    to.lost.set(false);
    all
}

/// How a policy finds duplicates, in numbers that can be compared.
fn duplicates(model: &Model, to: Option<&Renumber>) -> String {
    let Some(mut dedupe) = model.dedupe.clone() else { return String::new() };
    if let Some(to) = to {
        dedupe.clauses.iter_mut().for_each(|clause| to.condition(&mut clause.condition));
        if let (Some(record), Some(place)) = (
            &mut dedupe.against,
            model.dedupe.as_ref().and_then(|dedupe| to.records.get(dedupe.against?.index()).copied().flatten()),
        ) {
            *record = crate::domain::RecordId::at(place);
        }
    }
    bare(&dedupe)
}
