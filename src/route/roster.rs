//! What a snapshot says about the policy's teams, worked out once: who sits where, whose hours count in which zone.

use super::book::Book;
use super::facts::{LeadFacts, Scores};
use super::load::{cost, open_units};
use super::matching::Matcher;
use super::records::{Indexes, Records};
use super::truth::{Facts, Moment};
use crate::calendar::Period;
use crate::calendar::{ClosedDays, OpenTimes, Zone};
use crate::domain::{Decimal, HoursId, Lead, QueueId, Rep, RepHours, ScorerId, Snapshot, TeamId, TeamState};
use crate::lookup::Lookup;
use crate::model::{Key, Member, Members, Model, Strategy, Target, Team, TeamHours, TeamRef, Timely};
use smallvec::SmallVec;
use std::sync::{Arc, OnceLock};

/// Who holds a place in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// A place in the snapshot's reps.
    Rep(usize),
    Team(TeamId, Decimal),
    Queue(QueueId),
}

/// A member whom the snapshot knows; his place is his index.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    /// A rep id, `team:x` or `queue:x`.
    pub(crate) key: Arc<str>,
    pub(crate) who: Who,
}

/// The seats of every team, the closed days of every calendar, the indexes of every record.
#[derive(Debug)]
pub(crate) struct Roster {
    pub(crate) teams: Vec<Vec<Seat>>,
    /// By team: the teams that sit in it.
    inner: Vec<Vec<TeamId>>,
    pub(crate) closed: ClosedDays,
    pub(crate) indexes: Indexes,
    /// By team: the `evenly` keys of the ruleset, one a period.
    pub(crate) counted: Vec<Vec<Counted>>,
    /// By team, made when a decision first looks at it.
    pub(super) books: Vec<OnceLock<Book>>,
    /// By place of a rep: where he sits.
    pub(super) seats_of: Vec<SmallVec<[(TeamId, usize); 2]>>,
    /// By the name of a state: the teams that may use it.
    pub(super) users: Lookup<Arc<str>, SmallVec<[TeamId; 1]>>,
    /// What depends on time, found out when somebody first waits.
    timely: OnceLock<Timely>,
}

/// A period in which a team counts turns, with the weight of that key.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) period: Period,
    pub(crate) weight: Option<crate::model::Expr>,
}

/// A decision's surroundings.
#[derive(Clone, Copy)]
pub(crate) struct World<'a> {
    pub(crate) model: &'a Model,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) roster: &'a Roster,
}

impl Roster {
    pub(crate) fn new(model: &Model, snapshot: &Snapshot) -> Self {
        let mut closed = snapshot.calendars.clone();
        closed.extend(model.calendars.iter().cloned());
        let indexes = Indexes::new(model);
        let teams = {
            let empty = Lead::of("".into(), Vec::new());
            let now = jiff::Timestamp::UNIX_EPOCH;
            let moment = Moment { now, since: now, attempt: 1, exclude: Vec::new(), channel: "lead".into() };
            let matcher = Matcher::new(model, Records::new(model, snapshot, &indexes, None));
            let facts = LeadFacts::new(model, &empty, &moment, &matcher, &Silent);
            model.teams.iter().map(|team| seats(model, snapshot, team, &facts)).collect::<Vec<Vec<Seat>>>()
        };
        let counted = (0..model.teams.len()).map(|team| counted(model, TeamId::at(team))).collect();
        let mut seats_of = vec![SmallVec::new(); snapshot.reps.len()];
        let mut users: Lookup<Arc<str>, SmallVec<[TeamId; 1]>> = Lookup::new();
        for (number, team) in model.teams.iter().enumerate() {
            let id = TeamId::at(number);
            for (place, seat) in teams.get(number).into_iter().flatten().enumerate() {
                if let Who::Rep(rep) = seat.who
                    && let Some(seats) = seats_of.get_mut(rep)
                {
                    seats.push((id, place));
                }
            }
            for name in [Some(&team.name), team.was.as_ref()].into_iter().flatten() {
                match users.get_mut(&**name) {
                    Some(users) => users.push(id),
                    None => {
                        users.insert(Arc::clone(name), smallvec::smallvec![id]);
                    }
                }
            }
        }
        let nested = |seat: &Seat| match seat.who {
            Who::Team(inner, _) => Some(inner),
            Who::Rep(_) | Who::Queue(_) => None,
        };
        let inner = teams.iter().map(|seats| seats.iter().filter_map(nested).collect()).collect();
        let books = model.teams.iter().map(|_| OnceLock::new()).collect();
        Self { teams, inner, closed, indexes, counted, books, seats_of, users, timely: OnceLock::new() }
    }
}

