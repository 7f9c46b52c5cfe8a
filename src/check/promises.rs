//! Promises.

use super::definitions::Progress;
use super::fields::title;
use super::{Checker, wording};
use crate::domain::{Decimal, Kind, TeamId, Value};
use crate::model::{
    Chain, Decision, DerivedBody, Expr, Length, Member, Members, Rule, Sla, SlaStep, Target, TeamHours, TeamRef,
};
use crate::syntax::tree::{self, Document, ItemKind, RuleLineKind, SlaLine, Unit};
use std::collections::BTreeSet;

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

    /// Business time needs a clock: the promise's own, or hours of every team that may decide, its own or those of a team
    /// around it. A person's own hours come with the snapshot.
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
        let span = line.map_or(block.span, |line| line.span);
        if let Some(team) = self.team_without_hours(chain) {
            self.report(wording::no_clock(&name, &team, span));
        } else if chain.links.iter().all(|link| matches!(link.target, Target::Queue(_) | Target::Hold { .. })) {
            self.report(wording::no_clock_of_queue(&name, span));
        }
    }

    /// A team that may decide though neither it nor a team around it keeps hours.
    fn team_without_hours(&self, chain: &Chain) -> Option<String> {
        let mut seen = BTreeSet::new();
        for link in &chain.links {
            let Target::Team { team, .. } = &link.target else { continue };
            let teams = match team {
                TeamRef::Team(id) => BTreeSet::from([*id]),
                TeamRef::Value(value) => self.teams_given_by(value),
            };
            if let Some(id) = teams.into_iter().find_map(|id| self.without_hours(id, &mut seen)) {
                return Some(self.model.teams.get(id.index())?.name.to_string());
            }
        }
        None
    }

    /// The innermost such team.
    fn without_hours(&self, id: TeamId, seen: &mut BTreeSet<TeamId>) -> Option<TeamId> {
        let team = self.model.teams.get(id.index()).filter(|team| team.hours == TeamHours::Always)?;
        match &team.members {
            _ if !seen.insert(id) => None,
            Members::Where(_) => Some(id),
            Members::Named(members) => members.iter().find_map(|member| match member {
                Member::Team { team, .. } => self.without_hours(*team, seen),
                Member::Rep(_) | Member::Queue(_) => Some(id),
            }),
        }
    }

    /// The teams that a value can name; what data bring can name any.
    fn teams_given_by(&self, value: &Expr) -> BTreeSet<TeamId> {
        let model = &self.model;
        let among = |values: &mut dyn Iterator<Item = &Option<Value>>| {
            let team = |value: &Option<Value>| match value {
                Some(Value::Team(id)) => Some(*id),
                _ => None,
            };
            values.filter_map(team).collect()
        };
        match value {
            Expr::Literal(value) => among(&mut std::iter::once(&Some(value.clone()))),
            Expr::Default(first, second) => {
                self.teams_given_by(first).union(&self.teams_given_by(second)).copied().collect()
            }
            Expr::Lookup { lookup, column, .. } => {
                let rows = model.lookups.get(lookup.index()).into_iter().flat_map(|lookup| &lookup.rows);
                among(&mut rows.filter_map(|row| row.values.get(*column)))
            }
            // Definitions come into the model when all that uses them was read.
            Expr::Derived(id) => match self.derived.get(id.index()).and_then(Progress::body) {
                Some(DerivedBody::Value(value)) => self.teams_given_by(value),
                Some(DerivedBody::Classify { arms, otherwise }) => arms
                    .iter()
                    .map(|(value, _)| value)
                    .chain(otherwise)
                    .flat_map(|value| self.teams_given_by(value))
                    .collect(),
                Some(DerivedBody::Table { table, output }) => {
                    let table = model.tables.get(table.index()).into_iter();
                    let values = |table: &'_ crate::model::Table| {
                        let rows = table.rows.iter().filter_map(|row| row.values.get(*output));
                        among(&mut rows.chain(table.otherwise.get(*output)))
                    };
                    table.flat_map(values).collect()
                }
                None => BTreeSet::new(),
            },
            _ => (0..model.teams.len()).map(TeamId::at).collect(),
        }
    }
}

impl Sla {
    /// Whether any of its lengths counts open time only.
    pub(crate) fn counts_business_time(&self) -> bool {
        let business = |length: &Length| !matches!(length, Length::Clock(_));
        self.first_touch.iter().any(business) || self.steps.iter().any(|step| business(&step.after))
    }
}
