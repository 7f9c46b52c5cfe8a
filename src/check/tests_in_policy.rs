//! Tests: what is given, what is expected; type-checked like rules.

use super::context::Context;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::calendar::local_time;
use crate::domain::{FieldId, Kind, Value};
use crate::model::{Expect, ExpectKind, Given, GivenFact, GivenRep, SetItem, TestCase};
use crate::syntax::tree::{self, Document, ExprKind, ItemKind};
use crate::text::Span;
use jiff::Timestamp;
use jiff::civil::{date, time};
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn tests(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            let file: Arc<str> = self.sources.get(document.source).map_or("", |source| source.name()).into();
            for item in &document.items {
                match &item.kind {
                    ItemKind::Test(test) => {
                        let given = self.given(module, &test.given);
                        let expect = self.expected(module, &test.expect);
                        if expect.is_empty() && test.expect.is_empty() {
                            self.report(wording::expects_nothing(test.title.span));
                        }
                        self.model.tests.push(TestCase {
                            title: test.title.text.as_str().into(),
                            file: Arc::clone(&file),
                            span: test.span,
                            row: None,
                            todo: test.todo,
                            property: None,
                            is_property: false,
                            given,
                            expect,
                        });
                    }
                    ItemKind::TestCases(cases) => self.test_cases(module, &file, cases),
                    ItemKind::Property(property) => {
                        let given = self.given(module, &property.given);
                        let condition = property
                            .condition
                            .as_ref()
                            .map(|condition| self.condition(condition, &Context::lead(module)));
                        let expect = self.expected(module, &property.expect);
                        self.model.tests.push(TestCase {
                            title: property.title.text.as_str().into(),
                            file: Arc::clone(&file),
                            span: property.span,
                            row: None,
                            todo: property.todo,
                            property: condition,
                            is_property: true,
                            given,
                            expect,
                        });
                    }
                    _ => {}
                }
            }
        }
    }

    /// Monday 2026-01-05 at 12:00 in the module's zone, where a test says nothing else.
    fn usual_moment(&self, module: usize) -> Timestamp {
        let zone = self.module_zone(module);
        local_time(date(2026, 1, 5), time(12, 0, 0, 0), &zone).map_or(Timestamp::UNIX_EPOCH, |(at, _)| at)
    }

    pub(super) fn given(&mut self, module: usize, lines: &[tree::Given]) -> Given {
        let mut given = Given {
            now: self.usual_moment(module),
            since: None,
            attempt: 1,
            exclude: Vec::new(),
            route: None,
            snapshot: None,
            lead: Vec::new(),
            reps: Vec::new(),
            records: Vec::new(),
        };
        let mut said: Vec<(&str, Span)> = Vec::new();
        for line in lines {
            if let Some((what, span)) = single(line) {
                match said.iter().find(|(known, _)| *known == what) {
                    Some((_, first)) => self.report(wording::given_twice(what, span, *first)),
                    None => said.push((what, span)),
                }
            }
            match line {
                tree::Given::Now(at) => given.now = self.instant(at, module).unwrap_or(given.now),
                tree::Given::Snapshot(path) => given.snapshot = Some(path.text.as_str().into()),
                tree::Given::Lead(values) => {
                    for value in values {
                        given.lead.extend(self.given_field(module, value));
                    }
                }
                tree::Given::Rep { id, facts, .. } => {
                    let facts = facts.iter().filter_map(|fact| self.rep_fact(module, fact)).collect();
                    given.reps.push(GivenRep { id: crate::text::nfc(&id.text).into(), facts });
                }
                tree::Given::Record { record, values } => self.given_record(module, record, values, &mut given),
                tree::Given::Setting { name, value } => self.setting(module, name, value, &mut given),
                tree::Given::Bad => {}
            }
        }
        given
    }

    pub(super) fn given_field(&mut self, module: usize, assign: &tree::Assign) -> Option<(FieldId, Option<Value>)> {
        let Some(place) = self.model.lead.fields.iter().position(|field| *field.name == *assign.name.text) else {
            let known: Vec<String> = self.model.lead.fields.iter().map(|field| field.name.to_string()).collect();
            self.report(wording::test_field(&assign.name.text, assign.name.span, &known));
            return None;
        };
        let kind = self.model.lead.fields.get(place)?.kind.clone();
        let value = self.given_value(module, &assign.value, &kind)?;
        Some((FieldId::at(place), value))
    }

    /// A value of a kind; `missing` is none. Texts are read as leads are.
    pub(super) fn given_value(&mut self, module: usize, expr: &tree::Expr, kind: &Kind) -> Option<Option<Value>> {
        if matches!(&expr.kind, ExprKind::Name(word) if word == "missing") {
            return Some(None);
        }
        if *kind == Kind::DateTime {
            return self.instant(expr, module).map(|at| Some(Value::DateTime(at)));
        }
        self.literal(expr, kind, module).map(Some)
    }

    fn rep_fact(&mut self, module: usize, fact: &tree::RepFact) -> Option<GivenFact> {
        let channel =
            || fact.channel.as_ref().map_or_else(|| Arc::from("lead"), |channel| Arc::from(channel.text.as_str()));
        match fact.name.text.as_str() {
            "open" => Some(GivenFact::Open(channel(), self.whole(&fact.value, module)?)),
            "capacity" => {
                let of = fact
                    .channel
                    .as_ref()
                    .map_or_else(|| Arc::from("units"), |channel| Arc::from(channel.text.as_str()));
                Some(GivenFact::Capacity(of, self.whole(&fact.value, module)?))
            }
            "paused" | "active" => match self.literal(&fact.value, &Kind::Boolean, module)? {
                Value::Bool(known) if fact.name.text == "paused" => Some(GivenFact::Paused(known)),
                Value::Bool(known) => Some(GivenFact::Active(known)),
                _ => None,
            },
            name => {
                let Some(place) = self.model.rep.fields.iter().position(|field| *field.name == *name) else {
                    let mut known: Vec<String> =
                        self.model.rep.fields.iter().map(|field| field.name.to_string()).collect();
                    known.extend(["open", "capacity", "paused", "active"].map(str::to_owned));
                    self.report(wording::test_field(name, fact.name.span, &known));
                    return None;
                };
                let kind = self.model.rep.fields.get(place)?.kind.clone();
                let value = self.given_value(module, &fact.value, &kind)?;
                Some(GivenFact::Field(FieldId::at(place), value))
            }
        }
    }

    fn given_record(&mut self, module: usize, name: &tree::Name, values: &[tree::Assign], given: &mut Given) {
        let Some(Thing::Record(record)) = self.thing(module, Space::Record, name) else { return };
        let Some(schema) = self.model.records.get(record.index()).map(|record| record.schema.clone()) else { return };
        let mut row = vec![None; schema.fields.len()];
        for assign in values {
            let Some(place) = schema.fields.iter().position(|field| *field.name == *assign.name.text) else {
                let known: Vec<String> = schema.fields.iter().map(|field| field.name.to_string()).collect();
                self.report(wording::test_field(&assign.name.text, assign.name.span, &known));
                continue;
            };
            let Some(field) = schema.fields.get(place) else { continue };
            if let (Some(value), Some(slot)) =
                (self.given_value(module, &assign.value, &field.kind), row.get_mut(place))
            {
                *slot = value;
            }
        }
        given.records.push((record, row));
    }

    fn setting(&mut self, module: usize, name: &tree::Name, value: &tree::Expr, given: &mut Given) {
        match name.text.as_str() {
            "attempt" => {
                if let Some(attempt) = self.whole(value, module).and_then(|attempt| u32::try_from(attempt).ok()) {
                    given.attempt = attempt.max(1);
                }
            }
            "since" => given.since = self.instant(value, module),
            "exclude" => {
                if let Some(Value::List(reps)) = self.literal(value, &Kind::List(Box::new(Kind::Rep)), module) {
                    given.exclude = reps
                        .iter()
                        .filter_map(|rep| match rep {
                            Value::Rep(rep) => Some(Arc::clone(rep)),
                            _ => None,
                        })
                        .collect();
                }
            }
            "route" => {
                if let ExprKind::Name(route) = &value.kind {
                    let name = tree::Name { text: route.clone(), span: value.span };
                    if let Some(Thing::Route(route)) = self.thing(module, Space::Route, &name) {
                        given.route = Some(route);
                    }
                }
            }
            other => self.report(wording::unknown_given(other, name.span)),
        }
    }

    pub(super) fn expected(&mut self, module: usize, lines: &[tree::Expect]) -> Vec<Expect> {
        lines.iter().filter_map(|line| self.expect(module, line)).collect()
    }

    fn expect(&mut self, module: usize, line: &tree::Expect) -> Option<Expect> {
        let kind = match &line.kind {
            tree::ExpectKind::Rule(name) => {
                self.rule_exists(name)?;
                ExpectKind::Rule(Some(name.text.as_str().into()))
            }
            tree::ExpectKind::Path(path) => {
                ExpectKind::Path(path.iter().map(|name| name.text.as_str().into()).collect())
            }
            tree::ExpectKind::Assigned => ExpectKind::Assigned,
            tree::ExpectKind::AssignedTo { what, value } => self.assigned_to(module, what, value)?,
            tree::ExpectKind::Score { score, value } => {
                let Some(Thing::Score(id)) = self.names.find(module, Space::Value, &score.text) else {
                    self.report(wording::unknown("score", &score.text, score.span, std::iter::empty()));
                    return None;
                };
                ExpectKind::Score(id, self.set_item(value, &Kind::Decimal, module)?)
            }
            tree::ExpectKind::Sla(name) => {
                self.thing(module, Space::Sla, name)?;
                ExpectKind::Sla(name.text.as_str().into())
            }
            tree::ExpectKind::Tag(text) => ExpectKind::Tag(text.text.as_str().into()),
            tree::ExpectKind::Note(text) => ExpectKind::NoteContains(text.text.as_str().into()),
            tree::ExpectKind::Outcome(name) => ExpectKind::Outcome(self.outcome(name)?),
            tree::ExpectKind::Explain(path) => self.golden(path, line.negated)?,
            tree::ExpectKind::Condition(condition) => {
                ExpectKind::Condition(self.condition_of(condition, &Context::lead(module))?)
            }
            tree::ExpectKind::Bad => return None,
        };
        let words = super::literals::one_line(self.sources.slice(line.span));
        let words = words.strip_prefix("expect ").unwrap_or(&words);
        let words = words.strip_prefix("not ").filter(|_| line.negated).unwrap_or(words);
        Some(Expect { negated: line.negated, kind, words: words.into() })
    }

    /// A golden explanation stays in the policy's folder, as data do.
    fn golden(&mut self, path: &tree::Quoted, negated: bool) -> Option<ExpectKind> {
        if !super::lookups::stays_inside(&path.text) {
            self.report(wording::path_outside(&path.text, path.span));
            return None;
        }
        if negated {
            self.report(wording::not_a_value("`explain matches` without `not`", path.span));
            return None;
        }
        Some(ExpectKind::Explain(path.text.as_str().into()))
    }

    pub(super) fn outcome(&mut self, name: &tree::Name) -> Option<Arc<str>> {
        let known = crate::domain::Outcome::ALL.map(crate::domain::Outcome::word);
        if known.contains(&name.text.as_str()) {
            return Some(name.text.as_str().into());
        }
        self.report(wording::unknown("outcome", &name.text, name.span, known));
        None
    }

    pub(super) fn rule_exists(&mut self, name: &tree::Name) -> Option<()> {
        if self.model.rules.iter().any(|rule| *rule.name == *name.text) {
            return Some(());
        }
        let known: Vec<String> = self.model.rules.iter().map(|rule| rule.name.to_string()).collect();
        self.report(wording::unknown("rule", &name.text, name.span, known.iter().map(String::as_str)));
        None
    }

    fn assigned_to(&mut self, module: usize, what: &tree::Name, value: &tree::Expr) -> Option<ExpectKind> {
        let text = match &value.kind {
            ExprKind::Text(text) | ExprKind::Name(text) => text.as_str(),
            _ => {
                self.report(wording::not_a_value("a name", value.span));
                return None;
            }
        };
        let name = tree::Name { text: text.to_owned(), span: value.span };
        match what.text.as_str() {
            "rep" => Some(ExpectKind::Rep(Some(crate::text::nfc(text).into()))),
            "team" => self.team_named(module, &name).map(|_| ExpectKind::Team(Some(text.into()))),
            _ => self.queue_named(module, &name).map(|_| ExpectKind::Queue(Some(text.into()))),
        }
    }

    /// The value or range that a cell of `test cases` asks of something.
    pub(super) fn wanted(&mut self, expr: &tree::Expr, kind: &Kind, module: usize) -> Option<SetItem> {
        self.set_item(expr, kind, module)
    }
}

/// What a line gives that a test is given once, with its place.
fn single(line: &tree::Given) -> Option<(&str, Span)> {
    match line {
        tree::Given::Now(at) => Some(("now", at.span)),
        tree::Given::Snapshot(path) => Some(("snapshot", path.span)),
        tree::Given::Setting { name, .. } => Some((&name.text, name.span)),
        tree::Given::Lead(_) | tree::Given::Rep { .. } | tree::Given::Record { .. } | tree::Given::Bad => None,
    }
}
