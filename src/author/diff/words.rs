//! Boxes of leads in words: `DE or AT, 750..999 employees, segment mid_market`.

use super::joined::{Joined, Said};
use crate::domain::Value;
use crate::model::{Arithmetic, Comparison, Cond, DerivedBody, Expr, Model, Set};
use crate::region::{Attribute, ClassSet, Classes, Limits, NO, Space, Subject, YES};

/// So many values of one attribute are named.
const NAMED: usize = 8;

/// The leads of a box.
pub(super) fn leads(space: &Space<'_>, joined: &Joined, limits: &Limits) -> String {
    let lists = |attribute: &Attribute| match &attribute.subject {
        // That a list is there goes without saying where an element of it is asked for.
        Subject::Element { list, .. } => Some(*list),
        _ => None,
    };
    let asked: Vec<_> = limits.keys().filter_map(|id| space.attribute(*id).and_then(lists)).collect();
    let said = limits.iter().filter_map(|(id, set)| {
        let attribute = space.attribute(*id)?;
        let presence = matches!(attribute.classes, Classes::Presence) && !set.has(0) && asked.contains(id);
        (!presence).then(|| (version(joined, attribute), limit(space, attribute, set)))
    });
    let said: Vec<(Option<&str>, String)> = said.collect();
    // What is the same in both versions, though they come to it by other ways, is said once.
    let twice = |text: &str| said.iter().filter(|(version, other)| version.is_some() && other == text).count() > 1;
    let mut parts: Vec<String> = Vec::with_capacity(said.len());
    let (of_both, of_one): (Vec<_>, Vec<_>) = said.iter().partition(|(version, _)| version.is_none());
    for (version, text) in of_both.into_iter().chain(of_one) {
        let part = match version {
            Some(version) if !twice(text) => format!("{text} {version}"),
            Some(_) => format!("{text} before and after"),
            None => text.clone(),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() { "every lead".to_owned() } else { parts.join(", ") }
}

fn limit(space: &Space<'_>, attribute: &Attribute, set: &ClassSet) -> String {
    let model = space.model;
    let name = match &attribute.subject {
        Subject::Field(field) => field_name(model, *field),
        Subject::Value(Expr::Condition(condition)) => return truth(&said(model, condition), set),
        Subject::Value(value) => defined_as(model, value).unwrap_or_else(|| named(model, value)),
        Subject::Element { list, value } => {
            let list = space.attribute(*list).map_or_else(String::new, |list| match &list.subject {
                Subject::Field(field) => field_name(model, *field),
                Subject::Value(value) => named(model, value),
                _ => String::new(),
            });
            return truth(&format!("{} in {list}", quoted(model, value)), set);
        }
        Subject::Asked(_) => return "whether a scorer was asked".to_owned(),
    };
    match &attribute.classes {
        Classes::Truth => truth(&name, set),
        Classes::Presence => {
            if set.has(0) {
                format!("no {name}")
            } else {
                format!("{name} present")
            }
        }
        Classes::Numbers(numbers) => {
            let missing = set.has(0);
            let runs: Vec<(u32, u32)> = set.and(&ClassSet::present(attribute.count())).runs().to_vec();
            if runs.is_empty() {
                return format!("{name} missing");
            }
            let whole = matches!(runs.as_slice(), [(1, last)] if Some(*last) == attribute.count().checked_sub(1));
            if whole {
                return format!("{name} present");
            }
            let stretches: Vec<String> = runs
                .iter()
                .take(NAMED)
                .map(|(first, last)| numbers.words(*first, *last, &|value| model.print(value)))
                .collect();
            let or_missing = if missing { " or missing" } else { "" };
            match &attribute.subject {
                Subject::Field(_) => format!("{} {name}{or_missing}", more(stretches, runs.len())),
                _ => format!("{name} {}{or_missing}", more(stretches, runs.len())),
            }
        }
        _ => {
            let bare = matches!(&attribute.classes, Classes::Texts(_))
                && matches!(&attribute.subject, Subject::Field(field)
                    if model.lead.fields.get(field.index()).is_some_and(|field| field.kind == crate::domain::Kind::Country));
            let name = if bare { String::new() } else { format!("{name} ") };
            values(model, attribute, set, &name)
        }
    }
}

/// What has names of its own: enums, teams, texts.
fn values(model: &Model, attribute: &Attribute, set: &ClassSet, name: &str) -> String {
    let all = attribute.count();
    let subject = if name.is_empty() { "country " } else { name };
    if *set == ClassSet::one(0) {
        return format!("{subject}missing");
    }
    if *set == ClassSet::present(all) {
        return format!("{subject}present");
    }
    let rest = set.complement(all);
    let is_text = matches!(attribute.classes, Classes::Texts(_));
    let others = is_text && set.has(1);
    // What is shorter to say: what it is, or what it is not.
    if others || !(is_text && rest.has(1)) && rest.count() < set.count().min(3) {
        let without = rest.and(&ClassSet::present(all));
        let missing = if rest.has(0) { " and not missing" } else { "" };
        if without.is_empty() {
            return format!("{subject}present");
        }
        let (items, count) = items(model, attribute, &without);
        return format!("{name}not {}{missing}", none_of(items, count));
    }
    let (mut items, mut count) = items(model, attribute, &set.and(&ClassSet::present(all)));
    if set.has(0) {
        items.push(if name.is_empty() { "country missing" } else { "missing" }.to_owned());
        count = count.saturating_add(1);
    }
    format!("{name}{}", more(items, count))
}

/// The names of some classes, and how many they are.
fn items(model: &Model, attribute: &Attribute, set: &ClassSet) -> (Vec<String>, usize) {
    let classes = set.runs().iter().flat_map(|(first, last)| *first..=*last);
    let mut items = Vec::new();
    let mut count = 0_usize;
    let mut within: Option<u32> = None;
    for class in classes {
        // A prefix says all that begins with it.
        if within.is_some_and(|last| class <= last) {
            continue;
        }
        count = count.saturating_add(1);
        let text = match &attribute.classes {
            Classes::Texts(texts) => match texts.item(class) {
                Some((text, true, last)) => {
                    let whole = ClassSet::run(class, last).is_subset(set);
                    within = whole.then_some(last);
                    let rest = if whole { "" } else { " and nothing named" };
                    Some(format!("\"{text}…\"{rest}"))
                }
                Some((text, false, _)) => Some(match attribute.example(class) {
                    Some(Value::Text(_)) => format!("\"{text}\""),
                    _ => text.to_owned(),
                }),
                None => None,
            },
            _ => attribute.example(class).map(|value| model.print(&value)),
        };
        if items.len() < NAMED {
            items.extend(text);
        }
    }
    (items, count)
}

fn more(mut items: Vec<String>, count: usize) -> String {
    let left = count.saturating_sub(items.len());
    if left > 0 {
        items.push(format!("{left} more"));
    }
    items.join(" or ")
}

fn none_of(mut items: Vec<String>, count: usize) -> String {
    let left = count.saturating_sub(items.len());
    if left > 0 {
        items.push(format!("{left} more"));
    }
    if items.len() == 1 { items.concat() } else { format!("({})", items.join(", ")) }
}

fn truth(what: &str, set: &ClassSet) -> String {
    match (set.has(0), set.has(NO), set.has(YES)) {
        (false, false, true) => what.to_owned(),
        (_, true, false) => format!("not {what}"),
        (true, false, false) => format!("unknown whether {what}"),
        (false, true, true) => format!("known whether {what}"),
        (true, false, true) => format!("{what}, or that is unknown"),
        _ => format!("whatever {what}"),
    }
}

/// Which version a value is of, where not of both.
fn version(joined: &Joined, attribute: &Attribute) -> Option<&'static str> {
    let value = match &attribute.subject {
        Subject::Value(value) => value.clone(),
        Subject::Field(field) => Expr::Field(*field),
        Subject::Element { .. } | Subject::Asked(_) => return None,
    };
    match joined.said(&value) {
        Said::Before(_) => Some("before"),
        Said::After(_) => Some("after"),
        Said::Both(_) => None,
    }
}

/// The name of a definition that says just this.
fn defined_as(model: &Model, value: &Expr) -> Option<String> {
    let is = |body: &DerivedBody| matches!(body, DerivedBody::Value(inner) if inner == value);
    let found = model.derived.iter().find(|derived| is(&derived.body))?;
    Some(found.name.to_string())
}

fn field_name(model: &Model, field: crate::domain::FieldId) -> String {
    model.lead.fields.get(field.index()).map_or_else(String::new, |field| field.name.to_string())
}

fn quoted(model: &Model, value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", text.original()),
        other => model.print(other),
    }
}

