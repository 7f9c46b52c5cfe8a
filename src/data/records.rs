//! Leads from a CSV, one row after another.

use super::ending::{Ended, Ending};
use super::heading::{Heading, said};
use super::table::twice;
use crate::text::nfc;
use std::io::{BufRead, BufReader, Read};

/// A CSV that cannot be read on: `line: what is wrong`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct CsvError {
    line: u64,
    message: String,
}

impl CsvError {
    #[cfg(feature = "json")]
    pub(crate) fn new(line: u64, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

/// Rows of a CSV with a header, one at a time: memory does not grow with their number.
pub struct CsvRecords<R: Read> {
    reader: csv::Reader<Box<dyn Read>>,
    header: Vec<String>,
    delimiter: char,
    limit: usize,
    record: csv::ByteRecord,
    ended: Ended,
    /// Lines before the heading that only say the separator.
    before: u64,
    input: std::marker::PhantomData<R>,
}

/// A row: columns with their cells.
pub(crate) type CsvRow = Vec<(String, String)>;

impl<R: Read + 'static> CsvRecords<R> {
    /// Reads the header. A byte-order mark is passed over; `,` `;` or tab is detected, or said by a first line `sep=;`. A
    /// record may have `limit` bytes.
    ///
    /// # Errors
    ///
    /// When there is no header, or it is JSON, not UTF-8, or longer than the limit, or names a column twice.
    pub fn new(input: R, limit: usize) -> Result<Self, CsvError> {
        let fail = |message: String| CsvError { line: 1, message };
        let mut input = BufReader::with_capacity(1 << 16, input);
        let (mut text, mut heading, mut told) = (String::new(), Heading::default(), None);
        for line in 1.. {
            let fail = |message: String| CsvError { line, message };
            let mut read = Vec::new();
            let left = limit.saturating_sub(text.len());
            let most = u64::try_from(left).unwrap_or(u64::MAX);
            input.by_ref().take(most).read_until(b'\n', &mut read).map_err(|error| fail(error.to_string()))?;
            if read.len() >= left {
                let open = if line > 1 { "; a quote (\") in it may not be closed" } else { "" };
                return Err(fail(format!("a heading of more than {limit} bytes (lead_bytes){open}")));
            }
            let more = std::str::from_utf8(&read)
                .map_err(|error| fail(format!("byte {} is not UTF-8", error.valid_up_to() + 1)))?;
            let more = if line == 1 { more.trim_start_matches('\u{feff}') } else { more };
            told = told.or_else(|| said(more).filter(|_| line == 1));
            if told.is_none() || line > 1 {
                heading.take(more);
                text.push_str(more);
            }
            if read.is_empty() || heading.is_whole() {
                break;
            }
        }
        let (delimiter, before) = (told.unwrap_or_else(|| heading.delimiter()), u64::from(told.is_some()));
        if let Some(sign @ ('{' | '[')) = text.trim_start().chars().next() {
            return Err(fail(format!(
                "`{sign}` begins JSON, and a CSV begins with the names of its columns; in JSON one object a line is \
                 expected, in a file called .jsonl"
            )));
        }
        let (joined, ended) = Ending::of(std::io::Cursor::new(text.into_bytes()).chain(input));
        let input: Box<dyn Read> = Box::new(joined);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .has_headers(false)
            .flexible(true)
            .from_reader(input);
        let mut record = csv::ByteRecord::new();
        ended.allow(limit);
        let any =
            reader.read_byte_record(&mut record).map_err(|error| unreadable(&error, &ended, before + 1, limit))?;
        if !any {
            return Err(fail("an empty file has no heading".to_owned()));
        }
        if ended.in_a_row() {
            return Err(open_quote(before + 1, &record));
        }
        let header: Vec<String> = record.iter().map(|cell| nfc(String::from_utf8_lossy(cell).trim())).collect();
        if let Some((first, second)) = twice(header.iter().map(String::as_str)) {
            let name = header.get(first).map_or("", String::as_str);
            let (first, second) = (first.saturating_add(1), second.saturating_add(1));
            return Err(fail(format!("the heading `{name}` stands twice: over the columns {first} and {second}")));
        }
        Ok(Self { reader, header, delimiter, limit, record, ended, before, input: std::marker::PhantomData })
    }

    /// The separator that was found.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// Whether there is a column with this heading.
    #[cfg(feature = "json")]
    pub(crate) fn has(&self, heading: &str) -> bool {
        self.header.iter().any(|column| *column == nfc(heading))
    }

    /// The next row with its line; `None` at the end. A column without a heading is left out.
    ///
    /// # Errors
    ///
    /// For a row of another length than the heading, one that is not UTF-8, one beyond the limit, or one with a quote
    /// that is never closed.
    pub fn next_record(&mut self) -> Result<Option<(u64, CsvRow)>, CsvError> {
        let line = self.reader.position().line().saturating_add(self.before);
        self.ended.allow(self.limit);
        let any = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|error| unreadable(&error, &self.ended, line, self.limit))?;
        if !any {
            return Ok(None);
        }
        let line = self.record.position().map_or(line, |at| at.line().saturating_add(self.before));
        if self.ended.in_a_row() {
            return Err(open_quote(line, &self.record));
        }
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

/// A row that the file's end has cut off in its last cell.
fn open_quote(row: u64, record: &csv::ByteRecord) -> CsvError {
    let before = record.iter().take(record.len().saturating_sub(1)).flatten().filter(|byte| **byte == b'\n').count();
    let line = row.saturating_add(u64::try_from(before).unwrap_or(u64::MAX));
    CsvError { line, message: "a quote (\") opens here and is never closed".to_owned() }
}

fn unreadable(error: &csv::Error, ended: &Ended, line: u64, limit: usize) -> CsvError {
    let message = if ended.too_long() {
        format!("a row of more than {limit} bytes (lead_bytes); a quote (\") in it may not be closed")
    } else {
        error.to_string()
    };
    CsvError { line, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every lead's id, or the fault.
    fn ids(text: &str, limit: usize) -> Result<Vec<String>, String> {
        let mut records = CsvRecords::new(std::io::Cursor::new(text.to_owned()), limit).map_err(|e| e.to_string())?;
        let mut ids = Vec::new();
        while let Some((_, row)) = records.next_record().map_err(|error| error.to_string())? {
            ids.push(row.first().map_or(String::new(), |(_, id)| id.clone()));
        }
        Ok(ids)
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_by_its_line() {
        let open = |line: u64| Err(format!("{line}: a quote (\") opens here and is never closed"));
        assert_eq!(ids("id,country\nA,\"DE\nB,FR\nC,FR\n", 1000), open(2));
        assert_eq!(ids("id,country\nA,DE\n\"B\nb\",\"FR\nC,FR", 1000), open(4));
        assert_eq!(ids("id,\"country\nA,DE\n", 1000), open(1));
        assert_eq!(ids("id,country\nA,\"", 1000), open(2));
        assert_eq!(ids("id,country\nA,\"DE\"\"", 1000), open(2));
    }

    #[test]
    fn what_is_closed_stays_as_it_is() {
        for text in ["id,c\nA,\"x\ny\"", "id,c\nA,\"x\"\"\"\n\n", "id,c\r\nA,5\" pipe\r\n", "id,c\nA,\"\""] {
            assert_eq!(ids(text, 1000), Ok(vec!["A".to_owned()]), "{text:?}");
        }
    }

    /// No more than the limit is held of a row that goes on and on.
    #[test]
    fn an_open_quote_before_a_long_rest() {
        let text = format!("id,c\nA,1\nB,\"{}", "C,2\n".repeat(100_000));
        let told = ids(&text, 1000).unwrap_err();
        assert_eq!(told, "3: a row of more than 1000 bytes (lead_bytes); a quote (\") in it may not be closed");
    }

    #[test]
    fn separators_in_quotes_and_one_that_is_said() {
        let one = Ok(vec!["A".to_owned()]);
        assert_eq!(ids("id,\"Source (web; phone; chat)\"\nA,1\n", 1000), one);
        assert_eq!(ids("id,\"Source\n(web; phone; chat)\"\nA,1\n", 1000), one);
        assert_eq!(ids("\u{feff}sep=;\r\nid;b,c,d\r\nA;1\r\n", 1000), one);
        assert_eq!(ids("sep=;\nid;b\nA\n", 1000), Err("3: this row has 1 cells, the heading 2".to_owned()));
        assert_eq!(ids("sep=;\n", 1000), Err("1: an empty file has no heading".to_owned()));
        let open = "2: a quote (\") opens here and is never closed".to_owned();
        assert_eq!(ids("sep=;\nid;\"b\nA;1\n", 1000), Err(open));
    }

    #[test]
    fn json_is_no_csv() {
        for text in ["[{\"id\":1}]", "\n\r\n{\"id\":1}\n{\"id\":2}\n", "\u{feff}{"] {
            let told = ids(text, 1000).unwrap_err();
            assert!(told.contains("begins JSON") && told.contains("one object a line is expected"), "{told}");
        }
        // A heading that begins so stands in quotes.
        assert_eq!(ids("\"[id]\",b\nA,1\n", 1000), Ok(vec!["A".to_owned()]));
    }

    #[test]
    fn a_heading_that_stands_twice() {
        let told = ids("id,a,b, a\nA,1,2,3\n", 1000).unwrap_err();
        assert_eq!(told, "1: the heading `a` stands twice: over the columns 2 and 4");
        assert_eq!(ids("id,,\nA,1,2\n", 1000), Ok(vec!["A".to_owned()]), "columns without a heading");
    }
}
