//! What a policy compares each field with.

use crate::domain::{Snapshot, Text, Value};
use crate::model::{CardLine, Cell, Cond, DerivedBody, ExpectKind, Expr, Model, ScoreBody, Set, SetItem};
use jiff::{SignedDuration, Timestamp};

/// Of a long list, lookup or record so many are tried.
const OF_A_LIST: usize = 4;

/// By field: the constants that it is compared with, directly or through definitions.
pub(super) fn constants(model: &Model, snapshot: &Snapshot, now: Timestamp) -> Vec<Vec<Value>> {
    let mut collector = Collector { model, now, constants: vec![Vec::new(); model.lead.fields.len()] };
    collector.definitions();
    collector.routes();
    collector.tests();
    collector.matches(snapshot);
    collector.constants
}

struct Collector<'a> {
    model: &'a Model,
    now: Timestamp,
    constants: Vec<Vec<Value>>,
}

impl Collector<'_> {
    fn definitions(&mut self) {
        let model = self.model;
        model.checks.iter().for_each(|check| self.condition(check));
        model.territories.iter().for_each(|territory| self.condition(&territory.condition));
        for derived in &model.derived {
            match &derived.body {
                DerivedBody::Classify { arms, .. } => arms.iter().for_each(|(_, condition)| self.condition(condition)),
                DerivedBody::Value(Expr::Condition(condition)) => self.condition(condition),
                _ => {}
            }
        }
        for table in &model.tables {
            for row in &table.rows {
                for (input, cell) in table.inputs.iter().zip(&row.tests) {
                    match cell {
                        Cell::In(items) | Cell::NotIn(items) => self.items(input, items),
                        Cell::Compare(_, value) => self.note(input, value),
                        Cell::Any | Cell::Missing => {}
                    }
                }
            }
        }
        for score in &model.scores {
            let ScoreBody::Card { lines, .. } = &score.body else { continue };
            for line in lines {
                match line {
                    CardLine::Points(points) => self.condition(&points.condition),
                    CardLine::BestOf { lines, .. } => lines.iter().for_each(|points| self.condition(&points.condition)),
                }
            }
        }
    }

    fn routes(&mut self) {
        let model = self.model;
        for route in &model.routes {
            self.statements(&route.statements);
        }
        for rule in &model.rules {
            for line in rule.when.iter().chain(&rule.unless) {
                self.condition(&line.condition);
            }
            let links = rule.decision.as_ref().and_then(crate::model::Decision::chain).map(|chain| &chain.links[..]);
            for link in links.unwrap_or_default() {
                link.condition.iter().for_each(|condition| self.condition(condition));
            }
        }
    }

    /// What tests speak of themselves: a property's `where` may name values that no rule does.
    fn tests(&mut self) {
        let model = self.model;
        for test in &model.tests {
            test.property.iter().for_each(|condition| self.condition(condition));
            for expect in &test.expect {
                if let ExpectKind::Condition(condition) = &expect.kind {
                    self.condition(condition);
                }
            }
        }
    }

    fn statements(&mut self, statements: &[crate::model::Statement]) {
        for statement in statements {
            let crate::model::Statement::Branch(branch) = statement else { continue };
            for line in branch.when.iter().chain(&branch.unless) {
                self.condition(&line.condition);
            }
            if let crate::model::BranchBody::Statements(inside) = &branch.body {
                self.statements(inside);
            }
        }
    }

    /// What known rows of a record would be found by.
    fn matches(&mut self, snapshot: &Snapshot) {
        let model = self.model;
        for matched in &model.matches {
            let Some(record) = model.records.get(matched.record.index()) else { continue };
            let rows = record.rows.as_deref().or_else(|| snapshot.tables.get(&record.name).map(Vec::as_slice));
            for clause in &matched.clauses {
                clause.condition.iter().for_each(|condition| self.condition(condition));
                // A person's address in a snapshot is nobody's to show.
                if record.rows.is_none() && self.is_private(&clause.value) {
                    continue;
                }
                for row in rows.unwrap_or_default().iter().take(OF_A_LIST) {
                    if let Some(Some(value)) = row.get(clause.field.index()) {
                        self.note(&clause.value, value);
                    }
                }
            }
        }
    }

    fn is_private(&self, value: &Expr) -> bool {
        match value {
            Expr::Field(field) => self.model.lead.fields.get(field.index()).is_some_and(|field| field.private),
            Expr::Derived(id) => self.model.derived.get(id.index()).is_some_and(|derived| derived.typed.private),
            Expr::Default(value, instead) => self.is_private(value) || self.is_private(instead),
            _ => false,
        }
    }

    fn condition(&mut self, condition: &Cond) {
        match condition {
            Cond::All(all) | Cond::Any(all) => all.iter().for_each(|part| self.condition(part)),
            Cond::Not(inner) => self.condition(inner),
            Cond::Compare(_, value, Expr::Literal(constant))
            | Cond::Compare(_, Expr::Literal(constant), value)
            | Cond::StartsWith(value, Expr::Literal(constant))
            | Cond::EndsWith(value, Expr::Literal(constant))
            | Cond::Contains(value, Expr::Literal(constant))
            | Cond::Has(value, Expr::Literal(constant))
            | Cond::HasAnyOf(value, Expr::Literal(constant))
            | Cond::HasAllOf(value, Expr::Literal(constant)) => self.note(value, constant),
            Cond::In(value, Set::Items(items)) => self.items(value, items),
            Cond::In(value, Set::List(list)) => {
                let values = self.model.lists.get(list.index()).map(|list| &list.values[..]).unwrap_or_default();
                values.iter().take(OF_A_LIST).for_each(|constant| self.note(value, constant));
            }
            Cond::LookupHas(lookup, key) => {
                let Some(lookup) = self.model.lookups.get(lookup.index()) else { return };
                for row in lookup.rows.iter().take(OF_A_LIST) {
                    self.note(key, &Value::Text(Text::folded(&row.key)));
                }
            }
            Cond::WithinLast(value, back, _) => {
                for from in [*back, back.saturating_add(SignedDuration::from_secs(1)), SignedDuration::ZERO] {
                    if let Ok(at) = self.now.checked_sub(from) {
                        self.note(value, &Value::DateTime(at));
                    }
                }
            }
            Cond::Truth(Expr::Condition(inner)) => self.condition(inner),
            _ => {}
        }
    }

    fn items(&mut self, value: &Expr, items: &[SetItem]) {
        for item in items {
            match item {
                SetItem::Value(constant) => self.note(value, constant),
                SetItem::Range { low, high, .. } => {
                    self.note(value, low);
                    self.note(value, high);
                }
            }
        }
    }

    /// A constant reaches a field directly, through a definition, or as the domain of a mail address.
    fn note(&mut self, value: &Expr, constant: &Value) {
        match value {
            Expr::Field(field) => {
                let Some(kind) = self.model.lead.fields.get(field.index()).map(|field| &field.kind) else { return };
                let constant = match (kind, constant) {
                    // A part of a list is a list of one.
                    (crate::domain::Kind::List(_), Value::List(_)) => constant.clone(),
                    (crate::domain::Kind::List(_), item) => Value::List(vec![item.clone()].into()),
                    _ => constant.clone(),
                };
                if let Some(constants) = self.constants.get_mut(field.index())
                    && !constants.contains(&constant)
                {
                    constants.push(constant);
                }
            }
            Expr::Derived(id) => {
                if let Some(DerivedBody::Value(inner)) = self.model.derived.get(id.index()).map(|derived| &derived.body)
                {
                    self.note(inner, constant);
                }
            }
            Expr::DomainOf(inner) => {
                if let Value::Text(domain) = constant {
                    let address = Value::Text(Text::folded(&format!("x@{}", domain.original())));
                    self.note(inner, &address);
                }
            }
            Expr::Default(inner, _) => self.note(inner, constant),
            _ => {}
        }
    }
}
