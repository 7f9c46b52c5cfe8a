//! When what conditions say may next change by time alone.
//!
//! What a condition says as of a moment stays until the first of its pieces changes: an hour or a day begins, an age or a
//! wait comes to a bound, points are halved. Nothing is said of what it says then; that is judged there.

use super::pace::Pace;
use crate::calendar::Zone;
use crate::domain::{DerivedId, Rep, Value};
use crate::model::{CardLine, Cell, Cond, DerivedBody, Expr, Part, Points, ScoreBody, Set, SetItem, Table, Timely};
use crate::route::facts::LeadFacts;
use crate::route::number::instant_of;
use crate::route::truth::Facts;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The least that an instant can be behind another.
pub(super) const MOMENT: SignedDuration = SignedDuration::from_nanos(1);
/// Where nothing better is known of a value that changes all the time.
pub(super) const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// Points that were halved more often are nothing.
const HALVINGS: i128 = 121;

/// A definition: what it says changes with its pieces, whoever uses it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Definition {
    Derived(usize),
    Score(usize),
    Grade(usize),
    Territory(usize),
    Match(usize),
}

/// The first instant behind the facts' moment at which something may change.
pub(super) struct Changes<'a> {
    pub(super) facts: &'a LeadFacts<'a>,
    pub(super) timely: &'a Timely,
    pub(super) at: Timestamp,
    next: Option<Timestamp>,
    /// How many pieces were looked at.
    pub(super) looks: usize,
    seen: BTreeSet<Definition>,
    pub(super) paces: BTreeMap<DerivedId, Pace>,
}

impl<'a> Changes<'a> {
    pub(super) fn new(facts: &'a LeadFacts<'a>, timely: &'a Timely) -> Self {
        let at = facts.moment.now;
        Self { facts, timely, at, next: None, looks: 0, seen: BTreeSet::new(), paces: BTreeMap::new() }
    }

    pub(super) const fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// Something changes at this instant, if it is to come.
    pub(super) fn step(&mut self, step: Option<Timestamp>) {
        if let Some(step) = step.filter(|step| *step > self.at && self.next.is_none_or(|next| *step < next)) {
            self.next = Some(step);
        }
    }

    /// Something is the same as this instant then, and is behind it from the next on.
    pub(super) fn bound(&mut self, bound: Option<Timestamp>) {
        self.step(bound);
        self.step(bound.and_then(|bound| bound.checked_add(MOMENT).ok()));
    }

    pub(super) fn condition(&mut self, condition: &Cond, rep: Option<&Rep>) {
        self.looks = self.looks.saturating_add(1);
        match condition {
            Cond::WithinLast(value, back, zone) => self.within_last(value, *back, zone, rep),
            Cond::Matched(id) | Cond::Ambiguous(id) => self.matched(id.index()),
            Cond::InTerritory(id) => self.territory(id.index()),
            Cond::Compare(_, left, right)
            | Cond::Contains(left, right)
            | Cond::StartsWith(left, right)
            | Cond::EndsWith(left, right)
            | Cond::Has(left, right)
            | Cond::HasAnyOf(left, right)
            | Cond::HasAllOf(left, right) => {
                self.value(left, rep);
                self.value(right, rep);
                self.meet(left, right, rep);
            }
            Cond::In(value, set) => {
                self.value(value, rep);
                match set {
                    Set::Items(items) => self.meets_items(value, items, rep),
                    Set::List(list) => {
                        let list = self.facts.model.lists.get(list.index());
                        let values = list.map(|list| &list.values[..]).unwrap_or_default();
                        self.meets_values(value, values.iter(), rep);
                    }
                    Set::Expr(list) => {
                        self.value(list, rep);
                        self.meet(value, list, rep);
                    }
                }
            }
            Cond::LookupHas(_, key) => self.key(key, rep),
            _ => condition.parts(&mut |part| self.part(part, rep)),
        }
    }

