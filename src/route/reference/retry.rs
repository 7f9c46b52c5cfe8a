//! 5.4: when it is worth asking again. Every instant at which anything may change by time alone is tried, in order, and
//! whatever may change is asked as of it.

use super::chain::{Given, Tried, person_of};
use super::hope::{Asked, Hope, Hopeful};
use super::instants::instants;
use super::said::Said;
use super::world::World;
use crate::domain::Rep;
use crate::model::{Link, Target};
use jiff::{SignedDuration, Timestamp};

/// Days searched ahead, the near future first.
const DAYS: [i64; 7] = [0, 1, 4, 12, 40, 130, 400];

/// The earliest instant behind now at which some member of some link of a chain that matched passes.
pub(super) fn retry_at<'a>(world: &'a World<'a>, matched: &[Tried<'a>]) -> Option<Timestamp> {
    // What is found there is no part of the answer.
    let aside = world.then(world.now());
    let hopeful: Vec<Ahead<'_, '_>> =
        matched.iter().map(|tried| Ahead::find(&aside, tried)).filter(Ahead::may_pass).collect();
    if hopeful.is_empty() {
        return None;
    }
    let links: Vec<&Link> = hopeful.iter().flat_map(|ahead| &ahead.tried.chain.links).collect();
    let found = first(world, &links, |then| hopeful.iter().any(|ahead| ahead.passes(then)))?;
    world.count("retry");
    if !Said::by_links(world.model, &links).is_timeless() {
        world.count("retry by conditions");
    }
    whole_second(found)
}

/// 5.1: when the person of a link, who fails now, is available, if ever.
pub(super) fn back<'a>(world: &'a World<'a>, link: &'a Link, rep: &'a Rep) -> Option<Timestamp> {
    let aside = world.then(world.now());
    let person = Hopeful::find(&aside, Asked::Person(link, rep))?;
    first(world, &[link], |then| person.passes(then))
}

/// The first instant behind now at which the answer to the same question is yes.
fn first<'a>(world: &'a World<'a>, links: &[&Link], answer: impl Fn(&World<'_>) -> bool) -> Option<Timestamp> {
    let said = Said::by_links(world.model, links);
    let after = |days: i64| world.now().checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
    let yes = |moment: &Timestamp| answer(&world.then(*moment));
    DAYS.iter()
        .zip(DAYS.iter().skip(1))
        .find_map(|(from, to)| instants(world, &said, after(*from), after(*to)).into_iter().find(yes))
}

/// A chain that was tried, with what its links may come to.
struct Ahead<'a, 't> {
    tried: &'t Tried<'a>,
    links: Vec<Hope<'a>>,
}

impl<'a, 't> Ahead<'a, 't> {
    fn find(world: &'a World<'a>, tried: &'t Tried<'a>) -> Self {
        Self { tried, links: tried.chain.links.iter().map(|link| Hope::find(world, link)).collect() }
    }

    /// Whether somebody waits, or may pass at all; else no instant needs to be tried.
    fn may_pass(&self) -> bool {
        matches!(&self.tried.won, Some((_, Given::Hold { .. }))) || self.links.iter().any(Hope::is_any)
    }

    /// Whether some member of some link passes at the world's moment, up to the link that won.
    fn passes<'b>(&'b self, then: &'b World<'b>) -> bool {
        for (place, (link, hope)) in self.tried.chain.links.iter().zip(&self.links).enumerate() {
            let asked = hope.holds(then);
            if asked && hope.passes(then) {
                return true;
            }
            match &self.tried.won {
                // The end of a hold or wait is itself such an instant; what stands behind counts from it.
                Some((won, Given::Hold { rep, .. })) if *won == place => {
                    let other = rep.is_some_and(|rep| person_of(then, link).is_none_or(|now| now.id != rep.id));
                    return !asked || other || wait_is_over(then, link);
                }
                Some((won, _)) if *won == place => return false,
                _ => {}
            }
        }
        false
    }
}

fn wait_is_over(then: &World<'_>, link: &Link) -> bool {
    let length = match &link.target {
        Target::Hold { up_to, .. } => *up_to,
        _ => link.wait,
    };
    length.is_some_and(|length| then.waiting() >= length)
}

/// Rounded up to whole seconds.
fn whole_second(moment: Timestamp) -> Option<Timestamp> {
    let up = if moment.subsec_nanosecond() > 0 { 1 } else { 0 };
    Timestamp::from_second(moment.as_second().checked_add(up)?).ok()
}
