//! Lines of one rule: those that contradict each other, and those that change nothing.

use super::Prover;
use crate::check::logic as wording;
use crate::model::{Branch, BranchBody, Line, RuleKind, Statement};
use crate::region::{Formula, Found};
use crate::text::Span;

/// A line as what it lets pass.
#[derive(Clone)]
struct Said {
    passes: Formula,
    unless: bool,
    span: Span,
    words: String,
    /// It stands in the rule or branch that is looked at, rather than around it.
    own: bool,
    /// It depends on scorers, and says another thing before they are asked.
    asks: bool,
}

impl<'m> Prover<'_, 'm> {
    pub(super) fn contradictions(&mut self, route: usize) {
        let model = self.rules.model();
        let Some(known) = model.routes.get(route) else { return };
        self.statements(route, &known.statements, &[]);
    }

    fn statements(&mut self, route: usize, statements: &'m [Statement], around: &[Said]) {
        for statement in statements {
            match statement {
                Statement::Rule(id) => {
                    let (Some(rule), Some(place)) = (self.rule(*id), self.places.rules.get(id.index())) else {
                        continue;
                    };
                    if rule.disabled || rule.kind == RuleKind::OnInvalid || rule.kind == RuleKind::Otherwise {
                        continue;
                    }
                    let (when, unless) = (place.when.clone(), place.unless.clone());
                    let lines = self.said(around, &rule.when, &when, &rule.unless, &unless);
                    let season = rule.active.as_ref().map(|active| self.search.space.season(active));
                    self.judge(route, &rule.name, &lines, season);
                }
                Statement::Branch(branch) if branch.disabled => {}
                Statement::Branch(branch) => self.branch(route, branch, around),
            }
        }
    }

    fn branch(&mut self, route: usize, branch: &'m Branch, around: &[Said]) {
        let place = self.places.branches.iter().find(|place| place.route == route && *place.name == *branch.name);
        let Some((when, unless)) = place.map(|place| (place.when.clone(), place.unless.clone())) else { return };
        let lines = self.said(around, &branch.when, &when, &branch.unless, &unless);
        if self.judge(route, &branch.name, &lines, None)
            && let BranchBody::Statements(inside) = &branch.body
        {
            let around: Vec<Said> = lines.into_iter().map(|line| Said { own: false, ..line }).collect();
            self.statements(route, inside, &around);
        }
    }

    fn said(&self, around: &[Said], when: &[Line], when_at: &[Span], unless: &[Line], unless_at: &[Span]) -> Vec<Said> {
        let space = self.search.space;
        let line = |line: &Line, span: &Span, unless: bool| {
            let yes = space.yes(&line.condition);
            Said {
                passes: if unless { space.outside(&yes) } else { yes },
                unless,
                span: *span,
                words: line.words.to_string(),
                own: true,
                asks: !line.asks.is_empty(),
            }
        };
        let when = when.iter().zip(when_at).map(|(one, span)| line(one, span, false));
        let unless = unless.iter().zip(unless_at).map(|(one, span)| line(one, span, true));
        around.iter().cloned().chain(when).chain(unless).collect()
    }

    /// Whether any lead satisfies all lines; tells what is wrong with them.
    fn judge(&mut self, route: usize, name: &str, lines: &[Said], season: Option<Formula>) -> bool {
        let mut all: Vec<&Formula> = lines.iter().map(|line| &line.passes).collect();
        all.extend(&season);
        match self.any(&all) {
            Some(false) => {
                self.contradiction(route, name, lines, season.as_ref());
                false
            }
            Some(true) => {
                self.needless(route, lines, season.as_ref());
                true
            }
            None => true,
        }
    }

    /// Whether there is a lead; `None` when that is too large to decide.
    fn any(&mut self, formulas: &[&Formula]) -> Option<bool> {
        let mut steps = self.budget.question();
        let found = self.search.find(formulas, &mut steps);
        self.budget.spent(steps);
        match found {
            Found::Point(_) => Some(true),
            Found::Nothing => Some(false),
            Found::TooLarge => None,
        }
    }

    /// Names as few lines as contradict each other.
    fn contradiction(&mut self, route: usize, name: &str, lines: &[Said], season: Option<&Formula>) {
        let mut kept: Vec<usize> = (0..lines.len()).collect();
        let passes = |kept: &[usize]| -> Vec<&Formula> {
            kept.iter().filter_map(|place| lines.get(*place)).map(|line| &line.passes).collect()
        };
        // Two lines say it best; then whatever is left when needless ones are taken away.
        let pairs = (0..lines.len())
            .flat_map(|first| (first.saturating_add(1)..lines.len()).map(move |second| [first, second]));
        let singles = (0..lines.len()).map(|place| vec![place]);
        let small = singles.chain(pairs.map(|pair| pair.to_vec())).find(|set| self.any(&passes(set)) == Some(false));
        if let Some(small) = small {
            kept = small;
        } else {
            for place in (0..lines.len()).rev() {
                let without: Vec<usize> = kept.iter().copied().filter(|other| *other != place).collect();
                let formulas: Vec<&Formula> = passes(&without).into_iter().chain(season).collect();
                if self.any(&formulas) == Some(false) {
                    kept = without;
                }
            }
        }
        if kept.iter().filter_map(|place| lines.get(*place)).any(|line| self.was_told(line.span)) {
            return;
        }
        let Some(last) = kept.last().and_then(|place| lines.get(*place)) else { return };
        let spoken: Vec<(Span, &str)> =
            kept.iter().filter_map(|place| lines.get(*place)).map(|line| (line.span, line.words.as_str())).collect();
        let rest = self.search.space.outside(&last.passes);
        let mut others = passes(kept.split_last().map_or(&[][..], |(_, others)| others));
        others.push(&rest);
        let route = self.route_name(route);
        let shown = self.show(&others, &route, |_, decided, _| *decided != *name);
        let example = shown.as_ref().map(|shown| (shown.example.as_str(), shown.ends_up.as_str()));
        // A line that nothing can satisfy nor contradict has no lead to show: it is told all the same, being certain.
        self.report(wording::contradiction(&spoken, last.unless, name, example));
    }

    /// Lines that every lead passes that passes the others.
    fn needless(&mut self, route: usize, lines: &[Said], season: Option<&Formula>) {
        for (place, line) in lines.iter().enumerate() {
            if !line.own || self.was_told(line.span) {
                continue;
            }
            let others: Vec<&Said> =
                lines.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, line)| line).collect();
            // A line before scorers are asked and one behind do not speak of the same moment.
            if line.asks && others.iter().any(|other| !other.asks) {
                continue;
            }
            let rest = self.search.space.outside(&line.passes);
            let mut formulas: Vec<&Formula> = others.iter().map(|other| &other.passes).collect();
            formulas.extend(season);
            formulas.push(&rest);
            if self.any(&formulas) != Some(false) {
                continue;
            }
            let mut because: Vec<&Said> = others.clone();
            for other in &others {
                let without: Vec<&Said> =
                    because.iter().copied().filter(|known| !std::ptr::eq(*known, *other)).collect();
                let formulas: Vec<&Formula> =
                    without.iter().map(|line| &line.passes).chain(season).chain([&rest]).collect();
                if self.any(&formulas) == Some(false) {
                    because = without;
                }
            }
            let all: Vec<&Formula> = lines.iter().map(|line| &line.passes).chain(season).collect();
            let name = self.route_name(route);
            let Some(shown) = self.show(&all, &name, |_, _, _| true) else { continue };
            let spoken: Vec<(Span, &str)> = because.iter().map(|line| (line.span, line.words.as_str())).collect();
            self.report(wording::always_holds(
                line.unless,
                (line.span, &line.words),
                &spoken,
                &shown.example,
                &shown.ends_up,
            ));
            return;
        }
    }
}
