//! What is true of the lead at hand: values and conditions, each definition computed at most once, and only when asked.

use super::classes::Known;
use super::matching::{Found, Matcher};
use super::memo::Memo;
use super::truth::{Facts, Moment, Truth};
use super::{Score, number, text};
use crate::calendar::weekday_name;
use crate::domain::{
    Decimal, DerivedId, Lead, LookupId, MatchId, Ratio, Rep, ScorerId, TerritoryId, Text, Value, key_of,
};
use crate::graph::DecisionGraph;
use crate::model::{Arithmetic, Cell, Comparison, Cond, DerivedBody, Expr, Model, Set, SetItem, TablePolicy, Timely};
use std::cmp::Ordering;
use std::sync::Arc;

/// Answers of scorers for one decision: asked lazily, each at most once.
pub(crate) trait Scores {
    /// The score, once [`Scores::ask`] has asked for it; `None` is unknown.
    fn answer(&self, scorer: ScorerId) -> Option<Decimal>;
    /// Asks a scorer that was not asked yet.
    fn ask(&self, scorer: ScorerId);
    /// Whether it was asked, whatever it answered.
    fn was_asked(&self, scorer: ScorerId) -> bool;
    /// Who was asked, and what they answered.
    fn asked(&self) -> Vec<(Arc<str>, Option<Score>)> {
        Vec::new()
    }
}

/// The facts of one lead at one moment.
pub(crate) struct LeadFacts<'a> {
    pub(crate) model: &'a Model,
    pub(crate) lead: &'a Lead,
    pub(crate) moment: &'a Moment,
    pub(crate) matcher: &'a Matcher<'a>,
    pub(crate) scores: &'a dyn Scores,
    /// The record row at hand, inside a match or dedupe clause.
    row: Option<&'a [Option<Value>]>,
    /// Of a later moment: the facts of the decision's own, asked for what does not depend on time.
    pub(super) before: Option<(&'a LeadFacts<'a>, &'a Timely)>,
    pub(super) memo: Memo,
    /// Classes that the graph asked for.
    pub(super) known: Known<'a>,
}

impl<'a> LeadFacts<'a> {
    pub(crate) fn new(
        model: &'a Model,
        lead: &'a Lead,
        moment: &'a Moment,
        matcher: &'a Matcher<'a>,
        scores: &'a dyn Scores,
    ) -> Self {
        Self {
            model,
            lead,
            moment,
            matcher,
            scores,
            row: None,
            before: None,
            memo: Memo::default(),
            known: Known::new(None, lead),
        }
    }

    /// The same, with the graph: it may ask for classes, and tables of many rows are asked through it.
    #[inline]
    pub(crate) fn on_graph(
        graph: &'a DecisionGraph,
        (model, lead): (&'a Model, &'a Lead),
        moment: &'a Moment,
        matcher: &'a Matcher<'a>,
        scores: &'a dyn Scores,
    ) -> Self {
        Self {
            model,
            lead,
            moment,
            matcher,
            scores,
            row: None,
            before: None,
            memo: Memo::default(),
            known: Known::new(Some(graph), lead),
        }
    }

    /// The same lead beside a row of a record. What was computed is not shared: a clause may not name definitions that
    /// look at the row, so nothing is lost but time.
    pub(crate) fn beside(&self, row: &'a [Option<Value>]) -> Self {
        let mut beside = Self::new(self.model, self.lead, self.moment, self.matcher, self.scores);
        beside.row = Some(row);
        beside
    }

    pub(crate) fn derived(&self, id: DerivedId) -> Option<Value> {
        let derived = self.model.derived.get(id.index())?;
        let compute = || match self.before {
            Some((before, timely)) if !timely.derived(id) => before.derived(id),
            _ => self.compute(&derived.body),
        };
        self.memo.derived.get(id.index(), self.model.derived.len(), compute)
    }

    /// Asks scorers that were not asked yet; what depends on them is computed anew when it is needed again.
    pub(super) fn ask(&self, scorers: impl IntoIterator<Item = ScorerId>) {
        let mut is_new = false;
        for scorer in scorers.into_iter().filter(|scorer| !self.scores.was_asked(*scorer)) {
            self.scores.ask(scorer);
            is_new = true;
        }
        if is_new {
            self.known.forget_asked();
            self.memo.forget();
        }
    }

    fn compute(&self, body: &DerivedBody) -> Option<Value> {
        match body {
            DerivedBody::Value(value) => self.value(value, None),
            DerivedBody::Classify { arms, otherwise } => {
                let arm = arms.iter().find(|(_, condition)| self.judge(condition, None).is_yes());
                match arm {
                    Some((value, _)) => self.value(value, None),
                    None => self.value(otherwise.as_ref()?, None),
                }
            }
            DerivedBody::Table { table, output } => self.table(*table, *output),
        }
    }

