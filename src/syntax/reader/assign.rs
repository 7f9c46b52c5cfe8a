//! Assign chains, strategies, modifiers.

use super::Reader;
use crate::syntax::blocks;
use crate::syntax::codes;
use crate::syntax::explain::nearest;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Ignorable, Link, MatchLine, Modifier, Name, Period, Strategy, StrategyKey, StrategyKind, Target,
};
use crate::text::Diagnostic;

const STRATEGIES: [&str; 11] = [
    "round robin",
    "longest idle",
    "in order",
    "least loaded",
    "most free",
    "best match",
    "highest",
    "lowest",
    "stable on",
    "evenly",
    "first",
];

impl Reader<'_> {
    /// The chain below a node; the grammar makes sure there is one.
    pub(super) fn chain_in(&mut self, node: &Node<'_>) -> Vec<Link> {
        let Some(chain) = node.child(Rule::chain) else { return Vec::new() };
        let links: Vec<_> = chain.children().filter(|link| link.rule() == Rule::link).collect();
        links.iter().map(|link| self.link(link)).collect()
    }

    fn link(&mut self, node: &Node<'_>) -> Link {
        let mut target = Target::Bad;
        let (mut modifiers, mut said) = (Vec::new(), Vec::new());
        for part in node.children() {
            match part.rule() {
                Rule::link_team => {
                    let by = part.child(Rule::strategy).map(|strategy| self.strategy(&strategy));
                    target = Target::Team { team: self.expr_in(&part), by: by.map(Box::new) };
                }
                Rule::link_rep => target = Target::Rep(self.expr_in(&part)),
                Rule::link_owner => target = Target::OwnerOf(self.expr_in(&part)),
                Rule::link_manager if part.has(Rule::assignee) => target = Target::ManagerOfAssignee,
                Rule::link_manager => target = Target::ManagerOf(self.expr_in(&part)),
                Rule::link_queue => target = Target::Queue(self.own_name(&part)),
                Rule::link_hold => {
                    target = Target::Hold { queue: self.name_in(&part), up_to: self.duration_in(&part).map(Box::new) };
                }
                _ => {
                    let place = self.span(&part);
                    self.once(part.rule(), place, &mut said);
                    modifiers.push(self.modifier(&part));
                }
            }
        }
        Link { target, modifiers, span: self.span(node) }
    }

    fn modifier(&mut self, node: &Node<'_>) -> Modifier {
        let span = self.span(node);
        match node.rule() {
            Rule::if_available => Modifier::IfAvailable { for_team: self.name_in(node), span },
            Rule::ignoring => Modifier::Ignoring(self.ignored(node)),
            Rule::wait_up_to => Modifier::WaitUpTo(self.own_duration(node)),
            Rule::same_rep => Modifier::SameRep {
                key: self.expr_in(node),
                within: self.duration_in(node),
                follow_last: node.has(Rule::follow_last),
                span,
            },
            Rule::counts => Modifier::Counts { as_turn: node.has(Rule::kw_turn), team: self.own_name(node), span },
            _ => Modifier::If(self.expr_in(node)),
        }
    }

    fn ignored(&self, node: &Node<'_>) -> Vec<(Ignorable, crate::text::Span)> {
        let words = node.children().filter(|word| word.rule() == Rule::ignorable);
        words
            .map(|word| {
                let what = match word.only_child().map(|word| word.rule()) {
                    Some(Rule::kw_caps) => Ignorable::Caps,
                    Some(Rule::kw_hours) => Ignorable::Hours,
                    Some(Rule::kw_capacity) => Ignorable::Capacity,
                    _ => Ignorable::Away,
                };
                (what, self.span(&word))
            })
            .collect()
    }

    pub(super) fn strategy(&mut self, node: &Node<'_>) -> Strategy {
        let keys: Vec<_> = node.children().filter(|key| key.rule() != Rule::kw_then).collect();
        let keys = keys.iter().map(|key| StrategyKey { kind: self.key(key), span: self.span(key) }).collect();
        Strategy { keys, span: self.span(node) }
    }

    fn key(&mut self, node: &Node<'_>) -> StrategyKind {
        match node.rule() {
            Rule::round_robin => StrategyKind::RoundRobin,
            Rule::longest_idle => StrategyKind::LongestIdle,
            Rule::in_order => StrategyKind::InOrder,
            Rule::least_loaded => StrategyKind::LeastLoaded,
            Rule::most_free => StrategyKind::MostFree,
            Rule::highest => StrategyKind::Highest(self.expr_in(node)),
            Rule::lowest => StrategyKind::Lowest(self.expr_in(node)),
            Rule::stable_on => StrategyKind::StableOn(self.expr_in(node)),
            Rule::evenly => {
                let ever = node.has(Rule::kw_ever).then_some(Period::Ever);
                let period = ever.or_else(|| node.child(Rule::period).map(|period| read_period(&period)));
                let weight = node.has(Rule::kw_weight).then(|| self.expr_in(node));
                StrategyKind::Evenly { period, weight }
            }
            Rule::best_match => StrategyKind::BestMatch(self.match_lines(node)),
            _ => self.bad_key(node),
        }
    }

    fn bad_key(&mut self, node: &Node<'_>) -> StrategyKind {
        let span = self.span(node);
        let written = node.said();
        let plain = written.replace(['-', '_'], " ").to_lowercase();
        let meant = STRATEGIES.iter().find(|known| known.replace(' ', "") == plain.replace(' ', "")).copied();
        let meant = meant.or_else(|| nearest(&plain, STRATEGIES.iter().copied()));
        let text = format!("there is no strategy called `{written}`");
        let mut finding = Diagnostic::new(codes::STRATEGY, text, span, "unknown strategy").help(
            "strategies: round robin, longest idle, in order, least loaded, most free, highest …, lowest …, stable on …, \
             evenly …, best match { … }",
        );
        if let Some(meant) = meant {
            finding = finding.fix(span, meant);
        }
        self.report(finding);
        match meant {
            Some("round robin") => StrategyKind::RoundRobin,
            Some("longest idle") => StrategyKind::LongestIdle,
            Some("least loaded") => StrategyKind::LeastLoaded,
            Some("most free") => StrategyKind::MostFree,
            Some("in order") => StrategyKind::InOrder,
            _ => StrategyKind::Bad,
        }
    }

    fn match_lines(&mut self, node: &Node<'_>) -> Vec<MatchLine> {
        let mut lines = Vec::new();
        self.lines(node, blocks::BEST_MATCH, &mut |reader, line, _| {
            let Some(line) = line else { return };
            match line.rule() {
                Rule::must => lines.push(MatchLine::Must(reader.expr_in(line))),
                Rule::prefer_if => {
                    let mut parts = reader.exprs(line).into_iter();
                    if let Some(condition) = parts.next() {
                        lines.push(MatchLine::Prefer { condition, weight: parts.next() });
                    }
                }
                _ => {}
            }
        });
        lines
    }

    pub(super) fn names(&self, node: &Node<'_>) -> Vec<Name> {
        node.children().filter(|part| part.rule() == Rule::name).map(|part| self.name(&part)).collect()
    }
}

pub(super) fn read_period(node: &Node<'_>) -> Period {
    match node.only_child().map(|word| word.rule()) {
        Some(Rule::kw_day) => Period::Day,
        Some(Rule::kw_week) => Period::Week,
        Some(Rule::kw_quarter) => Period::Quarter,
        _ => Period::Month,
    }
}
