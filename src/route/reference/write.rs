//! 5.3, 13: turns, receipts, stickiness: the state after the decision, and the delta that leads there.

use super::chain::{Given, Tried, living_entry, sticky_key, team_of};
use super::eligible::counter;
use super::members::{Member, Who, team};
use super::standing::Standing;
use super::world::World;
use crate::domain::{
    Delta, Last, Level, MemberChange, MemberState, Recent, StickyEntry, TeamChange, TeamId, TeamState,
};
use crate::model::{CapWindow, Target, Team};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
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
        let oldest: Vec<(Arc<str>, Arc<str>)> = standing
            .periods
            .iter()
            .map(|counting| (counting.name.clone(), previous(counting.period, now, standing.team, None).into()))
            .collect();
        let Some(entry) = standing.state.members.get_mut(key) else { return };
        entry.last_assigned_at = Some(now);
        entry.last_seq = Some(seq);
        for (name, oldest) in oldest {
            // A turn ends his absence without credit up to it.
            entry.absent_since.remove(&name);
            let turns = entry.turns.entry(name).or_default();
            turns.n = turns.n.saturating_add(1);
            entry.turns.retain(|name, _| kept(name, &oldest));
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
    let now = world.now();
    let raises: Vec<(Arc<str>, i128, String)> = standing
        .periods
        .iter()
        .map(|counting| {
            let weight = standing.present_weight(world, counting, picked).scaled();
            let raise = (1_000_000_000_i128 * 10_000).checked_div(weight).unwrap_or(0);
            (counting.name.clone(), raise, previous(counting.period, now, standing.team, None))
        })
        .collect();
    for (name, raise, oldest) in raises {
        if raise > 0 {
            let level = standing.state.levels.entry(name).or_insert(Level(0));
            level.0 = level.0.saturating_add(raise);
        }
        standing.state.levels.retain(|name, _| kept(name, &oldest));
    }
}

/// Receipts feed caps: counters of the periods that the team's caps use, and what rolling caps still need.
fn receive<'a>(world: &'a World<'a>, standing: &mut Standing<'a>, member: &Member<'a>) {
    let (now, channel, team) = (world.now(), world.channel(), standing.team);
    let mut counters: BTreeMap<(Arc<str>, String), String> = BTreeMap::new();
    let mut longest: Option<SignedDuration> = None;
    for cap in &team.caps {
        let of: Arc<str> = cap.channel.clone().unwrap_or_else(|| Arc::from("lead"));
        match cap.window {
            CapWindow::AtOnce => {}
            CapWindow::Rolling(length) => longest = longest.max(Some(length)),
            CapWindow::Per(period) if *of == *"lead" || of == channel => {
                let name = counter(team, member, cap, period, now);
                let zone = if cap.in_zone_of_rep { Some(member) } else { None };
                counters.insert((of, name), previous(period, now, team, zone));
            }
            CapWindow::Per(_) => {}
        }
    }
    let Some(entry) = standing.state.members.get_mut(&member.key) else { return };
    entry.total = entry.total.saturating_add(1);
    for ((of, name), oldest) in counters {
        let received = entry.received.entry(of).or_default();
        let count = received.entry(name.into()).or_insert(0);
        *count = count.saturating_add(1);
        received.retain(|name, _| kept(name, &oldest));
    }
    if let Some(longest) = longest {
        entry.recent.push(Recent { at: now, channel });
        entry.recent.retain(|recent| now.duration_since(recent.at) < longest);
    }
}

/// The name of the period before the present one, in the zone of the team or of the rep.
fn previous(period: crate::calendar::Period, now: Timestamp, team: &Team, of_rep: Option<&Member<'_>>) -> String {
    let zone = match of_rep.map(|member| member.who) {
        Some(Who::Rep(rep)) => rep.zone.as_ref().unwrap_or(&team.zone),
        _ => &team.zone,
    };
    let name = period.name_before(now, zone);
    if of_rep.is_some() { format!("{name}@{}", zone.name()) } else { name }
}

/// Of the names of one kind of period in one zone only the present one and the one before are kept.
fn kept(name: &str, oldest: &str) -> bool {
    let parts = |name: &str| -> (String, String, String) {
        let (period, zone) = name.split_once('@').unwrap_or((name, ""));
        let (kind, which) = period.split_once(' ').unwrap_or((period, ""));
        (kind.to_owned(), zone.to_owned(), which.to_owned())
    };
    let ((kind, zone, which), (of_kind, of_zone, least)) = (parts(name), parts(oldest));
    kind != of_kind || zone != of_zone || which >= least
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
        members: BTreeMap::new(),
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
