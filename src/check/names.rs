//! Names: what is declared where, and what a module can see.

use super::modules::Module;
use super::{Checker, wording};
use crate::domain::{
    DerivedId, EnumId, GradeId, HoursId, ListId, LookupId, MatchId, QueueId, RecordId, RouteId, ScoreId, SlaId,
    TableId, TeamId, TerritoryId,
};
use crate::syntax::tree::{Document, ItemKind, Name};
use crate::text::{Diagnostic, Span};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Names of one space never clash with those of another: a team may be called like a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    /// What values and conditions speak of.
    Value,
    Enum,
    Record,
    Hours,
    Team,
    Queue,
    Sla,
    Route,
}

impl Space {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Value => "definition",
            Self::Enum => "enum",
            Self::Record => "record",
            Self::Hours => "hours",
            Self::Team => "team",
            Self::Queue => "queue",
            Self::Sla => "promise",
            Self::Route => "route",
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Enum(EnumId),
    List(ListId),
    Lookup(LookupId),
    Territory(TerritoryId),
    Record(RecordId),
    Derived(DerivedId),
    Table(TableId),
    Score(ScoreId),
    Grade(GradeId),
    Hours(HoursId),
    Team(TeamId),
    Queue(QueueId),
    Sla(SlaId),
    Match(MatchId),
    Route(RouteId),
}

impl Thing {
    const fn word(self) -> &'static str {
        match self {
            Self::Enum(_) => "enum",
            Self::List(_) => "list",
            Self::Lookup(_) => "lookup",
            Self::Territory(_) => "territory",
            Self::Record(_) => "record",
            Self::Derived(_) => "definition",
            Self::Table(_) => "table",
            Self::Score(_) => "score",
            Self::Grade(_) => "grade",
            Self::Hours(_) => "hours",
            Self::Team(_) => "team",
            Self::Queue(_) => "queue",
            Self::Sla(_) => "promise",
            Self::Match(_) => "match",
            Self::Route(_) => "route",
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    space: Space,
    name: String,
    module: usize,
    span: Span,
    thing: Thing,
    /// Whether anything speaks of it.
    used: Cell<bool>,
}

/// All declarations, and for each module what it sees.
#[derive(Default)]
pub(super) struct Names {
    pub(super) modules: Vec<Module>,
    entries: Vec<Entry>,
    /// By module: space and name → place in `entries`.
    sight: Vec<BTreeMap<(Space, String), usize>>,
    /// The record that each match looks through.
    pub(super) match_records: Vec<Option<RecordId>>,
}

impl Names {
    pub(super) fn find(&self, module: usize, space: Space, name: &str) -> Option<Thing> {
        let place = *self.sight.get(module)?.get(&(space, name.to_owned()))?;
        let entry = self.entries.get(place)?;
        entry.used.set(true);
        Some(entry.thing)
    }

    /// Something is spoken of without its name.
    pub(super) fn use_of(&self, thing: Thing) {
        self.entries.iter().filter(|entry| entry.thing == thing).for_each(|entry| entry.used.set(true));
    }

    /// What is declared and never spoken of, routes left out: hosts call them by name.
    fn unused(&self) -> impl Iterator<Item = (&'static str, &str, Span)> {
        let idle = self.entries.iter().filter(|entry| !entry.used.get() && entry.space != Space::Route);
        idle.map(|entry| (entry.thing.word(), entry.name.as_str(), entry.span))
    }

    /// The names of a space that a module sees, sorted.
    pub(super) fn known(&self, module: usize, space: Space) -> Vec<&str> {
        let Some(sight) = self.sight.get(module) else { return Vec::new() };
        sight.keys().filter(|(known, _)| *known == space).map(|(_, name)| name.as_str()).collect()
    }

    /// How many grades the policy has.
    pub(super) fn count_grades(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.thing, Thing::Grade(_))).count()
    }

    /// Where something was declared.
    pub(super) fn place(&self, thing: Thing) -> Option<Span> {
        self.entries.iter().find(|entry| entry.thing == thing).map(|entry| entry.span)
    }
}

