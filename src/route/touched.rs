//! Whose state a decision looked at: what must not change between deciding and storing.

use super::eligible::Eligibility;
use super::facts::LeadFacts;
use super::walk::Walk;
use crate::domain::{Rep, TeamId};
use crate::model::{Available, Chain, Decision, RuleKind, Target};

/// The teams and people whose state an answer may rest on, also those that it passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) teams: Vec<TeamId>,
    /// Places in the snapshot's reps; those reached by way of a team are not listed.
    pub(crate) reps: Vec<usize>,
}

impl Touched {
    /// Every link of every chain that was tried (`retry_at` looks behind the one that won), and those of shadow rules.
    pub(crate) fn by(all: &Eligibility<'_, LeadFacts<'_>>, walk: Option<&Walk<'_>>) -> Self {
        let mut touched = Self::default();
        for tried in walk.iter().flat_map(|walk| &walk.tried) {
            touched.chain(all, tried.chain);
        }
        let shadows = all.world.model.rules.iter().filter(|rule| rule.kind == RuleKind::Shadow && !rule.disabled);
        for chain in shadows.filter_map(|rule| rule.decision.as_ref().and_then(Decision::chain)) {
            touched.chain(all, chain);
        }
        touched
    }

    fn chain(&mut self, all: &Eligibility<'_, LeadFacts<'_>>, chain: &Chain) {
        for link in &chain.links {
            // Whom a link names by the time is asked about later times, too.
            if link.named().is_some_and(|value| all.world.timely().value(value)) {
                self.teams = (0..all.world.model.teams.len()).map(TeamId::at).collect();
                self.reps = (0..all.world.snapshot.reps.len()).collect();
                return;
            }
            if let Target::Team { team, .. } = &link.target
                && let Some((id, _)) = all.team_of(team, None)
            {
                all.world.with_inner(id, &mut self.teams);
            }
            if let Available::ForTeam(id) = link.available {
                all.world.with_inner(id, &mut self.teams);
            }
            if let Some(counts) = link.counts {
                all.world.with_inner(counts.team, &mut self.teams);
            }
            if let Some(rep) = all.person_of(link) {
                self.rep(all, rep);
            }
        }
    }

    fn rep(&mut self, all: &Eligibility<'_, LeadFacts<'_>>, rep: &Rep) {
        let place = all.world.snapshot.place_of(rep.id());
        self.reps.extend(place);
    }
}
