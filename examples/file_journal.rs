//! A dispatcher whose decisions survive the process: `cargo run --example file_journal`.
//!
//! One entry a line, on the disk before the decision is returned. A process that dies in the middle of a line has not
//! returned that decision, so at recovery a torn last line is cut off.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "an example prints, and knows its places")]

use pointsman::{Compiler, Dispatcher, Journal, JournalEntry, Request, Ruleset, Source};
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A file of entries.
#[derive(Debug)]
pub struct FileJournal {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// How far the file holds whole entries.
    length: u64,
    /// A line could neither be written nor cut off: what the file holds is not known any more.
    broken: bool,
}

impl FileJournal {
    /// Opens or makes a journal, and reads what it holds, oldest first.
    pub fn open(path: &Path, rules: &Ruleset) -> Result<(Self, Vec<JournalEntry>), Box<dyn Error>> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (mut entries, mut length) = (Vec::new(), 0);
        while let Some(end) = bytes[length..].iter().position(|byte| *byte == b'\n') {
            let line = std::str::from_utf8(&bytes[length..length + end]).map_err(|error| error.to_string());
            let entry = line.and_then(|line| rules.entry_from_json(line).map_err(|error| error.to_string()));
            match entry {
                Ok(entry) => entries.push(entry),
                // The last line may hold whatever a dying machine left; an earlier one may not.
                Err(_) if length + end + 1 == bytes.len() => break,
                Err(error) => return Err(format!("entry {}: {error}", entries.len() + 1).into()),
            }
            length += end + 1;
        }
        let length = u64::try_from(length)?;
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        file.sync_all()?;
        Ok((Self { state: Mutex::new(State { file, length, broken: false }) }, entries))
    }
}

impl Journal for FileJournal {
    fn append(&self, entry: &JournalEntry) -> Result<(), Box<dyn Error + Send + Sync>> {
        let line = format!("{}\n", entry.to_json());
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.broken {
            return Err("an earlier entry could not be written".into());
        }
        let written = state.file.write_all(line.as_bytes()).and_then(|()| state.file.sync_data());
        if let Err(error) = written {
            let length = state.length;
            let cut = state.file.set_len(length).and_then(|()| state.file.seek(SeekFrom::End(0))).map(|_| ());
            state.broken = cut.and_then(|()| state.file.sync_data()).is_err();
            return Err(error.into());
        }
        state.length += u64::try_from(line.len())?;
        Ok(())
    }
}

const POLICY: &str = r#"pointsman 1
lead { id: text }
team sales { members ["ann", "ben", "cid"] distribute by round robin }
route inbound { otherwise { assign team sales } }
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let rules = Compiler::new().add(Source::new("inbound.route", POLICY)).compile()?;
    let path = std::env::temp_dir().join(format!("pointsman-journal-{}.jsonl", std::process::id()));
    let now = "2026-03-02T09:00:00Z".parse()?;

    for run in ["first", "second"] {
        // A host keeps the snapshot that its journal began with; from time to time it starts anew with both.
        let snapshot = rules.snapshot_from_json(r#"{"reps":[{"id":"ann"},{"id":"ben"},{"id":"cid"}]}"#)?;
        let (journal, entries) = FileJournal::open(&path, &rules)?;
        let known = entries.len();
        let dispatcher = Dispatcher::new(rules.bind(snapshot), journal).recover(entries)?;
        println!("{run} process: {known} entries in the journal");
        for id in ["L1", "L2", if run == "first" { "L3" } else { "L4" }] {
            let lead = rules.lead(&[("id", id.into())]);
            let answer = dispatcher.route(&Request::new(&lead).at(now))?;
            println!("  {id} → {}", answer.rep.as_deref().unwrap_or("nobody"));
        }
    }
    std::fs::remove_file(&path)?;
    Ok(())
}
