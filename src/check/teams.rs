//! Teams and queues: who is in them, when they work, what caps them.

#![allow(clippy::indexing_slicing, reason = "every place comes from the same list a few lines above")]

use super::context::Context;
use super::fields::title;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::calendar::{Period, Zone};
use crate::domain::{Decimal, Kind, QueueId, TeamId};
use crate::model::{
    Cap, CapWindow, Key, Member, Members, Need, NewMembers, Part, Queue, Strategy, Team, TeamHours, asks_request,
};
use crate::syntax::tree::{self, Document, ItemKind, Name, TeamLine};
use crate::text::Span;
use std::sync::Arc;

impl Checker<'_> {
    /// Names alone, so that data may speak of teams before they are understood.
    pub(super) fn team_names(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                if let ItemKind::Team(team) = &item.kind {
                    let zone = self.module_zone(module);
                    self.places.teams.push(team.name.span);
                    self.model.teams.push(Team {
                        name: team.name.text.as_str().into(),
                        title: title(team.title.as_ref()),
                        was: team.was.as_ref().map(|name| name.text.as_str().into()),
                        members: Members::Named(Vec::new()),
                        hours: TeamHours::Always,
                        zone,
                        caps: Vec::new(),
                        needs: Vec::new(),
                        new_members: NewMembers::StartLevel,
                        absences_owed: false,
                        reserve: Vec::new(),
                        strategy: Strategy { keys: Vec::new() },
                    });
                }
            }
        }
    }

    pub(super) fn all_teams(&mut self, documents: &[Document]) {
        let mut next = 0;
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Team(team) => {
                        self.team(module, TeamId::at(next), team);
                        next += 1;
                    }
                    ItemKind::Queue(queue) => {
                        // Nothing of a queue depends on its zone or on who looks after it; a wrong zone is told.
                        if let Some(zone) = &queue.zone {
                            self.zone(zone);
                        }
                        self.model
                            .queues
                            .push(Queue { name: queue.name.text.as_str().into(), title: title(queue.title.as_ref()) });
                    }
                    _ => {}
                }
            }
        }
        self.nested_cycles();
    }

    fn team(&mut self, module: usize, id: TeamId, team: &tree::Team) {
        let Some(mut made) = self.model.teams.get(id.index()).cloned() else { return };
        let (mut own_zone, mut hours_zone, mut has_members): (Option<Zone>, Option<Zone>, bool) = (None, None, false);
        for line in &team.lines {
            match line {
                TeamLine::MembersWhere(condition) => {
                    has_members = true;
                    let read = self.condition(condition, &Context::members(module));
                    if asks_request(Part::Condition(&read)) {
                        self.report(wording::members_by_request(condition.span));
                    }
                    made.members = Members::Where(read);
                }
                TeamLine::Members(members, _) => {
                    has_members = true;
                    self.members_of_one_key(members);
                    let members: Vec<Member> =
                        members.iter().filter_map(|member| self.team_member(module, member)).collect();
                    made.members = Members::Named(members);
                }
                TeamLine::Hours(name) => {
                    if let Some(hours) = self.hours_named(module, name) {
                        made.hours = TeamHours::Item(hours);
                        hours_zone = self.zone_of_hours(hours);
                    }
                }
                TeamLine::HoursOfRep(_) => made.hours = TeamHours::OfRep,
                TeamLine::Zone(zone) => own_zone = self.zone(zone),
                TeamLine::Cap(cap) => made.caps.extend(self.cap(module, cap)),
                TeamLine::Needs { condition, first } => {
                    let words = self.words_of(condition).into();
                    let read = self.condition(condition, &Context::with_rep(module));
                    let first = match first {
                        Some(length) => self.clock_length(length),
                        None => None,
                    };
                    made.needs.push(Need { condition: read, first, words });
                }
                TeamLine::NewMembers(how, _) => {
                    made.new_members = match how {
                        tree::NewMembers::Level => NewMembers::StartLevel,
                        tree::NewMembers::AtZero => NewMembers::StartAtZero,
                        tree::NewMembers::Last => NewMembers::StartLast,
                    };
                }
                TeamLine::Absences { owed, .. } => made.absences_owed = *owed,
                TeamLine::ReserveFor(channel) => made.reserve.extend(self.channel(channel)),
                TeamLine::DistributeBy(strategy) => {
                    if let Some(read) = self.strategy(module, strategy) {
                        self.remember_shares(Some(id), strategy, &read);
                        made.strategy = read;
                    }
                }
                TeamLine::Bad => has_members = true,
            }
        }
        if !has_members {
            self.report(wording::no_members(&team.name.text, team.name.span));
        }
        made.zone = own_zone.or(hours_zone).unwrap_or_else(|| self.module_zone(module));
        if let Members::Named(members) = &made.members
            && members.iter().any(|member| !matches!(member, Member::Rep(_)))
        {
            let fine = made.strategy.keys.iter().all(|key| {
                matches!(key, Key::RoundRobin | Key::LongestIdle | Key::InOrder | Key::Evenly { .. } | Key::StableOn(_))
            });
            if !fine {
                self.report(wording::nested_strategy(&team.name.text, team.name.span));
            }
        }
        self.nested_lines(team, &made);
        if let Some(slot) = self.model.teams.get_mut(id.index()) {
            *slot = made;
        }
    }

    fn team_member(&mut self, module: usize, member: &tree::Member) -> Option<Member> {
        match member {
            tree::Member::Rep(id) => Some(Member::Rep(crate::text::nfc(&id.text).into())),
            tree::Member::Team { name, weight } => {
                let team = self.team_named(module, name)?;
                let weight = match weight {
                    Some(weight) => self.decimal(weight, module)?,
                    None => Decimal::from(1),
                };
                Some(Member::Team { team, weight })
            }
            tree::Member::Queue(name) => self.queue_named(module, name).map(Member::Queue),
        }
    }

    fn cap(&mut self, module: usize, cap: &tree::Cap) -> Option<Cap> {
        let channel = match &cap.channel {
            Some(channel) if channel.text != "lead" => Some(self.channel(channel)?),
            _ => None,
        };
        let limit = self.whole(&cap.limit, module)?;
        if limit < 1 {
            self.report(wording::cap_of_nothing(cap.limit.span));
            return None;
        }
        let window = match &cap.window {
            tree::CapWindow::Per(period) => CapWindow::Per(period_of(*period)),
            tree::CapWindow::Rolling(length) => CapWindow::Rolling(self.clock_length(length)?),
            tree::CapWindow::AtOnce => CapWindow::AtOnce,
        };
        Some(Cap { channel, limit, window, in_zone_of_rep: cap.in_zone_of_rep })
    }

    /// A channel that leads can come by.
    fn channel(&mut self, name: &Name) -> Option<Arc<str>> {
        let channels: Vec<String> = match self.model.channel_field {
            Some(field) => match self.model.lead.fields.get(field.index()).map(|field| &field.kind) {
                Some(Kind::Enum(id)) => {
                    let values = self.model.enums.get(id.index()).map(|known| &known.values[..]).unwrap_or_default();
                    values.iter().map(|value| value.name.to_string()).collect()
                }
                _ => Vec::new(),
            },
            None => vec!["lead".to_owned()],
        };
        if channels.contains(&name.text) {
            return Some(name.text.as_str().into());
        }
        self.report(wording::unknown("channel", &name.text, name.span, channels.iter().map(String::as_str)));
        None
    }

    pub(super) fn team_named(&mut self, module: usize, name: &Name) -> Option<TeamId> {
        match self.thing(module, Space::Team, name)? {
            Thing::Team(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn queue_named(&mut self, module: usize, name: &Name) -> Option<QueueId> {
        match self.thing(module, Space::Queue, name)? {
            Thing::Queue(id) => Some(id),
            _ => None,
        }
    }

    /// No team may hold itself, directly or through others.
    fn nested_cycles(&mut self) {
        let inner = |team: usize| -> Vec<usize> {
            match self.model.teams.get(team).map(|team| &team.members) {
                Some(Members::Named(members)) => members
                    .iter()
                    .filter_map(|member| match member {
                        Member::Team { team, .. } => Some(team.index()),
                        _ => None,
                    })
                    .collect(),
                _ => Vec::new(),
            }
        };
        let mut done = vec![false; self.model.teams.len()];
        let mut found = None;
        for start in 0..done.len() {
            let mut path: Vec<(usize, Vec<usize>)> = vec![(start, inner(start))];
            while let Some((team, rest)) = path.last_mut() {
                match rest.pop() {
                    None => {
                        done[*team] = true;
                        path.pop();
                    }
                    Some(next) if path.iter().any(|(team, _)| *team == next) => {
                        found = Some(next);
                        path.clear();
                    }
                    Some(next) if !done[next] => path.push((next, inner(next))),
                    Some(_) => {}
                }
            }
        }
        if let Some(team) = found {
            let name = self.model.teams.get(team).map(|team| team.name.to_string()).unwrap_or_default();
            let none = Span::new(crate::text::SourceId::FIRST, 0, 0);
            let span = self.names.place(Thing::Team(TeamId::at(team))).unwrap_or(none);
            self.report(wording::team_in_itself(&name, span));
        }
    }
}

pub(super) const fn period_of(period: tree::Period) -> Period {
    match period {
        tree::Period::Day => Period::Day,
        tree::Period::Week => Period::Week,
        tree::Period::Month => Period::Month,
        tree::Period::Quarter => Period::Quarter,
        tree::Period::Ever => Period::Ever,
    }
}