impl Checker<'_> {
    /// Gives every item its id, in the order of the files, and works out what each module sees.
    pub(super) fn declare(&mut self, documents: &[Document]) {
        let mut next = Counters::default();
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                for (space, name, thing) in next.of(&item.kind) {
                    self.confusable(name);
                    let used = Cell::new(false);
                    self.declare_one(Entry { space, name: name.text.clone(), module, span: name.span, thing, used });
                }
            }
        }
        for module in 0..self.names.modules.len() {
            let sight = self.sight_of(module);
            self.names.sight.push(sight);
        }
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                if let ItemKind::Match(matched) = &item.kind {
                    let record = match self.thing(module, Space::Record, &matched.record) {
                        Some(Thing::Record(record)) => Some(record),
                        _ => None,
                    };
                    self.names.match_records.push(record);
                }
            }
        }
    }

    fn declare_one(&mut self, entry: Entry) {
        let same =
            |other: &&Entry| other.space == entry.space && other.name == entry.name && other.module == entry.module;
        if let Some(first) = self.names.entries.iter().find(same) {
            let first = first.span;
            self.report(wording::declared_twice(entry.space.word(), &entry.name, entry.span, first));
        }
        self.names.entries.push(entry);
    }

    /// Reports definitions called like a field of leads: one of the two would never be seen.
    pub(super) fn definitions_beside_fields(&mut self) {
        let is_value = |entry: &&Entry| {
            matches!(entry.thing, Thing::Derived(_) | Thing::Table(_) | Thing::Score(_) | Thing::Grade(_))
        };
        let fields = self.model.lead.fields.iter().zip(&self.places.fields);
        let fields: BTreeMap<&str, Span> = fields.map(|(field, span)| (&*field.name, *span)).collect();
        let both = self.names.entries.iter().filter(is_value).filter_map(|entry| {
            let field = fields.get(entry.name.as_str())?;
            Some(wording::beside_a_field(entry.thing.word(), &entry.name, entry.span, *field))
        });
        both.collect::<Vec<_>>().into_iter().for_each(|finding| self.report(finding));
    }

    fn sight_of(&mut self, module: usize) -> BTreeMap<(Space, String), usize> {
        let mut sight: BTreeMap<(Space, String), usize> = BTreeMap::new();
        let mut clashes = Vec::new();
        for (place, entry) in self.names.entries.iter().enumerate() {
            if entry.module == module {
                sight.entry((entry.space, entry.name.clone())).or_insert(place);
            }
        }
        let uses = self.names.modules.get(module).map(|module| module.uses.clone()).unwrap_or_default();
        let mut unknown = Vec::new();
        for (used, only, span) in &uses {
            for (place, entry) in self.names.entries.iter().enumerate() {
                let picked = only.as_ref().is_none_or(|names| names.contains(&entry.name));
                if entry.module != *used || !picked {
                    continue;
                }
                let key = (entry.space, entry.name.clone());
                match sight.get(&key).and_then(|other| self.names.entries.get(*other)) {
                    Some(other) if other.module != entry.module => {
                        clashes.push((entry.space, entry.name.clone(), *span, other.span, entry.span));
                    }
                    Some(_) => {}
                    None => {
                        sight.insert(key, place);
                    }
                }
            }
            for name in only.iter().flatten() {
                if !self.names.entries.iter().any(|entry| entry.module == *used && entry.name == *name) {
                    unknown.push((name.clone(), *span));
                }
            }
        }
        for (space, name, line, first, second) in clashes {
            self.report(wording::seen_twice(space.word(), &name, line, first, second));
        }
        for (name, span) in unknown {
            self.report(wording::unknown("item", &name, span, std::iter::empty()));
        }
        sight
    }

    /// Definitions that nothing uses. A policy without a route is there to be used by others.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        if self.model.routes.is_empty() {
            return Vec::new();
        }
        self.names.unused().map(|(what, name, span)| wording::unused(what, name, span)).collect()
    }

    /// Warns of a name whose letters look like those of another alphabet.
    pub(super) fn confusable(&mut self, name: &Name) {
        if let Some(plain) = crate::text::plain_letters(&name.text) {
            self.report(wording::confusable(&name.text, &plain, name.span));
        }
    }

    /// The thing that a name of a space stands for; reports a name that stands for none.
    pub(super) fn thing(&mut self, module: usize, space: Space, name: &Name) -> Option<Thing> {
        if let Some(thing) = self.names.find(module, space, &name.text) {
            return Some(thing);
        }
        let known: Vec<String> = self.names.known(module, space).into_iter().map(str::to_owned).collect();
        self.report(wording::unknown(space.word(), &name.text, name.span, known.iter().map(String::as_str)));
        None
    }
}

/// How many of each kind were declared so far. Every later pass walks the items in the same order.
#[derive(Default)]
struct Counters {
    counts: BTreeMap<&'static str, usize>,
}

impl Counters {
    fn next(&mut self, kind: &'static str) -> usize {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        *count - 1
    }

    fn of<'i>(&mut self, item: &'i ItemKind) -> Vec<(Space, &'i Name, Thing)> {
        match item {
            ItemKind::Enum(item) => vec![(Space::Enum, &item.name, Thing::Enum(EnumId::at(self.next("enum"))))],
            ItemKind::List(item) => vec![(Space::Value, &item.name, Thing::List(ListId::at(self.next("list"))))],
            ItemKind::Lookup(item) => {
                vec![(Space::Value, &item.name, Thing::Lookup(LookupId::at(self.next("lookup"))))]
            }
            ItemKind::Territory(item) => {
                vec![(Space::Value, &item.name, Thing::Territory(TerritoryId::at(self.next("territory"))))]
            }
            ItemKind::Record(item) => {
                vec![(Space::Record, &item.name, Thing::Record(RecordId::at(self.next("record"))))]
            }
            ItemKind::Derive(item) => {
                vec![(Space::Value, &item.name, Thing::Derived(DerivedId::at(self.next("derived"))))]
            }
            ItemKind::Classify(item) => {
                vec![(Space::Value, &item.name, Thing::Derived(DerivedId::at(self.next("derived"))))]
            }
            ItemKind::Table(item) => {
                for _ in 0..item.body.outputs.len() {
                    self.next("derived");
                }
                vec![(Space::Value, &item.name, Thing::Table(TableId::at(self.next("table"))))]
            }
            ItemKind::Score(item) => vec![(Space::Value, &item.name, Thing::Score(ScoreId::at(self.next("score"))))],
            ItemKind::Grade(item) => vec![(Space::Value, &item.name, Thing::Grade(GradeId::at(self.next("grade"))))],
            ItemKind::Hours(item) => vec![(Space::Hours, &item.name, Thing::Hours(HoursId::at(self.next("hours"))))],
            ItemKind::Team(item) => vec![(Space::Team, &item.name, Thing::Team(TeamId::at(self.next("team"))))],
            ItemKind::Queue(item) => vec![(Space::Queue, &item.name, Thing::Queue(QueueId::at(self.next("queue"))))],
            ItemKind::Sla(item) => vec![(Space::Sla, &item.name, Thing::Sla(SlaId::at(self.next("sla"))))],
            ItemKind::Match(item) => vec![(Space::Value, &item.name, Thing::Match(MatchId::at(self.next("match"))))],
            ItemKind::Route(item) => vec![(Space::Route, &item.name, Thing::Route(RouteId::at(self.next("route"))))],
            _ => Vec::new(),
        }
    }
}
