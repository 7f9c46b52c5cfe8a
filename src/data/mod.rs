//! CSV: the tables of a policy, with the place of every cell; and leads row by row.

mod ending;
mod heading;
mod records;
mod table;

pub use records::{CsvError, CsvRecords};
pub(crate) use table::{Cell, Row, Table, read_table};
