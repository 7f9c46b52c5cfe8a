//! A route as a line of stops: rules down the line, outcomes beside them, branches indented. Also as Mermaid.

use super::Traffic;
use crate::domain::RouteId;
use crate::model::{BranchBody, Chain, Decision, Line, Link, Model, RuleKind, Statement, Target};
use std::fmt::Write as _;
use std::sync::Arc;

/// One stop of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) depth: usize,
    /// Route, branches, rule, as decisions name it.
    pub(super) path: Vec<Arc<str>>,
    pub(super) sort: Sort,
    pub(super) name: String,
    pub(super) title: String,
    /// The conditions, as written.
    pub(super) when: String,
    /// What it does; empty for branches.
    pub(super) outcome: String,
    /// Whether it decides whenever it holds: its chain, if it has one, cannot end with nobody.
    pub(super) sure: bool,
}

/// A way on from a stop.
pub(super) struct Way {
    /// The stop it leads to; `None`: what the stop itself does.
    pub(super) to: Option<usize>,
    pub(super) word: String,
    /// It is not gone: of shadow rules and of what is disabled.
    pub(super) only_drawn: bool,
}

/// The ways on from a stop.
pub(super) fn ways(stops: &[Stop], place: usize, traffic: Option<&Traffic>) -> Vec<Way> {
    let Some(stop) = stops.get(place) else { return Vec::new() };
    let mut ways = Vec::new();
    let mut way = |to, word: &str, only_drawn| ways.push(Way { to, word: word.to_owned(), only_drawn });
    let off = matches!(stop.sort, Sort::Shadow | Sort::Disabled);
    let yes = if off { "would" } else { &stop.counted("yes", traffic) };
    if !stop.outcome.is_empty() {
        way(None, yes, off);
    }
    let Some(next) = place.checked_add(1).filter(|next| *next < stops.len()) else { return ways };
    let behind = |depth: usize| {
        stops.iter().skip(next).position(|later| later.depth <= depth).map(|more| next.saturating_add(more))
    };
    match stop.sort {
        Sort::Step | Sort::Shadow => way(Some(next), "", false),
        Sort::Otherwise if stop.sure => {}
        Sort::Otherwise => way(Some(next), "nobody", false),
        _ if stops.get(next).is_some_and(|next| next.depth > stop.depth) => {
            way(Some(next), yes, off);
            if let Some(behind) = behind(stop.depth) {
                way(Some(behind), if off { "" } else { "else" }, false);
            }
        }
        Sort::Disabled => way(Some(next), "", false),
        Sort::Rule | Sort::Branch => way(Some(next), "else", false),
    }
    ways
}

impl Stop {
    /// Its title, else its name; of what does not decide with a word in front.
    pub(super) fn called(&self) -> String {
        let title = if self.title.is_empty() { &self.name } else { &self.title };
        match self.sort {
            Sort::Shadow => format!("shadow: {title}"),
            Sort::Disabled => format!("disabled: {title}"),
            _ => title.clone(),
        }
    }

