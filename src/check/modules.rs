//! Modules and who uses whom.

#![allow(clippy::indexing_slicing, reason = "every place comes from the same list a few lines above")]

use super::{Checker, wording};
use crate::calendar::Zone;
use crate::syntax::tree::{Document, Dotted};
use crate::text::Span;

/// One file as a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Module {
    /// `None` for a file without a `module` line.
    pub(super) name: Option<String>,
    /// Used modules with the names picked from them (`None`: all) and the place of the line.
    pub(super) uses: Vec<(usize, Option<Vec<String>>, Span)>,
}

pub(super) fn dotted(name: &Dotted) -> String {
    name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

impl Checker<'_> {
    pub(super) fn modules(&mut self, documents: &[Document]) {
        let mut modules: Vec<Module> = Vec::new();
        for document in documents {
            let name = document.module.as_ref().map(|line| dotted(&line.name));
            if let (Some(name), Some(line)) = (&name, &document.module)
                && let Some(first) = modules.iter().position(|module| module.name.as_ref() == Some(name))
                && let Some(other) = documents.get(first).and_then(|document| document.module.as_ref())
            {
                self.report(wording::declared_twice("module", name, line.span, other.span));
            }
            if name.is_none() && documents.len() > 1 && document.edition.is_some() {
                let at = Span::new(document.source, 0, 0);
                self.report(wording::module_missing(at));
            }
            let zone = match &document.zone {
                Some(zone) => self.zone(zone).unwrap_or_else(Zone::utc),
                None => Zone::utc(),
            };
            self.zones.push(zone);
            modules.push(Module { name, uses: Vec::new() });
        }
        for (place, document) in documents.iter().enumerate() {
            for line in &document.uses {
                let wanted = dotted(&line.module);
                let Some(used) = modules.iter().position(|module| module.name.as_ref() == Some(&wanted)) else {
                    let known: Vec<String> = modules.iter().filter_map(|module| module.name.clone()).collect();
                    self.report(wording::unknown(
                        "module",
                        &wanted,
                        line.module.span,
                        known.iter().map(String::as_str),
                    ));
                    continue;
                };
                let only = line.only.as_ref().map(|names| names.iter().map(|name| name.text.clone()).collect());
                if let Some(module) = modules.get_mut(place) {
                    module.uses.push((used, only, line.span));
                }
            }
        }
        self.use_cycles(&modules);
        self.names.modules = modules;
    }

    /// `use` must not come back to where it began; the first such chain is shown.
    fn use_cycles(&mut self, modules: &[Module]) {
        let mut state = vec![0_u8; modules.len()];
        for start in 0..modules.len() {
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            if state[start] != 0 {
                continue;
            }
            state[start] = 1;
            while let Some((module, next)) = path.last_mut() {
                let Some((used, _, span)) = modules[*module].uses.get(*next) else {
                    state[*module] = 2;
                    path.pop();
                    continue;
                };
                *next += 1;
                match state[*used] {
                    0 => {
                        state[*used] = 1;
                        path.push((*used, 0));
                    }
                    1 => {
                        let from = path.iter().position(|(module, _)| module == used).unwrap_or_default();
                        let mut names: Vec<String> = path[from..]
                            .iter()
                            .map(|(module, _)| modules[*module].name.clone().unwrap_or_default())
                            .collect();
                        names.push(modules[*used].name.clone().unwrap_or_default());
                        let span = *span;
                        self.report(wording::use_cycle(&names, span));
                        return;
                    }
                    _ => {}
                }
            }
        }
    }
}
