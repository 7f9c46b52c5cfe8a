//! What conditions and weights say of a team's reps whatever the lead: judged once, when first asked.

use super::people::together;
use crate::domain::{Decimal, TeamId};
use crate::model::{Cond, Expr, Key, Strategy, Team, Uses};
use crate::route::places::Places;
use crate::route::roster::{Who, World, strategies_of};
use crate::route::truth::Facts;
use std::sync::OnceLock;

/// The conditions that may be asked of a team's members, and the weights of its `evenly` keys.
#[derive(Debug)]
pub(crate) struct Verdicts {
    /// By the place of the condition in memory, sorted: the policy stays where it is.
    conditions: Vec<(usize, OnceLock<Verdict>)>,
    /// By period counted.
    weights: Vec<OnceLock<Option<Weights>>>,
}

/// What one condition says.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// For whom it is yes, whatever the lead.
    Fixed(Places),
    /// It does not look at the rep.
    OfLead,
    /// Reps of whom it must say the same, each group with one of its seats.
    Groups(Vec<(usize, Places)>),
    /// It may differ for each.
    Each,
}

/// What every seat weighs, whatever the lead.
#[derive(Debug)]
pub(crate) struct Weights {
    /// Ten thousandths.
    pub(crate) scaled: Vec<i128>,
    /// The weight of all, where it is one.
    pub(crate) equal: Option<i128>,
    /// Those of 0 or less.
    pub(crate) none: Places,
    /// The sum of those above 0.
    pub(crate) sum: i128,
    /// Reps whose weight is unknown and counts as 1.
    pub(crate) unknown: Places,
}

impl Verdicts {
    pub(super) fn new(world: World<'_>, id: TeamId, team: &Team) -> Self {
        let mut conditions: Vec<(usize, OnceLock<Verdict>)> = Vec::new();
        let mut add = |condition: &Cond| conditions.push((address(condition), OnceLock::new()));
        team.needs.iter().for_each(|need| add(&need.condition));
        let mut add_all = |strategy: &Strategy| {
            for key in &strategy.keys {
                if let Key::BestMatch { musts, prefers } = key {
                    musts.iter().for_each(|must| add(&must.condition));
                    prefers.iter().for_each(|(condition, _)| add(condition));
                }
            }
        };
        strategies_of(world.model, id, &mut add_all);
        conditions.sort_by_key(|(address, _)| *address);
        let counted = world.roster.counted.get(id.index()).map_or(0, Vec::len);
        Self { conditions, weights: (0..counted).map(|_| OnceLock::new()).collect() }
    }

    /// What a condition of the policy says of the team's members.
    pub(crate) fn of<F: Facts>(&self, world: World<'_>, id: TeamId, facts: &F, condition: &Cond) -> &Verdict {
        let address = address(condition);
        let place = self.conditions.binary_search_by_key(&address, |(address, _)| *address);
        match place.ok().and_then(|place| self.conditions.get(place)) {
            Some((_, verdict)) => verdict.get_or_init(|| judge(world, id, facts, condition)),
            None => &Verdict::Each,
        }
    }

    /// What the members weigh in the period at a place of those counted; `None` where that depends on the lead.
    pub(crate) fn weights<F: Facts>(
        &self,
        world: World<'_>,
        id: TeamId,
        facts: &F,
        counted: usize,
    ) -> Option<&Weights> {
        self.weights.get(counted)?.get_or_init(|| weigh(world, id, facts, counted)).as_ref()
    }
}

fn address(condition: &Cond) -> usize {
    std::ptr::from_ref(condition).addr()
}

fn judge<F: Facts>(world: World<'_>, id: TeamId, facts: &F, condition: &Cond) -> Verdict {
    let uses = Uses::of(condition);
    let seats = world.seats(id);
    let rep_at = |place: usize| seats.get(place).and_then(|seat| world.rep(seat));
    if !uses.lead {
        let yes = |place| rep_at(place).is_some_and(|rep| facts.judge(condition, Some(rep)).is_yes());
        return Verdict::Fixed((0..seats.len()).map(yes).collect());
    }
    if uses.id {
        return Verdict::Each;
    }
    if uses.fields.is_empty() {
        return Verdict::OfLead;
    }
    let reps: Places = seats.iter().map(|seat| matches!(seat.who, Who::Rep(_))).collect();
    let form = |place: usize| {
        let rep = rep_at(place)?;
        let values: Vec<_> = uses.fields.iter().map(|field| rep.fields.get(field.index())).collect();
        Some(format!("{values:?}"))
    };
    let groups = together(seats.len(), &reps, form);
    // Sets of places for hardly fewer groups than reps cost more than they spare.
    if groups.len() > 8 && groups.len() > seats.len() / 4 { Verdict::Each } else { Verdict::Groups(groups) }
}

fn weigh<F: Facts>(world: World<'_>, id: TeamId, facts: &F, counted: usize) -> Option<Weights> {
    let weight = world.roster.counted.get(id.index())?.get(counted)?.weight.as_ref();
    if weight.is_some_and(|weight| Uses::of_value(weight).lead) {
        return None;
    }
    let seats = world.seats(id);
    let all = super::super::eligible::Eligibility::new(world, facts);
    let scaled: Vec<i128> = seats.iter().map(|seat| all.weight(seat, weight).scaled()).collect();
    let first = scaled.first().copied();
    let unknown = seats.iter().map(|seat| {
        let known = |weight: &Expr| -> Option<Decimal> { all.known_weight(seat, weight) };
        matches!(seat.who, Who::Rep(_)) && weight.is_some_and(|weight| known(weight).is_none())
    });
    Some(Weights {
        equal: first.filter(|first| scaled.iter().all(|weight| weight == first)),
        none: scaled.iter().map(|weight| *weight <= 0).collect(),
        sum: scaled.iter().fold(0_i128, |sum, weight| sum.saturating_add((*weight).max(0))),
        unknown: unknown.collect(),
        scaled,
    })
}