    /// A word with the decisions that came here; of a branch they stand at its turnout.
    pub(super) fn counted(&self, word: &str, traffic: Option<&Traffic>) -> String {
        match traffic {
            Some(traffic) if !matches!(self.sort, Sort::Step | Sort::Shadow | Sort::Disabled) => {
                format!("{word} ({})", traffic.words(&self.path))
            }
            _ => word.to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Rule,
    Step,
    Shadow,
    Branch,
    Otherwise,
    Disabled,
}

/// The stops of a route in the order of evaluation.
pub(super) fn stops(model: &Model, route: RouteId) -> Vec<Stop> {
    let mut found = Vec::new();
    if let Some(route) = model.routes.get(route.index()) {
        collect(model, &route.statements, &[Arc::clone(&route.name)], &mut found);
    }
    found
}

fn collect(model: &Model, statements: &[Statement], around: &[Arc<str>], found: &mut Vec<Stop>) {
    let depth = around.len().saturating_sub(1);
    let below = |name: &Arc<str>| around.iter().chain([name]).cloned().collect::<Vec<_>>();
    for statement in statements {
        match statement {
            Statement::Rule(id) => {
                let Some(rule) = model.rules.get(id.index()) else { continue };
                let sort = match rule.kind {
                    _ if rule.disabled => Sort::Disabled,
                    RuleKind::Step => Sort::Step,
                    RuleKind::Shadow => Sort::Shadow,
                    RuleKind::Otherwise => Sort::Otherwise,
                    _ => Sort::Rule,
                };
                found.push(Stop {
                    depth,
                    path: below(&rule.name),
                    sort,
                    name: rule.name.to_string(),
                    title: rule.title.as_deref().unwrap_or_default().to_owned(),
                    when: lines(&rule.when, &rule.unless),
                    outcome: rule.decision.as_ref().map_or_else(String::new, |decision| outcome(model, decision)),
                    sure: rule.decision.as_ref().and_then(Decision::chain).is_none_or(accepts),
                });
            }
            Statement::Branch(branch) => {
                let outcome = match &branch.body {
                    BranchBody::Uses(to) => {
                        model.routes.get(to.index()).map_or_else(String::new, |route| format!("uses {}", route.name))
                    }
                    BranchBody::Statements(_) => String::new(),
                };
                found.push(Stop {
                    depth,
                    path: below(&branch.name),
                    sort: if branch.disabled { Sort::Disabled } else { Sort::Branch },
                    name: branch.name.to_string(),
                    title: branch.title.as_deref().unwrap_or_default().to_owned(),
                    when: lines(&branch.when, &branch.unless),
                    outcome,
                    sure: false,
                });
                if let BranchBody::Statements(statements) = &branch.body {
                    collect(model, statements, &below(&branch.name), found);
                }
            }
        }
    }
}

/// Whether some link takes every lead.
fn accepts(chain: &Chain) -> bool {
    let ends = |link: &Link| matches!(link.target, Target::Queue(_) | Target::Hold { up_to: None, .. });
    chain.links.iter().any(|link| link.condition.is_none() && ends(link))
}

fn lines(when: &[Line], unless: &[Line]) -> String {
    let when = when.iter().map(|line| line.words.to_string());
    let unless = unless.iter().map(|line| format!("unless {}", line.words));
    when.chain(unless).collect::<Vec<_>>().join(" · ")
}

fn outcome(model: &Model, decision: &Decision) -> String {
    let chain =
        |chain: &Chain| chain.links.iter().map(|link| link.words.to_string()).collect::<Vec<_>>().join(" else ");
    match decision {
        Decision::Assign(links) => chain(links),
        Decision::Disqualify(_) => "disqualify".to_owned(),
        Decision::Nurture { .. } => "nurture".to_owned(),
        Decision::Attach { to, assign } => {
            let name = model.matches.get(to.index()).map_or("", |matched| &matched.name);
            let rest = assign.as_ref().map_or_else(String::new, |links| format!(", {}", chain(links)));
            format!("attach to {name}{rest}")
        }
        Decision::KeepOwner => "keep owner".to_owned(),
        Decision::GoTo(to) => {
            model.routes.get(to.index()).map_or_else(String::new, |route| format!("go to {}", route.name))
        }
    }
}

/// A route for Mermaid: a line of stops with their outcomes.
pub(crate) fn mermaid(model: &Model, route: RouteId, traffic: Option<&Traffic>) -> String {
    let stops = stops(model, route);
    let mut text = String::from("flowchart TD\n");
    for (place, stop) in stops.iter().enumerate() {
        let title = stop.called();
        let shown = if stop.when.is_empty() { title } else { format!("{title}<br/>{}", stop.when) };
        let _ = writeln!(text, "  s{place}[\"{}\"]", quoted(&shown));
        for way in ways(&stops, place, traffic) {
            let arrow = match (way.word.is_empty(), way.only_drawn) {
                (true, false) => "-->".to_owned(),
                (true, true) => "-.->".to_owned(),
                (false, false) => format!("-- \"{}\" -->", way.word),
                (false, true) => format!("-. \"{}\" .->", way.word),
            };
            let _ = match way.to {
                Some(next) => writeln!(text, "  s{place} {arrow} s{next}"),
                None => writeln!(text, "  s{place} {arrow} o{place}([\"{}\"])", quoted(&stop.outcome)),
            };
        }
    }
    text
}

fn quoted(text: &str) -> String {
    text.replace('"', "#quot;").replace('<', "&lt;").replace("&lt;br/>", "<br/>")
}
