//! Pieces of one policy in the numbers of another, so that two versions can be asked about as one.

use super::{
    Available, BranchBody, CardLine, Cell, Chain, Cond, Decision, DerivedBody, Expr, Key, Line, Link, Match, Need,
    Rule, ScoreBody, Set, SetItem, Statement, Strategy, Table, Target, TeamRef, Template, TemplatePart,
};
use crate::domain::{EnumId, Field, Kind, Presence, Schema, TeamId, Value};
use std::cell::Cell as Noted;

/// By place in one policy: the place in the other; `None` where the other has no such thing.
pub(crate) type Places = Vec<Option<usize>>;

/// Where what values name stands in another policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constants {
    pub(crate) enums: Places,
    /// By enum: where its values stand.
    pub(crate) values: Vec<Places>,
    pub(crate) teams: Places,
}

impl Constants {
    /// Puts a value into the other's numbers; false when it has none there.
    pub(crate) fn value(&self, value: &mut Value) -> bool {
        match value {
            Value::Enum(id, place) => {
                let values = self.values.get(id.index());
                let known = usize::try_from(*place).ok().and_then(|place| *values?.get(place)?);
                let now = known.and_then(|place| u32::try_from(place).ok());
                let Some((now, of)) = now.zip(self.enums.get(id.index()).copied().flatten()) else { return false };
                (*place, *id) = (now, EnumId::at(of));
                true
            }
            Value::Team(id) => {
                let Some(now) = self.teams.get(id.index()).copied().flatten() else { return false };
                *id = TeamId::at(now);
                true
            }
            Value::List(items) => {
                let mut all = items.to_vec();
                let lost = all.iter_mut().filter_map(|item| (!self.value(item)).then_some(())).count();
                *items = all.into();
                lost == 0
            }
            _ => true,
        }
    }
}

/// Where everything of a policy stands in another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Renumber {
    pub(crate) fields: Places,
    pub(crate) rep_fields: Places,
    pub(crate) constants: Constants,
    pub(crate) lists: Places,
    pub(crate) lookups: Places,
    pub(crate) territories: Places,
    pub(crate) derived: Places,
    pub(crate) tables: Places,
    pub(crate) scores: Places,
    pub(crate) scorers: Places,
    pub(crate) grades: Places,
    pub(crate) queues: Places,
    pub(crate) slas: Places,
    pub(crate) records: Places,
    pub(crate) matches: Places,
    pub(crate) routes: Places,
    pub(crate) rules: Places,
    pub(crate) regexes: Places,
    /// Something had no place in the other.
    pub(crate) lost: Noted<bool>,
}

macro_rules! moved {
    ($self:ident, $places:expr, $id:expr) => {{
        match $places.get($id.index()).copied().flatten() {
            Some(place) => *$id = at($id, place),
            None => $self.lost.set(true),
        }
    }};
}

/// The id of the same sort at another place.
fn at<I: Id>(_: &I, place: usize) -> I {
    I::at_place(place)
}

trait Id {
    fn at_place(place: usize) -> Self;
}

macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Id for crate::domain::$name {
            fn at_place(place: usize) -> Self {
                Self::at(place)
            }
        }
    )*};
}

ids! { DerivedId EnumId FieldId GradeId ListId LookupId MatchId QueueId RecordId RegexId RouteId RuleId ScoreId ScorerId SlaId
TableId TeamId TerritoryId }

impl Renumber {
    pub(crate) fn kind(&self, kind: &mut Kind) {
        match kind {
            Kind::Enum(id) => moved!(self, self.constants.enums, id),
            Kind::List(inner) => self.kind(inner),
            _ => {}
        }
    }

    pub(crate) fn value(&self, value: &mut Value) {
        if !self.constants.value(value) {
            self.lost.set(true);
        }
    }

    pub(crate) fn present(&self, values: &mut [Option<Value>]) {
        values.iter_mut().flatten().for_each(|value| self.value(value));
    }

