//! 5: the assign chain. The first link that yields somebody wins.

use super::eligible::{Asking, person, reasons};
use super::members::{self, Member, Who, members, rep_named};
use super::print::key_form;
use super::retry;
use super::standing::Standing;
use super::strategy::{self, Pick};
use super::world::World;
use crate::domain::{QueueId, Rep, StickyEntry, TeamId, Value};
use crate::model::{self, Available, Chain, Link, SameRep, Strategy, Target, Team, TeamRef};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a link gave.
#[derive(Clone)]
pub(super) enum Given<'a> {
    /// By a team: under its strategy, or again to the same rep (no turn).
    Team {
        pick: Pick<'a>,
        turn: bool,
    },
    Person(&'a Rep),
    Queue(QueueId),
    /// Nobody now; the queue it waits in, or the rep for whom it waits.
    Hold {
        queue: Option<QueueId>,
        rep: Option<&'a Rep>,
    },
}

impl Given<'_> {
    /// For the differential test.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Team { pick, turn } => {
                let taken: Vec<_> = pick.taken.iter().map(|(team, member)| (*team, &*member.key)).collect();
                format!("{taken:?} turn {turn}")
            }
            Self::Person(rep) => format!("person {}", rep.id),
            Self::Queue(queue) => format!("{queue:?}"),
            Self::Hold { queue, rep } => format!("hold {queue:?} {:?}", rep.map(|rep| &rep.id)),
        }
    }
}

/// A chain's end: the link that won with what it gave, and what was asked on the way.
#[derive(Clone)]
pub(super) struct Tried<'a> {
    pub(super) chain: &'a Chain,
    pub(super) won: Option<(usize, Given<'a>)>,
    /// Teams that were asked, for `reads`.
    pub(super) asked: BTreeSet<TeamId>,
    /// Teams that a link of the chain reached, for newcomers and absences.
    pub(super) reached: BTreeSet<TeamId>,
}

pub(super) fn run<'a>(world: &'a World<'a>, chain: &'a Chain) -> Tried<'a> {
    let mut tried = Tried { chain, won: None, asked: BTreeSet::new(), reached: BTreeSet::new() };
    for (place, link) in chain.links.iter().enumerate() {
        if link.condition.as_ref().is_some_and(|condition| !world.lead().judge(condition).is_yes()) {
            world.count("link condition not yes");
            continue;
        }
        if let Some(given) = yields(world, link, &mut tried) {
            tried.won = Some((place, given));
            return tried;
        }
    }
    tried
}

fn yields<'a>(world: &'a World<'a>, link: &'a Link, tried: &mut Tried<'a>) -> Option<Given<'a>> {
    match &link.target {
        Target::Queue(queue) => Some(Given::Queue(*queue)),
        Target::Hold { queue, up_to } => {
            let over = up_to.is_some_and(|up_to| world.waiting() >= up_to);
            world.count(if over { "hold over" } else { "hold" });
            (!over).then_some(Given::Hold { queue: *queue, rep: None })
        }
        Target::Team { team, by } => {
            let (id, strategy) = team_of(world, team, by.as_ref())?;
            from_team(world, link, id, strategy, tried)
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            let rep = person_of(world, link)?;
            from_person(world, link, rep, tried)
        }
        Target::ManagerOfAssignee => None,
    }
}

/// The team of a link with the strategy in force: that of the link, else the team's own.
pub(super) fn team_of<'a>(
    world: &'a World<'a>,
    team: &TeamRef,
    by: Option<&'a Strategy>,
) -> Option<(TeamId, &'a Strategy)> {
    let id = match team {
        TeamRef::Team(id) => *id,
        TeamRef::Value(expr) => match world.lead().value(expr)? {
            Value::Team(id) => id,
            _ => return None,
        },
    };
    Some((id, by.unwrap_or(&members::team(world, id)?.strategy)))
}

/// The rep of a person link, if the snapshot knows him.
pub(super) fn person_of<'a>(world: &'a World<'a>, link: &Link) -> Option<&'a Rep> {
    match &link.target {
        Target::Rep(expr) => rep_named(world, world.lead().value(expr)),
        Target::ManagerOf(expr) => {
            let rep = rep_named(world, world.lead().value(expr))?;
            world.snapshot.rep(rep.manager.as_ref()?)
        }
        _ => None,
    }
}

