//! Promises.

use super::fields::title;
use super::{Checker, wording};
use crate::domain::{Decimal, Kind, Value};
use crate::model::{Chain, Decision, Length, Members, Rule, Sla, SlaStep, Target, TeamHours, TeamRef};
use crate::syntax::tree::{self, Document, ItemKind, RuleLineKind, SlaLine, Unit};

impl Checker<'_> {
    pub(super) fn all_promises(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                if let ItemKind::Sla(sla) = &item.kind {
                    let made = self.promise(module, sla);
                    self.model.slas.push(made);
                }
            }
        }
    }

    fn promise(&mut self, module: usize, sla: &tree::Sla) -> Sla {
        let mut made = Sla {
            name: sla.name.text.as_str().into(),
            title: title(sla.title.as_ref()),
            clock: None,
            first_touch: None,
            reminders: Vec::new(),
            steps: Vec::new(),
        };
        let mut first = None;
        let mut reminds: Option<crate::text::Span> = None;
        for line in &sla.lines {
            match line {
                SlaLine::OnClock(name) => made.clock = self.hours_named(module, name),
                SlaLine::FirstTouch(length) => {
                    first = Some(length.span);
                    made.first_touch = self.promise_length(length);
                }
                SlaLine::RemindAt(share) => {
                    let span = share.span;
                    reminds = Some(span);
                    if let Some(Value::Decimal(share)) = self.literal(share, &Kind::Percent, module) {
                        if share.scaled() <= 0 || share.scaled() > Decimal::SCALE {
                            self.report(wording::reminder_outside(span));
                        }
                        made.reminders.push(share);
                    }
                }
                SlaLine::Escalate { after, to, .. } => made.steps.extend(self.step(module, after, to, false)),
                SlaLine::Reassign { after, to, .. } => made.steps.extend(self.step(module, after, to, true)),
                SlaLine::Bad => {}
            }
        }
        if !made.reminders.is_empty() && made.first_touch.is_none() {
            self.report(wording::remind_of_what(&sla.name.text, sla.name.span));
        }
        if let (Some(Length::BusinessDays(_)), Some(span)) = (made.first_touch, reminds) {
            self.report(wording::part_of_business_days(span));
        }
        self.steps_before(&made, sla, first);
        self.places.promises.push(first);
        made.reminders.sort_by_key(|share: &Decimal| share.scaled());
        made
    }

    fn step(&mut self, module: usize, after: &tree::Duration, to: &[tree::Link], reassign: bool) -> Option<SlaStep> {
        let after = self.promise_length(after);
        let to = self.chain(module, to, true);
        Some(SlaStep { after: after?, reassign, to: to? })
    }

    fn promise_length(&mut self, length: &tree::Duration) -> Option<Length> {
        if !length.business {
            return self.length(length).map(Length::Clock);
        }
        match length.unit {
            Unit::Days | Unit::Weeks => {
                let per_unit = if length.unit == Unit::Weeks { 5 } else { 1 };
                let days = length.amount.parse::<u32>().ok().and_then(|amount| amount.checked_mul(per_unit));
                match days.filter(|days| *days <= 400) {
                    Some(days) => Some(Length::BusinessDays(days)),
                    None => {
                        self.report(wording::whole_business_days(length.span));
                        None
                    }
                }
            }
            _ => self.length(length).map(Length::Business),
        }
    }

    /// Business time needs a clock: the promise's own, or the hours of every team that may decide.
    pub(super) fn check_promise(&mut self, rule: &Rule, block: &tree::Block) {
        let line = block.lines.iter().find(|line| matches!(line.kind, RuleLineKind::Sla(_)));
        if let (Some(chain), Some(line)) = (rule.decision.as_ref().and_then(Decision::chain), line) {
            self.remember_promise(rule, chain, line.span);
        }
        let Some(promise) = rule.sla.and_then(|id| self.model.slas.get(id.index())) else { return };
        if promise.clock.is_some() || !promise.counts_business_time() {
            return;
        }
        let Some(Decision::Assign(chain) | Decision::Attach { assign: Some(chain), .. }) = &rule.decision else {
            return;
        };
        let name = promise.name.to_string();
        if let Some(team) = self.team_without_hours(chain) {
            let span = block
                .lines
                .iter()
                .find(|line| matches!(line.kind, RuleLineKind::Sla(_)))
                .map_or(block.span, |line| line.span);
            self.report(wording::no_clock(&name, &team, span));
        }
    }

    fn team_without_hours(&self, chain: &Chain) -> Option<String> {
        for link in &chain.links {
            let Target::Team { team, .. } = &link.target else { continue };
            let TeamRef::Team(id) = team else { continue };
            let team = self.model.teams.get(id.index())?;
            let nested = matches!(&team.members, Members::Named(members)
                if members.iter().any(|member| !matches!(member, crate::model::Member::Rep(_))));
            if team.hours == TeamHours::Always && !nested && self.clock_of_team(*id).is_none() {
                return Some(team.name.to_string());
            }
        }
        None
    }
}

impl Sla {
    /// Whether any of its lengths counts open time only.
    pub(crate) fn counts_business_time(&self) -> bool {
        let business = |length: &Length| !matches!(length, Length::Clock(_));
        self.first_touch.iter().any(business) || self.steps.iter().any(|step| business(&step.after))
    }
}
