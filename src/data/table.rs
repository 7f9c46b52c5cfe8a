//! A whole CSV of a policy, each cell with its place, so that a mistake in it can be shown in it.

use super::ending::Ending;
use super::heading::Separation;
use crate::text::{Code, Diagnostic, Source, SourceId, Span, nfc};
use std::collections::BTreeMap;

/// The header and the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) header: Vec<Cell>,
    pub(crate) rows: Vec<Row>,
    /// The delimiter that was found.
    pub(crate) delimiter: char,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Trimmed.
    pub(crate) text: String,
    pub(crate) span: Span,
}

impl Table {
    /// The place of a column by its heading.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        let name = nfc(name);
        self.header.iter().position(|cell| cell.text == name)
    }
}

/// Reads a CSV with a header row. A byte-order mark is passed over; [`Separation`] tells the delimiter.
pub(crate) fn read_table(source: &Source, id: SourceId, most_rows: usize) -> Result<Table, Box<Diagnostic>> {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Separation { delimiter, said_in } = Separation::of(text.get(start..).unwrap_or_default());
    let start = start.saturating_add(said_in);
    let body = text.get(start..).unwrap_or_default();
    let (input, ended) = Ending::of(body.as_bytes());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(input);
    let mut rows: Vec<Row> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let at = error.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or_default();
                let place = u32::try_from(at.saturating_add(start)).unwrap_or_default();
                let span = Span::new(id, place, place);
                return Err(Box::new(Diagnostic::new(CANNOT_READ, "this row cannot be read", span, error.to_string())));
            }
        }
        if rows.len() > most_rows {
            let span = Span::new(id, 0, 0);
            let message = format!("more than {most_rows} rows (limit `rows`)");
            return Err(Box::new(Diagnostic::new(TOO_MANY, message, span, "")));
        }
        let from = record.position().map_or(0, |place| usize::try_from(place.byte()).unwrap_or_default());
        let until = usize::try_from(reader.position().byte()).unwrap_or(body.len()).min(body.len());
        let row = place_cells(body, from, until, start, delimiter, &record, id);
        if ended.in_a_row() {
            let quote = row.cells.last().map_or(row.span.start, |cell| cell.span.start);
            let span = Span::new(id, quote, quote.saturating_add(1));
            let message = "a quote is opened and never closed";
            let label = "everything from here to the end of the file would be one cell";
            return Err(Box::new(Diagnostic::new(CANNOT_READ, message, span, label)));
        }
        rows.push(row);
    }
    let mut rows = rows.into_iter();
    let Some(mut header) = rows.next() else {
        let span = Span::new(id, 0, 0);
        return Err(Box::new(Diagnostic::new(
            CANNOT_READ,
            "this table is empty: its first row names the columns",
            span,
            "",
        )));
    };
    // A heading is a name: it is found however its letters are composed.
    header.cells.iter_mut().for_each(|cell| cell.text = nfc(&cell.text));
    let rows: Vec<Row> = rows.collect();
    if let Some(odd) = rows.iter().find(|row| row.cells.len() != header.cells.len()) {
        let message = format!("this row has {} cells, the heading {}", odd.cells.len(), header.cells.len());
        return Err(Box::new(Diagnostic::new(RAGGED, message, odd.span, "").also(header.span, "the columns")));
    }
    if let Some((first, second)) = twice(header.cells.iter().map(|cell| cell.text.as_str()))
        && let (Some(first), Some(second)) = (header.cells.get(first), header.cells.get(second))
    {
        let message = format!("the column `{}` stands twice in the first row", first.text);
        return Err(Box::new(Diagnostic::new(CANNOT_READ, message, second.span, "").also(first.span, "and here")));
    }
    Ok(Table { header: header.cells, rows, delimiter })
}

/// The places of two columns of one name; columns without a name are no such.
pub(super) fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<(usize, usize)> {
    let mut known = BTreeMap::new();
    names.enumerate().filter(|(_, name)| !name.is_empty()).find_map(|(place, name)| {
        let first = known.insert(name, place)?;
        Some((first, place))
    })
}

const CANNOT_READ: Code = Code::error(403);
const RAGGED: Code = Code::error(404);
const TOO_MANY: Code = Code::error(405);

