//! bad fragment ──**explain**──▶ finding with a fix, and the fragment as it was meant
//!
//! The first word says which rule the line wanted to be; how far that rule could read it says what is wrong.

use super::blocks::Block;
use super::codes;
use super::grammar::{self, Rule, Stuck, keyword};
use super::reader::{Origin, Reader};
use crate::text::{Diagnostic, Span, distance};

/// A fragment that can be read now.
pub(super) struct Mended {
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) rule: Rule,
}

/// How many repairs one line gets.
const REPAIRS: usize = 4;
/// Longer fragments are reported, not mended: trying is then as dear as the text is long, again and again.
const MENDABLE: usize = 64 << 10;
/// Words that carry a line on.
const CARRY_ON: [&str; 14] = [
    "else", "and", "or", "then", "when", "because", "by", "with", "weight", "if", "same", "within", "wait", "ignoring",
];

/// What a cap or a turn may be counted over.
const PERIODS: [&str; 4] = ["day", "week", "month", "quarter"];

/// Words that join or turn conditions: never a slip of the pen for the first word of a line.
const JOIN: [&str; 5] = ["and", "or", "not", "then", "else"];

/// Reports what is wrong with a fragment, and mends it where it is clear what was meant.
pub(super) fn mend(
    reader: &mut Reader<'_>,
    written: &str,
    origin: Origin,
    block: Block,
    after_bad: bool,
) -> Option<Mended> {
    let (written, origin) = without_then(reader, written, origin, block);
    if written.is_empty() {
        return None;
    }
    let first = first_word(written);
    let whole = origin.span(0, written.lines().next().unwrap_or_default().trim_end().len());
    let place = origin.span(0, first.len().max(written.chars().next().map_or(0, char::len_utf8)));
    let mut rules: Vec<Rule> = block.words.iter().filter(|(word, _)| *word == first).map(|(_, rule)| *rule).collect();
    let mut text = written.to_owned();
    let mut fixed = origin;
    let mut pending = None;
    if rules.is_empty() && !first.is_empty() && !JOIN.contains(&first) {
        let known = block.words.iter().map(|(word, _)| *word);
        if let Some(meant) = nearest(first, known) {
            rules = block.words.iter().filter(|(word, _)| *word == meant).map(|(_, rule)| *rule).collect();
            let message = format!("{} has no `{first}` line", block.called);
            pending = Some(
                Diagnostic::new(codes::UNKNOWN_LINE, message, place, format!("did you mean `{meant}`?"))
                    .help(may_contain(block))
                    .fix(place, meant),
            );
            text.replace_range(..first.len(), meant);
            fixed.replaced(0, first.len(), meant.len());
        }
    }
    if rules.is_empty() {
        rules.extend(block.free);
    }
    if rules.is_empty() {
        if !after_bad || block.called == "a file" && !first.is_empty() && !written.starts_with(' ') {
            unknown(reader, block, first, place, whole, after_bad);
        }
        return None;
    }
    if let Some(finding) = pending {
        reader.report(finding);
    } else if after_bad && block.free.is_some() {
        return None;
    }
    let rule = furthest(&rules, &text);
    for _ in 0..REPAIRS {
        let stuck = match stuck(rule, &text) {
            None => return Some(Mended { text, origin: fixed, rule }),
            Some(stuck) => stuck,
        };
        if text.len() > MENDABLE || !repair(reader, rule, &mut text, &mut fixed, &stuck) {
            unclear(reader, block, &text, &fixed, &stuck);
            return None;
        }
    }
    None
}

/// `when country is DE then assign queue triage`: behind a condition the next line says what to do.
fn without_then<'t>(reader: &mut Reader<'_>, written: &'t str, mut origin: Origin, block: Block) -> (&'t str, Origin) {
    let Some(line) = written.strip_prefix("then").map(str::trim_start) else { return (written, origin) };
    let word = first_word(line);
    let known = |word: &str| block.words.iter().any(|(known, _)| *known == word);
    // At the end of its line it stands before the next.
    let ends = line.is_empty() && known("assign");
    if !ends && !known(word) {
        return (written, origin);
    }
    let cut = written.len() - line.len();
    let text = if word.is_empty() {
        "`then` is not needed behind a condition".to_owned()
    } else {
        format!("`then` is not needed before `{word}`")
    };
    let finding = Diagnostic::new(codes::IF_HABIT, text, origin.span(0, 4), "leave it out");
    reader.report(finding.fix(origin.span(0, cut), ""));
    origin.replaced(0, cut, 0);
    (line, origin)
}

