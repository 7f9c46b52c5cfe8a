//! 5.4: who may pass as time goes on. What was answered without a look at the clock is answered so at every moment: it is
//! asked once, and all the rest as of each moment anew.

use super::chain::{person_of, team_of};
use super::eligible::{Asking, Reason, fails, in_team, inside, person_fails};
use super::members::{self, Member, Who, members};
use super::world::World;
use crate::domain::Rep;
use crate::model::{Link, Target};

/// Somebody whom a link asks: a member of its team, or its person.
#[derive(Clone)]
pub(super) enum Asked<'a> {
    Member(Asking<'a>, Member<'a>),
    Person(&'a Link, &'a Rep),
}

/// All whom a link asks at the world's moment.
pub(super) fn asked<'a>(world: &'a World<'a>, link: &'a Link) -> Vec<Asked<'a>> {
    match &link.target {
        Target::Team { team, by } => {
            let Some((id, strategy)) = team_of(world, team, by.as_ref()) else { return Vec::new() };
            let Some(team) = members::team(world, id) else { return Vec::new() };
            let asking = Asking { team, strategy, ignoring: link.ignoring };
            members(world, team).into_iter().map(|member| Asked::Member(asking, member)).collect()
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            person_of(world, link).map(|rep| Asked::Person(link, rep)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

impl<'a> Asked<'a> {
    /// Whether 5.1 lets him pass at the world's moment.
    pub(super) fn passes(&self, world: &'a World<'a>) -> bool {
        !Reason::ALL.into_iter().any(|reason| self.fails(world, reason))
            && self.inside(world).is_none_or(|inside| inside.iter().any(|one| one.passes(world)))
    }

    fn fails(&self, world: &'a World<'a>, reason: Reason) -> bool {
        match self {
            Self::Member(asking, member) => fails(world, *asking, member, reason),
            Self::Person(link, rep) => person_fails(world, link, rep, reason),
        }
    }

    /// Of an inner team its members, of a person the member that he shall be available as: one of them must pass, too.
    fn inside(&self, world: &'a World<'a>) -> Option<Vec<Self>> {
        let member = |(asking, member)| Self::Member(asking, member);
        match self {
            Self::Member(asking, Member { who: Who::Team(inner, _), .. }) => {
                Some(inside(world, *asking, *inner).into_iter().map(member).collect())
            }
            Self::Member(..) => None,
            Self::Person(link, rep) => Some(in_team(world, link, rep)?.map(member).into_iter().collect()),
        }
    }
}

/// Somebody against whom nothing speaks but what the clock may lift.
pub(super) struct Hopeful<'a> {
    asked: Asked<'a>,
    /// The reasons that the clock was looked at for.
    open: Vec<Reason>,
    inside: Option<Vec<Self>>,
}

impl<'a> Hopeful<'a> {
    /// None when he never passes.
    pub(super) fn find(world: &'a World<'a>, asked: Asked<'a>) -> Option<Self> {
        let mut open = Vec::new();
        for reason in Reason::ALL {
            match world.watch(|| asked.fails(world, reason)) {
                (_, true) => open.push(reason),
                (true, false) => return None,
                (false, false) => {}
            }
        }
        // Who is a member does not depend on time (R0267).
        let inside = asked.inside(world).map(|inside| find_all(world, inside));
        let somebody = inside.as_ref().is_none_or(|inside| !inside.is_empty());
        somebody.then_some(Self { asked, open, inside })
    }

    pub(super) fn passes<'b>(&'b self, then: &'b World<'b>) -> bool {
        let asked: &Asked<'b> = &self.asked;
        !self.open.iter().any(|reason| asked.fails(then, *reason))
            && self.inside.as_ref().is_none_or(|inside| inside.iter().any(|one| one.passes(then)))
    }
}

fn find_all<'a>(world: &'a World<'a>, asked: Vec<Asked<'a>>) -> Vec<Hopeful<'a>> {
    asked.into_iter().filter_map(|one| Hopeful::find(world, one)).collect()
}

/// What a link may come to.
pub(super) struct Hope<'a> {
    link: &'a Link,
    /// Whether its condition is yes; nothing when the clock says so.
    condition: Option<bool>,
    /// Who may pass; nothing when the clock says who is asked.
    hopeful: Option<Vec<Hopeful<'a>>>,
}

impl<'a> Hope<'a> {
    pub(super) fn find(world: &'a World<'a>, link: &'a Link) -> Self {
        let (yes, by_clock) = world.watch(|| holds(world, link));
        let condition = (!by_clock).then_some(yes);
        let (all, by_clock) = world.watch(|| asked(world, link));
        let hopeful = (!by_clock).then(|| find_all(world, all));
        Self { link, condition, hopeful }
    }

    /// Whether it may ever give the lead to anybody.
    pub(super) fn is_any(&self) -> bool {
        self.condition != Some(false) && self.hopeful.as_ref().is_none_or(|hopeful| !hopeful.is_empty())
    }

    /// Whether its condition is yes at the world's moment.
    pub(super) fn holds<'b>(&'b self, then: &'b World<'b>) -> bool {
        self.condition.unwrap_or_else(|| holds(then, self.link))
    }

    /// Whether somebody whom it asks passes at the world's moment.
    pub(super) fn passes<'b>(&'b self, then: &'b World<'b>) -> bool {
        match &self.hopeful {
            Some(hopeful) => hopeful.iter().any(|one| one.passes(then)),
            None => asked(then, self.link).iter().any(|one| one.passes(then)),
        }
    }
}

fn holds<'a>(world: &'a World<'a>, link: &'a Link) -> bool {
    link.condition.as_ref().is_none_or(|condition| world.lead().judge(condition).is_yes())
}
