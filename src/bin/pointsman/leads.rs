//! A file of leads, one after another: JSON Lines or CSV. Never more than one lead is in memory.

use crate::fault::Fault;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Leads as they come, each with its place.
pub(crate) struct Leads {
    path: PathBuf,
    form: Form,
}

enum Form {
    Lines { reader: Box<dyn BufRead>, number: u64, limit: usize },
    Csv(Box<pointsman::CsvRecords<Box<dyn Read>>>),
}

/// One lead as it came.
pub(crate) enum Arrived {
    /// A line of JSON: a lead or a request.
    Json(String),
    /// The columns of a CSV row.
    Row(Vec<(String, String)>),
}

impl Leads {
    /// Opens a file; `-` is standard input. CSV is told by its ending, or by a first byte that begins no JSON object.
    pub(crate) fn open(path: &Path, limit: usize) -> Result<Self, Fault> {
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| Fault::Input(format!("{}: {error}", path.display())))?)
        };
        let mut reader: Box<dyn BufRead> = Box::new(BufReader::with_capacity(1 << 16, input));
        let csv = match path.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("csv") => true,
            Some(ending) if ending.eq_ignore_ascii_case("jsonl") || ending.eq_ignore_ascii_case("json") => false,
            _ => {
                let start = reader.fill_buf().map_err(|error| Fault::Input(format!("{}: {error}", path.display())))?;
                let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
                !matches!(first, None | Some(b'{'))
            }
        };
        let form = if csv {
            let records = pointsman::CsvRecords::new(Box::new(reader) as Box<dyn Read>, limit)
                .map_err(|error| Fault::Input(format!("{}:{error}", path.display())))?;
            if records.delimiter() != ',' {
                eprintln!("{}: columns are separated by {:?}", path.display(), records.delimiter());
            }
            Form::Csv(Box::new(records))
        } else {
            Form::Lines { reader, number: 0, limit }
        };
        Ok(Self { path: path.to_owned(), form })
    }

    /// The next lead with its line; `None` at the end. Empty lines are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Arrived)>, Fault> {
        match &mut self.form {
            Form::Csv(records) => match records.next_record() {
                Ok(record) => Ok(record.map(|(line, row)| (line, Arrived::Row(row)))),
                Err(error) => Err(Fault::Input(format!("{}:{error}", self.path.display()))),
            },
            Form::Lines { reader, number, limit } => loop {
                *number += 1;
                let fault = |words: String| {
                    Fault::Input(format!("{}:{number}: {words}", self.path.display(), number = *number))
                };
                let mut line = Vec::new();
                let most = u64::try_from(*limit).unwrap_or(u64::MAX).saturating_add(2);
                let read = reader
                    .by_ref()
                    .take(most)
                    .read_until(b'\n', &mut line)
                    .map_err(|error| fault(error.to_string()))?;
                if read == 0 {
                    return Ok(None);
                }
                if line.len() > *limit + 1 {
                    return Err(fault(format!("more than {limit} bytes (lead_bytes) in one line")));
                }
                let mut text = String::from_utf8(line)
                    .map_err(|error| fault(format!("byte {} is not UTF-8", error.utf8_error().valid_up_to() + 1)))?;
                if *number == 1 && text.starts_with('\u{feff}') {
                    text = text.trim_start_matches('\u{feff}').to_owned();
                }
                text.truncate(text.trim_end().len());
                if text.starts_with(char::is_whitespace) {
                    text = text.trim_start().to_owned();
                }
                if !text.is_empty() {
                    return Ok(Some((*number, Arrived::Json(text))));
                }
            },
        }
    }

    /// How a place of this file is named.
    pub(crate) fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.path.display())
    }
}