fn unknown(reader: &mut Reader<'_>, block: Block, first: &str, place: Span, whole: Span, after_bad: bool) {
    if after_bad && first.is_empty() {
        return;
    }
    let (message, span) = if first.is_empty() {
        (format!("{} has no line like this", block.called), whole)
    } else if CARRY_ON.contains(&first) || first == "not" {
        (format!("`{first}` belongs to the line before, which is finished here"), place)
    } else {
        (format!("{} has no `{first}` line", block.called), place)
    };
    let help = match first {
        "within" => "a condition says `within last 7 days`".to_owned(),
        "not" => "write `is not` before one value, `not in` before a list".to_owned(),
        _ => may_contain(block),
    };
    reader.report(Diagnostic::new(codes::UNKNOWN_LINE, message, span, "not known here").help(help));
}

/// Of the rules for one first word, the one that reads most.
fn furthest(rules: &[Rule], text: &str) -> Rule {
    let reach = |rule: &Rule| stuck(*rule, text).map_or(usize::MAX, |stuck| stuck.at);
    // The first of the best.
    let mut best = rules[0];
    for rule in &rules[1..] {
        if reach(rule) > reach(&best) {
            best = *rule;
        }
    }
    best
}

/// Where a rule cannot read on; `None` when it reads the whole text.
fn stuck(rule: Rule, text: &str) -> Option<Stuck> {
    match grammar::parse(rule, text) {
        Ok(node) => {
            let rest = &text[node.end()..];
            let at = node.end() + (rest.len() - rest.trim_start().len());
            (at < text.len()).then_some(Stuck { at, expected: Vec::new() })
        }
        Err(stuck) => Some(stuck),
    }
}

fn repair(reader: &mut Reader<'_>, rule: Rule, text: &mut String, fixed: &mut Origin, now: &Stuck) -> bool {
    let at = now.at.min(text.len());
    let found = first_word(&text[at..]).to_owned();
    let line_word = first_word(text).to_owned();
    let mut words: Vec<String> = now.expected.iter().filter_map(|rule| keyword(*rule)).collect();
    if now.expected.contains(&Rule::period) {
        words.extend(PERIODS.map(str::to_owned));
    }
    if words.is_empty() {
        words = CARRY_ON.iter().map(|word| (*word).to_owned()).collect();
    }
    // A misspelt word.
    if !found.is_empty()
        && let Some(meant) = nearest(&found, words.iter().map(String::as_str))
    {
        let mut tried = text.clone();
        tried.replace_range(at..at + found.len(), meant);
        if better(rule, &tried, at + meant.len()) {
            let span = fixed.span(at, at + found.len());
            let message = format!("this `{line_word}` line does not know `{found}`");
            let label = format!("did you mean `{meant}`?");
            reader.report(Diagnostic::new(codes::UNKNOWN_LINE, message, span, label).fix(span, meant));
            fixed.replaced(at, found.len(), meant.len());
            *text = tried;
            return true;
        }
    }
    // A missing word; where a name is missing, any word put there would be taken for one.
    let by_word = !now.expected.is_empty() && !now.expected.contains(&Rule::name);
    for word in words.iter().filter(|_| by_word) {
        let mut tried = text.clone();
        tried.insert_str(at, &format!("{word} "));
        if stuck(rule, &tried).is_none() {
            let end = at + found.len().max(text[at..].chars().next().map_or(0, char::len_utf8));
            let span = fixed.span(at, end);
            let label = if found.is_empty() { String::new() } else { format!("found `{found}`") };
            let message = format!("this `{line_word}` line needs `{word}` here");
            let start = fixed.span(0, line_word.len());
            let here = fixed.span(at, at);
            let finding = Diagnostic::new(codes::NEEDS, message, span, label)
                .also(start, format!("while reading this `{line_word}`"))
                .fix(here, format!("{word} "));
            reader.report(finding);
            fixed.replaced(at, 0, word.len() + 1);
            *text = tried;
            return true;
        }
    }
    // A reserved word as a name.
    if now.expected.contains(&Rule::name) && super::words::is_reserved(&found) {
        let mut tried = text.clone();
        tried.replace_range(at..at + found.len(), &format!("`{found}`"));
        if better(rule, &tried, at + found.len() + 2) {
            let span = fixed.span(at, at + found.len());
            let message = format!("`{found}` is a reserved word and no name");
            let finding = Diagnostic::new(codes::RESERVED, message, span, "a name belongs here")
                .help(format!("write it in backticks: `` `{found}` ``"))
                .fix(span, format!("`{found}`"));
            reader.report(finding);
            fixed.replaced(at, found.len(), found.len() + 2);
            *text = tried;
            return true;
        }
    }
    false
}

