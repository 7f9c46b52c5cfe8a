//! Lists, territories, derived values; and that no definition needs itself.

#![allow(clippy::indexing_slicing, reason = "every place comes from the same list a few lines above")]

use super::context::Context;
use super::fields::title;
use super::listed::{Needed, each_definition};
use super::values::typed;
use super::{Checker, wording};
use crate::domain::{DerivedId, EnumId, GradeId, Kind, TableId, Value};
use crate::model::{Cond, Derived, DerivedBody, Expr as Meaning, Territory, Typed};
use crate::syntax::tree::{self, Document, Expr, ExprKind, ItemKind, ListBody};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep definitions may rest on one another: more is a mistake, and each is a step of the machine's stack.
const DEPTH: usize = 64;

/// How far a derived value is understood.
#[derive(Clone, Debug)]
pub(super) enum Progress {
    /// Not looked at yet; the item that it comes from, and which output.
    Waiting(Box<Source>),
    /// Being looked at right now.
    Open,
    /// Understood, or reported.
    Done(Option<Derived>),
}

impl Progress {
    /// What it comes from, once that is understood.
    pub(super) const fn body(&self) -> Option<&DerivedBody> {
        match self {
            Self::Done(Some(derived)) => Some(&derived.body),
            _ => None,
        }
    }
}

/// Where a derived value is written.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) module: usize,
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) item: SourceItem,
}

#[derive(Clone, Debug)]
pub(super) enum SourceItem {
    Derive(tree::Derive),
    Classify(tree::Classify),
    Table { table: TableId, output: usize },
}

