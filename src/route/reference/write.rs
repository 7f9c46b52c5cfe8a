//! 5.3, 13: turns, receipts, stickiness: the state after the decision, and the delta that leads there.

use super::chain::{Given, Tried, living_entry, sticky_key, team_of};
use super::eligible::counter;
use super::members::{Member, Who, team};
use super::standing::Standing;
use super::world::World;
use crate::calendar::{Period, Zone};
use crate::domain::{
    ByName, Delta, Last, MemberChange, MemberState, Recent, StickyEntry, TeamChange, TeamId, TeamState,
};
use crate::model::{Cap, CapWindow, Target};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a team is told of a decision.
struct Gift<'a> {
    team: TeamId,
    member: Member<'a>,
    turn: bool,
    received: bool,
}

/// The changes that the deciding chain makes.
pub(super) fn changes<'a>(world: &'a World<'a>, deciding: &Tried<'a>, delta: &mut Delta) {
    let Some((place, given)) = &deciding.won else { return };
    let gifts = gifts(world, deciding, *place, given);
    for id in &deciding.reached {
        let Some(mut standing) = Standing::find(world, *id) else { continue };
        for gift in gifts.iter().filter(|gift| gift.team == *id) {
            give(world, &mut standing, gift);
        }
        // 11: state under a former name is taken over whole.
        let before = world.snapshot.teams.get(&standing.team.name).cloned().unwrap_or_default();
        if difference(&before, &standing.state) == TeamChange::default() {
            continue;
        }
        forget(&mut standing, world.now());
        let change = difference(&before, &standing.state);
        if change != TeamChange::default() {
            delta.teams.insert(standing.team.name.clone(), change);
        }
    }
    if let Some((team, clause, key, entry)) = sticky(world, deciding, *place, given) {
        delta.sticky.entry(team).or_default().entry(clause).or_default().insert(key, entry);
    }
}

/// Every pick by a team is a turn and received; a sticky hit is received only; a person counts where the link says so.
fn gifts<'a>(world: &'a World<'a>, deciding: &Tried<'a>, place: usize, given: &Given<'a>) -> Vec<Gift<'a>> {
    match given {
        Given::Team { pick, turn } => pick
            .taken
            .iter()
            .map(|(team, member)| Gift { team: *team, member: member.clone(), turn: *turn, received: true })
            .collect(),
        Given::Person(rep) => {
            let counts = deciding.chain.links.get(place).and_then(|link| link.counts);
            if counts.is_some() {
                world.count("counts for a team");
            }
            counts
                .into_iter()
                .map(|counts| {
                    let member = Member { key: rep.id.clone(), who: Who::Rep(rep) };
                    Gift { team: counts.team, member, turn: counts.as_turn, received: true }
                })
                .collect()
        }
        Given::Queue(_) | Given::Hold { .. } => Vec::new(),
    }
}

fn give<'a>(world: &'a World<'a>, standing: &mut Standing<'a>, gift: &Gift<'a>) {
    let now = world.now();
    let key = &gift.member.key;
    standing
        .state
        .members
        .entry(key.clone())
        .or_insert_with(|| MemberState { joined_at: Some(now), ..MemberState::default() });
    if gift.turn {
        world.count("turn");
        let place = standing.members.iter().position(|member| member.key == *key).unwrap_or(standing.members.len());
        standing.state.last = Some(Last { member: key.clone(), place: u64::try_from(place).unwrap_or(u64::MAX) });
        raise_levels(world, standing, key);
        let seq = standing.state.seq.saturating_add(1);
        let names: Vec<Arc<str>> = standing.periods.iter().map(|counting| counting.name.clone()).collect();
        let Some(entry) = standing.state.members.get_mut(key) else { return };
        entry.last_assigned_at = Some(now);
        entry.last_seq = Some(seq);
        for name in names {
            // A turn ends his absence without credit up to it.
            entry.absent_since.remove(&name);
            let turns = entry.turns.or_default(name);
            turns.n = turns.n.saturating_add(1);
        }
    }
    if gift.received {
        receive(world, standing, &gift.member);
    }
}

/// Each turn raises the level of each period by 1 / Σw of the members not absent, in billionths, rounded down.
fn raise_levels<'a>(world: &'a World<'a>, standing: &mut Standing<'a>, picked: &str) {
    if standing.team.absences_owed {
        return;
    }
    let raises: Vec<(Arc<str>, i128)> = standing
        .periods
        .iter()
        .map(|counting| {
            let weight = standing.present_weight(world, counting, picked).scaled();
            let raise = (1_000_000_000_i128 * 10_000).checked_div(weight).unwrap_or(0);
            (counting.name.clone(), raise)
        })
        .collect();
    for (name, raise) in raises {
        if raise > 0 {
            let level = standing.state.levels.or_default(name);
            *level = level.raised(raise);
        }
    }
}

