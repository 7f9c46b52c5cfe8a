//! A policy together with the people of a snapshot: teams without anybody, skills that nobody has, hours without anyone.

use super::Prover;
use super::week;
use crate::check::logic as wording;
use crate::domain::{FieldId, Kind, Rep, Snapshot, TeamId, Value};
use crate::model::{Cond, Expr, Key, Need, Set, Strategy, Target, TeamHours, TeamRef};
use crate::route::{Request, Roster, Who, World};
use crate::text::Span;

/// Rows of tables and lookups that are told because of one team.
const ROWS_TOLD: usize = 3;

impl Prover<'_, '_> {
    pub(super) fn people(&mut self, snapshot: &Snapshot) {
        let roster = Roster::new(self.rules.model(), snapshot);
        let world = World { model: self.rules.model(), snapshot, roster: &roster };
        for team in 0..self.rules.model().teams.len() {
            self.team(world, TeamId::at(team));
        }
        self.skills_of_links(world);
        self.two_teams(world);
    }

    fn team(&mut self, world: World<'_>, id: TeamId) {
        let (Some(team), Some(at)) = (world.team(id), self.places.teams.get(id.index()).copied()) else { return };
        let name = team.name.to_string();
        let members = active(world, id);
        let inner = world.seats(id).iter().filter(|seat| !matches!(seat.who, Who::Rep(_))).count();
        match members.as_slice() {
            [] if inner == 0 => {
                self.report(wording::nobody_in_team(&name, at, world.snapshot.reps.len()));
                self.rows_that_name(world, id);
                return;
            }
            [only] if inner == 0 => self.report(wording::one_in_team(&name, only.name(), at)),
            _ => {}
        }
        for need in &team.needs {
            self.skill(world, id, need, at);
        }
        for need in musts(&team.strategy) {
            self.skill(world, id, need, at);
        }
        if team.hours == TeamHours::OfRep {
            let times: Vec<_> = members.iter().map(|rep| world.hours_of_rep(rep, Some(team))).collect();
            // Somebody without hours is never off.
            let times: Option<Vec<_>> = times.into_iter().collect();
            if let Some(times) = times
                && let Some(told) = week::without_anybody(&times, &self.rules.model().zone)
            {
                self.report(wording::hours_without_anybody(&name, at, &told.ordinary, &told.other, &told.example));
            }
        }
    }

    /// Whether anybody of a team can pass a condition.
    fn skill(&mut self, world: World<'_>, id: TeamId, need: &Need, at: Span) {
        let name = world.team(id).map_or_else(String::new, |team| team.name.to_string());
        let members = active(world, id);
        if members.is_empty() {
            return;
        }
        if speaks_of_rep_only(&need.condition) {
            let lead = self.rules.lead(&[]);
            let request = Request::new(&lead);
            let passes = |rep: &&Rep| {
                self.rules
                    .with_facts(&request, world.snapshot, |facts| facts.judge(&need.condition, Some(rep)).is_yes())
            };
            if !members.iter().any(passes) {
                self.report(wording::skill_nobody_has(&name, &need.words, members.len(), at));
            }
        } else if let Some((field, skills)) = lead_in_skills(&need.condition) {
            let model = self.rules.model();
            let Some(Kind::Enum(values)) = model.lead.fields.get(field.index()).map(|field| field.kind.clone()) else {
                return;
            };
            let known = model.enums.get(values.index()).map(|known| &known.values[..]).unwrap_or_default();
            let has = |place: u32, rep: &Rep| match rep.fields.get(skills.index()) {
                Some(Some(Value::List(items))) => items.contains(&Value::Enum(values, place)),
                _ => false,
            };
            let missing: Vec<&str> = (0_u32..)
                .zip(known)
                .filter(|(place, _)| !members.iter().any(|rep| has(*place, rep)))
                .map(|(_, value)| &*value.name)
                .collect();
            if !missing.is_empty() {
                let asked = model.lead.fields.get(field.index()).map_or("", |field| &*field.name);
                self.report(wording::values_nobody_has(&name, asked, &missing, &need.words, at));
            }
        }
    }

    fn skills_of_links(&mut self, world: World<'_>) {
        let model = self.rules.model();
        for (rule, place) in model.rules.iter().zip(self.places.rules.iter()) {
            let Some(chain) = rule.decision.as_ref().and_then(crate::model::Decision::chain) else { continue };
            for (link, span) in chain.links.iter().zip(&place.links) {
                if let Target::Team { team: TeamRef::Team(id), by: Some(by) } = &link.target {
                    for need in musts(by) {
                        self.skill(world, *id, need, *span);
                    }
                }
            }
        }
    }

