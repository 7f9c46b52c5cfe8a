//! Two versions, item by item: matched by name, told in the author's words.

use super::{Change, ItemChange, LineChange};
use crate::Ruleset;
use crate::author::golden::common;
use crate::syntax::shape::phrases;
use crate::syntax::tree::{BranchBody, ItemKind, Statement, TablePolicy};
use crate::text::Span;
use std::collections::BTreeMap;

/// One item of a policy: a definition, or a statement of a route.
struct Item {
    /// `table segment`.
    name: String,
    /// `in inbound > by_hand`; empty outside routes.
    place: String,
    phrases: Vec<String>,
    /// The order of its phrases matters.
    ordered: bool,
    /// The names behind it and its place among them, where the order of statements matters.
    order: Option<(String, usize)>,
}

/// What changed, and how many items did not.
pub(super) fn changes(old: &Ruleset, new: &Ruleset) -> (Vec<ItemChange>, usize) {
    let (before, after) = (items(old), items(new));
    let find = |all: &BTreeMap<String, usize>, name: &str| all.get(name).copied();
    let index = |items: &[Item]| -> BTreeMap<String, usize> {
        items.iter().enumerate().map(|(place, item)| (item.name.clone(), place)).collect()
    };
    let (known, now) = (index(&before), index(&after));
    let mut gone: Vec<&Item> = before.iter().filter(|item| find(&now, &item.name).is_none()).collect();
    let moved = moved(&before, &after);
    let (mut found, mut unchanged) = (Vec::new(), 0_usize);
    for item in &after {
        let change = |change: Change, lines: Vec<LineChange>| ItemChange {
            change,
            name: item.name.clone(),
            place: item.place.clone(),
            lines,
        };
        let Some(old) = find(&known, &item.name).and_then(|place| before.get(place)) else {
            // What only has another name has the same body.
            let same = gone.iter().position(|old| kind(old) == kind(item) && body(old) == body(item));
            match same {
                Some(place) => {
                    let old = gone.remove(place);
                    found.push(change(Change::Renamed { from: old.name.clone() }, Vec::new()));
                }
                None => found.push(change(Change::Added, Vec::new())),
            }
            continue;
        };
        let lines = if item.ordered { in_order(old, item) } else { in_any_order(old, item) };
        let position = moved.iter().find(|(name, ..)| *name == item.name);
        if let Some((_, from, to, before)) = position {
            found.push(change(Change::Moved { from: *from, to: *to, before: before.clone() }, lines));
        } else if old.place != item.place {
            found.push(change(Change::MovedFrom { place: old.place.clone() }, lines));
        } else if lines.is_empty() {
            unchanged = unchanged.saturating_add(1);
        } else {
            found.push(change(Change::Changed, lines));
        }
    }
    found.extend(gone.into_iter().map(|item| ItemChange {
        change: Change::Removed,
        name: item.name.clone(),
        place: item.place.clone(),
        lines: Vec::new(),
    }));
    (found, unchanged)
}

fn kind(item: &Item) -> &str {
    item.name.split(' ').next().unwrap_or_default()
}

/// Everything but the line that names it.
fn body(item: &Item) -> &[String] {
    item.phrases.get(1..).unwrap_or_default()
}

fn items(rules: &Ruleset) -> Vec<Item> {
    let mut found = Vec::new();
    for document in rules.documents() {
        for item in &document.items {
            let (name, ordered) = match &item.kind {
                ItemKind::Lead(_) => ("lead".to_owned(), false),
                ItemKind::Rep(_) => ("rep".to_owned(), false),
                ItemKind::ChannelCosts(_) => ("channel costs".to_owned(), false),
                ItemKind::Dedupe(_) => ("dedupe".to_owned(), true),
                ItemKind::Enum(it) => (format!("enum {}", it.name.text), true),
                ItemKind::List(it) => (format!("list {}", it.name.text), false),
                ItemKind::Lookup(it) => (format!("lookup {}", it.name.text), false),
                ItemKind::Territory(it) => (format!("territory {}", it.name.text), false),
                ItemKind::Record(it) => (format!("record {}", it.name.text), false),
                ItemKind::Derive(it) => (format!("derive {}", it.name.text), false),
                ItemKind::Classify(it) => (format!("classify {}", it.name.text), true),
                ItemKind::Table(it) => (format!("table {}", it.name.text), it.policy != TablePolicy::Unique),
                ItemKind::Score(it) => (format!("score {}", it.name.text), false),
                ItemKind::Grade(it) => (format!("grade {}", it.name.text), true),
                ItemKind::Hours(it) => (format!("hours {}", it.name.text), false),
                ItemKind::Calendar(it) => (format!("calendar {}", it.name.text), false),
                ItemKind::Team(it) => (format!("team {}", it.name.text), false),
                ItemKind::Queue(it) => (format!("queue {}", it.name.text), false),
                ItemKind::Sla(it) => (format!("sla {}", it.name.text), false),
                ItemKind::Match(it) => (format!("match {}", it.name.text), true),
                ItemKind::Test(it) => (format!("test \"{}\"", it.title.text), false),
                ItemKind::TestCases(it) => (format!("test cases \"{}\"", it.title.text), true),
                ItemKind::Property(it) => (format!("property \"{}\"", it.title.text), false),
                ItemKind::Route(route) => {
                    let place = route.name.text.clone();
                    if let Some(take) = &route.take {
                        found.push(statement(rules, format!("take order of {place}"), &place, take.span, None));
                    }
                    if let Some(block) = &route.on_invalid {
                        found.push(statement(rules, format!("on invalid of {place}"), &place, block.span, None));
                    }
                    statements(rules, &route.statements, &place, &mut found);
                    continue;
                }
                ItemKind::Bad => continue,
            };
            let phrases = phrases(rules.sources().slice(item.span));
            found.push(Item { name, place: String::new(), phrases, ordered, order: None });
        }
    }
    found
}

