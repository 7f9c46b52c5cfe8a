//! A text as lines of pieces, each with its indentation.

use super::super::tokens::{Kind, Token, tokens};
use super::super::words::is_reserved;
use super::Bad;

/// One line.
pub(super) struct Line {
    /// Without the line's end; empty for an empty line.
    pub(super) tokens: Vec<Token>,
    /// Where it begins and ends in the text, the line's end not counted.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Blanks before its first piece.
    pub(super) indent: usize,
    /// The same if it turns out to be a row of a table.
    pub(super) indent_as_row: usize,
    /// It stays as it is.
    pub(super) verbatim: bool,
    /// The `{` it stands in directly, by its place in the text.
    pub(super) block: Option<usize>,
}

/// Blanks a level.
const STEP: usize = 2;

pub(super) fn lines(text: &str, bad: &Bad) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let mut pieces = tokens(text).peekable();
    let mut start = 0;
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut goes_on = false;
    let mut off = false;
    for (number, piece) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        let end = start + piece.len();
        let mut line: Vec<Token> = Vec::new();
        while let Some(token) =
            pieces.next_if(|token| token.start < end || (token.kind == Kind::NewLine && token.start == end))
        {
            if token.kind != Kind::NewLine {
                line.push(token);
            }
        }
        let switch = line.first().filter(|token| token.kind == Kind::Comment).map(|token| token.text(text).trim());
        let was_off = off;
        match switch {
            Some("# fmt: off") => off = true,
            Some("# fmt: on") => off = false,
            _ => {}
        }
        let closing = line.iter().take_while(|token| closes(token.text(text)) && token.kind == Kind::Sign).count();
        let depth = open.len().saturating_sub(closing);
        let steps = open.iter().take(depth).filter(|(_, steps)| *steps).count();
        let continues = closing == 0
            && line.first().is_some_and(|first| first.kind == Kind::Word && goes_on_with(first.text(text)) || goes_on);
        let unreadable = !line.is_empty() && bad.lines.get(number).copied().unwrap_or(false);
        let verbatim = (was_off && off) || unreadable;
        let own = piece.len() - piece.trim_start_matches([' ', '\t', '\r']).len();
        let indented = |steps: usize| if bad.brackets { own } else { STEP * steps };
        let (indent, indent_as_row) = (indented(steps + usize::from(continues)), indented(steps));
        let block = open.last().filter(|(at, _)| text.as_bytes().get(*at) == Some(&b'{')).map(|(at, _)| *at);
        let block = if closing == 0 { block } else { None };
        nest(text, &line, &mut open);
        if let Some(last) = line.iter().rev().find(|token| token.kind != Kind::Comment) {
            goes_on = last.kind == Kind::Word && goes_on_behind(last.text(text))
                || matches!(last.text(text), "=" | "+" | "*");
        }
        all.push(Line { tokens: line, start, end, indent, indent_as_row, verbatim, block });
        start = end + 1;
    }
    all
}

/// Keeps the brackets that are open. Of several opened on one line only one makes a step.
fn nest(text: &str, line: &[Token], open: &mut Vec<(usize, bool)>) {
    let before = open.len();
    let mut lowest = before;
    for token in line.iter().filter(|token| token.kind == Kind::Sign) {
        match token.text(text) {
            "{" | "[" | "(" => open.push((token.start, false)),
            sign if closes(sign) => {
                open.pop();
                lowest = lowest.min(open.len());
            }
            _ => {}
        }
    }
    if let Some(first) = open.get_mut(lowest) {
        first.1 = true;
    }
}

fn closes(sign: &str) -> bool {
    matches!(sign, "}" | "]" | ")")
}

/// No line of a block begins with these: what stands there belongs to the line above.
fn goes_on_with(word: &str) -> bool {
    is_reserved(word)
        && matches!(word, "and" | "or" | "else" | "because" | "then" | "in" | "is" | "contains" | "within")
}

/// The line below belongs to this one.
fn goes_on_behind(word: &str) -> bool {
    matches!(word, "and" | "or" | "else" | "because" | "then" | "is" | "in" | "when")
}