fn from_team<'a>(
    world: &'a World<'a>,
    link: &'a Link,
    id: TeamId,
    strategy: &'a Strategy,
    tried: &mut Tried<'a>,
) -> Option<Given<'a>> {
    let team = members::team(world, id)?;
    let reached = with_inner(world, id);
    tried.asked.extend(&reached);
    tried.reached.extend(&reached);
    let asking = Asking { team, strategy, ignoring: link.ignoring };
    let standing = Standing::find(world, id)?;
    if unknown_reps(world, team) {
        world.count("reason UnknownRep");
    }
    for member in &standing.members {
        for reason in reasons(world, asking, member) {
            world.count(format!("reason {reason:?}"));
        }
    }
    if let Some(member) = same_rep(world, link, asking, &standing) {
        world.count("same rep");
        return Some(Given::Team { pick: Pick { taken: vec![(id, member)] }, turn: false });
    }
    strategy::pick(world, id, asking).map(|pick| Given::Team { pick, turn: true })
}

/// Whether the policy names members whom the snapshot does not know.
fn unknown_reps(world: &World<'_>, team: &Team) -> bool {
    let unknown = |member: &model::Member| match member {
        model::Member::Rep(id) => world.snapshot.rep(id).is_none(),
        _ => false,
    };
    match &team.members {
        model::Members::Named(named) => named.iter().any(unknown),
        model::Members::Where(_) => false,
    }
}

/// A team and the teams inside it.
fn with_inner<'a>(world: &'a World<'a>, id: TeamId) -> BTreeSet<TeamId> {
    let mut all = BTreeSet::from([id]);
    let Some(team) = members::team(world, id) else { return all };
    for member in members(world, team) {
        if let Who::Team(inner, _) = member.who {
            all.extend(with_inner(world, inner));
        }
    }
    all
}

/// 5.1: first the rep who last got a lead with the same value, when he is an eligible member.
fn same_rep<'a>(
    world: &'a World<'a>,
    link: &'a Link,
    asking: Asking<'a>,
    standing: &Standing<'a>,
) -> Option<Member<'a>> {
    let clause = link.same_rep.as_ref()?;
    let entry = living_entry(world, &asking.team.name, clause)?;
    let member = standing.members.iter().find(|member| member.key == entry.rep)?;
    reasons(world, asking, member).is_empty().then(|| member.clone())
}

/// The entry for the lead's value; one exactly D old still counts.
pub(super) fn living_entry<'a>(world: &'a World<'a>, team: &str, clause: &SameRep) -> Option<&'a StickyEntry> {
    let key = sticky_key(world, clause)?;
    let entry = world.snapshot.sticky.get(team)?.get(&clause.name)?.get(&*key)?;
    (world.now().duration_since(entry.at) <= clause.within).then_some(entry)
}

/// The folded value; a hash of it when it is private (10).
pub(super) fn sticky_key<'a>(world: &'a World<'a>, clause: &SameRep) -> Option<Arc<str>> {
    let form = key_form(world, &world.lead().value(&clause.key)?);
    if !clause.hashed {
        return Some(form.into());
    }
    let digest = Sha256::digest(form.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("sha256:{hex}").into())
}

fn from_person<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep, tried: &mut Tried<'a>) -> Option<Given<'a>> {
    if let Available::ForTeam(id) = link.available {
        tried.asked.extend(with_inner(world, id));
    }
    let against = person(world, link, rep);
    for reason in &against {
        world.count(format!("reason {reason:?}"));
    }
    if against.is_empty() {
        if let Some(counts) = link.counts {
            tried.asked.insert(counts.team);
            tried.reached.insert(counts.team);
        }
        return Some(Given::Person(rep));
    }
    // 5.1: held for him when he becomes available within D of `since`, inclusive.
    let until = world.since().checked_add(link.wait?).ok()?;
    let back = retry::back(world, link, rep)?;
    if back <= until {
        world.count("wait");
    }
    (back <= until).then_some(Given::Hold { queue: None, rep: Some(rep) })
}
