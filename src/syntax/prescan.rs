//! text ──**prescan**──▶ text that a grammar can read
//!
//! Finds what a grammar can never explain, reports it, and repairs it in place: no byte moves, so every place that is
//! found later is true for the text as written.

use super::codes;
use super::tokens::{Kind, Token, tokens};
use crate::limits::Limits;
use crate::text::{Code, Diagnostic, Edit, Fix, SourceId, Span};
use std::borrow::Cow;

/// What a pre-scan gives.
pub(super) struct Scanned {
    /// The repaired text; `None` when nothing was repaired.
    pub(super) text: Option<String>,
    pub(super) findings: Vec<Diagnostic>,
    /// The text must not be parsed: it is nested too deep.
    pub(super) hopeless: bool,
}

/// Findings of one sort are gathered into one, with the first place.
#[derive(Default)]
struct Places(Vec<(Token, String)>);

struct Scan<'t> {
    id: SourceId,
    text: &'t str,
    bytes: Vec<u8>,
    repaired: bool,
    findings: Vec<Diagnostic>,
    invisible: Places,
    semicolons: Places,
    slashes: Places,
    returns: Places,
}

/// Reads a text once.
pub(super) fn prescan(id: SourceId, text: &str, limits: &Limits) -> Scanned {
    let returns = lone_returns(text);
    let text: &str = &with_line_ends(text, &returns);
    let mut scan = Scan {
        id,
        text,
        bytes: text.as_bytes().to_vec(),
        repaired: !returns.is_empty(),
        findings: Vec::new(),
        invisible: Places::default(),
        semicolons: Places::default(),
        slashes: Places::default(),
        returns: Places(returns.into_iter().map(|token| (token, "\n".to_owned())).collect()),
    };
    scan.conflicts();
    let (mut depth, mut deepest, mut too_deep) = (0_usize, 0_usize, None);
    let mut skip_to = 0;
    for token in tokens(text) {
        // What a `//` comment or a conflict's marks cover is gone.
        if token.start < skip_to || scan.bytes[token.start] == b' ' {
            continue;
        }
        match token.kind {
            Kind::CurlyText => scan.curly(token),
            Kind::OpenText => scan.open_text(token),
            Kind::Strange => scan.strange(token),
            Kind::Sign => match token.text(text) {
                "{" | "(" | "[" => {
                    depth += 1;
                    deepest = deepest.max(depth);
                    if depth == limits.nesting + 1 {
                        too_deep.get_or_insert(token);
                    }
                }
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                ";" => {
                    scan.blank(token.start, token.end);
                    scan.semicolons.0.push((token, String::new()));
                }
                "//" => {
                    scan.bytes[token.start] = b'#';
                    scan.bytes[token.start + 1] = b' ';
                    scan.repaired = true;
                    scan.slashes.0.push((token, "#".to_owned()));
                    skip_to = text[token.start..].find('\n').map_or(text.len(), |end| token.start + end);
                }
                _ => {}
            },
            _ => {}
        }
    }
    scan.gathered();
    if let Some(token) = too_deep {
        let message = format!("brackets {deepest} deep inside one another; the limit is {}", limits.nesting);
        let finding =
            Diagnostic::new(codes::TOO_DEEP, message, scan.span(token.start, token.end), "too deep from here on");
        scan.findings
            .push(finding.help("give inner parts names of their own: `derive`, `territory`, a branch with `uses`"));
    }
    let text = scan.repaired.then(|| String::from_utf8(scan.bytes).ok()).flatten();
    Scanned { text, findings: scan.findings, hopeless: too_deep.is_some() }
}

/// The carriage returns that end a line by themselves, as programs of old Macs wrote them.
fn lone_returns(text: &str) -> Vec<Token> {
    let alone = |at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let places = text.match_indices('\r').map(|(at, _)| at).filter(alone);
    places.map(|at| Token { kind: Kind::NewLine, start: at, end: at + 1 }).collect()
}

