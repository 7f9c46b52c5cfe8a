//! Reading what the engine remembers: team state and sticky entries.

use super::node::{JsonError, Node};
use crate::domain::{Counters, Last, Level, MemberState, Recent, Sticky, StickyEntry, TeamState, Turns};
use std::sync::Arc;

pub(super) fn team(node: &Node<'_>) -> Result<TeamState, JsonError> {
    let mut state = TeamState::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "seq" => state.seq = value.as_count()?,
            "last" => state.last = if value.is_null() { None } else { Some(last(&value)?) },
            "levels" => state.levels = named(&value, level)?,
            "members" => state.members = named(&value, member)?,
            _ => return Err(value.fault("a team's state has no such key")),
        }
    }
    Ok(state)
}

pub(super) fn sticky(node: &Node<'_>) -> Result<Sticky, JsonError> {
    named(node, |team| named(team, |clause| named(clause, entry)))
}

fn member(node: &Node<'_>) -> Result<MemberState, JsonError> {
    let mut state = MemberState::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            _ if value.is_null() => {}
            "total" => state.total = value.as_count()?,
            "joined_at" => state.joined_at = Some(value.as_instant()?),
            "last_assigned_at" => state.last_assigned_at = Some(value.as_instant()?),
            "last_seq" => state.last_seq = Some(value.as_count()?),
            "absent_since" => state.absent_since = named(&value, level)?,
            "turns" => state.turns = named(&value, turns)?,
            "received" => state.received = received(&value)?,
            "recent" => {
                state.recent = value.items()?.iter().map(recent).collect::<Result<_, _>>()?;
                state.recent.sort_by(|a, b| (a.at, &a.channel).cmp(&(b.at, &b.channel)));
            }
            _ => return Err(value.fault("a member's state has no such key")),
        }
    }
    Ok(state)
}

pub(super) fn received(node: &Node<'_>) -> Result<Counters, JsonError> {
    named(node, |counters| named(counters, Node::as_count))
}

pub(super) fn named<'a, T, M: FromIterator<(Arc<str>, T)>>(
    node: &Node<'a>,
    read: impl Fn(&Node<'a>) -> Result<T, JsonError>,
) -> Result<M, JsonError> {
    node.entries()?.into_iter().map(|(name, value)| Ok((name.as_ref().into(), read(&value)?))).collect()
}

pub(super) fn last(node: &Node<'_>) -> Result<Last, JsonError> {
    let (mut member, mut place) = (None, 0);
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "member" => member = Some(value.as_name()?),
            "place" => place = value.as_count()?,
            _ => return Err(value.fault("`last` has only `member` and `place`")),
        }
    }
    let member = member.ok_or_else(|| node.fault("`last` needs `member`"))?;
    Ok(Last { member, place })
}

pub(super) fn level(node: &Node<'_>) -> Result<Level, JsonError> {
    Level::parse(&node.as_digits()?).ok_or_else(|| node.expected("a level with at most nine digits after the point"))
}

pub(super) fn turns(node: &Node<'_>) -> Result<Turns, JsonError> {
    let mut turns = Turns::default();
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "n" => turns.n = value.as_integer()?,
            "credit" => turns.credit = value.as_integer()?,
            _ => return Err(value.fault("turns have only `n` and `credit`")),
        }
    }
    Ok(turns)
}

pub(super) fn recent(node: &Node<'_>) -> Result<Recent, JsonError> {
    let (mut at, mut channel) = (None, None);
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "at" => at = Some(value.as_instant()?),
            "channel" => channel = Some(value.as_name()?),
            _ => return Err(value.fault("a receipt has only `at` and `channel`")),
        }
    }
    let at = at.ok_or_else(|| node.fault("a receipt needs `at`"))?;
    Ok(Recent { at, channel: channel.unwrap_or_else(|| "lead".into()) })
}

fn entry(node: &Node<'_>) -> Result<StickyEntry, JsonError> {
    let (mut rep, mut at) = (None, None);
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "rep" => rep = Some(value.as_name()?),
            "at" => at = Some(value.as_instant()?),
            _ => return Err(value.fault("a sticky entry has only `rep` and `at`")),
        }
    }
    match (rep, at) {
        (Some(rep), Some(at)) => Ok(StickyEntry { rep, at }),
        _ => Err(node.fault("a sticky entry needs `rep` and `at`")),
    }
}