    /// Rows of tables and lookups whose answer is a team without anybody.
    fn rows_that_name(&mut self, world: World<'_>, id: TeamId) {
        let name = world.team(id).map_or_else(String::new, |team| team.name.to_string());
        let is = |value: &Option<Value>| *value == Some(Value::Team(id));
        let tables = world.model.tables.iter().zip(&self.places.tables).flat_map(|(table, place)| {
            table.rows.iter().zip(&place.rows).filter(|(row, _)| row.values.iter().any(is)).map(|(_, span)| *span)
        });
        let lookups = world.model.lookups.iter().zip(&self.places.lookups).flat_map(|(lookup, spans)| {
            lookup.rows.iter().zip(spans).filter(|(row, _)| row.values.iter().any(is)).map(|(_, span)| *span)
        });
        let rows: Vec<Span> = tables.chain(lookups).collect();
        let at = self.places.teams.get(id.index()).copied();
        for span in rows.iter().take(ROWS_TOLD) {
            self.report(wording::row_names_nobody(&name, *span, at, rows.len()));
        }
    }

    /// Reps whom two teams want at different times.
    fn two_teams(&mut self, world: World<'_>) {
        let teams = &world.model.teams;
        let item = |place: usize| match teams.get(place).map(|team| &team.hours) {
            Some(TeamHours::Item(hours)) => Some(*hours),
            _ => None,
        };
        for first in 0..teams.len() {
            for second in first.saturating_add(1)..teams.len() {
                let (Some(one), Some(other)) = (item(first), item(second)) else { continue };
                let hours = |id: crate::domain::HoursId| world.model.hours.get(id.index());
                let (Some(one_hours), Some(other_hours)) = (hours(one), hours(other)) else { continue };
                if one == other || one_hours.hours == other_hours.hours {
                    continue;
                }
                let (a, b) = (active(world, TeamId::at(first)), active(world, TeamId::at(second)));
                let both: Vec<&&Rep> = a.iter().filter(|rep| b.iter().any(|known| known.id == rep.id)).collect();
                let (Some(rep), Some(at), Some(also)) =
                    (both.first(), self.places.teams.get(second), self.places.teams.get(first))
                else {
                    continue;
                };
                let told =
                    wording::two_hours(rep.name(), both.len(), (&one_hours.name, *also), (&other_hours.name, *at));
                self.report(told);
            }
        }
    }
}

/// The members of a team who are active, those of teams inside it too.
fn active<'a>(world: World<'a>, id: TeamId) -> Vec<&'a Rep> {
    let mut teams = Vec::new();
    world.with_inner(id, &mut teams);
    let seats = teams.iter().flat_map(|team| world.seats(*team));
    let mut members: Vec<&Rep> = seats.filter_map(|seat| world.rep(seat)).filter(|rep| rep.active).collect();
    members.sort_by(|a, b| a.id.cmp(&b.id));
    members.dedup_by(|a, b| a.id == b.id);
    members
}

fn musts(strategy: &Strategy) -> impl Iterator<Item = &Need> {
    strategy.keys.iter().flat_map(|key| match key {
        Key::BestMatch { musts, .. } => musts.as_slice(),
        _ => &[],
    })
}

/// A condition that is the same for every lead.
fn speaks_of_rep_only(condition: &Cond) -> bool {
    let rep = |value: &Expr| matches!(value, Expr::Literal(_) | Expr::RepField(_) | Expr::RepId);
    match condition {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().all(speaks_of_rep_only),
        Cond::Not(inner) => speaks_of_rep_only(inner),
        Cond::Always(_) => true,
        Cond::Truth(value) | Cond::Missing(value) => rep(value),
        Cond::In(value, Set::Items(_) | Set::List(_)) => rep(value),
        Cond::In(value, Set::Expr(list)) => rep(value) && rep(list),
        Cond::Compare(_, a, b)
        | Cond::Has(a, b)
        | Cond::HasAnyOf(a, b)
        | Cond::HasAllOf(a, b)
        | Cond::Contains(a, b)
        | Cond::StartsWith(a, b)
        | Cond::EndsWith(a, b) => rep(a) && rep(b),
        _ => false,
    }
}

/// `lead.language in rep.languages`: the field and the rep's list.
fn lead_in_skills(condition: &Cond) -> Option<(FieldId, FieldId)> {
    match condition {
        Cond::In(Expr::Field(field), Set::Expr(list)) => match **list {
            Expr::RepField(skills) => Some((*field, skills)),
            _ => None,
        },
        Cond::Has(Expr::RepField(skills), Expr::Field(field)) => Some((*field, *skills)),
        _ => None,
    }
}
