//! 10: what the answer lists: what the deciding rule, the branches around it, its chain, effects, promise and
//! `on invalid` name, directly or through a definition.

use super::names::Names;
use super::print::{decimal, plain};
use super::walk::{Place, Walk};
use crate::domain::{PRIVATE, Printed};
use crate::model::Rule;

#[derive(Default)]
pub(super) struct Listed {
    pub(super) facts: Printed,
    pub(super) scores: Printed,
    pub(super) grades: Printed,
}

pub(super) fn listed<'a>(walk: &Walk<'a>, rule: &'a Rule, place: &Place<'a>) -> Listed {
    let world = walk.world;
    let mut names = Names::new(world.model);
    names.rule(rule);
    for line in place.around.iter().copied().flatten() {
        names.condition(&line.condition);
    }
    // 13: effects are those of the rule and of the steps that spoke.
    for step in &place.steps {
        names.effects(&step.effects);
    }
    for route in &world.model.routes {
        if place.path.first() == Some(&route.name) {
            let on_invalid = route.on_invalid.and_then(|id| world.model.rules.get(id.index()));
            on_invalid.into_iter().for_each(|rule| names.rule(rule));
        }
    }
    let mut listed = Listed::default();
    for id in &names.derived {
        let Some(derived) = world.model.derived.get(id.index()) else { continue };
        let value = world
            .lead()
            .derived(*id)
            .map(|value| if derived.typed.private { PRIVATE.to_owned() } else { plain(world, &value) });
        listed.facts.insert(derived.name.clone(), value.map(Into::into));
    }
    for id in &names.scores {
        let Some(score) = world.model.scores.get(id.index()) else { continue };
        // A scorer's value only when it was asked.
        if score.asks.iter().all(|scorer| world.was_asked(*scorer)) {
            listed.scores.insert(score.name.clone(), world.lead().score(*id).map(|score| decimal(score).into()));
        }
    }
    for id in &names.grades {
        let Some(grade) = world.model.grades.get(id.index()) else { continue };
        listed.grades.insert(grade.name.clone(), world.lead().grade(*id).map(|value| plain(world, &value).into()));
    }
    listed
}
