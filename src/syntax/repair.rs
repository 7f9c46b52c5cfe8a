//! text ──**repair**──▶ text with balanced brackets
//!
//! Only a text whose brackets do not match is touched. Indentation is a hint here and nowhere else: it says which brace
//! is missing. A line's end or a blank is overwritten, so no byte moves; what is missing at the end is appended.

use super::blocks::begins_a_line;
use super::codes;
use super::tokens::{Kind, Token, tokens};
use crate::text::{Diagnostic, SourceId, Span};

/// A bracket that is still open.
#[derive(Clone, Debug)]
struct Open {
    sign: u8,
    at: usize,
    /// Of the line it stands in.
    indent: usize,
    line_start: usize,
}

/// Whether all brackets of a text match.
pub(super) fn balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for token in tokens(text).filter(|token| token.kind == Kind::Sign) {
        match token.text(text) {
            "{" => open.push("}"),
            "[" => open.push("]"),
            "(" => open.push(")"),
            close @ ("}" | "]" | ")") if open.pop() != Some(close) => {
                return false;
            }
            _ => {}
        }
    }
    open.is_empty()
}

/// Reports and mends brackets that do not match.
pub(super) fn repair(id: SourceId, text: &str) -> (String, Vec<Diagnostic>) {
    let mut repair = Repair { id, text, bytes: text.as_bytes().to_vec(), open: Vec::new(), findings: Vec::new() };
    repair.run();
    // Where nothing else is wrong, the lines may say which brace it is: at the end it shows, further up it stands.
    if repair.findings.iter().all(|finding| finding.code == codes::STRAY_BRACE)
        && let Some(mended) = without_surplus(id, text)
    {
        return mended;
    }
    let text = String::from_utf8(repair.bytes).unwrap_or_else(|_| text.to_owned());
    (text, repair.findings)
}

/// A text without the braces that are one too many, where that mends it.
fn without_surplus(id: SourceId, text: &str) -> Option<(String, Vec<Diagnostic>)> {
    let (mut bytes, mut findings) = (text.as_bytes().to_vec(), Vec::new());
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for (token, goes_on) in surplus(text) {
        let span = Span::new(id, place(token.start), place(token.end));
        let (message, label) = match goes_on {
            Some(open) => ("this `}` is one too many", format!("`{}` goes on below", head(text, open))),
            None => ("this `}` closes nothing", "one too many".to_owned()),
        };
        findings.push(Diagnostic::new(codes::STRAY_BRACE, message, span, label).suggest(span, ""));
        bytes[token.start] = b' ';
    }
    String::from_utf8(bytes).ok().filter(|text| balanced(text)).map(|text| (text, findings))
}

/// The braces that are one too many, where the lines' indentation says which: each with the line whose block it would end
/// too early. None of them where that leaves others.
fn surplus(text: &str) -> Vec<(Token, Option<usize>)> {
    let all: Vec<Token> = tokens(text).filter(|token| token.kind != Kind::Comment).collect();
    let count = |sign| all.iter().filter(|token| token.kind == Kind::Sign && token.text(text) == sign).count();
    let extra = count("}").saturating_sub(count("{"));
    let (mut open, mut found) = (Vec::<Open>::new(), Vec::new());
    let mut line_start = 0;
    for (place, token) in all.iter().enumerate().filter(|_| extra > 0) {
        if token.kind == Kind::NewLine {
            line_start = token.end;
            continue;
        }
        let line = &text[line_start..token.start];
        let indent = line.len() - line.trim_start().len();
        match token.text(text) {
            "{" => open.push(Open { sign: b'{', at: token.start, indent, line_start: line_start + indent }),
            "}" => match open.last() {
                Some(block) if found.len() < extra && too_early(text, block.indent, indent, &all[place..], line) => {
                    found.push((*token, Some(block.line_start)));
                }
                Some(_) => drop(open.pop()),
                None => found.push((*token, None)),
            },
            _ => {}
        }
    }
    if open.is_empty() && found.len() == extra { found } else { Vec::new() }
}

/// Whether a brace ends a block that begins at column `block` though the lines say otherwise: the brace stands deeper, or
/// what follows it does.
fn too_early(text: &str, block: usize, indent: usize, rest: &[Token], line: &str) -> bool {
    let first = line.trim_start().is_empty();
    let below = rest.get(1).is_none_or(|next| next.kind == Kind::NewLine);
    let next = rest.iter().skip(1).find(|token| token.kind != Kind::NewLine).filter(|_| below);
    let column = next.map(|next| next.start - text[..next.start].rfind('\n').map_or(0, |end| end + 1));
    let closes = next.is_some_and(|next| next.text(text) == "}");
    let deeper = indent > block;
    match first {
        true if deeper => true,
        _ if !closes => column.is_some_and(|column| column > block),
        _ => deeper && column == Some(block),
    }
}