/// Members do not depend on a lead, so nothing is asked.
pub(crate) struct Silent;

impl Scores for Silent {
    fn was_asked(&self, _: ScorerId) -> bool {
        false
    }

    fn answer(&self, _: ScorerId) -> Option<Decimal> {
        None
    }

    fn ask(&self, _: ScorerId) {}
}

fn seats(model: &Model, snapshot: &Snapshot, team: &Team, facts: &LeadFacts<'_>) -> Vec<Seat> {
    let person = |place: usize, rep: &Rep| Seat { key: Arc::clone(&rep.id), who: Who::Rep(place) };
    match &team.members {
        // The snapshot's reps are sorted by id.
        Members::Where(condition) => snapshot
            .reps
            .iter()
            .enumerate()
            .filter(|(_, rep)| facts.judge(condition, Some(rep)).is_yes())
            .map(|(place, rep)| person(place, rep))
            .collect(),
        Members::Named(named) => named
            .iter()
            .filter_map(|member| match member {
                Member::Rep(id) => {
                    let place = snapshot.reps.binary_search_by(|rep| rep.id.as_bytes().cmp(id.as_bytes())).ok()?;
                    snapshot.reps.get(place).map(|rep| person(place, rep))
                }
                Member::Team { team, weight } => {
                    let name = &model.teams.get(team.index())?.name;
                    Some(Seat { key: format!("team:{name}").into(), who: Who::Team(*team, *weight) })
                }
                Member::Queue(queue) => {
                    let name = &model.queues.get(queue.index())?.name;
                    Some(Seat { key: format!("queue:{name}").into(), who: Who::Queue(*queue) })
                }
            })
            .collect(),
    }
}

/// The names of the periods that hold an instant, of those in which a team counts turns.
pub(crate) fn periods_counted(model: &Model, id: TeamId, at: jiff::Timestamp) -> Vec<String> {
    let zone = model.teams.get(id.index()).map(|team| &team.zone);
    let counted = counted(model, id);
    zone.iter().flat_map(|zone| counted.iter().map(|one| one.period.name(at, zone))).collect()
}

/// Every `evenly` that may distribute a team: its own, and those of links that name it or may.
fn counted(model: &Model, id: TeamId) -> Vec<Counted> {
    let mut found: Vec<Counted> = Vec::new();
    let mut add = |strategy: &Strategy| {
        for key in &strategy.keys {
            if let Key::Evenly { period, weight } = key
                && found.iter().all(|known| known.period != *period)
            {
                found.push(Counted { period: *period, weight: weight.clone() });
            }
        }
    };
    strategies_of(model, id, &mut add);
    found
}

/// Every strategy that may distribute a team: its own, and those of links that name it or may.
pub(crate) fn strategies_of(model: &Model, id: TeamId, add: &mut dyn FnMut(&Strategy)) {
    if let Some(team) = model.teams.get(id.index()) {
        add(&team.strategy);
    }
    for chain in model.rules.iter().filter_map(|rule| rule.decision.as_ref()?.chain()) {
        for link in &chain.links {
            if let Target::Team { team, by: Some(by) } = &link.target {
                match team {
                    TeamRef::Team(named) if *named != id => {}
                    _ => add(by),
                }
            }
        }
    }
}

