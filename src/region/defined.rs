//! Definitions as regions: which class of a `classify` or table stands where.

use super::attribute::{Attribute, NO, Subject, YES};
use super::formula::Formula;
use super::space::Space;
use crate::domain::Value;
use crate::model::{DerivedBody, Expr, TablePolicy};

pub(super) fn defined(space: &Space<'_>, attribute: &Attribute) -> Option<Vec<(Formula, u32)>> {
    let Subject::Value(Expr::Derived(id)) = &attribute.subject else { return None };
    let class = |value: Option<&Value>| attribute.classes.class(value);
    match &space.model.derived.get(id.index())?.body {
        DerivedBody::Value(Expr::Condition(condition)) => {
            Some(vec![(space.yes(condition), YES), (space.no(condition), NO), (Formula::Always(true), 0)])
        }
        DerivedBody::Value(_) => None,
        DerivedBody::Classify { arms, otherwise } => {
            let mut all = Vec::with_capacity(arms.len().saturating_add(1));
            for (value, condition) in arms {
                let Expr::Literal(value) = value else { return None };
                all.push((space.yes(condition), class(Some(value))));
            }
            let last = match otherwise {
                None => 0,
                Some(Expr::Literal(value)) => class(Some(value)),
                Some(_) => return None,
            };
            all.push((Formula::Always(true), last));
            Some(all)
        }
        DerivedBody::Table { table, output } => {
            let table = space.model.tables.get(table.index())?;
            if table.policy == TablePolicy::Collect {
                return None;
            }
            let rows = table.rows.iter().map(|row| {
                let value = row.values.get(*output).and_then(Option::as_ref);
                Some((space.row(&table.inputs, row)?, class(value)))
            });
            let last = table.otherwise.get(*output).and_then(Option::as_ref);
            rows.chain([Some((Formula::Always(true), class(last)))]).collect()
        }
    }
}
