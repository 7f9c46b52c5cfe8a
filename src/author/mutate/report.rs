//! What became of the changes.

use super::Change;
use crate::Ruleset;
use crate::text::Span;
use std::fmt;
use std::sync::Arc;

/// What sort of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operator {
    /// `>=` for `>`, `is not` for `is`, a condition turned round.
    Comparison,
    /// A bound moved by one.
    Bound,
    /// An element of a list left out.
    Element,
    /// `yes` for `no`.
    YesNo,
    /// A row of a table or a line of a score card left out.
    Row,
    /// Two neighbours swapped.
    Order,
    /// A link of a chain left out.
    Link,
    /// Another team, queue, promise or result.
    Target,
    /// A cap moved by one.
    Cap,
    /// Points moved by one.
    Points,
}

impl Operator {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Comparison,
        Self::Bound,
        Self::Element,
        Self::YesNo,
        Self::Row,
        Self::Order,
        Self::Link,
        Self::Target,
        Self::Cap,
        Self::Points,
    ];

    /// The word for it in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Bound => "bound",
            Self::Element => "list element",
            Self::YesNo => "yes/no",
            Self::Row => "row removed",
            Self::Order => "order",
            Self::Link => "link removed",
            Self::Target => "target",
            Self::Cap => "cap",
            Self::Points => "points",
        }
    }
}

/// One change and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mutant {
    /// What sort of change.
    pub operator: Operator,
    /// The file.
    pub file: Arc<str>,
    /// The 1-based line.
    pub line: usize,
    /// What stands there.
    pub before: String,
    /// What would stand there; empty where something was left out.
    pub after: String,
    /// What became of it.
    pub end: MutantEnd,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MutantEnd {
    /// A test fails: the first one's title.
    Noticed(Arc<str>),
    /// All tests pass.
    Unnoticed,
    /// The check refuses the changed policy: it could never ship.
    Refused,
    /// The changed policy surely decides alike.
    Same,
}

/// All changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MutationReport {
    /// How many tests were run on each.
    pub tests: usize,
    /// In the order of the policy.
    pub mutants: Vec<Mutant>,
}

impl MutationReport {
    /// How many changes ended so: noticed, not noticed, refused by the check, with the same meaning.
    pub fn counts(&self) -> (usize, usize, usize, usize) {
        let count = |wanted: fn(&MutantEnd) -> bool| self.mutants.iter().filter(|mutant| wanted(&mutant.end)).count();
        (
            count(|end| matches!(end, MutantEnd::Noticed(_))),
            count(|end| *end == MutantEnd::Unnoticed),
            count(|end| *end == MutantEnd::Refused),
            count(|end| *end == MutantEnd::Same),
        )
    }

    /// Percent of the changes that matter, rounded down; 100 when none does.
    pub fn noticed_percent(&self) -> usize {
        let (noticed, unnoticed, ..) = self.counts();
        noticed.saturating_mul(100).checked_div(noticed.saturating_add(unnoticed)).unwrap_or(100)
    }
}

impl fmt::Display for MutationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (noticed, unnoticed, refused, same) = self.counts();
        let matter = noticed.saturating_add(unnoticed);
        for (title, wanted) in
            [("not noticed by any test", MutantEnd::Unnoticed), ("left out: the same meaning", MutantEnd::Same)]
        {
            let mut all = self.mutants.iter().filter(|mutant| mutant.end == wanted).peekable();
            if all.peek().is_some() {
                writeln!(f, "{title}")?;
            }
            for mutant in all {
                let after = if mutant.after.is_empty() { "(left out)" } else { &mutant.after };
                let place = format!("{}:{}", mutant.file, mutant.line);
                writeln!(f, "  {place:<22} {:<12} {}", mutant.operator.word(), mutant.before)?;
                writeln!(f, "  {:<22} {:<12} {after}", "", "→")?;
            }
        }
        for operator in Operator::ALL {
            let own = |wanted: fn(&MutantEnd) -> bool| {
                self.mutants.iter().filter(|mutant| mutant.operator == operator && wanted(&mutant.end)).count()
            };
            let noticed = own(|end| matches!(end, MutantEnd::Noticed(_)));
            let matter = noticed.saturating_add(own(|end| *end == MutantEnd::Unnoticed));
            if matter > 0 {
                writeln!(f, "{:<14} {noticed} of {matter}", operator.word())?;
            }
        }
        writeln!(
            f,
            "\n{} changes: {noticed} of {matter} noticed ({} %) by {} tests; left out: {refused} that the check refuses, {same} with the same meaning",
            self.mutants.len(),
            self.noticed_percent(),
            self.tests
        )
    }
}

/// The change in the author's words: its lines before and after.
pub(super) fn mutant(rules: &Ruleset, change: &Change, end: MutantEnd) -> Mutant {
    let first = change.edits.first();
    let span = change.edits.iter().map(|edit| edit.span).reduce(Span::to);
    let Some((span, source)) = span.and_then(|span| Some((span, rules.sources().get(span.source)?))) else {
        return Mutant {
            operator: change.operator,
            file: "".into(),
            line: 0,
            before: String::new(),
            after: String::new(),
            end,
        };
    };
    let text = source.text();
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX).min(text.len());
    let (start, stop) = (at(span.start), at(span.end));
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at.saturating_add(1));
    let line_end = text.get(stop..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| stop.saturating_add(at));
    let before = text.get(line_start..line_end).unwrap_or_default();
    let mut edits: Vec<_> = change.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut after = before.to_owned();
    for edit in edits {
        let range = at(edit.span.start).saturating_sub(line_start)..at(edit.span.end).saturating_sub(line_start);
        if range.end <= after.len() {
            after.replace_range(range, &edit.text);
        }
    }
    Mutant {
        operator: change.operator,
        file: source.name().into(),
        line: first.map_or(0, |edit| source.place(edit.span.start).0),
        before: shortened(before),
        after: shortened(&after),
        end,
    }
}

/// On one line, not longer than a screen is wide.
fn shortened(text: &str) -> String {
    const WIDTH: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
