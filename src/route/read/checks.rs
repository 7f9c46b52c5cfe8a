//! The `check` options of fields.

use super::Reader;
use super::kept::Kept;
use crate::domain::{DataNote, FieldId, Lead, Presence, Problem, Raw, Value};
use crate::model::Cond;
use crate::route::truth::Truth;
use smallvec::SmallVec;
use std::sync::Arc;

/// What a check that does not hold leads to; the field by its place.
pub(super) enum Judged {
    Problem(usize, Problem),
    /// The value is gone.
    Taken {
        place: usize,
        instead: Option<Value>,
        note: DataNote,
    },
}

/// Judges the checks in the order of the schema, all on the lead as it was read.
pub(super) fn judge(reader: Reader<'_>, lead: &Lead, kept: &[[Kept; 2]]) -> SmallVec<[Judged; 2]> {
    let mut all = SmallVec::new();
    let mut taken = None;
    for (place, nth) in failed(reader, lead) {
        let Some((field, check)) =
            reader.model.lead.fields.get(place).and_then(|field| Some((field, field.checks.get(nth)?)))
        else {
            continue;
        };
        // Once the value is gone nothing more is said of it.
        if taken == Some(place) {
            continue;
        }
        let name = Arc::clone(&field.name);
        let says = |raw: &Raw<'_>| reader.intake.fields.get(place).is_some_and(|how| how.says_something(raw));
        let original = kept
            .get(place)
            .filter(|_| !field.private)
            .and_then(|[named, column]| named.raw().filter(says).or_else(|| column.raw()).as_ref().map(Raw::shown));
        if check.or_invalid || field.presence == Presence::Required {
            all.push(Judged::Problem(place, Problem { field: name, message: check.message.to_string(), original }));
            continue;
        }
        taken = Some(place);
        let (instead, consequence) = match &field.presence {
            Presence::Default(value) => (Some(value.clone()), "the default is used"),
            _ => (None, "taken as missing"),
        };
        let note = DataNote { field: name, message: format!("{}; {consequence}", check.message), original };
        all.push(Judged::Taken { place, instead, note });
    }
    all
}

/// The checks of present values that do not hold: the field's place, and which of its checks.
fn failed(reader: Reader<'_>, lead: &Lead) -> SmallVec<[(usize, usize); 4]> {
    let (model, intake) = (reader.model, reader.intake);
    let is_present = |place: &&usize| lead.value(FieldId::at(**place)).is_some();
    if !intake.checked.iter().any(|place| is_present(&place)) {
        return SmallVec::new();
    }
    intake.alone.with(model, lead, |judge: &dyn Fn(&Cond) -> Truth| {
        let mut failed = SmallVec::new();
        for place in intake.checked.iter().filter(is_present) {
            let Some(field) = model.lead.fields.get(*place) else { continue };
            for (nth, check) in field.checks.iter().enumerate() {
                let condition = model.checks.get(check.condition);
                if condition.is_some_and(|condition| judge(condition) == Truth::No) {
                    failed.push((*place, nth));
                }
            }
        }
        failed
    })
}
