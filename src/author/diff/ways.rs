//! A route of one version as a list: what decides about a lead, and what it does with it.

use super::numbering::bare;
use crate::domain::{RouteId, RuleId};
use crate::model::{Chain, Decision, Expr, Key, Link, Model, Rule, Target, TeamRef, TemplatePart, length_words};
use crate::proof::{Entry, decides};
use crate::region::{AttributeId, Formula, Space, What, cases};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many rules are compared of a route, those of the routes that it hands over to counted each time.
const RULES: usize = 200_000;
/// Routes hand over to routes so often; they have no cycles.
const DEPTH: usize = 32;

/// What a rule does, in a form in which equal deeds are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deed {
    /// Everything but the values that say which team or rep it is.
    plain: String,
    /// Those values, in print and as attributes.
    pub(super) named: Vec<(String, Option<AttributeId>)>,
}

/// A rule at its place.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) rule: RuleId,
    /// As answers have it.
    pub(super) path: Vec<Arc<str>>,
    pub(super) holds: Formula,
    /// The chain cannot end with nobody.
    pub(super) certain: bool,
    pub(super) deed: Deed,
}

impl Way {
    /// Equal for rules that say the same.
    pub(super) fn whole(&self) -> String {
        bare(&(&self.holds, self.certain, &self.deed))
    }

    /// Equal for rules that hold for the same leads.
    pub(super) fn of_whom(&self) -> String {
        bare(&self.holds)
    }

    pub(super) fn entry(&self) -> Entry {
        Entry { holds: self.holds.clone(), certain: self.certain }
    }
}

/// The rules of a route and of those that take over from it, in the order in which they are tried. `None` where there are
/// too many.
pub(super) fn ways(space: &Space<'_>, route: RouteId) -> Option<Vec<Way>> {
    let mut walk = Walk { space, found: Vec::new() };
    walk.route(route, &Formula::Always(true), &[], DEPTH)?;
    Some(walk.found)
}

struct Walk<'s, 'm> {
    space: &'s Space<'m>,
    found: Vec<Way>,
}

impl Walk<'_, '_> {
    fn route(&mut self, id: RouteId, outer: &Formula, before: &[Arc<str>], depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let model = self.space.model;
        let route = model.routes.get(id.index())?;
        for case in cases(self.space, route) {
            let holds = self.space.all([outer.clone(), case.holds]);
            if holds == Formula::Always(false) {
                continue;
            }
            let mut path = before.to_vec();
            path.push(Arc::clone(&route.name));
            path.extend(case.around.iter().map(|branch| Arc::clone(&branch.name)));
            match case.what {
                What::Uses(to) => self.route(to, &holds, &path, depth)?,
                What::Rule(id) => {
                    let rule = model.rules.get(id.index())?;
                    path.push(Arc::clone(&rule.name));
                    match &rule.decision {
                        Some(Decision::GoTo(to)) => self.route(*to, &holds, &path, depth)?,
                        _ => {
                            let (certain, deed) = (decides(rule), deed(self.space, rule));
                            self.found.push(Way { rule: id, path, holds, certain, deed });
                        }
                    }
                }
                What::Step(_) | What::Shadow(_) | What::Ask(_) => {}
            }
            if self.found.len() > RULES {
                return None;
            }
        }
        Some(())
    }
}

/// What a rule does: its decision and its promise. Notes, tags and the like are no part of where a lead goes.
pub(super) fn deed(space: &Space<'_>, rule: &Rule) -> Deed {
    let mut named = Vec::new();
    let plain = match &rule.decision {
        None => "nothing".to_owned(),
        Some(Decision::Assign(chain)) => format!("assign {}", links(space, chain, &mut named)),
        Some(Decision::Attach { to, assign }) => {
            let chain = assign.as_ref().map_or_else(String::new, |chain| links(space, chain, &mut named));
            format!("attach {to:?} {chain}")
        }
        // The reason is a text; what it says of a lead is not where the lead goes.
        Some(Decision::Disqualify(_)) => "disqualify".to_owned(),
        Some(Decision::Nurture { track, retry_after }) => {
            let parts = track.parts.iter().map(|part| match part {
                TemplatePart::Text(text) => bare(text),
                TemplatePart::Value { value, instead, .. } => bare(&(value, instead)),
            });
            format!("nurture {} {retry_after:?}", parts.collect::<String>())
        }
        Some(other) => bare(other),
    };
    Deed { plain: format!("{plain} {:?}", rule.sla), named }
}

fn links(space: &Space<'_>, chain: &Chain, named: &mut Vec<(String, Option<AttributeId>)>) -> String {
    let link = |link: &Link| {
        let mut link = link.clone();
        link.words = "".into();
        if let Some(value) = link.named() {
            named.push((bare(value), space.subject(value)));
        }
        if let Target::Team { team: TeamRef::Value(value), .. } | Target::Rep(value) | Target::ManagerOf(value) =
            &mut link.target
        {
            *value = Expr::RepId;
        }
        link.same_rep.iter_mut().for_each(|same| same.name = "".into());
        if let Target::Team { by: Some(by), .. } = &mut link.target {
            for key in &mut by.keys {
                if let Key::BestMatch { musts, .. } = key {
                    musts.iter_mut().for_each(|must| must.words = "".into());
                }
            }
        }
        bare(&link)
    };
    chain.links.iter().map(link).collect()
}