    /// The steps of a value; what changes all the time has none, and changes where it meets another.
    pub(super) fn value(&mut self, value: &Expr, rep: Option<&Rep>) {
        self.looks = self.looks.saturating_add(1);
        match value {
            Expr::Today(zone) | Expr::Weekday(zone) => self.step(zone.goes_on_until(self.at)),
            Expr::Hour(zone) => self.step(hour_after(zone, self.at)),
            Expr::DaysSince(inner, zone) => {
                self.value(inner, rep);
                self.days_since(inner, zone, rep);
            }
            Expr::Derived(id) => self.derived(id.index()),
            Expr::Score(id) => self.score(id.index()),
            Expr::Grade(id) => self.grade(id.index()),
            Expr::Matched { matched, .. } => self.matched(matched.index()),
            Expr::Lookup { key, .. } => self.key(key, rep),
            _ => value.parts(&mut |part| self.part(part, rep)),
        }
    }

    fn part(&mut self, part: Part<'_>, rep: Option<&Rep>) {
        match part {
            Part::Condition(condition) => self.condition(condition, rep),
            Part::Value(value) => self.value(value, rep),
        }
    }

    /// A key that is another at each moment finds another row at any.
    fn key(&mut self, key: &Expr, rep: Option<&Rep>) {
        self.value(key, rep);
        if self.pace(key, rep) != Pace::Still {
            self.look_again();
        }
    }

    pub(super) fn look_again(&mut self) {
        self.step(self.at.checked_add(LOOK_AGAIN).ok());
    }

    fn within_last(&mut self, value: &Expr, back: SignedDuration, zone: &Zone, rep: Option<&Rep>) {
        self.value(value, rep);
        let from = match self.facts.value(value, rep) {
            Some(Value::DateTime(_)) if self.pace(value, rep) != Pace::Still => return,
            Some(Value::DateTime(from)) => Some(from),
            Some(Value::Date(day)) => zone.start_of_day(day),
            _ => None,
        };
        self.step(from);
        let last = from.and_then(|from| from.checked_add(back).ok());
        self.step(last.and_then(|last| last.checked_add(MOMENT).ok()));
    }

    fn days_since(&mut self, value: &Expr, zone: &Zone, rep: Option<&Rep>) {
        match self.facts.value(value, rep) {
            Some(Value::Date(_)) => self.step(zone.goes_on_until(self.at)),
            Some(Value::DateTime(from)) if self.pace(value, rep) == Pace::Still => {
                self.step(period_after(from, SignedDuration::from_hours(24), self.at));
            }
            _ => {}
        }
    }

    fn is_new(&mut self, definition: Definition, timely: bool) -> bool {
        timely && self.seen.insert(definition)
    }

    fn derived(&mut self, place: usize) {
        let id = DerivedId::at(place);
        if !self.is_new(Definition::Derived(place), self.timely.derived(id)) {
            return;
        }
        let model = self.facts.model;
        match model.derived.get(place).map(|derived| &derived.body) {
            Some(DerivedBody::Value(value)) => self.value(value, None),
            Some(DerivedBody::Classify { arms, otherwise }) => {
                for (value, condition) in arms {
                    self.condition(condition, None);
                    self.value(value, None);
                }
                otherwise.iter().for_each(|value| self.value(value, None));
            }
            Some(DerivedBody::Table { table, .. }) => {
                model.tables.get(table.index()).into_iter().for_each(|table| self.table(table));
            }
            None => {}
        }
    }

    fn table(&mut self, table: &Table) {
        for (place, input) in table.inputs.iter().enumerate() {
            self.value(input, None);
            if self.pace(input, None) == Pace::Still {
                continue;
            }
            for cell in table.rows.iter().filter_map(|row| row.tests.get(place)) {
                match cell {
                    Cell::In(items) | Cell::NotIn(items) => self.meets_items(input, items, None),
                    Cell::Compare(_, bound) => self.meets_values(input, [bound], None),
                    Cell::Any | Cell::Missing => {}
                }
            }
        }
    }

    fn score(&mut self, place: usize) {
        let id = crate::domain::ScoreId::at(place);
        if !self.is_new(Definition::Score(place), self.timely.score(id)) {
            return;
        }
        let Some(ScoreBody::Card { lines, .. }) = self.facts.model.scores.get(place).map(|score| &score.body) else {
            return;
        };
        for line in lines {
            match line {
                CardLine::Points(points) => self.points(points),
                CardLine::BestOf { lines, .. } => lines.iter().for_each(|points| self.points(points)),
            }
        }
    }

