//! Why a rule or a rep did not get a lead, and the smallest change of the lead that would have done it.

use super::expect::outcome_words;
use super::nearest::neighbours;
use super::palette::Palette;
use super::written;
use crate::Ruleset;
use crate::domain::{Assignment, Lead, RouteId, Snapshot};
use crate::error::RouteError;
use crate::model::{Active, BranchBody, Decision, Line, Model, RuleKind, Statement};
use crate::route::{Explained, Explanation, Facts, KeySeen, LeadFacts, Request, is_active, told_line};
use crate::ruleset::Live;
use std::fmt;
use std::sync::Arc;

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhyNot {
    /// The rule or rep that was asked about.
    pub asked: Arc<str>,
    /// Whether the lead went there after all.
    pub chosen: bool,
    /// The reasons, the first that counted first.
    pub because: Vec<String>,
    /// The smallest change of the lead that would have given it; `None` where none was found.
    pub change: Option<Nearby>,
}

/// A lead near another one, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nearby {
    /// What changes: `employees: 1000`. Values of private fields are those that the policy names, never a lead's.
    pub changes: Vec<String>,
    /// Where it goes then, in words.
    pub goes: String,
    /// The rule that decides then.
    pub rule: Option<Arc<str>>,
    /// Who gets it then.
    pub rep: Option<Arc<str>>,
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.chosen {
            return writeln!(f, "Why not    {}: but it is", self.asked);
        }
        writeln!(f, "Why not    {}", self.asked)?;
        for line in &self.because {
            writeln!(f, "           {line}")?;
        }
        match &self.change {
            Some(change) => writeln!(f, "Would with {change}"),
            None => writeln!(f, "Would with no change of one or two fields that was tried"),
        }
    }
}

impl fmt::Display for Nearby {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<44} → {}", self.changes.join(", "), self.goes)
    }
}

/// What has to hold for a rule to be come to.
struct Gate<'m> {
    name: Arc<str>,
    is_branch: bool,
    when: &'m [Line],
    unless: &'m [Line],
    active: Option<&'m Active>,
    disabled: bool,
}

impl Ruleset {
    /// Why a rule did not decide, or a rep did not get the lead; `None` when the policy has no such rule and the snapshot
    /// no such rep.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn why_not(
        &self,
        request: &Request<'_>,
        snapshot: &Snapshot,
        asked: &str,
    ) -> Result<Option<WhyNot>, RouteError> {
        let model = self.model();
        let is_rule = model.rules.iter().any(|rule| *rule.name == *asked);
        if !is_rule && snapshot.rep(asked).is_none() {
            return Ok(None);
        }
        let live = self.bind(snapshot.clone());
        let told = live.explain(request)?;
        let of = |answer: &Assignment| if is_rule { answer.rule.clone() } else { answer.rep.clone() };
        let chosen = of(&told.assignment).as_deref() == Some(asked);
        let because = if is_rule { why_no_rule(self, &live, request, &told, asked)? } else { why_no_rep(&told, asked) };
        let change =
            if chosen { None } else { nearby(self, &live, request, |answer| of(answer).as_deref() == Some(asked)) };
        Ok(Some(WhyNot { asked: asked.into(), chosen, because, change }))
    }

    /// The smallest changes of a lead that lead elsewhere: for each other place the nearest, in one field or two.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn nearest(&self, request: &Request<'_>, snapshot: &Snapshot) -> Result<Vec<Nearby>, RouteError> {
        let live = self.bind(snapshot.clone());
        let place = |answer: &Assignment| {
            let person = if answer.team.is_some() { None } else { answer.rep.clone() };
            (answer.rule.clone(), answer.outcome, answer.team.clone(), answer.queue.clone(), person)
        };
        let mut seen = vec![place(&live.told(request, |_, _, _| ())?.0)];
        let mut found = Vec::new();
        let palette = Palette::new(self, snapshot, request.now);
        for lead in neighbours(self, &palette, request.lead) {
            let Ok((answer, ())) = live.told(&Request { lead: &lead, ..request.clone() }, |_, _, _| ()) else {
                continue;
            };
            let there = place(&answer);
            if !seen.contains(&there) {
                seen.push(there);
                found.push(describe(self.model(), &lead, request.lead, &answer));
            }
        }
        Ok(found)
    }
}

