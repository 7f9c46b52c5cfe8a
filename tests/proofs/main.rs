//! What is proved about policies, against what happens to every lead.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and tells"
)]
#![cfg(feature = "cli")]

mod dice;
mod differing;
mod exhaustive;
mod generate;
mod planted;
mod shown;
mod versions;

use pointsman::domain::Raw;
use pointsman::{Diagnostic, Ruleset};

/// The piece of a text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let start = text.find(before)? + before.len();
    let end = text[start..].find(after)?;
    Some(&text[start..start + end])
}

/// The lead of a finding's example, `country = DE, employees missing, tags = [a, b]`, as attributes.
fn example(finding: &Diagnostic) -> Option<Vec<(String, Raw<'static>)>> {
    let note = finding.notes.iter().find_map(|note| note.strip_prefix("example: "))?;
    let ends = [
        " fits `",
        " satisfies ",
        " does not satisfy",
        " goes to ",
        ": when nobody",
        " is not taken by",
        " is meant by it",
    ];
    let end = ends.iter().filter_map(|end| note.find(end)).min()?;
    let mut attributes = Vec::new();
    let mut rest = note[..end].replace("an ordinary lead", "");
    while !rest.is_empty() {
        let (part, more) = match rest.find(", ") {
            // A list has commas of its own.
            Some(comma) if rest[..comma].contains('[') && !rest[..comma].contains(']') => {
                let end = rest.find(']').expect("a list has an end") + 1;
                (rest[..end].to_owned(), rest[end..].trim_start_matches(", ").to_owned())
            }
            Some(comma) => (rest[..comma].to_owned(), rest[comma + 2..].to_owned()),
            None => (rest.clone(), String::new()),
        };
        if let Some((name, value)) = part.split_once(" = ") {
            let value = value.trim_matches('"').to_owned();
            let raw = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
                Some(items) => Raw::List(
                    items
                        .split(", ")
                        .filter(|item| !item.is_empty())
                        .map(|item| Raw::Text(item.to_owned().into()))
                        .collect(),
                ),
                None => Raw::Text(value.into()),
            };
            attributes.push((name.to_owned(), raw));
        }
        rest = more;
    }
    Some(attributes)
}

/// A lead of attributes.
fn lead(rules: &Ruleset, attributes: &[(String, Raw<'static>)]) -> pointsman::Lead {
    let borrowed: Vec<(&str, Raw<'_>)> = attributes.iter().map(|(name, raw)| (name.as_str(), raw.clone())).collect();
    rules.lead(&borrowed)
}
