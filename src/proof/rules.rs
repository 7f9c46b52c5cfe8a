//! Rules of a route together: those that can never be chosen, and leads that none takes.

use super::Prover;
use super::example::Example;
use super::list::{Entry, Left, List};
use super::witness::{passes, word};
use crate::check::logic as wording;
use crate::domain::{Outcome, RuleId};
use crate::model::{Chain, Rule, RuleKind, Target};
use crate::region::{Case, Formula, What, cases};
use crate::text::{Diagnostic, Diagnostics, Span};

/// A route, flat.
pub(super) struct Flat<'m> {
    pub(super) route: usize,
    pub(super) cases: Vec<Case<'m>>,
    pub(super) list: List,
}

impl<'m> Prover<'_, 'm> {
    pub(super) fn routes(&mut self) {
        for route in 0..self.rules.model().routes.len() {
            self.contradictions(route);
            let flat = self.flat(route);
            self.never_chosen(&flat);
            self.chains(&flat);
        }
    }

    pub(super) fn flat(&self, route: usize) -> Flat<'m> {
        let model = self.rules.model();
        let cases = model.routes.get(route).map(|known| cases(self.search.space, known)).unwrap_or_default();
        let entries = cases.iter().map(|case| Entry {
            certain: match &case.what {
                What::Rule(id) => self.rule(*id).is_some_and(decides) && self.is_steady(&case.holds),
                What::Uses(_) => self.is_steady(&case.holds),
                What::Step(_) | What::Shadow(_) | What::Ask(_) => false,
            },
            holds: case.holds.clone(),
        });
        let list = List::new(entries.collect());
        Flat { route, cases, list }
    }

    pub(super) fn rule(&self, id: RuleId) -> Option<&'m Rule> {
        self.rules.model().rules.get(id.index())
    }

    /// Whether no scorer that is asked later can change it: only then does it say the same of a lead before and after.
    fn is_steady(&self, formula: &Formula) -> bool {
        let mut attributes = Vec::new();
        formula.attributes(&mut attributes);
        attributes.iter().all(|id| self.search.space.attribute(*id).is_some_and(|attribute| !attribute.asks))
    }

    fn never_chosen(&mut self, flat: &Flat<'m>) {
        let mut too_large: Option<(String, Span)> = None;
        for (place, case) in flat.cases.iter().enumerate() {
            let (What::Rule(id) | What::Step(id)) = case.what else { continue };
            let Some(rule) = self.rule(id) else { continue };
            let Some(head) = self.places.rules.get(id.index()).map(|place| place.head) else { continue };
            // An `otherwise` is there for what is left, even when nothing is.
            if rule.kind == RuleKind::Otherwise {
                continue;
            }
            match flat.list.left(self.search, place, &mut self.budget) {
                Left::Reached(_) | Left::Nobody => {}
                Left::TooLarge => {
                    too_large.get_or_insert((format!("whether rule `{}` can be chosen", rule.name), head));
                }
                Left::Taken(by) => self.taken(flat, place, rule, head, &by),
            }
        }
        if let Some((what, span)) = too_large {
            self.report(wording::too_large(&what, span, "steps_per_question"));
        }
    }

    fn taken(&mut self, flat: &Flat<'m>, place: usize, rule: &'m Rule, head: Span, by: &[usize]) {
        let Some(case) = flat.cases.get(place) else { return };
        let named: Vec<(String, Span)> =
            by.iter().filter_map(|place| self.named(flat, flat.cases.get(*place)?)).collect();
        let route = self.route_name(flat.route);
        let around = case.around.clone();
        let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        let (holds, rules) = (case.holds.clone(), self.rules);
        let mut shown = None;
        // Best a lead that one of the named rules takes; one further up may take it from them.
        for only_named in [true, false] {
            let claim = |example: &Example, decided: &str, answer: &crate::Assignment| {
                let by_named = names.iter().any(|name| answer.path.iter().any(|step| **step == **name));
                *decided != *rule.name
                    && (by_named || !only_named)
                    && passes(rules, example, &route, &rule.when, &rule.unless)
                    && around.iter().all(|branch| passes(rules, example, &route, &branch.when, &branch.unless))
            };
            if shown.is_none() {
                shown = self.show(&[&holds], &route, claim);
            }
        }
        if let Some(shown) = shown {
            let (example, goes_to) = (&shown.example, &shown.goes_to);
            self.report(wording::never_chosen(word(rule.kind), &rule.name, head, &named, example, goes_to));
        }
    }

    /// The name and the place of what decides.
    fn named(&self, flat: &Flat<'_>, case: &Case<'_>) -> Option<(String, Span)> {
        match &case.what {
            What::Rule(id) | What::Step(id) | What::Shadow(id) => {
                let rule = self.rule(*id)?;
                Some((rule.name.to_string(), self.places.rules.get(id.index())?.head))
            }
            What::Uses(_) => {
                let branch = case.around.last()?;
                let place = self
                    .places
                    .branches
                    .iter()
                    .find(|place| place.route == flat.route && *place.name == *branch.name)?;
                Some((branch.name.to_string(), place.span))
            }
            What::Ask(_) => None,
        }
    }

    /// Says more about routes without an end: a lead that comes there.
    pub(super) fn routes_without_end(&mut self, found: Diagnostics) -> Diagnostics {
        let mut all = Diagnostics::new();
        for finding in found {
            let route = self.places.routes.iter().position(|span| *span == finding.primary.span);
            let more = match route {
                Some(route) if wording::is_of_logic(finding.code) => self.without_end(route, finding),
                _ => finding,
            };
            all.push(more);
        }
        all
    }

    fn without_end(&mut self, route: usize, finding: Diagnostic) -> Diagnostic {
        let flat = self.flat(route);
        let end = flat.cases.len();
        match flat.list.outside(self.search, &Formula::Always(true), end, &mut self.budget) {
            Left::Taken(_) | Left::Nobody => wording::rules_take_all(finding),
            Left::TooLarge => finding,
            Left::Reached(_) => {
                let name = self.route_name(route);
                let deciding = |place: &usize| {
                    flat.cases.get(*place).is_some_and(|case| matches!(case.what, What::Rule(_) | What::Uses(_)))
                };
                // Best a lead that no rule fits; else one that only fits rules whose chains can end with nobody.
                let rests = |certain: bool| -> Vec<Formula> {
                    let all = flat.list.entries().iter().enumerate();
                    all.filter(|(place, entry)| deciding(place) && (entry.certain || !certain))
                        .map(|(_, entry)| self.search.space.outside(&entry.holds))
                        .collect()
                };
                let (fits_none, taken_by_none) = (rests(false), rests(true));
                let rules = flat.cases.iter().filter(|case| matches!(case.what, What::Rule(_) | What::Uses(_))).count();
                let mut shown = None;
                for rests in [fits_none, taken_by_none] {
                    let formulas: Vec<&Formula> = rests.iter().collect();
                    if shown.is_none() {
                        shown = self.show(&formulas, &name, |_, _, answer| answer.outcome == Outcome::Held);
                    }
                }
                match shown {
                    Some(shown) => wording::no_rule_decides(finding, &shown.example, rules),
                    None => finding,
                }
            }
        }
    }
}

/// Whether a rule that fits decides for certain: its chain cannot end with nobody.
pub(super) fn decides(rule: &Rule) -> bool {
    match &rule.decision {
        None => false,
        Some(decision) => decision.chain().is_none_or(|chain| accepts(chain).is_some()),
    }
}

/// The place of the first link that always accepts.
pub(super) fn accepts(chain: &Chain) -> Option<usize> {
    chain.links.iter().position(|link| {
        link.condition.is_none() && matches!(&link.target, Target::Queue(_) | Target::Hold { up_to: None, .. })
    })
}
