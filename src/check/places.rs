//! Where the things of a model are written. Ids are those of the model, which itself knows no text.

use super::Checker;
use crate::syntax::tree::{Block, Decision, RuleLine, RuleLineKind};
use crate::text::{Diagnostic, Span};

/// A side table of the model, for whoever tells an author about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Names of lead fields.
    pub(crate) fields: Vec<Span>,
    /// By lead field: its default.
    pub(crate) defaults: Vec<Option<Span>>,
    pub(crate) routes: Vec<Span>,
    pub(crate) rules: Vec<RulePlace>,
    pub(crate) branches: Vec<BranchPlace>,
    pub(crate) tables: Vec<TablePlace>,
    /// By lookup: the keys of its rows, as in the model.
    pub(crate) lookups: Vec<Vec<Span>>,
    /// Names of teams.
    pub(crate) teams: Vec<Span>,
    /// What is to be said about definitions that nothing uses, once nothing else is wrong.
    pub(crate) unused: Vec<Diagnostic>,
    /// First touches of promises, where they are promised.
    pub(crate) promises: Vec<Option<Span>>,
}

/// A rule, step, shadow rule, `otherwise` or `on invalid`.
#[derive(Clone, Debug)]
pub(crate) struct RulePlace {
    /// From its first word to its name or title.
    pub(crate) head: Span,
    /// The conditions of its `when` lines, as in the model.
    pub(crate) when: Vec<Span>,
    pub(crate) unless: Vec<Span>,
    /// The links of its chain.
    pub(crate) links: Vec<Span>,
}

/// A branch, found by its route and name.
#[derive(Clone, Debug)]
pub(crate) struct BranchPlace {
    pub(crate) route: usize,
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) when: Vec<Span>,
    pub(crate) unless: Vec<Span>,
}

#[derive(Clone, Debug)]
pub(crate) struct TablePlace {
    /// The line of the headings.
    pub(crate) head: Span,
    /// As in the model.
    pub(crate) rows: Vec<Span>,
    /// A quick look has found its holes and clashes; else it was too large for that.
    pub(crate) judged: bool,
    /// It has no `else`, so that a hole is a mistake.
    pub(crate) open: bool,
}

impl RulePlace {
    pub(super) fn new(head: Span, block: &Block) -> Self {
        let mut place = Self { head, when: Vec::new(), unless: Vec::new(), links: Vec::new() };
        for line in &block.lines {
            match &line.kind {
                RuleLineKind::When(condition) => place.when.push(condition.span),
                RuleLineKind::Unless(condition) => place.unless.push(condition.span),
                RuleLineKind::Decision(Decision::Assign(links)) => {
                    place.links.extend(links.iter().map(|link| link.span));
                }
                _ => {}
            }
        }
        place
    }
}

/// The conditions of a branch's `when` lines, and of its `unless` lines.
pub(super) fn conditions(lines: &[RuleLine]) -> (Vec<Span>, Vec<Span>) {
    let when = lines.iter().filter_map(|line| match &line.kind {
        RuleLineKind::When(condition) => Some(condition.span),
        _ => None,
    });
    let unless = lines.iter().filter_map(|line| match &line.kind {
        RuleLineKind::Unless(condition) => Some(condition.span),
        _ => None,
    });
    (when.collect(), unless.collect())
}

impl Checker<'_> {
    /// Without what stands around it: blanks and an opening brace.
    pub(super) fn trimmed(&self, span: Span) -> Span {
        let text = self.sources.slice(span);
        let kept = text.trim_end_matches(|sign: char| sign.is_whitespace() || sign == '{').len();
        Span::new(span.source, span.start, span.start.saturating_add(u32::try_from(kept).unwrap_or_default()))
    }
}
