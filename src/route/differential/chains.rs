//! Every assign chain of a policy by both sides, as if it decided: who gets the lead, and what would be stored.

use crate::domain::{Delta, Snapshot};
use crate::model::{Chain, Decision, Model};
use crate::route::chain::{Given, Tried};
use crate::route::eligible::Eligibility;
use crate::route::facts::LeadFacts;
use crate::route::reference::Views;
use crate::route::roster::{Roster, World};

/// Tells each chain's name with what both sides say.
pub(super) fn compare<'a>(
    model: &'a Model,
    snapshot: &'a Snapshot,
    views: &'a Views<'a>,
    facts: &'a LeadFacts<'a>,
    compare: &mut dyn FnMut(String, String, String),
) {
    let roster = Roster::new(model, snapshot);
    let among = Eligibility::new(World { model, snapshot, roster: &roster }, facts);
    for (name, chain) in chains(model) {
        let (expected, wanted) = views.chain(chain);
        let tried = among.chain(chain);
        let mut delta = Delta::default();
        among.changes(&tried, &mut delta);
        compare(name.clone(), expected.clone(), words(&tried));
        if expected == words(&tried) {
            for team in wanted.teams.keys().chain(delta.teams.keys()) {
                let (wanted, got) = (wanted.teams.get(team), delta.teams.get(team));
                compare(
                    format!("state after {name} of {team}"),
                    format!("{wanted:?} {expected}"),
                    format!("{got:?} {expected}"),
                );
            }
            compare(format!("sticky after {name}"), format!("{:?}", wanted.sticky), format!("{:?}", delta.sticky));
        }
    }
}

fn words(tried: &Tried<'_>) -> String {
    let won = tried.won.as_ref().map(|(place, given)| {
        let given = match given {
            Given::Team { taken, turn } => {
                let taken: Vec<_> = taken.iter().map(|pick| (pick.team, &*pick.seat.key)).collect();
                format!("{taken:?} turn {turn}")
            }
            Given::Person(rep) => format!("person {}", rep.id),
            Given::Queue(queue) => format!("{queue:?}"),
            Given::Hold { queue, rep } => format!("hold {queue:?} {:?}", rep.map(|rep| &rep.id)),
        };
        format!("{place} {given}")
    });
    let mut asked = tried.asked.clone();
    asked.sort_unstable();
    asked.dedup();
    format!("{won:?} asked {asked:?}")
}

fn chains(model: &Model) -> Vec<(String, &Chain)> {
    let mut all = Vec::new();
    for rule in &model.rules {
        if let Some(Decision::Assign(chain) | Decision::Attach { assign: Some(chain), .. }) = &rule.decision {
            all.push((format!("chain {}", rule.name), chain));
        }
    }
    all
}
