//! Routes that hand over to one another.

#![allow(clippy::indexing_slicing, reason = "every place comes from the same list a few lines above")]

use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::domain::RouteId;
use crate::syntax::tree::Dotted;
use crate::text::Span;

impl Checker<'_> {
    /// A route by its name, or by its module's name and its own.
    pub(super) fn route_named(&mut self, module: usize, name: &Dotted) -> Option<RouteId> {
        let last = name.parts.last()?;
        if name.parts.len() > 1 {
            let wanted = super::modules::dotted(name);
            let owner = wanted.rsplit_once('.').map(|(owner, _)| owner.to_owned())?;
            let place = self.names.modules.iter().position(|known| known.name.as_ref() == Some(&owner));
            if let Some(place) = place
                && let Some(Thing::Route(id)) = self.names.find(place, Space::Route, &last.text)
            {
                return Some(id);
            }
            self.report(wording::unknown("route", &wanted, name.span, std::iter::empty()));
            return None;
        }
        match self.thing(module, Space::Route, last)? {
            Thing::Route(id) => Some(id),
            _ => None,
        }
    }

    /// Handing over never comes back to where it was.
    pub(super) fn route_cycles(&mut self, edges: &[Vec<(RouteId, Span)>]) {
        let mut done = vec![false; edges.len()];
        for start in 0..edges.len() {
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((route, next)) = path.last_mut() {
                let Some((to, span)) = edges.get(*route).and_then(|edges| edges.get(*next)).copied() else {
                    done[*route] = true;
                    path.pop();
                    continue;
                };
                *next += 1;
                if let Some(from) = path.iter().position(|(route, _)| *route == to.index()) {
                    let mut names: Vec<String> =
                        path[from..].iter().map(|(route, _)| self.route_name(*route)).collect();
                    names.push(self.route_name(to.index()));
                    self.report(wording::route_cycle(&names, span));
                    return;
                }
                if !done.get(to.index()).copied().unwrap_or(true) {
                    path.push((to.index(), 0));
                }
            }
        }
    }

    fn route_name(&self, place: usize) -> String {
        self.model.routes.get(place).map(|route| route.name.to_string()).unwrap_or_default()
    }
}
