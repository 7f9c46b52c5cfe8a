//! text ──**syntax**──▶ Document ──check──▶ Model ──lower──▶ DecisionGraph
//!
//! Reads one file into a tree of what was written. After this stage nobody looks at text again.

#![allow(clippy::indexing_slicing, reason = "places come from the lexer and the parser, on borders of characters")]

mod blocks;
mod codes;
mod explain;
mod grammar;
mod reader;
pub(crate) mod tree;
mod words;

use crate::limits::Limits;
use crate::text::{Diagnostics, Source, SourceId};
use grammar::Rule;
use reader::{Origin, Reader};

/// Reads one file. The tree is there whatever the file looks like; what could not be read is reported and marked in it.
pub(crate) fn read(id: SourceId, source: &Source, limits: &Limits) -> (tree::Document, Diagnostics) {
    let text = source.text();
    let mut reader = Reader::new(text, Origin::new(id, 0, text.len()), limits.nesting);
    let document = match grammar::parse(Rule::file, text) {
        Ok(file) => reader.file(&file),
        Err(_) => tree::Document { source: id, edition: None, module: None, zone: None, uses: Vec::new(), items: Vec::new(), comments: Vec::new() },
    };
    let mut findings = Diagnostics::new();
    for finding in reader.findings {
        findings.push(finding);
    }
    findings.sort();
    (document, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn samples() {
        for file in ["acme/inbound.route", "acme/shared.route", "samples/names.route", "samples/ten-mistakes.route"] {
            let text = std::fs::read_to_string(format!("/work/shared/design/{file}")).unwrap();
            let source = Source::new(file, text);
            let (document, findings) = read(SourceId::FIRST, &source, &Limits::default());
            println!("== {file}: {} items", document.items.len());
            for f in &findings {
                println!("{} {:?} {} | {}", f.code, source.place(f.primary.span.start), f.message, f.primary.text);
            }
        }
    }
}
