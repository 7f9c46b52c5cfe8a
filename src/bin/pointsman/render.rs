//! Findings as people read them in a terminal.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Patch, Renderer, Snippet};
use pointsman::{Diagnostic, Diagnostics, Label, Severity, Source, Sources, Span};
use std::ops::Range;

/// Draws findings with the lines they speak of.
pub(crate) struct Drawing {
    renderer: Renderer,
    /// How many are shown of one file; the rest is counted.
    shown: usize,
}

impl Drawing {
    /// Colour only where a person looks and has not said no.
    pub(crate) fn new(colour: bool, shown: usize) -> Self {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        Self { renderer, shown }
    }

    /// All findings, one below the other, with a closing count for each file that had more than are shown.
    pub(crate) fn report(&self, sources: &Sources, diagnostics: &Diagnostics) -> String {
        let mut text = String::new();
        let mut counts: Vec<(pointsman::SourceId, usize)> = Vec::new();
        for diagnostic in diagnostics {
            let id = diagnostic.primary.span.source;
            let place = match counts.iter().position(|(known, _)| *known == id) {
                Some(place) => place,
                None => {
                    counts.push((id, 0));
                    counts.len() - 1
                }
            };
            counts[place].1 += 1;
            if counts[place].1 <= self.shown {
                text += &self.diagnostic(sources, diagnostic);
                text += "\n\n";
            }
        }
        for (id, count) in counts {
            if count > self.shown {
                let name = sources.get(id).map_or("", Source::name);
                text += &format!("{} more in {name}\n", count - self.shown);
            }
        }
        text
    }

    fn diagnostic(&self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let code = diagnostic.code.to_string();
        let mut main = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(code));
        for element in places(sources, diagnostic) {
            main = main.element(element);
        }
        for note in &diagnostic.notes {
            main = main.element(Level::NOTE.message(note.as_str()));
        }
        for help in &diagnostic.helps {
            main = main.element(Level::HELP.message(help.as_str()));
        }
        let mut groups = vec![main];
        for fix in &diagnostic.fixes {
            let title = if fix.title.is_empty() { "write" } else { &fix.title };
            let Some(source) = fix.edits.first().and_then(|edit| sources.get(edit.span.source)) else { continue };
            let patches = fix.edits.iter().map(|edit| Patch::new(range(source, edit.span), edit.text.as_str()));
            let snippet = Snippet::source(source.text()).path(source.name()).patches(patches);
            groups.push(Group::with_title(Level::HELP.secondary_title(title)).element(snippet));
        }
        self.renderer.render(&groups)
    }
}

/// One snippet a file, the file of the finding first.
fn places<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Vec<Element<'a>> {
    let mut ids = vec![diagnostic.primary.span.source];
    for label in &diagnostic.secondary {
        if !ids.contains(&label.span.source) {
            ids.push(label.span.source);
        }
    }
    let mut elements = Vec::new();
    for id in ids {
        let Some(source) = sources.get(id) else { continue };
        let mut snippet = Snippet::source(source.text()).path(source.name());
        let primary = std::iter::once((AnnotationKind::Primary, &diagnostic.primary));
        let secondary = diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label));
        for (kind, label) in primary.chain(secondary) {
            if label.span.source == id {
                snippet = snippet.annotation(annotation(kind, source, label));
            }
        }
        elements.push(Element::from(snippet));
    }
    elements
}

fn annotation<'a>(kind: AnnotationKind, source: &Source, label: &'a Label) -> annotate_snippets::Annotation<'a> {
    let annotation = kind.span(range(source, label.span));
    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
}

/// A span as bytes of its text, at borders of characters.
fn range(source: &Source, span: Span) -> Range<usize> {
    let text = source.text();
    let clamp = |offset: u32| {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = clamp(span.start);
    start..clamp(span.end).max(start)
}
