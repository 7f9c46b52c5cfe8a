//! The first pass over a policy: which subjects its conditions look at, and all constants that they compare them with.

use super::atom::{self, Atom, Piece, Test};
use super::attribute::{Attribute, AttributeId, Classes, Subject};
use super::numbers::{Numbers, Unit};
use super::set::ClassSet;
use super::space::{Names, opaque, points, season};
use super::texts::{self, Texts};
use crate::calendar::{WEEKDAYS, weekday_name};
use crate::domain::{EnumId, Kind, ListId, LookupId, ScorerId, TerritoryId, key_of};
use crate::limits::{SUBSTITUTED_DEPTH, SUBSTITUTED_TESTS};
use crate::lookup::Lookup;
use crate::model::{Branch, BranchBody, CardLine, Cond, DerivedBody, Expr, Line, Model, ScoreBody, Set, Statement};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) struct Survey<'m> {
    model: &'m Model,
    drafts: Vec<(Subject, Draft)>,
    names: Names,
    lists: BTreeSet<(AttributeId, ListId)>,
    lookups: BTreeSet<(AttributeId, LookupId)>,
    deep: bool,
}

/// An attribute whose constants are still being collected.
enum Draft {
    Truth,
    Enum(EnumId, u32),
    Teams(u32),
    Texts { kind: Kind, constants: Vec<(Arc<str>, bool)>, seen: [Lookup<Arc<str>, ()>; 2] },
    Numbers(Unit, Vec<i128>),
    Presence,
}

/// The condition of a territory that is small enough to be put in place of its name.
pub(super) fn substituted(model: &Model, id: TerritoryId, depth: usize) -> Option<&Cond> {
    let condition = &model.territories.get(id.index())?.condition;
    let mut left = SUBSTITUTED_TESTS;
    (depth < SUBSTITUTED_DEPTH && few(condition, &mut left)).then_some(condition)
}

fn few(condition: &Cond, left: &mut usize) -> bool {
    match condition {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().all(|part| few(part, left)),
        Cond::Not(inner) => few(inner, left),
        _ => {
            let before = *left;
            *left = before.saturating_sub(1);
            before > 0
        }
    }
}

impl<'m> Survey<'m> {
    /// All conditions of a policy that speak of leads.
    pub(super) fn of(model: &'m Model, deep: bool) -> Self {
        let names = Names { fields: vec![None; model.lead.fields.len()], ..Names::default() };
        let (lists, lookups) = (BTreeSet::new(), BTreeSet::new());
        let mut survey = Self { model, drafts: Vec::new(), names, lists, lookups, deep };
        // Fields first: their places then follow the order of the schema, whatever the rules ask.
        for (place, _) in model.lead.fields.iter().enumerate() {
            survey.subject(&Expr::Field(crate::domain::FieldId::at(place)));
        }
        for route in &model.routes {
            survey.statements(&route.statements);
        }
        model.territories.iter().for_each(|territory| survey.condition(&territory.condition, 0));
        model.checks.iter().for_each(|check| survey.condition(check, 0));
        for derived in &model.derived {
            match &derived.body {
                DerivedBody::Classify { arms, .. } => {
                    arms.iter().for_each(|(_, condition)| survey.condition(condition, 0));
                }
                DerivedBody::Value(Expr::Condition(condition)) => survey.condition(condition, 0),
                _ => {}
            }
        }
        for table in &model.tables {
            for row in &table.rows {
                for (input, cell) in table.inputs.iter().zip(&row.tests) {
                    if let Some((atom, _)) = atom::cell(model, input, cell) {
                        survey.atom(&atom);
                    }
                }
            }
        }
        for score in &model.scores {
            let ScoreBody::Card { lines, .. } = &score.body else { continue };
            for line in lines {
                let points = match line {
                    CardLine::Points(points) => std::slice::from_ref(points),
                    CardLine::BestOf { lines, .. } => &lines[..],
                };
                points.iter().for_each(|points| survey.condition(&points.condition, 0));
            }
        }
        survey
    }

    fn statements(&mut self, statements: &'m [Statement]) {
        let model = self.model;
        for statement in statements {
            match statement {
                Statement::Rule(id) => {
                    let Some(rule) = model.rules.get(id.index()).filter(|rule| !rule.disabled) else { continue };
                    rule.active.iter().for_each(|active| self.season(active));
                    self.lines(&rule.when, &rule.unless, &rule.asks);
                    if self.deep {
                        let chain = rule.decision.as_ref().and_then(crate::model::Decision::chain);
                        let named = chain.into_iter().flat_map(|chain| &chain.links).filter_map(|link| link.named());
                        named.for_each(|value| {
                            self.subject(value);
                        });
                    }
                }
                Statement::Branch(branch) if branch.disabled => {}
                Statement::Branch(branch) => self.branch(branch),
            }
        }
    }

    fn branch(&mut self, branch: &'m Branch) {
        self.lines(&branch.when, &branch.unless, &[]);
        if let BranchBody::Statements(inside) = &branch.body {
            self.statements(inside);
        }
    }

