//! Names, texts, numbers, lengths of time, comments above an item.

use super::Reader;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Dotted, Duration, Name, Quoted, Unit};
use crate::text::{Span, nfc};

impl Reader<'_> {
    pub(super) fn name(&self, node: &Node<'_>) -> Name {
        Name { text: plain_name(node.text()), span: self.span(node) }
    }

    /// A name that may also stand in quotes, or consist of several words.
    pub(super) fn wide_name(&self, node: &Node<'_>) -> Name {
        let text = if node.rule() == Rule::text {
            nfc(&unescaped(node.text()))
        } else {
            let lines = node.text().lines().map(|line| line.split('#').next().unwrap_or_default());
            plain_name(&lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" "))
        };
        Name { text, span: self.span(node) }
    }

    pub(super) fn quoted(&self, node: &Node<'_>) -> Quoted {
        Quoted { text: unescaped(node.text()), span: self.span(node) }
    }

    pub(super) fn dotted(&self, node: &Node<'_>) -> Dotted {
        let parts = node.children().map(|part| self.name(&part)).collect();
        Dotted { parts, span: self.span(node) }
    }

    /// The name of an item; the grammar makes sure there is one.
    pub(super) fn own_name(&self, node: &Node<'_>) -> Name {
        self.name_in(node).unwrap_or_else(|| Name { text: String::new(), span: self.span(node) })
    }

    pub(super) fn name_in(&self, node: &Node<'_>) -> Option<Name> {
        node.child(Rule::name).map(|name| self.name(&name))
    }

    pub(super) fn text_in(&self, node: &Node<'_>) -> Option<Quoted> {
        node.child(Rule::text).map(|text| self.quoted(&text))
    }

    /// The text of a line; the grammar makes sure there is one.
    pub(super) fn own_text(&self, node: &Node<'_>) -> Quoted {
        self.text_in(node).unwrap_or_else(|| Quoted { text: String::new(), span: self.span(node) })
    }

    pub(super) fn texts(&self, node: &Node<'_>) -> Vec<Quoted> {
        node.children().filter(|child| child.rule() == Rule::text).map(|text| self.quoted(&text)).collect()
    }

    pub(super) fn title(&self, node: &Node<'_>) -> Option<Quoted> {
        node.child(Rule::title).and_then(|title| self.text_in(&title))
    }

    pub(super) fn duration_in(&self, node: &Node<'_>) -> Option<Duration> {
        node.child(Rule::duration).map(|duration| self.duration(&duration))
    }

    /// The length of time of a line; the grammar makes sure there is one.
    pub(super) fn own_duration(&self, node: &Node<'_>) -> Duration {
        self.duration_in(node).unwrap_or_else(|| self.duration(node))
    }

    pub(super) fn duration(&self, node: &Node<'_>) -> Duration {
        let amount = node.child(Rule::number).map_or_else(|| "0".to_owned(), |number| scaled(number.text()));
        let unit = node.child(Rule::unit).map_or(Unit::Seconds, |unit| match unit.text().trim_end_matches('s') {
            "minute" => Unit::Minutes,
            "hour" => Unit::Hours,
            "day" => Unit::Days,
            "week" => Unit::Weeks,
            _ => Unit::Seconds,
        });
        Duration { amount, business: node.has(Rule::kw_business), unit, span: self.span(node) }
    }

    /// The `##` lines right above a place, without their sign.
    pub(super) fn docs(&self, span: Span) -> Vec<String> {
        let mut docs = Vec::new();
        let mut below = usize::try_from(span.start).unwrap_or(0);
        let place = self.comments.partition_point(|comment| comment.span.end <= span.start);
        for comment in self.comments[..place].iter().rev() {
            let end = usize::try_from(comment.span.end).unwrap_or(0);
            let between = self.source.get(end..below).unwrap_or("x");
            let Some(doc) = comment.text.strip_prefix("##") else { break };
            if !between.trim().is_empty() {
                break;
            }
            docs.push(doc.trim().to_owned());
            below = usize::try_from(comment.span.start).unwrap_or(0);
        }
        docs.reverse();
        docs
    }
}

/// A name without its backticks, composed.
pub(super) fn plain_name(written: &str) -> String {
    nfc(written.trim_matches('`'))
}

/// A text without its quotes; an escape that is none of ours stays, so that a regular expression reads as written.
pub(super) fn unescaped(written: &str) -> String {
    let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(written);
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut text = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        match (sign, if sign == '\\' { signs.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some(escaped @ ('"' | '\\'))) => text.push(escaped),
            ('\\', Some(other)) => text.extend(['\\', other]),
            _ => text.push(sign),
        }
    }
    text
}

/// `1.5M` as `1500000`.
pub(super) fn scaled(written: &str) -> String {
    let places = match written.as_bytes().last() {
        Some(b'k') => 3,
        Some(b'M') => 6,
        _ => return written.to_owned(),
    };
    let (whole, part) = written[..written.len() - 1].split_once('.').unwrap_or((&written[..written.len() - 1], ""));
    let mut digits = whole.to_owned();
    digits.push_str(part);
    if part.len() <= places {
        digits.extend(std::iter::repeat_n('0', places - part.len()));
    } else {
        digits.insert(whole.len() + places, '.');
    }
    digits
}
