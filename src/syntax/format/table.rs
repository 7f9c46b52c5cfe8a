//! The rows of a table in columns, by the width they have on a screen.

use super::super::tokens::{Kind, Token};
use super::lines::Line;
use super::spacing;
use std::collections::BTreeMap;
use unicode_normalization::char::is_combining_mark;

/// The text of each row, by the place of its line.
pub(super) fn columns(text: &str, layout: &[Line]) -> BTreeMap<usize, String> {
    let mut blocks: BTreeMap<usize, Vec<(usize, Row)>> = BTreeMap::new();
    for (place, line) in layout.iter().enumerate() {
        if let Some(block) = line.block.filter(|_| !line.verbatim)
            && let Some(row) = Row::of(text, &line.tokens)
        {
            blocks.entry(block).or_default().push((place, row));
        }
    }
    let mut rows = BTreeMap::new();
    for block in blocks.into_values() {
        let mut widths: Vec<usize> = Vec::new();
        // A last row `else …` has fewer cells.
        let most = block.iter().map(|(_, row)| row.signs.len()).max().unwrap_or_default();
        for (_, row) in block.iter().filter(|(_, row)| row.signs.len() == most) {
            for (column, cell) in row.cells.iter().take(row.cells.len().saturating_sub(1)).enumerate() {
                let width = width(cell);
                match widths.get_mut(column) {
                    Some(known) => *known = width.max(*known),
                    None => widths.push(width),
                }
            }
        }
        for (place, row) in block {
            let widths = if row.signs.len() == most { &widths[..] } else { &[] };
            rows.insert(place, row.written(widths));
        }
    }
    rows
}

/// Cells with the signs between them, and a comment behind.
struct Row {
    cells: Vec<String>,
    signs: Vec<String>,
    comment: Option<String>,
}

impl Row {
    /// `None` when a line is no row: it has no `|` or `=>` outside brackets.
    fn of(text: &str, line: &[Token]) -> Option<Self> {
        let mut row = Self { cells: Vec::new(), signs: Vec::new(), comment: None };
        let mut cell: Vec<Token> = Vec::new();
        let mut depth = 0_usize;
        for token in line {
            let piece = token.text(text);
            match token.kind {
                Kind::Comment => {
                    row.comment = Some(piece.trim_end().to_owned());
                    continue;
                }
                Kind::Sign if matches!(piece, "(" | "[" | "{") => depth += 1,
                Kind::Sign if matches!(piece, ")" | "]" | "}") => depth = depth.saturating_sub(1),
                Kind::Sign if depth == 0 && matches!(piece, "|" | "=>") => {
                    row.cells.push(spacing::joined(text, &std::mem::take(&mut cell)));
                    row.signs.push(piece.to_owned());
                    continue;
                }
                _ => {}
            }
            cell.push(*token);
        }
        row.cells.push(spacing::joined(text, &cell));
        (!row.signs.is_empty()).then_some(row)
    }

    fn written(&self, widths: &[usize]) -> String {
        let mut out = String::new();
        for (column, cell) in self.cells.iter().enumerate() {
            out.push_str(cell);
            if let Some(sign) = self.signs.get(column) {
                // Before a sign that begins its line stands the indentation and nothing else.
                if !out.is_empty() {
                    let missing = widths.get(column).copied().unwrap_or_default().saturating_sub(width(cell));
                    out.extend(std::iter::repeat_n(' ', missing + 1));
                }
                out.push_str(sign);
                if self.cells.get(column + 1).is_some_and(|next| !next.is_empty()) || column + 1 < self.signs.len() {
                    out.push(' ');
                }
            }
        }
        if let Some(comment) = &self.comment {
            out.push_str("  ");
            out.push_str(comment);
        }
        out
    }
}

/// How many columns of a screen a text takes: none for marks, two for East Asian wide signs and pictures.
fn width(text: &str) -> usize {
    text.chars()
        .map(|sign| if is_combining_mark(sign) || sign == '\u{200d}' { 0 } else { 1 + usize::from(is_wide(sign)) })
        .sum()
}

fn is_wide(sign: char) -> bool {
    matches!(sign,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f9ff}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn widths_are_those_of_a_screen() {
        for (text, columns) in [("abc", 3), ("会社", 4), ("e\u{301}", 1), ("größe", 5), ("ｱ", 1), ("🙂", 2)] {
            assert_eq!(width(text), columns, "{text}");
        }
    }
}