    fn lines(&mut self, when: &'m [Line], unless: &'m [Line], more: &[ScorerId]) {
        for line in when.iter().chain(unless) {
            self.condition(&line.condition, 0);
        }
        let scorers = super::flatten::scorers(when, unless, more);
        if !scorers.is_empty() && !self.names.asked.contains_key(&scorers) {
            let id = self.push(Subject::Asked(scorers.clone()), Draft::Truth);
            self.names.asked.insert(scorers, id);
        }
    }

    fn season(&mut self, active: &crate::model::Active) {
        for bound in season(active) {
            let atom = atom::read(self.model, &bound);
            self.atom(&atom);
        }
    }

    fn condition(&mut self, condition: &Cond, depth: usize) {
        let model = self.model;
        match condition {
            Cond::Always(_) => {}
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| self.condition(part, depth)),
            Cond::Not(inner) => self.condition(inner, depth),
            Cond::InTerritory(id) if substituted(model, *id, depth).is_some() => {
                let inner = substituted(model, *id, depth);
                inner.iter().for_each(|inner| self.condition(inner, depth.saturating_add(1)));
            }
            single => match atom::read(model, single) {
                Atom::Opaque => {
                    self.subject(&opaque(single));
                }
                atom => self.atom(&atom),
            },
        }
    }

    fn atom(&mut self, atom: &Atom<'_>) {
        let model = self.model;
        match atom {
            Atom::Of(subject, test) => {
                let Some(id) = self.subject(subject) else { return };
                match test {
                    Test::Missing | Test::Yes => {}
                    Test::Pieces(pieces) => pieces.iter().for_each(|piece| self.piece(id, *piece)),
                    Test::List(list) => {
                        if self.lists.insert((id, *list)) {
                            let values = model.lists.get(list.index()).map(|list| &list.values[..]).unwrap_or_default();
                            values.iter().for_each(|value| self.piece(id, Piece::Is(value)));
                        }
                    }
                    Test::Keys(lookup) => self.keys(id, *lookup),
                }
            }
            Atom::Elements { list, wanted, .. } => {
                let Some(list) = self.subject(list) else { return };
                for value in wanted {
                    let key = (list, key_of(value));
                    if !self.names.elements.contains_key(&key) {
                        let id = self.push(Subject::Element { list, value: (*value).clone() }, Draft::Truth);
                        self.names.elements.insert(key, id);
                    }
                }
            }
            Atom::Opaque => {}
        }
    }

    fn piece(&mut self, id: AttributeId, piece: Piece<'_>) {
        match piece {
            Piece::Prefix(prefix) => self.text(id, prefix, true),
            piece => {
                if let Some((_, Draft::Numbers(unit, breaks))) = self.drafts.get_mut(id.index()) {
                    let (from, to) = points(*unit, piece).unwrap_or_default();
                    breaks.extend(from.into_iter().chain(to));
                } else if let Piece::Is(value) | Piece::Compare(_, value) = piece
                    && let Some(key) = texts::key(value)
                {
                    self.text(id, key, false);
                }
            }
        }
    }

    fn text(&mut self, id: AttributeId, key: &str, is_prefix: bool) {
        let Some((_, Draft::Texts { constants, seen: [texts, prefixes], .. })) = self.drafts.get_mut(id.index()) else {
            return;
        };
        let seen = if is_prefix { prefixes } else { texts };
        if seen.get(key).is_none() {
            let key: Arc<str> = key.into();
            seen.insert(Arc::clone(&key), ());
            constants.push((key, is_prefix));
        }
    }

    /// The attribute of a subject; `None` for what is no subject.
    fn subject(&mut self, subject: &Expr) -> Option<AttributeId> {
        let model = self.model;
        let subject = if self.deep { atom::renamed(model, subject) } else { subject };
        if let Some(id) = self.names.find(subject) {
            return Some(id);
        }
        let kind = atom::known(self.model, subject)?;
        let draft = self.draft(&kind, subject)?;
        match subject {
            Expr::Field(field) => {
                let id = self.push(Subject::Field(*field), draft);
                if let Some(slot) = self.names.fields.get_mut(field.index()) {
                    *slot = Some(id);
                }
                Some(id)
            }
            other => {
                let id = self.push(Subject::Value(other.clone()), draft);
                self.names.others.insert(format!("{other:?}"), id);
                if self.deep {
                    self.behind(id, other);
                }
                Some(id)
            }
        }
    }

    /// What a value comes from: the borders of a grade's bands, the keys of a lookup and its values.
    fn behind(&mut self, id: AttributeId, value: &Expr) {
        let model = self.model;
        match value {
            Expr::Grade(grade) => {
                let Some(grade) = model.grades.get(grade.index()) else { return };
                let Some(from) = self.subject(&grade.from) else { return };
                if let Some((_, Draft::Numbers(unit, breaks))) = self.drafts.get_mut(from.index()) {
                    let stretches = grade.bands.iter().filter_map(|band| super::defined::band(*unit, band));
                    breaks.extend(stretches.flat_map(|(from, to)| from.into_iter().chain(to)));
                }
            }
            Expr::Lookup { lookup, key, column } => {
                let Some(known) = model.lookups.get(lookup.index()).filter(|known| known.key_kind.is_text()) else {
                    return;
                };
                for value in known.rows.iter().filter_map(|row| row.values.get(*column)?.as_ref()) {
                    self.piece(id, Piece::Is(value));
                }
                if let Some(key) = self.subject(key) {
                    self.keys(key, *lookup);
                }
            }
            _ => {}
        }
    }

    fn keys(&mut self, key: AttributeId, lookup: LookupId) {
        if self.lookups.insert((key, lookup))
            && let Some(lookup) = self.model.lookups.get(lookup.index())
        {
            lookup.rows.iter().for_each(|row| self.text(key, &row.key, lookup.by_prefix));
        }
    }

    fn push(&mut self, subject: Subject, draft: Draft) -> AttributeId {
        self.drafts.push((subject, draft));
        AttributeId::at(self.drafts.len().saturating_sub(1))
    }

    fn draft(&self, kind: &Kind, subject: &Expr) -> Option<Draft> {
        let places = |count: usize| u32::try_from(count).ok();
        Some(match kind {
            Kind::Boolean => Draft::Truth,
            Kind::Enum(id) => Draft::Enum(*id, places(self.model.enums.get(id.index())?.values.len())?),
            Kind::Team => Draft::Teams(places(self.model.teams.len())?),
            Kind::List(_) => Draft::Presence,
            Kind::Country | Kind::Rep => Draft::texts(kind),
            kind if kind.is_text() => Draft::texts(kind),
            kind => {
                let unit = atom::unit(kind)?;
                let whole = unit == Unit::Decimal && atom::is_whole(self.model, subject);
                Draft::Numbers(if whole { Unit::Whole } else { unit }, Vec::new())
            }
        })
    }

    pub(super) fn finish(self) -> (Vec<Attribute>, Names) {
        let model = self.model;
        let attributes = self.drafts.into_iter().map(|(subject, draft)| {
            let classes = match draft {
                Draft::Truth => Classes::Truth,
                Draft::Enum(id, places) => Classes::Enum(id, places),
                Draft::Teams(places) => Classes::Teams(places),
                Draft::Texts { kind, constants, .. } => Classes::Texts(Texts::new(kind, constants)),
                Draft::Numbers(unit, breaks) => Classes::Numbers(Numbers::new(unit, breaks)),
                Draft::Presence => Classes::Presence,
            };
            let (always, asks) = match &subject {
                Subject::Field(field) => (atom::is_always_there(model, &Expr::Field(*field)), false),
                Subject::Element { .. } => (false, false),
                Subject::Asked(_) => (true, true),
                Subject::Value(value) => {
                    (atom::is_always_there(model, value), !model.scorers.is_empty() && !is_fixed(value))
                }
            };
            let count = classes.count();
            let possible = match &subject {
                Subject::Value(value) => of_the_clock(value, &classes),
                _ => None,
            };
            let any = || if always { ClassSet::present(count) } else { ClassSet::all(count) };
            let domain = possible.unwrap_or_else(any);
            Attribute { subject, classes, domain, asks }
        });
        (attributes.collect(), self.names)
    }
}

