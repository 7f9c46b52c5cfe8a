//! What a rule does with its lead, and what that says about when it does so.

use super::context::Context;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::domain::{MatchId, RouteId, Value};
use crate::model::{Active, Comparison, Cond, Decision, Expr as Meaning, Line, Rule, RuleKind};
use crate::syntax::tree::{self, Block, Expr, RuleLineKind};
use crate::text::Span;

impl Checker<'_> {
    #[allow(clippy::too_many_arguments, reason = "what a decision changes while a rule is read")]
    pub(super) fn decision(
        &mut self,
        module: usize,
        decision: &tree::Decision,
        span: Span,
        rule: &mut Rule,
        decided: &mut Option<Span>,
        goes_to: &mut Vec<(RouteId, Span)>,
        broken: &mut bool,
    ) {
        let read = match decision {
            tree::Decision::Assign(links) => self.chain(module, links, false).map(Decision::Assign),
            tree::Decision::Disqualify { why, reveal } => {
                Some(Decision::Disqualify(self.template(why, *reveal, &Context::lead(module))))
            }
            tree::Decision::Nurture { track, retry_after } => {
                let track = self.template(track, false, &Context::lead(module));
                let retry_after = retry_after.as_ref().and_then(|length| self.clock_length(length));
                Some(Decision::Nurture { track, retry_after })
            }
            tree::Decision::AttachTo(name) => match self.thing(module, Space::Value, name) {
                Some(Thing::Match(to)) => Some(Decision::Attach { to, assign: None }),
                Some(_) => {
                    self.report(wording::attach_to_match(&name.text, name.span));
                    None
                }
                None => None,
            },
            tree::Decision::KeepOwner => Some(Decision::KeepOwner),
            tree::Decision::GoTo(name) => self.route_named(module, name).map(|route| {
                goes_to.push((route, name.span));
                Decision::GoTo(route)
            }),
        };
        let Some(read) = read else {
            *broken = true;
            return;
        };
        let joined = match (rule.decision.take(), read) {
            (None, read) => Ok(read),
            (Some(Decision::Attach { to, assign: None }), Decision::Assign(chain)) => {
                Ok(Decision::Attach { to, assign: Some(chain) })
            }
            (Some(Decision::Assign(chain)), Decision::Attach { to, assign: None }) => {
                Ok(Decision::Attach { to, assign: Some(chain) })
            }
            (Some(known), _) => Err(known),
        };
        match joined {
            Ok(decision) => {
                rule.decision = Some(decision);
                decided.get_or_insert(span);
            }
            Err(known) => {
                rule.decision = Some(known);
                self.report(wording::two_decisions(span, decided.unwrap_or(span)));
            }
        }
    }

    /// `otherwise` and `on invalid` take whatever comes to them.
    pub(super) fn takes_every_lead(&mut self, block: &Block, kind: RuleKind) {
        for line in &block.lines {
            let season = match line.kind {
                RuleLineKind::When(_) | RuleLineKind::Unless(_) => false,
                RuleLineKind::Active { .. } => true,
                _ => continue,
            };
            self.report(wording::has_no_condition(kind, season, line.span));
        }
    }

    /// A lead is attached to nothing but a match that is there: a rule that only attaches fits no other lead.
    pub(super) fn attached_when_present(&mut self, module: usize, rule: &mut Rule, span: Span, around: &[MatchId]) {
        let Some(Decision::Attach { to, assign: None }) = rule.decision else { return };
        let mut present = around.to_vec();
        said_present(&rule.when, &rule.unless, &mut present);
        if present.contains(&to) {
            return;
        }
        let name = self.match_name(module, to);
        if matches!(rule.kind, RuleKind::Otherwise | RuleKind::OnInvalid) {
            self.report(wording::attaches_to_nothing(rule.kind, &name, span));
            return;
        }
        // Behind what is written, so that lines stay in step with their places.
        rule.when.push(Line {
            condition: Cond::Matched(to),
            asks: Vec::new(),
            words: format!("{name} is present").into(),
        });
    }

    fn match_name(&self, module: usize, id: MatchId) -> String {
        let known = self.names.known(module, Space::Value).into_iter();
        let mut called = known.filter(
            |name| matches!(self.names.find(module, Space::Value, name), Some(Thing::Match(found)) if found == id),
        );
        called.next().unwrap_or("the match").to_owned()
    }

    /// `active FROM..TO`.
    pub(super) fn season(&mut self, module: usize, from: Option<&Expr>, to: Option<&Expr>, span: Span) -> Active {
        let from = from.and_then(|day| self.day(day, module));
        let to = to.and_then(|day| self.day(day, module));
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            self.report(wording::empty_range(span));
        }
        Active { from, to, zone: self.module_zone(module) }
    }
}

/// A season as a condition on today, for a branch.
pub(super) fn season_line(season: &Active, words: String) -> Line {
    let bound = |operator, day: Option<jiff::civil::Date>| {
        let today = Meaning::Today(season.zone.clone());
        day.map(|day| Cond::Compare(operator, today, Meaning::Literal(Value::Date(day))))
    };
    let bounds = bound(Comparison::AtLeast, season.from).into_iter().chain(bound(Comparison::AtMost, season.to));
    Line { condition: Cond::All(bounds.collect()), asks: Vec::new(), words: words.into() }
}

/// Adds the matches that must be present where all `when` lines are yes and no `unless` line is.
pub(super) fn said_present(when: &[Line], unless: &[Line], found: &mut Vec<MatchId>) {
    when.iter().for_each(|line| present(&line.condition, true, found));
    unless.iter().for_each(|line| present(&line.condition, false, found));
}

fn present(condition: &Cond, holds: bool, found: &mut Vec<MatchId>) {
    match condition {
        Cond::Matched(id) if holds => found.push(*id),
        Cond::Not(inner) => present(inner, !holds, found),
        Cond::All(parts) if holds => parts.iter().for_each(|part| present(part, true, found)),
        Cond::Any(parts) if !holds => parts.iter().for_each(|part| present(part, false, found)),
        _ => {}
    }
}
