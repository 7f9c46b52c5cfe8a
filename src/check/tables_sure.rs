//! Whether what a quick look at a table has found is so: inputs that depend on one another leave out combinations.

use super::Checker;
use crate::domain::TableId;
use crate::limits::STEPS_PER_QUESTION;
use crate::model::Table;
use crate::region::{Formula, Found, Search, Space};
use crate::text::Diagnostic;

/// What a quick look has found.
pub(super) struct Doubt {
    pub(super) table: TableId,
    pub(super) what: Doubted,
    pub(super) finding: Diagnostic,
}

pub(super) enum Doubted {
    Gap,
    /// These rows overlap and disagree.
    Overlap(usize, usize),
}

impl Checker<'_> {
    /// Reports gaps and, of each table, one overlap, but for those that no lead can come to. With other mistakes around,
    /// definitions may not mean what they should, so that nothing is left out.
    pub(super) fn tables_for_sure(&mut self) {
        let doubts = std::mem::take(&mut self.doubts);
        if doubts.is_empty() {
            return;
        }
        let space = Space::of(&self.model);
        let search = (!self.found.has_errors()).then(|| Search::new(&space));
        let is_so = |doubt: &Doubt| match (self.model.tables.get(doubt.table.index()), &search) {
            (Some(table), Some(search)) => is_so(search, table, &doubt.what),
            _ => true,
        };
        let (mut sure, mut overlap): (Vec<Diagnostic>, Option<TableId>) = (Vec::new(), None);
        for doubt in doubts {
            let overlaps = matches!(doubt.what, Doubted::Overlap(..));
            if (overlaps && overlap == Some(doubt.table)) || !is_so(&doubt) {
                continue;
            }
            if overlaps {
                overlap = Some(doubt.table);
            }
            sure.push(doubt.finding);
        }
        sure.into_iter().for_each(|finding| self.report(finding));
    }
}

fn is_so(search: &Search<'_, '_>, table: &Table, doubted: &Doubted) -> bool {
    let row = |place: usize| search.space.row(&table.inputs, table.rows.get(place)?);
    let formulas: Option<Vec<Formula>> = match doubted {
        Doubted::Gap => (0..table.rows.len()).map(|place| Some(search.space.outside(&row(place)?))).collect(),
        Doubted::Overlap(first, second) => [*first, *second].into_iter().map(row).collect(),
    };
    let Some(formulas) = formulas else { return true };
    let formulas: Vec<&Formula> = formulas.iter().collect();
    let mut steps = STEPS_PER_QUESTION;
    search.find(&formulas, &mut steps) != Found::Nothing
}
