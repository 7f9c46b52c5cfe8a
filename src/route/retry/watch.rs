//! What must be watched: the conditions and values that depend on time and decide whether somebody passes.

use super::change::Changes;
use crate::domain::{Rep, TeamId, Value};
use crate::model::{Cond, Expr, Key, Link, Strategy, Target, Team, Timely, Uses};
use crate::route::eligible::Eligibility;
use crate::route::facts::LeadFacts;
use crate::route::truth::Facts;
use jiff::Timestamp;

/// Conditions and values, each with the rep at hand where it looks at him.
#[derive(Default)]
pub(super) struct Watch<'a> {
    conditions: Vec<(&'a Cond, Option<&'a Rep>)>,
    values: Vec<(&'a Expr, Option<&'a Rep>)>,
}

impl<'a> Watch<'a> {
    /// What the links look at, and the teams that they may ask.
    pub(super) fn of<F: Facts>(all: &Eligibility<'a, F>, links: &[&'a Link], teams: &[TeamId]) -> Self {
        let (mut watch, timely) = (Self::default(), all.world.timely());
        for link in links {
            let condition = link.condition.as_deref().filter(|condition| timely.condition(condition));
            watch.conditions.extend(condition.map(|condition| (condition, None)));
            let named = link.named().filter(|value| timely.value(value));
            watch.values.extend(named.map(|value| (value, None)));
            if let Target::Team { team, by: Some(by) } = &link.target {
                match all.team_of(team, None) {
                    Some((id, _)) if named.is_none() => watch.strategy(all, id, by),
                    _ => teams.iter().for_each(|id| watch.strategy(all, *id, by)),
                }
            }
        }
        for id in teams {
            let Some(team) = all.world.team(*id) else { continue };
            watch.team(all, *id, team);
        }
        watch
    }

    fn team<F: Facts>(&mut self, all: &Eligibility<'a, F>, id: TeamId, team: &'a Team) {
        for need in &team.needs {
            self.condition(all, id, &need.condition);
        }
        self.strategy(all, id, &team.strategy);
    }

    fn strategy<F: Facts>(&mut self, all: &Eligibility<'a, F>, id: TeamId, strategy: &'a Strategy) {
        for key in &strategy.keys {
            match key {
                Key::BestMatch { musts, .. } => musts.iter().for_each(|must| self.condition(all, id, &must.condition)),
                Key::Evenly { weight: Some(weight), .. } if all.world.timely().value(weight) => {
                    let reps = reps(all, id, &Uses::of_value(weight));
                    self.values.extend(reps.into_iter().map(|rep| (weight, rep)));
                }
                _ => {}
            }
        }
    }

    fn condition<F: Facts>(&mut self, all: &Eligibility<'a, F>, id: TeamId, condition: &'a Cond) {
        if all.world.timely().condition(condition) {
            let reps = reps(all, id, &Uses::of(condition));
            self.conditions.extend(reps.into_iter().map(|rep| (condition, rep)));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.values.is_empty()
    }

    /// The first instant behind that of the facts at which anything of it may change, and how many pieces were looked at.
    pub(super) fn next<'b>(&self, facts: &'b LeadFacts<'b>, timely: &'b Timely) -> (Option<Timestamp>, usize) {
        let mut changes = Changes::new(facts, timely);
        self.conditions.iter().for_each(|(condition, rep)| changes.condition(condition, *rep));
        for (value, rep) in &self.values {
            changes.value(value, *rep);
            changes.meets_values(value, [&Value::Integer(0)], *rep);
        }
        (changes.next(), changes.looks)
    }
}

/// The members for whom something is asked apart: nobody in particular where it does not look at them.
fn reps<'a, F: Facts>(all: &Eligibility<'a, F>, id: TeamId, uses: &Uses) -> Vec<Option<&'a Rep>> {
    if uses.fields.is_empty() && !uses.id {
        return vec![None];
    }
    all.world.seats(id).iter().filter_map(|seat| all.world.rep(seat)).map(Some).collect()
}
