//! What is told to a rule author: plain data, rendered by whoever shows it.

use super::{Code, Span};
use std::collections::BTreeSet;

/// How much a finding matters. Only [`Severity::Error`] stops a policy from routing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The policy does not compile.
    Error,
    /// The policy compiles; it probably does not do what was meant.
    Warning,
}

/// A place of the source with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is at this place; may be empty.
    pub text: String,
}

/// An exact change of the text: what `span` covers becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A repair that can be applied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the repair does, in a few words; empty: "write".
    pub title: String,
    /// The changes, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the repaired text surely means what the broken one was meant to: then `pointsman fix` applies it unasked.
    pub keeps_meaning: bool,
}

/// One finding, with every place that matters.
///
/// `primary` is the place itself; `secondary` the other half of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, explained by `pointsman help`.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one line of at most 90 characters, in words of the trade.
    pub message: String,
    /// The place.
    pub primary: Label,
    /// Other places that belong to it.
    pub secondary: Vec<Label>,
    /// Facts, best of all an example lead.
    pub notes: Vec<String>,
    /// What to write.
    pub helps: Vec<String>,
    /// Repairs as exact edits.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding of the code's own severity at one place. `label` says what is there; it may be empty.
    pub fn new(code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: Label { span, text: label.into() },
            secondary: Vec::new(),
            notes: Vec::new(),
            helps: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Adds the other half of a conflict.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds what to write.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Adds a repair that keeps the meaning.
    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fixes.push(Fix { title: String::new(), edits, keeps_meaning: true });
        self
    }

    /// Adds a repair that a person has to decide on.
    #[must_use]
    pub fn suggest(mut self, span: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fixes.push(Fix { title: String::new(), edits, keeps_meaning: false });
        self
    }
}

/// The findings of one run, sorted by source, place and code once [`Diagnostics::sort`] has run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
    /// What was said where, so that nothing is said twice.
    said: BTreeSet<(Span, Code, String)>,
}

impl Diagnostics {
    /// No findings.
    pub const fn new() -> Self {
        Self { all: Vec::new(), said: BTreeSet::new() }
    }

    /// Adds a finding, unless the same is said of that place already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.said.insert((diagnostic.primary.span, diagnostic.code, diagnostic.message.clone())) {
            self.all.push(diagnostic);
        }
    }

    /// Takes over all findings of another run.
    pub fn append(&mut self, other: Self) {
        for diagnostic in other.all {
            self.push(diagnostic);
        }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Brings them into reading order.
    pub fn sort(&mut self) {
        self.all.sort_by(|a, b| (a.primary.span, a.code, &a.message).cmp(&(b.primary.span, b.code, &b.message)));
    }

    /// All findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.all.iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}
