//! The words and signs of a text, one after another: for the pre-scan, the repair of braces, the comments and the
//! formatter. It reads any text whatever, and nothing of it is lost: between two pieces there are only blanks.

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, or a name in backticks.
    Word,
    /// A number with what is glued to it: `5k`, `25%`, `09:30`, `2026-03-02T10:15:00Z`.
    Number,
    /// `"text"`.
    Text,
    /// `"text` up to the line's end, never closed.
    OpenText,
    /// A text in curly quotation marks.
    CurlyText,
    /// `# comment`.
    Comment,
    /// `{`, `>=`, `..<` and so on.
    Sign,
    /// A line's end.
    NewLine,
    /// Anything else: one character.
    Strange,
}

/// A piece of a text, by bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// Signs of more than one character, the longest first.
pub(super) const LONG_SIGNS: [&str; 11] = ["..<", "..", "=>", ">=", "<=", "==", "!=", "<>", "&&", "||", "//"];
/// Signs of one character.
const SIGNS: &str = "{}[]()|,:;.=<>+-*/!&–";

/// The pieces of a text.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        while matches!(bytes.get(start), Some(b' ' | b'\t' | b'\r')) {
            start += 1;
        }
        let rest = &self.text[start..];
        // What most of a text is made of first: every text is gone through several times.
        let (kind, length) = match bytes.get(start)? {
            b'\n' => (Kind::NewLine, 1),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => (Kind::Word, word_end(rest)),
            b'{' | b'}' | b'[' | b']' | b'(' | b')' | b',' | b':' | b';' => (Kind::Sign, 1),
            b'0'..=b'9' => (Kind::Number, number_end(rest)),
            b'"' => text_end(rest),
            b'#' => (Kind::Comment, line_end(rest)),
            b'`' => match rest[1..].find(['`', '\n']) {
                Some(end) if rest.as_bytes()[end + 1] == b'`' => (Kind::Word, end + 2),
                _ => (Kind::Strange, 1),
            },
            _ => seldom(rest)?,
        };
        self.at = start + length;
        Some(Token { kind, start, end: self.at })
    }
}

/// What begins with a sign of several characters, or with a letter beyond ASCII.
fn seldom(rest: &str) -> Option<(Kind, usize)> {
    let first = rest.chars().next()?;
    Some(match first {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' => curly_end(rest, first),
        _ if first.is_alphabetic() => (Kind::Word, word_end(rest)),
        _ => match LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => (Kind::Sign, sign.len()),
            None if SIGNS.contains(first) => (Kind::Sign, first.len_utf8()),
            None => (Kind::Strange, first.len_utf8()),
        },
    })
}

fn line_end(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or_default();
    line.strip_suffix('\r').unwrap_or(line).len()
}

fn word_end(rest: &str) -> usize {
    let plain = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if rest.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    // Marks that belong to letters count as letters here; the grammar is strict about them.
    rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_' || ('\u{300}'..='\u{36f}').contains(&sign)))
        .unwrap_or(rest.len())
}

fn text_end(rest: &str) -> (Kind, usize) {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => break,
            b'\\' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 1,
            b'"' => return (Kind::Text, at + 1),
            _ => {}
        }
        at += 1;
    }
    // `"text”`: opened straight, closed curly.
    let line = &rest[..line_end(rest)];
    if let Some((place, close)) = line.char_indices().skip(1).find(|(_, sign)| matches!(sign, '”' | '“')) {
        return (Kind::CurlyText, place + close.len_utf8());
    }
    (Kind::OpenText, line.len())
}

fn curly_end(rest: &str, open: char) -> (Kind, usize) {
    let closing: &[char] = match open {
        '“' | '”' | '„' | '‟' => &['”', '“', '‟', '"'],
        '«' | '»' => &['»', '«'],
        _ => &['’', '‘'],
    };
    let inner = &rest[open.len_utf8()..line_end(rest).max(open.len_utf8())];
    match inner.char_indices().find(|(_, sign)| closing.contains(sign)) {
        Some((place, close)) => (Kind::CurlyText, open.len_utf8() + place + close.len_utf8()),
        None => (Kind::Strange, open.len_utf8()),
    }
}

/// A number, a time, a date or an instant; a dot before another dot is none of it.
fn number_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is = |at: usize, sign: u8| bytes.get(at) == Some(&sign);
    let mut end = digits(0);
    if end == 4 && is(4, b'-') && digits(5) == 2 && is(7, b'-') && digits(8) == 2 {
        end = 10;
        if is(10, b'T') || is(10, b't') {
            let clock =
                bytes[11..].iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
            end = 11 + clock;
            if clock > 0 && (is(end, b'+') || is(end, b'-')) && digits(end + 1) == 2 && is(end + 3, b':') {
                end += 4 + digits(end + 4);
            }
        }
    } else if end <= 2 && is(end, b':') && digits(end + 1) == 2 {
        end += 3;
        if is(end, b':') && digits(end + 1) == 2 {
            end += 3;
        }
    } else if is(end, b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    end += word_end(&rest[end..]);
    if is(end, b'%') { end + 1 } else { end }
}
