//! Leads from a CSV, one row after another.

use super::table::delimiter_of;
use std::io::{BufRead, BufReader, Read};

/// A CSV that cannot be read on: `line: what is wrong`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct CsvError {
    line: u64,
    message: String,
}

/// Rows of a CSV with a header, one at a time: memory does not grow with their number.
pub struct CsvRecords<R: Read> {
    reader: csv::Reader<Box<dyn Read>>,
    header: Vec<String>,
    delimiter: char,
    limit: usize,
    record: csv::ByteRecord,
    input: std::marker::PhantomData<R>,
}

/// A row: columns with their cells.
pub(crate) type CsvRow = Vec<(String, String)>;

impl<R: Read + 'static> CsvRecords<R> {
    /// Reads the header. A byte-order mark is passed over; `,` `;` or tab is detected. A record may have `limit` bytes.
    ///
    /// # Errors
    ///
    /// When there is no header, or it is not UTF-8, or longer than the limit.
    pub fn new(input: R, limit: usize) -> Result<Self, CsvError> {
        let fail = |message: String| CsvError { line: 1, message };
        let mut input = BufReader::with_capacity(1 << 16, input);
        let mut first = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        input.by_ref().take(most).read_until(b'\n', &mut first).map_err(|error| fail(error.to_string()))?;
        if first.len() >= limit {
            return Err(fail(format!("a heading of more than {limit} bytes (lead_bytes)")));
        }
        let text = std::str::from_utf8(&first)
            .map_err(|error| fail(format!("byte {} is not UTF-8", error.valid_up_to() + 1)))?;
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let delimiter = delimiter_of(&text);
        let joined: Box<dyn Read> = Box::new(std::io::Cursor::new(text.into_bytes()).chain(input));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(joined);
        let mut record = csv::ByteRecord::new();
        let any = reader.read_byte_record(&mut record).map_err(|error| fail(error.to_string()))?;
        if !any {
            return Err(fail("an empty file has no heading".to_owned()));
        }
        let header = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        Ok(Self { reader, header, delimiter, limit, record, input: std::marker::PhantomData })
    }

    /// The separator that was found.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The next row with its line; `None` at the end. A column without a heading is left out.
    ///
    /// # Errors
    ///
    /// For a row of another length than the heading, one that is not UTF-8, or one beyond the limit.
    pub fn next_record(&mut self) -> Result<Option<(u64, CsvRow)>, CsvError> {
        let line = self.reader.position().line();
        let fail = |message: String| CsvError { line, message };
        let any = self.reader.read_byte_record(&mut self.record).map_err(|error| fail(error.to_string()))?;
        if !any {
            return Ok(None);
        }
        let line = self.record.position().map_or(line, csv::Position::line);
        let fail = |message: String| CsvError { line, message };
        if self.record.as_slice().len() > self.limit {
            return Err(fail(format!("a row of more than {} bytes (lead_bytes)", self.limit)));
        }
        if self.record.len() != self.header.len() {
            return Err(fail(format!("this row has {} cells, the heading {}", self.record.len(), self.header.len())));
        }
        let mut row = Vec::with_capacity(self.header.len());
        for (column, cell) in self.header.iter().zip(&self.record) {
            let cell = std::str::from_utf8(cell)
                .map_err(|error| fail(format!("column `{column}`: byte {} is not UTF-8", error.valid_up_to() + 1)))?;
            if !column.is_empty() {
                row.push((column.clone(), cell.to_owned()));
            }
        }
        Ok(Some((line, row)))
    }
}
