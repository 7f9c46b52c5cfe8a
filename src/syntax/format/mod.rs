//! One style for policies: `pointsman fmt`.
//!
//! It works on words and signs, not on the tree, so that broken files can be formatted too. The author's line breaks
//! stay; blanks, indentation and the columns of tables are put right. `lines` takes a text apart, `spacing` says what
//! stands between two pieces, `table` lines up rows, and [`format`] proves that nothing else has changed.

mod lines;
mod spacing;
mod table;

use super::tokens::{Kind, Token, tokens};
use super::{prescan, repair};
use crate::limits::Limits;
use crate::text::{Source, SourceId};
use lines::{Line, lines};
pub(super) use spacing::joined;
use std::fmt::Write as _;

/// The formatter would have changed more than blanks: a fault of ours. The text is to be left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("formatting would change more than blanks at byte {at}: the file was left as it is")]
pub struct FormatError {
    /// The byte of the text where the two differ.
    pub at: usize,
}

/// A policy in the one style: two blanks a level, one blank line at most, tables in columns, comments where they were.
///
/// Any text can be formatted; lines that cannot be read stay as they are, and so does what stands between
/// `# fmt: off` and `# fmt: on`. Formatting twice changes nothing more.
///
/// ```
/// let text = "pointsman 1\nqueue   triage\nroute r {\notherwise{assign   queue triage}\n      }";
/// let styled = "pointsman 1\nqueue triage\nroute r {\n  otherwise { assign queue triage }\n}\n";
/// assert_eq!(pointsman::format(text)?, styled);
/// # Ok::<(), pointsman::FormatError>(())
/// ```
///
/// # Errors
///
/// When the result would differ in more than blanks, which is never to happen.
pub fn format(text: &str) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut formatted = None;
    // Of a broken file more may be readable once its blanks are right.
    for _ in 0..ROUNDS {
        let before = formatted.as_deref().unwrap_or(text);
        let (after, broken) = round(before);
        let settled = !broken || after == before;
        formatted = Some(after);
        if settled {
            break;
        }
    }
    let formatted = formatted.unwrap_or_default();
    match first_difference(text, &formatted) {
        Some(at) => Err(FormatError { at }),
        None => Ok(formatted),
    }
}

/// So often a broken file is gone through; the second time is hardly ever needed.
const ROUNDS: usize = 4;

/// The text in the style, as far as it can be read now; whether there are lines that cannot.
fn round(text: &str) -> (String, bool) {
    // Blanks at a line's end are no matter of what can be read: the repair of an open text writes into them.
    let lean: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches(BLANKS)).collect();
    let bad = bad_lines(&lean.join("\n"));
    (written(text, &lines(text, &bad)), bad.brackets || bad.lines.contains(&true))
}

/// What is cut off lines.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// What must not be touched: by line, whether it cannot be read; and whether brackets say nothing about indentation.
struct Bad {
    lines: Vec<bool>,
    brackets: bool,
}

fn bad_lines(text: &str) -> Bad {
    let limits = Limits::default();
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at.saturating_add(1))).collect();
    let mut lines = vec![false; starts.len()];
    let scanned = prescan::prescan(SourceId::FIRST, text, &limits);
    let brackets = scanned.hopeless || !repair::balanced(text);
    if scanned.hopeless {
        return Bad { lines: vec![true; starts.len()], brackets };
    }
    conflicts(text, &mut lines);
    let (_, findings) = super::read(SourceId::FIRST, &Source::new("", text), &limits);
    let line_of = |at: u32| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        starts.partition_point(|start| *start <= at).saturating_sub(1)
    };
    for finding in &findings {
        let span = finding.primary.span;
        for line in line_of(span.start)..=line_of(span.end) {
            if let Some(bad) = lines.get_mut(line) {
                *bad = true;
            }
        }
    }
    Bad { lines, brackets }
}

/// The lines of an unfinished merge stay as they are, with their marks at the begin of the line.
fn conflicts(text: &str, lines: &mut [bool]) {
    let mut inside = false;
    for (line, bad) in text.split('\n').zip(lines) {
        let ends = line.starts_with(">>>>>>>");
        inside |= line.starts_with("<<<<<<<");
        *bad |= inside || ends;
        inside &= !ends;
    }
}

fn written(text: &str, layout: &[Line]) -> String {
    let cells = table::columns(text, layout);
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for (place, line) in layout.iter().enumerate() {
        if line.tokens.is_empty() && !line.verbatim {
            blank = true;
            continue;
        }
        let after_brace = place > 0 && out.ends_with("{\n");
        let before_brace = line.tokens.first().is_some_and(|token| matches!(token.text(text), "}" | "]" | ")"));
        if std::mem::take(&mut blank) && !out.is_empty() && !after_brace && !before_brace {
            out.push('\n');
        }
        if line.verbatim {
            out.push_str(text[line.start..line.end].trim_end_matches(BLANKS));
        } else {
            // No row of a table goes on with the line above.
            let indent = if cells.contains_key(&place) { line.indent_as_row } else { line.indent };
            let _ = write!(out, "{:indent$}", "");
            match cells.get(&place) {
                Some(row) => out.push_str(row),
                None => out.push_str(&spacing::joined(text, &line.tokens)),
            }
        }
        out.truncate(out.trim_end_matches(BLANKS).len());
        out.push('\n');
    }
    out
}

/// The first byte where two texts differ in more than blanks and empty lines: the same pieces on the same lines.
fn first_difference(before: &str, after: &str) -> Option<usize> {
    let (mut old, mut new) = (pieces(before), pieces(after));
    loop {
        match (old.next(), new.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if a.kind == b.kind && same(a.text(before), b.text(after)) => {}
            (Some(a), _) => return Some(a.start),
            (None, Some(_)) => return Some(before.len()),
        }
    }
}

/// The pieces of a text; of several line ends only one, and none at the begin and the end.
fn pieces(text: &str) -> impl Iterator<Item = Token> {
    let mut all = tokens(text).peekable();
    let mut begun = false;
    std::iter::from_fn(move || {
        loop {
            let token = all.next()?;
            if token.kind != Kind::NewLine {
                begun = true;
                return Some(token);
            }
            if begun && all.peek().is_some_and(|next| next.kind != Kind::NewLine) {
                return Some(token);
            }
        }
    })
}

/// Blanks at the end of a comment, or of a text that is not closed, may go.
fn same(before: &str, after: &str) -> bool {
    before.trim_end() == after.trim_end()
}
