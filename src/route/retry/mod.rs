//! When it is worth asking again: the earliest instant at which somebody passes, the snapshot unchanged but for time.
//!
//! Whether somebody passes can change only at certain instants: openings, ends of absences, of periods, of rolling windows,
//! of needs, waits and holds (`instants`), and those at which a condition may say something else (`watch`, `change`, `pace`).
//! They are tried in order, everything judged as of each.

mod change;
mod instants;
mod may;
mod pace;
mod watch;

use super::chain::{Given, Tried};
use super::eligible::{Asking, Eligibility};
use super::roster::Who;
use super::truth::{Facts, Moment};
use crate::domain::{Rep, TeamId};
use crate::model::{Link, Target, Team, Uses};
use instants::{instants, teams_of};
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use std::ops::Bound::{Excluded, Unbounded};
use watch::Watch;

/// Days searched ahead.
const HORIZON: i64 = 400;
/// The near future is looked at first: days after which the search is widened.
const STEPS: [i64; 8] = [0, 1, 4, 10, 30, 90, 200, HORIZON];
/// So often members and pieces of conditions are looked at because a condition may have changed: all hours of the days
/// ahead, or a fraction of a second. Behind that the answer is the instant that the search came to; asked then, the lead is
/// told the next one.
const LOOKS: usize = 3_000_000;
/// What trying an instant costs besides, in looks.
const INSTANT: usize = 16;

/// The earliest instant behind now at which some member of some link of a chain that matched passes.
pub(crate) fn retry_at<'a, F: Facts>(all: &Eligibility<'a, F>, matched: &[Tried<'a>]) -> Option<Timestamp> {
    let hopeful: Vec<&Tried<'a>> = matched.iter().filter(|tried| all.chain_may_pass(tried)).collect();
    if hopeful.is_empty() {
        return None;
    }
    let links: Vec<&'a Link> = hopeful.iter().flat_map(|tried| asked_links(tried)).collect();
    let found = search(all, &links, horizon(all), &Somebody { of: &hopeful, looks: Cell::new(0) })?.at;
    let up = i64::from(found.subsec_nanosecond() > 0);
    Timestamp::from_second(found.as_second().checked_add(up)?).ok()
}

/// When the person of a link, who fails now, is available again, if that is by then.
pub(crate) fn back<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    link: &'a Link,
    rep: &'a Rep,
    until: Timestamp,
) -> Option<Timestamp> {
    if !all.person_may_pass(link, rep) {
        return None;
    }
    let found = search(all, &[link], until.min(horizon(all)), &Person { link, rep })?;
    found.sure.then_some(found.at)
}

/// Where a search ended.
struct Found {
    at: Timestamp,
    /// The answer is yes there; else it was looked too often.
    sure: bool,
}

/// What is asked at each instant that is tried.
trait Question<'a> {
    fn holds<'b, F: Facts>(&self, then: &Eligibility<'b, F>, at: Timestamp) -> bool
    where
        'a: 'b;

    /// How many members were looked at since this was asked last.
    fn looks(&self) -> usize;
}

/// Whether some member of some link of a chain passes.
struct Somebody<'s, 'a> {
    of: &'s [&'s Tried<'a>],
    looks: Cell<usize>,
}

impl<'a> Question<'a> for Somebody<'_, 'a> {
    fn holds<'b, F: Facts>(&self, then: &Eligibility<'b, F>, at: Timestamp) -> bool
    where
        'a: 'b,
    {
        self.of.iter().any(|tried| passes(then, tried, at, &self.looks))
    }

    fn looks(&self) -> usize {
        self.looks.take()
    }
}

/// Whether a person of a link passes.
struct Person<'a> {
    link: &'a Link,
    rep: &'a Rep,
}

impl<'a> Question<'a> for Person<'a> {
    fn holds<'b, F: Facts>(&self, then: &Eligibility<'b, F>, at: Timestamp) -> bool
    where
        'a: 'b,
    {
        then.person(self.link, self.rep, at).is_empty()
    }

    fn looks(&self) -> usize {
        1
    }
}

fn horizon<F: Facts>(all: &Eligibility<'_, F>) -> Timestamp {
    all.facts.moment().now.checked_add(SignedDuration::from_hours(24 * HORIZON)).unwrap_or(Timestamp::MAX)
}

/// The first instant behind now, up to `end`, for which the answer is yes.
fn search<'a, F: Facts>(
    all: &Eligibility<'a, F>,
    links: &[&'a Link],
    end: Timestamp,
    question: &impl Question<'a>,
) -> Option<Found> {
    let moment = all.facts.moment();
    let day =
        |days: i64| moment.now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX).min(end);
    let teams = teams_of(all, links);
    let mut ahead = Ahead::new(all, links, &teams);
    for step in STEPS.windows(2) {
        let (from, to) = (day(*step.first()?), day(*step.get(1)?));
        if from >= to {
            return None;
        }
        let fixed = instants(all, links, &teams, (from, to));
        let mut at = from;
        loop {
            let next = fixed.range((Excluded(at), Unbounded)).next().copied();
            let changed = ahead.next.filter(|changed| *changed <= to && next.is_none_or(|next| *changed < next));
            let Some(tried) = changed.or(next) else { break };
            at = tried;
            if changed.is_some() && ahead.left == 0 {
                return Some(Found { at, sure: false });
            }
            if ahead.try_at(all, at, question) {
                return Some(Found { at, sure: true });
            }
        }
    }
    None
}

