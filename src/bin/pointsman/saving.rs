//! A file that is written whole or not at all: beside its place first, then put there.

use crate::fault::Fault;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A place that can be written, and the new text's place beside it.
pub(crate) struct Saving {
    /// As it was given.
    name: PathBuf,
    place: PathBuf,
    /// `None`: what lies there is no file, or nothing can be put beside it; then it is written over.
    beside: Option<PathBuf>,
}

impl Saving {
    /// Sees that the file can be written, before anything is done that it should tell of.
    pub(crate) fn begin(path: &Path) -> Result<Self, Fault> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&place).ok();
        let mut saving = Self { name: path.to_owned(), place, beside: None };
        if there.as_ref().is_some_and(|it| !it.is_file()) {
            return saving.can_be_opened().map(|()| saving);
        }
        let mut name = saving.place.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let beside = saving.place.with_file_name(name);
        match &there {
            Some(_) => saving.can_be_opened()?,
            None => saving.named(File::create(&beside).map(drop))?,
        }
        if File::create(&beside).is_ok() {
            saving.beside = Some(beside);
        }
        if let (Some(beside), Some(there)) = (&saving.beside, there) {
            saving.named(fs::set_permissions(beside, there.permissions()))?;
        }
        Ok(saving)
    }

    fn can_be_opened(&self) -> Result<(), Fault> {
        self.named(OpenOptions::new().write(true).open(&self.place).map(drop))
    }

    fn named<T>(&self, done: io::Result<T>) -> Result<T, Fault> {
        done.map_err(|error| Fault::Input(format!("{}: {error}", self.name.display())))
    }

    /// Writes the text and puts it in its place.
    pub(crate) fn end(mut self, text: &str) -> Result<(), Fault> {
        let written = self.beside.as_ref().unwrap_or(&self.place);
        let file = self.named(OpenOptions::new().write(true).truncate(true).open(written))?;
        self.named((&file).write_all(text.as_bytes()).and_then(|()| (&file).write_all(b"\n")))?;
        let Some(beside) = &self.beside else { return Ok(()) };
        self.named(file.sync_all().and_then(|()| fs::rename(beside, &self.place)))?;
        self.beside = None;
        Ok(())
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // Nothing can be told here; what is left is a file that says by its name what it is.
            let _ = fs::remove_file(beside);
        }
    }
}
