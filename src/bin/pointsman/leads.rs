//! A file of leads, one after another: JSON Lines or CSV. Never more than a few leads are in memory.

use crate::fault::Fault;
use crate::out;
use crate::piped::Piped;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Leads as they come, each with its place.
pub(crate) struct Leads {
    path: PathBuf,
    from: From,
}

enum From {
    File(Rows),
    Piped(Piped),
}

impl Leads {
    /// Opens a file; `-` is standard input. CSV is told by its ending, or by a first byte that begins no JSON object.
    pub(crate) fn open(path: &Path, limit: usize) -> Result<Self, Fault> {
        let standard = path == Path::new("-");
        // A file never lets anybody wait; a pipe or a terminal may.
        let is_file = fs::metadata(if standard { Path::new("/dev/stdin") } else { path }).is_ok_and(|it| it.is_file());
        let input: Box<dyn Read + Send> = if standard {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| Fault::Input(format!("{}: {error}", path.display())))?)
        };
        let from = if is_file {
            From::File(Rows::open(path, input, limit)?)
        } else {
            let name = path.to_owned();
            From::Piped(Piped::open(move |tap| Rows::open(&name, Box::new(tap.on(input)), limit))?)
        };
        Ok(Self { path: path.to_owned(), from })
    }

    /// The next lead with its line; `None` at the end. Empty lines are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Arrived)>, Fault> {
        match &mut self.from {
            From::File(rows) => rows.next(),
            From::Piped(piped) => piped.next(),
        }
    }

    /// Whether the next lead has not come yet: before it is waited for, answers are handed out.
    pub(crate) fn lets_wait(&mut self) -> bool {
        match &mut self.from {
            From::File(_) => false,
            From::Piped(piped) => piped.lets_wait(),
        }
    }

    /// How a place of this file is named.
    pub(crate) fn place(&self, line: u64) -> String {
        format!("{}:{line}", self.path.display())
    }
}

/// One lead as it came.
pub(crate) enum Arrived {
    /// A line of JSON: a lead or a request.
    Json(String),
    /// The columns of a CSV row.
    Row(Vec<(String, String)>),
}

/// Whether a file is a CSV: told by its ending, or by a first byte that begins no JSON.
pub(crate) fn is_csv(path: &Path, start: &[u8]) -> bool {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some(ending) if ending.eq_ignore_ascii_case("csv") => true,
        Some(ending) if ending.eq_ignore_ascii_case("jsonl") || ending.eq_ignore_ascii_case("json") => false,
        _ => {
            let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
            let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
            !matches!(first, None | Some(b'{'))
        }
    }
}

/// The leads of one input, read as they are asked for.
pub(crate) struct Rows {
    path: PathBuf,
    form: Form,
}

enum Form {
    Lines { reader: BufReader<Box<dyn Read>>, number: u64, limit: usize },
    Csv(Box<pointsman::CsvRecords<BufReader<Box<dyn Read>>>>),
}

impl Rows {
    fn open(path: &Path, input: Box<dyn Read>, limit: usize) -> Result<Self, Fault> {
        let mut reader = BufReader::with_capacity(1 << 16, input);
        let start = reader.fill_buf().map_err(|error| Fault::Input(format!("{}: {error}", path.display())))?;
        let form = if is_csv(path, start) {
            let records = pointsman::CsvRecords::new(reader, limit)
                .map_err(|error| Fault::Input(format!("{}:{error}", path.display())))?;
            if records.delimiter() != ',' {
                let (name, delimiter) = (path.display(), records.delimiter());
                out::tell(format_args!("{name}: columns are separated by {delimiter:?}\n"))?;
            }
            Form::Csv(Box::new(records))
        } else {
            Form::Lines { reader, number: 0, limit }
        };
        Ok(Self { path: path.to_owned(), form })
    }

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
}