/// The nearest lead whose decision is as wanted.
pub(super) fn nearby(
    rules: &Ruleset,
    live: &Live,
    request: &Request<'_>,
    wanted: impl Fn(&Assignment) -> bool,
) -> Option<Nearby> {
    let palette = Palette::new(rules, live.snapshot(), request.now);
    neighbours(rules, &palette, request.lead).find_map(|lead| {
        let (answer, ()) = live.told(&Request { lead: &lead, ..request.clone() }, |_, _, _| ()).ok()?;
        wanted(&answer).then(|| describe(rules.model(), &lead, request.lead, &answer))
    })
}

fn describe(model: &Model, lead: &Lead, from: &Lead, answer: &Assignment) -> Nearby {
    Nearby {
        changes: written::changes(model, lead, from),
        goes: outcome_words(answer),
        rule: answer.rule.clone(),
        rep: answer.rep.clone(),
    }
}

pub(super) fn why_no_rule(
    rules: &Ruleset,
    live: &Live,
    request: &Request<'_>,
    told: &Explained,
    asked: &str,
) -> Result<Vec<String>, RouteError> {
    let model = rules.model();
    let route = rules.route_named(request.route.as_deref())?;
    let Some(gates) = way_to(model, route, asked, 0) else {
        let name = model.routes.get(route.index()).map_or("", |route| &*route.name);
        return Ok(vec![format!("`{asked}` does not stand in route {name}")]);
    };
    let (_, failing) = live.told(request, |all, _, _| first_failing(model, all.facts, &gates))?;
    let mut because = Vec::new();
    if !request.lead.is_valid() {
        because.push("the lead is invalid: no rule was tried".to_owned());
    }
    let kind = model.rules.iter().find(|rule| *rule.name == *asked).map(|rule| rule.kind);
    match kind {
        Some(RuleKind::Shadow) => because.push(format!("`{asked}` is a shadow rule: it never decides")),
        Some(RuleKind::Step) => because.push(format!("`{asked}` is a step: it never decides")),
        _ => {}
    }
    let tried = told.explanation.rules.iter().find(|rule| *rule.name == *asked && rule.sort != "branch");
    let decided = told.explanation.rules.iter().find(|rule| rule.then == "decided").map(|rule| &rule.name);
    match (tried, decided) {
        (Some(tried), _) if tried.then == "nobody available" => {
            because.push(format!("`{asked}` fits, but nobody was available"));
            because.extend(nobody(&told.explanation, asked));
        }
        (None, Some(decided)) if failing.is_none() => {
            because.push(format!("`{asked}` fits this lead too, but `{decided}` decided first"));
        }
        // A branch that was tried and not entered says enough.
        (None, Some(decided)) if **decided != *asked && !was_tried(&told.explanation, failing.as_ref()) => {
            because.push(format!("`{asked}` was not come to: `{decided}` decided"));
        }
        _ => {}
    }
    because.extend(failing.map(|(_, words)| words));
    Ok(because)
}

fn was_tried(told: &Explanation, failing: Option<&(Arc<str>, String)>) -> bool {
    failing.is_some_and(|(name, _)| told.rules.iter().any(|tried| tried.name == *name && tried.judged != "yes"))
}

/// What was said of everybody in a rule's chain.
fn nobody(told: &Explanation, rule: &str) -> Vec<String> {
    let links = told.links.iter().filter(|link| *link.rule == *rule);
    links
        .flat_map(|link| &link.candidates)
        .filter(|candidate| !candidate.reasons.is_empty())
        .map(|candidate| {
            let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.words.as_str()).collect();
            format!("{}: {}", candidate.name, reasons.join(", "))
        })
        .collect()
}

