//! A lead while it is filled: each attribute is read when it is set.

use super::Reader;
use super::checks::{Judged, judge};
use super::intake::Slot;
use super::kept::Kept;
use super::one::{At, Said};
use crate::domain::{Lead, LeadId, Presence, Problem, Raw, Value};
use std::sync::Arc;

/// A lead and what is still needed to read it to the end. After [`Filling::clear`] its memory is used again.
#[derive(Debug)]
pub(crate) struct Filling {
    pub(super) lead: Lead,
    /// By place in the schema: under the field's name, and from its column. Only of fields that keep what came.
    kept: Vec<[Kept; 2]>,
    /// Of what was set.
    pub(super) said: Said,
    /// Fields whose value a check took away.
    taken: Vec<usize>,
    /// Whether a check did not hold.
    failed: bool,
    /// Read to the end: defaults and checks too.
    pub(super) finished: bool,
}

/// No value of any field.
fn nothing(reader: Reader<'_>) -> Vec<Option<Value>> {
    std::iter::repeat_with(|| None).take(reader.intake.fields.len()).collect()
}

impl Filling {
    pub(crate) fn new(reader: Reader<'_>) -> Self {
        let fields = &reader.intake.fields;
        let keeps = fields.iter().rposition(|how| how.keeps).map_or(0, |last| last.saturating_add(1));
        Self {
            lead: Lead::of(LeadId::default(), nothing(reader)),
            kept: std::iter::repeat_with(Default::default).take(keeps).collect(),
            said: Said::default(),
            taken: Vec::new(),
            failed: false,
            finished: false,
        }
    }

    /// For a lead each of whose fields is set once at most, under one key: nothing of what comes is kept.
    #[cfg(feature = "json")]
    pub(crate) fn once(reader: Reader<'_>) -> Self {
        Self {
            lead: Lead::of(LeadId::default(), nothing(reader)),
            kept: Vec::new(),
            said: Said::default(),
            taken: Vec::new(),
            failed: false,
            finished: false,
        }
    }

    /// Whether a check did not hold, and tells of what came.
    #[cfg(feature = "json")]
    pub(crate) const fn failed(&self) -> bool {
        self.failed
    }

    pub(crate) fn into_lead(self) -> Lead {
        self.lead
    }

    /// The lead; whole after [`Filling::finish`].
    pub(crate) const fn lead(&self) -> &Lead {
        &self.lead
    }

    /// Whether it is read to the end.
    #[cfg(feature = "capi")]
    pub(crate) const fn is_finished(&self) -> bool {
        self.finished
    }

    /// Takes everything out.
    pub(crate) fn clear(&mut self) {
        self.finished = false;
        for slot in &mut self.lead.values {
            let owns = match slot {
                None => continue,
                Some(Value::Text(text)) => text.is_long(),
                Some(Value::List(_)) => true,
                Some(_) => false,
            };
            if owns {
                slot.take().into_iter().for_each(|gone| self.said.spare.keep(gone));
            } else {
                *slot = None;
            }
        }
        self.lead.classes.clear();
        self.kept.iter_mut().flatten().for_each(Kept::forget);
        self.lead.unknown_keys.clear();
        self.said.problems.clear();
        self.said.notes.clear();
        self.taken.clear();
        self.failed = false;
    }

    /// A key that the schema does not know.
    pub(crate) fn unknown(&mut self, key: &str) {
        self.finished = false;
        self.lead.unknown_keys.push(crate::text::name(key));
    }

    /// Reads an attribute; what was set before under the same key is gone.
    #[inline]
    pub(crate) fn set(&mut self, reader: Reader<'_>, slot: Slot, raw: &Raw<'_>) {
        if !self.set_quickly(reader, slot, raw) {
            self.set_with_care(reader, slot, raw);
        }
    }