    pub(crate) fn expr(&self, expr: &mut Expr) {
        match expr {
            Expr::Literal(value) => self.value(value),
            Expr::Field(field) => moved!(self, self.fields, field),
            Expr::RepField(field) => moved!(self, self.rep_fields, field),
            Expr::Derived(id) => moved!(self, self.derived, id),
            Expr::Score(id) => moved!(self, self.scores, id),
            Expr::Grade(id) => moved!(self, self.grades, id),
            Expr::Lookup { lookup, key, .. } => {
                moved!(self, self.lookups, lookup);
                self.expr(key);
            }
            Expr::Matched { matched, .. } => moved!(self, self.matches, matched),
            Expr::Default(one, other) | Expr::Arithmetic(_, one, other) => {
                self.expr(one);
                self.expr(other);
            }
            Expr::DomainOf(inner) | Expr::DaysSince(inner, _) | Expr::Minutes(inner) | Expr::Negative(inner) => {
                self.expr(inner);
            }
            Expr::Condition(condition) => self.condition(condition),
            Expr::List(items) => items.iter_mut().for_each(|item| self.expr(item)),
            Expr::RepId
            | Expr::RowField(_)
            | Expr::Now
            | Expr::Today(_)
            | Expr::Weekday(_)
            | Expr::Hour(_)
            | Expr::Attempt
            | Expr::Waiting
            | Expr::Channel => {}
        }
    }

    pub(crate) fn condition(&self, condition: &mut Cond) {
        match condition {
            Cond::Always(_) => {}
            Cond::All(parts) | Cond::Any(parts) => parts.iter_mut().for_each(|part| self.condition(part)),
            Cond::Not(inner) => self.condition(inner),
            Cond::Truth(value) | Cond::Missing(value) | Cond::WithinLast(value, ..) => self.expr(value),
            Cond::Compare(_, one, other)
            | Cond::Contains(one, other)
            | Cond::StartsWith(one, other)
            | Cond::EndsWith(one, other)
            | Cond::Has(one, other)
            | Cond::HasAnyOf(one, other)
            | Cond::HasAllOf(one, other) => {
                self.expr(one);
                self.expr(other);
            }
            Cond::In(value, set) => {
                self.expr(value);
                match set {
                    Set::Items(items) => self.items(items),
                    Set::List(list) => moved!(self, self.lists, list),
                    Set::Expr(list) => self.expr(list),
                }
            }
            Cond::Matches(value, regex) => {
                self.expr(value);
                moved!(self, self.regexes, regex);
            }
            Cond::LookupHas(lookup, key) => {
                moved!(self, self.lookups, lookup);
                self.expr(key);
            }
            Cond::Matched(matched) | Cond::Ambiguous(matched) => moved!(self, self.matches, matched),
            Cond::InTerritory(id) => moved!(self, self.territories, id),
        }
    }

    fn items(&self, items: &mut [SetItem]) {
        for item in items {
            match item {
                SetItem::Value(value) => self.value(value),
                SetItem::Range { low, high, .. } => {
                    self.value(low);
                    self.value(high);
                }
            }
        }
    }

    pub(crate) fn table(&self, table: &mut Table) {
        table.inputs.iter_mut().for_each(|input| self.expr(input));
        table.outputs.iter_mut().for_each(|output| self.kind(&mut output.kind));
        self.present(&mut table.otherwise);
        for row in &mut table.rows {
            self.present(&mut row.values);
            for cell in &mut row.tests {
                match cell {
                    Cell::In(items) | Cell::NotIn(items) => self.items(items),
                    Cell::Compare(_, value) => self.value(value),
                    Cell::Any | Cell::Missing => {}
                }
            }
        }
    }

    pub(crate) fn derived(&self, body: &mut DerivedBody) {
        match body {
            DerivedBody::Value(value) => self.expr(value),
            DerivedBody::Classify { arms, otherwise } => {
                for (value, condition) in arms {
                    self.expr(value);
                    self.condition(condition);
                }
                otherwise.iter_mut().for_each(|value| self.expr(value));
            }
            DerivedBody::Table { table, .. } => moved!(self, self.tables, table),
        }
    }

    pub(crate) fn score(&self, body: &mut ScoreBody) {
        match body {
            ScoreBody::Scorer(scorer) => moved!(self, self.scorers, scorer),
            ScoreBody::Card { lines, .. } => {
                for line in lines {
                    let points = match line {
                        CardLine::Points(points) => std::slice::from_mut(points),
                        CardLine::BestOf { lines, .. } => lines,
                    };
                    for points in points {
                        self.condition(&mut points.condition);
                        points.halve.iter_mut().for_each(|(_, since)| self.expr(since));
                    }
                }
            }
        }
    }