impl Draft {
    fn texts(kind: &Kind) -> Self {
        Self::Texts { kind: kind.clone(), constants: Vec::new(), seen: [Lookup::new(), Lookup::new()] }
    }
}

/// The classes of hours and weekdays, of which there are only so many.
fn of_the_clock(value: &Expr, classes: &Classes) -> Option<ClassSet> {
    match (value, classes) {
        (Expr::Hour(_), Classes::Numbers(numbers)) => Some(ClassSet::of([numbers.touched((Some(0), Some(24)))])),
        (Expr::Weekday(_), Classes::Texts(texts)) => {
            let days = WEEKDAYS.iter().map(|day| texts.class(weekday_name(*day).as_bytes()));
            Some(ClassSet::of(days.map(|class| (class, class))))
        }
        _ => None,
    }
}

/// Whether no scorer can change it, told by its form; what is named may depend on anything.
fn is_fixed(value: &Expr) -> bool {
    match value {
        Expr::Literal(_) | Expr::Field(_) | Expr::Now | Expr::Today(_) | Expr::Weekday(_) | Expr::Hour(_) => true,
        Expr::Attempt | Expr::Waiting | Expr::Channel => true,
        Expr::DomainOf(inner) | Expr::DaysSince(inner, _) | Expr::Minutes(inner) | Expr::Negative(inner) => {
            is_fixed(inner)
        }
        Expr::Default(one, other) | Expr::Arithmetic(_, one, other) => is_fixed(one) && is_fixed(other),
        Expr::Condition(condition) => match &**condition {
            Cond::Contains(one, other) | Cond::EndsWith(one, other) | Cond::Compare(_, one, other) => {
                is_fixed(one) && is_fixed(other)
            }
            Cond::Matches(one, _) | Cond::WithinLast(one, ..) => is_fixed(one),
            Cond::In(one, Set::Items(_) | Set::List(_)) => is_fixed(one),
            _ => false,
        },
        _ => false,
    }
}
