//! Rules of a route together: those that can never be chosen, and leads that none takes.

use super::Prover;
use super::example::Example;
use super::list::{Entry, Left, List};
use super::witness::{passes, word};
use crate::check::logic as wording;
use crate::domain::{Outcome, RuleId};
use crate::model::{Branch, Chain, Rule, RuleKind, Target};
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
        let mut taken: Vec<Option<Vec<usize>>> = vec![None; flat.cases.len()];
        for (place, slot) in taken.iter_mut().enumerate() {
            let Some((rule, head)) = flat.cases.get(place).and_then(|case| self.judged(case)) else { continue };
            match flat.list.left(self.search, place, &mut self.budget) {
                Left::Reached(_) | Left::Nobody => {}
                Left::TooLarge => {
                    too_large.get_or_insert((format!("whether rule `{}` can be chosen", rule.name), head));
                }
                Left::Taken(by) => *slot = Some(by),
            }
        }
        let mut told: Vec<&Branch> = Vec::new();
        for (case, by) in flat.cases.iter().zip(&taken) {
            let (Some(by), Some((rule, head))) = (by, self.judged(case)) else { continue };
            // Rules before a whole branch take its rules one by one: that is one mistake.
            let branch = case.around.iter().copied().find(|branch| self.is_taken(flat, branch, &taken));
            match branch.and_then(|branch| Some((branch, self.branch_place(flat.route, branch)?))) {
                Some((branch, _)) if told.iter().any(|known| std::ptr::eq(*known, branch)) => {}
                Some((branch, span)) => {
                    told.push(branch);
                    let mut all: Vec<usize> = flat
                        .cases
                        .iter()
                        .zip(&taken)
                        .filter(|(case, _)| is_inside(case, branch))
                        .flat_map(|(_, by)| by.iter().flatten())
                        .copied()
                        .collect();
                    all.sort_unstable();
                    all.dedup();
                    self.taken(flat, case, rule, &all, ("branch", &branch.name, span));
                }
                None => self.taken(flat, case, rule, by, (word(rule.kind), &rule.name, head)),
            }
        }
        if let Some((what, span)) = too_large {
            self.report(wording::too_large(&what, span, "steps_per_question"));
        }
    }

    /// The rule or step of a case with its place, where it is one that ought to be chosen: an `otherwise` is there for
    /// what is left, even when nothing is.
    fn judged(&self, case: &Case<'_>) -> Option<(&'m Rule, Span)> {
        let (What::Rule(id) | What::Step(id)) = case.what else { return None };
        let rule = self.rule(id).filter(|rule| rule.kind != RuleKind::Otherwise)?;
        Some((rule, self.places.rules.get(id.index())?.head))
    }

    /// Whether all rules of a branch, and more than one, are taken by rules outside of it.
    fn is_taken(&self, flat: &Flat<'_>, branch: &Branch, taken: &[Option<Vec<usize>>]) -> bool {
        let mut rules = 0;
        for (case, by) in flat.cases.iter().zip(taken).filter(|(case, _)| is_inside(case, branch)) {
            if self.judged(case).is_none() {
                continue;
            }
            let outside = |place: &usize| flat.cases.get(*place).is_some_and(|case| !is_inside(case, branch));
            if !by.as_ref().is_some_and(|by| by.iter().all(outside)) {
                return false;
            }
            rules += 1;
        }
        rules > 1
    }

    fn branch_place(&self, route: usize, branch: &Branch) -> Option<Span> {
        let is = |place: &&crate::check::BranchPlace| place.route == route && *place.name == *branch.name;
        self.places.branches.iter().find(is).map(|place| place.span)
    }

    /// `told`: of what it is told, by which name, where.
    fn taken(&mut self, flat: &Flat<'m>, case: &Case<'m>, rule: &'m Rule, by: &[usize], told: (&str, &str, Span)) {
        let named: Vec<(String, Span)> =
            by.iter().filter_map(|place| self.named(flat, flat.cases.get(*place)?)).collect();
        let route = self.route_name(flat.route);
        let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        let rules = self.rules;
        let mut shown = None;
        // Best a lead that one of the named rules takes; one further up may take it from them.
        for only_named in [true, false] {
            let claim = |example: &Example, decided: &str, answer: &crate::Assignment| {
                let by_named = names.iter().any(|name| answer.path.iter().any(|step| **step == **name));
                *decided != *rule.name
                    && (by_named || !only_named)
                    && passes(rules, example, &route, &rule.when, &rule.unless)
                    && case.around.iter().all(|branch| passes(rules, example, &route, &branch.when, &branch.unless))
            };
            if shown.is_none() {
                shown = self.show(&[&case.holds], &route, claim);
            }
        }
        if let Some(shown) = shown {
            let fits = (&*rule.name, &*shown.example, &*shown.ends_up);
            self.report(wording::never_chosen(told, &named, fits));
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
                Some((branch.name.to_string(), self.branch_place(flat.route, branch)?))
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

fn is_inside(case: &Case<'_>, branch: &Branch) -> bool {
    case.around.iter().any(|around| std::ptr::eq(*around, branch))
}

/// Whether a rule that fits decides for certain: its chain cannot end with nobody.
pub(crate) fn decides(rule: &Rule) -> bool {
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
