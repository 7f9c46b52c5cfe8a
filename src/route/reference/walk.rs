//! 4: statements from top to bottom; the first rule that is yes decides, unless its chain ends with nobody.

use super::chain::{Tried, run};
use super::compare::and;
use super::end::{self, End};
use super::matching::earlier;
use super::world::World;
use crate::domain::{Assignment, RouteId, RuleId, ScorerId};
use crate::model::{Active, Branch, BranchBody, Decision, Line, Route, Rule, RuleKind, Statement};
use crate::route::Truth;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The way to a decision: what was tried and passed on it.
pub(super) struct Walk<'a> {
    pub(super) world: &'a World<'a>,
    /// Every chain whose rule was yes, in order; the last one decided when it won.
    pub(super) tried: Vec<Tried<'a>>,
    /// Shadow rules that evaluation came to.
    pub(super) reached: BTreeSet<RuleId>,
    /// Routes that a rule handed over to.
    pub(super) went: BTreeSet<RouteId>,
}

/// Where in the route evaluation is: names, steps that spoke, what stands around.
#[derive(Clone, Default)]
pub(super) struct Place<'a> {
    pub(super) path: Vec<Arc<str>>,
    pub(super) steps: Vec<&'a Rule>,
    pub(super) around: Vec<&'a [Line]>,
}

impl<'a> Place<'a> {
    pub(super) fn inside(&self, name: &Arc<str>) -> Self {
        let mut place = self.clone();
        place.path.push(name.clone());
        place
    }
}

pub(super) fn decide<'a>(world: &'a World<'a>, fingerprint: &Arc<str>) -> Assignment {
    let mut walk = Walk { world, tried: Vec::new(), reached: BTreeSet::new(), went: BTreeSet::new() };
    let Some(route) = asked(world) else {
        return end::assignment(&walk, fingerprint, Arc::from(""), End::invalid(), None);
    };
    let start = Place::default().inside(&route.name);
    let valid = world.request.lead.is_valid();
    let before = if valid { earlier(world) } else { None };
    let decision = match before {
        Some((clause, row)) if clause.attach => {
            world.count("dedupe attach");
            End::duplicate(world, row)
        }
        _ if valid => walk.route(route, start.clone()),
        _ => walk.on_invalid(route, &start),
    };
    let flagged = before.filter(|(clause, _)| !clause.attach).map(|(_, row)| row);
    let mut assignment = end::assignment(&walk, fingerprint, route.name.clone(), decision, flagged);
    if valid {
        assignment.shadow = super::shadow::shadows(&walk, &route.statements);
    }
    assignment
}

/// The route asked for, else the main one, else the only one.
fn asked<'a>(world: &'a World<'a>) -> Option<&'a Route> {
    let routes = &world.model.routes;
    match &world.request.route {
        Some(name) => routes.iter().find(|route| route.name == *name),
        None => routes.iter().find(|route| route.main).or_else(|| routes.first()),
    }
}

