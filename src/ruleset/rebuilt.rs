//! The same policy with other words.

use super::Ruleset;
use crate::Compiler;
use crate::error::CompileError;
use crate::text::{Source, SourceId};

impl Ruleset {
    /// The policy's own texts, in the order they were added.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources().iter().take(self.inner.policies)
    }

    /// Compiles other texts with the same CSV data, limits and scorers.
    pub(crate) fn rebuilt(&self, texts: impl IntoIterator<Item = Source>) -> Result<Self, CompileError> {
        let mut compiler = Compiler::new().limits(self.limits().clone());
        for text in texts {
            compiler = compiler.add(text);
        }
        for (_, data) in self.sources().iter().skip(self.inner.policies) {
            compiler = compiler.add_data(data.name(), data.text());
        }
        let mut rules = compiler.compile()?;
        for (name, scorer) in self.model().scorers.iter().zip(&self.scorers) {
            let place = rules.model().scorers.iter().position(|known| known == name);
            if let Some(slot) = place.and_then(|place| rules.scorers.get_mut(place)) {
                slot.clone_from(scorer);
            }
        }
        Ok(rules)
    }
}
