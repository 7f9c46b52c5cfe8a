//! What is kept by place says what is asked of each member, and keeps in step with the changes.

use super::super::eligible::{Asking, Eligibility};
use super::super::facts::LeadFacts;
use super::super::matching::Matcher;
use super::super::records::{Indexes, Records};
use super::super::roster::{Silent, World};
use super::super::standing::Standing;
use crate::domain::{Assignment, Delta, TeamId};
use crate::model::{Ignoring, Key, Model, Strategy, Target};
use crate::route::Request;
use crate::{Live, Ruleset};
use jiff::SignedDuration;

/// Takes changes in twice, the second time in vain: what is found by places is what is found by names, and so is what is
/// refused. What differs.
pub(super) fn applied_otherwise(live: &mut Live, delta: &Delta) -> Option<(String, String)> {
    let mut by_name = live.snapshot().clone();
    for again in [false, true] {
        let (one, other) = (by_name.apply(delta), live.apply(delta));
        assert!(again || one.is_ok(), "nothing else has changed it");
        let [expected, got] = [(&one, &by_name), (&other, live.snapshot())]
            .map(|(done, snapshot)| format!("{done:?} {}", snapshot.to_json()));
        if expected != got {
            return Some((expected, got));
        }
    }
    None
}

/// What differs, by name: the set of candidates from what the members say one by one; a decision on a book that was kept
/// in step from one on a book made anew; one on a lead that was prepared; one that was written over the `last`, which
/// becomes it.
pub(super) fn differences(
    rules: &Ruleset,
    live: &mut Live,
    request: &Request<'_>,
    (actual, last): (&Assignment, &mut Assignment),
    closely: bool,
) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut differs = |name: &str, expected: &Assignment, actual: &Assignment| {
        if expected != actual {
            found.push((name.to_owned(), format!("{expected:?}"), format!("{actual:?}")));
        }
    };
    let later = request.clone().at(request.now + SignedDuration::from_mins(7));
    let in_seven = |live: &Live| closely.then(|| live.route(&later).expect("a decision"));
    let kept_later = in_seven(live);
    let kept = live.set_books_aside();
    let (anew, anew_later) = (live.route(request).expect("a decision"), in_seven(live));
    live.put_books_back(kept);
    differs("a book made anew", &anew, actual);
    if let (Some(kept), Some(anew)) = (&kept_later, &anew_later) {
        differs("seven minutes later", anew, kept);
    }
    if closely {
        let mut prepared = request.lead.clone();
        rules.prepare(&mut prepared);
        let beforehand = live.route(&Request { lead: &prepared, ..request.clone() }).expect("a decision");
        differs("a lead that was prepared", &beforehand, actual);
        live.route_into(request, last).expect("a decision");
        differs("the same again, written over another answer", &anew, last);
    }
    let model = rules.model();
    let world = World { model, snapshot: live.snapshot(), roster: live.roster() };
    let moment = super::super::decide::moment(model, request);
    let indexes = Indexes::new(model);
    let matcher = Matcher::new(model, Records::new(model, live.snapshot(), &indexes, None));
    let facts = LeadFacts::new(model, request.lead, &moment, &matcher, &Silent);
    let all = Eligibility::new(world, &facts);
    for (number, team) in model.teams.iter().enumerate() {
        let id = TeamId::at(number);
        let standing = Standing::find(&all, id).expect("a team of the policy");
        for strategy in strategies(model, id) {
            for ignoring in [Ignoring::default(), Ignoring { caps: true, hours: false, capacity: true, away: true }] {
                let asking = Asking { id, team, strategy, ignoring, at: moment.now };
                let set: Vec<usize> = all.candidates(asking, &standing).iter().collect();
                let seats = standing.seats.iter().enumerate();
                let each: Vec<usize> =
                    seats.filter(|(_, seat)| all.member(asking, seat).is_empty()).map(|(place, _)| place).collect();
                if set != each {
                    found.push((format!("candidates of {}", team.name), format!("{each:?}"), format!("{set:?}")));
                }
            }
        }
    }
    found
}

/// The team's own strategy, and the first few that a link may distribute it by.
fn strategies(model: &Model, id: TeamId) -> impl Iterator<Item = &Strategy> {
    let links = model.rules.iter().filter_map(|rule| rule.decision.as_ref()?.chain()).flat_map(|chain| &chain.links);
    let by = links.filter_map(|link| match &link.target {
        Target::Team { by: Some(by), .. } if by.keys.iter().all(|key| !matches!(key, Key::Evenly { .. })) => Some(by),
        _ => None,
    });
    model.teams.get(id.index()).map(|team| &team.strategy).into_iter().chain(by.take(3))
}