/// Receipts feed caps: counters of the periods that the team's caps use, and what rolling caps still need.
fn receive<'a>(world: &'a World<'a>, standing: &mut Standing<'a>, member: &Member<'a>) {
    let (now, channel, team) = (world.now(), world.channel(), standing.team);
    let mut counters: BTreeSet<(Arc<str>, String)> = BTreeSet::new();
    let mut longest: Option<SignedDuration> = None;
    for cap in &team.caps {
        let of: Arc<str> = cap.channel.clone().unwrap_or_else(|| Arc::from("lead"));
        match cap.window {
            CapWindow::AtOnce => {}
            CapWindow::Rolling(length) => longest = longest.max(Some(length)),
            CapWindow::Per(period) if *of == *"lead" || of == channel => {
                counters.insert((of, counter(world, team, member, cap, period)));
            }
            CapWindow::Per(_) => {}
        }
    }
    let Some(entry) = standing.state.members.get_mut(&member.key) else { return };
    entry.total = entry.total.saturating_add(1);
    for (of, name) in counters {
        let received = entry.received.or_default(of);
        let count = received.or_default(name.into());
        *count = count.saturating_add(1);
    }
    if let Some(longest) = longest {
        entry.recent.push(Recent { at: now, channel });
        entry.recent.sort_by(|a, b| (a.at, &a.channel).cmp(&(b.at, &b.channel)));
        entry.recent.retain(|recent| now.duration_since(recent.at) < longest);
    }
}

/// Of each period that the team uses only the present one and the one before are kept, for all its entries.
fn forget(standing: &mut Standing<'_>, now: Timestamp) {
    let counting: Vec<Period> = standing.periods.iter().map(|counting| counting.period).collect();
    let per = |cap: &Cap| if let CapWindow::Per(period) = cap.window { Some(period) } else { None };
    let capping: Vec<Period> = standing.team.caps.iter().filter_map(per).collect();
    let [counting, capping] = [counting, capping].map(|periods| Before::new(periods, &standing.team.zone, now));
    standing.state.levels.retain(|name, _| counting.keep(name));
    for entry in standing.state.members.values_mut() {
        entry.turns.retain(|name, _| counting.keep(name));
        entry.absent_since.retain(|name, _| counting.keep(name));
        for counters in entry.received.values_mut() {
            counters.retain(|name, _| capping.keep(name));
        }
    }
}

/// Periods that a team uses, with the names of those before the present ones in its zone.
struct Before {
    periods: Vec<Period>,
    names: Vec<String>,
    now: Timestamp,
}

impl Before {
    fn new(periods: Vec<Period>, zone: &Zone, now: Timestamp) -> Self {
        let names = periods.iter().map(|period| period.name_before(now, zone)).collect();
        Self { periods, names, now }
    }

    /// A name is kept unless one of these periods, in the zone that the name says, is behind it by more than one.
    fn keep(&self, name: &str) -> bool {
        match name.split_once('@') {
            Some((bare, zone)) => {
                let there = |zone: Zone| Self::new(self.periods.clone(), &zone, self.now);
                Zone::named(zone).is_none_or(|zone| there(zone).is_kept(bare))
            }
            None => self.is_kept(name),
        }
    }

    fn is_kept(&self, bare: &str) -> bool {
        let same_sort = |least: &str| bare.split(' ').next() == least.split(' ').next();
        self.names.iter().all(|least| !same_sort(least) || bare >= least.as_str())
    }
}

/// Team, clause, value and entry.
type Kept = (Arc<str>, Arc<str>, Arc<str>, StickyEntry);

/// Who keeps or gets the entry of a `same rep` clause: the first rep while it lives, unless the clause follows the last.
fn sticky<'a>(world: &'a World<'a>, deciding: &Tried<'a>, place: usize, given: &Given<'a>) -> Option<Kept> {
    let Given::Team { pick, .. } = given else { return None };
    let link = deciding.chain.links.get(place)?;
    let Target::Team { team: wanted, by } = &link.target else { return None };
    let (id, _) = team_of(world, wanted, by.as_ref())?;
    let (clause, name) = (link.same_rep.as_ref()?, &team(world, id)?.name);
    let key = sticky_key(world, clause)?;
    if !clause.follow_last && living_entry(world, name, clause).is_some() {
        return None;
    }
    let (_, member) = pick.taken.last()?;
    let Who::Rep(rep) = member.who else { return None };
    let entry = StickyEntry { rep: rep.id.clone(), at: world.now() };
    let old = world.snapshot.sticky.get(name).and_then(|team| team.get(&clause.name)?.get(&key));
    (old != Some(&entry)).then(|| (name.clone(), clause.name.clone(), key, entry))
}

/// 1: the new values of exactly the changed fields.
fn difference(before: &TeamState, after: &TeamState) -> TeamChange {
    let mut change = TeamChange {
        last: (before.last != after.last).then(|| after.last.clone()).flatten(),
        levels: (before.levels != after.levels).then(|| after.levels.clone()),
        members: ByName::new(),
    };
    for (key, new) in &after.members {
        let old = before.members.get(key).cloned().unwrap_or_default();
        let member = MemberChange {
            total: (old.total != new.total).then_some(new.total),
            joined_at: if old.joined_at == new.joined_at { None } else { new.joined_at },
            last_assigned_at: if old.last_assigned_at == new.last_assigned_at { None } else { new.last_assigned_at },
            last_seq: if old.last_seq == new.last_seq { None } else { new.last_seq },
            absent_since: (old.absent_since != new.absent_since).then(|| new.absent_since.clone()),
            turns: (old.turns != new.turns).then(|| new.turns.clone()),
            received: (old.received != new.received).then(|| new.received.clone()),
            recent: (old.recent != new.recent).then(|| new.recent.clone()),
        };
        if member != MemberChange::default() {
            change.members.insert(key.clone(), member);
        }
    }
    change
}
