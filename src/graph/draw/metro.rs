//! A route as a line of stops: rules down the line, outcomes beside them, branches indented. Also as Mermaid.

use super::Traffic;
use crate::domain::RouteId;
use crate::model::{BranchBody, Chain, Decision, Line, Model, RuleKind, Statement};
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
}

impl Stop {
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
                });
                if let BranchBody::Statements(statements) = &branch.body {
                    collect(model, statements, &below(&branch.name), found);
                }
            }
        }
    }
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
        let title = if stop.title.is_empty() { &stop.name } else { &stop.title };
        let shown = if stop.when.is_empty() { title.clone() } else { format!("{title}<br/>{}", stop.when) };
        let _ = writeln!(text, "  s{place}[\"{}\"]", quoted(&shown));
        let yes = stop.counted("yes", traffic);
        if !stop.outcome.is_empty() {
            let _ = writeln!(text, "  s{place} -- \"{}\" --> o{place}([\"{}\"])", yes, quoted(&stop.outcome));
        }
        let Some(next) = place.checked_add(1).filter(|next| *next < stops.len()) else { continue };
        let deeper = stops.get(next).is_some_and(|next| next.depth > stop.depth);
        let word = if deeper { &yes } else { "else" };
        let _ = writeln!(text, "  s{place} -- \"{word}\" --> s{next}");
        if deeper && let Some(behind) = stops.iter().skip(next).position(|later| later.depth <= stop.depth) {
            let _ = writeln!(text, "  s{place} -- \"else\" --> s{}", next.saturating_add(behind));
        }
    }
    text
}

fn quoted(text: &str) -> String {
    text.replace('"', "#quot;").replace('<', "&lt;").replace("&lt;br/>", "<br/>")
}
