//! The grammar of `grammar/*.pest`; the only file that names the parser crate.

// The derive writes code for every rule; what it writes is not ours to lint.
#[allow(missing_docs, unreachable_pub, clippy::as_conversions, clippy::indexing_slicing, reason = "generated code")]
mod generated {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/words.pest"]
    #[grammar = "grammar/values.pest"]
    #[grammar = "grammar/vocabulary.pest"]
    #[grammar = "grammar/derived.pest"]
    #[grammar = "grammar/people.pest"]
    #[grammar = "grammar/routes.pest"]
    #[grammar = "grammar/tests.pest"]
    #[grammar = "grammar/file.pest"]
    pub(super) struct Grammar;
}

use super::tokens::{Kind, tokens};
use generated::Grammar;
pub(super) use generated::Rule;
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

/// A piece of text that a rule of the grammar read.
#[derive(Clone, Debug)]
pub(super) struct Node<'t>(Pair<'t, Rule>);

impl<'t> Node<'t> {
    pub(super) fn rule(&self) -> Rule {
        self.0.as_rule()
    }

    pub(super) fn text(&self) -> &'t str {
        self.0.as_str()
    }

    /// The same without the blanks and comments behind it: a rule with an optional tail takes those before the tail too.
    pub(super) fn said(&self) -> &'t str {
        let text = self.text();
        if !text.contains('#') {
            return text.trim_end();
        }
        let pieces = tokens(text).filter(|token| !matches!(token.kind, Kind::Comment | Kind::NewLine));
        &text[..pieces.last().map_or(0, |token| token.end)]
    }

    /// First byte in the text that was parsed.
    pub(super) fn start(&self) -> usize {
        self.0.as_span().start()
    }

    pub(super) fn end(&self) -> usize {
        self.0.as_span().end()
    }

    pub(super) fn children(&self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        self.0.clone().into_inner().map(Node)
    }

    /// The first direct child read by this rule.
    pub(super) fn child(&self, rule: Rule) -> Option<Node<'t>> {
        self.children().find(|child| child.rule() == rule)
    }

    pub(super) fn has(&self, rule: Rule) -> bool {
        self.child(rule).is_some()
    }

    pub(super) fn only_child(&self) -> Option<Node<'t>> {
        self.children().next()
    }
}

/// How far a rule could read a text, and what could have stood there.
#[derive(Clone, Debug)]
pub(super) struct Stuck {
    pub(super) at: usize,
    pub(super) expected: Vec<Rule>,
}

/// Reads a text, or a beginning of it, with one rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<Node<'_>, Stuck> {
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().map(Node).ok_or(Stuck { at: 0, expected: Vec::new() }),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => Vec::new(),
            };
            Err(Stuck { at, expected })
        }
    }
}

/// The word of a keyword rule: `kw_when` reads `when`.
pub(super) fn keyword(rule: Rule) -> Option<String> {
    format!("{rule:?}").strip_prefix("kw_").map(str::to_owned)
}

/// Every rule of the grammar.
#[cfg(test)]
pub(super) fn all_rules() -> Vec<String> {
    Rule::all_rules().iter().map(|rule| format!("{rule:?}")).collect()
}