fn better(rule: Rule, text: &str, at: usize) -> bool {
    stuck(rule, text).is_none_or(|stuck| stuck.at >= at)
}

fn unclear(reader: &mut Reader<'_>, block: Block, text: &str, fixed: &Origin, stuck: &Stuck) {
    let at = stuck.at.min(text.len());
    let first = first_word(text);
    let rest = text[at..].lines().next().unwrap_or_default().trim_end();
    let found = first_word(rest);
    let shown: String = if found.is_empty() { rest.chars().take(1).collect() } else { found.to_owned() };
    let line = if block.words.iter().any(|(word, _)| *word == first) {
        format!("this `{first}` line")
    } else {
        format!("this line of {}", block.called)
    };
    let end = at + shown.len();
    let (message, label) = if shown.is_empty() {
        (format!("{line} is not finished"), "something is missing here".to_owned())
    } else {
        (format!("{line} cannot be read from `{}` on", shorten(&shown)), "not clear".to_owned())
    };
    let mut finding = Diagnostic::new(codes::UNCLEAR, message, fixed.span(at, end), label);
    if let Some(wanted) = wanted(&stuck.expected) {
        finding = finding.help(format!("here may stand: {wanted}"));
    }
    if !block.example.is_empty() {
        finding = finding.help(block.example);
    }
    reader.report(finding);
}

fn shorten(word: &str) -> String {
    if word.chars().count() <= 24 { word.to_owned() } else { word.chars().take(24).chain(['…']).collect() }
}

fn wanted(rules: &[Rule]) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for rule in rules {
        let word = match rule {
            Rule::name | Rule::dotted | Rule::path => "a name".to_owned(),
            Rule::text | Rule::title => "a text in quotes".to_owned(),
            Rule::duration => "a length of time such as `5 minutes`".to_owned(),
            Rule::expr | Rule::value | Rule::condition => "a value".to_owned(),
            Rule::link => "`team`, `rep`, `owner of`, `manager of`, `queue` or `hold`".to_owned(),
            Rule::strategy => "a strategy such as `round robin`".to_owned(),
            Rule::date => "a date such as `2026-12-24`".to_owned(),
            Rule::number | Rule::quantity => "a number".to_owned(),
            Rule::period => PERIODS.map(|word| format!("`{word}`")).join(", "),
            Rule::list => "a list in `[ ]`".to_owned(),
            Rule::rule_block | Rule::branch_block | Rule::score_block | Rule::table_block => "`{`".to_owned(),
            other => match keyword(*other) {
                Some(word) => format!("`{word}`"),
                None => continue,
            },
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // Behind any number may stand a length of business time: as the only hint it leads astray.
    if words == ["`business`"] {
        return None;
    }
    words.truncate(12);
    (!words.is_empty()).then(|| words.join(", "))
}

fn may_contain(block: Block) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (word, _) in block.words {
        if !words.contains(word) {
            words.push(word);
        }
    }
    if words.is_empty() {
        return block.example.to_owned();
    }
    let mut text = format!("{} may contain: {}", block.called, words.join(", "));
    if !block.example.is_empty() {
        text = format!("{text}; {}", block.example);
    }
    text
}

/// The word a text begins with; empty when it begins with something else.
fn first_word(text: &str) -> &str {
    let end = text.find(|sign: char| !(sign.is_alphanumeric() || sign == '_')).unwrap_or(text.len());
    &text[..end]
}

/// The known word that differs in at most a third of its letters, the nearest first.
pub(super) fn nearest<'w>(written: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if written.len() > 40 {
        return None;
    }
    let lower = written.to_lowercase();
    known
        .map(|word| (distance(&lower, word), word))
        .filter(|(far, word)| {
            *far <= (word.chars().count() / 3).clamp(1, 2) && far.saturating_add(1) < word.chars().count()
        })
        .min_by_key(|(far, _)| *far)
        .map(|(_, word)| word)
}
