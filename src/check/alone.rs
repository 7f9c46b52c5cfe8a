//! A condition that stands alone, over the fields of a policy's leads: in models.

use super::context::Context;
use super::names::Names;
use super::{Checker, empty_model};
use crate::calendar::Zone;
use crate::limits::Limits;
use crate::model::{Cond, Model};
use crate::text::{Diagnostics, Source, Sources};

/// What a condition means that speaks of fields only; else what is wrong with it, in plain words.
pub(crate) fn condition_over_fields(model: &Model, words: &str) -> Result<Cond, String> {
    let (mut sources, limits) = (Sources::new(), Limits::default());
    let id = sources.add(Source::new("condition", words));
    let (expr, found) = crate::syntax::read_condition(id, 0, words);
    if let Some(finding) = found.iter().next() {
        return Err(finding.message.clone());
    }
    let mut bare = empty_model();
    bare.enums.clone_from(&model.enums);
    bare.lead.clone_from(&model.lead);
    bare.zone = model.zone.clone();
    let mut checker = Checker {
        limits: &limits,
        sources: &mut sources,
        data: &|_| None,
        found: Diagnostics::new(),
        names: Names::default(),
        model: bare,
        places: super::Places::default(),
        noted: std::collections::BTreeSet::new(),
        promised: Vec::new(),
        doubts: Vec::new(),
        derived: Vec::new(),
        zones: vec![Zone::utc()],
        lists_as: Vec::new(),
        written: Vec::new(),
        rows: 0,
        depth: 0,
        deriving: Vec::new(),
        shares: Vec::new(),
    };
    let condition = checker.condition_of(&expr, &Context::lead(0));
    let (found, regexes) = (checker.found, checker.model.regexes.len());
    match condition {
        Some(_) if regexes > 0 => Err("`matches` cannot be used in a model".to_owned()),
        Some(condition) if speaks_of_now(&condition) => Err("a model speaks of fields, not of the moment".to_owned()),
        Some(condition) => Ok(condition),
        None => {
            Err(found.iter().next().map_or_else(|| "not a condition".to_owned(), |finding| finding.message.clone()))
        }
    }
}

/// Whether the moment of the decision goes into a condition.
fn speaks_of_now(condition: &Cond) -> bool {
    let shown = format!("{condition:?}");
    ["Now", "Today(", "Weekday(", "Hour(", "Attempt", "Waiting", "WithinLast", "DaysSince"]
        .iter()
        .any(|fact| shown.contains(fact))
}