fn statement(rules: &Ruleset, name: String, place: &str, span: Span, order: Option<usize>) -> Item {
    Item {
        name,
        place: format!("in {place}"),
        phrases: phrases(rules.sources().slice(span)),
        ordered: false,
        order: order.map(|order| (place.to_owned(), order)),
    }
}

fn statements(rules: &Ruleset, all: &[Statement], place: &str, found: &mut Vec<Item>) {
    for (order, one) in all.iter().enumerate() {
        match one {
            Statement::Rule(rule) | Statement::Step(rule) => {
                let sort = if matches!(one, Statement::Step(_)) { "step" } else { "rule" };
                found.push(statement(rules, format!("{sort} {}", rule.name.text), place, rule.span, Some(order)));
            }
            Statement::Otherwise { span, .. } => {
                found.push(statement(rules, format!("otherwise of {place}"), place, *span, None));
            }
            Statement::Branch(branch) => {
                let mut item =
                    statement(rules, format!("branch {}", branch.name.text), place, branch.span, Some(order));
                // Its statements are items of their own.
                item.phrases.truncate(1);
                let conditions = branch.conditions.iter().map(|line| rules.sources().slice(line.span));
                item.phrases.extend(conditions.flat_map(phrases));
                found.push(item);
                if let BranchBody::Statements(inside) = &branch.body {
                    statements(rules, inside, &format!("{place} > {}", branch.name.text), found);
                }
            }
            Statement::Bad(_) => {}
        }
    }
}

/// Statements that changed places: name, place before and after (from 1), and what they stand before now.
fn moved(before: &[Item], after: &[Item]) -> Vec<(String, usize, usize, Option<String>)> {
    let mut places: Vec<&String> = after.iter().filter_map(|item| Some(&item.order.as_ref()?.0)).collect();
    places.dedup();
    let mut found = Vec::new();
    for place in places {
        let own = |items: &'_ [Item]| -> Vec<(String, usize)> {
            let own = items.iter().filter_map(|item| Some((item.name.clone(), item.order.as_ref()?)));
            own.filter(|(_, (known, _))| known == place).map(|(name, (_, order))| (name, *order)).collect()
        };
        let (old, new) = (own(before), own(after));
        let names = |all: &[(String, usize)], other: &[(String, usize)]| -> Vec<(String, usize)> {
            all.iter().filter(|(name, _)| other.iter().any(|(known, _)| known == name)).cloned().collect()
        };
        let (kept, now) = (names(&old, &new), names(&new, &old));
        let texts = |all: &[(String, usize)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let (from, to) = (texts(&kept), texts(&now));
        let from_texts: Vec<&str> = from.iter().map(String::as_str).collect();
        let to_texts: Vec<&str> = to.iter().map(String::as_str).collect();
        let stay: Vec<usize> = common(&from_texts, &to_texts).into_iter().map(|(_, new)| new).collect();
        for (at, (name, order)) in now.iter().enumerate().filter(|(at, _)| !stay.contains(at)) {
            let was = kept.iter().find(|(known, _)| known == name).map_or(0, |(_, order)| *order);
            let next = now.get(at.saturating_add(1)).map(|(name, _)| name.clone());
            found.push((name.clone(), was.saturating_add(1), order.saturating_add(1), next));
        }
    }
    found
}

/// Phrases that came and went; those that begin alike are one change.
fn in_any_order(old: &Item, new: &Item) -> Vec<LineChange> {
    let missing = |from: &Item, other: &Item| {
        let mut rest = other.phrases.clone();
        from.phrases
            .iter()
            .filter(|phrase| match rest.iter().position(|known| known == *phrase) {
                Some(place) => {
                    rest.remove(place);
                    false
                }
                None => true,
            })
            .cloned()
            .collect::<Vec<_>>()
    };
    paired(missing(old, new), missing(new, old))
}

fn paired(gone: Vec<String>, mut come: Vec<String>) -> Vec<LineChange> {
    let mut lines = Vec::new();
    let first = |text: &str| text.split([' ', ':']).next().unwrap_or_default().to_owned();
    for before in gone {
        let after = come.iter().position(|after| first(after) == first(&before)).map(|place| come.remove(place));
        lines.push(LineChange { before: Some(before), after });
    }
    lines.extend(come.into_iter().map(|after| LineChange { before: None, after: Some(after) }));
    lines
}

/// The same where their order matters: between lines that stayed, what went and what came are paired one by one.
fn in_order(old: &Item, new: &Item) -> Vec<LineChange> {
    let texts = |item: &Item| item.phrases.clone();
    let (old, new) = (texts(old), texts(new));
    let (a, b): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let (mut x, mut y, mut lines) = (0, 0, Vec::new());
    for (i, j) in common(&a, &b).into_iter().chain([(old.len(), new.len())]) {
        let (gone, come) = (old.get(x..i).unwrap_or_default(), new.get(y..j).unwrap_or_default());
        for place in 0..gone.len().max(come.len()) {
            lines.push(LineChange { before: gone.get(place).cloned(), after: come.get(place).cloned() });
        }
        (x, y) = (i.saturating_add(1), j.saturating_add(1));
    }
    lines
}