impl<'a> Walk<'a> {
    /// A route always decides: when even the last `otherwise` finds nobody, the outcome is held.
    fn route(&mut self, route: &'a Route, place: Place<'a>) -> End<'a> {
        let mut last = place.clone();
        match self.statements(&route.statements, &mut last) {
            Some(end) => end,
            None => End::nobody(otherwise_of(self.world, route), last),
        }
    }

    /// Steps that speak are added to the place.
    fn statements(&mut self, statements: &'a [Statement], place: &mut Place<'a>) -> Option<End<'a>> {
        for statement in statements {
            let end = match statement {
                Statement::Rule(id) => self.rule(*id, place),
                Statement::Branch(branch) => self.branch(branch, place),
            };
            if end.is_some() {
                return end;
            }
        }
        None
    }

    fn rule(&mut self, id: RuleId, place: &mut Place<'a>) -> Option<End<'a>> {
        let rule = self.world.model.rules.get(id.index()).filter(|rule| !rule.disabled)?;
        match rule.kind {
            RuleKind::Shadow => {
                self.reached.insert(id);
                None
            }
            RuleKind::Step => {
                if self.comes_true(rule) {
                    self.world.count("step");
                    place.steps.push(rule);
                }
                None
            }
            RuleKind::Rule | RuleKind::Otherwise => {
                if self.comes_true(rule) {
                    self.decision(rule, place)
                } else {
                    None
                }
            }
            RuleKind::OnInvalid => None,
        }
    }

    /// Asks the scorers that the rule still depends on, then judges it.
    fn comes_true(&self, rule: &'a Rule) -> bool {
        if !active(self.world, rule.active.as_ref()) {
            self.world.count("out of season");
            return false;
        }
        self.judged(&rule.when, &rule.unless, &rule.asks)
    }

    /// Whether lines hold, once the scorers were asked that they still depend on.
    fn judged(&self, when: &[Line], unless: &[Line], more: &[ScorerId]) -> bool {
        let judge = || holds(self.world, when, unless).is_yes();
        if self.ask(when, unless, more) { self.world.deciding(judge) } else { judge() }
    }

    /// 7: exactly when all `when` lines that depend on no scorer are yes, and no such `unless` line is. Whether that is so.
    fn ask(&self, when: &[Line], unless: &[Line], more: &[ScorerId]) -> bool {
        let world = self.world;
        let free = |line: &&Line| line.asks.is_empty();
        let depends = when.iter().filter(free).all(|line| world.lead().judge(&line.condition).is_yes())
            && !unless.iter().filter(free).any(|line| world.lead().judge(&line.condition).is_yes());
        if depends {
            let scorers: BTreeSet<ScorerId> =
                when.iter().chain(unless).flat_map(|line| &line.asks).chain(more).copied().collect();
            for scorer in scorers {
                world.ask(scorer);
            }
        }
        depends
    }

    fn branch(&mut self, branch: &'a Branch, place: &Place<'a>) -> Option<End<'a>> {
        if branch.disabled {
            return None;
        }
        if !self.judged(&branch.when, &branch.unless, &[]) {
            return None;
        }
        let mut inside = place.inside(&branch.name);
        inside.around.extend([branch.when.as_slice(), branch.unless.as_slice()]);
        match &branch.body {
            BranchBody::Statements(statements) => {
                let end = self.statements(statements, &mut inside);
                if end.is_none() {
                    self.world.count("branch fall-through");
                }
                end
            }
            BranchBody::Uses(id) => {
                self.world.count("uses");
                let route = self.world.model.routes.get(id.index())?;
                Some(self.route(route, inside.inside(&route.name)))
            }
        }
    }

    fn decision(&mut self, rule: &'a Rule, place: &Place<'a>) -> Option<End<'a>> {
        let here = place.inside(&rule.name);
        match rule.decision.as_ref()? {
            Decision::Assign(chain) => self.chain(chain).then(|| End::assigned(rule, here)),
            Decision::Attach { assign: Some(chain), .. } => self.chain(chain).then(|| End::assigned(rule, here)),
            Decision::GoTo(id) => {
                self.world.count("go to");
                let route = self.world.model.routes.get(id.index())?;
                self.went.insert(*id);
                let mut there = here.inside(&route.name);
                there.steps.push(rule);
                there.around.extend([rule.when.as_slice(), rule.unless.as_slice()]);
                Some(self.route(route, there))
            }
            _ => Some(End::plain(self.world, rule, here)),
        }
    }

    /// Tries a chain; whether somebody was found.
    fn chain(&mut self, chain: &'a crate::model::Chain) -> bool {
        let tried = self.world.deciding(|| run(self.world, chain));
        let won = tried.won.is_some();
        if !won {
            self.world.count("chain fall-through");
        }
        self.tried.push(tried);
        won
    }

    /// 13: when `on invalid` finds nobody the outcome is invalid all the same.
    fn on_invalid(&mut self, route: &'a Route, start: &Place<'a>) -> End<'a> {
        let rule = route.on_invalid.and_then(|id| self.world.model.rules.get(id.index()));
        self.world.count("invalid");
        let Some(rule) = rule else { return End::invalid() };
        self.ask(&rule.when, &rule.unless, &rule.asks);
        self.decision(rule, start).unwrap_or_else(|| End::invalid_with(rule, start.inside(&rule.name)))
    }
}

/// The `otherwise` that ends a route.
fn otherwise_of<'a>(world: &'a World<'a>, route: &'a Route) -> Option<&'a Rule> {
    match route.statements.last()? {
        Statement::Rule(id) => world.model.rules.get(id.index()),
        Statement::Branch(_) => None,
    }
}

/// `when` holds only on yes; `unless` blocks only on yes.
pub(super) fn holds<'a>(world: &'a World<'a>, when: &[Line], unless: &[Line]) -> Truth {
    let when = and(when.iter().map(|line| world.lead().judge(&line.condition)));
    let blocked = unless.iter().any(|line| world.lead().judge(&line.condition).is_yes());
    if when.is_yes() && blocked {
        world.count("unless");
    }
    if when == Truth::Unknown && !blocked {
        world.count("unknown");
    }
    if blocked { Truth::No } else { when }
}

/// `active FROM..TO`: both days in.
pub(super) fn active(world: &World<'_>, active: Option<&Active>) -> bool {
    active.is_none_or(|active| {
        let today = active.zone.clock(world.now()).date();
        active.from.is_none_or(|from| from <= today) && active.to.is_none_or(|to| today <= to)
    })
}
