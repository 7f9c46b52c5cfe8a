//! Reading changes back, for journals.

use super::node::{JsonError, Node};
use super::state_read::{last, level, named, received, recent, sticky, turns};
use crate::domain::{Delta, MemberChange, Reads, TeamChange};

pub(super) fn delta(node: &Node<'_>) -> Result<Delta, JsonError> {
    let mut delta = Delta::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "reads" => delta.reads = reads(&value)?,
            "teams" => delta.teams = named(&value, team)?,
            "open" => delta.open = named(&value, |channels| named(channels, Node::as_integer))?,
            "sticky" => delta.sticky = sticky(&value)?,
            _ => return Err(value.fault("changes have no such key")),
        }
    }
    Ok(delta)
}

fn reads(node: &Node<'_>) -> Result<Reads, JsonError> {
    let mut reads = Reads::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "teams" => reads.teams = named(&value, Node::as_count)?,
            "reps" => reads.reps = named(&value, Node::as_count)?,
            _ => return Err(value.fault("`reads` has only `teams` and `reps`")),
        }
    }
    Ok(reads)
}

fn team(node: &Node<'_>) -> Result<TeamChange, JsonError> {
    let mut change = TeamChange::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "last" => change.last = Some(last(&value)?),
            "levels" => change.levels = Some(named(&value, level)?),
            "members" => change.members = named(&value, member)?,
            _ => return Err(value.fault("a team's changes have no such key")),
        }
    }
    Ok(change)
}

fn member(node: &Node<'_>) -> Result<MemberChange, JsonError> {
    let mut change = MemberChange::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "total" => change.total = Some(value.as_count()?),
            "joined_at" => change.joined_at = Some(value.as_instant()?),
            "last_assigned_at" => change.last_assigned_at = Some(value.as_instant()?),
            "last_seq" => change.last_seq = Some(value.as_count()?),
            "absent_since" => change.absent_since = Some(named(&value, level)?),
            "turns" => change.turns = Some(named(&value, turns)?),
            "received" => change.received = Some(received(&value)?),
            "recent" => change.recent = Some(value.items()?.iter().map(recent).collect::<Result<_, _>>()?),
            _ => return Err(value.fault("a member's changes have no such key")),
        }
    }
    Ok(change)
}
