//! The same policy with other words.

use super::Ruleset;
use crate::error::CompileError;
use crate::syntax::tree::Document;
use crate::text::{Diagnostics, Edit, Source, SourceId, Sources};

impl Ruleset {
    /// The policy's own texts, in the order they were added.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources().iter().take(self.inner.policies)
    }

    /// What was written in them.
    pub(crate) fn documents(&self) -> Vec<Document> {
        self.texts().map(|(id, source)| crate::syntax::read(id, source, self.limits()).0).collect()
    }

    /// Compiles the policy with edits of its texts and perhaps one text more; CSV data, limits, scorers and
    /// directories stay.
    /// `documents` are the policy's own: what is not edited is not read again.
    pub(crate) fn edited(
        &self,
        documents: &[Document],
        edits: &[Edit],
        more: Option<Source>,
    ) -> Result<Self, CompileError> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let mut read = Vec::new();
        for ((id, source), document) in self.texts().zip(documents) {
            let own: Vec<&Edit> = edits.iter().filter(|edit| edit.span.source == id).collect();
            if own.is_empty() {
                sources.add(source.clone());
                read.push(document.clone());
                continue;
            }
            let source = Source::new(source.name(), with_edits(source.text(), own));
            let (document, found) = crate::syntax::read(sources.add(source.clone()), &source, self.limits());
            read.push(document);
            diagnostics.append(found);
        }
        if let Some(source) = more {
            let (document, found) = crate::syntax::read(sources.add(source.clone()), &source, self.limits());
            read.push(document);
            diagnostics.append(found);
        }
        let data = |path: &str| {
            let mut csv = self.sources().iter().skip(self.inner.policies);
            csv.find(|(_, csv)| csv.name() == path).map(|(_, csv)| csv.text().as_bytes().to_owned())
        };
        let policies = read.len();
        let (model, found) = crate::check::check(read, &mut sources, &data, self.limits());
        diagnostics.append(found);
        diagnostics.sort();
        let Some((model, _)) = model.filter(|_| !diagnostics.has_errors()) else {
            return Err(CompileError::new(sources, diagnostics));
        };
        let mut rules = Self::new(model, sources, policies, diagnostics, self.limits().clone());
        for (name, scorer) in self.model().scorers.iter().zip(&self.scorers) {
            let place = rules.model().scorers.iter().position(|known| known == name);
            if let Some(slot) = place.and_then(|place| rules.scorers.get_mut(place)) {
                slot.clone_from(scorer);
            }
        }
        for (record, directory) in self.model().records.iter().zip(&self.directories) {
            let place = rules.model().records.iter().position(|known| known.name == record.name);
            if let Some(slot) = place.and_then(|place| rules.directories.get_mut(place)) {
                slot.clone_from(directory);
            }
        }
        Ok(rules)
    }
}

fn with_edits(text: &str, mut edits: Vec<&Edit>) -> String {
    let mut text = text.to_owned();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX).min(text.len());
        let range = at(edit.span.start)..at(edit.span.end);
        text.replace_range(range, &edit.text);
    }
    text
}