impl Checker<'_> {
    /// A list's kind and values. Bare words are countries when all are codes, else values of the one enum that has all.
    pub(super) fn list(&mut self, module: usize, list: &tree::List) -> (Kind, Vec<Value>) {
        let (kind, mut values) = match &list.body {
            ListBody::Csv(csv) => self.list_from_csv(csv),
            ListBody::Inline(items) => self.inline_list(module, items),
            ListBody::Bad => (Kind::Text, Vec::new()),
        };
        let mut seen: BTreeMap<Arc<str>, ()> = BTreeMap::new();
        values.retain(|value| seen.insert(crate::domain::key_of(value), ()).is_none());
        (kind, values)
    }

    fn inline_list(&mut self, module: usize, items: &[Expr]) -> (Kind, Vec<Value>) {
        let kind = self.kind_of_items(items);
        if items.len() > self.limits.list_items
            && let (Some(first), Some(last)) = (items.first(), items.last())
        {
            let limit = self.limits.list_items;
            let span = first.span.to(last.span);
            self.report(wording::limit("items in one list", items.len(), limit, "list_items", span));
        }
        let Some(kind) = kind else {
            if let (Some(first), Some(last)) = (items.first(), items.last()) {
                self.report(wording::mixed_list(first.span.to(last.span)));
            }
            return (Kind::Text, Vec::new());
        };
        let values = items.iter().filter_map(|item| self.literal(item, &kind, module)).collect();
        (kind, values)
    }

    pub(super) fn kind_of_items(&self, items: &[Expr]) -> Option<Kind> {
        let all = |fits: &dyn Fn(&ExprKind) -> bool| items.iter().all(|item| fits(&item.kind));
        let words: Option<Vec<&str>> = items
            .iter()
            .map(|item| match &item.kind {
                ExprKind::Name(word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            // Two capitals are meant as a country even when one of them is none: that one is then reported.
            let looks = |word: &&str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
            if words.iter().all(looks) {
                return Some(Kind::Country);
            }
            return self.only_enum_with(&words).map(Kind::Enum);
        }
        // A time of day is of no kind, which is told when it is read.
        if all(&|kind| matches!(kind, ExprKind::Text(_))) || all(&|kind| matches!(kind, ExprKind::Time(_))) {
            return Some(Kind::Text);
        }
        if all(&|kind| matches!(kind, ExprKind::Number(digits) if !digits.contains('.'))) {
            return Some(Kind::Integer);
        }
        if all(&|kind| matches!(kind, ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Negative(_))) {
            return Some(Kind::Decimal);
        }
        if all(&|kind| matches!(kind, ExprKind::Date(_))) {
            return Some(Kind::Date);
        }
        None
    }

    /// The one enum of the policy (grades left out) that has all these words.
    pub(super) fn only_enum_with(&self, words: &[&str]) -> Option<EnumId> {
        let declared = self.model.enums.len().saturating_sub(self.grade_count());
        let mut having = self
            .model
            .enums
            .iter()
            .take(declared)
            .enumerate()
            .filter(|(_, known)| words.iter().all(|word| known.values.iter().any(|value| *value.name == **word)));
        let first = having.next()?;
        if having.next().is_some() {
            return None;
        }
        let found = EnumId::at(first.0);
        self.names.use_of(super::names::Thing::Enum(found));
        Some(found)
    }

    fn grade_count(&self) -> usize {
        self.names.count_grades()
    }

    /// The hidden enum of a grade: they lie behind the declared ones in the order of the grades.
    pub(super) fn grade_values(&self, grade: GradeId) -> EnumId {
        let declared = self.model.enums.len().saturating_sub(self.grade_count());
        EnumId::at(declared.saturating_add(grade.index()))
    }

    /// Everything that is computed.
    pub(super) fn definitions(&mut self, documents: &[Document]) {
        self.derived_waiting(documents);
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Territory(territory) => {
                        let condition = self.condition(&territory.condition, &Context::lead(module));
                        self.model.territories.push(Territory {
                            name: territory.name.text.as_str().into(),
                            title: title(territory.title.as_ref()),
                            condition,
                        });
                    }
                    ItemKind::Score(score) => self.score(module, score),
                    ItemKind::Grade(grade) => self.grade(module, grade),
                    _ => {}
                }
            }
        }
        for place in 0..self.derived.len() {
            self.kind_of_derived(DerivedId::at(place), self.span_of_derived(place));
        }
        self.fill_tables(documents);
    }

    fn span_of_derived(&self, place: usize) -> Span {
        match self.derived.get(place) {
            Some(Progress::Waiting(source)) => source.span,
            _ => Span::new(crate::text::SourceId::FIRST, 0, 0),
        }
    }

    fn derived_waiting(&mut self, documents: &[Document]) {
        let mut tables = 0;
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                let mut add = |name: &tree::Name, own: String, item: SourceItem| {
                    let source = Source { module, name: own, span: name.span, item };
                    self.derived.push(Progress::Waiting(Box::new(source)));
                };
                match &item.kind {
                    ItemKind::Derive(item) => add(&item.name, item.name.text.clone(), SourceItem::Derive(item.clone())),
                    ItemKind::Classify(item) => {
                        add(&item.name, item.name.text.clone(), SourceItem::Classify(item.clone()))
                    }
                    ItemKind::Table(item) => {
                        let table = TableId::at(tables);
                        tables += 1;
                        let several = item.body.outputs.len() > 1;
                        for (output, (column, _)) in item.body.outputs.iter().enumerate() {
                            let name = if several {
                                format!("{}.{}", item.name.text, column.text)
                            } else {
                                item.name.text.clone()
                            };
                            add(&item.name, name, SourceItem::Table { table, output });
                        }
                    }
                    _ => {}
                }
            }
        }
        self.table_heads(documents);
    }

    /// The kind of a derived value, which is looked at now if it was not yet.
    pub(super) fn kind_of_derived(&mut self, id: DerivedId, used: Span) -> Option<Typed> {
        let progress = self.derived.get_mut(id.index())?;
        match std::mem::replace(progress, Progress::Open) {
            Progress::Done(done) => {
                let kind = done.as_ref().map(|derived| derived.typed.clone());
                self.derived[id.index()] = Progress::Done(done);
                kind
            }
            Progress::Open => {
                let circle = self.deriving.iter().skip_while(|(open, ..)| *open != id);
                let circle: Vec<_> = circle.map(|(_, name, span)| (name.as_str(), *span)).collect();
                let finding = wording::needs_itself(&circle, used);
                self.report(finding);
                None
            }
            Progress::Waiting(source) => {
                let source = *source;
                self.deriving.push((id, source.name.clone(), source.span));
                self.depth += 1;
                let derived = if self.depth > DEPTH {
                    self.report(wording::limit(
                        "definitions resting on one another",
                        self.depth,
                        DEPTH,
                        "depth",
                        source.span,
                    ));
                    None
                } else {
                    self.derive(source)
                };
                self.depth -= 1;
                self.deriving.pop();
                let kind = derived.as_ref().map(|derived| derived.typed.clone());
                self.derived[id.index()] = Progress::Done(derived);
                kind
            }
        }
    }

    fn derive(&mut self, source: Source) -> Option<Derived> {
        let Source { module, name, item, .. } = source;
        let context = Context::lead(module);
        let (typed, body, shown) = match item {
            SourceItem::Derive(item) => {
                let stated = match &item.kind {
                    Some(kind) => Some(self.kind(module, kind)?),
                    None => None,
                };
                let (value, found) = self.value(&item.value, stated.as_ref(), &context)?;
                let kind = self.agreed(stated, &found, &item.value)?;
                (kind, DerivedBody::Value(value), title(item.title.as_ref()))
            }
            SourceItem::Classify(item) => {
                let (kind, arms, otherwise) = self.classify(&item, &context)?;
                (kind, DerivedBody::Classify { arms, otherwise }, title(item.title.as_ref()))
            }
            SourceItem::Table { table, output } => {
                let (kind, shown) = self.table_output_kind(table, output)?;
                (kind, DerivedBody::Table { table, output }, shown)
            }
        };
        Some(Derived { name: name.as_str().into(), title: shown, typed, body })
    }

    fn agreed(&mut self, stated: Option<Kind>, found: &Typed, expr: &Expr) -> Option<Typed> {
        let Some(stated) = stated else { return Some(found.clone()) };
        if !super::values::comparable(&stated, &found.kind) {
            self.different_kinds(&stated, &found.kind, expr);
            return None;
        }
        if !self.stays_whole(&stated, &found.kind, expr) {
            return None;
        }
        Some(typed(stated, found.private))
    }

    /// Whether a value may be called a whole number where that is stated; reports one that may have a fraction.
    fn stays_whole(&mut self, stated: &Kind, found: &Kind, expr: &Expr) -> bool {
        let whole = match &expr.kind {
            ExprKind::Number(digits) => {
                crate::domain::Decimal::parse(digits).is_some_and(crate::domain::Decimal::is_whole)
            }
            _ => *found == Kind::Integer,
        };
        if *stated == Kind::Integer && !whole {
            let found = crate::domain::kind_words(found, &self.model.enums);
            self.report(wording::not_whole(&found, expr.span));
            return false;
        }
        true
    }

    #[allow(clippy::type_complexity, reason = "a classify in parts, used once")]
    fn classify(
        &mut self,
        item: &tree::Classify,
        context: &Context,
    ) -> Option<(Typed, Vec<(Meaning, Cond)>, Option<Meaning>)> {
        let mut kind = match &item.kind {
            Some(kind) => Some(self.kind(context.module, kind)?),
            None => {
                let all: Vec<Expr> =
                    item.arms.iter().map(|(value, _)| value.clone()).chain(item.otherwise.clone()).collect();
                self.kind_of_items(&all)
            }
        };
        let (mut arms, mut private, mut whole) = (Vec::new(), false, true);
        let mut read = |checker: &mut Self, value: &Expr| -> Option<Meaning> {
            let (value_read, found) = checker.value(value, kind.as_ref(), context)?;
            private |= found.private;
            match &kind {
                Some(known) if !super::values::comparable(known, &found.kind) => {
                    let known = known.clone();
                    checker.different_kinds(&known, &found.kind, value);
                    return None;
                }
                Some(known) => {
                    let known = known.clone();
                    if !checker.stays_whole(&known, &found.kind, value) {
                        return None;
                    }
                }
                None => kind = Some(found.kind),
            }
            Some(value_read)
        };
        for (value, condition) in &item.arms {
            let value = read(self, value);
            let condition = self.condition(condition, context);
            match value {
                Some(value) => arms.push((value, condition)),
                None => whole = false,
            }
        }
        let otherwise = match &item.otherwise {
            Some(value) => {
                let value = read(self, value);
                whole &= value.is_some();
                value
            }
            None => None,
        };
        let kind = kind?;
        whole.then_some((typed(kind, private), arms, otherwise))
    }

    /// Puts what was understood into the model; a place for what was not keeps the ids right.
    pub(super) fn derived_done(&mut self) {
        for progress in std::mem::take(&mut self.derived) {
            let derived = match progress {
                Progress::Done(Some(derived)) => derived,
                _ => Derived {
                    name: "".into(),
                    title: None,
                    typed: typed(Kind::Text, false),
                    body: DerivedBody::Classify { arms: Vec::new(), otherwise: None },
                },
            };
            self.model.derived.push(derived);
        }
        let asks: Vec<_> =
            (0..self.model.scores.len()).map(|place| self.asks_of_score(crate::domain::ScoreId::at(place))).collect();
        for (score, asks) in self.model.scores.iter_mut().zip(asks) {
            score.asks = asks;
        }
    }

    /// Scores, grades, territories and derived values must not need themselves.
    pub(super) fn cycles(&mut self) {
        let all: Vec<Needed> = (0..self.model.derived.len())
            .map(|place| Needed::Derived(DerivedId::at(place)))
            .chain((0..self.model.scores.len()).map(|place| Needed::Score(crate::domain::ScoreId::at(place))))
            .chain((0..self.model.grades.len()).map(|place| Needed::Grade(GradeId::at(place))))
            .chain(
                (0..self.model.territories.len()).map(|place| Needed::Territory(crate::domain::TerritoryId::at(place))),
            )
            .collect();
        let mut depth: BTreeMap<Needed, usize> = BTreeMap::new();
        for start in all {
            if depth.contains_key(&start) {
                continue;
            }
            // Each entry: what is looked at, what it needs, and how many of those are done.
            let mut path: Vec<(Needed, Vec<Needed>, usize)> = vec![(start, each_definition(&self.model, start), 0)];
            while let Some((thing, needs, next)) = path.last_mut() {
                let Some(need) = needs.get(*next).copied() else {
                    let deepest = needs.iter().filter_map(|need| depth.get(need)).max().copied().unwrap_or_default();
                    depth.insert(*thing, deepest + 1);
                    path.pop();
                    continue;
                };
                *next += 1;
                if let Some(place) = path.iter().position(|(thing, _, _)| *thing == need) {
                    let mut names: Vec<String> =
                        path[place..].iter().map(|(thing, _, _)| self.name_of(*thing)).collect();
                    names.push(self.name_of(need));
                    let span = self.place_of(need);
                    self.report(wording::definition_cycle(&names, span));
                    return;
                }
                if !depth.contains_key(&need) {
                    let needs = each_definition(&self.model, need);
                    path.push((need, needs, 0));
                }
            }
        }
        if let Some((thing, deep)) = depth.iter().find(|(_, deep)| **deep > DEPTH) {
            let span = self.place_of(*thing);
            self.report(wording::limit("definitions resting on one another", *deep, DEPTH, "depth", span));
        }
    }

    fn name_of(&self, thing: Needed) -> String {
        let name = match thing {
            Needed::Derived(id) => self.model.derived.get(id.index()).map(|found| &found.name),
            Needed::Score(id) => self.model.scores.get(id.index()).map(|found| &found.name),
            Needed::Grade(id) => self.model.grades.get(id.index()).map(|found| &found.name),
            Needed::Territory(id) => self.model.territories.get(id.index()).map(|found| &found.name),
        };
        name.map(ToString::to_string).unwrap_or_default()
    }

    fn place_of(&self, thing: Needed) -> Span {
        use super::names::Thing;
        let place = match thing {
            Needed::Derived(id) => self.names.place(Thing::Derived(id)),
            Needed::Score(id) => self.names.place(Thing::Score(id)),
            Needed::Grade(id) => self.names.place(Thing::Grade(id)),
            Needed::Territory(id) => self.names.place(Thing::Territory(id)),
        };
        place.unwrap_or(Span::new(crate::text::SourceId::FIRST, 0, 0))
    }
}