/// Finds the bytes of each cell of a record again: the reader tells only where the record lies.
fn place_cells(
    body: &str,
    from: usize,
    until: usize,
    shift: usize,
    delimiter: char,
    record: &csv::StringRecord,
    id: SourceId,
) -> Row {
    let place = |at: usize| u32::try_from(at.saturating_add(shift)).unwrap_or(u32::MAX);
    let bytes = body.as_bytes();
    let mut at = from;
    // Empty lines before a record belong to no row.
    while at < until && matches!(bytes.get(at), Some(b'\n' | b'\r')) {
        at = at.saturating_add(1);
    }
    let row_start = at;
    let mut cells = Vec::with_capacity(record.len());
    for text in record {
        let start = at;
        // Only a quote at a cell's start opens it; one behind a closing quote stands for itself.
        let (mut quoted, mut closed) = (false, None);
        while at < until {
            match bytes.get(at) {
                Some(b'"') if quoted => (quoted, closed) = (false, Some(at.saturating_add(1))),
                Some(b'"') => quoted = at == start || closed == Some(at),
                Some(byte)
                    if !quoted && (u32::from(*byte) == u32::from(delimiter) || matches!(byte, b'\n' | b'\r')) =>
                {
                    break;
                }
                _ => {}
            }
            at = at.saturating_add(1);
        }
        cells.push(Cell { text: text.trim().to_owned(), span: Span::new(id, place(start), place(at)) });
        at = at.saturating_add(1);
    }
    let end = cells.last().map_or(place(row_start), |cell| cell.span.end);
    Row { span: Span::new(id, place(row_start), end), cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, Box<Diagnostic>> {
        read_table(&Source::new("t.csv", text), SourceId::FIRST, 100)
    }

    #[test]
    fn cells_know_their_places() {
        let text = "\u{feff}zip;team\n\n\"0;1\";a\n02108;\"b \"\"c\"\"\"\n";
        let table = read(text).unwrap();
        assert_eq!(table.delimiter, ';');
        assert_eq!(table.column("team"), Some(1));
        let places: Vec<&str> = table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .map(|cell| &text[usize::try_from(cell.span.start).unwrap()..usize::try_from(cell.span.end).unwrap()])
            .collect();
        assert_eq!(places, ["\"0;1\"", "a", "02108", "\"b \"\"c\"\"\""]);
        assert_eq!(table.rows[1].cells[1].text, "b \"c\"");
    }

    #[test]
    fn a_line_that_says_the_separator_is_no_heading() {
        let text = "\u{feff}sep=;\r\n\"a,b,c\";team\r\n1;x\r\n";
        let table = read(text).unwrap();
        assert_eq!((table.delimiter, table.column("a,b,c"), table.rows.len()), (';', Some(0), 1));
        let span = table.rows[0].cells[1].span;
        assert_eq!(&text[usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()], "x");
    }

    #[test]
    fn a_quote_within_a_cell_is_a_letter() {
        let text = "size,team\n5\" pipe,a\n\"7\"\" x\"y\",b\n";
        let table = read(text).unwrap();
        let cell = |row: usize| &table.rows[row].cells[1];
        assert_eq!((cell(0).text.as_str(), cell(1).text.as_str()), ("a", "b"));
        assert_eq!((cell(0).span.start, cell(1).span.start), (18, 30));
    }

    #[test]
    fn an_open_quote_and_a_column_twice_are_shown() {
        let fault = read("a,b\n\"1\n2\",\"3\n4,5\n").unwrap_err();
        assert_eq!((fault.message.as_str(), fault.primary.span.start), ("a quote is opened and never closed", 10));
        let fault = read("a,b,a\n1,2,3\n").unwrap_err();
        assert_eq!(
            (fault.message.as_str(), fault.primary.span.start),
            ("the column `a` stands twice in the first row", 4)
        );
    }

    #[test]
    fn a_short_row_is_shown() {
        let fault = read("a,b\n1,2\n3\n").unwrap_err();
        assert_eq!(fault.message, "this row has 1 cells, the heading 2");
        assert_eq!(fault.primary.span.start, 8);
    }
}
