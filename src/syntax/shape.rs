//! What a text says, whatever its layout: for proving that formatting changes none of it.

use super::tokens::{Kind, Token, tokens};
use crate::limits::Limits;
use crate::text::{Source, SourceId};

/// The tree of a text without places, its comments in order, and the codes of what was found in it.
pub(crate) fn shape(text: &str) -> String {
    let (mut document, findings) = super::read(SourceId::FIRST, &Source::new("", text), &Limits::default());
    let comments = std::mem::take(&mut document.comments);
    let tree = format!("{document:?}");
    let mut parts = tree.split("Span { ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    for comment in comments {
        out.push('\n');
        out.push_str(comment.text.trim_end());
    }
    for finding in &findings {
        out.push_str(&format!("\n{}", finding.code));
    }
    out
}

/// Whether nothing is wrong with a text: where a bracket is missing the reader guesses by how lines are indented, and
/// another layout means another guess.
pub(crate) fn is_sound(text: &str) -> bool {
    !super::read(SourceId::FIRST, &Source::new("", text), &Limits::default()).1.has_errors()
}

/// Every border between two pieces of a text, its begin and its end too: where a comment may stand.
pub(crate) fn borders(text: &str) -> Vec<usize> {
    let pieces = tokens(text).filter(|token| !matches!(token.kind, Kind::NewLine));
    let mut found = vec![0];
    for token in pieces {
        // Behind a comment there is only its line's end.
        if token.kind != Kind::Comment {
            found.extend([token.start, token.end]);
        }
    }
    found.dedup();
    found
}

/// A text with a comment line's worth at each of several borders, numbered.
pub(crate) fn commented(text: &str, borders: &[usize]) -> String {
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    let mut from = 0;
    for (number, at) in borders.iter().enumerate() {
        out.push_str(text.get(from..*at).unwrap_or_default());
        out.push_str(&format!("#c{number}\n"));
        from = *at;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// A piece of policy as phrases, each one fact: lines, or what two blanks or the first brace part on one; without comments
/// and layout.
pub(crate) fn phrases(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut line: Vec<Token> = Vec::new();
    let mut depth = 0_usize;
    let mut flush = |line: &mut Vec<Token>| {
        if !line.is_empty() {
            found.push(super::format::joined(text, line));
            line.clear();
        }
    };
    let all: Vec<Token> = tokens(text).filter(|token| token.kind != Kind::Comment).collect();
    for (place, token) in all.iter().enumerate() {
        let rest = &all[place..];
        let row = |line: &[Token]| {
            let behind = rest.iter().take_while(|token| token.kind != Kind::NewLine);
            line.iter().chain(behind).any(|token| matches!(token.text(text), "|" | "=>"))
        };
        let wide = line.last().is_some_and(|before| token.start >= before.end + 2);
        match token.text(text) {
            _ if token.kind == Kind::NewLine => flush(&mut line),
            "{" => {
                depth += 1;
                if depth == 1 {
                    flush(&mut line);
                } else {
                    line.push(*token);
                }
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    flush(&mut line);
                } else {
                    line.push(*token);
                }
            }
            _ => {
                if wide && !row(&line) {
                    flush(&mut line);
                }
                line.push(*token);
            }
        }
    }
    flush(&mut line);
    found
}
