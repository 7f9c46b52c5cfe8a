//! Which rows are valid leads, as far as that is told at a glance.

use super::super::read::Reader;
use super::super::sights::Sights;
use super::{Column, Table};
use crate::text::Strung;
use std::cell::Cell;

/// The columns that say so.
pub(super) struct Valid<'a> {
    /// Each must show something; `None` where it takes more to know.
    required: Option<Vec<Strung<'a>>>,
    /// So many bytes of a text are not too many.
    text_bytes: usize,
}

impl<'a> Valid<'a> {
    pub(super) fn new(reader: Reader<'_>, sights: &Sights, table: &Table<'a>) -> Self {
        let intake = reader.intake;
        let text = |field: &usize| match table.column(*field)? {
            Column::Texts(texts) if sights.is_plain(*field) => Some(*texts),
            _ => None,
        };
        let each_by_itself = sights.each_by_itself && intake.checked.iter().all(|field| table.column(*field).is_none());
        let required = each_by_itself.then(|| intake.required.iter().map(text).collect());
        Self { required: required.flatten(), text_bytes: reader.limits.text_bytes }
    }

    /// Marks the rows from one on that are valid; of others it takes more to know.
    pub(super) fn mark(&self, first: usize, rows: &mut [bool]) {
        rows.fill(self.required.is_some());
        let rows = Cell::from_mut(rows).as_slice_of_cells();
        for texts in self.required.iter().flatten() {
            texts.beside(first, rows, |text, is_valid| {
                // A letter that shows is enough, and mostly it is the first.
                let [letter, ..] = text.first(1).to_le_bytes();
                let shows = letter.is_ascii_graphic() & (text.length() > 0) & (text.length() <= self.text_bytes);
                is_valid.set(is_valid.get() & shows);
            });
        }
    }
}
