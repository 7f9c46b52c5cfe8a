//! 5.4: what a policy says of time, wherever it says it: the zones whose hours and days it asks for, and all constants.

use super::names::Names;
use super::world::World;
use crate::calendar::Zone;
use crate::domain::{Decimal, TableId, Value};
use crate::model::{
    CardLine, Cell, Cond, DerivedBody, Expr, Key, Link, Model, Part, Points, ScoreBody, Set, SetItem, Strategy, Target,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Collected from conditions and values, and from all definitions that these name.
#[derive(Default)]
pub(super) struct Said {
    pub(super) hours: Vec<Zone>,
    pub(super) days: Vec<Zone>,
    pub(super) values: Vec<Value>,
    pub(super) lengths: BTreeSet<SignedDuration>,
    pub(super) numbers: BTreeSet<Decimal>,
    pub(super) halvings: BTreeSet<SignedDuration>,
    /// Whether `now`, `waiting`, ages of instants, minutes are asked for.
    pub(super) moments: bool,
    pub(super) ages: bool,
    pub(super) minutes: bool,
}

impl Said {
    /// Whether time changes nothing of it.
    pub(super) fn is_timeless(&self) -> bool {
        self.hours.is_empty() && self.days.is_empty() && self.halvings.is_empty() && !self.moments && !self.ages
    }

    /// By all that decides whether somebody passes: what links say, and every team.
    pub(super) fn by_links(model: &Model, links: &[&Link]) -> Self {
        let mut parts = Vec::new();
        for link in links {
            parts.extend(link.condition.as_deref().map(Part::Condition));
            parts.extend(link.named().map(Part::Value));
            if let Target::Team { by: Some(by), .. } = &link.target {
                parts.extend(strategy(by));
            }
        }
        for team in &model.teams {
            parts.extend(team.needs.iter().map(|need| Part::Condition(&need.condition)));
            parts.extend(strategy(&team.strategy));
        }
        Self::by(model, &parts)
    }

    fn by(model: &Model, parts: &[Part<'_>]) -> Self {
        let (mut said, mut names) = (Self::default(), Names::new(model));
        for part in parts {
            match part {
                Part::Condition(condition) => names.condition(condition),
                Part::Value(value) => names.value(value),
            }
            said.part(model, *part);
        }
        for derived in names.derived.iter().filter_map(|id| model.derived.get(id.index())) {
            said.body(model, &derived.body);
        }
        for score in names.scores.iter().filter_map(|id| model.scores.get(id.index())) {
            said.card(model, &score.body);
        }
        for grade in names.grades.iter().filter_map(|id| model.grades.get(id.index())) {
            said.value(model, &grade.from);
            for end in grade.bands.iter().flat_map(|band| [band.low, band.high]).flatten() {
                said.constant(&Value::Decimal(end));
            }
        }
        said
    }

    fn part(&mut self, model: &Model, part: Part<'_>) {
        match part {
            Part::Condition(condition) => self.condition(model, condition),
            Part::Value(value) => self.value(model, value),
        }
    }

    fn condition(&mut self, model: &Model, condition: &Cond) {
        match condition {
            Cond::WithinLast(_, back, zone) => {
                self.lengths.insert(*back);
                self.days.push(zone.clone());
                self.moments = true;
            }
            Cond::In(_, Set::Items(items)) => self.items(items),
            Cond::In(_, Set::List(list)) => {
                let list = model.lists.get(list.index());
                list.iter().flat_map(|list| &list.values).for_each(|value| self.constant(value));
            }
            Cond::Matched(id) | Cond::Ambiguous(id) => self.matched(model, id.index()),
            Cond::InTerritory(id) => {
                let territory = model.territories.get(id.index());
                territory.iter().for_each(|territory| self.condition(model, &territory.condition));
            }
            _ => {}
        }
        condition.parts(&mut |part| self.part(model, part));
    }

    fn matched(&mut self, model: &Model, place: usize) {
        for clause in model.matches.get(place).iter().flat_map(|matched| &matched.clauses) {
            self.value(model, &clause.value);
            clause.condition.iter().for_each(|condition| self.condition(model, condition));
        }
    }

    fn value(&mut self, model: &Model, value: &Expr) {
        match value {
            Expr::Literal(value) => self.constant(value),
            Expr::Now | Expr::Waiting => self.moments = true,
            Expr::Today(zone) | Expr::Weekday(zone) => self.days.push(zone.clone()),
            Expr::Hour(zone) => self.hours.push(zone.clone()),
            Expr::DaysSince(_, zone) => {
                self.days.push(zone.clone());
                self.ages = true;
            }
            Expr::Minutes(_) => self.minutes = true,
            Expr::Matched { matched, .. } => self.matched(model, matched.index()),
            Expr::Lookup { lookup, .. } => {
                let rows = model.lookups.get(lookup.index()).map(|lookup| &lookup.rows);
                rows.into_iter().flatten().flat_map(|row| &row.values).flatten().for_each(|value| self.constant(value));
            }
            _ => {}
        }
        value.parts(&mut |part| self.part(model, part));
    }

    fn body(&mut self, model: &Model, body: &DerivedBody) {
        match body {
            DerivedBody::Value(value) => self.value(model, value),
            DerivedBody::Classify { arms, otherwise } => {
                for (value, condition) in arms {
                    self.value(model, value);
                    self.condition(model, condition);
                }
                otherwise.iter().for_each(|value| self.value(model, value));
            }
            DerivedBody::Table { table, .. } => self.table(model, *table),
        }
    }

    fn table(&mut self, model: &Model, id: TableId) {
        let Some(table) = model.tables.get(id.index()) else { return };
        table.inputs.iter().for_each(|input| self.value(model, input));
        for cell in table.rows.iter().flat_map(|row| &row.tests) {
            match cell {
                Cell::In(items) | Cell::NotIn(items) => self.items(items),
                Cell::Compare(_, value) => self.constant(value),
                Cell::Any | Cell::Missing => {}
            }
        }
    }

    fn card(&mut self, model: &Model, body: &ScoreBody) {
        let ScoreBody::Card { lines, .. } = body else { return };
        let mut points = |points: &Points| {
            self.condition(model, &points.condition);
            if let Some((every, since)) = &points.halve {
                self.value(model, since);
                self.halvings.insert(*every);
                self.days.push(model.zone.clone());
            }
        };
        for line in lines {
            match line {
                CardLine::Points(one) => points(one),
                CardLine::BestOf { lines, .. } => lines.iter().for_each(&mut points),
            }
        }
    }

    fn items(&mut self, items: &[SetItem]) {
        for item in items {
            match item {
                SetItem::Value(value) => self.constant(value),
                SetItem::Range { low, high, .. } => {
                    self.constant(low);
                    self.constant(high);
                }
            }
        }
    }

    fn constant(&mut self, value: &Value) {
        match value {
            Value::Duration(length) => {
                self.lengths.insert(*length);
            }
            Value::Integer(number) => {
                self.numbers.insert(Decimal::from(*number));
            }
            Value::Decimal(number) => {
                self.numbers.insert(*number);
            }
            other => self.values.push(other.clone()),
        }
    }

    /// Every instant that constants, the lead, reps and rows name: days by their beginning in any zone.
    pub(super) fn instants(&self, world: &World<'_>) -> BTreeSet<Timestamp> {
        let rows = world.snapshot.tables.values().flatten();
        let own = world.model.records.iter().filter_map(|record| record.rows.as_ref()).flatten();
        let kept = world.host.kept.iter().map(|(_, row)| row);
        let reps = world.snapshot.reps.iter().flat_map(|rep| &rep.fields);
        let cells = rows.chain(own).chain(kept).flatten().chain(reps).flatten();
        let fields = (0..world.model.lead.fields.len()).filter_map(|place| {
            let field = crate::domain::FieldId::at(place);
            world.request.lead.value(field)
        });
        let mut found = BTreeSet::new();
        for value in cells.chain(fields).chain(&self.values) {
            match value {
                Value::DateTime(instant) => {
                    found.insert(*instant);
                }
                Value::Date(day) => found.extend(self.days.iter().filter_map(|zone| zone.start_of_day(*day))),
                _ => {}
            }
        }
        found
    }
}

fn strategy(strategy: &Strategy) -> impl Iterator<Item = Part<'_>> {
    strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => musts.iter().map(|must| Part::Condition(&must.condition)).collect(),
        Key::Evenly { weight: Some(weight), .. } => vec![Part::Value(weight)],
        _ => Vec::new(),
    })
}
