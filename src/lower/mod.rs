//! text ──syntax──▶ Document ──check──▶ Model ──**lower**──▶ DecisionGraph
//!
//! Makes each route a list of cases and grows a forest over their boxes: `ground` numbers what is looked at and joins
//! classes that no set tells apart, `forest` divides, `cards` puts the lines of score cards together. After this stage nobody walks over statements to decide.

mod cards;
mod forest;
mod ground;

use crate::check::Found;
use crate::domain::{RouteId, RuleId};
use crate::graph::{Beside, Builder, DecisionGraph, Door, Forest, RouteGraph, Spot, Turn};
use crate::limits::ROWS_ASKED_ONE_BY_ONE;
use crate::model::{Branch, Chain, Decision, Line, Listed, Model, Route, Rule, Statement, Table, TablePolicy, Target};
use crate::region::{Boxes, Case, Formula, Space, What, bounded, cases};
use forest::{Asked, grow};
use ground::Ground;
use std::sync::Arc;

/// Builds the graph of a model.
pub(crate) fn lower(model: &Model) -> DecisionGraph {
    lowered(model, Asked::First)
}

/// The same, with routes that test one case after another.
#[cfg(feature = "workbench")]
pub(crate) fn one_by_one(model: &Model) -> DecisionGraph {
    lowered(model, Asked::OneByOne)
}

fn lowered(model: &Model, first: Asked) -> DecisionGraph {
    let space = Space::of(model);
    let mut ground = Ground::new(&space);
    let routes: Vec<[Lot<'_>; 2]> = model.routes.iter().map(|route| lots(&space, &mut ground, route)).collect();
    let tables: Vec<Option<Lot<'_>>> = model.tables.iter().map(|table| rows(&space, &mut ground, table)).collect();
    let cards: Vec<Option<cards::Plan>> =
        model.scores.iter().map(|score| cards::Plan::new(&space, &mut ground, score)).collect();
    ground.reduce(&space);
    let mut builder = Builder::default();
    for (route, lots) in model.routes.iter().zip(&routes) {
        let route = Lowering { model, builder: &mut builder, route, first }.route(&ground, lots);
        builder.route(route);
    }
    for (table, lot) in model.tables.iter().zip(tables) {
        let asked = if table.policy == TablePolicy::Collect { Asked::Each } else { Asked::First };
        builder.table(lot.map(|lot| lot.grow(&ground, |_| true, asked)));
    }
    cards.iter().for_each(|plan| builder.card(plan.as_ref().map(|plan| plan.card(&ground))));
    builder.finish(ground.into_attributes(space))
}

/// Cases that share a forest.
struct Lot<'m> {
    cases: Vec<Case<'m>>,
    boxes: Vec<Boxes>,
}

impl<'m> Lot<'m> {
    fn new(space: &Space<'_>, ground: &mut Ground, cases: Vec<Case<'m>>) -> Self {
        let boxes = bounded(cases.iter().map(|case| &case.holds));
        let holds: Vec<&Formula> = cases.iter().map(|case| &case.holds).collect();
        ground.take(space, &boxes, &holds);
        Self { cases, boxes }
    }

    fn grow(&self, ground: &Ground, ends: impl Fn(&Case<'m>) -> bool, asked: Asked) -> Forest {
        let holds: Vec<&Formula> = self.cases.iter().map(|case| &case.holds).collect();
        grow(ground, &self.boxes, &holds, self.cases.iter().map(ends).collect(), asked)
    }
}

/// What may end a route, and what stands beside.
fn lots<'m>(space: &Space<'m>, ground: &mut Ground, route: &'m Route) -> [Lot<'m>; 2] {
    let is_beside = |case: &Case<'_>| matches!(case.what, What::Step(_) | What::Shadow(_));
    let (beside, ending) = cases(space, route).into_iter().partition(is_beside);
    [Lot::new(space, ground, ending), Lot::new(space, ground, beside)]
}

/// The rows of a table as cases; `None` where there are few, or where they compare what classes cannot tell.
fn rows<'m>(space: &Space<'m>, ground: &mut Ground, table: &'m Table) -> Option<Lot<'m>> {
    if table.rows.len() <= ROWS_ASKED_ONE_BY_ONE {
        return None;
    }
    let around: Arc<[&'m Branch]> = Arc::from([]);
    let case = |(place, row)| {
        let holds = space.row(&table.inputs, row)?;
        Some(Case { what: What::Rule(RuleId::at(place)), around: Arc::clone(&around), turns: 0, holds })
    };
    let cases: Option<Vec<Case<'m>>> = table.rows.iter().enumerate().map(case).collect();
    Some(Lot::new(space, ground, cases?))
}

struct Lowering<'a> {
    model: &'a Model,
    builder: &'a mut Builder,
    route: &'a Route,
    first: Asked,
}