/// What may change but for what [`instants`] knows.
struct Ahead<'a> {
    watch: Watch<'a>,
    /// The moment that is tried.
    moment: Moment,
    /// When something that is watched may change next.
    next: Option<Timestamp>,
    /// How often it may still be looked.
    left: usize,
}

impl<'a> Ahead<'a> {
    fn new<F: Facts>(all: &Eligibility<'a, F>, links: &[&'a Link], teams: &[TeamId]) -> Self {
        let watch = Watch::of(all, links, teams);
        let mut ahead = Self { watch, moment: all.facts.moment().clone(), next: None, left: LOOKS };
        if !ahead.watch.is_empty() {
            let timely = all.world.timely();
            (ahead.next, _) = ahead.watch.next(&all.facts.later(&ahead.moment, timely), timely);
        }
        ahead
    }

    /// Whether the answer is yes at an instant; where nothing is watched, what is known of the present says so.
    fn try_at<F: Facts>(&mut self, all: &Eligibility<'a, F>, at: Timestamp, question: &impl Question<'a>) -> bool {
        if self.watch.is_empty() {
            return question.holds(all, at);
        }
        self.moment.now = at;
        let timely = all.world.timely();
        let facts = all.facts.later(&self.moment, timely);
        if question.holds(&Eligibility::ahead(all.world, &facts), at) {
            return true;
        }
        let (next, pieces) = self.watch.next(&facts, timely);
        self.next = next;
        self.left = self.left.saturating_sub(INSTANT.saturating_add(pieces).saturating_add(question.looks()));
        false
    }
}

/// The links up to the one that won.
fn asked_links<'a>(tried: &Tried<'a>) -> &'a [Link] {
    let end = tried.won.as_ref().map_or(tried.chain.links.len(), |(place, _)| place.saturating_add(1));
    tried.chain.links.get(..end).unwrap_or_default()
}

fn passes<'a, F: Facts>(then: &Eligibility<'a, F>, tried: &Tried<'_>, at: Timestamp, looks: &Cell<usize>) -> bool {
    asked_links(tried).iter().enumerate().any(|(place, link)| {
        let asked = link.condition.as_ref().is_none_or(|condition| then.facts.judge(condition, None).is_yes());
        (asked && link_passes(then, link, at, looks))
            || match &tried.won {
                Some((won, Given::Hold { rep, .. })) if *won == place => !asked || is_over(then, link, *rep, at),
                _ => false,
            }
    })
}

fn link_passes<'a, F: Facts>(then: &Eligibility<'a, F>, link: &'a Link, at: Timestamp, looks: &Cell<usize>) -> bool {
    match &link.target {
        Target::Team { team, by } => {
            let Some((id, strategy)) = then.team_of(team, by.as_ref()) else { return false };
            let Some(team) = then.world.team(id) else { return false };
            let asking = Asking { id, team, strategy, ignoring: link.ignoring, at };
            let seats = then.world.seats(id);
            if is_shut(then, team, at) && !seats.iter().any(|seat| matches!(seat.who, Who::Queue(_))) {
                return false;
            }
            looks.set(looks.get().saturating_add(seats.len()));
            seats.iter().any(|seat| then.passes(asking, seat))
        }
        Target::Rep(_) | Target::ManagerOf(_) => {
            then.person_of(link).is_some_and(|rep| then.person(link, rep, at).is_empty())
        }
        _ => false,
    }
}

/// Whether a need that looks at no rep keeps every rep out.
fn is_shut<F: Facts>(then: &Eligibility<'_, F>, team: &Team, at: Timestamp) -> bool {
    team.needs.iter().any(|need| {
        let uses = Uses::of(&need.condition);
        uses.fields.is_empty()
            && !uses.id
            && !then.relaxed(need, at)
            && !then.facts.judge(&need.condition, None).is_yes()
    })
}

/// The end of a hold or wait is itself an instant worth asking at; so is that of a wait for somebody whom the link does not
/// name any more.
fn is_over<F: Facts>(then: &Eligibility<'_, F>, link: &Link, rep: Option<&Rep>, at: Timestamp) -> bool {
    length_of(link).is_some_and(|length| at.duration_since(then.facts.moment().since) >= length)
        || rep.is_some_and(|rep| then.person_of(link).is_none_or(|named| named.id != rep.id))
}

const fn length_of(link: &Link) -> Option<SignedDuration> {
    match &link.target {
        Target::Hold { up_to, .. } => *up_to,
        _ => link.wait,
    }
}
