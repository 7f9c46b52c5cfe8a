//! The assign chain: links from left to right; the first that yields somebody wins.

use super::eligible::{Asking, Eligibility, Reason};
use super::rank;
use super::retry;
use super::roster::{Seat, Teams, Who, World};
use super::standing::{Remembered, Standing};
use super::truth::Facts;
use crate::domain::{QueueId, Rep, StickyEntry, TeamId, TeamState, Value};
use crate::model::{Available, Chain, Link, SameRep, Strategy, Target, TeamRef};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

/// A seat of a team.
#[derive(Clone, Copy)]
pub(crate) struct Pick<'a> {
    pub(crate) team: TeamId,
    /// Where it stands among the team's seats.
    pub(crate) place: usize,
    pub(crate) seat: &'a Seat,
}

/// Seats from an outer team inwards.
pub(crate) struct Taken<'a> {
    outer: Pick<'a>,
    inner: Vec<Pick<'a>>,
}

impl<'a> Taken<'a> {
    const fn of(outer: Pick<'a>) -> Self {
        Self { outer, inner: Vec::new() }
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Pick<'a>> {
        std::iter::once(&self.outer).chain(&self.inner)
    }

    /// The seat, where it is not in a team inside another.
    pub(crate) fn alone(&self) -> Option<&Pick<'a>> {
        self.inner.is_empty().then_some(&self.outer)
    }

    /// The innermost seat.
    pub(crate) fn last(&self) -> Pick<'a> {
        self.inner.last().copied().unwrap_or(self.outer)
    }
}

