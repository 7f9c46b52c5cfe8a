//! Chains: those that can end with nobody, and links that never help.

use super::Prover;
use super::example::Example;
use super::list::Left;
use super::rules::{Flat, accepts};
use super::witness::passes;
use crate::check::logic as wording;
use crate::model::{Available, Key, Link, Target, TeamRef};
use crate::region::{Formula, What};
use crate::text::Span;

impl Prover<'_, '_> {
    pub(super) fn chains(&mut self, flat: &Flat<'_>) {
        for (place, case) in flat.cases.iter().enumerate() {
            let What::Rule(id) = case.what else { continue };
            let Some(rule) = self.rule(id) else { continue };
            let Some(chain) = rule.decision.as_ref().and_then(crate::model::Decision::chain) else { continue };
            let Some(links) = self.places.rules.get(id.index()).map(|place| place.links.clone()) else { continue };
            self.needless_links(&chain.links, &links, flat, place, &rule.name);
            let Some(last) = links.last().copied().filter(|_| accepts(chain).is_none()) else { continue };
            // A rule that is never reached is told as such.
            if !matches!(flat.list.left(self.search, place, &mut self.budget), Left::Reached(_)) {
                continue;
            }
            let before = self.left_before(flat, place);
            let formulas: Vec<&Formula> = std::iter::once(&case.holds).chain(&before).collect();
            let route = self.route_name(flat.route);
            let name = rule.name.clone();
            let is_end = rule.kind == crate::model::RuleKind::Otherwise;
            let (rules, when, unless) = (self.rules, rule.when.clone(), rule.unless.clone());
            let not_here =
                |decided: &str, answer: &crate::Assignment| *decided != *name || (is_end && answer.link.is_none());
            let fits = |example: &Example, decided: &str, answer: &crate::Assignment| {
                not_here(decided, answer) && passes(rules, example, &route, &when, &unless)
            };
            let why = chain.links.last().map_or_else(String::new, |link| self.why_empty(link));
            let Some(shown) = self.show(&formulas, &route, fits) else {
                // What a rule asks of a score or a scorer may be more than an example can be made to have.
                if self.show(&formulas, &route, |_, decided, answer| not_here(decided, answer)).is_some() {
                    self.report(wording::ends_with_nobody(last, &why, None));
                }
                continue;
            };
            let then = if *shown.rule == *name && is_end {
                "it is held".to_owned()
            } else {
                format!("it goes on to {}", shown.goes_to)
            };
            self.report(wording::ends_with_nobody(last, &why, Some((&shown.example, &then))));
        }
    }

    /// Why a link may find nobody.
    fn why_empty(&self, link: &Link) -> String {
        if link.condition.is_some() {
            return "its `if` may not hold".to_owned();
        }
        match &link.target {
            Target::Team { team: TeamRef::Team(id), .. } => {
                let team = self.rules.model().teams.get(id.index());
                let mut why = vec!["members may be away"];
                if team.is_some_and(|team| team.hours != crate::model::TeamHours::Always) {
                    why.insert(0, "outside its hours");
                }
                if team.is_some_and(|team| !team.caps.is_empty()) {
                    why.push("or at their caps");
                }
                why.join(", ")
            }
            Target::Team { .. } => "there may be no such team, or its members may be away".to_owned(),
            Target::Hold { .. } => "it holds for a time only".to_owned(),
            _ => "there may be no such rep, or he may be inactive".to_owned(),
        }
    }

    /// What the rules before a place leave for certain.
    fn left_before(&self, flat: &Flat<'_>, place: usize) -> Vec<Formula> {
        let certain = flat.list.entries().iter().take(place).filter(|entry| entry.certain);
        certain.map(|entry| self.search.space.outside(&entry.holds)).collect()
    }

    /// Links behind which, or before which, stands all that they could do; of the rule at a place.
    fn needless_links(&mut self, links: &[Link], spans: &[Span], flat: &Flat<'_>, at: usize, rule: &str) {
        for (place, (link, span)) in links.iter().zip(spans).enumerate() {
            let mut earlier = links.iter().zip(spans).take(place);
            let found = earlier.find_map(|(other, first)| {
                let ends = other.condition.is_none()
                    && matches!(other.target, Target::Queue(_) | Target::Hold { up_to: None, .. });
                (ends || asks_the_same(other, link)).then_some((ends, *first))
            });
            let Some((ends, first)) = found else { continue };
            let Some(holds) = flat.cases.get(at).map(|case| &case.holds) else { continue };
            let (name, before) = (self.route_name(flat.route), self.left_before(flat, at));
            let last = links.last().map(|link| &link.target);
            let sure = matches!(last, Some(Target::Queue(_) | Target::Hold { up_to: None, .. }));
            // Best a lead for which the rule decides; one further up may take those that the search finds.
            let formulas: Vec<&Formula> = std::iter::once(holds).chain(&before).collect();
            let claim = |_: &Example, decided: &str, _: &crate::Assignment| *decided == *rule || !(ends || sure);
            let shown = self.show(&formulas, &name, claim);
            let example = shown.as_ref().map(|shown| (shown.example.as_str(), shown.goes_to.as_str()));
            self.report(if ends {
                wording::behind_the_end(*span, first, example)
            } else {
                wording::tried_already(*span, first, example)
            });
        }
    }
}

/// Whether a link that failed has asked everybody whom a later one asks, in no narrower way.
fn asks_the_same(first: &Link, later: &Link) -> bool {
    let (Target::Team { team: TeamRef::Team(a), by }, Target::Team { team: TeamRef::Team(b), .. }) =
        (&first.target, &later.target)
    else {
        return false;
    };
    let narrows = |key: &Key| match key {
        Key::BestMatch { musts, .. } => !musts.is_empty(),
        Key::Evenly { weight, .. } => weight.is_some(),
        _ => false,
    };
    a == b
        && first.condition.is_none()
        && first.available == Available::NotAsked
        && later.ignoring == first.ignoring
        && !by.iter().flat_map(|by| &by.keys).any(narrows)
}