fn with_line_ends<'t>(text: &'t str, returns: &[Token]) -> Cow<'t, str> {
    if returns.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for token in returns {
        bytes[token.start] = b'\n';
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

impl Scan<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.id, place(start), place(end))
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.repaired = true;
        for byte in &mut self.bytes[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn curly(&mut self, token: Token) {
        let written = token.text(self.text);
        let open = written.chars().next().map_or(1, char::len_utf8);
        let close = written.chars().next_back().map_or(1, char::len_utf8);
        let (start, end) = (token.start, token.end);
        self.blank(start, start + open);
        self.blank(end - close, end);
        self.bytes[start + open - 1] = b'"';
        self.bytes[end - close] = b'"';
        for byte in &mut self.bytes[start + open..end - close] {
            if *byte == b'"' {
                *byte = b'\'';
            }
        }
        let inner = written[open..written.len() - close].replace('"', "'");
        let span = self.span(start, end);
        let text = "curly quotation marks are not text quotes";
        let finding = Diagnostic::new(codes::CURLY, text, span, "these came from a document or chat window");
        self.findings.push(finding.fix(span, format!("\"{inner}\"")));
    }

    fn open_text(&mut self, token: Token) {
        let end = self.text[..token.end].trim_end().len().max(token.start + 1);
        if end < self.bytes.len() {
            // The blank or the line's end behind it becomes the quote.
            self.bytes[end] = b'"';
        } else {
            self.bytes.push(b'"');
        }
        // A backslash would take the quote's meaning away.
        if self.bytes[end - 1] == b'\\' {
            self.bytes[end - 1] = b' ';
        }
        self.repaired = true;
        let span = self.span(token.start, token.start + 1);
        let finding =
            Diagnostic::new(codes::TEXT_NOT_CLOSED, "this text is never closed", span, "the text starts here")
                .help("a text ends with `\"` on the line where it began; `\\\"` is a quotation mark inside it");
        self.findings.push(finding.suggest(self.span(end, end), "\""));
    }

    fn strange(&mut self, token: Token) {
        let sign = token.text(self.text).chars().next().unwrap_or(' ');
        if sign == '\u{feff}' && token.start == 0 {
            // A mark that some editors put before every file; it says nothing.
            self.blank(token.start, token.end);
        } else if sign.is_whitespace()
            || sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        {
            self.blank(token.start, token.end);
            self.invisible.0.push((token, " ".to_owned()));
        }
    }

    /// One finding for each sort of sign, with all its places as one fix.
    fn gathered(&mut self) {
        let nul = self.text.contains('\0');
        let what = if nul { "a zero byte; the file may be saved as UTF-16" } else { "a blank of another kind" };
        let sorts: [(Code, &str, &str, &str, Places); 4] = [
            (
                codes::INVISIBLE,
                "a character that cannot be seen stands here",
                what,
                "",
                std::mem::take(&mut self.invisible),
            ),
            (codes::FOREIGN_SIGN, "lines do not end with `;`", "not needed", "", std::mem::take(&mut self.semicolons)),
            (
                codes::FOREIGN_SIGN,
                "a comment begins with `#`",
                "not a comment sign",
                "",
                std::mem::take(&mut self.slashes),
            ),
            (
                codes::INVISIBLE,
                "lines end with a carriage return alone",
                "most programs see no line's end here",
                "",
                std::mem::take(&mut self.returns),
            ),
        ];
        for (code, message, label, _, places) in sorts {
            let Some((first, _)) = places.0.first() else { continue };
            let mut finding = Diagnostic::new(code, message, self.span(first.start, first.end), label);
            if places.0.len() > 1 {
                finding = finding.note(format!("{} such places in this file", places.0.len()));
            }
            let edits = places
                .0
                .iter()
                .map(|(token, text)| Edit { span: self.span(token.start, token.end), text: text.clone() });
            finding.fixes.push(Fix { title: String::new(), edits: edits.collect(), keeps_meaning: true });
            self.findings.push(finding);
        }
    }

    /// Marks of a merge conflict: our side stays, the marks and the other side are blanked.
    fn conflicts(&mut self) {
        if !self.text.contains("<<<<<<<") && !self.text.contains(">>>>>>>") {
            return;
        }
        let (mut at, mut open, mut theirs) = (0, None, false);
        for line in self.text.split_inclusive('\n') {
            let (start, end) = (at, at + line.trim_end().len());
            at += line.len();
            if line.starts_with("<<<<<<<") {
                open = Some(start);
                theirs = false;
                let span = self.span(start, end);
                let text = "an unfinished merge: two versions of these lines";
                let finding = Diagnostic::new(codes::CONFLICT, text, span, "one version begins here");
                self.findings
                    .push(finding.help("keep one version and delete the lines `<<<<<<<`, `=======`, `>>>>>>>`"));
                self.blank(start, end);
            } else if open.is_some() && (line.starts_with("=======") || line.starts_with("|||||||")) {
                theirs = true;
                self.blank(start, end);
            } else if line.starts_with(">>>>>>>") {
                if open.take().is_none() {
                    let span = self.span(start, end);
                    self.findings.push(Diagnostic::new(
                        codes::CONFLICT,
                        "a rest of an unfinished merge",
                        span,
                        "delete this line",
                    ));
                }
                theirs = false;
                self.blank(start, end);
            } else if theirs {
                self.blank(start, end);
            }
        }
    }
}
