//! Strategies: the keys that narrow the members of a team.

use super::context::Context;
use super::teams::period_of;
use super::{Checker, wording};
use crate::calendar::Period;
use crate::domain::{Kind, TeamId};
use crate::model::{Expr as Meaning, Key, Need, Strategy};
use crate::syntax::tree::{self, Expr, MatchLine, StrategyKind};
use crate::text::Span;

/// One `evenly`.
pub(super) struct Share {
    /// The team whose members share; `None`: a team that the lead names.
    team: Option<TeamId>,
    period: Period,
    weight: Option<Meaning>,
    span: Span,
}

impl Checker<'_> {
    pub(super) fn remember_shares(&mut self, team: Option<TeamId>, written: &tree::Strategy, read: &Strategy) {
        for (key, place) in read.keys.iter().zip(&written.keys) {
            if let Key::Evenly { period, weight } = key {
                self.shares.push(Share { team, period: *period, weight: weight.clone(), span: place.span });
            }
        }
    }

    /// Every turn of a team counts in each of its periods, so that there is one weight a period.
    pub(super) fn shares_agree(&mut self) {
        let shares = std::mem::take(&mut self.shares);
        for (place, share) in shares.iter().enumerate() {
            let other = shares.iter().take(place).find(|other| {
                let same_team = share.team.is_none() || other.team.is_none() || share.team == other.team;
                same_team && share.period == other.period && share.weight != other.weight
            });
            if let Some(other) = other {
                let team = share.team.or(other.team).and_then(|id| self.model.teams.get(id.index()));
                let team = team.map(|team| team.name.to_string());
                self.report(wording::shares_differ(team.as_deref(), share.span, other.span));
                return;
            }
        }
    }

    pub(super) fn strategy(&mut self, module: usize, strategy: &tree::Strategy) -> Option<Strategy> {
        let keys: Vec<Option<Key>> = strategy.keys.iter().map(|key| self.key(module, key)).collect();
        let keys: Option<Vec<Key>> = keys.into_iter().collect();
        keys.map(|keys| Strategy { keys })
    }

    fn key(&mut self, module: usize, key: &tree::StrategyKey) -> Option<Key> {
        let context = Context::with_rep(module);
        Some(match &key.kind {
            StrategyKind::RoundRobin => Key::RoundRobin,
            StrategyKind::LongestIdle => Key::LongestIdle,
            StrategyKind::InOrder => Key::InOrder,
            StrategyKind::LeastLoaded => Key::LeastLoaded,
            StrategyKind::MostFree => Key::MostFree,
            StrategyKind::Highest(value) => Key::Highest(self.sortable(value, &context)?),
            StrategyKind::Lowest(value) => Key::Lowest(self.sortable(value, &context)?),
            StrategyKind::StableOn(value) => Key::StableOn(self.value(value, None, &context)?.0),
            StrategyKind::Evenly { period, weight } => {
                let weight = match weight {
                    Some(weight) => {
                        let (value, kind) = self.value(weight, Some(&Kind::Decimal), &context)?;
                        if !kind.kind.is_number() {
                            let found = crate::domain::kind_words(&kind.kind, &self.model.enums);
                            self.report(wording::not_a_number(&found, weight.span));
                            return None;
                        }
                        Some(value)
                    }
                    None => None,
                };
                Key::Evenly { period: period.map_or(Period::Month, period_of), weight }
            }
            StrategyKind::BestMatch(lines) => {
                let (mut musts, mut prefers) = (Vec::new(), Vec::new());
                for line in lines {
                    match line {
                        MatchLine::Must(condition) => {
                            let words = self.words_of(condition).into();
                            musts.push(Need { condition: self.condition(condition, &context), first: None, words });
                        }
                        MatchLine::Prefer { condition, weight } => {
                            let condition = self.condition(condition, &context);
                            let weight = match weight {
                                Some(weight) => self.whole(weight, module)?,
                                None => 1,
                            };
                            prefers.push((condition, weight));
                        }
                    }
                }
                Key::BestMatch { musts, prefers }
            }
            StrategyKind::Bad => return None,
        })
    }

    /// A value that has an order: `highest`, `lowest`, `take in order of`.
    pub(super) fn sortable(&mut self, expr: &Expr, context: &Context) -> Option<Meaning> {
        let (value, kind) = self.value(expr, None, context)?;
        if matches!(kind.kind, Kind::List(_)) {
            self.report(wording::no_order(expr.span));
            return None;
        }
        Some(value)
    }
}
