//! Routes: rules, steps, branches, and what each of them does.

#![allow(clippy::indexing_slicing, reason = "every place comes from the same list a few lines above")]

use super::context::Context;
use super::decisions::{said_present, season_line};
use super::fields::title;
use super::listed::Found;
use super::names::{Space, Thing};
use super::{BranchPlace, Checker, RulePlace, wording};
use crate::domain::{MatchId, RouteId, RuleId};
use crate::model::{Branch, BranchBody, Decision, Effect, Line, Model, Route, Rule, RuleKind, Statement, TakeKey};
use crate::syntax::tree::{self, Document, ExprKind, ItemKind, Quoted, RuleLine, RuleLineKind};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands around a statement.
#[derive(Default)]
struct Around {
    /// Lines of the enclosing branches.
    lines: Vec<Line>,
    /// Matches that these say are present.
    present: Vec<MatchId>,
}

/// What is collected while a route is read.
#[derive(Default)]
struct Reading {
    names: BTreeMap<String, Span>,
    /// Routes handed over to, with the place.
    goes_to: Vec<(RouteId, Span)>,
}

impl Checker<'_> {
    pub(super) fn all_routes(&mut self, documents: &[Document]) {
        let mut main: Option<Span> = None;
        let mut edges: Vec<Vec<(RouteId, Span)>> = Vec::new();
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                let ItemKind::Route(route) = &item.kind else { continue };
                if route.main {
                    self.model.zone = self.module_zone(module);
                    if let Some(first) = main.replace(route.name.span) {
                        self.report(wording::two_main_routes(route.name.span, first));
                    }
                }
                self.places.routes.push(route.name.span);
                edges.push(self.route(module, route));
            }
        }
        if main.is_none() {
            self.model.zone = self.module_zone(0);
        }
        self.route_cycles(&edges);
        if self.model.rules.len() > self.limits.rules {
            let span = Span::new(crate::text::SourceId::FIRST, 0, 0);
            self.report(wording::limit("rules", self.model.rules.len(), self.limits.rules, "rules", span));
        }
    }

    fn route(&mut self, module: usize, route: &tree::Route) -> Vec<(RouteId, Span)> {
        let mut reading = Reading::default();
        let (mut take, mut found) = (Vec::new(), Found::default());
        for (value, descending) in route.take.iter().flat_map(|order| &order.keys) {
            if let Some(value) = self.sortable(value, &Context::lead(module)) {
                found.value(&self.model, &value);
                take.push(TakeKey { value, descending: *descending });
            }
        }
        let take_asks = found.asks(&self.model);
        let on_invalid = route.on_invalid.as_ref().map(|block| {
            self.takes_every_lead(block, RuleKind::OnInvalid);
            let rule = self.block_rule(
                module,
                block,
                RuleKind::OnInvalid,
                "on invalid",
                None,
                &Around::default(),
                &mut reading,
            );
            self.add_rule(rule, block.span, block)
        });
        let statements = self.statements(module, &route.statements, &Around::default(), &mut reading);
        let ends = route
            .statements
            .last()
            .is_some_and(|last| matches!(last, tree::Statement::Otherwise { .. } | tree::Statement::Bad(_)));
        // One that stands too early is told by itself.
        let has = route.statements.iter().any(|statement| matches!(statement, tree::Statement::Otherwise { .. }));
        if !ends && !has {
            self.report(wording::no_otherwise(&route.name.text, route.name.span));
        }
        self.model.routes.push(Route {
            name: route.name.text.as_str().into(),
            title: title(route.title.as_ref()),
            main: route.main,
            on_invalid,
            take,
            take_asks,
            statements,
        });
        reading.goes_to
    }

    fn add_rule(&mut self, rule: Rule, head: Span, block: &tree::Block) -> RuleId {
        self.model.rules.push(rule);
        self.places.rules.push(RulePlace::new(head, block));
        RuleId::at(self.model.rules.len() - 1)
    }

    fn statements(
        &mut self,
        module: usize,
        statements: &[tree::Statement],
        around: &Around,
        reading: &mut Reading,
    ) -> Vec<Statement> {
        let mut made = Vec::new();
        for (place, statement) in statements.iter().enumerate() {
            match statement {
                tree::Statement::Step(rule) => {
                    made.push(Statement::Rule(self.rule(module, rule, RuleKind::Step, around, reading)));
                }
                tree::Statement::Rule(rule) => {
                    let kind = if rule.shadow { RuleKind::Shadow } else { RuleKind::Rule };
                    made.push(Statement::Rule(self.rule(module, rule, kind, around, reading)));
                }
                tree::Statement::Branch(branch) => {
                    made.push(Statement::Branch(self.branch(module, branch, around, reading)));
                }
                tree::Statement::Otherwise { title: shown, block, span } => {
                    if statements.get(place + 1).is_some_and(|next| !matches!(next, tree::Statement::Bad(_))) {
                        self.report(wording::otherwise_not_last(*span));
                    }
                    let shown = title(shown.as_ref());
                    let rule = self.block_rule(module, block, RuleKind::Otherwise, "otherwise", shown, around, reading);
                    self.takes_every_lead(block, RuleKind::Otherwise);
                    let head = Span::new(span.source, span.start, block.span.start.max(span.start));
                    made.push(Statement::Rule(self.add_rule(rule, self.trimmed(head), block)));
                }
                tree::Statement::Bad(_) => {}
            }
        }
        made
    }

    fn rule(
        &mut self,
        module: usize,
        rule: &tree::Rule,
        kind: RuleKind,
        around: &Around,
        reading: &mut Reading,
    ) -> RuleId {
        self.name_once(&rule.name, reading);
        let mut made =
            self.block_rule(module, &rule.block, kind, &rule.name.text, title(rule.title.as_ref()), around, reading);
        made.disabled = rule.disabled;
        let name = rule.title.as_ref().map_or(rule.name.span, |title| title.span);
        self.add_rule(made, Span::new(rule.span.source, rule.span.start, name.end), &rule.block)
    }

    /// Names are ids for tests and logs: one name, one rule or branch of a route.
    fn name_once(&mut self, name: &tree::Name, reading: &mut Reading) {
        if let Some(first) = reading.names.insert(name.text.clone(), name.span) {
            self.report(wording::declared_twice("rule", &name.text, name.span, first));
        }
        self.confusable(name);
    }

    fn branch(&mut self, module: usize, branch: &tree::Branch, around: &Around, reading: &mut Reading) -> Branch {
        self.name_once(&branch.name, reading);
        let (mut when, mut unless) = (Vec::new(), Vec::new());
        let mut active = None;
        for line in &branch.conditions {
            match &line.kind {
                RuleLineKind::When(condition) => when.push(self.line(module, condition)),
                RuleLineKind::Unless(condition) => {
                    let read = self.line(module, condition);
                    self.warn_unless(&read, condition);
                    unless.push(read);
                }
                RuleLineKind::Active { from, to } => {
                    let season = self.season(module, from.as_deref(), to.as_deref(), line.span);
                    active = Some(season_line(&season, super::literals::one_line(self.sources.slice(line.span))));
                }
                _ => {}
            }
        }
        // Behind what is written, so that these stay in step with their places.
        when.extend(active);
        self.with_derived(|model| asking(model, when.iter_mut().chain(&mut unless)));
        let (when_at, unless_at) = super::places::conditions(&branch.conditions);
        self.places.branches.push(BranchPlace {
            route: self.model.routes.len(),
            name: branch.name.text.clone(),
            span: branch.name.span,
            when: when_at,
            unless: unless_at,
        });
        let mut inner = Around { lines: around.lines.clone(), present: around.present.clone() };
        inner.lines.extend(when.iter().cloned());
        inner.lines.extend(unless.iter().cloned());
        said_present(&when, &unless, &mut inner.present);
        let body = match &branch.body {
            tree::BranchBody::Statements(statements) => {
                BranchBody::Statements(self.statements(module, statements, &inner, reading))
            }
            tree::BranchBody::Uses(name) => match self.route_named(module, name) {
                Some(route) => {
                    reading.goes_to.push((route, name.span));
                    BranchBody::Uses(route)
                }
                None => BranchBody::Statements(Vec::new()),
            },
            tree::BranchBody::Bad => BranchBody::Statements(Vec::new()),
        };
        Branch {
            name: branch.name.text.as_str().into(),
            title: title(branch.title.as_ref()),
            disabled: branch.disabled,
            when,
            unless,
            body,
        }
    }

    fn line(&mut self, module: usize, condition: &tree::Expr) -> Line {
        let words = self.words_of(condition).into();
        let read = self.condition(condition, &Context::lead(module));
        let tests = count_tests(&read);
        if tests > self.limits.tests_per_rule {
            let limit = self.limits.tests_per_rule;
            self.report(wording::limit("tests in one condition", tests, limit, "tests_per_rule", condition.span));
        }
        Line { condition: read, asks: Vec::new(), words }
    }

    fn warn_unless(&mut self, line: &Line, condition: &tree::Expr) {
        for (field, id) in self.optional_parts(&line.condition) {
            let declared = self.places.fields.get(id.index()).copied();
            self.report(wording::unless_missing(&field, condition.span, &line.words, declared));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "what a rule is made of")]
    fn block_rule(
        &mut self,
        module: usize,
        block: &tree::Block,
        kind: RuleKind,
        name: &str,
        shown: Option<Arc<str>>,
        around: &Around,
        reading: &mut Reading,
    ) -> Rule {
        let mut rule = Rule {
            kind,
            name: name.into(),
            title: shown,
            describe: None,
            disabled: false,
            active: None,
            when: Vec::with_capacity(
                block.lines.iter().filter(|line| matches!(line.kind, RuleLineKind::When(_))).count(),
            ),
            unless: Vec::new(),
            decision: None,
            sla: None,
            effects: Vec::new(),
            asks: Vec::new(),
            listed: crate::model::Listed::default(),
        };
        let mut decided: Option<Span> = None;
        let mut broken = false;
        for line in &block.lines {
            broken |= matches!(line.kind, RuleLineKind::Bad);
            self.rule_line(module, line, &mut rule, &mut decided, reading, &mut broken);
        }
        match (kind, &rule.decision) {
            (RuleKind::Step, Some(_)) => self.report(wording::step_decides(name, decided.unwrap_or(block.span))),
            (RuleKind::Step, None) => {}
            (_, None) if !broken => self.report(wording::no_decision(name, block.span)),
            _ => {}
        }
        self.attached_when_present(module, &mut rule, decided.unwrap_or(block.span), &around.present);
        self.check_promise(&rule, block);
        let mut found = Found::default();
        // Of a step only the effects are listed: it speaks beside the rule that decides.
        for line in around.lines.iter().chain(&rule.when).chain(&rule.unless).filter(|_| kind != RuleKind::Step) {
            found.line(&self.model, line);
        }
        let mut own = Found::default();
        for found in [&mut found, &mut own] {
            rule.effects.iter().for_each(|effect| found.effect(&self.model, effect));
            rule.decision.iter().for_each(|decision| found.decision(&self.model, decision));
            if let Some(promise) = rule.sla.and_then(|id| self.model.slas.get(id.index())) {
                found.promise(&self.model, promise);
            }
        }
        if let Some(chain) = rule.decision.as_ref().and_then(Decision::chain) {
            own.teams(&self.model, chain);
        }
        self.complete(rule, found, own)
    }

    fn complete(&mut self, mut rule: Rule, found: Found, own: Found) -> Rule {
        self.with_derived(|model| {
            asking(model, rule.when.iter_mut().chain(&mut rule.unless));
            rule.asks = own.asks(model);
            rule.listed = found.listed(model);
        });
        rule
    }

    /// Derived values live outside the model until the end; what rules and branches depend on needs them inside.
    fn with_derived(&mut self, work: impl FnOnce(&Model)) {
        let derived = std::mem::take(&mut self.model.derived);
        self.model.derived = self
            .derived
            .iter()
            .map(|progress| match progress {
                super::definitions::Progress::Done(Some(derived)) => derived.clone(),
                _ => crate::model::Derived {
                    name: "".into(),
                    title: None,
                    typed: super::values::typed(crate::domain::Kind::Text, false),
                    body: crate::model::DerivedBody::Classify { arms: Vec::new(), otherwise: None },
                },
            })
            .collect();
        work(&self.model);
        self.model.derived = derived;
    }

    fn rule_line(
        &mut self,
        module: usize,
        line: &RuleLine,
        rule: &mut Rule,
        decided: &mut Option<Span>,
        reading: &mut Reading,
        broken: &mut bool,
    ) {
        let context = Context::lead(module);
        match &line.kind {
            RuleLineKind::When(condition) => {
                let read = self.line(module, condition);
                rule.when.push(read);
            }
            RuleLineKind::Unless(condition) => {
                let read = self.line(module, condition);
                self.warn_unless(&read, condition);
                rule.unless.push(read);
            }
            RuleLineKind::Active { from, to } => {
                rule.active = Some(self.season(module, from.as_deref(), to.as_deref(), line.span));
            }
            RuleLineKind::Describe(text) => rule.describe = Some(text.text.as_str().into()),
            RuleLineKind::Sla(name) => {
                if let Some(Thing::Sla(id)) = self.thing(module, Space::Sla, name) {
                    rule.sla = Some(id);
                }
            }
            RuleLineKind::Note { text, reveal } => {
                let template = self.template(text, *reveal, &context);
                rule.effects.push(Effect::Note(template));
            }
            RuleLineKind::Tag(text) => {
                self.unfilled(text, &context);
                rule.effects.push(Effect::Tag(text.text.as_str().into()));
            }
            RuleLineKind::Notify(notify) => {
                self.unfilled(&notify.to, &context);
                let text = notify.with.as_ref().map(|text| self.template(text, notify.reveal, &context));
                let (channel, to) = (notify.channel.text.as_str().into(), notify.to.text.as_str().into());
                rule.effects.push(Effect::Notify { channel, to, text });
            }
            RuleLineKind::Set { name, value } => {
                if let ExprKind::Text(text) = &value.kind {
                    self.unfilled(&Quoted { text: text.clone(), span: value.span }, &context);
                }
                if let Some((value, _)) = self.value(value, None, &context) {
                    rule.effects.push(Effect::Set { name: name.text.as_str().into(), value });
                }
            }
            RuleLineKind::Decision(decision) => {
                self.decision(module, decision, line.span, rule, decided, &mut reading.goes_to, broken);
            }
            RuleLineKind::Bad => {}
        }
    }
}

fn count_tests(condition: &crate::model::Cond) -> usize {
    use crate::model::Cond;
    match condition {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().map(count_tests).sum(),
        Cond::Not(inner) => count_tests(inner),
        _ => 1,
    }
}

/// Says of each line on which scorers it depends.
fn asking<'l>(model: &Model, lines: impl Iterator<Item = &'l mut Line>) {
    for line in lines {
        let mut found = Found::default();
        found.condition(model, &line.condition);
        line.asks = found.asks(model);
    }
}