/// What the line that begins here is called.
fn head(text: &str, line_start: usize) -> String {
    let line = text[line_start..].lines().next().unwrap_or_default();
    shown(line.split('{').next().unwrap_or_default().split('"').next().unwrap_or_default())
}

struct Repair<'t> {
    id: SourceId,
    text: &'t str,
    bytes: Vec<u8>,
    open: Vec<Open>,
    findings: Vec<Diagnostic>,
}

impl Repair<'_> {
    fn run(&mut self) {
        let all: Vec<Token> = tokens(self.text).collect();
        let mut line = 0;
        while line < all.len() {
            let end =
                all[line..].iter().position(|token| token.kind == Kind::NewLine).map_or(all.len(), |end| line + end);
            let pieces: Vec<Token> =
                all[line..end].iter().filter(|token| token.kind != Kind::Comment).copied().collect();
            if !pieces.is_empty() {
                self.line(&pieces, &all[end..]);
            }
            line = end + 1;
        }
        self.rest();
    }

    fn line(&mut self, pieces: &[Token], below: &[Token]) {
        let first = pieces[0];
        let line_start = self.text[..first.start].rfind('\n').map_or(0, |end| end + 1);
        let indent = first.start - line_start;
        let word = first.text(self.text);
        self.close_blocks(first, word, indent, pieces);
        for token in pieces.iter().filter(|token| token.kind == Kind::Sign) {
            match token.text(self.text).as_bytes() {
                [sign @ (b'{' | b'[' | b'(')] => {
                    self.open.push(Open { sign: *sign, at: token.start, indent, line_start: first.start });
                }
                [sign @ (b'}' | b']' | b')')] => self.close(*sign, *token),
                _ => {}
            }
        }
        let next = below.iter().find(|token| !matches!(token.kind, Kind::NewLine | Kind::Comment)).copied();
        let last = pieces[pieces.len() - 1];
        self.close_lists(last, next);
        self.missing_brace(pieces, indent, next);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let place = |at: usize| u32::try_from(at.min(self.text.len())).unwrap_or(u32::MAX);
        Span::new(self.id, place(start), place(end))
    }

    /// Writes a bracket into the blank or line's end right behind `at`; a comment that would follow gets out of its way.
    fn write_behind(&mut self, at: usize, sign: u8) {
        match self.bytes.get(at) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => self.bytes[at] = sign,
            Some(_) => {}
            None => self.bytes.push(sign),
        }
    }

    fn close(&mut self, sign: u8, token: Token) {
        let wanted = match sign {
            b'}' => b'{',
            b']' => b'[',
            _ => b'(',
        };
        // `[a, b }`: the list ends before the brace.
        while sign == b'}'
            && self.open.last().is_some_and(|open| open.sign != b'{')
            && self.open.iter().any(|open| open.sign == b'{')
        {
            let before = self.text[..token.start].trim_end().len();
            self.list_not_closed(before);
        }
        if self.open.last().is_some_and(|open| open.sign == wanted) {
            self.open.pop();
            return;
        }
        let shown = char::from(sign);
        let span = self.span(token.start, token.end);
        let text = format!("this `{shown}` closes nothing");
        self.findings.push(Diagnostic::new(codes::STRAY_BRACE, text, span, "one too many").suggest(span, ""));
        self.bytes[token.start] = b' ';
    }

    fn list_not_closed(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let (close, what) = if open.sign == b'[' { (b']', "list") } else { (b')', "bracket") };
        self.write_behind(end, close);
        let text = format!("this {what} is never closed");
        let span = self.span(open.at, open.at + 1);
        let finding = Diagnostic::new(codes::LIST_NOT_CLOSED, text, span, format!("the {what} starts here"));
        self.findings.push(finding.fix(self.span(end, end), char::from(close).to_string()));
    }

    /// A list that is open at a line's end, though the next line begins something else.
    fn close_lists(&mut self, last: Token, next: Option<Token>) {
        while self.open.last().is_some_and(|open| open.sign != b'{') {
            let word = next.map_or("}", |next| next.text(self.text));
            let goes_on = matches!(last.text(self.text), "," | "[" | "(" | "and" | "or");
            if goes_on || !(word == "}" || begins_a_line(word)) {
                return;
            }
            self.list_not_closed(last.end);
        }
    }

    /// A line that stands no deeper than the one whose block is open begins something new.
    fn close_blocks(&mut self, first: Token, word: &str, indent: usize, pieces: &[Token]) {
        let field = pieces.get(1).is_some_and(|next| next.text(self.text) == ":");
        if matches!(word, "}" | "]" | ")") || field || !begins_a_line(word) {
            return;
        }
        while let Some(open) = self.open.last().filter(|open| open.sign == b'{' && open.indent >= indent).cloned() {
            // Its own line says what it is.
            let head = self.text[open.line_start..].lines().next().unwrap_or_default();
            let what = self::head(self.text, open.line_start);
            let text = format!("`{what}` is never closed");
            let end = self.text[first.start..].split(['\n', '{', '"']).next().unwrap_or_default().trim_end().len();
            let label = format!(
                "`{}` starts here, while `{what}` is still open",
                shown(&self.text[first.start..first.start + end])
            );
            let line_end = open.line_start + head.trim_end().len();
            let close_at = self.text[..first.start].trim_end().len();
            let blank = " ".repeat(open.indent);
            let finding = Diagnostic::new(codes::NOT_CLOSED, text, self.span(first.start, first.start + end), label)
                .also(self.span(open.line_start, line_end), "this `{` is still open")
                .help(format!(
                    "add `}}` on its own line before `{}`",
                    shown(&self.text[first.start..first.start + end])
                ))
                .fix(self.span(close_at, close_at), format!("\n{blank}}}"));
            self.findings.push(finding);
            self.write_before(first.start);
            self.open.pop();
        }
    }

    /// Writes `}` into the nearest free blank before a line.
    fn write_before(&mut self, start: usize) {
        let free = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n');
        let line_start = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        // The indentation first, from its left; else the line's end above.
        let place = (line_start..start).find(|at| self.bytes.get(*at).is_some_and(free)).or_else(|| {
            let above = line_start.checked_sub(1)?;
            (self.bytes.get(above) == Some(&b'\n')).then_some(above)
        });
        if let Some(place) = place {
            self.bytes[place] = b'}';
        }
    }

    /// `rule last "Last"` with its lines below, and no `{`.
    fn missing_brace(&mut self, pieces: &[Token], indent: usize, next: Option<Token>) {
        let words: Vec<&str> = pieces.iter().map(|token| token.text(self.text)).collect();
        let Some(next) = next else { return };
        let next_start = self.text[..next.start].rfind('\n').map_or(0, |end| end + 1);
        let deeper = next.start - next_start > indent;
        let in_list = self.open.last().is_some_and(|open| open.sign != b'{');
        if in_list || !deeper || words.contains(&"{") || matches!(next.text(self.text), "{" | "uses" | "and" | "or") {
            return;
        }
        let head = words.iter().find(|word| !matches!(**word, "shadow" | "disabled" | "main" | "todo")).copied();
        let heads_a_block = match head {
            Some("rule" | "branch" | "step") => !self.open.is_empty(),
            Some("otherwise") => !self.open.is_empty() && words.len() <= 2,
            Some(
                "lead" | "rep" | "enum" | "lookup" | "record" | "classify" | "table" | "score" | "grade" | "hours"
                | "team" | "queue" | "sla" | "match" | "dedupe" | "route" | "test" | "property",
            ) => indent == 0 && self.open.is_empty(),
            _ => false,
        };
        if !heads_a_block {
            return;
        }
        let last = pieces[pieces.len() - 1];
        let head = head.unwrap_or_default();
        let text = format!("this `{head}` has no opening brace");
        let span = self.span(pieces[0].start, last.end);
        let finding = Diagnostic::new(codes::NOT_OPENED, text, span, "add ` {` at the end of this line");
        self.findings.push(finding.fix(self.span(last.end, last.end), " {"));
        self.write_behind(last.end, b'{');
        self.open.push(Open { sign: b'{', at: last.end, indent, line_start: pieces[0].start });
    }

    fn rest(&mut self) {
        let end = self.text.trim_end().len();
        while let Some(open) = self.open.pop() {
            if open.sign != b'{' {
                self.open.push(open);
                self.list_not_closed(self.text.len());
                continue;
            }
            let head = self.text[open.line_start..].lines().next().unwrap_or_default();
            let text = format!("`{}` is never closed", self::head(self.text, open.line_start));
            let span = self.span(open.line_start, open.line_start + head.trim_end().len());
            let finding =
                Diagnostic::new(codes::NOT_CLOSED, text, span, "this `{` is still open at the end of the file");
            let blank = " ".repeat(open.indent);
            self.findings.push(
                finding.help("add `}` where the block ends").suggest(self.span(end, end), format!("\n{blank}}}")),
            );
            self.bytes.push(b'}');
        }
    }
}

/// A piece of the source, short enough for a message.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    if line.chars().count() <= 30 { line.to_owned() } else { line.chars().take(30).chain(['…']).collect() }
}
