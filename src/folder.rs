//! Policies on the disk: a file, or a folder of `*.route` files.

use crate::Compiler;
use crate::limits::Limits;
use crate::syntax;
use crate::text::{Source, SourceId, bad_byte};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A policy that cannot be read from the disk.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The system does not let us read it.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A folder without any `*.route` file.
    #[error("{}: there is no *.route file in this folder", .0.display())]
    Empty(PathBuf),
    /// A file that is not UTF-8.
    #[error("{}:{line}: byte {at} is not UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first such byte of its line, counted from 1.
        at: usize,
        /// The 1-based line it is on.
        line: usize,
    },
    /// A file beyond the limit.
    #[error("{}: {bytes} bytes; the limit is {limit} (source_bytes)", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: usize,
    },
}

impl Compiler {
    /// Collects a policy from the disk: all `*.route` files of a folder, or one file with the modules that it uses from
    /// beside it. Data paths are relative to the folder that holds them.
    ///
    /// # Errors
    ///
    /// When something cannot be read. What the texts say is judged by [`Compiler::compile`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, FolderError> {
        let path = path.as_ref();
        let is_folder = fs::metadata(path).map_err(|error| unreadable(path, error))?.is_dir();
        let folder = if is_folder { path.to_owned() } else { parent(path) };
        let mut compiler = Self::new();
        let sources = if is_folder { whole_folder(&folder)? } else { with_uses(source(path)?, &folder)? };
        if sources.is_empty() {
            return Err(FolderError::Empty(folder));
        }
        for source in sources {
            compiler = compiler.add(source);
        }
        compiler.folder = Some(folder);
        Ok(compiler)
    }

    /// A policy that is one text, with modules and data from a folder as if it were a file there: what an editor holds and
    /// has not saved, or an earlier version. A file of the source's name is not looked at.
    ///
    /// ```
    /// use pointsman::{Compiler, Source};
    /// let text = std::fs::read_to_string("examples/acme/inbound.route")?;
    /// let rules = Compiler::beside(Source::new("inbound.route", text), "examples/acme")?.compile()?;
    /// assert!(rules.routes().any(|route| route == "inbound"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the folder or a module in it cannot be read.
    pub fn beside(source: Source, folder: impl AsRef<Path>) -> Result<Self, FolderError> {
        let folder = folder.as_ref().to_owned();
        let mut compiler = Self::new();
        for source in with_uses(source, &folder)? {
            compiler = compiler.add(source);
        }
        compiler.folder = Some(folder);
        Ok(compiler)
    }
}

/// The bytes of a file inside a folder; `None` when it is not there, or when its path or a link leads out of it.
pub(crate) fn read_inside(folder: &Path, path: &str) -> Option<Vec<u8>> {
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let root = fs::canonicalize(folder).ok()?;
    let file = fs::canonicalize(root.join(relative)).ok()?;
    if !file.starts_with(&root) {
        return None;
    }
    fs::read(file).ok()
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> FolderError {
    FolderError::Unreadable { path: path.to_owned(), error }
}

fn whole_folder(folder: &Path) -> Result<Vec<Source>, FolderError> {
    route_files(folder)?.iter().map(|file| source(file)).collect()
}

/// The `*.route` files of a folder, by name.
fn route_files(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.extension().is_some_and(|ending| ending == "route") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A text, and of the files beside it those whose modules it uses, directly or through another.
fn with_uses(first: Source, folder: &Path) -> Result<Vec<Source>, FolderError> {
    let own = first.name().to_owned();
    let mut wanted = used(&first).1;
    let mut taken = vec![first];
    if wanted.is_empty() {
        return Ok(taken);
    }
    let mut others = Vec::new();
    for file in route_files(folder)? {
        if file.file_name().is_none_or(|name| name != own.as_str()) {
            let other = source(&file)?;
            let (module, uses) = used(&other);
            others.push((module, uses, other));
        }
    }
    while let Some(name) = wanted.pop() {
        if let Some(place) = others.iter().position(|(module, _, _)| module.as_ref() == Some(&name)) {
            let (_, uses, other) = others.remove(place);
            wanted.extend(uses);
            taken.push(other);
        }
    }
    taken.sort_by(|a, b| a.name().cmp(b.name()));
    Ok(taken)
}

/// The module that a text is, and those that it uses.
fn used(source: &Source) -> (Option<String>, Vec<String>) {
    let (document, _) = syntax::read(SourceId::FIRST, source, &Limits::default());
    let dotted =
        |name: &syntax::tree::Dotted| name.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
    let module = document.module.as_ref().map(|line| dotted(&line.name));
    (module, document.uses.iter().map(|line| dotted(&line.module)).collect())
}

fn source(path: &Path) -> Result<Source, FolderError> {
    let limit = Limits::default().source_bytes;
    let bytes = fs::metadata(path).map_err(|error| unreadable(path, error))?.len();
    if bytes > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(FolderError::TooLarge { path: path.to_owned(), bytes, limit });
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let (line, at) = bad_byte(&error);
            Err(FolderError::NotUtf8 { path: path.to_owned(), at, line })
        }
    }
}
