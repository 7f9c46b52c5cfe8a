//! Columns of attributes, and a row of them.

use super::super::came::Came;
use super::super::read::{Apart, AttributeKey, Places};
use crate::domain::Raw;
use crate::text::Strung;
use std::ops::Deref;

/// What came for one attribute of many leads.
#[derive(Debug)]
pub(crate) enum Column<'a> {
    /// A value for each row.
    Values(&'a [Raw<'a>]),
    /// By row: the place of its value; each value was read beforehand.
    Coded { values: &'a [Raw<'a>], codes: &'a [u32], read: Vec<Apart> },
    /// Texts.
    Texts(Strung<'a>),
}

/// Columns under their keys.
pub(crate) struct Table<'a> {
    columns: &'a [(AttributeKey, Column<'a>)],
    rows: usize,
    places: Places,
}

impl<'a> Table<'a> {
    /// `None`: leads must be read as a whole to know which of two values for a field counts, or there are too many fields.
    pub(crate) fn new(columns: &'a [(AttributeKey, Column<'a>)], rows: usize) -> Option<Self> {
        let places = Places::of(columns.iter().map(|(key, _)| *key));
        places.has_each_once().then_some(Self { columns, rows, places })
    }

    /// How many rows there are.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// What came for a field.
    #[inline]
    pub(super) fn column(&self, field: usize) -> Option<&'a Column<'a>> {
        self.columns.get(self.places.get(field)?).map(|(_, column)| column)
    }

    /// A row, from 0.
    pub(super) const fn row(&'a self, row: usize) -> RowOf<'a> {
        RowOf { table: self, row }
    }
}

impl<'a> Column<'a> {
    /// What stands in a row.
    #[inline]
    pub(crate) fn value(&self, row: usize) -> Option<Held<'a>> {
        match self {
            Self::Values(values) => values.get(row).map(Held::Given),
            Self::Coded { values, codes, .. } => values.get(usize::try_from(*codes.get(row)?).ok()?).map(Held::Given),
            Self::Texts(texts) => texts.get(row).map(|text| Held::Made(Raw::from(text))),
        }
    }

    /// What was read of it beforehand.
    pub(crate) fn read(&self, row: usize) -> Option<&Apart> {
        match self {
            Self::Coded { codes, read, .. } => read.get(usize::try_from(*codes.get(row)?).ok()?),
            Self::Values(_) | Self::Texts(_) => None,
        }
    }
}

/// A value that a host has as such, or one that was made.
pub(crate) enum Held<'a> {
    Given(&'a Raw<'a>),
    Made(Raw<'a>),
}

impl<'a> Deref for Held<'a> {
    type Target = Raw<'a>;

    fn deref(&self) -> &Raw<'a> {
        match self {
            Self::Given(raw) => raw,
            Self::Made(raw) => raw,
        }
    }
}

/// A row of columns.
pub(super) struct RowOf<'a> {
    table: &'a Table<'a>,
    row: usize,
}

impl<'a> Came<'a> for RowOf<'a> {
    type Value = Held<'a>;

    #[inline]
    fn came(&self, field: usize) -> Option<Held<'a>> {
        let value = self.table.column(field)?.value(self.row)?;
        match &*value {
            Raw::Null => None,
            // As all texts that show nothing it means "missing", and here most of what is missing looks so.
            Raw::Text(text) if text.is_empty() => None,
            _ => Some(value),
        }
    }
}