    /// The first attribute for a field, written as most data are; false: it must be read with care.
    #[inline]
    fn set_quickly(&mut self, reader: Reader<'_>, slot: Slot, raw: &Raw<'_>) -> bool {
        let (Slot::Name(place) | Slot::Column(place)) = slot;
        let (Some(how), Some(value @ None)) = (reader.intake.fields.get(place), self.lead.values.get_mut(place)) else {
            return false;
        };
        if how.keeps
            && let Some([named, column]) = self.kept.get_mut(place)
        {
            let (own, other) = if slot == Slot::Name(place) { (named, column) } else { (column, named) };
            if !other.is_nothing() {
                return false;
            }
            own.keep(raw);
        }
        if self.finished || !self.said.is_silent_on(place) || !how.takes_quickly(raw) {
            return false;
        }
        reader.quick().read(&how.kind, raw, &how.options, &mut self.said.spare, value)
    }

    #[inline(never)]
    fn set_with_care(&mut self, reader: Reader<'_>, slot: Slot, raw: &Raw<'_>) {
        let (Slot::Name(place) | Slot::Column(place)) = slot;
        let Some(at) = At::new(reader, place) else { return };
        if std::mem::take(&mut self.finished) {
            self.give_back(reader);
        }
        let is_name = slot == Slot::Name(place);
        let other = match self.kept.get_mut(place) {
            Some([named, column]) if at.how.keeps => {
                let (own, other) = if is_name { (named, column) } else { (column, named) };
                own.keep(raw);
                other.raw()
            }
            _ => None,
        };
        let came = if is_name { [Some(raw), other.as_ref()] } else { [other.as_ref(), Some(raw)] };
        let value = self.said.read(reader, &at, came);
        self.put(place, value);
    }

    fn put(&mut self, place: usize, value: Option<Value>) {
        self.lead.classes.forget(place);
        if let Some(slot) = self.lead.values.get_mut(place)
            && let Some(gone) = std::mem::replace(slot, value)
        {
            self.said.spare.keep(gone);
        }
    }

    /// Reads those fields again whose value a check took away: it may hold now.
    fn give_back(&mut self, reader: Reader<'_>) {
        for place in std::mem::take(&mut self.taken) {
            let (Some(at), Some([named, column])) = (At::new(reader, place), self.kept.get(place)) else { continue };
            let (named, column) = (named.raw(), column.raw());
            let value = self.said.read(reader, &at, [named.as_ref(), column.as_ref()]);
            self.put(place, value);
        }
    }

    /// Reads the lead to the end: what must be there, defaults, checks, its id.
    pub(crate) fn finish(&mut self, reader: Reader<'_>) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        let (mut problems, mut notes) = match self.said.is_silent() {
            true => (Vec::new(), Vec::new()),
            false => (self.said.problems.clone(), self.said.notes.clone()),
        };
        for place in &reader.intake.needed {
            let (Some(field), Some(slot)) = (reader.model.lead.fields.get(*place), self.lead.values.get_mut(*place))
            else {
                continue;
            };
            match (&field.presence, &slot) {
                (Presence::Default(value), None) => *slot = Some(value.clone()),
                // What could not be read was told already.
                (Presence::Required, None) if !problems.iter().any(|(told, _)| told == place) => {
                    let problem =
                        Problem { field: Arc::clone(&field.name), message: "is missing".to_owned(), original: None };
                    problems.push((*place, problem));
                }
                _ => {}
            }
        }
        self.lead.id = match reader.model.id_field.and_then(|field| self.lead.value(field)) {
            Some(Value::Text(text)) => text.into(),
            Some(Value::Integer(number)) => LeadId::of(number),
            _ => LeadId::default(),
        };
        self.failed = false;
        if !reader.model.checks.is_empty() {
            for judged in judge(reader, &self.lead, &self.kept) {
                self.failed = true;
                match judged {
                    Judged::Problem(place, problem) => problems.push((place, problem)),
                    Judged::Taken { place, instead, note } => {
                        notes.push((place, note));
                        self.taken.push(place);
                        self.put(place, instead);
                    }
                }
            }
        }
        let lead = &mut self.lead;
        lead.problems.clear();
        lead.notes.clear();
        if !problems.is_empty() {
            problems.sort_by_key(|(place, _)| *place);
            lead.problems.extend(problems.into_iter().map(|(_, problem)| problem));
        }
        if !notes.is_empty() {
            notes.sort_by_key(|(place, _)| *place);
            lead.notes.extend(notes.into_iter().map(|(_, note)| note));
        }
        lead.unknown_keys.sort_unstable();
        lead.unknown_keys.dedup();
    }
}
