//! Names under which data come and state is kept: each must mean one thing.

use super::{Checker, wording};
use crate::syntax::tree::{self, FieldOption, Quoted};
use crate::text::{Span, composed};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a snapshot says of every rep by itself.
const OF_EVERY_REP: [&str; 11] =
    ["id", "name", "active", "paused", "zone", "hours", "manager", "away", "capacity", "open", "seq"];

impl Checker<'_> {
    /// Refuses fields of `rep { }` under a key that a snapshot has for every rep: they would never have a value.
    pub(super) fn not_of_every_rep(&mut self, fields: &[tree::Field]) {
        for field in fields {
            let (name, column) = keys(field);
            for (key, span) in std::iter::once(name).chain(column) {
                if OF_EVERY_REP.contains(&&*key) {
                    self.report(wording::of_every_rep(&key, span));
                }
            }
        }
    }

    /// Tells of fields that nothing comes to, since another field has what comes under their column or name.
    pub(super) fn keys_taken(&mut self, fields: &[tree::Field], is_lead: bool) {
        let all: Vec<_> = fields.iter().map(keys).collect();
        let names = all.iter().map(|(name, _)| Some(name));
        let columns = all.iter().map(|(_, column)| column.as_ref());
        // A lead's key goes to the first field that has it; of a rep or record names go before columns.
        let claims: Vec<(usize, _)> = if is_lead {
            names
                .zip(columns)
                .enumerate()
                .flat_map(|(place, (name, column))| [(place, name), (place, column)])
                .collect()
        } else {
            names.enumerate().chain(columns.enumerate()).collect()
        };
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, key) in claims {
            if let Some((key, _)) = key {
                owners.entry(key).or_insert(place);
            }
        }
        for (place, (name, column)) in all.iter().enumerate() {
            let (key, span) = column.as_ref().unwrap_or(name);
            let owner = owners.get(&**key).filter(|owner| **owner != place).and_then(|owner| all.get(*owner));
            if let Some(((other, other_span), _)) = owner
                && other != &name.0
            {
                self.report(wording::key_taken(key, *span, other, *other_span, column.is_some()));
            }
        }
    }

    /// Refuses a rep under whose id the state of a team or queue is kept that is a member beside him.
    pub(super) fn members_of_one_key(&mut self, members: &[tree::Member]) {
        for member in members {
            let (what, nested) = match member {
                tree::Member::Rep(_) => continue,
                tree::Member::Team { name, .. } => ("team", name),
                tree::Member::Queue(name) => ("queue", name),
            };
            // State is kept under the item's own name, whatever module it is in.
            let own = nested.text.rsplit('.').next().unwrap_or_default();
            let key = format!("{what}:{own}");
            for rep in members {
                if let tree::Member::Rep(id) = rep
                    && *composed(&id.text) == *key
                {
                    self.report(wording::member_of_one_key(&key, what, id.span, nested.span));
                }
            }
        }
    }
}

/// The name of a field and its column, where that is another, each with its place.
fn keys(field: &tree::Field) -> (Key<'_>, Option<Key<'_>>) {
    let column = field.options.iter().rev().find_map(|option| match option {
        FieldOption::From(Quoted { text, span }) => Some((composed(text), *span)),
        _ => None,
    });
    ((Cow::Borrowed(&*field.name.text), field.name.span), column.filter(|(column, _)| **column != *field.name.text))
}

type Key<'a> = (Cow<'a, str>, Span);