/// A value in words near to those of the language.
pub(super) fn named(model: &Model, value: &Expr) -> String {
    let name = |name: Option<&std::sync::Arc<str>>| name.map_or_else(String::new, |name| name.to_string());
    match value {
        Expr::Literal(value) => quoted(model, value),
        Expr::Field(field) => field_name(model, *field),
        Expr::Derived(id) => name(model.derived.get(id.index()).map(|derived| &derived.name)),
        Expr::Score(id) => name(model.scores.get(id.index()).map(|score| &score.name)),
        Expr::Grade(id) => name(model.grades.get(id.index()).map(|grade| &grade.name)),
        Expr::Lookup { key, lookup, column } => {
            let column = model.lookups.get(lookup.index()).and_then(|lookup| lookup.columns.fields.get(*column));
            format!("{} looked up by {}", name(column.map(|column| &column.name)), named(model, key))
        }
        Expr::Matched { matched, field } => {
            let known = model.matches.get(matched.index());
            let record = known.and_then(|known| model.records.get(known.record.index()));
            let field = record.and_then(|record| record.schema.fields.get(field.index()));
            format!("{}.{}", name(known.map(|known| &known.name)), name(field.map(|field| &field.name)))
        }
        Expr::RepField(_) | Expr::RepId | Expr::RowField(_) => "a rep's value".to_owned(),
        Expr::Now => "now".to_owned(),
        Expr::Today(_) => "today".to_owned(),
        Expr::Weekday(_) => "weekday".to_owned(),
        Expr::Hour(_) => "hour".to_owned(),
        Expr::Attempt => "attempt".to_owned(),
        Expr::Waiting => "waiting".to_owned(),
        Expr::Channel => "channel".to_owned(),
        Expr::Default(one, other) => format!("{} default {}", named(model, one), named(model, other)),
        Expr::DomainOf(inner) => format!("domain_of({})", named(model, inner)),
        Expr::DaysSince(inner, _) => format!("days_since({})", named(model, inner)),
        Expr::Minutes(inner) => format!("minutes({})", named(model, inner)),
        Expr::Negative(inner) => format!("-{}", named(model, inner)),
        Expr::Arithmetic(sign, one, other) => {
            let sign = match sign {
                Arithmetic::Add => "+",
                Arithmetic::Subtract => "-",
                Arithmetic::Multiply => "*",
                Arithmetic::Divide => "/",
            };
            let inner = |value: &Expr| match value {
                Expr::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) if matches!(sign, "*" | "/") => {
                    format!("({})", named(model, value))
                }
                other => named(model, other),
            };
            format!("{} {sign} {}", inner(one), inner(other))
        }
        Expr::Condition(condition) => said(model, condition),
        Expr::List(items) => {
            format!("[{}]", items.iter().map(|item| named(model, item)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A condition in words near to those of the language.
fn said(model: &Model, condition: &Cond) -> String {
    let of = |value: &Expr| named(model, value);
    let name = |name: Option<&std::sync::Arc<str>>| name.map_or_else(String::new, |name| name.to_string());
    match condition {
        Cond::Always(known) => if *known { "always" } else { "never" }.to_owned(),
        Cond::All(parts) => parts.iter().map(|part| said(model, part)).collect::<Vec<_>>().join(" and "),
        Cond::Any(parts) => parts.iter().map(|part| said(model, part)).collect::<Vec<_>>().join(" or "),
        Cond::Not(inner) => format!("not {}", said(model, inner)),
        Cond::Truth(value) => of(value),
        Cond::Compare(comparison, one, other) => {
            let sign = match comparison {
                Comparison::Is => "is",
                Comparison::AtLeast => ">=",
                Comparison::Above => ">",
                Comparison::AtMost => "<=",
                Comparison::Below => "<",
            };
            format!("{} {sign} {}", of(one), of(other))
        }
        Cond::In(value, Set::List(list)) => {
            format!("{} in {}", of(value), name(model.lists.get(list.index()).map(|list| &list.name)))
        }
        Cond::In(value, Set::Expr(list)) => format!("{} in {}", of(value), of(list)),
        Cond::In(value, Set::Items(_)) => format!("{} in a list", of(value)),
        Cond::Contains(one, other) => format!("{} contains {}", of(one), of(other)),
        Cond::StartsWith(one, other) => format!("{} starts with {}", of(one), of(other)),
        Cond::EndsWith(one, other) => format!("{} ends with {}", of(one), of(other)),
        Cond::Matches(value, regex) => {
            let text = model.regexes.get(regex.index()).map_or("", |pattern| &pattern.text);
            format!("{} matches \"{text}\"", of(value))
        }
        Cond::Has(list, value) => format!("{} in {}", of(value), of(list)),
        Cond::HasAnyOf(list, values) => format!("{} has any of {}", of(list), of(values)),
        Cond::HasAllOf(list, values) => format!("{} has all of {}", of(list), of(values)),
        Cond::LookupHas(_, key) => format!("{} is looked up", of(key)),
        Cond::WithinLast(value, back, _) => {
            format!("{} within last {}", of(value), crate::model::length_words(*back))
        }
        Cond::Missing(value) => format!("{} missing", of(value)),
        Cond::Matched(id) => format!("{} present", name(model.matches.get(id.index()).map(|known| &known.name))),
        Cond::Ambiguous(id) => format!("{} ambiguous", name(model.matches.get(id.index()).map(|known| &known.name))),
        Cond::InTerritory(id) => {
            format!("in_territory({})", name(model.territories.get(id.index()).map(|known| &known.name)))
        }
    }
}