/// The conditions around a rule of a route, from outside in; also where the route hands over.
fn way_to<'m>(model: &'m Model, route: RouteId, asked: &str, depth: usize) -> Option<Vec<Gate<'m>>> {
    // Routes cannot hand over in circles; this is only to be sure of an end.
    if depth > model.routes.len() {
        return None;
    }
    let route = model.routes.get(route.index())?;
    statements_to(model, &route.statements, asked, depth)
}

fn statements_to<'m>(
    model: &'m Model,
    statements: &'m [Statement],
    asked: &str,
    depth: usize,
) -> Option<Vec<Gate<'m>>> {
    statements.iter().find_map(|statement| match statement {
        Statement::Rule(id) => {
            let rule = model.rules.get(id.index())?;
            let gate = || Gate {
                name: Arc::clone(&rule.name),
                is_branch: false,
                when: &rule.when,
                unless: &rule.unless,
                active: rule.active.as_ref(),
                disabled: rule.disabled,
            };
            if *rule.name == *asked {
                return Some(vec![gate()]);
            }
            let Some(Decision::GoTo(to)) = &rule.decision else { return None };
            let inside = way_to(model, *to, asked, depth.saturating_add(1))?;
            Some(std::iter::once(gate()).chain(inside).collect())
        }
        Statement::Branch(branch) => {
            let inside = match &branch.body {
                BranchBody::Statements(inside) => statements_to(model, inside, asked, depth)?,
                BranchBody::Uses(to) => way_to(model, *to, asked, depth.saturating_add(1))?,
            };
            let gate = Gate {
                name: Arc::clone(&branch.name),
                is_branch: true,
                when: &branch.when,
                unless: &branch.unless,
                active: None,
                disabled: branch.disabled,
            };
            Some(std::iter::once(gate).chain(inside).collect())
        }
    })
}

/// The first on the way that does not hold, with its condition in words.
fn first_failing(model: &Model, facts: &LeadFacts<'_>, gates: &[Gate<'_>]) -> Option<(Arc<str>, String)> {
    gates.iter().find_map(|gate| {
        let what = if gate.is_branch { format!("branch `{}`", gate.name) } else { format!("`{}`", gate.name) };
        let blocking = || gate.unless.iter().find(|line| facts.judge(&line.condition, None).is_yes());
        let failing = || gate.when.iter().find(|line| !facts.judge(&line.condition, None).is_yes());
        let words = if gate.disabled {
            format!("{what} is disabled")
        } else if gate.active.is_some_and(|active| !is_active(active, facts.moment.now)) {
            format!("{what} is not active on this day")
        } else if let Some(line) = blocking() {
            format!("{what} is blocked: {}", told_line(model, facts, "unless ", line))
        } else {
            format!("{what} does not fit: {}", told_line(model, facts, "", failing()?))
        };
        Some((Arc::clone(&gate.name), words))
    })
}

fn why_no_rep(told: &Explained, asked: &str) -> Vec<String> {
    let mut because = Vec::new();
    let links = &told.explanation.links;
    for link in links {
        let Some(candidate) = link.candidates.iter().find(|candidate| *candidate.member == *asked) else { continue };
        let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.words.as_str()).collect();
        let place = format!("{}, {}", link.rule, link.words);
        if !reasons.is_empty() {
            because.push(format!("{place}: not now: {}", reasons.join(", ")));
            continue;
        }
        let keys = |keys: &[KeySeen]| {
            keys.iter().map(|saw| format!("{} {}", saw.key, saw.seen)).collect::<Vec<_>>().join(", ")
        };
        let taken = link.candidates.iter().find(|candidate| candidate.taken && *candidate.member != *asked);
        if let Some(taken) = taken {
            let (own, other) = (keys(&candidate.keys), keys(&taken.keys));
            because.push(format!("{place}: could take it ({own}), but {} came first ({other})", taken.name));
        }
    }
    if because.is_empty() && told.assignment.rep.as_deref() != Some(asked) {
        because.push(match links.is_empty() {
            true => format!("no rep was looked for: {}", outcome_words(&told.assignment)),
            false => format!("`{asked}` is in none of the teams that were asked"),
        });
    }
    because
}