/// What a link gave.
pub(crate) enum Given<'a> {
    /// By a team: the seats taken from the outer team inwards; the last is a rep's or a queue's. `turn`: under its
    /// strategy, else again to the same rep.
    Team {
        taken: Taken<'a>,
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

/// How a chain ended, and what was asked on the way.
pub(crate) struct Tried<'a> {
    pub(crate) chain: &'a Chain,
    /// The link that won.
    pub(crate) won: Option<(usize, Given<'a>)>,
    /// Teams whose numbers the decision relies on.
    pub(crate) asked: Teams,
    /// Teams that a link reached: their newcomers and absences are written.
    pub(crate) reached: Teams,
    /// The team that was looked at last, as it stood, so that it is not looked at again.
    standing: Option<Standing<'a>>,
}

impl<'a> Tried<'a> {
    /// Nothing was tried yet.
    #[inline]
    pub(crate) fn nothing(chain: &'a Chain) -> Self {
        Self { chain, won: None, asked: Teams::new(), reached: Teams::new(), standing: None }
    }

    /// A team as it stood, where it was the last that was looked at.
    pub(crate) fn standing(&self, id: TeamId) -> Option<&Standing<'a>> {
        self.standing.as_ref().filter(|standing| standing.id == id)
    }

    /// The stored state of a team.
    pub(crate) fn state(&self, world: World<'a>, id: TeamId) -> Option<&'a TeamState> {
        match self.standing(id).map(|standing| &standing.memory) {
            Some(Remembered::Stored(state)) => *state,
            _ => world.state(world.team(id)?),
        }
    }
}

impl<'a, F: Facts> Eligibility<'a, F> {
    /// Tries a chain.
    pub(crate) fn chain(&self, chain: &'a Chain) -> Tried<'a> {
        let mut tried = Tried::nothing(chain);
        self.try_chain(chain, &mut tried);
        tried
    }

    /// The same, noted where it is to stand.
    pub(crate) fn try_chain(&self, chain: &'a Chain, tried: &mut Tried<'a>) {
        for (place, link) in chain.links.iter().enumerate() {
            if link.condition.as_ref().is_some_and(|condition| !self.facts.judge(condition, None).is_yes()) {
                continue;
            }
            if let Some(given) = self.link(link, tried) {
                tried.won = Some((place, given));
                break;
            }
        }
    }

    fn link(&self, link: &'a Link, tried: &mut Tried<'a>) -> Option<Given<'a>> {
        match &link.target {
            Target::Queue(queue) => Some(Given::Queue(*queue)),
            Target::Hold { queue, up_to } => {
                let over = up_to.is_some_and(|up_to| self.facts.moment().waiting() >= up_to);
                (!over).then_some(Given::Hold { queue: *queue, rep: None })
            }
            Target::Team { team, by } => {
                let (id, strategy) = self.team_of(team, by.as_ref())?;
                self.by_team(link, id, strategy, tried)
            }
            Target::Rep(_) | Target::ManagerOf(_) => {
                let rep = self.person_of(link)?;
                self.by_person(link, rep, tried)
            }
            Target::ManagerOfAssignee => None,
        }
    }

    /// The team of a link with the strategy in force.
    pub(crate) fn team_of<'s>(&self, team: &TeamRef, by: Option<&'s Strategy>) -> Option<(TeamId, &'s Strategy)>
    where
        'a: 's,
    {
        let id = match team {
            TeamRef::Team(id) => *id,
            TeamRef::Value(value) => match self.facts.value(value, None)? {
                Value::Team(id) => id,
                _ => return None,
            },
        };
        let own = &self.world.team(id)?.strategy;
        Some((id, by.unwrap_or(own)))
    }

    /// The rep of a person link, if the snapshot knows him.
    pub(crate) fn person_of(&self, link: &Link) -> Option<&'a Rep> {
        let named = |value| self.rep_named(self.facts.value(value, None)?);
        match &link.target {
            Target::Rep(value) => named(value),
            Target::ManagerOf(value) => self.world.snapshot.rep(named(value)?.manager.as_ref()?),
            _ => None,
        }
    }

    /// The id of a person link's rep, whether the snapshot knows him or not.
    pub(crate) fn person_named(&self, link: &Link) -> Option<Arc<str>> {
        let id = |value| match self.facts.value(value, None)? {
            Value::Rep(id) => Some(id),
            Value::Text(text) => Some(text.original().into()),
            _ => None,
        };
        match &link.target {
            Target::Rep(value) => id(value),
            Target::ManagerOf(value) => match self.rep_named(self.facts.value(value, None)?) {
                Some(rep) => rep.manager.clone(),
                None => id(value),
            },
            _ => None,
        }
    }

    pub(crate) fn rep_named(&self, value: Value) -> Option<&'a Rep> {
        match value {
            Value::Rep(id) => self.world.snapshot.rep(&id),
            Value::Text(text) => self.world.snapshot.rep(text.original()),
            _ => None,
        }
    }

    fn by_team(&self, link: &'a Link, id: TeamId, strategy: &'a Strategy, tried: &mut Tried<'a>) -> Option<Given<'a>> {
        let team = self.world.team(id)?;
        if tried.asked.is_empty() && tried.reached.is_empty() && self.world.has_no_inner(id) {
            tried.asked.push(id);
            tried.reached.push(id);
        } else {
            self.world.with_inner(id, &mut tried.asked);
            self.world.with_inner(id, &mut tried.reached);
        }
        let asking = Asking { id, team, strategy, ignoring: link.ignoring, at: self.facts.moment().now };
        if let Some(seat) = self.same_rep(link, asking) {
            return Some(Given::Team { taken: Taken::of(seat), turn: false });
        }
        self.pick(asking, tried).map(|taken| Given::Team { taken, turn: true })
    }

    /// The seats that a team's strategy takes, from the outer team inwards.
    fn pick(&self, asking: Asking<'a>, tried: &mut Tried<'a>) -> Option<Taken<'a>> {
        tried.standing = None;
        let standing = tried.standing.insert(Standing::find(self, asking.id)?);
        let place = match self.open(asking, standing) {
            Some(open) => rank::choose_open(self, standing, asking.strategy, open),
            None => rank::choose(self, standing, asking.strategy, &self.found(asking, standing)),
        }?;
        let seat = standing.seats.get(place)?;
        let mut taken = Taken::of(Pick { team: asking.id, place, seat });
        if let Who::Team(inner, _) = seat.who {
            let team = self.world.team(inner)?;
            let inside = self.pick(Asking { id: inner, team, strategy: &team.strategy, ..asking }, tried)?;
            taken.inner.extend(inside.iter());
        }
        Some(taken)
    }

    /// The rep who last got a lead with the same value, when he is an eligible member.
    fn same_rep(&self, link: &'a Link, asking: Asking<'a>) -> Option<Pick<'a>> {
        let clause = link.same_rep.as_ref()?;
        let entry = self.living_entry(&asking.team.name, clause)?;
        let (place, seat) = self.world.seat_of(asking.id, &entry.rep)?;
        self.member(asking, seat).is_empty().then_some(Pick { team: asking.id, place, seat })
    }

    /// The entry for the lead's value; one exactly as old as allowed still counts.
    pub(crate) fn living_entry(&self, team: &str, clause: &SameRep) -> Option<&'a StickyEntry> {
        let key = self.sticky_key(clause)?;
        let entry = self.world.snapshot.sticky.get(team)?.get(&clause.name)?.get(&*key)?;
        (self.facts.moment().now.duration_since(entry.at) <= clause.within).then_some(entry)
    }

    /// The folded value; of a private one its hash.
    pub(crate) fn sticky_key(&self, clause: &SameRep) -> Option<Arc<str>> {
        let text = rank::stable_text(self.world.model, &self.facts.value(&clause.key, None)?);
        if !clause.hashed {
            return Some(text.into());
        }
        let digest = Sha256::digest(text.as_bytes());
        let hex = digest.iter().fold(String::from("sha256:"), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        Some(hex.into())
    }

    fn by_person(&self, link: &'a Link, rep: &'a Rep, tried: &mut Tried<'a>) -> Option<Given<'a>> {
        if let Available::ForTeam(id) = link.available {
            self.world.with_inner(id, &mut tried.asked);
        }
        let moment = self.facts.moment();
        let against = self.person(link, rep, moment.now);
        if against.is_empty() {
            if let Some(counts) = link.counts {
                for teams in [&mut tried.asked, &mut tried.reached] {
                    if !teams.contains(&counts.team) {
                        teams.push(counts.team);
                    }
                }
            }
            return Some(Given::Person(rep));
        }
        // Held for him when he becomes available within the wait, its end included.
        let until = moment.since.checked_add(link.wait?).ok()?;
        if !against.iter().copied().all(Reason::passes) {
            return None;
        }
        let back = retry::back(self, link, rep, until)?;
        (back <= until).then_some(Given::Hold { queue: None, rep: Some(rep) })
    }
}