impl<'a> World<'a> {
    pub(crate) fn team(&self, id: TeamId) -> Option<&'a Team> {
        self.model.teams.get(id.index())
    }

    /// What of the policy depends on time.
    pub(crate) fn timely(&self) -> &'a Timely {
        self.roster.timely.get_or_init(|| Timely::of(self.model))
    }

    pub(crate) fn seats(&self, id: TeamId) -> &'a [Seat] {
        self.roster.teams.get(id.index()).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn rep(&self, seat: &Seat) -> Option<&'a Rep> {
        match seat.who {
            Who::Rep(place) => self.snapshot.reps.get(place),
            _ => None,
        }
    }

    /// The state under the team's name, else under the one it had.
    pub(crate) fn state(&self, team: &Team) -> Option<&'a TeamState> {
        let known = self.snapshot.teams.get(&team.name);
        known.or_else(|| self.snapshot.teams.get(team.was.as_ref()?))
    }

    /// What one item of a channel costs in units.
    pub(crate) fn cost(&self, channel: &str) -> i64 {
        cost(self.model, channel)
    }

    pub(crate) fn open_units(&self, rep: &Rep) -> i64 {
        open_units(self.model, rep)
    }

    /// The book of a team.
    pub(crate) fn book(&self, id: TeamId) -> Option<&'a Book> {
        let (world, team) = (*self, self.team(id)?);
        Some(self.roster.books.get(id.index())?.get_or_init(|| Book::new(world, id, team)))
    }

    fn times(&self, hours: &'a crate::calendar::Hours, zone: Option<&'a Zone>) -> OpenTimes<'a> {
        OpenTimes::new(hours, zone.unwrap_or(&self.model.zone), &self.roster.closed)
    }

    /// An `hours` item in its own zone.
    pub(crate) fn clock(&self, id: HoursId) -> Option<OpenTimes<'a>> {
        let hours = &self.model.hours.get(id.index())?.hours;
        Some(self.times(hours, hours.zone()))
    }

    /// A rep's own hours: his zone before that of an item, an inline zone before his, else the team's. None: never off.
    pub(crate) fn hours_of_rep(&self, rep: &'a Rep, team: Option<&'a Team>) -> Option<OpenTimes<'a>> {
        let of_team = team.map(|team| &team.zone);
        match rep.hours.as_ref()? {
            RepHours::Item(id) => {
                let hours = &self.model.hours.get(id.index())?.hours;
                Some(self.times(hours, rep.zone.as_ref().or(hours.zone()).or(of_team)))
            }
            RepHours::Inline(hours) => Some(self.times(hours, hours.zone().or(rep.zone.as_ref()).or(of_team))),
        }
    }

    /// The hours that a team asks of a rep.
    pub(crate) fn hours_of_team(&self, team: &'a Team, rep: Option<&'a Rep>) -> Option<OpenTimes<'a>> {
        match team.hours {
            TeamHours::Always => None,
            TeamHours::Item(id) => {
                let hours = &self.model.hours.get(id.index())?.hours;
                Some(self.times(hours, hours.zone().or(Some(&team.zone))))
            }
            TeamHours::OfRep => self.hours_of_rep(rep?, Some(team)),
        }
    }

    /// Where a rep or a nested team sits in a team.
    pub(crate) fn seat_of(&self, id: TeamId, key: &str) -> Option<(usize, &'a Seat)> {
        let place = self.book(id)?.seat_of(key)?;
        Some((place, self.seats(id).get(place)?))
    }

    /// Whether no team sits in a team.
    pub(crate) fn has_no_inner(&self, id: TeamId) -> bool {
        self.roster.inner.get(id.index()).is_none_or(Vec::is_empty)
    }

    /// A team with all teams inside it.
    pub(crate) fn with_inner(&self, id: TeamId, all: &mut impl TeamList) {
        if !all.note(id) {
            return;
        }
        for inner in self.roster.inner.get(id.index()).into_iter().flatten() {
            self.with_inner(*inner, all);
        }
    }
}

/// Teams, each once.
pub(crate) trait TeamList {
    /// Notes a team; whether it is new.
    fn note(&mut self, id: TeamId) -> bool;
}

impl TeamList for Vec<TeamId> {
    fn note(&mut self, id: TeamId) -> bool {
        let new = !self.contains(&id);
        if new {
            self.push(id);
        }
        new
    }
}

impl TeamList for Teams {
    fn note(&mut self, id: TeamId) -> bool {
        let new = !self.contains(&id);
        if new {
            self.push(id);
        }
        new
    }
}

/// A few teams.
pub(crate) type Teams = SmallVec<[TeamId; 4]>;
