//! What an observer sees of a decision: names, counts and reasons, and no value of the lead.

use super::eligible::{Asking, Eligibility, Reason};
use super::facts::LeadFacts;
use super::truth::Facts;
use super::walk::Walk;
use crate::domain::{Assignment, Outcome};
use crate::model::{Chain, Target};
use std::sync::Arc;

/// Told of every decision, in the thread that made it. For counting and tracing: it decides nothing.
///
/// Without one nothing is gathered. See [`crate::Counters`] for one that is ready, and `examples/tracing.rs` for one that
/// writes spans.
pub trait Observer: Send + Sync {
    /// A decision was made.
    fn decided(&self, seen: &Observed);
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn decided(&self, seen: &Observed) {
        (**self).decided(seen);
    }
}

/// A decision without anything that the lead said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed {
    /// The route that was asked.
    pub route: Arc<str>,
    /// The deciding rule.
    pub rule: Option<Arc<str>>,
    /// The 0-based place in the deciding chain.
    pub link: Option<u32>,
    /// What became of the lead.
    pub outcome: Outcome,
    /// The innermost team that gave it.
    pub team: Option<Arc<str>>,
    /// The queue it went to.
    pub queue: Option<Arc<str>>,
    /// The rep who got it, or for whom it is held.
    pub rep: Option<Arc<str>>,
    /// How many members and persons were considered, in all chains.
    pub tried: u32,
    /// Who of them could not get it.
    pub skipped: Vec<Skipped>,
}

/// Somebody who could not get a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The team that considered him; `None` for a person link.
    pub team: Option<Arc<str>>,
    /// A rep id, `team:x` or `queue:x`; `None` for a person whom the snapshot does not know.
    pub member: Option<Arc<str>>,
    /// Every reason, in the order of [`Reason`].
    pub reasons: Vec<Reason>,
}

impl Observed {
    pub(crate) fn by(all: &Eligibility<'_, LeadFacts<'_>>, walk: Option<&Walk<'_>>, answer: &Assignment) -> Self {
        let mut seen = Self {
            route: Arc::clone(&answer.route),
            rule: answer.rule.clone(),
            link: answer.link,
            outcome: answer.outcome,
            team: answer.team.clone(),
            queue: answer.queue.clone(),
            rep: answer.rep.clone(),
            tried: 0,
            skipped: Vec::new(),
        };
        for tried in walk.iter().flat_map(|walk| &walk.tried) {
            let until = tried.won.as_ref().map_or(tried.chain.links.len(), |(place, _)| place.saturating_add(1));
            seen.chain(all, tried.chain, until);
        }
        seen
    }

    fn chain<'a>(&mut self, all: &Eligibility<'a, LeadFacts<'a>>, chain: &'a Chain, until: usize) {
        let now = all.facts.moment.now;
        for link in chain.links.iter().take(until) {
            if link.condition.as_ref().is_some_and(|condition| !all.facts.judge(condition, None).is_yes()) {
                continue;
            }
            match &link.target {
                Target::Team { team, by } => {
                    let Some((id, strategy)) = all.team_of(team, by.as_ref()) else { continue };
                    let Some(team) = all.world.team(id) else { continue };
                    let asking = Asking { id, team, strategy, ignoring: link.ignoring, at: now };
                    for seat in all.world.seats(id) {
                        let reasons = all.member(asking, seat).to_vec();
                        self.add(Some(&team.name), Some(&seat.key), reasons);
                    }
                }
                Target::Rep(_) | Target::ManagerOf(_) => match all.person_of(link) {
                    Some(rep) => self.add(None, Some(&rep.id), all.person(link, rep, now).to_vec()),
                    None => self.add(None, None, vec![Reason::UnknownRep]),
                },
                _ => {}
            }
        }
    }

    fn add(&mut self, team: Option<&Arc<str>>, member: Option<&Arc<str>>, reasons: Vec<Reason>) {
        self.tried = self.tried.saturating_add(1);
        if !reasons.is_empty() {
            self.skipped.push(Skipped { team: team.cloned(), member: member.cloned(), reasons });
        }
    }
}