    pub(crate) fn schema(&self, schema: &mut Schema) {
        schema.fields.iter_mut().for_each(|field| self.field(field));
    }

    pub(crate) fn field(&self, field: &mut Field) {
        self.kind(&mut field.kind);
        if let Presence::Default(value) = &mut field.presence {
            self.value(value);
        }
    }

    pub(crate) fn matching(&self, known: &mut Match) {
        moved!(self, self.records, &mut known.record);
        for clause in &mut known.clauses {
            self.expr(&mut clause.value);
            clause.condition.iter_mut().for_each(|condition| self.condition(condition));
        }
    }

    pub(crate) fn statements(&self, all: &mut [Statement]) {
        for statement in all {
            match statement {
                Statement::Rule(id) => moved!(self, self.rules, id),
                Statement::Branch(branch) => {
                    self.lines(&mut branch.when);
                    self.lines(&mut branch.unless);
                    match &mut branch.body {
                        BranchBody::Statements(inside) => self.statements(inside),
                        BranchBody::Uses(route) => moved!(self, self.routes, route),
                    }
                }
            }
        }
    }

    fn lines(&self, lines: &mut [Line]) {
        for line in lines {
            self.condition(&mut line.condition);
            line.asks.iter_mut().for_each(|scorer| moved!(self, self.scorers, scorer));
        }
    }

    /// But for what it lists and does beside its decision.
    pub(crate) fn rule(&self, rule: &mut Rule) {
        self.lines(&mut rule.when);
        self.lines(&mut rule.unless);
        rule.asks.iter_mut().for_each(|scorer| moved!(self, self.scorers, scorer));
        rule.sla.iter_mut().for_each(|sla| moved!(self, self.slas, sla));
        match &mut rule.decision {
            Some(Decision::Assign(chain)) => self.chain(chain),
            Some(Decision::Disqualify(text) | Decision::Nurture { track: text, .. }) => self.template(text),
            Some(Decision::Attach { to, assign }) => {
                moved!(self, self.matches, to);
                assign.iter_mut().for_each(|chain| self.chain(chain));
            }
            Some(Decision::GoTo(route)) => moved!(self, self.routes, route),
            Some(Decision::KeepOwner) | None => {}
        }
    }

    fn template(&self, text: &mut Template) {
        for part in &mut text.parts {
            if let TemplatePart::Value { value, .. } = part {
                self.expr(value);
            }
        }
    }

    pub(crate) fn chain(&self, chain: &mut Chain) {
        chain.links.iter_mut().for_each(|link| self.link(link));
    }

    fn link(&self, link: &mut Link) {
        match &mut link.target {
            Target::Team { team, by } => {
                match team {
                    TeamRef::Team(id) => moved!(self, self.constants.teams, id),
                    TeamRef::Value(value) => self.expr(value),
                }
                by.iter_mut().for_each(|strategy| self.strategy(strategy));
            }
            Target::Rep(value) | Target::ManagerOf(value) => self.expr(value),
            Target::Queue(id) | Target::Hold { queue: Some(id), .. } => moved!(self, self.queues, id),
            Target::ManagerOfAssignee | Target::Hold { queue: None, .. } => {}
        }
        link.condition.iter_mut().for_each(|condition| self.condition(condition));
        if let Available::ForTeam(team) = &mut link.available {
            moved!(self, self.constants.teams, team);
        }
        link.same_rep.iter_mut().for_each(|same| self.expr(&mut same.key));
        link.counts.iter_mut().for_each(|counts| moved!(self, self.constants.teams, &mut counts.team));
    }

    fn strategy(&self, strategy: &mut Strategy) {
        for key in &mut strategy.keys {
            match key {
                Key::Highest(value) | Key::Lowest(value) | Key::StableOn(value) => self.expr(value),
                Key::Evenly { weight, .. } => weight.iter_mut().for_each(|weight| self.expr(weight)),
                Key::BestMatch { musts, prefers } => {
                    musts.iter_mut().for_each(|must: &mut Need| self.condition(&mut must.condition));
                    prefers.iter_mut().for_each(|(condition, _)| self.condition(condition));
                }
                Key::RoundRobin | Key::LongestIdle | Key::InOrder | Key::LeastLoaded | Key::MostFree => {}
            }
        }
    }
}
