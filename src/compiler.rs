//! From texts to a ruleset.

use crate::check::Places;
use crate::error::CompileError;
use crate::limits::Limits;
use crate::model::Model;
use crate::ruleset::Ruleset;
use crate::text::{Allows, Diagnostics, Source, Sources};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Collects the texts of a policy and compiles them.
///
/// ```
/// use pointsman::{Compiler, Source};
/// let text = r#"
/// pointsman 1
/// lead { id: text }
/// queue triage
/// route inbound { otherwise { assign queue triage } }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text.trim_start())).compile()?;
/// assert_eq!(rules.routes().collect::<Vec<_>>(), ["inbound"]);
/// # Ok::<(), pointsman::CompileError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Compiler {
    sources: Vec<Source>,
    data: BTreeMap<String, Vec<u8>>,
    /// The folder that data paths are relative to.
    pub(crate) folder: Option<PathBuf>,
    limits: Limits,
}

impl Compiler {
    /// Nothing to compile yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a policy text.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "the word for it; nothing is summed")]
    pub fn add(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// Adds a CSV under the path by which the policy names it, such as `data/free_mail.csv`.
    #[must_use]
    pub fn add_data(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.data.insert(path.into(), bytes.into());
        self
    }

    /// Sets what is allowed.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Compiles everything that was added.
    ///
    /// # Errors
    ///
    /// When any finding is an error. Warnings do not stop a policy: [`Ruleset::warnings`] has them.
    pub fn compile(self) -> Result<Ruleset, CompileError> {
        let policies = self.sources.len();
        let Built { model, sources, mut found, mut allows, limits } = self.build();
        found = allows.apply(found);
        match model {
            Some((model, _)) if !found.has_errors() => Ok(Ruleset::new(model, sources, policies, found, limits)),
            _ => Err(CompileError::new(sources, found)),
        }
    }

    /// The texts that were added, CSV not included.
    pub fn texts(&self) -> &[Source] {
        &self.sources
    }

    /// Puts another text in the place of one that was added under the same name.
    #[must_use]
    pub fn replace(mut self, source: Source) -> Self {
        if let Some(known) = self.sources.iter_mut().find(|known| known.name() == source.name()) {
            *known = source;
        }
        self
    }

    pub(crate) fn build(self) -> Built {
        let (mut sources, mut found, mut allows) = (Sources::new(), Diagnostics::new(), Allows::default());
        let mut documents = Vec::new();
        for source in &self.sources {
            let id = sources.add(source.clone());
            let (document, mistakes) = crate::syntax::read(id, source, &self.limits);
            let comments = document.comments.iter().map(|comment| (comment.text.as_str(), comment.span));
            found.append(allows.read(id, source, comments));
            found.append(mistakes);
            documents.push(document);
        }
        let (model, mistakes) = crate::check::check(documents, &mut sources, &|path| self.bytes(path), &self.limits);
        found.append(mistakes);
        found.sort();
        Built { model, sources, found, allows, limits: self.limits }
    }

    /// The CSV at a path of the policy: one that was added, else a file of the policy's folder.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(bytes) = self.data.get(path) {
            return Some(bytes.clone());
        }
        #[cfg(feature = "fs")]
        if let Some(folder) = &self.folder {
            return crate::folder::read_inside(folder, path);
        }
        None
    }
}

/// What a policy's texts came to.
pub(crate) struct Built {
    /// There is one when the checker found no error, or only routes without an end.
    pub(crate) model: Option<(Model, Places)>,
    pub(crate) sources: Sources,
    pub(crate) found: Diagnostics,
    pub(crate) allows: Allows,
    pub(crate) limits: Limits,
}