    /// The rows of a table that fit; for a `first` table only the first one.
    pub(crate) fn hits(&self, id: crate::domain::TableId) -> Vec<usize> {
        let compute = || {
            let Some(table) = self.model.tables.get(id.index()) else { return Vec::new() };
            let inputs: Vec<Option<Value>> = table.inputs.iter().map(|input| self.value(input, None)).collect();
            if let Some(rows) = self.known.graph().and_then(|graph| graph.table(id)) {
                return self.rows(rows, table.policy == TablePolicy::Collect);
            }
            let fits = |row: &crate::model::TableRow| {
                row.tests.iter().zip(&inputs).all(|(cell, value)| cell_holds(cell, value.as_ref()))
            };
            let all = table.rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| place);
            if table.policy == TablePolicy::Collect { all.collect() } else { all.take(1).collect() }
        };
        self.memo.tables.get(id.index(), self.model.tables.len(), compute)
    }

    fn table(&self, id: crate::domain::TableId, output: usize) -> Option<Value> {
        let table = self.model.tables.get(id.index())?;
        let hits = self.hits(id);
        if table.policy == TablePolicy::Collect {
            let values: Vec<Value> =
                hits.iter().filter_map(|row| table.rows.get(*row)?.values.get(output)?.clone()).collect();
            if values.is_empty()
                && let Some(otherwise) = table.otherwise.get(output).cloned().flatten()
            {
                return Some(Value::List(vec![otherwise].into()));
            }
            return Some(Value::List(values.into()));
        }
        match hits.first() {
            Some(row) => table.rows.get(*row)?.values.get(output)?.clone(),
            None => table.otherwise.get(output)?.clone(),
        }
    }

    /// The row of a lookup: exactly the key, or the longest key that the text begins with.
    pub(crate) fn lookup_row(&self, id: LookupId, key: &Value) -> Option<usize> {
        let lookup = self.model.lookups.get(id.index())?;
        let key = key_of(key);
        let find = |key: &str| lookup.rows.binary_search_by(|row| (*row.key).cmp(key)).ok();
        if !lookup.by_prefix {
            return find(&key);
        }
        let ends = key.char_indices().map(|(end, _)| end).chain([key.len()]);
        let mut ends: Vec<usize> = ends.collect();
        ends.reverse();
        ends.into_iter().find_map(|end| find(key.get(..end)?))
    }

    pub(crate) fn found(&self, id: MatchId) -> Found {
        if let Some(found) = self.memo.matches.borrow().get(id.index()).cloned().flatten() {
            return found;
        }
        let found = match self.before {
            Some((before, timely)) if !timely.matched(id) => before.found(id),
            _ => self.matcher.find(self, id),
        };
        let mut known = self.memo.matches.borrow_mut();
        if known.is_empty() {
            known.resize(self.model.matches.len(), None);
        }
        if let Some(slot) = known.get_mut(id.index()) {
            *slot = Some(found.clone());
        }
        found
    }

    pub(crate) fn in_territory(&self, id: TerritoryId) -> Truth {
        let compute = || match self.before {
            Some((before, timely)) if !timely.territory(id) => before.in_territory(id),
            _ => {
                let found = self.model.territories.get(id.index());
                found.map_or(Truth::Unknown, |found| self.judge(&found.condition, None))
            }
        };
        self.memo.territories.get(id.index(), self.model.territories.len(), compute)
    }

    /// A number exactly, not rounded yet.
    pub(crate) fn number(&self, value: &Expr, rep: Option<&Rep>) -> Option<Ratio> {
        match value {
            Expr::Negative(inner) => self.number(inner, rep)?.checked_neg(),
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left, rep)?, self.number(right, rep)?);
                match operator {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Subtract => left.checked_sub(right),
                    Arithmetic::Multiply => left.checked_mul(right),
                    Arithmetic::Divide => left.checked_div(right),
                }
            }
            Expr::Minutes(inner) => match self.value(inner, rep)? {
                Value::Duration(length) => Ratio::new(length.as_nanos(), 60_000_000_000),
                _ => None,
            },
            Expr::Default(first, instead) => self.number(first, rep).or_else(|| self.number(instead, rep)),
            other => number::ratio_of(&self.value(other, rep)?),
        }
    }

    fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr, rep: Option<&Rep>) -> Truth {
        let (Some(left), Some(right)) = (self.value(left, rep), self.value(right, rep)) else { return Truth::Unknown };
        compares(comparison, &left, &right)
    }

    fn within(&self, value: &Expr, set: &Set, rep: Option<&Rep>) -> Truth {
        let Some(value) = self.value(value, rep) else { return Truth::Unknown };
        match set {
            Set::Items(items) => Truth::of(items.iter().any(|item| item_holds(item, &value))),
            Set::List(list) => {
                let list = self.model.lists.get(list.index());
                Truth::of(list.is_some_and(|list| list.values.contains(&value)))
            }
            Set::Expr(list) => match self.value(list, rep) {
                Some(Value::List(items)) => Truth::of(items.contains(&value)),
                _ => Truth::Unknown,
            },
        }
    }

    fn lists(&self, left: &Expr, right: &Expr, rep: Option<&Rep>, all: bool) -> Truth {
        match (self.value(left, rep), self.value(right, rep)) {
            (Some(Value::List(has)), Some(Value::List(wanted))) => {
                let mut each = wanted.iter().map(|value| has.contains(value));
                Truth::of(if all { each.all(|known| known) } else { each.any(|known| known) })
            }
            _ => Truth::Unknown,
        }
    }

    fn texts(&self, left: &Expr, right: &Expr, rep: Option<&Rep>, holds: impl Fn(&Text, &Text) -> bool) -> Truth {
        match (self.value(left, rep), self.value(right, rep)) {
            (Some(Value::Text(left)), Some(Value::Text(right))) => Truth::of(holds(&left, &right)),
            _ => Truth::Unknown,
        }
    }
}