impl Deed {
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// Whether two rules do the same but for the values that say which team or rep it is.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        self.plain == other.plain && self.named.len() == other.named.len()
    }
}

/// Rules that stand in both lists and say the same, in the same order: by place in the one, the place in the other.
pub(super) fn aligned(old: &[Way], new: &[Way], text: impl Fn(&Way) -> String) -> BTreeMap<usize, usize> {
    let text = |way: &Way| text(way);
    let (before, after): (Vec<String>, Vec<String>) = (old.iter().map(text).collect(), new.iter().map(text).collect());
    let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let (rest, other) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let end = rest.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let mut pairs: BTreeMap<usize, usize> = (0..start).map(|place| (place, place)).collect();
    pairs.extend((1..=end).filter_map(|back| Some((before.len().checked_sub(back)?, after.len().checked_sub(back)?))));
    // Between: of those that stand there once, the longest run that keeps its order.
    let mut places: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (place, text) in before.iter().enumerate().take(before.len().saturating_sub(end)).skip(start) {
        places.entry(text).or_default().0.push(place);
    }
    for (place, text) in after.iter().enumerate().take(after.len().saturating_sub(end)).skip(start) {
        places.entry(text).or_default().1.push(place);
    }
    let mut once: Vec<(usize, usize)> = places
        .values()
        .filter_map(|(old, new)| match (old.as_slice(), new.as_slice()) {
            ([old], [new]) => Some((*old, *new)),
            _ => None,
        })
        .collect();
    once.sort_unstable();
    pairs.extend(rising(&once));
    pairs
}

/// The longest run of pairs whose second numbers rise.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // By length: the pair with which the best run of that length ends; and what stood before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |place: &usize| pairs.get(*place).map_or(0, |(_, second)| *second);
    for (place, (_, new)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(end) < *new);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut run = Vec::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        run.extend(pairs.get(place).copied());
        at = before.get(place).copied().flatten();
    }
    run.reverse();
    run
}

/// How much is said of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Its first target.
    First,
    /// All its targets.
    Targets,
    /// All that its links say.
    Links,
}

/// What a rule does, in words. `value` says what a value is.
pub(super) fn words(model: &Model, rule: &Rule, detail: Detail, value: &dyn Fn(&Expr) -> Option<String>) -> String {
    let links = if detail == Detail::First { 1 } else { usize::MAX };
    let chain = |chain: &Chain| {
        let links = chain.links.iter().take(links).map(|link| match detail {
            Detail::Links => link.words.to_string(),
            _ => target(model, link, value),
        });
        links.collect::<Vec<_>>().join(", else ")
    };
    match &rule.decision {
        None => "nothing".to_owned(),
        Some(Decision::Assign(links)) => chain(links),
        Some(Decision::Attach { assign: Some(links), .. }) => format!("attached, {}", chain(links)),
        Some(Decision::Attach { assign: None, .. }) => "attached".to_owned(),
        Some(Decision::Disqualify(_)) => "disqualified".to_owned(),
        Some(Decision::Nurture { track, retry_after }) => {
            let parts = track.parts.iter().map(|part| match part {
                TemplatePart::Text(text) => text.to_string(),
                TemplatePart::Value { value: of, .. } => value(of).unwrap_or_else(|| "…".to_owned()),
            });
            let retry = retry_after.filter(|_| detail == Detail::Links);
            let retry = retry.map_or_else(String::new, |after| format!(" retry after {}", length_words(after)));
            match detail {
                Detail::First => "nurtured".to_owned(),
                _ => format!("nurtured in \"{}\"{retry}", parts.collect::<String>()),
            }
        }
        Some(Decision::KeepOwner) => "kept".to_owned(),
        Some(Decision::GoTo(_)) => "another route".to_owned(),
    }
}

fn target(model: &Model, link: &Link, value: &dyn Fn(&Expr) -> Option<String>) -> String {
    let name = |name: Option<&Arc<str>>| name.map_or_else(String::new, |name| name.to_string());
    let unknown = || link.words.to_string();
    match &link.target {
        Target::Team { team: TeamRef::Team(id), .. } => name(model.teams.get(id.index()).map(|team| &team.name)),
        Target::Team { team: TeamRef::Value(team), .. } => value(team).unwrap_or_else(unknown),
        Target::Rep(rep) => value(rep).unwrap_or_else(unknown),
        Target::ManagerOf(rep) => value(rep).map_or_else(unknown, |rep| format!("manager of {rep}")),
        Target::ManagerOfAssignee => "manager of assignee".to_owned(),
        Target::Queue(id) => format!("queue {}", name(model.queues.get(id.index()).map(|queue| &queue.name))),
        Target::Hold { .. } => "held".to_owned(),
    }
}
