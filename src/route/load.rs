//! Channels, what their items cost, and what a rep can still take.

use crate::domain::Rep;
use crate::model::{Model, Team};
use std::sync::{Arc, OnceLock};

/// The channel of leads whose schema has none, or that state none.
pub(crate) fn plain_channel() -> Arc<str> {
    static LEAD: OnceLock<Arc<str>> = OnceLock::new();
    Arc::clone(LEAD.get_or_init(|| "lead".into()))
}

/// The channels that a lead may have, `lead` first.
pub(crate) fn channels(model: &Model) -> impl Iterator<Item = &str> {
    std::iter::once("lead").chain(model.channel_values().map(|name| &**name))
}

/// What one item of a channel costs in units.
pub(crate) fn cost(model: &Model, channel: &str) -> i64 {
    let costs = &model.channel_costs;
    if costs.is_empty() {
        return 1;
    }
    let place = costs.binary_search_by(|(name, _)| (**name).cmp(channel));
    place.ok().and_then(|place| costs.get(place)).map_or(1, |(_, cost)| *cost)
}

pub(crate) fn open_units(model: &Model, rep: &Rep) -> i64 {
    rep.open.iter().fold(0, |sum, (channel, items)| sum.saturating_add(items.saturating_mul(cost(model, channel))))
}

/// Whether a rep can take no lead of this channel.
pub(crate) fn at_capacity(model: &Model, rep: &Rep, channel: &str) -> bool {
    is_full(model, rep, open_units(model, rep), channel)
}

/// The same of a rep with so many open units.
pub(crate) fn is_full(model: &Model, rep: &Rep, open: i64, channel: &str) -> bool {
    let units = rep.unit_limit.is_some_and(|limit| open.saturating_add(cost(model, channel)) > limit);
    if rep.item_limits.is_empty() {
        return units;
    }
    let own = channel != "lead"
        && rep.item_limits.get(channel).is_some_and(|limit| rep.open.get(channel).copied().unwrap_or(0) >= *limit);
    units || own || rep.item_limits.get("lead").is_some_and(|limit| rep.open_items() >= *limit)
}

/// Whether a rep's last units are kept for a dearer channel than this.
pub(crate) fn reserved(model: &Model, team: &Team, rep: &Rep, channel: &str) -> bool {
    let cost_now = cost(model, channel);
    team.reserve.iter().any(|channel| {
        let kept = cost(model, channel);
        let left = |limit: i64| limit.saturating_sub(open_units(model, rep)).saturating_sub(cost_now);
        cost_now < kept && rep.unit_limit.is_some_and(|limit| left(limit) < kept)
    })
}