impl Facts for LeadFacts<'_> {
    fn moment(&self) -> &Moment {
        self.moment
    }

    fn later<'b>(&'b self, moment: &'b Moment, timely: &'b Timely) -> LeadFacts<'b> {
        LeadFacts {
            model: self.model,
            lead: self.lead,
            moment,
            matcher: self.matcher,
            scores: self.scores,
            row: None,
            before: Some((self, timely)),
            memo: Memo::default(),
            known: Known::new(self.known.graph(), self.lead),
        }
    }

    fn judge(&self, condition: &Cond, rep: Option<&Rep>) -> Truth {
        match condition {
            Cond::Always(known) => Truth::of(*known),
            Cond::All(parts) => {
                let mut unknown = false;
                for part in parts {
                    match self.judge(part, rep) {
                        Truth::No => return Truth::No,
                        Truth::Unknown => unknown = true,
                        Truth::Yes => {}
                    }
                }
                if unknown { Truth::Unknown } else { Truth::Yes }
            }
            Cond::Any(parts) => {
                let mut unknown = false;
                for part in parts {
                    match self.judge(part, rep) {
                        Truth::Yes => return Truth::Yes,
                        Truth::Unknown => unknown = true,
                        Truth::No => {}
                    }
                }
                if unknown { Truth::Unknown } else { Truth::No }
            }
            Cond::Not(inner) => !self.judge(inner, rep),
            Cond::Truth(value) => match self.value(value, rep) {
                Some(Value::Bool(known)) => Truth::of(known),
                _ => Truth::Unknown,
            },
            Cond::Compare(comparison, left, right) => self.compare(*comparison, left, right, rep),
            Cond::In(value, set) => self.within(value, set, rep),
            Cond::Contains(left, right) => self.texts(left, right, rep, |a, b| text::compared(a, b, str::contains)),
            Cond::StartsWith(left, right) => {
                self.texts(left, right, rep, |a, b| text::compared(a, b, str::starts_with))
            }
            Cond::EndsWith(left, right) => self.texts(left, right, rep, |a, b| text::compared(a, b, str::ends_with)),
            Cond::Matches(value, regex) => match (self.value(value, rep), self.model.regexes.get(regex.index())) {
                (Some(Value::Text(text)), Some(pattern)) => Truth::of(pattern.regex.is_match(text.original())),
                _ => Truth::Unknown,
            },
            Cond::Has(list, value) => match (self.value(list, rep), self.value(value, rep)) {
                (Some(Value::List(items)), Some(value)) => Truth::of(items.contains(&value)),
                _ => Truth::Unknown,
            },
            Cond::HasAnyOf(left, right) => self.lists(left, right, rep, false),
            Cond::HasAllOf(left, right) => self.lists(left, right, rep, true),
            Cond::LookupHas(lookup, key) => match self.value(key, rep) {
                Some(key) => Truth::of(self.lookup_row(*lookup, &key).is_some()),
                None => Truth::Unknown,
            },
            Cond::WithinLast(value, back, zone) => match self.value(value, rep) {
                Some(value) => number::within_last(&value, *back, zone, self.moment.now),
                None => Truth::Unknown,
            },
            Cond::Missing(value) => Truth::of(self.value(value, rep).is_none()),
            Cond::Matched(id) => Truth::of(self.found(*id).row.is_some()),
            Cond::Ambiguous(id) => Truth::of(self.found(*id).several),
            Cond::InTerritory(id) => self.in_territory(*id),
        }
    }

    fn value(&self, value: &Expr, rep: Option<&Rep>) -> Option<Value> {
        match value {
            Expr::Literal(value) => Some(value.clone()),
            Expr::Field(field) => self.lead.value(*field).cloned(),
            Expr::RepField(field) => rep?.fields.get(field.index())?.clone(),
            Expr::RepId => rep.map(|rep| Value::Rep(Arc::clone(&rep.id))),
            Expr::Derived(id) => self.derived(*id),
            Expr::Score(id) => self.score(*id).map(Value::Decimal),
            Expr::Grade(id) => self.grade(*id),
            Expr::Lookup { lookup, key, column } => {
                let key = self.value(key, rep)?;
                let row = self.lookup_row(*lookup, &key)?;
                self.model.lookups.get(lookup.index())?.rows.get(row)?.values.get(*column)?.clone()
            }
            Expr::Matched { matched, field } => {
                let row = self.found(*matched).row?;
                let record = self.model.matches.get(matched.index())?.record;
                self.matcher.records.row(record, row)?.get(field.index())?.clone()
            }
            Expr::RowField(field) => self.row?.get(field.index())?.clone(),
            Expr::Now => Some(Value::DateTime(self.moment.now)),
            Expr::Today(zone) => Some(Value::Date(zone.clock(self.moment.now).date())),
            Expr::Weekday(zone) => {
                let day = zone.clock(self.moment.now).date().weekday();
                Some(Value::Text(Text::folded(weekday_name(day))))
            }
            Expr::Hour(zone) => Some(Value::Integer(i64::from(zone.clock(self.moment.now).hour()))),
            Expr::Attempt => Some(Value::Integer(i64::from(self.moment.attempt))),
            Expr::Waiting => Some(Value::Duration(self.moment.waiting())),
            Expr::Channel => Some(Value::Text(Text::folded(&self.moment.channel))),
            Expr::Default(first, instead) => self.value(first, rep).or_else(|| self.value(instead, rep)),
            Expr::DomainOf(inner) => match self.value(inner, rep)? {
                Value::Text(text) => {
                    crate::domain::domain_of(text.original()).map(|domain| Value::Text(Text::folded(domain)))
                }
                _ => None,
            },
            Expr::DaysSince(inner, zone) => {
                number::days_since(&self.value(inner, rep)?, zone, self.moment.now).map(Value::Integer)
            }
            Expr::Negative(_) | Expr::Arithmetic(..) | Expr::Minutes(_) => {
                self.number(value, rep)?.round().map(number::kept)
            }
            Expr::Condition(condition) => match self.judge(condition, rep) {
                Truth::Yes => Some(Value::Bool(true)),
                Truth::No => Some(Value::Bool(false)),
                Truth::Unknown => None,
            },
            Expr::List(items) => {
                let values: Option<Vec<Value>> = items.iter().map(|item| self.value(item, rep)).collect();
                values.map(|values| Value::List(values.into()))
            }
        }
    }
}

