//! The first lines of a CSV: which sign separates its columns.

/// How the columns of a CSV are separated, and what stands before its heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Separation {
    pub(super) delimiter: char,
    /// The bytes of a first line that only says the separator.
    pub(super) said_in: usize,
}

impl Separation {
    /// Of the separator that a first line `sep=;` says, as spreadsheets write it; else of the heading's.
    pub(super) fn of(text: &str) -> Self {
        let line = text.split_inclusive('\n').next().unwrap_or_default();
        if let Some(delimiter) = said(line) {
            return Self { delimiter, said_in: line.len() };
        }
        let mut heading = Heading::default();
        heading.take(text);
        Self { delimiter: heading.delimiter(), said_in: 0 }
    }
}

/// The separator that a line `sep=;` says.
pub(super) fn said(line: &str) -> Option<char> {
    let words = line.trim_end_matches(['\r', '\n']).trim_matches('"');
    let (key, sign) = words.split_at_checked("sep=".len())?;
    let mut signs = sign.chars();
    let sign = signs.next().filter(|sign| sign.is_ascii_punctuation() || matches!(sign, '\t' | ' '))?;
    (key.eq_ignore_ascii_case("sep=") && signs.next().is_none() && sign != '"').then_some(sign)
}

/// What may separate columns, the one that is taken of equally many first.
const SIGNS: [u8; 3] = [b',', b';', b'\t'];

/// The first row that is not empty, as it is read piece by piece.
#[derive(Default)]
pub(super) struct Heading {
    /// How often each of [`SIGNS`] stands outside quotes.
    counts: [usize; SIGNS.len()],
    begun: bool,
    /// Within a cell, behind its first sign.
    in_cell: bool,
    in_quote: bool,
    whole: bool,
}

impl Heading {
    /// Goes on with a text; what stands behind the row is not looked at.
    pub(super) fn take(&mut self, text: &str) {
        for byte in text.bytes() {
            let sign = SIGNS.iter().position(|sign| *sign == byte).filter(|_| !self.in_quote);
            match byte {
                _ if self.whole => return,
                b'\r' | b'\n' if !self.begun => continue,
                // One behind a closing quote stands for itself, and the cell goes on: it opens again.
                b'"' => {
                    (self.in_quote, self.in_cell) = (!self.in_quote && !self.in_cell, !self.in_quote && self.in_cell)
                }
                _ if self.in_quote => {}
                b'\n' => self.whole = true,
                _ => self.in_cell = sign.is_none(),
            }
            self.begun = true;
            if let Some(count) = sign.and_then(|place| self.counts.get_mut(place)) {
                *count = count.saturating_add(1);
            }
        }
    }

    /// Whether the row has ended.
    pub(super) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// Of `,` `;` tab the one which the heading has most of, `,` when none does.
    pub(super) fn delimiter(&self) -> char {
        let mut best = 0;
        for place in 1..SIGNS.len() {
            if self.counts.get(place) > self.counts.get(best) {
                best = place;
            }
        }
        SIGNS.get(best).map_or(',', |sign| char::from(*sign))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        Separation::of(text).delimiter
    }

    #[test]
    fn separators_in_quotes_do_not_count() {
        assert_eq!(delimiter("\"Source (web; phone; chat)\",id\nx;y;z,L1\n"), ',');
        assert_eq!(delimiter("\"a \"\"b;c;d\"\"\",id\n"), ',');
        assert_eq!(delimiter("a;\"b,c,d\";e\n"), ';');
        assert_eq!(delimiter("\n\n\"a\n;;;\",b\n"), ',', "a heading of two lines");
        assert_eq!(delimiter("5\" pipe;id\n"), ';', "a quote within a cell is a letter");
        assert_eq!(delimiter("id"), ',');
    }

    #[test]
    fn a_first_line_may_say_the_separator() {
        assert_eq!(Separation::of("sep=;\r\na,b;c\r\n"), Separation { delimiter: ';', said_in: 7 });
        assert_eq!(Separation::of("SEP=\t\nid\n"), Separation { delimiter: '\t', said_in: 6 });
        assert_eq!(Separation::of("\"sep=|\"\na|b\n").delimiter, '|');
        for text in ["sep=,;\na,b\n", "sep=\n", "sep=x\n", "sept=;\n", "sé=;\n"] {
            assert_eq!(Separation::of(text).said_in, 0, "{text}");
        }
    }

    #[test]
    fn a_heading_is_read_line_by_line() {
        let mut heading = Heading::default();
        for (line, whole) in [("\r\n", false), ("\"a;\n", false), (";\",b", false), (",c\n", true), (";;;;;\n", true)] {
            heading.take(line);
            assert_eq!(heading.is_whole(), whole, "{line}");
        }
        assert_eq!(heading.delimiter(), ',');
    }
}
