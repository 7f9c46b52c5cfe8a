//! nodes of the grammar ──**reader**──▶ tree
//!
//! One function a construct. Bad fragments are explained, mended where it is clear what was meant, and read again.

mod assign;
mod derived;
mod expr;
mod file;
mod origin;
mod people;
mod routes;
mod tables;
mod tests;
mod vocabulary;
mod words;

pub(super) use origin::Origin;

use super::blocks::Block;
use super::codes;
use super::explain::Mended;
use super::grammar::{self, Node, Rule};
use super::tree::Comment;
use crate::text::{Code, Diagnostic, Edit, Fix, Span};

/// More findings than anybody reads; a file of garbage stays cheap.
const FINDINGS: usize = 1_000;

/// What is carried along while nodes become a tree.
pub(super) struct Reader<'s> {
    /// The repaired text of the whole source.
    pub(super) source: &'s str,
    pub(super) origin: Origin,
    pub(super) comments: Vec<Comment>,
    pub(super) findings: Vec<Diagnostic>,
    /// How many signs may follow one another in a value.
    pub(super) nesting: usize,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s str, origin: Origin, nesting: usize) -> Self {
        Self { source, origin, comments: Vec::new(), findings: Vec::new(), nesting }
    }

    pub(super) fn report(&mut self, finding: Diagnostic) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        }
    }

    fn error(&mut self, code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) {
        self.report(Diagnostic::new(code, message, span, label));
    }

    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        self.origin.span(node.start(), node.start() + node.said().len())
    }

    /// Reads the lines of a block; a broken one is explained, and read once more when it could be mended. `None` stands
    /// for a line that could not.
    fn lines(&mut self, node: &Node<'_>, block: Block, read: &mut dyn FnMut(&mut Self, Option<&Node<'_>>, Span)) {
        let (mut after_bad, mut said, mut commas) = (false, Vec::new(), Vec::new());
        for child in node.children() {
            let span = self.span(&child);
            if child.rule() == Rule::stray_comma {
                commas.push(span);
                continue;
            }
            if !matches!(child.rule(), Rule::bad_line | Rule::bad_item) {
                after_bad = false;
                self.once(child.rule(), span, &mut said);
                read(self, Some(&child), span);
                continue;
            }
            if self.findings.len() >= FINDINGS {
                continue;
            }
            let written = child.text().trim_end();
            let origin = self.origin.piece(child.start());
            match super::explain::mend(self, written, origin, block, after_bad) {
                Some(Mended { text, origin, rule }) => {
                    after_bad = false;
                    if let Ok(mended) = grammar::parse(rule, &text) {
                        self.once(mended.rule(), span, &mut said);
                        let outer = std::mem::replace(&mut self.origin, origin);
                        read(self, Some(&mended), span);
                        self.origin = outer;
                    }
                }
                None => {
                    after_bad = true;
                    read(self, None, self.origin.span(child.start(), child.start() + written.len()));
                }
            }
        }
        self.stray_commas(&commas);
    }

    /// Commas between the lines of a block, all of them as one.
    fn stray_commas(&mut self, commas: &[Span]) {
        let Some(first) = commas.first() else { return };
        let text = "no comma stands between two fields";
        let mut finding = Diagnostic::new(codes::FOREIGN_SIGN, text, *first, "not needed");
        if commas.len() > 1 {
            finding = finding.note(format!("{} such places in this block", commas.len()));
        }
        let edits = commas.iter().map(|span| Edit { span: *span, text: String::new() }).collect();
        finding.fixes.push(Fix { title: String::new(), edits, keeps_meaning: true });
        self.report(finding);
    }

    /// Tells of a line or option that stands once and was `said` before: the first or the last of them would win unseen.
    fn once(&mut self, rule: Rule, span: Span, said: &mut Vec<(&'static str, Span)>) {
        let Some(what) = super::blocks::once(rule) else { return };
        match said.iter().find(|(known, _)| *known == what) {
            Some((_, first)) => self.twice(what, span, *first),
            None => said.push((what, span)),
        }
    }

    fn twice(&mut self, what: &str, span: Span, first: Span) {
        let message = format!("`{what}` is given twice");
        let finding = Diagnostic::new(codes::TWICE, message, span, "the second").also(first, "the first");
        self.report(finding.help("keep the one that is to count"));
    }
}