pub(crate) fn compares(comparison: Comparison, left: &Value, right: &Value) -> Truth {
    if let (Value::List(a), Value::List(b)) = (left, right) {
        return if comparison == Comparison::Is { Truth::of(a == b) } else { Truth::Unknown };
    }
    let Some(order) = left.compare(right) else { return Truth::Unknown };
    Truth::of(match comparison {
        Comparison::Is => order == Ordering::Equal,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Above => order == Ordering::Greater,
        Comparison::AtMost => super::faults::at_most(order),
        Comparison::Below => order == Ordering::Less,
    })
}

pub(crate) fn item_holds(item: &SetItem, value: &Value) -> bool {
    match item {
        SetItem::Value(wanted) => value == wanted,
        SetItem::Range { low, high, top_out } => {
            let above = matches!(value.compare(low), Some(Ordering::Greater | Ordering::Equal));
            let below = match value.compare(high) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => !top_out,
                _ => false,
            };
            above && below
        }
    }
}

fn cell_holds(cell: &Cell, value: Option<&Value>) -> bool {
    match (cell, value) {
        (Cell::Any, _) | (Cell::Missing, None) => true,
        (Cell::Missing, Some(_)) | (_, None) => false,
        (Cell::In(items), Some(value)) => items.iter().any(|item| item_holds(item, value)),
        (Cell::NotIn(items), Some(value)) => !items.iter().any(|item| item_holds(item, value)),
        (Cell::Compare(comparison, bound), Some(value)) => compares(*comparison, value, bound).is_yes(),
    }
}
