//! A value that is read once and stands in many leads.

use super::Reader;
use super::filling::Filling;
use super::intake::Slot;
use crate::domain::{DataNote, FieldId, Problem, Raw, Value};
use crate::graph::DecisionGraph;

/// What reading made of an attribute.
#[derive(Debug)]
pub(crate) struct Apart {
    value: Option<Value>,
    /// The class of the value, where the graph looks at the field, and which graph.
    class: Option<(u64, u32)>,
    problems: Vec<(usize, Problem)>,
    notes: Vec<(usize, DataNote)>,
}

impl Apart {
    /// The class of the value, where there is one and this graph looks at the field.
    pub(crate) fn class_in(&self, graph: &DecisionGraph) -> Option<u32> {
        self.class.filter(|(mark, _)| *mark == graph.mark()).map(|(_, class)| class)
    }
}

impl Filling {
    /// Reads an attribute by itself.
    pub(crate) fn apart(mut self, reader: Reader<'_>, graph: &DecisionGraph, slot: Slot, raw: &Raw<'_>) -> Apart {
        self.set(reader, slot, raw);
        let (Slot::Name(place) | Slot::Column(place)) = slot;
        let value = self.lead.values.get_mut(place).and_then(Option::take);
        let viewed = graph.viewed().iter().find(|viewed| viewed.is_field(FieldId::at(place)));
        let class = viewed.zip(value.as_ref()).map(|(viewed, value)| (graph.mark(), viewed.class(Some(value))));
        Apart { value, class, problems: self.said.problems, notes: self.said.notes }
    }

    /// Sets an attribute that was read by itself.
    pub(crate) fn set_apart(&mut self, reader: Reader<'_>, slot: Slot, raw: &Raw<'_>, apart: &Apart) {
        let (Slot::Name(place) | Slot::Column(place)) = slot;
        let keeps = reader.intake.fields.get(place).is_none_or(|how| how.keeps);
        match self.lead.values.get_mut(place) {
            // Once something was said of any field, it may have to be taken back.
            Some(value @ None) if !keeps && !self.finished && self.said.is_silent() => value.clone_from(&apart.value),
            _ => return self.set(reader, slot, raw),
        }
        self.said.problems.extend_from_slice(&apart.problems);
        self.said.notes.extend_from_slice(&apart.notes);
        if let Some((graph, class)) = apart.class {
            self.lead.classes.set(graph, self.lead.values.len(), place, class);
        }
    }
}