impl<'a> Lowering<'a> {
    fn route(&mut self, ground: &Ground, [ending, beside]: &[Lot<'a>; 2]) -> RouteGraph {
        let nobody = match self.route.statements.last() {
            Some(Statement::Rule(rule)) => *rule,
            _ => RuleId::at(usize::MAX),
        };
        let mut names = Names::new(&self.route.name);
        let around = Arc::clone(&names.around);
        let nobody = self.builder.spot(Spot { rule: nobody, around: Arc::clone(&around) });
        let on_invalid =
            self.route.on_invalid.map(|rule| self.builder.spot(Spot { rule, around: Arc::clone(&around) }));
        let turns = ending.cases.iter().map(|case| self.turn(case, &mut names)).collect();
        let besides = beside.cases.iter().filter_map(|case| self.beside(case, &mut names)).collect();
        RouteGraph {
            turns,
            search: ending.grow(ground, |case| self.always_ends(case), self.first),
            besides,
            beside: beside.grow(ground, |_| false, Asked::Each),
            nobody,
            on_invalid,
        }
    }

    fn rule(&self, id: RuleId) -> Option<&'a Rule> {
        self.model.rules.get(id.index())
    }

    fn turn(&mut self, case: &Case<'a>, names: &mut Names<'a>) -> Turn {
        match &case.what {
            What::Ask(scorers) => Turn::Ask { scorers: scorers.as_slice().into() },
            What::Uses(to) => self.enter(*to, case, None, names),
            What::Rule(id) | What::Step(id) | What::Shadow(id) => {
                match self.rule(*id).and_then(|rule| rule.decision.as_ref()) {
                    Some(Decision::GoTo(to)) => self.enter(*to, case, Some(*id), names),
                    decision => {
                        let spot = self.builder.spot(Spot { rule: *id, around: names.around(&case.around) });
                        match decision.and_then(Decision::chain) {
                            Some(_) => Turn::Pick { spot },
                            None => Turn::End { spot },
                        }
                    }
                }
            }
        }
    }

    fn beside(&mut self, case: &Case<'a>, names: &mut Names<'a>) -> Option<Beside> {
        let (rule, is_step) = match case.what {
            What::Step(rule) => (rule, true),
            What::Shadow(rule) => (rule, false),
            _ => return None,
        };
        let spot = self.builder.spot(Spot { rule, around: names.around(&case.around) });
        Some(Beside { spot, is_step, turns: case.turns })
    }

    /// Another route; what stands around names definitions, and a rule that hands over has effects.
    fn enter(&mut self, to: RouteId, case: &Case<'a>, rule: Option<RuleId>, names: &mut Names<'a>) -> Turn {
        let own = rule.and_then(|id| self.rule(id));
        let mut path = names.around(&case.around).to_vec();
        path.extend(own.map(|rule| Arc::clone(&rule.name)));
        let around = case.around.iter().flat_map(|branch| branch.when.iter().chain(&branch.unless));
        let listed =
            self.listed(around.chain(own.into_iter().flat_map(|rule| rule.when.iter().chain(&rule.unless))), own);
        Turn::Enter { door: self.builder.door(Door { to, path, listed, rule }) }
    }

    /// What the lines on the way name, and the effects of a rule that hands over.
    fn listed<'l>(&self, lines: impl Iterator<Item = &'l Line>, rule: Option<&Rule>) -> Listed {
        let mut found = Found::default();
        lines.for_each(|line| found.line(self.model, line));
        rule.iter().flat_map(|rule| &rule.effects).for_each(|effect| found.effect(self.model, effect));
        found.listed(self.model)
    }

    /// Whether evaluation never goes on behind a case that holds.
    fn always_ends(&self, case: &Case<'_>) -> bool {
        match &case.what {
            What::Uses(_) => true,
            What::Rule(id) => match self.rule(*id).and_then(|rule| rule.decision.as_ref()) {
                Some(decision) => decision.chain().is_none_or(always_gives),
                None => false,
            },
            What::Step(_) | What::Shadow(_) | What::Ask(_) => false,
        }
    }
}

/// Whether a chain never ends with nobody: a queue always accepts, a hold without an end always holds.
fn always_gives(chain: &Chain) -> bool {
    chain.links.iter().any(|link| {
        link.condition.is_none() && matches!(link.target, Target::Queue(_) | Target::Hold { up_to: None, .. })
    })
}

/// The names around a case, shared between neighbours.
struct Names<'a> {
    branches: Arc<[&'a Branch]>,
    around: Arc<[Arc<str>]>,
}

impl<'a> Names<'a> {
    /// Those of a route, around no branch.
    fn new(route: &Arc<str>) -> Self {
        Self { branches: Arc::from([]), around: Arc::from([Arc::clone(route)]) }
    }

    fn around(&mut self, branches: &Arc<[&'a Branch]>) -> Arc<[Arc<str>]> {
        if !Arc::ptr_eq(&self.branches, branches) {
            let route = self.around.iter().take(1).cloned();
            self.around = route.chain(branches.iter().map(|branch| Arc::clone(&branch.name))).collect();
            self.branches = Arc::clone(branches);
        }
        Arc::clone(&self.around)
    }
}