    fn points(&mut self, points: &Points) {
        self.condition(&points.condition, None);
        let Some((every, since)) = &points.halve else { return };
        self.value(since, None);
        let from = self.facts.value(since, None).and_then(|since| instant_of(&since, self.facts.model));
        if let Some(from) = from.filter(|_| self.pace(since, None) == Pace::Still) {
            // Points of a date to come are whole until a period has passed since.
            let passed = self.at.max(from).duration_since(from).as_nanos();
            if passed.checked_div(every.as_nanos()).is_some_and(|periods| periods < HALVINGS) {
                self.step(period_after(from, *every, self.at.max(from)));
            }
        }
    }

    fn grade(&mut self, place: usize) {
        let id = crate::domain::GradeId::at(place);
        let Some(grade) = self.facts.model.grades.get(place) else { return };
        if self.is_new(Definition::Grade(place), self.timely.grade(id)) {
            self.value(&grade.from, None);
            let ends = grade.bands.iter().flat_map(|band| [band.low, band.high]).flatten().map(Value::Decimal);
            let ends: Vec<Value> = ends.collect();
            self.meets_values(&grade.from, ends.iter(), None);
        }
    }

    fn territory(&mut self, place: usize) {
        let id = crate::domain::TerritoryId::at(place);
        let Some(territory) = self.facts.model.territories.get(place) else { return };
        if self.is_new(Definition::Territory(place), self.timely.territory(id)) {
            self.condition(&territory.condition, None);
        }
    }

    /// The rows that may be found now, each with its own ages.
    fn matched(&mut self, place: usize) {
        let id = crate::domain::MatchId::at(place);
        if !self.is_new(Definition::Match(place), self.timely.matched(id)) {
            return;
        }
        let Some(matched) = self.facts.model.matches.get(place) else { return };
        for (number, clause) in matched.clauses.iter().enumerate() {
            self.key(&clause.value, None);
            let Some(condition) = clause.condition.as_ref().filter(|condition| self.timely.condition(condition)) else {
                continue;
            };
            for row in self.facts.matcher.rows(self.facts, id, number) {
                let Some(cells) = self.facts.matcher.records.row(matched.record, row) else { continue };
                let beside = self.facts.beside(cells);
                let mut of_row = Changes::new(&beside, self.timely);
                of_row.seen = std::mem::take(&mut self.seen);
                of_row.condition(condition, None);
                let (next, looks) = (of_row.next, of_row.looks);
                self.seen = std::mem::take(&mut of_row.seen);
                self.looks = self.looks.saturating_add(looks);
                self.step(next);
            }
        }
    }

    fn meets_items(&mut self, value: &Expr, items: &[SetItem], rep: Option<&Rep>) {
        for item in items {
            match item {
                SetItem::Value(one) => self.meets_values(value, [one], rep),
                SetItem::Range { low, high, .. } => self.meets_values(value, [low, high], rep),
            }
        }
    }
}

/// The next instant at which a whole period since another has passed.
fn period_after(from: Timestamp, every: SignedDuration, at: Timestamp) -> Option<Timestamp> {
    let periods = at.duration_since(from).as_nanos().checked_div_euclid(every.as_nanos())?.checked_add(1)?;
    from.checked_add(SignedDuration::from_nanos_i128(periods.checked_mul(every.as_nanos())?)).ok()
}

/// The next instant at which clocks of a zone may show another hour.
fn hour_after(zone: &Zone, at: Timestamp) -> Option<Timestamp> {
    let clock = zone.clock(at);
    let into = i64::from(clock.minute()) * 60 + i64::from(clock.second());
    let left =
        SignedDuration::from_secs(3_600 - into) - SignedDuration::from_nanos(i64::from(clock.subsec_nanosecond()));
    at.checked_add(left).ok().into_iter().chain(zone.goes_on_until(at)).min()
}
